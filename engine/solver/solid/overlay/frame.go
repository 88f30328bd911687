package overlay

import (
	"math"
	"slices"
)

// frame is a linear map from metres to the grid. Its axes are the normals of up
// to three directions in which faces of the two bodies coincide or nearly do,
// so that a coordinate is a distance along such a normal and what lies flush
// can be given one and the same whole number. Which volumes arise does not
// depend on the frame: unions and cuts commute with linear maps.
type frame struct {
	axes   [3]vec // unit vectors
	centre vec    // in the frame [m]
	step   float64
}

// face is a plane of one of the bodies [m], with the area that lies in it.
type face struct {
	n    vec // unit
	d    float64
	area float64
}

func dot(a, b *vec) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

// mostFaces bounds how many of the largest triangles of a body are asked for
// their planes. What is flush with a smaller one is still cut exactly, only
// not made flush.
const mostFaces = 64

// chooseFrame looks for directions in which faces of both bodies coincide,
// among the triangles listed for each of them.
func chooseFrame(in *input, near [2][]int32, tolerance float64) frame {
	faces := [2][]face{in.faces(near[0], tolerance), in.faces(near[1], tolerance)}
	var shared []face // one per direction; d means nothing here
	for _, f := range faces[0] {
		flush := 0.0
		for _, t := range near[1] {
			if in.liesIn(t, &f, tolerance) {
				flush += in.area(t)
			}
		}
		if flush > 0 {
			shared = addDirection(shared, f.n, min(flush, f.area))
		}
	}
	var rest []face
	for _, body := range faces {
		for _, f := range body {
			rest = addDirection(rest, f.n, f.area)
		}
	}
	byArea := func(a, b face) int {
		switch {
		case a.area > b.area:
			return -1
		case a.area < b.area:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(shared, byArea)
	slices.SortStableFunc(rest, byArea)
	f := frame{axes: [3]vec{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}
	n := 0
	take := func(d vec) {
		for k := range n {
			c := cross(&f.axes[k], &d)
			if dot(&c, &c) < 0.04 {
				return
			}
		}
		if n == 2 {
			c := cross(&f.axes[0], &f.axes[1])
			if math.Abs(dot(&c, &d)) < 0.2 {
				return
			}
		}
		f.axes[n] = d
		n++
	}
	for _, s := range shared {
		if n < 3 {
			take(s.n)
		}
	}
	square := func(d *vec) bool {
		for k := range n {
			if math.Abs(dot(&f.axes[k], d)) > 1e-6 {
				return false
			}
		}
		return true
	}
	for _, r := range rest { // the other faces of boxes, so that these are whole too
		if n < 3 && square(&r.n) {
			take(r.n)
		}
	}
	if n == 0 {
		n = 3
	}
	for k := 0; n < 3 && k < 3; k++ {
		d := vec{}
		d[k] = 1
		if square(&d) {
			take(d)
		}
	}
	if n == 1 {
		d := vec{1, 0, 0}
		if math.Abs(f.axes[0][0]) > 0.6 {
			d = vec{0, 1, 0}
		}
		c := cross(&f.axes[0], &d)
		f.axes[1] = unit(c)
		n = 2
	}
	if n == 2 {
		c := cross(&f.axes[0], &f.axes[1])
		f.axes[2] = unit(c)
	}
	if c := cross(&f.axes[0], &f.axes[1]); dot(&c, &f.axes[2]) < 0 {
		f.axes[1], f.axes[2] = f.axes[2], f.axes[1] // a mirror would turn bodies inside out
	}
	return f
}

func unit(v vec) vec {
	l := math.Sqrt(dot(&v, &v))
	return vec{v[0] / l, v[1] / l, v[2] / l}
}

// addDirection adds an area to the direction, or its opposite, that is there.
func addDirection(all []face, n vec, area float64) []face {
	for axis := range 3 {
		if math.Abs(math.Abs(n[axis])-1) < 1e-12 {
			n = vec{}
			n[axis] = 1
		}
	}
	for k := range all {
		c := cross(&all[k].n, &n)
		if dot(&c, &c) < 1e-12 {
			all[k].area += area
			return all
		}
	}
	return append(all, face{n: n, area: area})
}

// faces gathers the planes in which the largest of the listed triangles lie.
func (in *input) faces(list []int32, tolerance float64) []face {
	if len(list) > mostFaces {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(s, t int32) int {
			switch a, b := in.area(s), in.area(t); {
			case a > b:
				return -1
			case a < b:
				return 1
			}
			return 0
		})
		list = list[:mostFaces]
	}
	var out []face
next:
	for _, t := range list {
		n, area := in.normal(t)
		if area == 0 {
			continue
		}
		for k := range out {
			if math.Abs(dot(&out[k].n, &n)) > 0.9999 && in.liesIn(t, &out[k], tolerance) {
				out[k].area += area
				continue next
			}
		}
		p := in.corner(t, 0)
		out = append(out, face{n, dot(&n, &p), area})
	}
	return out
}

func (in *input) liesIn(t int32, f *face, tolerance float64) bool {
	for k := range 3 {
		p := in.corner(t, k)
		if math.Abs(dot(&f.n, &p)-f.d) > tolerance {
			return false
		}
	}
	return true
}

// toGrid places all points on the grid: coordinates at which faces lie across
// an axis draw those of all points within the tolerance to them; the rest are
// rounded. shift takes by how much [m] a point was drawn, if that is more than
// rounding. It returns for every point how many of its coordinates were drawn.
func (f *frame) toGrid(in *input, near [2][]int32, tolerance float64, at, shift []vec) (drawn []uint8) {
	low, high := vec{math.Inf(1), math.Inf(1), math.Inf(1)}, vec{math.Inf(-1), math.Inf(-1), math.Inf(-1)}
	for k := range in.at {
		for axis := range 3 {
			v := dot(&f.axes[axis], &in.at[k])
			at[k][axis] = v
			low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
		}
	}
	half := 0.0
	for axis := range 3 {
		f.centre[axis] = low[axis]/2 + high[axis]/2
		half = max(half, high[axis]/2-low[axis]/2)
	}
	_, exponent := math.Frexp((half + 2*tolerance) / (reach - 2))
	f.step = math.Ldexp(1, max(exponent, -1000))
	drawn = make([]uint8, len(at))
	for axis := range 3 {
		levels := in.levels(at, near, axis, tolerance)
		for k := range at {
			v := at[k][axis]
			if l, ok := nearest(levels, v); ok && math.Abs(l-v) <= tolerance {
				if k >= in.pointsOfA && math.Abs(l-v) > 1e-9 { // b's corners go to a's faces, not a's to anything
					shift[k][axis] = l - v
				}
				v = l
				drawn[k]++
			}
			at[k][axis] = math.Round((v - f.centre[axis]) / f.step)
		}
	}
	return drawn
}

// levels are the coordinates along an axis at which triangles lie across it.
// Where several lie within the tolerance, the first body's stands for all.
func (in *input) levels(at []vec, near [2][]int32, axis int, tolerance float64) []float64 {
	type level struct {
		v    float64
		body int
	}
	var found []level
	for body, list := range near {
		for _, t := range list {
			c := in.triangles[t]
			a, b, d := &at[c[0]], &at[c[1]], &at[c[2]]
			lo, hi := min(a[axis], b[axis], d[axis]), max(a[axis], b[axis], d[axis])
			if hi-lo > tolerance {
				continue
			}
			u, w := sub(b, a), sub(d, a)
			if n := cross(&u, &w); n[axis]*n[axis] < 0.99*dot(&n, &n) || dot(&n, &n) == 0 {
				continue
			}
			if len(found) == 0 || found[len(found)-1] != (level{lo/2 + hi/2, body}) {
				found = append(found, level{lo/2 + hi/2, body})
			}
		}
	}
	slices.SortFunc(found, func(a, b level) int {
		if s := signOf(a.v - b.v); s != 0 {
			return s
		}
		return a.body - b.body
	})
	var out []float64
	for k := 0; k < len(found); {
		best, end := found[k], k+1
		for ; end < len(found) && found[end].v-found[k].v <= tolerance; end++ {
			if found[end].body < best.body {
				best = found[end]
			}
		}
		out = append(out, best.v)
		k = end
	}
	return out
}

func nearest(sorted []float64, v float64) (float64, bool) {
	k, _ := slices.BinarySearch(sorted, v)
	switch {
	case len(sorted) == 0:
		return 0, false
	case k == len(sorted) || k > 0 && v-sorted[k-1] < sorted[k]-v:
		return sorted[k-1], true
	}
	return sorted[k], true
}

// weld makes points one that lie within the tolerance of one another, however
// long the chain. The one with most coordinates drawn to faces, then the first
// keeps its place; of[k] is the point that stands for k.
func weld(at []vec, drawn []uint8, tolerance float64, of []int32) {
	key := make([]float64, len(at))
	order := make([]int32, len(at))
	for k := range at {
		p := &at[k]
		key[k] = 0.5345*p[0] + 0.6124*p[1] + 0.5824*p[2] // no plane of a building lies across this
		order[k], of[k] = int32(k), int32(k)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if s := signOf(key[a] - key[b]); s != 0 {
			return s
		}
		return int(a - b)
	})
	root := func(k int32) int32 {
		for of[k] != k {
			of[k] = of[of[k]]
			k = of[k]
		}
		return k
	}
	window := 1.74 * tolerance
	for n, k := range order {
		p := &at[k]
		for m := n - 1; m >= 0; m-- {
			j := order[m]
			if key[k]-key[j] > window {
				break
			}
			q := &at[j]
			if math.Abs(p[0]-q[0]) > tolerance || math.Abs(p[1]-q[1]) > tolerance || math.Abs(p[2]-q[2]) > tolerance {
				continue
			}
			r, s := root(j), root(k)
			if drawn[s] > drawn[r] || drawn[s] == drawn[r] && s < r {
				r, s = s, r
			}
			of[s] = r
		}
	}
	for k := range of {
		of[k] = root(int32(k))
	}
}
