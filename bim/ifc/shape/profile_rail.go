package shape

import (
	"slices"

	"shapan/engine/solver/solid"
)

// craneRail reads the rails of IFC2X3, upright on the middle of their box. Shape
// A (DIN 536-1) has OverallHeight, BaseWidth2, Radius, HeadWidth, HeadDepth2,
// HeadDepth3, WebThickness, BaseWidth4, BaseDepth1, BaseDepth2, BaseDepth3; shape
// F (DIN 536-2), whose foot is as wide as its head, OverallHeight, HeadWidth,
// Radius, HeadDepth2, HeadDepth3, WebThickness, BaseDepth1, BaseDepth2. The head
// is upright at its sides for HeadDepth2 and meets the web at HeadDepth3; the
// foot likewise from below. Roundings are left out: only the head's is given.
func (m *measures) craneRail() solid.Loop {
	y := m.need(3, "OverallHeight") / 2
	var half solid.Loop // the right side, from below
	var head, web, depth2, depth3, foot3 float64
	if m.in.Type() == "IFCCRANERAILASHAPEPROFILEDEF" {
		foot, foot4 := m.need(4, "BaseWidth2")/2, m.need(10, "BaseWidth4")/2
		head, depth2, depth3, web = m.need(6, "HeadWidth")/2, m.need(7, "HeadDepth2"), m.need(8, "HeadDepth3"), m.need(9, "WebThickness")/2
		depth1 := m.need(11, "BaseDepth1")
		bend := m.need(12, "BaseDepth2")
		foot3 = m.need(13, "BaseDepth3")
		m.check(web < foot4 && foot4 < foot && depth1 <= bend && bend <= foot3, "the foot does not narrow to the web")
		half = solid.Loop{{foot, -y}, {foot, -y + depth1}, {foot4, -y + bend}}
	} else {
		head, depth2, depth3, web = m.need(4, "HeadWidth")/2, m.need(6, "HeadDepth2"), m.need(7, "HeadDepth3"), m.need(8, "WebThickness")/2
		depth1 := m.need(9, "BaseDepth1")
		foot3 = m.need(10, "BaseDepth2")
		m.check(depth1 <= foot3, "BaseDepth1 is above BaseDepth2")
		half = solid.Loop{{head, -y}, {head, -y + depth1}}
	}
	m.check(web < head && depth2 <= depth3 && foot3+depth3 <= 2*y, "head, web and foot do not fit one on the other")
	half = append(half, solid.Loop{{web, -y + foot3}, {web, y - depth3}, {head, y - depth2}, {head, y}}...)
	out := slices.Clone(half)
	for _, p := range slices.Backward(half) {
		out = append(out, solid.Loop{{-p[0], p[1]}}...)
	}
	return out
}
