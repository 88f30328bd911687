package inp

import "strings"

func (b *builder) readInflows() {
	b.each("INFLOWS", func() {
		node := b.node(0, "node")
		if b.upper(1) != "FLOW" {
			b.leave(false, "inflow of %s", b.text(1))
			return
		}
		in := Inflow{Node: node, Scale: b.optional(5, "scale factor", 1) * b.u.flow, Baseline: b.optional(6, "baseline", 0) * b.u.flow}
		if b.has(2) && b.text(2) != "*" {
			in.Series = b.seriesOf(2, "inflow")
		}
		if b.has(7) {
			in.Patterns = b.patternsOf(7, 8)
		}
		if node >= 0 {
			b.file.Inflows = append(b.file.Inflows, in)
		}
	})
	b.each("DWF", func() {
		node := b.node(0, "node")
		if b.upper(1) != "FLOW" {
			b.leave(false, "dry-weather load of %s", b.text(1))
			return
		}
		in := Inflow{Node: node, Baseline: b.number(2, "average flow") * b.u.flow, Patterns: b.patternsOf(3, 7)}
		if node >= 0 {
			b.file.Inflows = append(b.file.Inflows, in)
		}
	})
}

// patternsOf finds the patterns that fields from … to-1 name.
func (b *builder) patternsOf(from, to int) (all []*Pattern) {
	for i := from; i < to; i++ {
		if !b.has(i) || b.text(i) == "*" {
			continue
		}
		p := b.patterns[strings.ToLower(b.text(i))]
		if p == nil {
			b.wrong("pattern %q is not defined", clip(b.text(i)))
			continue
		}
		all = append(all, p)
	}
	return all
}
