package solid

import (
	"errors"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// What makes a curved face impossible.
var (
	ErrOpenFace   = errors.New("the loops of a curved face do not bound an area")
	ErrOffSurface = errors.New("the loops of a curved face do not lie on its surface")
)

// AddCurvedFace adds the part of a surface that loops bound, as triangles within
// the tolerance. Loops name points of the mesh, which two faces that share an
// edge both name: nothing is added on an edge, so that the faces meet without a
// gap. The face lies on the left of its loops as seen from outside; same tells
// that outside is where the surface's normal points. A whole sphere or torus has
// no loops.
//
// The loops are drawn in the plane of the surface's parameters, where the face is
// a Region: cut open along its seam where it runs round the surface, and with the
// poles, where one point has many parameters, spread out.
func (m *Mesh) AddCurvedFace(s Surface, loops [][]uint32, same bool, tol Tolerance) error {
	f := curvedFace{mesh: m, surface: s, domain: s.Domain(), same: same, tol: tol}
	first := len(m.Points)
	err := f.add(loops)
	if err != nil {
		m.Points = m.Points[:first]
	}
	return err
}

type curvedFace struct {
	mesh    *Mesh
	surface Surface
	domain  Domain
	same    bool
	tol     Tolerance
}

// drawn is a point of the mesh at its place among the parameters.
type drawn struct {
	at    mgl64.Vec2
	point uint32
}

// outline is a loop drawn in the plane of parameters, and how often it runs
// round each of the surface's periods.
type outline struct {
	drawn []drawn
	round [2]int
}

func (o outline) area() float64 {
	l := make(Loop, len(o.drawn))
	for k, d := range o.drawn {
		l[k] = d.at
	}
	return l.Area()
}

func (f *curvedFace) add(loops [][]uint32) error {
	var closed, round []outline
	for _, loop := range loops {
		if len(loop) < 2 {
			continue // a pole, or nothing
		}
		o, err := f.draw(loop)
		if err != nil {
			return err
		}
		if o.round == [2]int{} {
			closed = append(closed, o)
		} else {
			round = append(round, o)
		}
	}
	switch {
	case len(round) == 0 && len(closed) == 0:
		o, err := f.whole()
		if err != nil {
			return err
		}
		return f.mesh.fill(f, o, nil)
	case len(round) == 0:
		slices.SortStableFunc(closed, func(a, b outline) int {
			switch x, y := math.Abs(a.area()), math.Abs(b.area()); {
			case x > y:
				return -1
			case x < y:
				return 1
			}
			return 0
		})
		return f.mesh.fill(f, closed[0], closed[1:])
	case len(round) == 1:
		o, err := f.toPole(round[0], closed)
		if err != nil {
			return err
		}
		return f.mesh.fill(f, o, closed)
	case len(round) == 2:
		o, err := f.between(round[0], round[1], closed)
		if err != nil {
			return err
		}
		return f.mesh.fill(f, o, closed)
	}
	return ErrOpenFace
}

// draw finds the parameters of a loop's points, so that neighbours are neighbours
// in the plane too.
func (f *curvedFace) draw(loop []uint32) (outline, error) {
	places := make([]drawn, len(loop))
	pole := make([]bool, len(loop))
	start := 0
	low, high := f.mesh.Points[loop[0]], f.mesh.Points[loop[0]]
	off := 0.0
	for k, point := range loop {
		p := f.mesh.Points[point]
		if !finite(p[0]) || !finite(p[1]) || !finite(p[2]) {
			return outline{}, ErrNotFinite
		}
		u, v := f.surface.Locate(p)
		if !finite(u) || !finite(v) {
			return outline{}, ErrNotFinite
		}
		off = max(off, f.surface.At(u, v).Sub(p).Len())
		for axis, v := range p {
			low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
		}
		places[k] = drawn{mgl64.Vec2{u, v}, point}
		if pole[k] = f.singular(places[k].at); pole[k] {
			start = k
		}
	}
	n := len(loop)
	if off > 2*f.tol.Chord+farOff*high.Sub(low).Len() {
		return outline{}, ErrOffSurface
	}
	if pole[start] {
		return f.drawFromPole(places, pole, start), nil
	}
	for k := 1; k < n; k++ {
		places[k].at = f.beside(places[k].at, places[k-1].at)
	}
	o := outline{drawn: places}
	back := f.beside(places[0].at, places[n-1].at).Sub(places[0].at)
	for axis, period := range f.domain.Period {
		if period > 0 {
			o.round[axis] = int(math.Round(back[axis] / period))
		}
	}
	return o, nil
}

// farOff is how far from its surface a loop may run, as a part of its own size:
// more than edges of files that are carelessly fitted, less than where a surface
// stands elsewhere.
const farOff = 0.02

// beside moves parameters by whole periods to be nearest to others.
func (f *curvedFace) beside(at, other mgl64.Vec2) mgl64.Vec2 {
	for axis, period := range f.domain.Period {
		if period > 0 {
			at[axis] -= period * math.Round((at[axis]-other[axis])/period)
		}
	}
	return at
}

// singular tells whether u has no meaning at a place: going some way along it
// leads nowhere.
func (f *curvedFace) singular(at mgl64.Vec2) bool {
	return f.isPole(at[0], at[1])
}

func (f *curvedFace) isPole(u, v float64) bool {
	low, high := f.domain.Low, f.domain.High
	if v > low[1]+1e-6*(1+math.Abs(low[1])) && v < high[1]-1e-6*(1+math.Abs(high[1])) || math.IsInf(low[0], 0) || math.IsInf(high[0], 0) {
		return false // poles lie at the ends of v alone
	}
	step := (high[0] - low[0]) / 3
	here := f.surface.At(u, v)
	return here.Sub(f.surface.At(low[0]+math.Mod(u-low[0]+step, high[0]-low[0]), v)).Len() < poleSize &&
		here.Sub(f.surface.At(low[0]+math.Mod(u-low[0]+2*step, high[0]-low[0]), v)).Len() < poleSize
}

// poleSize is the width [m] below which a line of parameters is a point.
const poleSize = 1e-6

// drawFromPole draws a loop that passes through poles. A pole takes the u of the
// point before it and then that of the point after it. Where the loop comes back
// from the pole is settled by the face lying on its left.
func (f *curvedFace) drawFromPole(places []drawn, pole []bool, start int) outline {
	n := len(places)
	var out []drawn
	last := mgl64.Vec2{math.NaN()}
	for k := 1; k <= n; k++ { // from the point after the pole at start to that pole
		at := (start + k) % n
		place := places[at]
		if pole[at] {
			if !math.IsNaN(last[0]) {
				out = append(out, drawn{mgl64.Vec2{last[0], place.at[1]}, place.point})
				last[1] = place.at[1]
			}
			continue
		}
		before := (at + n - 1) % n
		switch {
		case !pole[before]:
			place.at = f.beside(place.at, last)
		case len(out) > 0:
			place.at = f.leave(place.at, out[len(out)-1].at)
			fallthrough
		default: // the pole's second place
			out = append(out, drawn{mgl64.Vec2{place.at[0], places[before].at[1]}, places[before].point})
		}
		out = append(out, place)
		last = place.at
	}
	return outline{drawn: out}
}

// leave moves the u of the first point after a pole by whole periods, so that the
// face is on the left of the way in and out. A way out along the way in is a seam
// that goes once round.
func (f *curvedFace) leave(at, pole mgl64.Vec2) mgl64.Vec2 {
	period := f.domain.Period[0]
	if period == 0 {
		return at
	}
	// Into a pole at the top, left is −u.
	down := (pole[1] > at[1]) == f.same
	const seam = 1e-7
	gap := math.Mod(at[0]-pole[0], period)
	if gap < 0 {
		gap += period
	}
	if gap < seam || gap > period-seam {
		gap = period
	}
	if down && gap < period {
		gap -= period
	} else if down {
		gap = -period
	}
	at[0] = pole[0] + gap
	return at
}
