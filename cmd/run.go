package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shapan/engine"
	"shapan/engine/record"
)

func runCommand() *cobra.Command {
	var out string
	var asJSON, quiet bool
	c := &cobra.Command{
		Use:   "run SCENARIO.yaml --out DIR",
		Short: "Run a scenario as fast as it can and write its results",
		Long: `Run a scenario without a browser. DIR receives summary.json, run.mcap,
gauges.csv, pumps.csv and sections.csv where there are any, and a GeoTIFF on the
site's map of every result, max_depth.tif, max_hazard.tif, first_wet.tif and so on,
and of the water at the end: water_depth.tif, water_surface.tif, water_velocity_x.tif.
shapan export makes more of run.mcap. docs/results.md says what is what.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if out == "" {
				return inputError{errors.New("--out DIR: where shall the results go?")}
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			progress := io.Writer(os.Stderr)
			if quiet {
				progress = io.Discard
			}
			return runScenario(ctx, given[0], out, asJSON, c.OutOrStdout(), progress)
		},
	}
	c.Flags().StringVar(&out, "out", "", "folder for the results (made if absent)")
	c.Flags().BoolVar(&asJSON, "json", false, "print summary.json instead of the summary in words")
	c.Flags().BoolVar(&quiet, "quiet", false, "do not show progress")
	return c
}

func runScenario(ctx context.Context, path, out string, asJSON bool, stdout, progress io.Writer) error {
	r, err := load(path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	run, err := engine.NewRun(r.file.ID(), r.plan)
	if err != nil {
		return err
	}
	summary, err := r.runTo(ctx, run, out, progress)
	if summary == nil {
		return err
	}
	if e := writeJSON(filepath.Join(out, "summary.json"), summary); e != nil {
		return errors.Join(err, e)
	}
	if asJSON {
		return errors.Join(err, printJSON(stdout, summary))
	}
	tellSummary(stdout, r.file.Title(), summary, out)
	return err
}

// runTo plays the run to its end, or to the end of ctx, with everything that
// writes into the folder. There is a summary whenever a tick was done.
func (r *rehearsal) runTo(ctx context.Context, run *engine.Run, out string, progress io.Writer) (map[string]any, error) {
	meta, err := r.meta(run.ID)
	if err != nil {
		return nil, err
	}
	recorder, err := record.Create(filepath.Join(out, "run.mcap"), run, meta, r.rates())
	if err != nil {
		return nil, err
	}
	tables, err := newTables(out)
	if err != nil {
		return nil, errors.Join(err, recorder.Close())
	}
	story := &diary{}
	sinks := []engine.Sink{recorder, story, &progressLine{out: progress, plan: r.plan}}
	for _, t := range tables {
		sinks = append(sinks, t)
	}
	pacer := engine.NewPacer(run, r.script, sinks...)
	pacer.Resume()
	began := time.Now()
	err = pacer.Play(ctx)
	wall := time.Since(began)
	fmt.Fprintln(progress)
	err = errors.Join(err, recorder.Close())
	for _, t := range tables {
		err = errors.Join(err, t.close())
	}
	summary, e := summarize(r.file.ID(), run, story.log, wall)
	if e != nil {
		return nil, errors.Join(err, e)
	}
	_, e = writeResults(out, run)
	return summary, errors.Join(err, e)
}

// progressLine is a sink that shows how far a run is, a few times a second.
type progressLine struct {
	out  io.Writer
	plan engine.Plan
	next time.Time
}

// WriteFrame implements engine.Sink.
func (p *progressLine) WriteFrame(f *engine.Frame) error {
	if now := time.Now(); now.After(p.next) || f.Tick.N == p.plan.Ticks {
		p.next = now.Add(300 * time.Millisecond)
		fmt.Fprintf(p.out, "\r%s  %3d %%", clock(f.Tick.Elapsed()), 100*f.Tick.N/max(p.plan.Ticks, 1))
	}
	return nil
}

func clock(d time.Duration) string {
	return fmt.Sprintf("%d:%02d:%02d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60)
}

// chinese tells whether the user's terminal speaks Chinese.
func chinese() bool {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return strings.HasPrefix(v, "zh")
		}
	}
	return false
}

// pick chooses the language of a text for the terminal.
func pick(t engine.Text) string {
	if chinese() && t.ZH != "" {
		return t.ZH
	}
	return t.EN
}

// tellSummary says in words what happened.
func tellSummary(w io.Writer, title engine.Text, summary map[string]any, out string) {
	fmt.Fprintf(w, "%s\n", pick(title))
	if story, ok := summary["story"].([]engine.Text); ok {
		for _, line := range story {
			fmt.Fprintf(w, "  %s\n", pick(line))
		}
	}
	simulated, wall := summary["simulated_s"].(float64), summary["wall_s"].(float64)
	fmt.Fprintln(w, pick(engine.Text{
		ZH: fmt.Sprintf("模拟 %s，用时 %.1f 秒（%.0f 倍速）。结果在 %s：summary.json、run.mcap、max_depth.tif、gauges.csv", clock(time.Duration(simulated)*time.Second), wall, simulated/wall, out),
		EN: fmt.Sprintf("%s simulated in %.1f s (%.0f × real time). Results in %s: summary.json, run.mcap, max_depth.tif, gauges.csv", clock(time.Duration(simulated)*time.Second), wall, simulated/wall, out),
	}))
}
