package crane

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// PlannedLift is a way for a lift with who it keeps clear of.
type PlannedLift struct {
	Crane     string        `json:"crane"`
	Points    []mgl64.Vec3  `json:"points"` // of the load's foot [m]: a lift's pick, via and place
	Poses     []PlannedPose `json:"poses"`
	TimeS     float64       `json:"time_s"`    // at full rates
	MaxRatio  float64       `json:"max_ratio"` // of the rated load, on the way
	Tried     int           `json:"tried"`     // poses looked at
	Obstacles []string      `json:"obstacles"` // in the crane's reach
}

// PlannedPose is a crane's pose in the words of its sensors.
type PlannedPose struct {
	SlewDeg float64 `json:"slew_deg"`
	RadiusM float64 `json:"radius_m"`
	LevelM  float64 `json:"level_m"` // of the load's foot
}

// PlanLift finds a way for a lift by one of the site's cranes over the ground and
// past buildings, zones, power lines, and the other cranes as they stand.
func (m *Model) PlanLift(id string, l Lift) (*PlannedLift, error) {
	t := m.tower(id)
	if t == nil {
		return nil, fmt.Errorf("%s: the site has no such crane; it has %s", id, m.names())
	}
	if err := t.able(l); err != nil {
		return nil, err
	}
	task := newTask(l)
	q := crane.PathQuery{From: l.Pick, To: l.Place, Load: task.Load, Height: t.HeightAt(m.Time), Sway: plannedSway}
	out := &PlannedLift{Crane: t.id}
	take := func(name string, th *crane.Thing) {
		q.Things = append(q.Things, *th)
		out.Obstacles = append(out.Obstacles, name)
	}
	for k := range m.guard.things {
		if th := &m.guard.things[k]; th.holds == nil || th.holds(m.ofDay()) {
			take(th.id, &th.Thing)
		}
	}
	for _, other := range m.towers {
		if other == t {
			continue
		}
		if th, ok := crane.NewThing(nil, other.Bodies(&other.State), m.guard.clear, crane.JibGroup, crane.CounterGroup, crane.HangingGroup); ok {
			take(other.id, &th)
		}
	}
	q.Ground, q.Above = m.groundAt, overGround
	path, err := t.PlanPath(&q)
	var none *crane.NoPath
	if errors.As(err, &none) && none.Thing >= 0 {
		return nil, fmt.Errorf("no way for this load: %s %s", none.Why, out.Obstacles[none.Thing])
	}
	if err != nil {
		return nil, err
	}
	out.TimeS, out.Tried = path.Time, path.Tried
	for _, p := range path.Poses {
		at := t.Foot.Vec2().Add(mgl64.Rotate2D(p.Slew).Mul2x1(mgl64.Vec2{p.Radius, 0}))
		out.Points = append(out.Points, at.Vec3(p.Level))
		out.Poses = append(out.Poses, PlannedPose{bearing(p.Slew), p.Radius, p.Level})
		ratio, _ := t.Ratio(t.falls, p.Radius, task.Load.Mass)
		out.MaxRatio = max(out.MaxRatio, ratio)
	}
	return out, nil
}

// groundAt is the level of the ground, NaN where there is none.
func (m *Model) groundAt(x, y float64) float64 {
	cell, inside := m.site.Ground.Grid.CellAt(x, y)
	if !inside {
		return math.NaN()
	}
	return float64(m.site.Ground.Values[cell])
}

// overGround is how high a load is carried over the ground at least [m].
const overGround = 2.0

// plannedSway is the room that a planned way keeps for the load's swing [m].
const plannedSway = 1.0

// ForPlanning makes the model of a site's cranes with usual parameters, to plan
// with.
func ForPlanning(site *engine.Site) (*Model, error) {
	return New(site, Parameters{
		Wind: WindParameters{Terrain: "C"}, Damping: 0.015, StaleS: 10,
		Guard: GuardParameters{SensorS: 0.5, OperatorS: 3, HorizonS: 30},
	}, 1)
}
