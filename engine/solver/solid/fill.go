package solid

import (
	"math"
	"slices"
	"sort"

	"github.com/go-gl/mathgl/mgl64"
)

// fill triangulates a face in the plane of parameters and lifts it onto the
// surface. There the surface's lines are one apart, so that a length of one is
// what the tolerance allows in either direction, and Delaunay's triangles are
// short where the surface curves and long where it does not.
func (m *Mesh) fill(f *curvedFace, outer outline, holes []outline) error {
	low, high := mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	for _, d := range outer.drawn {
		low = mgl64.Vec2{min(low[0], d.at[0]), min(low[1], d.at[1])}
		high = mgl64.Vec2{max(high[0], d.at[0]), max(high[1], d.at[1])}
	}
	if !(low[0] < high[0]) || !(low[1] < high[1]) {
		return ErrNoArea
	}
	us, vs := f.surface.Lines(low, high, f.tol)
	us, vs = fewer(us, vs)
	if len(us) < 2 || len(vs) < 2 {
		return ErrNoArea
	}
	var points []uint32
	counted := func(o outline) Loop {
		l := make(Loop, len(o.drawn))
		for k, d := range o.drawn {
			l[k] = mgl64.Vec2{count(us, d.at[0]), count(vs, d.at[1])}
			points = append(points, d.point)
		}
		return l
	}
	r := Region{Outer: counted(outer)}
	for _, h := range holes {
		f.into(&h, outer)
		r.Holes = append(r.Holes, counted(h))
	}
	inner := r.crossings(len(us)-1, len(vs)-1)
	t, err := r.triangulateWith(inner)
	if err != nil {
		return err
	}
	index := points
	used := make([]bool, len(t.Points))
	for _, c := range t.Triangles {
		used[c[0]], used[c[1]], used[c[2]] = true, true, true
	}
	for k, p := range t.Points[len(points):] {
		index = append(index, uint32(len(m.Points)))
		if used[len(points)+k] {
			m.Points = append(m.Points, f.surface.At(uncount(us, p[0]), uncount(vs, p[1])))
		}
	}
	back := r.Outer.Area() < 0
	for _, c := range t.Triangles {
		a, b, c := index[c[0]], index[c[1]], index[c[2]]
		if a == b || b == c || c == a { // at a pole
			continue
		}
		if back {
			b, c = c, b
		}
		m.Triangles = append(m.Triangles, [3]uint32{a, b, c})
	}
	return nil
}

// mostCrossings bounds the points that one face gets, whatever its size.
const mostCrossings = 1 << 17

// fewer drops lines until their crossings are within bounds.
func fewer(us, vs []float64) ([]float64, []float64) {
	for len(us)*len(vs) > mostCrossings {
		longer := &us
		if len(vs) > len(us) {
			longer = &vs
		}
		last := len(*longer) - 1
		var out []float64
		for k := 0; k < last; k += 2 {
			out = append(out, (*longer)[k])
		}
		*longer = append(out, (*longer)[last])
	}
	return us, vs
}

// count is where a value lies among lines, in lines; uncount the value again.
func count(lines []float64, v float64) float64 {
	k := min(max(sort.SearchFloat64s(lines, v)-1, 0), len(lines)-2)
	return float64(k) + (v-lines[k])/(lines[k+1]-lines[k])
}

func uncount(lines []float64, c float64) float64 {
	k := min(max(int(math.Floor(c)), 0), len(lines)-2)
	return lines[k] + (c-float64(k))*(lines[k+1]-lines[k])
}

// into moves a hole by whole periods to where it lies inside the outline.
func (f *curvedFace) into(hole *outline, outer outline) {
	l := make(Loop, len(outer.drawn))
	for k, d := range outer.drawn {
		l[k] = d.at
	}
	for _, axis := range [2]int{0, 1} {
		period := f.domain.Period[axis]
		if period == 0 || l.Contains(hole.drawn[0].at) {
			continue
		}
		low, high := l.Bounds()
		for n := math.Ceil((low[axis] - hole.drawn[0].at[axis]) / period); ; n++ {
			at := hole.drawn[0].at
			if at[axis] += n * period; at[axis] > high[axis] {
				break
			}
			if l.Contains(at) {
				f.shift(hole.drawn, axis, n*period)
				break
			}
		}
	}
}

// crossings are the points of the grid of whole numbers inside the region that
// keep half a step away from its border.
func (r Region) crossings(nu, nv int) []mgl64.Vec2 {
	if nu < 2 || nv < 2 {
		return nil
	}
	rows := r.hits(nv, 1)
	columns := r.hits(nu, 0)
	var out []mgl64.Vec2
	for v := 1; v < nv; v++ {
		for u := 1; u < nu; u++ {
			if inside(rows[v], float64(u)) && inside(columns[u], float64(v)) {
				out = append(out, mgl64.Vec2{float64(u), float64(v)})
			}
		}
	}
	return out
}

// hits are the sorted places at which each line across an axis meets the loops.
func (r Region) hits(n, axis int) [][]float64 {
	out := make([][]float64, n)
	for _, l := range append([]Loop{r.Outer}, r.Holes...) {
		for k, b := range l {
			a := l[(k+len(l)-1)%len(l)]
			p, q := a[axis], b[axis]
			if p == q {
				continue
			}
			if p > q {
				p, q = q, p
			}
			for line := max(1, int(math.Ceil(p))); line < n && float64(line) < q; line++ {
				part := (float64(line) - a[axis]) / (b[axis] - a[axis])
				out[line] = append(out[line], a[1-axis]+part*(b[1-axis]-a[1-axis]))
			}
		}
	}
	for _, line := range out {
		slices.Sort(line)
	}
	return out
}

func inside(hits []float64, at float64) bool {
	k := sort.SearchFloat64s(hits, at)
	return k%2 == 1 && at-hits[k-1] >= 0.5 && hits[k]-at >= 0.5
}
