package terrain

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/tin"
)

// Excavation is a pit as it is drawn: how its sides fall from the outline, what
// its floor is, what ramps lead in, and in which phases it is dug.
//
// The sides fall inwards from the ground at the outline. With d the distance
// [m] from an edge of the outline, h the ground's height [m] where that is
// square to it, and m the slope [m horizontal per m vertical]:
//
//	z = h − d/m down to the first bench, level for its width, down again with the
//	next slope, and so on to the floor; vertical walls where m = 0
//
// Where the sides of several edges overlap, the highest holds; round re-entrant
// corners they are cones, drawn as facets within coneSagitta in plan. So all of
// it is plane facets, and volumes against the ground's triangles are exact.
// Ground is never raised, except by phases that fill.
type Excavation struct {
	Rings   [][]mgl64.Vec2 // outer ring, then holes
	Level   float64        // of its floor, the formation level [m]
	Slope   float64        // of its sides below the last bench: horizontal per vertical; 0: vertical walls
	Benches []Bench        // from the top down
	Stages  []Stage        // parts with a level of their own; later ones win
	Ramps   []Ramp         // that stay
	Phases  []Phase        // in order of time; nil: all at once
}

// Bench is a level step in the sides.
type Bench struct {
	Level float64 // [m]; where the ground is lower there is no bench
	Width float64 // [m]
	Slope float64 // of the side above it: horizontal per vertical
}

// Stage is a part of an excavation with a level of its own and vertical walls
// against its neighbours.
type Stage struct {
	Rings [][]mgl64.Vec2
	Level float64 // [m]
}

// Ramp is a way down. It is left standing in the pit and cut where it runs into
// the sides or the ground; at bends it is as sharp as its line.
type Ramp struct {
	Line   []mgl64.Vec2 // its axis, from the top
	Top    float64      // level at the start [m]
	Bottom float64      // level at the end [m]; falls evenly between
	Width  float64      // [m]
	Slope  float64      // of its sides, down into the pit and up: horizontal per vertical; 0: vertical
}

// Phase is what is done until some time. Digging goes no deeper than the
// excavation's design.
type Phase struct {
	Rings [][]mgl64.Vec2 // where; nil: in the whole outline
	Level float64        // to which it is dug, or filled [m]
	Fill  bool           // fills up instead
	Ramps []Ramp         // for this phase only
}

// coneSagitta is how far facets may lie inside the round sides of a re-entrant
// corner [m].
const coneSagitta = 0.002

// Class says what a place of the modified ground is.
type Class uint8

// The classes, in the order in which an excavation makes them.
const (
	Natural Class = iota // ground as it was
	Floor
	Side
	BenchTop
	RampTop
	RampSide
	Filled
)

// act is what a facet does to the design over its foot.
type act uint8

const (
	mark   act = iota // the phase works here
	set               // the design is the plane, where the phase works
	reset             // the same, where it is set already
	raise             // the higher of both, inside the outline
	lower             // the lower of both, also outside
	raised            // the higher of both, also outside
)

type facet struct {
	foot  polygon
	plane plane
	act   act
	class Class
}

// step is one phase as facets.
type step struct {
	fill   bool
	bound  bool // works only where it is marked
	facets []facet
	index  cellIndex
}

// side is an edge of the outline between bends of the ground, with the heights
// at its ends.
type sideEdge struct {
	a, b   mgl64.Vec2
	ha, hb float64
}

// design turns an excavation into facets over a ground.
type design struct {
	ground ground
	e      Excavation
	lowest float64
	sides  []facet
}

func newDesign(before *engine.Field, e Excavation) *design {
	d := &design{ground: ground{before}, e: e, lowest: e.Level}
	for _, s := range e.Stages {
		d.lowest = math.Min(d.lowest, s.Level)
	}
	for r, ring := range e.Rings {
		ring = turned(ring, r == 0)
		for k, p := range ring {
			prev, next := ring[(k+len(ring)-1)%len(ring)], ring[(k+1)%len(ring)]
			for _, s := range d.edge(p, next) {
				d.strip(s)
			}
			if beside(prev, p)(next) < 0 { // the pit goes round the corner
				d.fan(p, p.Sub(prev), next.Sub(p))
			}
		}
	}
	return d
}

