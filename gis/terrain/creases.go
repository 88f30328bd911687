package terrain

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/gis/tin"
)

// Creases returns the lines at which the modified ground bends or drops: crest,
// toe, edges of benches, ramps and parts, with the heights on both sides, for
// tin.Build to follow. Points along them are left out as far as no height
// changes by more than tolerance [m]; those of the drawing stay, to the nearest
// 2⁻²⁰ m. The lines in which neighbouring sides meet are not among them.
func (w *Earthwork) Creases(tolerance float64) (lines []tin.Line) {
	for _, s := range w.drawn() {
		lines = append(lines, w.crease(s.a, s.b, s.drop, tolerance)...)
	}
	return lines
}

// edge is where the ground may bend, or only drop.
type edge struct {
	a, b mgl64.Vec2
	drop bool
}

// drawn returns the segments that may be creases.
func (w *Earthwork) drawn() (edges []edge) {
	for _, p := range w.parts {
		edges = p.drawn(edges)
	}
	for k := range edges { // each once, whichever facet it comes from
		s := &edges[k]
		s.a, s.b = onLattice(s.a), onLattice(s.b)
		if s.a[0] > s.b[0] || s.a[0] == s.b[0] && s.a[1] > s.b[1] {
			s.a, s.b = s.b, s.a
		}
	}
	slices.SortStableFunc(edges, func(s, r edge) int { return int(flag(s.drop)) - int(flag(r.drop)) })
	seen := map[[2]mgl64.Vec2]bool{}
	return slices.DeleteFunc(edges, func(s edge) bool {
		known := seen[[2]mgl64.Vec2{s.a, s.b}]
		seen[[2]mgl64.Vec2{s.a, s.b}] = true
		return known || s.a == s.b
	})
}

// drawn adds an excavation's segments.
func (p *part) drawn(edges []edge) []edge {
	e := p.design.e
	outline := func(ring []mgl64.Vec2, drop bool) {
		for k, p := range ring {
			edges = append(edges, edge{p, ring[(k+1)%len(ring)], drop})
		}
	}
	ring := func(rings [][]mgl64.Vec2) {
		for _, r := range rings {
			outline(r, false)
		}
	}
	ring(e.Rings)
	floors := []float64{e.Level}
	for _, s := range e.Stages {
		ring(s.Rings)
		floors = append(floors, s.Level)
	}
	for _, ph := range e.Phases {
		ring(ph.Rings)
		floors = append(floors, ph.Level)
	}
	for k := range p.steps {
		for _, f := range p.steps[k].facets {
			switch f.class {
			case Side, RampSide:
				for _, z := range floors {
					if a, b, some := f.contour(z); some {
						edges = append(edges, edge{a, b, false})
					}
				}
				outline(f.foot, f.class == Side) // sides bend from facet to facet; where a bench ends they drop
			case BenchTop, RampTop:
				outline(f.foot, false)
			}
		}
	}
	return edges
}

func flag(yes bool) uint8 {
	if yes {
		return 1
	}
	return 0
}

// onLattice brings points together that rounding has parted.
func onLattice(p mgl64.Vec2) mgl64.Vec2 {
	const steps = 1 << 20 // to a metre
	return mgl64.Vec2{math.Round(p[0]*steps) / steps, math.Round(p[1]*steps) / steps}
}

// contour returns where a facet has a height.
func (f *facet) contour(z float64) (a, b mgl64.Vec2, some bool) {
	var ends []mgl64.Vec2
	for k, p := range f.foot {
		q := f.foot[(k+1)%len(f.foot)]
		hp, hq := f.plane.at(p)-z, f.plane.at(q)-z
		if math.Abs(hp) < 1e-9 {
			ends = append(ends, p)
		} else if math.Abs(hq) >= 1e-9 && hp*hq < 0 {
			ends = append(ends, p.Add(q.Sub(p).Mul(hp/(hp-hq))))
		}
	}
	if len(ends) < 2 {
		return a, b, false
	}
	return ends[0], ends[len(ends)-1], true
}

// stretch is a part of a line over one plane: fractions of the way, and heights.
type stretch struct{ s0, s1, z0, z1 float64 }

func (p stretch) at(s float64) float64 { return p.z0 + (s-p.s0)/(p.s1-p.s0)*(p.z1-p.z0) }

