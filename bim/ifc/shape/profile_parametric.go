package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// parameterised reads the profiles that are given by their measures. All stand
// around the middle of their box, as the standard draws them.
func (j *job) parameterised(in step.Instance, a *step.Args) (solid.Region, error) {
	m := measures{j: j, in: in, a: a}
	var out solid.Region
	switch in.Type() {
	case "IFCRECTANGLEPROFILEDEF":
		x, y := m.need(3, "XDim"), m.need(4, "YDim")
		out.Outer = rectangle(x, y, 0, j.tol)
	case "IFCROUNDEDRECTANGLEPROFILEDEF":
		x, y, r := m.need(3, "XDim"), m.need(4, "YDim"), m.optional(5)
		out.Outer = rectangle(x, y, r, j.tol)
	case "IFCRECTANGLEHOLLOWPROFILEDEF":
		x, y, t := m.need(3, "XDim"), m.need(4, "YDim"), m.need(5, "WallThickness")
		inner, outer := m.optional(6), m.optional(7)
		m.check(2*t < min(x, y), "WallThickness leaves no hollow")
		out.Outer = rectangle(x, y, outer, j.tol)
		out.Holes = []solid.Loop{rectangle(x-2*t, y-2*t, inner, j.tol)}
	case "IFCTRAPEZIUMPROFILEDEF":
		bottom, top, y, offset := m.need(3, "BottomXDim"), m.need(4, "TopXDim"), m.need(5, "YDim"), m.signed(6)
		x := -bottom / 2
		out.Outer = solid.Loop{{x, -y / 2}, {x + bottom, -y / 2}, {x + offset + top, y / 2}, {x + offset, y / 2}}
	case "IFCCIRCLEPROFILEDEF":
		out.Outer = solid.Disk(m.need(3, "Radius"), j.tol)
	case "IFCCIRCLEHOLLOWPROFILEDEF":
		r, t := m.need(3, "Radius"), m.need(4, "WallThickness")
		m.check(t <= r, "WallThickness is above Radius")
		out.Outer = solid.Disk(r, j.tol)
		if t < r {
			out.Holes = []solid.Loop{solid.Disk(r-t, j.tol)}
		}
	case "IFCELLIPSEPROFILEDEF":
		x, y := m.need(3, "SemiAxis1"), m.need(4, "SemiAxis2")
		for k, n := 0, j.tol.Chords(max(x, y), 2*math.Pi); k < n; k++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
			out.Outer = append(out.Outer, mgl64.Vec2{x * cos, y * sin})
		}
	case "IFCISHAPEPROFILEDEF":
		w, d, web, flange := m.need(3, "OverallWidth"), m.need(4, "OverallDepth"), m.need(5, "WebThickness"), m.need(6, "FlangeThickness")
		f := iFlange{w, flange, m.optional(7), m.optional(8), m.angle(9)}
		m.check(web < w && 2*flange < d, "web or flanges are thicker than the whole")
		out.Outer = iShape(d, web, f, f, j.tol)
	case "IFCASYMMETRICISHAPEPROFILEDEF":
		w, d, web, flange := m.need(3, "BottomFlangeWidth"), m.need(4, "OverallDepth"), m.need(5, "WebThickness"), m.need(6, "BottomFlangeThickness")
		bottom := iFlange{w, flange, m.optional(7), 0, 0}
		top := iFlange{m.need(8, "TopFlangeWidth"), m.optional(9), m.optional(10), 0, 0}
		if a.Len() > 12 { // IFC4 on: edge radii and slopes
			bottom.edge, bottom.slope = m.optional(11), m.angle(12)
			top.edge, top.slope = m.optional(13), m.angle(14)
		}
		if top.thickness == 0 {
			top.thickness = flange
		}
		m.check(web < w && bottom.thickness+top.thickness < d, "web or flanges are thicker than the whole")
		out.Outer = iShape(d, web, bottom, top, j.tol)
	case "IFCLSHAPEPROFILEDEF":
		d, w, t := m.need(3, "Depth"), m.optional(4), m.need(5, "Thickness")
		if w == 0 {
			w = d
		}
		m.check(t < min(d, w), "Thickness is above Depth or Width")
		out.Outer = lShape(d, w, t, m.optional(6), m.optional(7), m.angle(8), j.tol)
	case "IFCUSHAPEPROFILEDEF":
		d, w, web, flange := m.need(3, "Depth"), m.need(4, "FlangeWidth"), m.need(5, "WebThickness"), m.need(6, "FlangeThickness")
		m.check(web < w && 2*flange < d, "web or flanges are thicker than the whole")
		out.Outer = uShape(d, w, web, flange, m.optional(7), m.optional(8), m.angle(9), j.tol)
	case "IFCCSHAPEPROFILEDEF":
		d, w, t, girth := m.need(3, "Depth"), m.need(4, "Width"), m.need(5, "WallThickness"), m.need(6, "Girth")
		m.check(2*t < min(d, w) && girth <= d/2, "WallThickness or Girth are above the whole")
		out.Outer = cShape(d, w, t, girth, m.optional(7), j.tol)
	case "IFCZSHAPEPROFILEDEF":
		d, w, web, flange := m.need(3, "Depth"), m.need(4, "FlangeWidth"), m.need(5, "WebThickness"), m.need(6, "FlangeThickness")
		m.check(web < w && 2*flange < d, "web or flanges are thicker than the whole")
		out.Outer = zShape(d, w, web, flange, m.optional(7), m.optional(8), j.tol)
	case "IFCTSHAPEPROFILEDEF":
		d, w, web, flange := m.need(3, "Depth"), m.need(4, "FlangeWidth"), m.need(5, "WebThickness"), m.need(6, "FlangeThickness")
		m.check(web < w && flange < d, "web or flange are thicker than the whole")
		out.Outer = tShape(d, w, web, flange, m.optional(7), m.optional(8), m.optional(9), m.angle(10), m.angle(11), j.tol)
	case "IFCCRANERAILASHAPEPROFILEDEF", "IFCCRANERAILFSHAPEPROFILEDEF":
		out.Outer = m.craneRail()
	default:
		return out, fault(in, "no profile of an area that is known here")
	}
	if m.err != nil {
		return out, m.err
	}
	return out, j.spend(len(out.Outer))
}

