package cmd

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/spf13/cobra"

	"shapan/scenarios/crane"
	"shapan/site"
	"shapan/yamlfile"
)

func liftCommand() *cobra.Command {
	var id, from, to string
	var load crane.Lift
	var size string
	var asJSON bool
	c := &cobra.Command{
		Use:   "lift SITE.yaml|SCENARIO.yaml --crane T1 --from X,Y,LEVEL --to X,Y,LEVEL --load-t 2",
		Short: "Find a way for a load past buildings, zones and power lines",
		Long: `The quickest way on which one of the site's tower cranes can bring a load from one
place to another and keep clear of everything: its points are the via of a lift
of scenario crane. Coordinates are the site's; the level is that on which the
load stands. Of a site, the other cranes are where they stand; of a scenario,
those with lifts of their own keep the space that these sweep, when they need it,
so that a lift goes round it or waits (--at: not before). The answer says what was
tried and why this way is the best, or why there is none.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			plan, err := planLift(given[0], id, from, to, size, load)
			if err != nil {
				return inputError{err}
			}
			out := c.OutOrStdout()
			if asJSON {
				return printJSON(out, plan)
			}
			fmt.Fprintf(out, "%s: departs at %s, %.0f s at full rates, up to %.0f %% of the rated load; %d poses tried\n", plan.Crane, clock(inSeconds(plan.DepartS)), plan.TimeS, 100*plan.MaxRatio, plan.Tried)
			for k, p := range plan.Poses {
				at := plan.Points[k]
				fmt.Fprintf(out, "  bearing %5.1f°  radius %5.1f m  level %6.1f m   at (%.1f, %.1f)\n", p.SlewDeg, p.RadiusM, p.LevelM, at[0], at[1])
			}
			fmt.Fprintf(out, "%s\n", plan.Why)
			for _, t := range plan.Tries {
				outcome := fmt.Sprintf("%.0f s", t.TimeS)
				if t.TimeS == 0 {
					outcome = t.Why
				}
				fmt.Fprintf(out, "  tried at %s: in the direct way: %s; %s (%d poses)\n", clock(inSeconds(t.DepartS)), t.Direct, outcome, t.Tried)
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&id, "crane", "", "which crane, e.g. T1")
	f.StringVar(&from, "from", "", "where the load stands: x,y,level")
	f.StringVar(&to, "to", "", "where it goes: x,y,level")
	f.Float64Var(&load.LoadT, "load-t", 1, "its mass [t]")
	f.StringVar(&size, "size-m", "2,1,1", "its length, width and height")
	f.Float64Var(&load.SlingM, "sling-m", 3, "from the hook to its top")
	f.DurationVar(&load.At, "at", 0, "not before this time of the run, e.g. 12m")
	f.Float64Var(&load.HoldS, "hold-s", 30, "to unhook")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func inSeconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func planLift(file, id, from, to, size string, l crane.Lift) (*crane.PlannedLift, error) {
	var err error
	for _, v := range []struct {
		flag, text string
		into       *mgl64.Vec3
	}{{"--from", from, &l.Pick}, {"--to", to, &l.Place}, {"--size-m", size, &l.Size}} {
		if *v.into, err = threeNumbers(v.text); err != nil {
			return nil, fmt.Errorf("%s %s: %w", v.flag, v.text, err)
		}
	}
	if !(l.LoadT > 0) || !(l.SlingM >= 0) || !(l.Size[0] > 0 && l.Size[1] > 0 && l.Size[2] > 0) {
		return nil, fmt.Errorf("--load-t and --size-m must be > 0, --sling-m ≥ 0")
	}
	m, err := cranesOf(file)
	if err != nil {
		return nil, err
	}
	return m.PlanLift(id, l)
}

// cranesOf makes the cranes of a site, or of a scenario with their drivers.
func cranesOf(path string) (*crane.Model, error) {
	file, err := yamlfile.Open(path)
	if err != nil {
		return nil, err
	}
	if !file.At("site").Exists() {
		s, err := site.Load(path)
		if err != nil {
			return nil, err
		}
		m, err := crane.ForPlanning(s, time.Now())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return m, nil
	}
	r, err := load(path)
	if err != nil {
		return nil, err
	}
	for _, part := range r.plan.Parts {
		if part.Name != crane.Scenario.Name {
			continue
		}
		made, err := part.New()
		if err != nil {
			return nil, err
		}
		return made.(*crane.Model), nil
	}
	return nil, fmt.Errorf("%s: uses no model crane", path)
}

func threeNumbers(text string) (v mgl64.Vec3, err error) {
	parts := strings.Split(text, ",")
	if len(parts) != 3 {
		return v, fmt.Errorf("must be three numbers with commas between them")
	}
	for k, part := range parts {
		if v[k], err = strconv.ParseFloat(strings.TrimSpace(part), 64); err != nil || v[k] != v[k] || v[k]-v[k] != 0 {
			return v, fmt.Errorf("%q: must be a number", part)
		}
	}
	return v, nil
}
