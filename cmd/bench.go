package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"shapan/scenarios"
)

func benchCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast this machine computes",
		Args:  args(cobra.NoArgs),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(benchFlowCommand(), benchCollideCommand(), benchWatchCommand(), benchIngestCommand())
	return c
}

func benchFlowCommand() *cobra.Command {
	b := flowBench{copyBytes: 256 << 20}
	var asJSON bool
	c := &cobra.Command{
		Use:   "flow --case " + strings.Join(flowCaseNames(), "|"),
		Short: "Measure how many cells of water a second takes forward",
		Long: `Measure the shallow-water solver on n × n cells of 1 m, again and again from the
same state until the time is over, and this machine's memory beside it.

` + tellFlowCases() + `
An update is one cell taken one step forward. Only cells really computed count:
blocks of 32 × 32 that are dry, with dry ground around, are not. Equivalent
updates are what a solver would have needed that takes every cell forward by the
smallest step that any block took. The memory's limit is how many cells could be
updated if nothing but copying had to be done: its copying rate, measured before
with as many threads, by the bytes that an update must read and write at least.
A grid that fits in the caches is not bound by it.

The city is a job: it is done once from dry ground to its end, without warm-up,
unless --seconds are over before; --seconds 600 is enough for 1000 × 1000 cells.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := b.check(); err != nil {
				return inputError{err}
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			report, err := b.measure(ctx)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), report)
			}
			report.tell(c.OutOrStdout())
			return nil
		},
	}
	c.Flags().StringVar(&b.name, "case", "dam", "what flows: "+strings.Join(flowCaseNames(), ", "))
	c.Flags().IntVar(&b.n, "n", 1000, fmt.Sprintf("cells along each side, %d to %d", leastCells, mostCells))
	c.Flags().IntVar(&b.order, "order", 1, "of accuracy in space and time: 1 or 2")
	c.Flags().IntVar(&b.threads, "threads", 0, "to compute with, at most as many as the machine runs at once; 0: all")
	c.Flags().Float64Var(&b.seconds, "seconds", 10, "to measure for, after the warm-up")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

const leastCells, mostCells = 16, 20000 // along each side

// check names all that is wrong with the flags together. A grid that the
// machine cannot hold is refused here, before any of it is built.
func (b *flowBench) check() error {
	var mistakes []error
	if _, known := flowCases[b.name]; !known {
		mistakes = append(mistakes, fmt.Errorf("--case %s: must be one of %s", b.name, strings.Join(flowCaseNames(), ", ")))
	}
	if b.n < leastCells || b.n > mostCells {
		mistakes = append(mistakes, fmt.Errorf("--n %d: must be %d to %d cells along each side", b.n, leastCells, mostCells))
	}
	if b.order != 1 && b.order != 2 {
		mistakes = append(mistakes, fmt.Errorf("--order %d: must be 1 or 2", b.order))
	}
	if most := runtime.GOMAXPROCS(0); b.threads < 0 || b.threads > most {
		mistakes = append(mistakes, fmt.Errorf("--threads %d: must be 1 to the %d that run at once here, or 0 for all", b.threads, most))
	}
	if !(b.seconds > 0) || b.seconds > 86400 {
		mistakes = append(mistakes, fmt.Errorf("--seconds %g: must be > 0 and at most 86400", b.seconds))
	}
	if len(mistakes) > 0 {
		return errors.Join(mistakes...)
	}
	need := b.memoryNeeded()
	free, known := scenarios.MemoryAvailable()
	if !known {
		return nil
	}
	b.copyBytes = min(b.copyBytes, int(free/4))
	if need > free {
		most := int(math.Sqrt(float64(free) / float64(flowBytes(b.order))))
		return fmt.Errorf("--n %d: %d × %d cells need some %d MB and this machine has %d MB free: at most --n %d",
			b.n, b.n, b.n, need>>20, free>>20, most)
	}
	return nil
}

// flowReport is what was measured.
type flowReport struct {
	Case         string  `json:"case"`
	Cells        int     `json:"cells"`
	Steps        int64   `json:"steps"`        // instants at which some block stepped
	Updates      int64   `json:"cell_updates"` // cells really computed
	Seconds      float64 `json:"seconds"`      // wall time of those
	Rate         float64 `json:"cell_updates_per_s"`
	Equivalent   float64 `json:"equivalent_updates_per_s"` // all cells at the smallest step
	Threads      int     `json:"threads"`
	Order        int     `json:"order"`
	BytesPerCell int     `json:"bytes_per_update_min"` // see updateBytes
	MassError    float64 `json:"mass_error"`           // the worst run's, of its volume
	CopyRate     float64 `json:"memory_copy_bytes_per_s"`
	Limit        float64 `json:"memory_limit_updates_per_s"`
	SmallestDt   float64 `json:"smallest_dt_s"`
	Simulated    float64 `json:"simulated_seconds"` // of all runs together
	Complete     bool    `json:"complete"`          // the case has been run to its end at least once
	Vectors      string  `json:"vectors"`           // avx512, avx2 or go
}

func (r *flowReport) tell(w io.Writer) {
	fmt.Fprintf(w, "%s: %s\n", r.Case, flowCases[r.Case].what)
	fmt.Fprintf(w, "%d cells, order %d, threads %d, vectors %s\n\n", r.Cells, r.Order, r.Threads, r.Vectors)
	for _, row := range []struct {
		what  string
		value float64
		unit  string
	}{
		{"cell updates", r.Rate / 1e6, "million/s"},
		{"the same at the smallest step", r.Equivalent / 1e6, "million/s"},
		{"memory's limit", r.Limit / 1e6, fmt.Sprintf("million/s, at %d bytes each", r.BytesPerCell)},
		{"memory copied", r.CopyRate / 1e9, "GB/s, read and written"},
		{"computed", float64(r.Updates) / 1e6, fmt.Sprintf("million updates in %d steps", r.Steps)},
		{"wall time", r.Seconds, fmt.Sprintf("s for %.0f s of water", r.Simulated)},
		{"smallest step", r.SmallestDt, "s"},
	} {
		fmt.Fprintf(w, "%-30s %10.4g %s\n", row.what, row.value, row.unit)
	}
	fmt.Fprintf(w, "%-30s %10.1e of the volume\n", "mass error", r.MassError)
	if flowCases[r.Case].once && !r.Complete {
		fmt.Fprintf(w, "\nThe time was over before the job was done: give it more --seconds.\n")
	}
}

// interrupted is the error of a measurement that the user has stopped, or nil.
func interrupted(ctx context.Context) error {
	if ctx.Err() != nil {
		return errors.New("interrupted before the time was over: nothing measured")
	}
	return nil
}