// measures reads the attributes of a profile and keeps the first error.
type measures struct {
	j   *job
	in  step.Instance
	a   *step.Args
	err error
}

func (m *measures) need(k int, name string) float64 {
	v, err := m.j.positive(m.in, m.a, k, name)
	if m.err == nil {
		m.err = err
	}
	return v
}
func (m *measures) optional(k int) float64 { return max(0, m.j.optional(m.a, k)) }
func (m *measures) signed(k int) float64   { return m.j.optional(m.a, k) }
func (m *measures) angle(k int) float64 {
	v, ok := m.a.Real(k)
	if v *= m.j.radian; !ok || !(v > 0) || v > 1 { // slopes of flanges are some degrees
		return 0
	}
	return v
}
func (m *measures) check(ok bool, what string) {
	if !ok && m.err == nil {
		m.err = fault(m.in, "%s", what)
	}
}

func rectangle(x, y, radius float64, tol solid.Tolerance) solid.Loop {
	x, y = x/2, y/2
	r := min(radius, x, y)
	return rounded([]corner{{-x, -y, r}, {x, -y, r}, {x, y, r}, {-x, y, r}}, tol)
}

// A corner of an outline, rounded with a radius [m].
type corner struct{ x, y, radius float64 }

// rounded draws an outline and replaces corners by the arc that touches both of
// their sides; where these are too short the radius is made smaller.
func rounded(corners []corner, tol solid.Tolerance) solid.Loop {
	n := len(corners)
	out := make(solid.Loop, 0, n)
	for k, c := range corners {
		p := mgl64.Vec2{c.x, c.y}
		before, after := corners[(k+n-1)%n], corners[(k+1)%n]
		u, v := mgl64.Vec2{before.x, before.y}.Sub(p), mgl64.Vec2{after.x, after.y}.Sub(p)
		lu, lv := u.Len(), v.Len()
		if lu < near || lv < near {
			if lu >= near || k > 0 {
				out = append(out, p)
			}
			continue
		}
		u, v = u.Mul(1/lu), v.Mul(1/lv)
		half := math.Acos(max(-1, min(1, u.Dot(v)))) / 2
		if c.radius <= near || half < 1e-6 || half > math.Pi/2-1e-6 {
			out = append(out, p)
			continue
		}
		// A side that is rounded at both ends is shared by their radii.
		reach := c.radius / math.Tan(half)
		roomU, roomV := lu, lv
		if before.radius > 0 {
			roomU *= c.radius / (c.radius + before.radius)
		}
		if after.radius > 0 {
			roomV *= c.radius / (c.radius + after.radius)
		}
		reach = min(reach, roomU, roomV)
		r := reach * math.Tan(half)
		centre := p.Add(u.Add(v).Normalize().Mul(r / math.Sin(half)))
		from, to := p.Add(u.Mul(reach)).Sub(centre), p.Add(v.Mul(reach)).Sub(centre)
		start := math.Atan2(from[1], from[0])
		sweep := math.Atan2(from[0]*to[1]-from[1]*to[0], from.Dot(to))
		steps := tol.Chords(r, sweep)
		for i := range steps + 1 {
			sin, cos := math.Sincos(start + sweep*float64(i)/float64(steps))
			q := centre.Add(mgl64.Vec2{r * cos, r * sin})
			if len(out) == 0 || q.Sub(out[len(out)-1]).Len() > near {
				out = append(out, q)
			}
		}
	}
	for len(out) > 1 && out[0].Sub(out[len(out)-1]).Len() <= near {
		out = out[:len(out)-1]
	}
	return out
}

