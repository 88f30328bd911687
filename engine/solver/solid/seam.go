package solid

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// between joins two loops that run round the surface in opposite directions to
// one outline: along the first, over a seam to the second, along it, and back
// over the same seam.
func (f *curvedFace) between(a, b outline, holes []outline) (outline, error) {
	axis := 0
	if a.round[0] == 0 {
		axis = 1
	}
	if a.round[1-axis] != 0 || b.round[1-axis] != 0 || a.round[axis]*a.round[axis] != 1 || b.round[axis]*b.round[axis] != 1 {
		return outline{}, ErrOpenFace
	}
	if a.round[axis] == b.round[axis] { // one of them is turned the wrong way
		b = b.reversed()
	}
	period := f.domain.Period[axis]
	// The seam is where they are nearest in the direction round, of the places
	// where it crosses nothing.
	type seamAt struct {
		a, b int
		gap  float64
	}
	places := make([]seamAt, len(a.drawn))
	for k, p := range a.drawn {
		places[k] = seamAt{k, 0, math.Inf(1)}
		for l, q := range b.drawn {
			gap := p.at[axis] - q.at[axis]
			if gap = math.Abs(gap - period*math.Round(gap/period)); gap < places[k].gap-1e-9*period {
				places[k].b, places[k].gap = l, gap
			}
		}
	}
	slices.SortStableFunc(places, func(a, b seamAt) int { return cmp.Compare(math.Round(a.gap/period*1e6), math.Round(b.gap/period*1e6)) })
	all := append([]outline{a, b}, holes...)
	best := places[0]
	for _, s := range places {
		from, to := a.drawn[s.a].at, b.drawn[s.b].at
		to[axis] += period * math.Round((from[axis]-to[axis])/period)
		if !f.crosses(from, to, axis, all) {
			best = s
			break
		}
	}
	first := f.unrolled(a, best.a, axis)
	second := f.unrolled(b, best.b, axis)
	end, begin := first[len(first)-1], second[0]
	shift := end.at[axis] - begin.at[axis]
	f.shift(second, axis, period*math.Round(shift/period))
	if other := 1 - axis; f.domain.Period[other] > 0 {
		// On a torus the loops bound one of two parts: the face is on the left
		// of the first.
		left := float64(a.round[axis])
		if axis == 1 {
			left = -left
		}
		if !f.same {
			left = -left
		}
		turn := f.domain.Period[other]
		gap := math.Mod(second[0].at[other]-end.at[other], turn)
		if gap < 0 {
			gap += turn
		}
		if left < 0 {
			gap -= turn
		}
		f.shift(second, other, end.at[other]+gap-second[0].at[other])
	}
	return f.sewn(first, second, axis), nil
}

// toPole joins a loop that runs round the surface to the pole on its left.
func (f *curvedFace) toPole(a outline, holes []outline) (outline, error) {
	if a.round[1] != 0 || a.round[0]*a.round[0] != 1 {
		return outline{}, ErrOpenFace
	}
	up := (a.round[0] > 0) == f.same
	low, high := f.domain.Low[1], f.domain.High[1]
	u := a.drawn[0].at[0]
	isLow, isHigh := !math.IsInf(low, 0) && f.isPole(u, low), !math.IsInf(high, 0) && f.isPole(u, high)
	v := high
	switch {
	case isLow && !(up && isHigh):
		v = low
	case !isHigh:
		return outline{}, ErrOpenFace
	}
	start := 0
	for k, d := range a.drawn {
		if !f.crosses(d.at, mgl64.Vec2{d.at[0], v}, 0, append([]outline{a}, holes...)) {
			start = k
			break
		}
	}
	first := f.unrolled(a, start, 0)
	end := first[len(first)-1]
	pole := uint32(len(f.mesh.Points))
	f.mesh.Points = append(f.mesh.Points, f.surface.At(end.at[0], v))
	second := []drawn{{mgl64.Vec2{end.at[0], v}, pole}, {mgl64.Vec2{first[0].at[0], v}, pole}}
	return f.sewn(first, second, 0), nil
}

// crosses tells whether a seam would cross one of the outlines, wherever these
// come again round the axis.
func (f *curvedFace) crosses(from, to mgl64.Vec2, axis int, outlines []outline) bool {
	period := f.domain.Period[axis]
	left := func(a, b, c mgl64.Vec2) bool {
		return (b[0]-a[0])*(c[1]-a[1])-(b[1]-a[1])*(c[0]-a[0]) > 0
	}
	for _, o := range outlines {
		for k, d := range o.drawn {
			p, q := d.at, f.beside(o.drawn[(k+1)%len(o.drawn)].at, d.at)
			shift := period * math.Round((from[axis]-p[axis])/period)
			p[axis], q[axis] = p[axis]+shift, q[axis]+shift
			if p == from || q == from || p == to || q == to {
				continue
			}
			if left(from, to, p) != left(from, to, q) && left(p, q, from) != left(p, q, to) {
				return true
			}
		}
	}
	return false
}

