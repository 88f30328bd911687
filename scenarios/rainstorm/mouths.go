package rainstorm

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/shallowwater"
)

// mouth is the cells in front of one end of a link: side by side across its
// axis, on ground hardly higher than the middle one.
type mouth []int

// bank is how much higher [m] the ground may be for a cell to be part of a mouth.
const bank = 0.3

// mouthAt finds the cells of a mouth of a width [m] around a point.
func (m *Model) mouthAt(at, axis mgl64.Vec2, width float64) (mouth, error) {
	center, inside := m.grid.CellAt(at[0], at[1])
	if !inside || !m.wettable(center) {
		return nil, fmt.Errorf("(%.1f, %.1f): there is no open ground", at[0], at[1])
	}
	across := mgl64.Vec2{-axis[1], axis[0]}.Mul(1 / axis.Len())
	cells := mouth{center}
	parts := int(math.Ceil(4 * width / m.grid.Cell))
	for k := range parts {
		p := at.Add(across.Mul(width * ((float64(k)+0.5)/float64(parts) - 0.5)))
		cell, inside := m.grid.CellAt(p[0], p[1])
		if inside && m.wettable(cell) && m.water.BedAt(cell) <= m.water.BedAt(center)+bank && !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	slices.Sort(cells)
	return cells, nil
}

// apart tells whether two mouths share no cell.
func (c mouth) apart(from mouth) bool {
	return !slices.ContainsFunc(c, func(cell int) bool { return slices.Contains(from, cell) })
}

// let gives a volume [m³] to a mouth's cells within dt [s], evenly.
func (c mouth) let(m *Model, volume, dt float64) {
	for _, cell := range c {
		m.draft.give(cell, volume/float64(len(c)), dt)
	}
}

// take asks a rate [m³/s] of a mouth's cells, by their depths.
func (c mouth) take(m *Model, rate float64, drawn *float64) {
	sum := 0.0
	for _, cell := range c {
		sum += m.water.DepthAt(cell)
	}
	for _, cell := range c {
		if sum > 0 {
			m.draft.take(cell, rate*m.water.DepthAt(cell)/sum, drawn)
		}
	}
}

// pool is the water that a mouth can draw on within an exchange.
type pool struct {
	level  float64 // of the water around the mouth [m]
	area   float64 // of that water [m²]
	near   float64 // area as far as a wave runs in the exchange [m²]
	volume float64 // of the water around the mouth [m³]
}

const (
	// poolRings is how many rings of cells around a mouth tell its level: what is
	// drawn from one cell dents the water there by some centimetres, and laws are
	// made for the level beyond the dent.
	poolRings = 2
	// poolMost bounds the cells of a pool; more make no difference to a law that
	// is good to a few per cent.
	poolMost = 256
)

// poolAt is the water in front of a mouth in an exchange of dt seconds.
func (m *Model) poolAt(c mouth, dt float64) pool {
	deepest := 0.0
	for _, cell := range c {
		deepest = math.Max(deepest, m.water.DepthAt(cell))
	}
	reach := int(math.Sqrt(shallowwater.Gravity*deepest) * dt / m.grid.Cell)
	cells, near := append(m.pond[:0], c...), len(c)
	if m.met == nil {
		m.met = make([]int32, m.grid.Len())
	}
	m.round++
	for _, cell := range c {
		m.met[cell] = m.round
	}
	for from, ring := 0, 0; ring < max(reach, poolRings) && len(cells) < poolMost; ring++ {
		to := len(cells)
		for ; from < to; from++ {
			for _, side := range cellSides(m.grid, cells[from]) {
				if side.valid && m.met[side.other] != m.round && m.joined(cells[from], side) {
					m.met[side.other] = m.round
					cells = append(cells, side.other)
				}
			}
		}
		if ring < reach {
			near = len(cells)
		}
	}
	m.pond = cells
	return m.look(cells, near)
}

// joined tells whether the water of a cell goes on into the one beside it: no
// wall stands out of it there.
func (m *Model) joined(cell int, side cellSide) bool {
	if !m.open[side.other] || m.water.DepthAt(side.other) <= wetDepth {
		return false
	}
	crest, walled := m.crests[side.edge]
	return !walled || crest < math.Max(m.water.BedAt(cell)+m.water.DepthAt(cell), m.water.BedAt(side.other)+m.water.DepthAt(side.other))
}

// look takes the mean level of cells by their depths; dry, the lowest ground.
func (m *Model) look(cells []int, near int) pool {
	p, weighted := pool{level: math.Inf(1)}, 0.0
	for k, cell := range cells {
		h, z, area := m.water.DepthAt(cell), m.water.BedAt(cell), m.areaOf(cell)
		p.volume += h * area
		p.area += area
		if k < near {
			p.near += area
		}
		weighted += h * area * (z + h)
		p.level = math.Min(p.level, z)
	}
	if p.volume > 0 {
		p.level = weighted / p.volume
	}
	return p
}

// settle returns the mean flow [m³/s] over dt [s] between two pools that get
// the volumes held [m³] from barrels meanwhile and had the flow last [m³/s]
// before. The law is followed in small steps; the levels seen have answered to
// the flow so far, so only what differs from it moves them. Nothing goes beyond
// what brings the water near both mouths to one level, or beyond what there
// is: so no step is too long for it.
func settle(of law, a, b pool, held [2]float64, last, dt float64) float64 {
	const steps = 8
	even := (a.level + held[0]/a.near - b.level - held[1]/b.near) / (1/a.near + 1/b.near)
	most, least := math.Min(a.volume, math.Max(even, 0)), math.Max(-b.volume, math.Min(even, 0))
	moved := 0.0
	for range steps {
		v := of.Flow(a.level, b.level) * dt / steps
		v = math.Max(math.Min(moved+v, most), least) - moved
		moved += v
		change := v - last*dt/steps
		a.level -= change / a.area
		b.level += change / b.area
	}
	return moved / dt
}
