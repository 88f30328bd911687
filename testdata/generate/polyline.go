package main

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// point is a place on the plan: x east, y north, metres from the site's origin.
type point = mgl64.Vec2

// polyline is an open line; ring is a closed one that does not repeat its first
// point, anticlockwise.
type (
	polyline []point
	ring     []point
)

// left is d turned a quarter anticlockwise.
func left(d point) point { return point{-d[1], d[0]} }

func heading(degrees float64) point {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return point{cos, sin}
}

// smooth runs a Catmull-Rom curve through the points, one vertex about every 6 m.
func smooth(through ...point) polyline {
	var out polyline
	n := len(through)
	at := func(k int) point { return through[max(0, min(k, n-1))] }
	for k := 0; k+1 < n; k++ {
		p0, p1, p2, p3 := at(k-1), at(k), at(k+1), at(k+2)
		steps := max(1, int(p2.Sub(p1).Len()/6))
		for s := range steps {
			t := float64(s) / float64(steps)
			out = append(out, point{
				catmullRom(p0[0], p1[0], p2[0], p3[0], t),
				catmullRom(p0[1], p1[1], p2[1], p3[1], t),
			})
		}
	}
	return append(out, through[n-1])
}

func catmullRom(p0, p1, p2, p3, t float64) float64 {
	return p1 + t/2*(p2-p0+t*(2*p0-5*p1+4*p2-p3+t*(3*(p1-p2)+p3-p0)))
}

// offset is the line d metres to the left of l (to the right where d < 0).
func (l polyline) offset(d float64) polyline {
	out := make(polyline, len(l))
	for k, p := range l {
		before, after := l[max(k-1, 0)], l[min(k+1, len(l)-1)]
		if k == 0 || k == len(l)-1 {
			out[k] = p.Add(left(after.Sub(before).Normalize()).Mul(d))
			continue
		}
		a := left(p.Sub(before).Normalize())
		b := left(after.Sub(p).Normalize())
		out[k] = p.Add(a.Add(b).Mul(d / (1 + a.Dot(b)))) // mitre
	}
	return out
}

func (l polyline) reversed() polyline {
	out := make(polyline, len(l))
	for k, p := range l {
		out[len(l)-1-k] = p
	}
	return out
}

func (l polyline) length() float64 {
	sum := 0.0
	for k := 1; k < len(l); k++ {
		sum += l[k].Sub(l[k-1]).Len()
	}
	return sum
}

// at returns the point s metres along the line and the direction there.
func (l polyline) at(s float64) (p, direction point) {
	for k := 1; k < len(l); k++ {
		d := l[k].Sub(l[k-1])
		if n := d.Len(); s <= n || k == len(l)-1 {
			return l[k-1].Add(d.Mul(s / n)), d.Mul(1 / n)
		} else {
			s -= n
		}
	}
	panic("at: a line needs two points")
}

// between cuts the stretch from s0 to s1 metres out of the line, backwards if s1 < s0.
func (l polyline) between(s0, s1 float64) polyline {
	if s1 < s0 {
		return l.between(s1, s0).reversed()
	}
	first, _ := l.at(s0)
	last, _ := l.at(s1)
	out := polyline{first}
	s := 0.0
	for k := 1; k < len(l)-1; k++ {
		s += l[k].Sub(l[k-1]).Len()
		if s > s0+0.01 && s < s1-0.01 {
			out = append(out, l[k])
		}
	}
	return append(out, last)
}

// crossing returns how far along l and m they first cross.
func (l polyline) crossing(m polyline) (sl, sm float64, ok bool) {
	for i := 1; i < len(l); i++ {
		r := l[i].Sub(l[i-1])
		sm = 0
		for j := 1; j < len(m); j++ {
			q := m[j].Sub(m[j-1])
			if det := cross(r, q); det != 0 {
				d := m[j-1].Sub(l[i-1])
				t, u := cross(d, q)/det, cross(d, r)/det
				if t >= 0 && t <= 1 && u >= 0 && u <= 1 {
					return sl + t*r.Len(), sm + u*q.Len(), true
				}
			}
			sm += q.Len()
		}
		sl += r.Len()
	}
	return 0, 0, false
}