// iFlange is one flange of an I; the slope [rad] is that of its inner side,
// where the thickness is met half way between web and edge.
type iFlange struct{ width, thickness, fillet, edge, slope float64 }

// inner gives the heights of the flange's inner side at its edge and at the web.
func (f iFlange) inner(web float64) (atEdge, atWeb float64) {
	half := (f.width - web) / 4 * math.Tan(f.slope)
	return max(0, f.thickness-half), f.thickness + half
}

func iShape(depth, web float64, bottom, top iFlange, tol solid.Tolerance) solid.Loop {
	y, t := depth/2, web/2
	b, u := bottom.width/2, top.width/2
	bEdge, bWeb := bottom.inner(web)
	uEdge, uWeb := top.inner(web)
	return rounded([]corner{
		{-b, -y, 0}, {b, -y, 0}, {b, -y + bEdge, bottom.edge}, {t, -y + bWeb, bottom.fillet},
		{t, y - uWeb, top.fillet}, {u, y - uEdge, top.edge}, {u, y, 0}, {-u, y, 0},
		{-u, y - uEdge, top.edge}, {-t, y - uWeb, top.fillet}, {-t, -y + bWeb, bottom.fillet}, {-b, -y + bEdge, bottom.edge},
	}, tol)
}

func lShape(depth, width, t, fillet, edge, slope float64, tol solid.Tolerance) solid.Loop {
	x, y, s := width/2, depth/2, math.Tan(slope)
	// The thickness is met in the middle of each leg; the slope narrows it outwards.
	atEnd, atRoot := t-s*(width-t)/2, t+s*(width-t)/2
	upEnd, upRoot := t-s*(depth-t)/2, t+s*(depth-t)/2
	return rounded([]corner{{-x, -y, 0}, {x, -y, 0}, {x, -y + max(0, atEnd), edge}, {-x + upRoot, -y + atRoot, fillet}, {-x + max(0, upEnd), y, edge}, {-x, y, 0}}, tol)
}

func uShape(depth, width, web, flange, fillet, edge, slope float64, tol solid.Tolerance) solid.Loop {
	x, y, s := width/2, depth/2, math.Tan(slope)
	atEnd, atWeb := max(0, flange-s*width/2), flange+s*(width/2-web)
	return rounded([]corner{
		{-x, -y, 0}, {x, -y, 0}, {x, -y + atEnd, edge}, {-x + web, -y + atWeb, fillet},
		{-x + web, y - atWeb, fillet}, {x, y - atEnd, edge}, {x, y, 0}, {-x, y, 0},
	}, tol)
}

func cShape(depth, width, t, girth, inner float64, tol solid.Tolerance) solid.Loop {
	x, y := width/2, depth/2
	outer := 0.0
	if inner > 0 {
		outer = inner + t
	}
	return rounded([]corner{
		{-x, -y, outer}, {x, -y, outer}, {x, -y + girth, 0}, {x - t, -y + girth, 0}, {x - t, -y + t, inner}, {-x + t, -y + t, inner},
		{-x + t, y - t, inner}, {x - t, y - t, inner}, {x - t, y - girth, 0}, {x, y - girth, 0}, {x, y, outer}, {-x, y, outer},
	}, tol)
}

func zShape(depth, width, web, flange, fillet, edge float64, tol solid.Tolerance) solid.Loop {
	y, t, x := depth/2, web/2, width-web/2
	return rounded([]corner{
		{-t, -y, 0}, {x, -y, 0}, {x, -y + flange, edge}, {t, -y + flange, fillet},
		{t, y, 0}, {-x, y, 0}, {-x, y - flange, edge}, {-t, y - flange, fillet},
	}, tol)
}

func tShape(depth, width, web, flange, fillet, flangeEdge, webEdge, webSlope, flangeSlope float64, tol solid.Tolerance) solid.Loop {
	x, y, s, w := width/2, depth/2, math.Tan(flangeSlope), math.Tan(webSlope)
	atEdge, atWeb := max(0, flange-s*(width-web)/4), flange+s*(width-web)/4
	foot, root := max(0, web/2-w*(depth-flange)/2), web/2+w*(depth-flange)/2
	return rounded([]corner{
		{-foot, -y, webEdge}, {foot, -y, webEdge}, {root, y - atWeb, fillet}, {x, y - atEdge, flangeEdge},
		{x, y, 0}, {-x, y, 0}, {-x, y - atEdge, flangeEdge}, {-root, y - atWeb, fillet},
	}, tol)
}
