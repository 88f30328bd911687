package rainstorm

import (
	"fmt"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// outlet is where a hose ends.
type outlet interface {
	// let lets a volume [m³] go within dt [s].
	let(m *Model, volume, dt float64)
}

// Sewer is a drainage network below the ground into which pumps discharge.
type Sewer interface {
	// Manhole finds a manhole by its ID and tells where it is.
	Manhole(id string) (manhole int, at mgl64.Vec2, known bool)
	// Put gives a manhole a volume [m³] within dt [s].
	Put(manhole int, volume, dt float64)
}

type (
	toCell    struct{ cell int }
	offSite   struct{}
	toSump    struct{ id string }
	toManhole struct{ manhole int }
)

func (o toCell) let(m *Model, volume, dt float64) { m.draft.give(o.cell, volume, dt) }

func (offSite) let(m *Model, volume, _ float64) { m.OffSite += volume }

func (o toSump) let(m *Model, volume, _ float64) { m.sump(o.id).Volume += volume }

func (o toManhole) let(m *Model, volume, dt float64) {
	m.ToSewer += volume
	m.sewer.Put(o.manhole, volume, dt)
}

// outletAt finds the outlet at a point, or the thing of that ID, or off the
// site by the shortest way; and where the hose then ends.
func (m *Model) outletAt(from mgl64.Vec2, point *mgl64.Vec3, thing string) (outlet, mgl64.Vec2, error) {
	kind, id, _ := strings.Cut(thing, "/")
	switch {
	case point != nil:
		end := point.Vec2()
		cell, inside := m.grid.CellAt(end[0], end[1])
		if !inside || !m.wettable(cell) {
			return nil, end, fmt.Errorf("discharge (%.1f, %.1f): there is no open ground", end[0], end[1])
		}
		return toCell{cell}, end, nil
	case kind == "sump":
		s := m.sump(thing)
		if s == nil {
			return nil, from, fmt.Errorf("discharge %s: there is no such sump of mode node", thing)
		}
		return toSump{s.id}, s.at, nil
	case kind == "manhole":
		if m.sewer == nil {
			return nil, from, fmt.Errorf("discharge %s: this rehearsal has no drainage network", thing)
		}
		manhole, at, known := m.sewer.Manhole(id)
		if !known {
			return nil, from, fmt.Errorf("discharge %s: the drainage network has no such manhole", thing)
		}
		return toManhole{manhole}, at, nil
	}
	return offSite{}, nearestSide(m.grid, from), nil
}
