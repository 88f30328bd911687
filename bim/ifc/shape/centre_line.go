package shape

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// filleted rounds the corners of a path.
func filleted(path []mgl64.Vec3, radius float64, tol solid.Tolerance) []mgl64.Vec3 {
	out := []mgl64.Vec3{path[0]}
	for k := 1; k+1 < len(path); k++ {
		p := path[k]
		u, v := path[k-1].Sub(p), path[k+1].Sub(p)
		lu, lv := u.Len(), v.Len()
		if lu < near || lv < near {
			out = append(out, p)
			continue
		}
		u, v = u.Mul(1/lu), v.Mul(1/lv)
		half := math.Acos(max(-1, min(1, u.Dot(v)))) / 2
		if half < 1e-3 || half > math.Pi/2-1e-4 {
			out = append(out, p)
			continue
		}
		reach := min(radius/math.Tan(half), lu/2, lv/2)
		r := reach * math.Tan(half)
		centre := p.Add(u.Add(v).Normalize().Mul(r / math.Sin(half)))
		from, to := p.Add(u.Mul(reach)), p.Add(v.Mul(reach))
		ex := from.Sub(centre).Normalize()
		z := ex.Cross(to.Sub(centre)).Normalize()
		ey := z.Cross(ex)
		sweep := math.Pi - 2*half
		n := tol.Chords(r, sweep)
		for i := range n + 1 {
			sin, cos := math.Sincos(sweep * float64(i) / float64(n))
			out = append(out, centre.Add(ex.Mul(r*cos)).Add(ey.Mul(r*sin)))
		}
	}
	return append(out, path[len(path)-1])
}

// centreLine reads Curve, Thickness: the area within half the thickness of a curve.
func (j *job) centreLine(in step.Instance, a *step.Args) ([]solid.Region, error) {
	to, err := need(in, a, 2, "Curve")
	if err != nil {
		return nil, err
	}
	path, err := j.path(to)
	if err != nil {
		return nil, err
	}
	half, err := j.positive(in, a, 3, "Thickness")
	if err != nil {
		return nil, err
	}
	half /= 2
	path = slices.CompactFunc(path, func(p, q mgl64.Vec3) bool { return p.Sub(q).Len() <= near })
	if len(path) < 2 {
		return nil, fault(in, "Curve has no length")
	}
	ring := len(path) > 3 && path[0].Sub(path[len(path)-1]).Len() <= 1e-6
	if ring {
		path = path[:len(path)-1]
	}
	n := len(path)
	var left, right solid.Loop
	for k, p := range path {
		before, after := k, k+1
		if ring || k > 0 {
			before = (k - 1 + n) % n
		}
		if !ring {
			after = min(k+1, n-1)
		} else {
			after %= n
		}
		u, v := p.Sub(path[before]), path[after].Sub(p)
		if u.Len() < near {
			u = v
		}
		if v.Len() < near {
			v = u
		}
		u, v = u.Normalize(), v.Normalize()
		across := mgl64.Vec2{-u[1] - v[1], u[0] + v[0]}
		if across.Len() < 1e-6 {
			across = mgl64.Vec2{-u[1], u[0]}
		}
		across = across.Normalize()
		across = across.Mul(half / max(0.3, across.Dot(mgl64.Vec2{-u[1], u[0]})))
		left, right = append(left, p.Vec2().Add(across)), append(right, p.Vec2().Sub(across))
	}
	if ring {
		if math.Abs(left.Area()) > math.Abs(right.Area()) {
			return []solid.Region{{Outer: left, Holes: []solid.Loop{right}}}, nil
		}
		return []solid.Region{{Outer: right, Holes: []solid.Loop{left}}}, nil
	}
	slices.Reverse(left)
	return []solid.Region{{Outer: append(right, left...)}}, nil
}
