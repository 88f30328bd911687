package cmd

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"shapan/engine"
)

func compareCommand() *cobra.Command {
	var out, sitePath string
	var asJSON bool
	c := &cobra.Command{
		Use:   "compare A B",
		Short: "Say what differs between two recorded runs",
		Long: `Compare two recorded runs of one site, each a run.mcap or the folder that has it: peaks at the gauges and when they came,
what came over the pits' edges, what the pumps moved, the flooded area and, cell
by cell, the deepest water. Differences are B less A. Series are recorded every
10 s: peaks and their times are no sharper than that, and what came over an edge
is the sum of such steps. summary.json has each run's own exact figures.`,
		Args: args(cobra.ExactArgs(2)),
		RunE: func(c *cobra.Command, given []string) error {
			a, err := openSource(given[0], sitePath, c.ErrOrStderr())
			if err != nil {
				return inputError{err}
			}
			defer a.recording.Close()
			b, err := openSource(given[1], sitePath, c.ErrOrStderr())
			if err != nil {
				return inputError{err}
			}
			defer b.recording.Close()
			report, difference, err := compare(a, b)
			if err != nil {
				return err
			}
			if out != "" {
				if report.Raster, err = writeDifference(out, difference, a, b); err != nil {
					return err
				}
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), report)
			}
			return report.tell(c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&out, "out", "", "folder (made if absent) or .tif for the difference of max_depth, B less A [m]")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&sitePath, "site", "", "site file, where it is no longer where the recordings say")
	return c
}

// comparison is what differs between two runs.
type comparison struct {
	A      comparedRun    `json:"a"`
	B      comparedRun    `json:"b"`
	Rows   []comparedRow  `json:"rows"`
	Depth  *comparedDepth `json:"max_depth,omitempty"` // absent if there is no water
	Raster string         `json:"raster,omitempty"`    // that was written
}

type comparedRun struct {
	File     string  `json:"file"`
	Run      string  `json:"run"`
	Scenario string  `json:"scenario"`
	Until    float64 `json:"recorded_until_s"`
	Complete bool    `json:"complete"`
}

// comparedDepth counts cells whose deepest water differs by more than 1 cm.
type comparedDepth struct {
	Deeper    float64 `json:"deeper_in_b_m2"`
	Shallower float64 `json:"shallower_in_b_m2"`
	MostRise  float64 `json:"largest_rise_m"`
	MostFall  float64 `json:"largest_fall_m"`
}

func compare(a, b *source) (*comparison, *engine.Field, error) {
	report := &comparison{}
	for s, into := range map[*source]*comparedRun{a: &report.A, b: &report.B} {
		meta := s.recording.Meta()
		_, until := s.recording.Span()
		*into = comparedRun{s.path, meta.Run, meta.Scenario, until, s.recording.Complete()}
	}
	var err error
	if report.Rows, err = compareSeries(a, b); err != nil {
		return nil, nil, err
	}
	both := func(s *source) bool {
		for _, info := range s.recording.Channels().Fields {
			if info.Name == "max_depth" {
				return true
			}
		}
		return false
	}
	if !both(a) || !both(b) {
		return report, nil, nil
	}
	difference, err := depthDifference(a, b)
	if err != nil {
		return nil, nil, err
	}
	report.Depth = summarizeDifference(difference)
	return report, difference, nil
}

// depthDifference returns the deepest water of B less that of A [m].
func depthDifference(a, b *source) (*engine.Field, error) {
	var deepest [2]engine.Field
	for k, s := range []*source{a, b} {
		_, end := s.recording.Span()
		fields, err := s.at(end, []string{"max_depth"})
		if err != nil {
			return nil, err
		}
		deepest[k] = fields[0]
	}
	if p, q := deepest[0].Grid, deepest[1].Grid; p != q || a.origin != b.origin {
		return nil, inputError{fmt.Errorf("%s has %d × %d cells of %g m, %s %d × %d of %g m, at (%g, %g) and (%g, %g) of EPSG:%d and %d: only runs on the same grid can be compared",
			a.path, p.NX, p.NY, p.Cell, b.path, q.NX, q.NY, q.Cell, a.origin.Easting, a.origin.Northing, b.origin.Easting, b.origin.Northing, a.origin.EPSG, b.origin.EPSG)}
	}
	difference := deepest[1]
	difference.Name = "max_depth_difference"
	for k, v := range deepest[0].Values {
		difference.Values[k] -= v
	}
	return &difference, nil
}

func summarizeDifference(f *engine.Field) *comparedDepth {
	const differs = 0.01 // [m]
	d := &comparedDepth{}
	for _, v := range f.Values {
		v := float64(v)
		switch {
		case v > differs:
			d.Deeper += f.Grid.Area()
		case v < -differs:
			d.Shallower += f.Grid.Area()
		}
		if !math.IsNaN(v) {
			d.MostRise, d.MostFall = max(d.MostRise, v), max(d.MostFall, -v)
		}
	}
	return d
}

func writeDifference(out string, difference *engine.Field, a, b *source) (string, error) {
	if difference == nil {
		return "", inputError{fmt.Errorf("--out %s: the recordings have no field max_depth, so there is no difference to write", out)}
	}
	flags := exportFlags{out: out}
	path, err := flags.file(difference.Name, ".tif")
	if err != nil {
		return "", err
	}
	_, end := b.recording.Span()
	meta := b.recording.Meta()
	return path, writeRaster(path, difference, a.origin, meta.Start.Add(seconds(end)), meta.Run+" less "+a.recording.Meta().Run)
}

// tell prints the comparison as tables.
func (c *comparison) tell(w io.Writer) error {
	for _, run := range []struct {
		letter string
		comparedRun
	}{{"A", c.A}, {"B", c.B}} {
		fmt.Fprintf(w, "%s  %s: %s, %s\n", run.letter, run.File, run.Scenario, clock(seconds(run.Until)))
		if !run.Complete {
			fmt.Fprintf(w, "   its writer was killed: the last seconds are missing\n")
		}
	}
	if c.A.Until != c.B.Until {
		fmt.Fprintf(w, "The runs are of different length: totals and maxima are of each one's own.\n")
	}
	wide := 0
	for _, row := range c.Rows {
		wide = max(wide, utf8.RuneCountInString(row.title()))
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "\n%-*s\tA\tB\tB - A\t\n", wide, "")
	for _, row := range c.Rows {
		fmt.Fprintf(table, "%-*s\t%s\t%s\t%s\t\n", wide, row.title(), row.show(row.A), row.show(row.B), row.difference())
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if d := c.Depth; d != nil {
		fmt.Fprintf(w, "\nDeepest water, over 1 cm of difference: %.0f m² deeper in B (by at most %.2f m), %.0f m² shallower (by at most %.2f m)\n",
			d.Deeper, d.MostRise, d.Shallower, d.MostFall)
	}
	if c.Raster != "" {
		fmt.Fprintf(w, "%s\n", filepath.ToSlash(c.Raster))
	}
	return nil
}
