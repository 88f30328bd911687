package cmd

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shapan/bim/bcf"
	"shapan/bim/clash"
	"shapan/bim/clash/ofifc"
	"shapan/bim/ifc"
	"shapan/bim/ifc/shape"
)

// clashCall is what the user asked for.
type clashCall struct {
	tolerance, clearance float64 // [mm]
	bcf, version         string
	schedule             clashSchedule
	asJSON               bool
}

func clashCommand() *cobra.Command {
	call := clashCall{}
	c := &cobra.Command{
		Use:   "clash A.ifc [B.ifc]",
		Short: "What in building models is where something else is",
		Long: `Compares the elements of two IFC models, or of one among themselves. Kinds:
pierce (surfaces go through one another, deeper than the tolerance), overlap
(they share room), contains (one lies within the other), clearance (no further
apart than the clearance; 0 asks for none).

Touching is no clash. Left out are spaces and openings, what fills or hosts what,
parts of one assembly, elements joined at their ports, one GUID in both models
and, with --schedule, what never stands at the same time.`,
		Example: `  shapan clash structure.ifc services.ifc --clearance-mm 0 --bcf clashes.bcfzip
  shapan clash building.ifc --schedule plan.xml --rules rules.csv --json`,
		Args: args(cobra.RangeArgs(1, 2)),
		RunE: func(c *cobra.Command, given []string) error {
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return call.run(ctx, c.OutOrStdout(), c.ErrOrStderr(), given)
		},
	}
	f := c.Flags()
	f.Float64Var(&call.tolerance, "tolerance-mm", 1, "how deep bodies may reach into one another [mm]")
	f.Float64Var(&call.clearance, "clearance-mm", 50, "how much room must be between them [mm]; 0 for none")
	f.StringVar(&call.bcf, "bcf", "", "write the clashes as issues to this file (.bcfzip)")
	f.StringVar(&call.version, "bcf-version", bcf.V21, "version of that file: 2.1 or 3.0")
	f.StringVar(&call.schedule.file, "schedule", "", "when elements stand: MS Project XML, Primavera XER, CSV, or an IFC file with tasks")
	f.StringVar(&call.schedule.rules, "rules", "", "which task builds which elements (CSV)")
	f.StringVar(&call.schedule.dates, "dates", "computed", "which dates of the schedule count: computed, planned, baseline, actual")
	f.BoolVar(&call.asJSON, "json", false, "print JSON")
	return c
}

func (q *clashCall) run(ctx context.Context, out, notes io.Writer, files []string) error {
	for name, v := range map[string]float64{"--tolerance-mm": q.tolerance, "--clearance-mm": q.clearance} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return inputError{fmt.Errorf("%s %v: must be 0 mm or more", name, v)}
		}
	}
	if q.version != bcf.V21 && q.version != bcf.V30 {
		return inputError{fmt.Errorf("--bcf-version %s: must be %s or %s", q.version, bcf.V21, bcf.V30)}
	}
	models := make([]clashModel, len(files))
	for k, file := range files {
		if err := models[k].open(file); err != nil {
			return inputError{err}
		}
	}
	if err := q.schedule.apply(models); err != nil {
		return inputError{err}
	}
	rules := clash.Rules{Tolerance: q.tolerance / 1000, Clearance: q.clearance / 1000}
	var pairs []clash.Pair
	var err error
	if len(models) == 1 {
		pairs, err = clash.Within(ctx, models[0].objects, rules)
	} else {
		pairs, err = clash.Between(ctx, models[0].objects, models[1].objects, rules)
	}
	if err != nil {
		return err
	}
	if q.bcf != "" {
		if err := q.writeBCF(models, pairs); err != nil {
			return err
		}
	}
	answer := newClashAnswer(q, models, pairs)
	if q.asJSON {
		return printJSON(out, answer)
	}
	answer.tell(out, notes)
	return nil
}

// clashModel is a model with its objects.
type clashModel struct {
	name      string
	model     *ifc.Model
	objects   []clash.Object
	unchecked []ofifc.Unchecked
	written   time.Time // when the file says that it was written, else its time on disk
}

func (m *clashModel) open(file string) (err error) {
	if m.model, err = ifc.Open(file); err != nil {
		return err
	}
	m.name = filepath.Base(file)
	m.objects, m.unchecked = ofifc.Objects(m.model, shape.Build(m.model, shape.Options{}), m.name)
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(form, strings.TrimSpace(m.model.File.Header.Time)); err == nil {
			m.written = t.UTC()
			return nil
		}
	}
	if stat, err := os.Stat(file); err == nil {
		m.written = stat.ModTime().UTC().Truncate(time.Second)
	}
	return nil
}

func (q *clashCall) writeBCF(models []clashModel, pairs []clash.Pair) error {
	report := clash.Report{Author: "shapan"}
	for k := range models {
		if models[k].written.After(report.Created) {
			report.Created = models[k].written
		}
	}
	f := bcf.File{Topics: clash.Topics(pairs, report)}
	out, err := os.Create(q.bcf)
	if err != nil {
		return fmt.Errorf("--bcf: %w", err)
	}
	if err := f.Write(out, q.version); err != nil {
		out.Close()
		return fmt.Errorf("--bcf %s: %w", q.bcf, err)
	}
	return out.Close()
}
