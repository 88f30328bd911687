package rainstorm

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/alarm"
	"shapan/engine/solver/shallowwater"
)

// wetDepth is the depth [m] from which ground counts as wet, unless the scenario
// says otherwise: more than the film that rain leaves on asphalt.
const wetDepth = 0.01

// gauge watches the water at one point.
type gauge struct {
	id       string
	name     engine.Text
	position mgl64.Vec3
	cell     int
	around   []int // other cells that it may read, the nearest first
	depth    alarm.Limits
	level    alarm.Limits
	crest    float64 // freeboard is measured to this level [m]; NaN: none
	wet      float64 // depth from which it counts as wet [m]

	gaugeSave
}

// gaugeSave is the part of a gauge that changes with time. Times are seconds
// since the start; negative means never.
type gaugeSave struct {
	Alarm        engine.AlarmLevel `json:"alarm"`
	Since        engine.Tick       `json:"since"` // when Alarm was reached
	MaxDepth     float64           `json:"max_depth"`
	MaxLevel     float64           `json:"max_level"` // of the water; once there was some
	TimeOfMax    float64           `json:"time_of_max"`
	FirstWet     float64           `json:"first_wet"`
	PreWarningAt float64           `json:"prewarning_at"` // first time
	AlarmAt      float64           `json:"alarm_at"`      // first time
	gaugeFlow
}

func newGauge(a engine.Asset, ground *engine.Field, wettable func(int) bool, wet float64) (*gauge, error) {
	cell, inside := ground.Grid.CellAt(a.Position[0], a.Position[1])
	if !inside || !wettable(cell) {
		return nil, fmt.Errorf("%s: at (%.1f, %.1f): there is no open ground", a.ID, a.Position[0], a.Position[1])
	}
	number := func(name string) float64 {
		if n, ok := a.Properties[name].Number(); ok {
			return n
		}
		return math.NaN()
	}
	dead := number("dead_band_m")
	if math.IsNaN(dead) {
		dead = 0
	}
	return &gauge{
		id: a.ID, name: a.Name, position: a.Position, cell: cell,
		around: around(a.Position, cell, number("nearest_wet_within_m"), ground.Grid, wettable),
		depth:  alarm.Limits{PreWarning: number("prewarning_depth_m"), Alarm: number("alarm_depth_m"), DeadBand: dead},
		level:  alarm.Limits{PreWarning: number("prewarning_level_m"), Alarm: number("alarm_level_m"), DeadBand: dead},
		crest:  number("freeboard_to_level_m"),
		wet:    wet,
		gaugeSave: gaugeSave{
			TimeOfMax: -1, FirstWet: -1, PreWarningAt: -1, AlarmAt: -1, gaugeFlow: gaugeFlow{TimeOfMaxSpeed: -1},
		},
	}, nil
}

// around lists the wettable cells whose middles lie within a distance [m] of a place,
// the nearest first, but for the one in which it lies.
func around(at mgl64.Vec3, but int, within float64, g engine.Grid, wettable func(int) bool) (cells []int) {
	if !(within > 0) {
		return nil
	}
	away := func(cell int) float64 { return g.Center(cell).Sub(at.Vec2()).Len() }
	reach, i0, j0 := int(within/g.Cell)+1, but%g.NX, but/g.NX
	for j := max(j0-reach, 0); j <= min(j0+reach, g.NY-1); j++ {
		for i := max(i0-reach, 0); i <= min(i0+reach, g.NX-1); i++ {
			if cell := j*g.NX + i; cell != but && wettable(cell) && away(cell) <= within {
				cells = append(cells, cell)
			}
		}
	}
	slices.SortStableFunc(cells, func(a, b int) int { return cmp.Compare(away(a), away(b)) })
	return cells
}

// now is the cell that the gauge reads: its own, or where that is dry the nearest
// wet one around. So a flood mark at the water's edge is read though the middle of
// its cell lies above the water.
func (g *gauge) now(w *shallowwater.Solver) (cell int) {
	if w.DepthAt(g.cell) < g.wet {
		for _, near := range g.around {
			if w.DepthAt(near) >= g.wet {
				return near
			}
		}
	}
	return g.cell
}

// reads is the bed [m] and the depth [m] of that cell.
func (g *gauge) reads(w *shallowwater.Solver) (bed, depth float64) {
	cell := g.now(w)
	return w.BedAt(cell), w.DepthAt(cell)
}

// see takes the depth [m] over a bed at height bed [m].
func (g *gauge) see(tick engine.Tick, bed, depth float64) {
	t := tick.Seconds()
	if depth > 0 && (g.TimeOfMax < 0 || bed+depth > g.MaxLevel) {
		g.MaxLevel = bed + depth
	}
	if depth > g.MaxDepth {
		g.MaxDepth, g.TimeOfMax = depth, t
	}
	if depth >= g.wet && g.FirstWet < 0 {
		g.FirstWet = t
	}
	next := max(g.depth.Next(g.Alarm, depth), g.level.Next(g.Alarm, bed+depth))
	if next == g.Alarm {
		return
	}
	g.Alarm, g.Since = next, tick
	if next >= engine.PreWarning && g.PreWarningAt < 0 {
		g.PreWarningAt = t
	}
	if next == engine.AlarmReached && g.AlarmAt < 0 {
		g.AlarmAt = t
	}
}

// observe appends the alarm if there is one, or its return to normal.
func (g *gauge) observe(f *engine.Frame, bed, depth float64) {
	returned := g.Alarm == engine.NoAlarm && g.Since.N > 0 && g.Since.N == f.Tick.N
	if g.Alarm == engine.NoAlarm && !returned {
		return
	}
	f.Alarms = append(f.Alarms, engine.Alarm{Subject: g.id, Level: g.Alarm, Since: g.Since, Text: g.text(bed, depth)})
}

// text says in words what the present level means.
func (g *gauge) text(bed, depth float64) engine.Text {
	limit := func(depthLimit, levelLimit float64) (zh, en string) {
		if !math.IsNaN(depthLimit) {
			return fmt.Sprintf("水深 %.2f 米（限值 %.2f 米）", depth, depthLimit), fmt.Sprintf("depth %.2f m (limit %.2f m)", depth, depthLimit)
		}
		return fmt.Sprintf("水位 %.2f 米（限值 %.2f 米）", bed+depth, levelLimit), fmt.Sprintf("level %.2f m (limit %.2f m)", bed+depth, levelLimit)
	}
	switch g.Alarm {
	case engine.AlarmReached:
		zh, en := limit(g.depth.Alarm, g.level.Alarm)
		return engine.Text{ZH: g.name.ZH + "：报警，" + zh, EN: g.name.EN + ": alarm, " + en}
	case engine.PreWarning:
		zh, en := limit(g.depth.PreWarning, g.level.PreWarning)
		return engine.Text{ZH: g.name.ZH + "：预警，" + zh, EN: g.name.EN + ": pre-warning, " + en}
	}
	return engine.Text{
		ZH: fmt.Sprintf("%s：恢复正常，水深 %.2f 米", g.name.ZH, depth),
		EN: fmt.Sprintf("%s: back to normal, depth %.2f m", g.name.EN, depth),
	}
}
