package cmd

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"shapan/engine"
	"shapan/engine/ensemble"
)

// varyReport is variants.json.
type varyReport struct {
	Scenario string          `json:"scenario"`
	Site     string          `json:"site"`
	Version  string          `json:"version"`
	Title    engine.Text     `json:"title"`
	From     float64         `json:"from_s"`
	Until    float64         `json:"until_s"`
	AtOnce   int             `json:"members_at_once"`
	Threads  int             `json:"threads_each"`
	State    string          `json:"state_hash"` // at the branching instant
	Bytes    int64           `json:"state_bytes"`
	Branch   float64         `json:"wall_to_branch_s"`
	Wall     float64         `json:"wall_variants_s"`
	Restart  float64         `json:"restart_s"` // the median of the variants
	Sort     string          `json:"sort,omitempty"`
	Variants []variantReport `json:"variants"` // in the order of the table

	columns []string // of the printed table
	chosen  bool     // by the file
}

type variantReport struct {
	ID      string         `json:"id"`
	Title   engine.Text    `json:"title"`
	Reached float64        `json:"reached_s"`
	Error   string         `json:"error,omitempty"` // why it did not come to its end
	Hash    string         `json:"state_hash,omitempty"`
	Wall    float64        `json:"wall_s"`
	Summary map[string]any `json:"summary,omitempty"`

	numbers ensemble.Numbers
}

func (v *varied) report(branch *ensemble.Branch, outcomes []ensemble.Outcome, watch *varyWatch) (*varyReport, error) {
	r := &varyReport{
		Scenario: v.rehearsal.file.ID(), Site: v.site.ID, Version: version(), Title: v.file.Title(),
		From: v.from.Seconds(), Until: v.until.Seconds(), AtOnce: v.atOnce, Threads: v.threads,
		State: branch.State.Hash(), Bytes: branch.Bytes(),
		Branch: watch.branch.Seconds(), Wall: (time.Since(watch.began) - watch.branch).Seconds(), Sort: v.sort,
		columns: v.file.Columns(), chosen: len(v.file.Columns()) > 0,
	}
	var numbers []ensemble.Numbers
	var restarts []time.Duration
	for k, o := range outcomes {
		n, err := ensemble.NumbersOf(o.Summary)
		if err != nil {
			return nil, fmt.Errorf("variant %s: %w", o.ID, err)
		}
		numbers = append(numbers, n)
		one := variantReport{
			ID: o.ID, Title: v.courses[k].Title, Reached: o.Tick.Seconds(), Hash: o.Hash,
			Wall: watch.walls[k].whole.Seconds(), Summary: o.Summary, numbers: n,
		}
		if o.Err != nil {
			one.Error = o.Err.Error()
		}
		r.Variants = append(r.Variants, one)
		if d := watch.walls[k].restart; d > 0 {
			restarts = append(restarts, d)
		}
	}
	if slices.Sort(restarts); len(restarts) > 0 {
		r.Restart = restarts[len(restarts)/2].Seconds()
	}
	if !r.chosen {
		r.columns = usualFigures(numbers)
	}
	if r.Sort == "" {
		r.Sort = firstOverflow(r.columns)
	}
	r.arrange()
	return r, nil
}

// arrange sorts the variants. Those that did not come to their end stand last:
// their figures are of another span.
func (r *varyReport) arrange() {
	var figures []ensemble.Numbers
	for _, v := range r.Variants {
		if v.Error != "" {
			v.numbers = nil
		}
		figures = append(figures, v.numbers)
	}
	sorted := make([]variantReport, 0, len(r.Variants))
	for _, k := range ensemble.Sort(figures, strings.TrimPrefix(r.Sort, "-"), strings.HasPrefix(r.Sort, "-")) {
		sorted = append(sorted, r.Variants[k])
	}
	slices.SortStableFunc(sorted, func(a, b variantReport) int { return cmp.Compare(min(len(a.Error), 1), min(len(b.Error), 1)) })
	r.Variants = sorted
}

// failed is an error if some variant did not come to its end.
func (r *varyReport) failed() error {
	var errs []error
	for _, v := range r.Variants {
		if v.Error != "" {
			errs = append(errs, fmt.Errorf("%s: stopped at %s: %s", v.ID, clock(seconds(v.Reached)), v.Error))
		}
	}
	return errors.Join(errs...)
}

func (r *varyReport) write(folder string) error {
	if err := writeJSON(filepath.Join(folder, "variants.json"), r); err != nil {
		return err
	}
	return writeFile(filepath.Join(folder, "variants.csv"), func(file *os.File) error { return r.writeCSV(file) })
}

// writeCSV writes a row for each variant with all figures; what never happened
// is empty.
func (r *varyReport) writeCSV(w io.Writer) error {
	names := map[string]bool{}
	for _, v := range r.Variants {
		for name := range v.numbers {
			names[name] = true
		}
	}
	columns := slices.Sorted(maps.Keys(names))
	rows := csv.NewWriter(w)
	rows.Write(append([]string{"variant", "title_zh", "title_en", "reached_s", "error"}, columns...))
	for _, v := range r.Variants {
		row := []string{v.ID, v.Title.ZH, v.Title.EN, strconv.FormatFloat(v.Reached, 'f', -1, 64), v.Error}
		for _, name := range columns {
			n, there := v.numbers[name] // of what did not end: as far as it came
			if !there || n == ensemble.Never {
				row = append(row, "")
				continue
			}
			row = append(row, strconv.FormatFloat(n, 'g', 9, 64))
		}
		rows.Write(row)
	}
	rows.Flush()
	return rows.Error()
}
