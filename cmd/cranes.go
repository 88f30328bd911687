package cmd

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"shapan/engine"
	"shapan/scenarios/crane"
	"shapan/site"
)

func cranesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "cranes check|layout",
		Short: "Check where a site's tower cranes stand, or find where they should",
		Args:  args(cobra.NoArgs),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(cranesCheckCommand(), cranesLayoutCommand())
	return c
}

func cranesCheckCommand() *cobra.Command {
	var loads []string
	var on string
	var asJSON bool
	c := &cobra.Command{
		Use:   "check SITE.yaml",
		Short: "Jib tips and masts, heights, free turning, coverage, overload radii",
		Long: `What of the layout breaks a rule, whatever the cranes do: a jib's tip nearer than
2 m to another's mast, less than 2 m over the lower crane's highest part (GB 5144-2006
10.5), what a crane hits that the wind turns; which zones it passes over then; how
much of laydown areas, pits and models is in reach, and how far each crane may carry
some loads.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			tonnes, err := numbers(loads)
			if err != nil {
				return inputError{fmt.Errorf("--load-t: %w", err)}
			}
			at, err := dateOf(on)
			if err != nil {
				return inputError{err}
			}
			s, err := site.Load(given[0])
			if err != nil {
				return err
			}
			m, err := crane.ForPlanning(s, orNow(at))
			if err != nil {
				return inputError{fmt.Errorf("%s: %w", given[0], err)}
			}
			survey := m.Survey(tonnes)
			if asJSON {
				return printJSON(c.OutOrStdout(), survey)
			}
			tellSurvey(c.OutOrStdout(), survey)
			return nil
		},
	}
	c.Flags().StringSliceVar(&loads, "load-t", []string{"1", "2", "3", "5"}, "loads whose greatest radius is told")
	c.Flags().StringVar(&on, "on", "", "date of the schedule; absent: today")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func orNow(at time.Time) time.Time {
	if at.IsZero() {
		return time.Now()
	}
	return at
}

func numbers(texts []string) ([]float64, error) {
	all := make([]float64, len(texts))
	for k, text := range texts {
		v, err := coordinate(text)
		if err != nil || !(v > 0) {
			return nil, fmt.Errorf("%q: must be a number > 0", text)
		}
		all[k] = v
	}
	return all, nil
}

// findingText is a finding in words.
func findingText(f *crane.LayoutFinding) string {
	text := f.A + ": " + f.What
	if f.B != "" {
		text += ", " + f.B
	}
	text += fmt.Sprintf(": %.2f m, must be at least %.2f m (%s", f.Found, f.Allowed, f.Clause)
	if !f.Verified {
		text += ", not verified"
	}
	return text + ")"
}

func tellSurvey(out io.Writer, s *crane.Survey) {
	if len(s.Layout) == 0 {
		fmt.Fprintln(out, "layout: keeps the rules")
	}
	for k := range s.Layout {
		fmt.Fprintln(out, "layout:", findingText(&s.Layout[k]))
	}
	for _, f := range s.FreeSweeps {
		fmt.Fprintf(out, "free in the wind: %s turns over %s (%s) from %.0f° to %.0f°\n", f.Crane, f.Over, f.Kind, f.FromDeg, f.ToDeg)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "crane\treach m\tat the tip t\t")
	if len(s.Cranes) > 0 {
		for _, load := range s.Cranes[0].LoadsT {
			fmt.Fprintf(w, "%g t to m\t", load)
		}
	}
	fmt.Fprintln(w)
	for _, c := range s.Cranes {
		fmt.Fprintf(w, "%s\t%g–%g\t%.2f\t", strings.TrimPrefix(c.ID, "crane/"), c.ReachM[0], c.ReachM[1], c.TipT)
		for _, r := range c.RadiusM {
			if r == 0 {
				fmt.Fprint(w, "–\t")
			} else {
				fmt.Fprintf(w, "%.1f\t", r)
			}
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	if len(s.Coverage) > 0 {
		fmt.Fprintln(w)
		fmt.Fprintln(w, "place\tserved\tby two\teverywhere t\tsomewhere t\t")
		for _, c := range s.Coverage {
			fmt.Fprintf(w, "%s\t%.0f %%\t%.0f %%\t%.2f\t%.2f\t\n", c.ID, 100*c.Served, 100*c.Twice, c.LeastT, c.MostT)
		}
		w.Flush()
	}
}

// tellCranes warns of what is wrong with where a site's cranes stand.
func tellCranes(path string, s *engine.Site) error {
	some := false
	for k := range s.Assets {
		some = some || s.Assets[k].Kind == "crane"
	}
	if !some {
		return nil
	}
	m, err := crane.ForPlanning(s, time.Now())
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	survey := m.Survey(nil)
	for k := range survey.Layout {
		fmt.Fprintf(os.Stderr, "%s: warning: %s\n", path, findingText(&survey.Layout[k]))
	}
	for _, c := range survey.Coverage {
		if c.Kind != "model" && c.Served < 0.995 {
			fmt.Fprintf(os.Stderr, "%s: warning: cranes reach %.0f %% of %s (shapan cranes check tells all)\n", path, 100*c.Served, c.ID)
		}
	}
	return nil
}

func digits(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