// turned returns a ring anticlockwise, or clockwise, so that the pit is on its left.
func turned(ring []mgl64.Vec2, anticlockwise bool) []mgl64.Vec2 {
	sum := 0.0
	for k, p := range ring {
		q := ring[(k+1)%len(ring)]
		sum += p[0]*q[1] - q[0]*p[1]
	}
	if (sum > 0) == anticlockwise {
		return ring
	}
	ring = slices.Clone(ring)
	slices.Reverse(ring)
	return ring
}

// crest returns the height at which the sides begin at a point of the outline.
func (d *design) crest(p mgl64.Vec2) float64 {
	if h := d.ground.height(p); !math.IsNaN(h) {
		return h
	}
	return math.Inf(-1) // no ground, no side
}

// edge cuts an edge of the outline where the ground bends, and where it passes
// the level of a bench.
func (d *design) edge(a, b mgl64.Vec2) (parts []sideEdge) {
	stops := d.ground.breaks(a, b)
	at := func(f float64) mgl64.Vec2 { return a.Add(b.Sub(a).Mul(f)) }
	for k := range len(stops) - 1 {
		// heights from inside the piece: at a void's rim the surface jumps
		f0, f1 := stops[k], stops[k+1]
		q0, q1 := d.crest(at(f0+(f1-f0)/4)), d.crest(at(f1-(f1-f0)/4))
		if math.IsInf(q0+q1, -1) {
			continue
		}
		h0, h1 := q0-(q1-q0)/2, q1+(q1-q0)/2
		cuts := []float64{0, 1}
		for _, bench := range append(d.e.Benches, Bench{Level: d.lowest}) {
			if (h0 > bench.Level) != (h1 > bench.Level) {
				cuts = append(cuts, (bench.Level-h0)/(h1-h0))
			}
		}
		cuts = sortedStops(cuts)
		for c := range len(cuts) - 1 {
			g0, g1 := cuts[c], cuts[c+1]
			parts = append(parts, sideEdge{at(f0 + g0*(f1-f0)), at(f0 + g1*(f1-f0)), h0 + g0*(h1-h0), h0 + g1*(h1-h0)})
		}
	}
	return joined(parts)
}