// distance from p to the line, and how far along it the nearest point lies.
func (l polyline) distance(p point) (d, along float64) {
	d2, best, at := math.Inf(1), 1, 0.0
	for k := 1; k < len(l); k++ {
		r, q := l[k].Sub(l[k-1]), p.Sub(l[k-1])
		t := max(0, min(1, q.Dot(r)/r.Dot(r)))
		if e := q.Sub(r.Mul(t)); e.Dot(e) < d2 {
			d2, best, at = e.Dot(e), k, t
		}
	}
	along = at * l[best].Sub(l[best-1]).Len()
	return math.Sqrt(d2), along + l[:best].length()
}

func cross(a, b point) float64 { return a[0]*b[1] - a[1]*b[0] }

// contains by the even-odd rule.
func (r ring) contains(p point) bool {
	in := false
	for k, a := range r {
		b := r[(k+1)%len(r)]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
			in = !in
		}
	}
	return in
}

// edge is the distance from p to the ring's line, inside or out.
func (r ring) edge(p point) float64 {
	d, _ := r.closed().distance(p)
	return d
}

func (r ring) closed() polyline {
	return append(append(make(polyline, 0, len(r)+1), r...), r[0])
}

func (r ring) area() float64 {
	sum := 0.0
	for k, a := range r {
		sum += cross(a, r[(k+1)%len(r)])
	}
	return sum / 2
}

func (r ring) centre() point {
	var c point
	for _, p := range r {
		c = c.Add(p)
	}
	return c.Mul(1 / float64(len(r)))
}

func (r ring) bounds() (low, high point) {
	low, high = r[0], r[0]
	for _, p := range r {
		low = point{min(low[0], p[0]), min(low[1], p[1])}
		high = point{max(high[0], p[0]), max(high[1], p[1])}
	}
	return low, high
}

// overlaps reports whether the rings share area; touching is not sharing.
func (r ring) overlaps(q ring) bool {
	rl, rh := r.bounds()
	ql, qh := q.bounds()
	const touch = 0.25
	if rl[0] > qh[0]-touch || ql[0] > rh[0]-touch || rl[1] > qh[1]-touch || ql[1] > rh[1]-touch {
		return false
	}
	inside := func(a, b ring) bool {
		for k, p := range a {
			for _, t := range []float64{0, 0.5} {
				m := p.Add(a[(k+1)%len(a)].Sub(p).Mul(t))
				if b.contains(m) && b.edge(m) > touch {
					return true
				}
			}
		}
		return false
	}
	if inside(r, q) || inside(q, r) {
		return true
	}
	for k := range r {
		for m := range q {
			if _, _, ok := (polyline{r[k], r[(k+1)%len(r)]}).inset(touch).crossing(polyline{q[m], q[(m+1)%len(q)]}.inset(touch)); ok {
				return true
			}
		}
	}
	return false
}

// inset shortens a two-point line by d at both ends.
func (l polyline) inset(d float64) polyline {
	u := l[1].Sub(l[0])
	if u.Len() <= 2*d {
		m := l[0].Add(l[1]).Mul(0.5)
		return polyline{m, m}
	}
	u = u.Normalize().Mul(d)
	return polyline{l[0].Add(u), l[1].Sub(u)}
}

// rounded snaps every vertex to a multiple of step and drops repeats.
func (r ring) rounded(step float64) ring {
	var out ring
	for _, p := range r {
		q := point{snap(p[0], step), snap(p[1], step)}
		if len(out) == 0 || q != out[len(out)-1] {
			out = append(out, q)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}

func snap(v, step float64) float64 { return math.Round(v/step) * step }
