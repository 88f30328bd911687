package ifc

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// gridOf finds the IfcGrid in whose frame an IfcGridPlacement's axes lie.
func (m *Model) gridOf(placement Entity) Entity {
	for axis := range placement.Ref("PlacementLocation").Each("IntersectingAxes") {
		for _, attribute := range []string{"UAxes", "VAxes", "WAxes"} {
			for grid := range m.Inverse("IfcGrid", attribute).Of(axis) {
				return grid
			}
		}
	}
	return Entity{}
}

// onGrid is the frame at the crossing of two grid axes: x along the direction to
// a second crossing, or one given, or the first axis; z up.
func (m *Model) onGrid(e Entity) (mgl64.Mat4, error) {
	at, along, err := m.crossing(e.Ref("PlacementLocation"))
	if err != nil {
		return mgl64.Mat4{}, err
	}
	switch ref := e.Ref("PlacementRefDirection"); {
	case ref.Is("IfcVirtualGridIntersection"):
		to, _, err := m.crossing(ref)
		if err != nil {
			return mgl64.Mat4{}, err
		}
		along = mgl64.Vec2{to[0] - at[0], to[1] - at[1]}
	case ref.Is("IfcDirection"):
		if d, ok := m.Direction(ref); ok {
			along = d.Vec2()
		}
	}
	length := along.Len()
	if !(length > 0) {
		return mgl64.Mat4{}, e.Errorf("PlacementRefDirection: expected a direction in the grid's plane")
	}
	x := along.Mul(1 / length)
	return mgl64.Mat4FromCols(mgl64.Vec4{x[0], x[1], 0, 0}, mgl64.Vec4{-x[1], x[0], 0, 0}, mgl64.Vec4{0, 0, 1, 0}, at.Vec4(1)), nil
}

// crossing is where two grid axes, each moved sideways by its offset, meet; along
// is the direction of the first there. Offsets count to the left of an axis.
func (m *Model) crossing(e Entity) (at mgl64.Vec3, along mgl64.Vec2, err error) {
	if !e.Exists() {
		return at, along, &Fault{Text: "a crossing of grid axes that refers to nothing"}
	}
	axes := e.Refs("IntersectingAxes")
	offsets, _, ok := e.Reals("OffsetDistances", nil)
	if len(axes) != 2 || !ok || len(offsets) < 2 {
		return at, along, e.Errorf("expected two IntersectingAxes and two or three OffsetDistances")
	}
	var curves [2]gridCurve
	for k, id := range axes {
		if curves[k], err = m.gridCurve(m.Entity(id)); err != nil {
			return at, along, err
		}
		curves[k] = curves[k].aside(offsets[k] * m.Units.Length)
	}
	p, ok := meet(curves[0], curves[1])
	if !ok {
		return at, along, e.Errorf("its two axes do not meet")
	}
	at = p.Vec3(0)
	if len(offsets) > 2 {
		at[2] = offsets[2] * m.Units.Length
	}
	along = curves[0].direction
	if r := curves[0].radius; r > 0 {
		d := p.Sub(curves[0].at)
		along = mgl64.Vec2{-d[1], d[0]}
		if curves[0].clockwise {
			along = along.Mul(-1)
		}
	}
	return at, along, nil
}

// A gridCurve is a straight line without end or a circle; the axes of grids are
// lines and arcs.
type gridCurve struct {
	at        mgl64.Vec2 // a point of the line, or the circle's centre [m]
	direction mgl64.Vec2 // of the line, unit length
	radius    float64    // 0 for a line
	clockwise bool
}