// unrolled is a loop from one of its points round to the same point a period on.
func (f *curvedFace) unrolled(o outline, start, axis int) []drawn {
	n := len(o.drawn)
	out := make([]drawn, 0, n+1)
	for k := range n + 1 {
		d := o.drawn[(start+k)%n]
		if start+k >= n {
			d.at[axis] += float64(o.round[axis]) * f.domain.Period[axis]
		}
		out = append(out, d)
	}
	return out
}

func (f *curvedFace) shift(l []drawn, axis int, by float64) {
	for k := range l {
		l[k].at[axis] += by
	}
}

// sewn closes two unrolled loops with a seam, whose points are on the surface
// and the same on the way there and back.
func (f *curvedFace) sewn(first, second []drawn, axis int) outline {
	from, to := first[len(first)-1], second[0]
	out := first
	seam := f.seam(from, to)
	out = append(out, seam...)
	out = append(out, second...)
	for k := len(seam) - 1; k >= 0; k-- {
		d := seam[k]
		d.at[axis] += first[0].at[axis] - from.at[axis]
		out = append(out, d)
	}
	return outline{drawn: out}
}

// seam makes the points between two places of a straight line in the plane of
// parameters, where the surface's lines cross it.
func (f *curvedFace) seam(from, to drawn) []drawn {
	low := mgl64.Vec2{min(from.at[0], to.at[0]), min(from.at[1], to.at[1])}
	high := mgl64.Vec2{max(from.at[0], to.at[0]), max(from.at[1], to.at[1])}
	us, vs := f.surface.Lines(low, high, f.tol)
	n := max(len(us), len(vs)) - 1
	var out []drawn
	for k := 1; k < n; k++ {
		at := from.at.Add(to.at.Sub(from.at).Mul(float64(k) / float64(n)))
		out = append(out, drawn{at, uint32(len(f.mesh.Points))})
		f.mesh.Points = append(f.mesh.Points, f.surface.At(at[0], at[1]))
	}
	return out
}

func (o outline) reversed() outline {
	n := len(o.drawn)
	out := outline{drawn: make([]drawn, n), round: [2]int{-o.round[0], -o.round[1]}}
	for k, d := range o.drawn {
		out.drawn[n-1-k] = d
	}
	return out
}

// whole is the outline of all of a surface, which closes upon itself.
func (f *curvedFace) whole() (outline, error) {
	d := f.domain
	for axis := range 2 {
		if math.IsInf(d.Low[axis], 0) || math.IsInf(d.High[axis], 0) {
			return outline{}, ErrOpenFace
		}
	}
	us, vs := f.surface.Lines(d.Low, d.High, f.tol)
	m := f.mesh
	put := func(u, v float64) drawn {
		m.Points = append(m.Points, f.surface.At(u, v))
		return drawn{mgl64.Vec2{u, v}, uint32(len(m.Points) - 1)}
	}
	var up, down, there, back []drawn
	low, high := f.isPole(d.Low[0], d.Low[1]), f.isPole(d.Low[0], d.High[1])
	switch {
	case d.Period[0] == 0 || !(low && high) && d.Period[1] == 0:
		return outline{}, ErrOpenFace
	case low && high:
		there = []drawn{put(us[0], vs[0])}
		there = append(there, drawn{mgl64.Vec2{d.High[0], vs[0]}, there[0].point})
		back = []drawn{put(d.High[0], d.High[1])}
		back = append(back, drawn{mgl64.Vec2{us[0], d.High[1]}, back[0].point})
	default:
		for _, u := range us[:len(us)-1] {
			there = append(there, put(u, vs[0]))
		}
		there = append(there, drawn{mgl64.Vec2{d.High[0], vs[0]}, there[0].point})
		for k := len(there) - 1; k >= 0; k-- {
			back = append(back, drawn{mgl64.Vec2{there[k].at[0], d.High[1]}, there[k].point})
		}
	}
	for _, v := range vs[1 : len(vs)-1] {
		p := put(d.High[0], v)
		up = append(up, p)
		p.at[0] = d.Low[0]
		down = append([]drawn{p}, down...)
	}
	out := append(there, up...)
	out = append(out, back...)
	out = append(out, down...)
	if !f.same {
		return outline{drawn: out}.reversed(), nil
	}
	return outline{drawn: out}, nil
}
