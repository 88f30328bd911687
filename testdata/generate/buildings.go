package main

import (
	"fmt"
	"math"
)

// building is an outline that water flows around.
type building struct {
	id, zh, en string
	outline    ring
	height     float64 // [m]
}

// town collects what is built, refusing what would stand in something else.
type town struct {
	buildings []building
	keepFree  []ring // sports fields, courts, ponds
	lawns     []ring // beside the slabs of estates
	names     map[string]int
}

// add places a building unless it overlaps another one, and reports whether it did.
func (t *town) add(id, zh, en string, outline ring, height float64) bool {
	outline = outline.rounded(0.5)
	if outline.area() < 0 {
		panic("clockwise outline of " + id)
	}
	for _, o := range t.buildings {
		if outline.overlaps(o.outline) {
			return false
		}
	}
	for _, r := range t.keepFree {
		if outline.overlaps(r) {
			return false
		}
	}
	t.names[id]++
	if zh == "" { // one of many: numbered within its block
		id = fmt.Sprintf("%s-%02d", id, t.names[id])
	} else if t.names[id] > 1 {
		panic("two buildings called " + id)
	}
	t.buildings = append(t.buildings, building{id, zh, en, outline, height})
	return true
}

// must is for what is drawn by hand: it has to fit.
func (t *town) must(id, zh, en string, outline ring, height float64) {
	if !t.add(id, zh, en, outline, height) {
		panic(id + " overlaps another building")
	}
}

// storeys in metres, a parapet on top.
func storeys(n float64) float64 { return math.Round(10*(3*n+0.6)) / 10 }

// terrace is a row of houses along one front of a block.
type terrace struct {
	setback float64   // from the property line [m]
	depth   float64   // of the houses [m]
	widths  []float64 // taken in turn; negative = a gap of that width [m]
	floors  []float64 // taken in turn
	from    float64   // start and end along the front [m]; to ≤ 0 counts from its end
	to      float64
}

func (t *town) terrace(id string, b block, front int, s terrace) {
	line := b.fronts[front]
	end := s.to
	if end <= 0 {
		end += line.length()
	}
	at := s.from
	for k, houses := 0, 0; ; k++ {
		w := s.widths[k%len(s.widths)]
		if at+math.Abs(w) > end {
			return
		}
		if w < 0 {
			at -= w
			continue
		}
		p, _ := line.at(at)
		q, _ := line.at(at + w)
		f := frame{p, q.Sub(p).Normalize()}
		house := f.rect(0, s.setback, q.Sub(p).Len(), s.depth)
		if b.holds(house, min(s.setback, 0.5)-0.3) {
			t.add(id, "", "", house, storeys(s.floors[houses%len(s.floors)]))
		}
		houses++
		at += w
	}
}

// holds reports whether the outline lies on the block's property, margin metres from its line.
func (b block) holds(outline ring, margin float64) bool {
	for k, p := range outline {
		for _, t := range []float64{0, 0.25, 0.5, 0.75} {
			m := p.Add(outline[(k+1)%len(outline)].Sub(p).Mul(t))
			inside := b.property.contains(m)
			if inside && b.property.edge(m) < margin || !inside && (margin >= 0 || b.property.edge(m) > -margin) {
				return false
			}
		}
	}
	return true
}

// rows are slabs in parallel lines, as housing estates have them.
type rows struct {
	frame   frame
	length  []float64 // of slabs, in turn [m]
	depth   float64   // of slabs [m]
	gap     float64   // between slabs of a row [m]
	spacing float64   // from row to row [m]
	columns int
	lines   int
	floors  []float64 // by row, in turn
	shift   float64   // every second row moves so far along [m]
	margin  float64   // to the property line [m]
}

func (t *town) rows(id string, b block, r rows) {
	for line := range r.lines {
		x := r.shift * float64(line%2)
		for column := range r.columns {
			l := r.length[(column+line)%len(r.length)]
			slab := r.frame.rect(x, float64(line)*r.spacing, l, r.depth)
			if b.holds(slab, r.margin) && t.add(id, "", "", slab, storeys(r.floors[line%len(r.floors)])) && r.depth > 10 {
				t.lawns = append(t.lawns, r.frame.rect(x+1, float64(line)*r.spacing-6.5, l-2, 5).rounded(0.5))
			}
			x += l + r.gap
		}
	}
}

// keep marks ground that nothing is built on.
func (t *town) keep(r ring) { t.keepFree = append(t.keepFree, r) }

// trimLawns drops lawns that something was built on or that stick out of their block.
func (t *town) trimLawns() {
	var kept []ring
lawns:
	for _, l := range t.lawns {
		for _, o := range t.buildings {
			if l.overlaps(o.outline) {
				continue lawns
			}
		}
		for _, b := range blocks {
			if b.holds(l, 0.5) {
				kept = append(kept, l)
				break
			}
		}
	}
	t.lawns = kept
}
