package rainstorm

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/hydraulics"
)

// sump is a shaft of mode node: it stores water below the ground that the grid
// does not see. Water on its cells falls in over its rim; what is more than it
// holds comes back up.
type sump struct {
	id        string // "sump/S1"
	name      engine.Text
	at        mgl64.Vec2
	rings     [][]mgl64.Vec2
	cells     []int   // that its rim lies on
	floor     float64 // [m]
	rim       float64 // level of its rim [m]
	area      float64 // [m²]
	perimeter float64 // [m]

	fell float64 // in this exchange [m³]
	sumpSave
}

// sumpSave is the part of a sump that changes with time.
type sumpSave struct {
	Volume    float64 `json:"volume"`     // [m³]
	MaxVolume float64 `json:"max_volume"` // [m³]
}

// newSump reads a sump of the site; nil when it is part of the ground.
func (m *Model) newSump(a engine.Asset) *sump {
	if mode, _ := a.Properties["mode"].Text(); mode != "node" {
		return nil
	}
	number := func(key string) float64 { v, _ := a.Properties[key].Number(); return v }
	s := &sump{
		id: a.ID, name: a.Name, at: a.Position.Vec2(),
		floor: number("floor_level_m"), rim: number("rim_level_m"), area: number("area_m2"), perimeter: number("rim_m"),
	}
	for _, f := range m.site.Features {
		if f.ID == a.ID && f.Kind == "sump" {
			s.rings = f.Rings
		}
	}
	m.grid.Inside(s.rings, func(cell int) {
		if m.wettable(cell) {
			s.cells = append(s.cells, cell)
		}
	})
	if cell, inside := m.grid.CellAt(s.at[0], s.at[1]); len(s.cells) == 0 && inside && m.wettable(cell) {
		s.cells = []int{cell}
	}
	return s
}

func (s *sump) capacity() float64 { return s.area * (s.rim - s.floor) }

// sump returns the node sump of that ID, or nil.
func (m *Model) sump(id string) *sump {
	for _, s := range m.sumps {
		if s.id == id {
			return s
		}
	}
	return nil
}

// sumpAt returns the node sump whose outline holds the point, or nil.
func (m *Model) sumpAt(p mgl64.Vec2) *sump {
	for _, s := range m.sumps {
		if within(s.rings, p) {
			return s
		}
	}
	return nil
}

// within tells whether a point lies in a polygon (even-odd rule).
func within(rings [][]mgl64.Vec2, p mgl64.Vec2) (in bool) {
	for _, ring := range rings {
		for k, a := range ring {
			b := ring[(k+1)%len(ring)]
			if (a[1] <= p[1]) != (b[1] <= p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				in = !in
			}
		}
	}
	return in
}

// over is the mean depth of water on the sump's cells above its rim [m].
func (m *Model) over(s *sump) float64 {
	sum := 0.0
	for _, cell := range s.cells {
		sum += math.Max(0, m.water.BedAt(cell)+m.water.DepthAt(cell)-s.rim)
	}
	return sum / math.Max(1, float64(len(s.cells)))
}

// levelIn is the water level in a sump [m]: its own until it is full, then that
// of the water over it.
func (m *Model) levelIn(s *sump) float64 {
	if s.Volume >= s.capacity()*(1-1e-9) {
		return s.rim + m.over(s)
	}
	return s.floor + s.Volume/s.area
}

// fillSumps lets water fall into the sumps, at most what there is room for,
// and lets out what is too much. Pumps have drawn before.
func (m *Model) fillSumps(dt float64) {
	for _, s := range m.sumps {
		s.fell = 0
		room := s.capacity() - s.Volume
		if room < 0 && len(s.cells) > 0 {
			for _, cell := range s.cells {
				m.draft.give(cell, -room/float64(len(s.cells)), dt)
			}
			s.Volume += room
			continue
		}
		share := 1 / math.Max(1, float64(len(s.cells)))
		rates, sum := make([]float64, len(s.cells)), 0.0
		for k, cell := range s.cells {
			rates[k] = hydraulics.ShaftFlow(m.water.DepthAt(cell), s.perimeter*share, s.area*share)
			sum += rates[k]
		}
		less := 1.0
		if sum*dt > room {
			less = room / (sum * dt)
		}
		for k, cell := range s.cells {
			m.draft.take(cell, rates[k]*less, &s.fell)
		}
	}
}

// bookSumps adds what has fallen in.
func (m *Model) bookSumps() {
	for _, s := range m.sumps {
		s.Volume += s.fell
		s.MaxVolume = math.Max(s.MaxVolume, s.Volume)
	}
}
