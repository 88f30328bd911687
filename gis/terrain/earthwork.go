package terrain

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Work is what a phase moves: exact for the design's facets against the ground
// as triangles (eight to a cell; the same volume as bilinear).
type Work struct {
	Cut      float64 // taken out [m³]
	Fill     float64 // brought in [m³]
	CutArea  float64 // where something was taken out, in plan [m²]
	FillArea float64 // where something was brought in, in plan [m²]
}

// Earthwork is what excavations have made of a ground, as surfaces.
type Earthwork struct {
	Works   []Work // one to a phase; one when there are no phases
	ground  ground
	parts   []part          // one to an excavation
	changed map[int][]piece // what cells have become
}

// part is one excavation.
type part struct {
	design *design
	steps  []step
}

// piece is a part of a cell's ground in one plane.
type piece struct {
	area   polygon
	now    plane
	class  Class
	design plane // what the phase wants here
	wanted Class
	marked bool
	in     bool // the design is set
}

// NewEarthwork carries an excavation out on a ground, which stays as it is.
func NewEarthwork(before *engine.Field, e Excavation) *Earthwork {
	w := &Earthwork{ground: ground{before}, changed: map[int][]piece{}}
	w.Then(before, e)
	return w
}

// Then carries a further excavation out on what the ones before have left: a
// sump in a pit's floor, say. Its sides begin at the ground's heights in after,
// which are those before it, the earlier excavations dug in.
func (w *Earthwork) Then(after *engine.Field, e Excavation) {
	p := part{design: newDesign(after, e)}
	p.steps = p.design.steps()
	for k := range p.steps {
		w.Works = append(w.Works, w.carryOut(&p.steps[k]))
	}
	w.parts = append(w.parts, p)
}

// each visits the steps of all excavations in order of time.
func (w *Earthwork) each(visit func(*design, int, *step)) {
	for _, p := range w.parts {
		for k := range p.steps {
			visit(p.design, k, &p.steps[k])
		}
	}
}

// carryOut does a phase cell by cell.
func (w *Earthwork) carryOut(s *step) (sum Work) {
	s.index.each(func(cell int, facets []int32) {
		pieces, known := w.changed[cell]
		if !known {
			w.ground.triangles(cell, func(p polygon, z plane) { pieces = append(pieces, piece{area: p, now: z}) })
		}
		for k := range pieces {
			p := &pieces[k]
			p.design, p.wanted, p.marked, p.in = p.now, p.class, !s.bound, false
		}
		for _, f := range facets {
			pieces = s.facets[f].apply(pieces)
		}
		after := make([]piece, 0, len(pieces))
		for _, p := range pieces {
			after = p.settle(s.fill, &sum, after)
		}
		w.changed[cell] = after
	})
	return sum
}

// apply lets a facet act on pieces; where only a part of one is concerned, it
// is cut.
func (f *facet) apply(pieces []piece) []piece {
	n := len(pieces)
	for k := range n {
		p := pieces[k]
		if !f.concerns(&p) {
			continue
		}
		inside, outside := f.foot.cut(p.area)
		if inside == nil {
			continue
		}
		var spared polygon
		if f.act >= raise {
			more := func(q mgl64.Vec2) float64 { return f.plane.at(q) - p.design.at(q) }
			if f.act == lower {
				more = func(q mgl64.Vec2) float64 { return p.design.at(q) - f.plane.at(q) }
			}
			if inside, spared = inside.split(more); inside == nil {
				continue
			}
		}
		for _, area := range append(outside, spared) {
			if area != nil {
				rest := p
				rest.area = area
				pieces = append(pieces, rest)
			}
		}
		f.act.on(&p, f)
		p.area = inside
		pieces[k] = p
	}
	return pieces
}

func (f *facet) concerns(p *piece) bool {
	switch f.act {
	case set:
		return p.marked
	case reset, raise:
		return p.in
	}
	return true
}

func (a act) on(p *piece, f *facet) {
	if a == mark {
		p.marked = true
		return
	}
	p.design, p.wanted = f.plane, f.class
	p.in = p.in || a == set
}

// cut divides an area into what lies in the polygon and convex pieces of what
// does not.
func (p polygon) cut(area polygon) (inside polygon, outside []polygon) {
	for k, a := range p {
		b := p[(k+1)%len(p)]
		if a == b {
			continue
		}
		rest, beyond := area.split(beside(a, b))
		if rest == nil {
			return nil, nil
		}
		if beyond != nil {
			outside = append(outside, beyond)
		}
		area = rest
	}
	return area, outside
}

// settle makes the design the ground where it is lower, or higher when filling.
func (p piece) settle(fill bool, sum *Work, to []piece) []piece {
	sign := 1.0
	if fill {
		sign = -1
	}
	done, left := p.area.split(func(q mgl64.Vec2) float64 { return sign * (p.now.at(q) - p.design.at(q)) })
	if left != nil {
		rest := p
		rest.area = left
		to = append(to, rest)
	}
	if done != nil {
		moved := done.integral(func(q mgl64.Vec2) float64 { return math.Abs(p.now.at(q) - p.design.at(q)) })
		if fill {
			sum.Fill += moved
			sum.FillArea += done.area()
		} else if moved > 0 {
			sum.Cut += moved
			sum.CutArea += done.area()
		}
		if moved > 0 {
			p.now, p.class = p.design, p.wanted
		}
		p.area = done
		to = append(to, p)
	}
	return to
}

// At returns height and class of the modified ground at a point after all
// phases, as the facets have it; NaN where there is no ground.
func (w *Earthwork) At(p mgl64.Vec2) (z float64, class Class) {
	z = w.ground.height(p)
	cell, inside := w.ground.Grid.CellAt(p[0], p[1])
	if math.IsNaN(z) || !inside {
		return z, Natural
	}
	w.each(func(_ *design, _ int, s *step) {
		q := piece{now: level(z), class: class, design: level(z), wanted: class, marked: !s.bound}
		for _, f := range s.index.of(cell) {
			s.facets[f].see(&q, p)
		}
		if want := q.design.z0; s.fill == (want > z) && want != z {
			z, class = want, q.wanted
		}
	})
	return z, class
}

// see is apply at a point.
func (f *facet) see(q *piece, at mgl64.Vec2) {
	if !f.concerns(q) || !f.foot.contains(at) {
		return
	}
	z := f.plane.at(at)
	if f.act == raise && z <= q.design.z0 || f.act == raised && z <= q.design.z0 || f.act == lower && z >= q.design.z0 {
		return
	}
	f.act.on(q, f)
	q.design = level(z)
}

// StageStorage returns what the (first) excavation holds up to each level: the
// volume between the modified ground and the level inside its outline, and the
// area that is wet.
func (w *Earthwork) StageStorage(levels []float64) []Storage {
	out := make([]Storage, len(levels))
	for k, l := range levels {
		out[k].Level = l
	}
	s := step{facets: areas(nil, w.parts[0].design.e.Rings, plane{}, mark, Natural)}
	s.index = newCellIndex(w.ground.Grid, s.facets)
	s.index.each(func(cell int, facets []int32) {
		for _, p := range w.changed[cell] {
			for _, f := range facets {
				if inside, _ := s.facets[f].foot.cut(p.area); inside != nil {
					for k := range out {
						out[k].add(inside, p.now)
					}
				}
			}
		}
	})
	return out
}
