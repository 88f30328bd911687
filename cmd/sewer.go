package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"shapan/engine/solver/pipenet/inp"
)

func sewerCommand() *cobra.Command {
	var scheme string
	var asJSON bool
	c := &cobra.Command{
		Use:   "sewer NETWORK.inp",
		Short: "Run a SWMM file by itself: peaks of depth and flow, volumes, continuity",
		Long: `NETWORK.inp is an EPA SWMM 5 file with its own rain and inflows. What of it is not
modelled is named with its line. To run it under a storm on a site's streets, name
it in a scenario (with: sewer: swmm_file).

--scheme own is the solver that scenarios use: it keeps the volume of water to
rounding, and its peaks do not depend on the step. --scheme extran is SWMM's
explicit scheme: to compare with a report of SWMM, whose peaks hold surges and
swings of that scheme; levels_off_percent is what its levels lose or gain of the
water (SWMM's continuity error).`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if scheme != "own" && scheme != "extran" {
				return inputError{fmt.Errorf("--scheme %s: must be own or extran", scheme)}
			}
			f, err := inp.ReadFile(given[0])
			if err != nil {
				return inputError{err}
			}
			if scheme == "extran" {
				f.LikeSWMM()
			}
			answer, err := runSewer(c.Context(), f)
			if err != nil {
				return err
			}
			if asJSON {
				encoder := json.NewEncoder(c.OutOrStdout())
				encoder.SetIndent("", "  ")
				return encoder.Encode(answer)
			}
			return answer.tell(c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&scheme, "scheme", "own", "own or extran")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
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
	At    float64  `json:"at_s"` // since the start
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
	fmt.Fprintln(w, "node\tdepth [m]\tlevel [m]\tafter\t")
	for _, n := range a.Nodes {
		fmt.Fprintf(w, "%s\t%.3f\t%.3f\t%s\t\n", n.Name, *n.Depth, *n.Level, since(n.At))
	}
	fmt.Fprintln(w, "\t\t\t\t\nlink\tflow [m³/s]\t\tafter\t")
	for _, l := range a.Links {
		fmt.Fprintf(w, "%s\t%.4f\t\t%s\t\n", l.Name, *l.Flow, since(l.At))
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
