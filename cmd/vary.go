package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shapan/engine"
	"shapan/engine/ensemble"
	"shapan/scenarios"
	"shapan/yamlfile"
)

// varyFlags are what is asked of shapan vary.
type varyFlags struct {
	variants string
	from     string // an instant, RUN.mcap, or RUN.mcap@instant; "": as the variants say
	until    string
	sort     string // "": as the variants say
	sitePath string
	out      string
	members  int // at once; 0: as many as the machine has processors
}

func varyCommand() *cobra.Command {
	var flags varyFlags
	var quiet bool
	c := &cobra.Command{
		Use:   "vary SCENARIO.yaml --variants VARIANTS.yaml --out DIR",
		Short: "Follow many variants of a scenario from one state and compare them",
		Long: `Run a scenario to the instant at which its variants part, keep that state in
memory, and follow every variant from there: other places for a pump, sandbags,
stronger rain, whatever events can say. Several go side by side; what comes of
one does not depend on how many, and is to the bit what a run of its own gives.

A recorded run may lend the state: --from RUN.mcap@1h. Its scenario is the
recording's then, and what operators did later in that run does not happen.

The table is sorted by what the variants' file or --sort names: any figure of
summary.json, such as pits.station.overflowed_m3, the smallest first;
-gauges.G1.alarm_at_s has the latest first. DIR receives variants.csv with all
figures and variants.json with each variant's whole summary.`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			progress := c.ErrOrStderr()
			if quiet {
				progress = io.Discard
			}
			scenario := ""
			if len(given) > 0 {
				scenario = given[0]
			}
			return vary(ctx, scenario, flags, c.OutOrStdout(), progress)
		},
	}
	c.Flags().StringVar(&flags.variants, "variants", "", "file of the variants (see shapan schema variants)")
	c.Flags().StringVar(&flags.from, "from", "", "when the variants part (1h), or a recorded run and when (RUN.mcap@1h); otherwise as their file says")
	c.Flags().StringVar(&flags.until, "until", "", "when they end (2h); otherwise as their file says, or at the scenario's end")
	c.Flags().StringVar(&flags.sort, "sort", "", "figure by which the table is sorted, -FIGURE the largest first; otherwise as the file says")
	c.Flags().IntVar(&flags.members, "members", 0, "variants under way side by side; 0: as many as this machine has processors")
	c.Flags().StringVar(&flags.out, "out", "", "folder for the results (made if absent)")
	c.Flags().StringVar(&flags.sitePath, "site", "", "site file, where it is no longer where the recording says")
	c.Flags().BoolVar(&quiet, "quiet", false, "do not show progress")
	return c
}

// check names all that is wrong with the flags together.
func (f *varyFlags) check(scenario string) (from varyFrom, until time.Duration, err error) {
	var mistakes []error
	if f.variants == "" {
		mistakes = append(mistakes, errors.New("--variants FILE: which variants shall be followed?"))
	}
	if f.out == "" {
		mistakes = append(mistakes, errors.New("--out DIR: where shall the results go?"))
	}
	if f.members < 0 || f.members > 1000 {
		mistakes = append(mistakes, fmt.Errorf("--members %d: must be 1 to 1000, or 0 for as many as there are processors", f.members))
	}
	from, err = parseFrom(f.from)
	mistakes = append(mistakes, err)
	if from.recording == "" && scenario == "" {
		mistakes = append(mistakes, errors.New("SCENARIO.yaml: which scenario shall be run? Or --from RUN.mcap"))
	}
	if f.until != "" {
		if until, err = yamlfile.ParseDuration(f.until); err != nil || until <= 0 {
			mistakes = append(mistakes, fmt.Errorf("--until %s: must be a duration with its unit, e.g. 2h", f.until))
		}
	}
	if err := errors.Join(mistakes...); err != nil {
		return from, 0, inputError{err}
	}
	return from, until, nil
}

// varied is a set of variants that is ready to be followed.
type varied struct {
	*rehearsal
	file        *scenarios.Variants
	courses     []scenarios.Course
	from, until time.Duration
	atOnce      int
	threads     int // for each member
	sort        string
}

