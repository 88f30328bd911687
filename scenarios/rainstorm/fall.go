package rainstorm

import (
	"shapan/engine"
	"shapan/engine/solver/rainfall"
)

// fall is rain on the ground: its field, and where the rain of roofs goes.
type fall struct {
	field    rainfall.Field
	uniform  rainfall.Hyetograph // nil: it differs from place to place
	weight   []float32           // of uniform rain per cell: roofs drain to the ground beside them
	receiver []int32             // per cell: where its rain goes; -1: nowhere

	// For rain that differs from place to place.
	depths []float32 // that fell in a tick [m]
	rates  []float32 // as the ground gets it [m/s]
}

// newFall prepares rain for the ground.
func (m *Model) newFall() (fall, error) {
	field, err := m.field()
	if err != nil {
		return fall{}, engine.Wrong(err, "rain")
	}
	f := fall{field: field}
	f.weight, f.receiver = roofToGround(m.site.Ground, m.wettable)
	if h, ok := field.Uniform(); ok {
		f.uniform, f.receiver = h, nil
		return f, nil
	}
	f.depths, f.rates = make([]float32, m.grid.Len()), make([]float32, m.grid.Len())
	return f, nil
}

// rainOn lets the rain of a tick from one time to another [s] fall.
func (m *Model) rainOn(from, to float64) error {
	dt := to - from
	if depth, known := m.otherRain(from, to); known {
		return m.rainAlike(depth, dt)
	}
	if h := m.fall.uniform; h != nil {
		return m.rainAlike(m.Factor*(h.Depth(to)-h.Depth(from)), dt)
	}
	f := &m.fall
	f.field.Depths(from, to, f.depths)
	clear(f.rates)
	sum, cells := 0.0, 0
	for cell, depth := range f.depths {
		if at := f.receiver[cell]; at >= 0 {
			f.rates[at] += float32(m.Factor * float64(depth) / dt)
			sum += float64(depth)
			cells++
		}
	}
	rain := m.Factor * sum / float64(max(cells, 1))
	m.Intensity = rain / dt
	m.Rained += rain
	return m.water.SetRainRates(f.rates)
}

// rainAlike lets a depth [m] fall on all ground within dt [s].
func (m *Model) rainAlike(depth, dt float64) error {
	m.Intensity = depth / dt
	m.Rained += depth
	if m.fall.uniform != nil {
		return m.water.SetRainRate(m.Intensity)
	}
	clear(m.fall.rates)
	for _, at := range m.fall.receiver {
		if at >= 0 {
			m.fall.rates[at] += float32(m.Intensity)
		}
	}
	return m.water.SetRainRates(m.fall.rates)
}

// rainOver returns what fell on a pit in a tick of dt seconds [m³].
func (m *Model) rainOver(p *pit, dt float64) float64 {
	if m.fall.uniform != nil {
		return p.catching * m.Intensity * dt
	}
	sum := 0.0
	for _, cell := range p.cells {
		sum += float64(m.fall.rates[cell])
	}
	return sum * dt * m.grid.Area()
}

// roofToGround returns the weight of uniform rain per cell, and the cell that
// gets each cell's rain. Rain on a cell that cannot get wet runs to the nearest
// one that can; none falls where there is no ground.
func roofToGround(ground engine.Field, wettable func(int) bool) (weight []float32, receiver []int32) {
	g := ground.Grid
	weight = make([]float32, g.Len())
	receiver = make([]int32, g.Len())
	queue := make([]int, 0, g.Len())
	for cell := range receiver {
		receiver[cell] = -1
		if wettable(cell) {
			receiver[cell] = int32(cell)
			weight[cell] = 1
			queue = append(queue, cell)
		}
	}
	for k := 0; k < len(queue); k++ {
		for _, side := range cellSides(g, queue[k]) {
			if side.valid && receiver[side.other] < 0 && !isNaN(ground.Values[side.other]) {
				receiver[side.other] = receiver[queue[k]]
				weight[receiver[side.other]]++
				queue = append(queue, side.other)
			}
		}
	}
	return weight, receiver
}
