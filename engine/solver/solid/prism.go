package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid/overlay"
)

// upright bounds how far [m] the corners of a prism's ends may lie from their
// planes, and how much its sides may lean: rounding, far below Flush.
const upright = 1e-9

// An extrusion is a region moved along a direction across it: a prism.
type extrusion struct {
	outline   Region
	low, high float64 // [m] along the direction
}

// subtractThrough cuts holes through a prism in the plane across it: walls seen
// along their thickness with the openings that go right through. ok is false
// where it is no prism, or a cutter is none or ends inside it.
func subtractThrough(m *Mesh, cutters []*Mesh) (out *Mesh, ok bool) {
	low, high, some := m.Bounds()
	if !some || len(cutters) == 0 {
		return nil, false
	}
	flush := flushOf(high.Sub(low))
	origin := low
next:
	for _, n := range m.largestDirections() {
		right, up := acrossAxes(n)
		body, ok := m.prismAlong(n, right, up, origin)
		if !ok || body.high-body.low <= 2*flush {
			continue
		}
		holes := make([]Region, 0, len(cutters))
		for _, c := range cutters {
			p, ok := c.prismAlong(n, right, up, origin)
			if !ok || p.low > body.low+flush || p.high < body.high-flush {
				continue next
			}
			holes = append(holes, p.outline)
		}
		out := &Mesh{}
		for _, r := range SubtractRegions([]Region{body.outline}, holes) {
			piece, err := Extrude(r, mgl64.Vec3{0, 0, body.high - body.low})
			if err != nil {
				return nil, false
			}
			for k, p := range piece.Points {
				piece.Points[k] = origin.Add(right.Mul(p[0])).Add(up.Mul(p[1])).Add(n.Mul(body.low + p[2]))
			}
			out.Append(piece)
		}
		if out.OpenEdges() > 0 {
			return nil, false
		}
		return out, true
	}
	return nil, false
}

// largestDirections are the directions across the largest triangles, up to three
// that differ.
func (m *Mesh) largestDirections() []mgl64.Vec3 {
	var out []mgl64.Vec3
	least := math.Inf(1)
	for len(out) < 3 {
		var best mgl64.Vec3
		most := 0.0
	triangles:
		for _, t := range m.Triangles {
			a := m.Points[t[0]]
			n := m.Points[t[1]].Sub(a).Cross(m.Points[t[2]].Sub(a))
			size := n.Len()
			if size <= most || size > least {
				continue
			}
			for _, d := range out {
				if n.Cross(d).Len() < 1e-6*size {
					continue triangles
				}
			}
			best, most = n, size
		}
		if most == 0 {
			break
		}
		out, least = append(out, best.Mul(1/most)), most
	}
	return out
}

// prismAlong tells whether the mesh is one region moved along a direction: all
// corners lie in two planes across it, and the sides between them do not lean.
func (m *Mesh) prismAlong(n, right, up, origin mgl64.Vec3) (p extrusion, ok bool) {
	p.low, p.high = math.Inf(1), math.Inf(-1)
	var height [64]float64
	heights := height[:0]
	for _, q := range m.Points {
		h := n.Dot(q.Sub(origin))
		heights = append(heights, h)
		p.low, p.high = min(p.low, h), max(p.high, h)
	}
	slack := upright * max(1, p.high-p.low)
	for _, h := range heights {
		if h-p.low > slack && p.high-h > slack {
			return p, false
		}
	}
	if p.high-p.low <= 2*slack || m.OpenEdges() > 0 {
		return p, false
	}
	middle := p.low/2 + p.high/2
	var rim [][2]uint32
	for _, t := range m.Triangles {
		above := 0
		for _, k := range t {
			if heights[k] > middle {
				above++
			}
		}
		switch above {
		case 3:
			rim = append(rim, [2]uint32{t[0], t[1]}, [2]uint32{t[1], t[2]}, [2]uint32{t[2], t[0]})
		case 1, 2:
			a := m.Points[t[0]]
			u, v := m.Points[t[1]].Sub(a), m.Points[t[2]].Sub(a)
			if math.Abs(u.Cross(v).Dot(n)) > upright*u.Len()*v.Len() {
				return p, false
			}
		}
	}
	for _, loop := range loopsAlong(overlay.Unpaired(rim)) {
		l := make(Loop, len(loop)) // it runs the other way
		for k, q := range loop {
			d := m.Points[q].Sub(origin)
			l[len(loop)-1-k] = mgl64.Vec2{right.Dot(d), up.Dot(d)}
		}
		if l.Area() < 0 {
			p.outline.Holes = append(p.outline.Holes, l)
			continue
		}
		if p.outline.Outer != nil {
			return p, false // of several pieces
		}
		p.outline.Outer = l
	}
	return p, p.outline.Outer != nil
}
