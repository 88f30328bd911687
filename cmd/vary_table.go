package cmd

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"shapan/engine"
	"shapan/engine/ensemble"
)

// usual are the figures that a table shows unless its file says otherwise, by
// the beginnings and endings of their paths.
var usual = []struct{ begin, end string }{
	{"pits.", ".overflowed_m3"},
	{"pits.", ".first_overflow_s"},
	{"pits.", ".max_volume_m3"},
	{"gauges.", ".max_depth_m"},
	{"gauges.", ".alarm_at_s"},
	{"flooded.", "max_area_m2"},
}

// usualFigures returns those of the usual figures that the variants have.
func usualFigures(variants []ensemble.Numbers) (columns []string) {
	all := map[string]bool{}
	for _, v := range variants {
		for name := range v {
			all[name] = true
		}
	}
	names := slices.Sorted(maps.Keys(all))
	for _, u := range usual {
		for _, name := range names {
			if strings.HasPrefix(name, u.begin) && strings.HasSuffix(name, u.end) {
				columns = append(columns, name)
			}
		}
	}
	return columns
}

// firstOverflow is what a table is sorted by if nobody says.
func firstOverflow(columns []string) string {
	for _, name := range columns {
		if strings.HasSuffix(name, ".overflowed_m3") {
			return name
		}
	}
	return ""
}

// nearFigures are at most a dozen figures that a wrong name may have meant:
// those that share its last word, or its first, or the usual ones.
func nearFigures(figures ensemble.Numbers, name string) []string {
	words := strings.Split(name, ".")
	first, last := words[0]+".", "."+words[len(words)-1]
	names := slices.Sorted(maps.Keys(figures))
	for _, fits := range []func(string) bool{
		func(n string) bool { return strings.HasSuffix("."+n, last) },
		func(n string) bool { return strings.HasPrefix(n, first) },
	} {
		if near := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !fits(n) }); len(near) > 0 {
			return near[:min(len(near), 12)]
		}
	}
	near := usualFigures([]ensemble.Numbers{figures})
	return near[:min(len(near), 12)]
}

// tell prints the table: a row for each variant, a column for each figure in
// which they differ.
func (r *varyReport) tell(w io.Writer, folder string) error {
	fmt.Fprintf(w, "%s\n", pick(r.Title))
	fmt.Fprintln(w, pick(engine.Text{
		ZH: fmt.Sprintf("%s，从 %s 分叉，到 %s 为止", r.Scenario, clock(seconds(r.From)), clock(seconds(r.Until))),
		EN: fmt.Sprintf("%s, parted at %s, until %s", r.Scenario, clock(seconds(r.From)), clock(seconds(r.Until))),
	}))
	done := slices.DeleteFunc(slices.Clone(r.Variants), func(v variantReport) bool { return v.Error != "" })
	if len(done) == 0 {
		fmt.Fprintln(w, pick(engine.Text{ZH: "没有一个方案算完。", EN: "No variant came to its end."}))
		return nil
	}
	columns, alike := r.apart(done)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	wide := 0
	for _, v := range done {
		wide = max(wide, len(v.ID))
	}
	var heads [3]string
	for _, name := range columns {
		for k, part := range headOf(name) {
			heads[k] += "\t" + part
		}
	}
	fmt.Fprintln(table)
	for _, head := range heads {
		fmt.Fprintf(table, "%-*s%s\t\n", wide, "", head)
	}
	for _, v := range done {
		fmt.Fprintf(table, "%-*s", wide, v.ID)
		for _, name := range columns {
			fmt.Fprintf(table, "\t%s", v.show(name))
		}
		fmt.Fprintln(table, "\t")
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if len(alike) > 0 {
		fmt.Fprintf(w, "%s %s\n", pick(engine.Text{ZH: "各方案相同：", EN: "The same in all:"}), strings.Join(alike, "; "))
	}
	fmt.Fprintln(w, pick(engine.Text{
		ZH: fmt.Sprintf("到分叉点用时 %.1f 秒；%d 个方案用时 %.1f 秒，同时算 %d 个，每个 %d 线程；从内存恢复 %.0f 毫秒。结果在 %s：variants.csv、variants.json",
			r.Branch, len(done), r.Wall, r.AtOnce, r.Threads, 1000*r.Restart, folder),
		EN: fmt.Sprintf("%.1f s to where they part; %d variants in %.1f s, %d at once with %d threads each; restart from memory %.0f ms. Results in %s: variants.csv, variants.json",
			r.Branch, len(done), r.Wall, r.AtOnce, r.Threads, 1000*r.Restart, folder),
	}))
	return nil
}

// apart divides the columns into those in which variants differ and, told in
// words, the rest. Columns that the file asks for are all shown.
func (r *varyReport) apart(variants []variantReport) (columns, alike []string) {
	for _, name := range r.columns {
		differ := r.chosen || len(variants) == 1
		for _, v := range variants {
			differ = differ || v.show(name) != variants[0].show(name)
		}
		if differ {
			columns = append(columns, name)
			continue
		}
		head := headOf(name)
		alike = append(alike, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", head[0], head[1], variants[0].show(name), strings.Trim(head[2], "[]"))))
	}
	return columns, alike
}

// headOf takes a figure's path apart for three lines of a table's head: whose
// it is, what, and its unit.
func headOf(figure string) [3]string {
	subject, quantity := "", figure
	if k := strings.LastIndexByte(figure, '.'); k >= 0 {
		subject, quantity = figure[:k], figure[k+1:]
		if _, rest, inner := strings.Cut(subject, "."); inner {
			subject = rest
		}
	}
	if isInstant(figure) {
		return [3]string{subject, strings.ReplaceAll(strings.TrimSuffix(quantity, "_s"), "_", " "), ""}
	}
	for _, u := range [...][2]string{{"_m3_per_s", "[m³/s]"}, {"_m3", "[m³]"}, {"_m2", "[m²]"}, {"_mm", "[mm]"}, {"_m", "[m]"}, {"_s", "[s]"}, {"_kwh", "[kWh]"}} {
		if what, fits := strings.CutSuffix(quantity, u[0]); fits {
			return [3]string{subject, strings.ReplaceAll(what, "_", " "), u[1]}
		}
	}
	return [3]string{subject, strings.ReplaceAll(quantity, "_", " "), ""}
}

// isInstant tells whether a figure is a time since the start.
func isInstant(figure string) bool {
	quantity := figure[strings.LastIndexByte(figure, '.')+1:]
	return strings.HasSuffix(quantity, "_at_s") || strings.HasSuffix(quantity, "_s") &&
		(strings.HasPrefix(quantity, "first_") || strings.HasPrefix(quantity, "time_of_"))
}

func (v *variantReport) show(figure string) string {
	n, there := v.numbers[figure]
	switch {
	case !there || n == ensemble.Never:
		return "-"
	case isInstant(figure):
		return clock(seconds(n))
	case math.Abs(n) >= 100:
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprintf("%.2f", n)
}
