package clash

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// grain [m] is as fine as models are drawn. What stands at the clearance itself is
// reported, whatever the last digits of its coordinates say.
const grain = 1e-6

// looks is how often depth is asked at most for one body in another.
const looks = 400

// judge says in what way two objects clash, nil if they do not.
func judge(a, b *item, rules Rules) *Pair {
	nearest, within := a.body.Distance(&b.body, max(rules.Clearance+grain, rules.Tolerance))
	if !within || nearest.Distance > rules.Tolerance {
		if inner, outer := contained(a, b); inner != nil {
			p := &Pair{A: a.Object, B: b.Object, Kind: Contains, Inner: inner.Object, Distance: nearest.Distance}
			if !within {
				far, _ := a.body.Distance(&b.body, math.Inf(1))
				p.Distance = far.Distance
			}
			p.Depth, p.Point = inner.body.DeepestWithin(&outer.body, looks)
			p.Volume = shared(a, b)
			return p
		}
		if !within || !tooNear(nearest.Distance, rules) {
			return nil
		}
		return &Pair{A: a.Object, B: b.Object, Kind: Clearance, Distance: nearest.Distance, Point: nearest.A.Add(nearest.B).Mul(0.5)}
	}
	a.shape.look()
	b.shape.look()
	cross, _ := a.body.Deepest(&b.body)
	p := &Pair{A: a.Object, B: b.Object, Point: cross.From.Add(cross.To).Mul(0.5)}
	switch inA, inB := reach(a, b, rules.Tolerance), reach(b, a, rules.Tolerance); {
	case cross.Depth > rules.Tolerance:
		p.Kind = Pierce
	case inA.through || inB.through:
		p.Kind = Pierce
		if p.Point = inA.at; !inA.through {
			p.Point = inB.at
		}
	case inA.inside || inB.inside || alike(a, b, rules.Tolerance) || alike(b, a, rules.Tolerance) || thick(a, b, rules.Tolerance):
		p.Kind = Overlap
	default:
		if !tooNear(nearest.Distance, rules) {
			return nil
		}
		return &Pair{A: a.Object, B: b.Object, Kind: Clearance, Distance: nearest.Distance, Point: nearest.A.Add(nearest.B).Mul(0.5)}
	}
	p.Volume = shared(a, b)
	p.measure(a, b, cross.Depth, rules.Tolerance)
	return p
}

// measure finds the depth of two bodies that share room, and where an overlap is.
// What is inside an open body has no answer: then the crossing of two triangles
// must do.
func (p *Pair) measure(a, b *item, crossing, tolerance float64) {
	var at mgl64.Vec3
	for _, pair := range [2][2]*item{{a, b}, {b, a}} {
		if inner, outer := pair[0], pair[1]; outer.shape.closed {
			if depth, where := inner.body.DeepestWithin(&outer.body, looks); depth > p.Depth {
				p.Depth, at = depth, where
			}
		}
	}
	if p.Kind == Overlap {
		p.Point = at
	}
	if p.Depth > tolerance {
		return
	}
	if p.Depth = max(p.Depth, crossing); p.Kind == Overlap { // faces that lie on one another
		if at := middle(a, b); min(a.body.Depth(at), b.body.Depth(at)) > p.Depth {
			p.Point, p.Depth = at, min(a.body.Depth(at), b.body.Depth(at))
		}
	}
}

func tooNear(distance float64, rules Rules) bool {
	return rules.Clearance > 0 && distance <= rules.Clearance+grain
}

// shared is the volume that two objects share; NaN if one is open.
func shared(a, b *item) float64 {
	a.shape.look()
	b.shape.look()
	if !a.shape.closed || !b.shape.closed {
		return math.NaN()
	}
	return a.body.SharedVolume(&b.body)
}

