package cmd

import (
	"context"
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"shapan/engine/solver/pipenet/inp"
)

// sewerComparison is a file's two runs beside SWMM's report, in SI units.
type sewerComparison struct {
	Build   string            `json:"swmm_build"`
	Depths  sewerAgreement    `json:"depths"`
	Flows   sewerAgreement    `json:"flows"`
	Own     sewerBalance      `json:"own"`
	Like    sewerBalance      `json:"extran"`
	SWMM    sewerBalance      `json:"swmm"`
	Apart   []sewerDifference `json:"apart"`
	depth   float64           // the report's unit of depth [m]
	flow    float64           // and of flow [m³/s]
	depthIn string
	flowIn  string
}

// sewerAgreement counts the peaks that agree within 5 % (or 1 cm, or half a per
// cent of the greatest flow).
type sewerAgreement struct {
	Compared int `json:"compared"`
	Own      int `json:"own_agree"`
	Like     int `json:"extran_agree"`
}

type sewerBalance struct {
	Inflow     float64 `json:"inflow_m3"`
	Outfalls   float64 `json:"outfalls_m3"`
	Flooded    float64 `json:"flooded_m3"`
	Continuity float64 `json:"continuity_percent"`
}

type sewerDifference struct {
	What string   `json:"what"` // depth [m] or flow [m³/s]
	Name string   `json:"name"`
	SWMM *float64 `json:"swmm"`
	Own  *float64 `json:"own"`
	Like *float64 `json:"extran"`
	Why  string   `json:"why"`
}

func compareSewer(c *cobra.Command, network, report string, asJSON bool) error {
	r, err := inp.ReadReport(report)
	if err != nil {
		return inputError{err}
	}
	var peaks [2]inp.Peaks
	var balance [2]sewerBalance
	var file *inp.File
	for k := range peaks {
		if file, err = inp.ReadFile(network); err != nil {
			return inputError{err}
		}
		if k == 1 {
			file.LikeSWMM()
		}
		if peaks[k], balance[k], err = sewerPeaks(c.Context(), file); err != nil {
			return err
		}
	}
	found := r.Compare(file, peaks[0], peaks[1])
	a := sewerComparison{
		Build:  r.Build,
		Depths: sewerAgreement{found.Depths, found.DepthsOwn, found.DepthsLike},
		Flows:  sewerAgreement{found.Flows, found.FlowsOwn, found.FlowsLike},
		Own:    balance[0], Like: balance[1], SWMM: sewerBalance{r.Inflow, r.Outflow, r.Flooded, r.Continuity},
		Apart: []sewerDifference{},
	}
	a.depth, a.flow, a.depthIn, a.flowIn = r.Units()
	for _, d := range found.Differences {
		a.Apart = append(a.Apart, sewerDifference{d.What, d.Name, known(d.SWMM), known(d.Own), known(d.Like), d.Why})
	}
	if asJSON {
		return printJSON(c.OutOrStdout(), a)
	}
	return a.tell(c.OutOrStdout())
}

// sewerPeaks runs a file to its end. The continuity of EXTRAN's scheme is what
// its levels lose, as SWMM counts it.
func sewerPeaks(ctx context.Context, f *inp.File) (inp.Peaks, sewerBalance, error) {
	s, err := f.Begin()
	if err != nil {
		return inp.Peaks{}, sewerBalance{}, inputError{err}
	}
	p, err := s.Peaks(ctx)
	if err != nil {
		return p, sewerBalance{}, err
	}
	l := s.Net.Ledger()
	b := sewerBalance{l.Inflow, l.OutfallOut - l.OutfallIn, l.Flooded, 100 * l.Relative()}
	if all := l.Initial + l.Inflow; all > 0 {
		b.Continuity += 100 * s.Net.Strayed() / all
	}
	return p, b, nil
}

// known is nil for what a run does not have.
func known(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}

func (a *sewerComparison) tell(out io.Writer) error {
	fmt.Fprintf(out, "SWMM %s: of %d peak depths %d agree within 5 %% by our scheme, %d by EXTRAN's; of %d peak flows %d and %d\n\n",
		a.Build, a.Depths.Compared, a.Depths.Own, a.Depths.Like, a.Flows.Compared, a.Flows.Own, a.Flows.Like)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "[m³]\tinflow\toutfalls\tflooded\tcontinuity [%]\t")
	for _, b := range []struct {
		name string
		sewerBalance
	}{{"SWMM", a.SWMM}, {"ours", a.Own}, {"EXTRAN", a.Like}} {
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t%.2g\t\n", b.name, b.Inflow, b.Outfalls, b.Flooded, b.Continuity)
	}
	if err := w.Flush(); err != nil || len(a.Apart) == 0 {
		return err
	}
	fmt.Fprintf(out, "\nMore than 5 %% apart, depths in %s, flows in %s:\n", a.depthIn, a.flowIn)
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\t\tSWMM\tours\tEXTRAN\t")
	for _, d := range a.Apart {
		unit := a.depth
		if d.What == "flow" {
			unit = a.flow
		}
		show := func(v *float64) string {
			if v == nil {
				return "-"
			}
			return fmt.Sprintf("%.3f", *v/unit)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", d.What, d.Name, show(d.SWMM), show(d.Own), show(d.Like), d.Why)
	}
	return w.Flush()
}
