package rainstorm

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/shallowwater"
)

// Coefficients of an inlet as a weir [m^(1/2)/s] and as an orifice [-]: FHWA
// HEC-22 (2009), section 4.4.5.
const (
	overEdge    = 1.66
	throughHole = 0.67
)

// manhole is a node of the network that is joined to a cell of the ground.
//
// The network takes what the inlet passes at the heads to come. Half of the water
// on the cell it may take on credit: the cell gives it in the same exchange. What
// a shallow cell has to gather first goes down in two strides: in one exchange
// the cell gives it, as far as there is any, into the throat below the grate, in
// the next the network takes it from there. Water that comes up is on the ground
// at once. The throat makes books exact whatever the cell really had.
type manhole struct {
	name    string
	outfall bool // of the file, onto the ground
	node    int  // of the network
	cell    int
	at      mgl64.Vec2
	ground  float64 // in the network's heights [m]
	rim     float64 // the same; of an outfall that hangs over the ground its bottom [m]
	inlet   SewerInlet
	cover   float64 // area that lets water out [m²]

	drawn  float64 // from the cell in this exchange [m³]
	back   float64 // to it [m³]
	credit float64 // that the network has in this exchange [m³]
	manholeSave
}

// manholeSave is the part of a manhole that changes with time. Heights are the
// network's; times are seconds since the start, negative: never.
type manholeSave struct {
	Throat      float64 `json:"throat"` // taken from the ground, not yet in the network; negative: still owed to it [m³]
	Above       float64 `json:"above"`  // depth of the water that Throat was taken from [m]
	Rate        float64 `json:"rate"`   // from the ground in the last exchange, to it negative [m³/s]
	Taken       float64 `json:"taken"`  // [m³]
	Returned    float64 `json:"returned"`
	FirstReturn float64 `json:"first_return"`
	MaxHead     float64 `json:"max_head"` // [m]
	TimeOfMax   float64 `json:"time_of_max"`
	Clogged     float64 `json:"clogged"`
}

// id is what frames and events call it.
func (h *manhole) id() string {
	if h.outfall {
		return "outfall/" + h.name
	}
	return "manhole/" + h.name
}

// Flow is the law of an inlet [m³/s] between a level on the ground and a head in
// the network [m], into the network positive: what pipenet.Inlet says.
func (h *manhole) Flow(level, head float64) float64 {
	ground := math.Max(level, h.rim)
	if head > ground {
		return -throughHole * h.cover * math.Sqrt(2*shallowwater.Gravity*(head-ground))
	}
	depth := level - h.rim
	if depth <= 0 {
		return 0
	}
	open := 1 - h.Clogged
	over := overEdge * h.inlet.PerimeterM * open * depth * math.Sqrt(depth)
	through := throughHole * h.inlet.OpenAreaM2 * open * math.Sqrt(2*shallowwater.Gravity*(level-math.Max(head, h.rim)))
	return math.Min(over, through)
}

// ask looks at the ground and tells the network what it may take and against
// what it gives back; it returns the mean flow [m³/s] to expect of an exchange
// of dt seconds.
func (h *manhole) ask(m *Model, n *network, dt float64) (expected float64) {
	h.drawn, h.back = 0, 0
	depth, head := m.water.DepthAt(h.cell), n.run.Net.NodeHead(h.node)
	level := h.ground + depth
	if depth > 0 || head > h.rim {
		near := m.poolAt(mouth{h.cell}, dt)
		near.level = level
		below := pool{level: head, area: math.Inf(1), near: math.Inf(1), volume: math.Inf(1)}
		expected = settle(h, near, below, [2]float64{}, h.Rate, dt)
		level = h.seen(expected, level, head)
	}
	if h.Throat > 0 && head <= h.rim { // what waits falls as it would have
		level = math.Max(level, h.rim+h.Above)
	}
	h.Above = level - h.rim
	h.credit = credit * depth * m.areaOf(h.cell)
	n.run.Net.SetSurface(h.node, level, h.Throat+h.credit)
	return expected
}

// credit is the share of a cell's water that the network may take before the
// cell has given it.
const credit = 0.5

// seen is the level [m] that a flow [m³/s] over a whole exchange sees at a head
// [m], when at its beginning the water stands at level [m].
func (h *manhole) seen(flow, level, head float64) float64 {
	if flow < 0 { // the ground rises under it
		q := flow / (throughHole * h.cover)
		return math.Max(level, head-q*q/(2*shallowwater.Gravity))
	}
	if head >= level || level <= h.rim { // nothing flows: both stand alike, or the ground is dry
		return math.Max(level, head)
	}
	low, high := math.Max(head, h.rim), level
	for range 40 {
		if middle := (low + high) / 2; h.Flow(middle, head) < flow {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// pass lets the water up that the network gave back, or asks the ground for more.
func (h *manhole) pass(m *Model, exchanged, expected, dt float64) {
	if exchanged > 0 {
		h.Throat -= exchanged
	} else {
		h.back = -exchanged
	}
	if h.Throat > 0 && (h.back > 0 || expected < 0) { // what waits in the throat is pushed out
		h.back += h.Throat
		h.Throat = 0
	}
	m.draft.give(h.cell, h.back, dt)
	wanted := 0.0
	if h.back == 0 {
		wanted = math.Max(0, expected*dt-h.credit)
	}
	m.draft.take(h.cell, (wanted-h.Throat)/dt, &h.drawn)
}

// took books what an exchange that ended at t [s] moved.
func (h *manhole) took(t, dt, head float64) {
	h.Throat += h.drawn
	h.Taken += h.drawn
	h.Returned += h.back
	h.Rate = (h.drawn - h.back) / dt
	if h.back > 0 && h.FirstReturn < 0 {
		h.FirstReturn = t
	}
	if head > h.MaxHead {
		h.MaxHead, h.TimeOfMax = head, t
	}
}