// contained finds which of two whose surfaces do not meet lies within the other:
// all of its shells do.
func contained(a, b *item) (inner, outer *item) {
	for _, pair := range [2][2]*item{{a, b}, {b, a}} {
		inner, outer := pair[0], pair[1]
		if !covers(outer, inner) {
			continue
		}
		inner.shape.look()
		outer.shape.look()
		if !outer.shape.closed {
			continue
		}
		seen := make([]bool, inner.shape.shells)
		all := true
		for _, c := range inner.shape.corner {
			if !seen[c.shell] {
				seen[c.shell] = true
				all = all && outer.body.Depth(mgl64.TransformCoordinate(c.at, inner.at)) > 0
			}
		}
		if all {
			return inner, outer
		}
	}
	return nil, nil
}

func covers(outer, inner *item) bool {
	for axis := range 3 {
		if inner.low[axis] < outer.low[axis] || inner.high[axis] > outer.high[axis] {
			return false
		}
	}
	return true
}

// reached says how the corners of one body lie in another.
type reached struct {
	inside  bool // one lies deeper within than the tolerance
	through bool // and of the same shell another lies as far outside
	at      mgl64.Vec3
}

// reach looks at the corners of a. What is inside an open body has no answer.
func reach(a, b *item, tolerance float64) (r reached) {
	if !b.shape.closed {
		return r
	}
	inside, outside := make([]bool, a.shape.shells), make([]bool, a.shape.shells)
	for _, c := range a.shape.corner {
		if inside[c.shell] && outside[c.shell] {
			continue
		}
		p := mgl64.TransformCoordinate(c.at, a.at)
		if farOutside(p, b, tolerance) {
			outside[c.shell] = true
			continue
		}
		switch depth := b.body.Depth(p); {
		case depth > tolerance:
			if !r.inside {
				r.at = p
			}
			r.inside, inside[c.shell] = true, true
		case depth < -tolerance:
			outside[c.shell] = true
		}
	}
	for k := range inside {
		r.through = r.through || inside[k] && outside[k]
	}
	return r
}

func farOutside(p mgl64.Vec3, b *item, tolerance float64) bool {
	for axis := range 3 {
		if p[axis] < b.low[axis]-tolerance || p[axis] > b.high[axis]+tolerance {
			return true
		}
	}
	return false
}

// alike tells whether room just under a's surface belongs to both: bodies whose
// faces lie on one another have no corner within the other.
func alike(a, b *item, tolerance float64) bool {
	if !a.shape.closed || !b.shape.closed {
		return false
	}
	const reach = 2 // tolerances below the surface
	under := reach * max(tolerance, 10*weld)
	for _, t := range a.shape.mesh.Triangles {
		p, q, r := a.shape.mesh.Points[t[0]], a.shape.mesh.Points[t[1]], a.shape.mesh.Points[t[2]]
		n := q.Sub(p).Cross(r.Sub(p))
		size := n.Len()
		if size == 0 {
			continue
		}
		below := mgl64.TransformCoordinate(p.Add(q).Add(r).Mul(1.0/3).Sub(n.Mul(under/size)), a.at)
		if !farOutside(below, b, tolerance) && b.body.Depth(below) > tolerance && a.body.Depth(below) > tolerance {
			return true
		}
	}
	return false
}

// thick tells whether what two bodies share cannot all be thinner than the
// tolerance t. If it were, its volume would be t·A at most, A being its extent; and
// A·|n| ≤ F along the axis on which its normal n has the largest part, at least
// 1/√3, F being the largest face of the box that both boxes share.
func thick(a, b *item, tolerance float64) bool {
	var size mgl64.Vec3
	for axis := range 3 {
		size[axis] = min(a.high[axis], b.high[axis]) - max(a.low[axis], b.low[axis])
		if size[axis] <= tolerance {
			return false
		}
	}
	face := max(size[0]*size[1], size[1]*size[2], size[2]*size[0])
	return shared(a, b) > math.Sqrt(3)*tolerance*face // false if it is not known
}

// middle is the centre of the box that both objects' boxes share.
func middle(a, b *item) mgl64.Vec3 {
	var p mgl64.Vec3
	for axis := range 3 {
		p[axis] = (min(a.high[axis], b.high[axis]) + max(a.low[axis], b.low[axis])) / 2
	}
	return p
}