// profile returns the heights of the modified ground along a line.
func (w *Earthwork) profile(a, b mgl64.Vec2) (out []stretch) {
	d := b.Sub(a)
	add := func(area polygon, z plane) {
		from, to := 0.0, 1.0
		for k, p := range area {
			q := area[(k+1)%len(area)]
			left := beside(p, q)
			la, lb := left(a), left(b)
			switch {
			case la < 0 && lb < 0:
				return
			case la < 0:
				from = math.Max(from, la/(la-lb))
			case lb < 0:
				to = math.Min(to, la/(la-lb))
			}
		}
		if to > from {
			out = append(out, stretch{from, to, z.at(a.Add(d.Mul(from))), z.at(a.Add(d.Mul(to)))})
		}
	}
	seen := map[int]bool{}
	(&Breakline{}).pass(w.ground.Grid, a, b, func(cell int, _ float64) {
		if seen[cell] {
			return
		}
		seen[cell] = true
		if pieces, known := w.changed[cell]; known {
			for _, p := range pieces {
				add(p.area, p.now)
			}
			return
		}
		w.ground.triangles(cell, add)
	})
	slices.SortFunc(out, func(p, q stretch) int {
		switch {
		case p.s0 < q.s0:
			return -1
		case p.s0 > q.s0:
			return 1
		}
		return 0
	})
	return out
}

// crease compares the ground just left and just right of a segment.
func (w *Earthwork) crease(a, b mgl64.Vec2, drop bool, tolerance float64) (lines []tin.Line) {
	d := b.Sub(a)
	length := d.Len()
	const beside = 1e-6 // [m]
	aside := mgl64.Vec2{-d[1], d[0]}.Mul(beside / length)
	left, right := w.profile(a.Add(aside), b.Add(aside)), w.profile(a.Sub(aside), b.Sub(aside))
	stops := []float64{0, 1}
	for _, side := range [2][]stretch{left, right} {
		for _, p := range side {
			stops = append(stops, p.s0, p.s1)
		}
	}
	slices.Sort(stops)
	const least = 1e-4 // [m] shorter stretches come from standing beside the line
	stops = slices.CompactFunc(stops, func(s, kept float64) bool { return math.Abs(s-kept)*length < least })
	stops[len(stops)-1] = 1
	var line *tin.Line
	end := func() {
		if line != nil {
			lines = append(lines, thinned(*line, tolerance))
			line = nil
		}
	}
	for k := range len(stops) - 1 {
		s0, s1 := stops[k], stops[k+1]
		l, okL := over(left, (s0+s1)/2)
		r, okR := over(right, (s0+s1)/2)
		if !okL || !okR {
			end()
			continue
		}
		l0, l1, r0, r1 := l.at(s0), l.at(s1), r.at(s0), r.at(s1)
		if math.Abs(l0-r0) < 10*beside && math.Abs(l1-r1) < 10*beside { // no wall: does it bend?
			if drop || !w.bends(a.Add(d.Mul((s0+s1)/2)), aside.Mul(1/beside)) {
				end()
				continue
			}
			l0, l1 = (l0+r0)/2, (l1+r1)/2
			r0, r1 = l0, l1
		}
		if line != nil {
			n := len(line.Left) - 1
			if math.Abs(line.Left[n]-l0) > 1e-4 || math.Abs(line.Right[n]-r0) > 1e-4 {
				end()
			}
		}
		if line == nil {
			line = &tin.Line{Points: []mgl64.Vec2{onLattice(a.Add(d.Mul(s0)))}, Left: []float64{l0}, Right: []float64{r0}}
		}
		line.Points = append(line.Points, onLattice(a.Add(d.Mul(s1))))
		line.Left, line.Right = append(line.Left, l1), append(line.Right, r1)
	}
	end()
	return lines
}

// bends tells whether the slope across a line is another on its left than on its
// right.
func (w *Earthwork) bends(p, left mgl64.Vec2) bool {
	const near = 1e-3 // [m]
	z, _ := w.At(p)
	l, _ := w.At(p.Add(left.Mul(near)))
	r, _ := w.At(p.Sub(left.Mul(near)))
	return math.Abs((l-z)-(z-r)) > 1e-3*near
}

func over(side []stretch, s float64) (stretch, bool) {
	for _, p := range side {
		if p.s0 <= s && s <= p.s1 {
			return p, true
		}
	}
	return stretch{}, false
}

// thinned leaves out points between which both sides are straight within the
// tolerance (Douglas–Peucker, in height).
func thinned(l tin.Line, tolerance float64) tin.Line {
	keep := make([]bool, len(l.Points))
	keep[0], keep[len(keep)-1] = true, true
	var part func(a, b int)
	part = func(a, b int) {
		worst, at := tolerance, 0
		whole := l.Points[b].Sub(l.Points[a]).Len()
		for k := a + 1; k < b; k++ {
			s := l.Points[k].Sub(l.Points[a]).Len() / whole
			off := math.Max(math.Abs(l.Left[a]+s*(l.Left[b]-l.Left[a])-l.Left[k]), math.Abs(l.Right[a]+s*(l.Right[b]-l.Right[a])-l.Right[k]))
			if off > worst {
				worst, at = off, k
			}
		}
		if at > 0 {
			keep[at] = true
			part(a, at)
			part(at, b)
		}
	}
	part(0, len(keep)-1)
	var out tin.Line
	for k, yes := range keep {
		if yes {
			out.Points, out.Left, out.Right = append(out.Points, l.Points[k]), append(out.Left, l.Left[k]), append(out.Right, l.Right[k])
		}
	}
	return out
}