// joined puts parts together that lie on one line in space.
func joined(parts []sideEdge) []sideEdge {
	var out []sideEdge
	for _, p := range parts {
		if n := len(out); n > 0 && out[n-1].b == p.a {
			q := &out[n-1]
			whole, first := p.b.Sub(q.a).Len(), p.a.Sub(q.a).Len()
			const flat = 1e-9 // [m]
			if math.Abs(q.ha+(p.hb-q.ha)*first/whole-p.ha) < flat && math.Abs(q.hb-p.ha) < flat {
				q.b, q.hb = p.b, p.hb
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// strip makes the facets of the side below a piece of the outline.
func (d *design) strip(s sideEdge) {
	length := s.b.Sub(s.a).Len()
	if length == 0 {
		return
	}
	along := s.b.Sub(s.a).Mul(1 / length)
	inward := mgl64.Vec2{-along[1], along[0]}
	d.profile(s.ha, s.hb, func(za, zb, oa, ob, belowA, belowB, newA, newB float64, class Class) {
		a0, b0 := s.a.Add(inward.Mul(oa)), s.b.Add(inward.Mul(ob))
		a1, b1 := s.a.Add(inward.Mul(newA)), s.b.Add(inward.Mul(newB))
		// the wider end gives the plane
		var p plane
		if newA-oa >= newB-ob {
			p = through(a0.Vec3(za), b0.Vec3(zb), a1.Vec3(belowA))
		} else {
			p = through(a0.Vec3(za), b0.Vec3(zb), b1.Vec3(belowB))
		}
		d.addSide(polygon{a0, b0, b1, a1}, p, class)
	})
}

// fan makes the facets round a re-entrant corner, between the edges that come in
// and go out.
func (d *design) fan(at, in, out mgl64.Vec2) {
	h := d.crest(at)
	if math.IsInf(h, -1) {
		return
	}
	reach := 0.0
	d.profile(h, h, func(_, _, _, _, _, _, offset, _ float64, _ Class) { reach = math.Max(reach, offset) })
	if reach == 0 {
		return
	}
	from := math.Atan2(in[0], -in[1]) // of the inward normals
	angle := math.Atan2(out[0], -out[1]) - from
	for angle > 0 {
		angle -= 2 * math.Pi
	}
	widest := 2 * math.Acos(math.Max(0.5, 1-coneSagitta/reach))
	n := int(math.Ceil(-angle / widest))
	for k := range n {
		u, v := ray(from+angle*float64(k+1)/float64(n)), ray(from+angle*float64(k)/float64(n))
		d.profile(h, h, func(z, _, o, _, below, _, offset, _ float64, class Class) {
			a0, b0, a1, b1 := at.Add(u.Mul(o)), at.Add(v.Mul(o)), at.Add(u.Mul(offset)), at.Add(v.Mul(offset))
			foot := polygon{b1, a1, a0, b0}
			if o == 0 {
				foot = polygon{b1, a1, at}
			}
			if foot.area() < 0 {
				slices.Reverse(foot)
			}
			d.addSide(foot, through(a1.Vec3(below), b1.Vec3(below), at.Add(u.Mul(o)).Vec3(z)), class)
		})
	}
}

func ray(angle float64) mgl64.Vec2 { return mgl64.Vec2{math.Cos(angle), math.Sin(angle)} }

// profile walks down a side at both ends of a piece at once: heights and
// offsets from the outline, above and below. Levels between the heights of the
// ends do not occur (edge has cut there).
func (d *design) profile(ha, hb float64, visit func(za, zb, oa, ob, belowA, belowB, newA, newB float64, class Class)) {
	za, zb, oa, ob := ha, hb, 0.0, 0.0
	down := func(to, slope float64) {
		newA, newB := oa+slope*math.Max(0, za-to), ob+slope*math.Max(0, zb-to)
		if newA > oa || newB > ob {
			visit(za, zb, oa, ob, math.Min(za, to), math.Min(zb, to), newA, newB, Side)
		}
		za, zb, oa, ob = math.Min(za, to), math.Min(zb, to), newA, newB
	}
	for _, bench := range d.e.Benches {
		if bench.Level <= d.lowest || math.Max(za, zb) <= bench.Level {
			continue
		}
		down(bench.Level, bench.Slope)
		if bench.Width > 0 {
			visit(za, zb, oa, ob, za, zb, oa+bench.Width, ob+bench.Width, BenchTop)
			oa, ob = oa+bench.Width, ob+bench.Width
		}
	}
	down(d.lowest, d.e.Slope)
}

func (d *design) addSide(foot polygon, p plane, class Class) {
	d.sides = append(d.sides, facet{foot: foot, plane: p, act: raise, class: class})
}

// areas adds facets that cover an area.
func areas(to []facet, rings [][]mgl64.Vec2, p plane, a act, class Class) []facet {
	for _, t := range tin.Triangles(rings) {
		to = append(to, facet{foot: t[:], plane: p, act: a, class: class})
	}
	return to
}

// steps returns the phases as facets, in order of time.
func (d *design) steps() []step {
	phases := d.e.Phases
	if phases == nil {
		phases = []Phase{{Level: math.Inf(-1)}}
	}
	steps := make([]step, len(phases))
	for k, ph := range phases {
		s := &steps[k]
		if ph.Rings != nil {
			s.bound = true
			s.facets = areas(nil, ph.Rings, plane{}, mark, Natural)
		}
		if s.fill = ph.Fill; s.fill {
			s.facets = areas(s.facets, d.e.Rings, level(ph.Level), set, Filled)
		} else {
			s.facets = areas(s.facets, d.e.Rings, level(math.Max(ph.Level, d.e.Level)), set, Floor)
			for _, stage := range d.e.Stages {
				s.facets = areas(s.facets, stage.Rings, level(math.Max(ph.Level, stage.Level)), reset, Floor)
			}
			s.facets = append(s.facets, d.sides...)
			for _, r := range append(slices.Clone(d.e.Ramps), ph.Ramps...) {
				s.facets = d.ramp(s.facets, r)
			}
		}
		s.index = newCellIndex(d.ground.Grid, s.facets)
	}
	return steps
}
