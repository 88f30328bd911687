package cmd

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"shapan/engine/solver/pipenet/inp"
)

func sewerCommand() *cobra.Command {
	var scheme, report string
	var asJSON bool
	c := &cobra.Command{
		Use:   "sewer NETWORK.inp",
		Short: "Run a SWMM file by itself: peaks of depth and flow, volumes, continuity; compare with SWMM's report",
		Long: `NETWORK.inp is an EPA SWMM 5 file with its own rain and inflows. What of it is not
modelled is named with its line. To run it under a storm on a site's streets, name
it in a scenario (with: sewer: swmm_file).

It runs by two schemes. --scheme own is the solver that scenarios use: it keeps the
volume of water to rounding. --scheme extran is SWMM's explicit scheme, as close to
SWMM 5.2.4 as we can write it: its peaks hold surges of single steps and swings that
belong to the scheme; levels_off_percent is what its levels lose or gain of the water
(SWMM's continuity error). --scheme both, the default, prints the first and sets the
second beside it where they are more than 5 % apart: there, do not design on either
without a look at why.

--compare NETWORK.rpt sets the report of SWMM beside both schemes: how many peaks
agree within 5 %, and each that does not, in the report's own units, with a reason.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if scheme != "own" && scheme != "extran" && scheme != "both" {
				return inputError{fmt.Errorf("--scheme %s: must be own, extran or both", scheme)}
			}
			if report != "" {
				return compareSewer(c, given[0], report, asJSON)
			}
			answer, err := sewerOf(c.Context(), given[0], scheme == "extran")
			if err != nil {
				return err
			}
			if scheme == "both" {
				other, err := sewerOf(c.Context(), given[0], true)
				if err != nil {
					return err
				}
				answer.beside(other)
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), answer)
			}
			return answer.tell(c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&scheme, "scheme", "both", "own, extran or both")
	c.Flags().StringVar(&report, "compare", "", "report of SWMM (.rpt) to compare with")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// sewerOf runs a file by our scheme or EXTRAN's.
func sewerOf(ctx context.Context, path string, extran bool) (*sewerAnswer, error) {
	f, err := inp.ReadFile(path)
	if err != nil {
		return nil, inputError{err}
	}
	if extran {
		f.LikeSWMM()
	}
	return runSewer(ctx, f)
}

// sewerAnswer is what a network did.
type sewerAnswer struct {
	From       time.Time   `json:"from"`
	To         time.Time   `json:"to"`
	NotModeled []string    `json:"not_modelled"`
	Nodes      []sewerPeak `json:"nodes"`
	Links      []sewerPeak `json:"links"`
	Volumes    struct {
		Inflow   float64 `json:"inflow_m3"` // with what was there at the start
		Outfalls float64 `json:"outfalls_m3"`
		Flooded  float64 `json:"flooded_m3"`
		Stored   float64 `json:"stored_m3"`
	} `json:"volumes"`
	Continuity float64 `json:"continuity_percent"`
	LevelsOff  float64 `json:"levels_off_percent"`
}

// sewerPeak is the greatest value at a node or in a link.
type sewerPeak struct {
	Name  string   `json:"name"`
	Depth *float64 `json:"max_depth_m,omitempty"`
	Level *float64 `json:"max_level_m,omitempty"`
	Flow  *float64 `json:"max_flow_m3_per_s,omitempty"`
	At    float64  `json:"at_s"`                // since the start
	Other *float64 `json:"by_extran,omitempty"` // depth or flow by EXTRAN's scheme, where it is apart
}

// beside sets the peaks of another run beside those that are more than 5 % (and
// 1 cm of depth, half a per cent of the greatest flow) apart from them.
func (a *sewerAnswer) beside(other *sewerAnswer) {
	greatest := 0.0
	for _, l := range a.Links {
		greatest = max(greatest, *l.Flow)
	}
	apart := func(x, y, least float64) bool { return math.Abs(x-y) > max(0.05*max(x, y), least) }
	for i := range a.Nodes {
		if o := other.Nodes[i].Depth; apart(*a.Nodes[i].Depth, *o, 0.01) {
			a.Nodes[i].Other = o
		}
	}
	for k := range a.Links {
		if o := other.Links[k].Flow; apart(*a.Links[k].Flow, *o, 0.005*greatest) {
			a.Links[k].Other = o
		}
	}
	a.LevelsOff = other.LevelsOff
}

func runSewer(ctx context.Context, f *inp.File) (*sewerAnswer, error) {
	s, err := f.Begin()
	if err != nil {
		return nil, inputError{err}
	}
	peaks, err := s.Peaks(ctx)
	if err != nil {
		return nil, err
	}
	a := &sewerAnswer{From: f.Start, To: f.End, NotModeled: []string{}}
	for _, left := range f.Ignored {
		a.NotModeled = append(a.NotModeled, left.String())
	}
	for i, n := range f.Network.Nodes {
		level := n.Invert + peaks.Depth[i]
		a.Nodes = append(a.Nodes, sewerPeak{Name: n.Name, Depth: &peaks.Depth[i], Level: &level, At: peaks.DepthAt[i]})
	}
	for k, l := range f.Network.Links {
		a.Links = append(a.Links, sewerPeak{Name: l.Name, Flow: &peaks.Flow[k], At: peaks.FlowAt[k]})
	}
	l := s.Net.Ledger()
	a.Volumes.Inflow = l.Initial + l.Inflow
	a.Volumes.Outfalls, a.Volumes.Flooded, a.Volumes.Stored = l.OutfallOut-l.OutfallIn, l.Flooded, l.Stored
	a.Continuity = 100 * l.Relative()
	if a.Volumes.Inflow > 0 {
		a.LevelsOff = 100 * s.Net.Strayed() / a.Volumes.Inflow
	}
	return a, nil
}

func (a *sewerAnswer) tell(out io.Writer) error {
	for _, left := range a.NotModeled {
		fmt.Fprintf(out, "not modelled: %s\n", strings.TrimSpace(left))
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	other := func(p sewerPeak, digits int) string {
		if p.Other == nil {
			return ""
		}
		return fmt.Sprintf("by EXTRAN %.*f", digits, *p.Other)
	}
	fmt.Fprintln(w, "node\tdepth [m]\tlevel [m]\tafter\t\t")
	for _, n := range a.Nodes {
		fmt.Fprintf(w, "%s\t%.3f\t%.3f\t%s\t%s\t\n", n.Name, *n.Depth, *n.Level, since(n.At), other(n, 3))
	}
	fmt.Fprintln(w, "\t\t\t\t\t\nlink\tflow [m³/s]\t\tafter\t\t")
	for _, l := range a.Links {
		fmt.Fprintf(w, "%s\t%.4f\t\t%s\t%s\t\n", l.Name, *l.Flow, since(l.At), other(l, 4))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	v := a.Volumes
	_, err := fmt.Fprintf(out, "\n%s to %s: %.1f m³ in, %.1f out by outfalls, %.1f flooded, %.1f there; continuity %.1e %%, levels off by %.2g %%\n",
		a.From.Format("2006-01-02 15:04"), a.To.Format("2006-01-02 15:04"), v.Inflow, v.Outfalls, v.Flooded, v.Stored, a.Continuity, a.LevelsOff)
	return err
}

// since is h:mm:ss after the start.
func since(seconds float64) string {
	s := int(seconds + 0.5)
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