// vary does it all.
func vary(ctx context.Context, scenario string, flags varyFlags, stdout, progress io.Writer) error {
	from, until, err := flags.check(scenario)
	if err != nil {
		return err
	}
	file, err := scenarios.OpenVariants(flags.variants)
	if err != nil { // told before a site is loaded, which may take long, with what the scenario's own file says
		if from.recording == "" {
			_, errScenario := scenarios.Open(scenario)
			err = errors.Join(errScenario, err)
		}
		return err
	}
	base, err := openBase(scenario, from, flags.sitePath)
	if err != nil {
		return err
	}
	defer base.close()
	v := &varied{rehearsal: base.rehearsal, file: file, from: file.From(), until: file.Until(), sort: file.Sort()}
	if from.given {
		v.from = from.at
	}
	if until > 0 {
		v.until = until
	}
	if v.until == 0 {
		v.until = v.rehearsal.file.Duration()
	}
	if err := v.share(flags.members); err != nil {
		return err
	}
	branch, watch, err := v.approach(ctx, base, flags, progress)
	if err != nil {
		return err
	}
	v.rehearsal.file.LimitThreads(v.threads)
	outcomes := branch.Run(ctx, v.members(), ensemble.Options{Until: int64(v.until / v.plan.Step), AtOnce: v.atOnce, Watch: watch})
	watch.close()
	report, err := v.report(branch, outcomes, watch)
	if err != nil {
		return err
	}
	if err := report.write(flags.out); err != nil {
		return err
	}
	return errors.Join(report.tell(stdout, flags.out), report.failed())
}

// approach checks all that can be checked and goes to the branching instant.
// The run that went there is gone when it returns: its memory is the members'.
func (v *varied) approach(ctx context.Context, base *base, flags varyFlags, progress io.Writer) (*ensemble.Branch, *varyWatch, error) {
	run, err := engine.NewRun("base", v.plan)
	if err != nil {
		return nil, nil, err
	}
	if err := v.fit(run, flags.sort); err != nil {
		return nil, nil, err
	}
	if err := os.MkdirAll(flags.out, 0o755); err != nil {
		return nil, nil, err
	}
	watch := newVaryWatch(v, progress)
	branch, err := base.leave(ctx, run, int64(v.from/v.plan.Step), watch.approach)
	watch.parted()
	return branch, watch, err
}

func (v *varied) members() (members []ensemble.Member) {
	for _, c := range v.courses {
		members = append(members, ensemble.Member{ID: c.ID, Events: c.Events})
	}
	return members
}

// share divides processors among the members and refuses more members than the
// memory holds, before anything is computed.
func (v *varied) share(asked int) error {
	processors := runtime.GOMAXPROCS(0)
	v.atOnce = min(asked, v.file.Count())
	if asked == 0 {
		v.atOnce = min(processors, v.file.Count())
	}
	v.threads = max(1, processors/v.atOnce)
	each := v.rehearsal.file.MemoryNeeded(v.site)
	free, known := scenarios.MemoryAvailable()
	// The state in memory is smaller than a run.
	if need := each * int64(v.atOnce+1); known && need > free {
		most := free/max(each, 1) - 1
		if most < 1 {
			return inputError{fmt.Errorf("%s: a run and its saved state need some %d MB and this machine has %d MB free: take a larger cell, or a larger machine",
				v.rehearsal.file.Path, 2*each>>20, free>>20)}
		}
		return inputError{fmt.Errorf("--members %d: they and the state that they leave from need some %d MB and this machine has %d MB free: at most --members %d",
			v.atOnce, need>>20, free>>20, most)}
	}
	return nil
}

// fit puts the variants on the scenario's timeline and looks for the figures
// that the table is to have.
func (v *varied) fit(run *engine.Run, sortFlag string) error {
	var mistakes []error
	end := v.rehearsal.file.Duration()
	switch {
	case v.from%v.plan.Step != 0 || v.until%v.plan.Step != 0:
		mistakes = append(mistakes, inputError{fmt.Errorf("variants part at %v and end at %v: both must be whole numbers of steps of %v", v.from, v.until, v.plan.Step)})
	case v.from >= v.until || v.until > end:
		mistakes = append(mistakes, inputError{fmt.Errorf("variants part at %v and end at %v: the scenario runs from 0 to %v, and they must part before they end", v.from, v.until, end)})
	}
	var err error
	if v.courses, err = v.file.Fit(v.plan.Start, v.from, v.until, run.CheckEvent); err != nil {
		mistakes = append(mistakes, err)
	}
	summary := map[string]any{}
	run.Summarize(summary)
	figures, err := ensemble.NumbersOf(summary)
	if err != nil {
		return err
	}
	there := func(name string) bool { _, known := figures[name]; return known }
	near := func(name string) []string { return nearFigures(figures, name) }
	mistakes = append(mistakes, v.file.Figures(there, near))
	if sortFlag != "" {
		v.sort = sortFlag
		if name := strings.TrimPrefix(sortFlag, "-"); !there(name) {
			mistakes = append(mistakes, inputError{fmt.Errorf("--sort %s: summary.json of this scenario has no such figure; there is %s", sortFlag, strings.Join(near(name), ", "))})
		}
	}
	return errors.Join(mistakes...)
}