func (m *Model) gridCurve(axis Entity) (c gridCurve, err error) {
	curve := axis.Ref("AxisCurve")
	if curve.Is("IfcTrimmedCurve") && curve.Ref("BasisCurve").Exists() {
		curve = curve.Ref("BasisCurve")
	}
	var ends []mgl64.Vec2
	switch {
	case curve.Is("IfcLine"):
		p, err := m.Point(curve.Ref("Pnt"))
		d, ok := m.Direction(curve.Ref("Dir").Ref("Orientation"))
		if err != nil || !ok {
			return c, curve.Errorf("expected a point and a direction")
		}
		ends = []mgl64.Vec2{p.Vec2(), p.Add(d).Vec2()}
	case curve.Is("IfcPolyline"):
		for point := range curve.Each("Points") {
			p, err := m.Point(point)
			if err != nil {
				return c, err
			}
			ends = append(ends, p.Vec2())
		}
	case curve.Is("IfcIndexedPolyCurve"):
		all, width, ok := curve.Ref("Points").Reals("CoordList", nil)
		if !ok || width < 2 {
			return c, curve.Errorf("expected a list of points")
		}
		for k := 0; k+1 < len(all); k += width {
			ends = append(ends, mgl64.Vec2{all[k], all[k+1]}.Mul(m.Units.Length))
		}
	case curve.Is("IfcCircle"):
		frame, err := m.Axes(curve.Ref("Position"))
		r, ok := curve.Real("Radius")
		if err != nil || !ok || !(r > 0) {
			return c, curve.Errorf("expected a position and a radius above 0")
		}
		c = gridCurve{at: frame.Col(3).Vec2(), radius: r * m.Units.Length}
	default:
		return c, axis.Errorf("AxisCurve: expected a line, polyline or circle, found %s", curve.Type())
	}
	if c.radius == 0 {
		// Of a polyline with bends its first and last points make the line.
		if len(ends) < 2 {
			return c, curve.Errorf("expected two points")
		}
		d := ends[len(ends)-1].Sub(ends[0])
		if !(d.Len() > 0) {
			return c, curve.Errorf("expected two different points")
		}
		c = gridCurve{at: ends[0], direction: d.Normalize()}
	}
	if same, ok := axis.Bool("SameSense"); ok && !same {
		c.direction, c.clockwise = c.direction.Mul(-1), true
	}
	return c, nil
}

func (c gridCurve) aside(left float64) gridCurve {
	switch {
	case c.radius == 0:
		c.at = c.at.Add(mgl64.Vec2{-c.direction[1], c.direction[0]}.Mul(left))
	case c.clockwise:
		c.radius += left
	default:
		c.radius -= left
	}
	return c
}

// meet finds where two curves cross. Of two crossings with a circle the one
// further along the line counts, of two circles that left of the line between
// their centres.
func meet(a, b gridCurve) (p mgl64.Vec2, ok bool) {
	cross := func(u, v mgl64.Vec2) float64 { return u[0]*v[1] - u[1]*v[0] }
	switch {
	case a.radius < 0 || b.radius < 0:
		return p, false
	case a.radius == 0 && b.radius == 0:
		sine := cross(a.direction, b.direction)
		if math.Abs(sine) < 1e-9 {
			return p, false
		}
		return a.at.Add(a.direction.Mul(cross(b.at.Sub(a.at), b.direction) / sine)), true
	case a.radius > 0 && b.radius == 0:
		return meet(b, a)
	case a.radius == 0:
		t := b.at.Sub(a.at).Dot(a.direction)
		foot := a.at.Add(a.direction.Mul(t))
		h := b.radius*b.radius - foot.Sub(b.at).Dot(foot.Sub(b.at))
		if h < 0 {
			return p, false
		}
		return foot.Add(a.direction.Mul(math.Sqrt(h))), true
	}
	d := b.at.Sub(a.at)
	n := d.Len()
	if n == 0 {
		return p, false
	}
	t := (a.radius*a.radius - b.radius*b.radius + n*n) / (2 * n)
	h := a.radius*a.radius - t*t
	if h < 0 {
		return p, false
	}
	u := d.Mul(1 / n)
	return a.at.Add(u.Mul(t)).Add(mgl64.Vec2{-u[1], u[0]}.Mul(math.Sqrt(h))), true
}
