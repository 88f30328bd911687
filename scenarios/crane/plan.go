package crane

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// PlannedLift is a way for a lift with who it keeps clear of, and why it is the
// best that was found.
type PlannedLift struct {
	Crane     string        `json:"crane"`
	Points    []mgl64.Vec3  `json:"points"` // of the load's foot [m]: a lift's pick, via and place
	Poses     []PlannedPose `json:"poses"`
	DepartS   float64       `json:"depart_s"`  // since the start of the run
	TimeS     float64       `json:"time_s"`    // at full rates
	MaxRatio  float64       `json:"max_ratio"` // of the rated load, on the way
	Tried     int           `json:"tried"`     // poses looked at
	Tries     []TriedLift   `json:"tries"`     // departures, in their order
	Why       string        `json:"why"`       // this one
	Obstacles []string      `json:"obstacles"` // in the crane's reach
	Reserved  []string      `json:"reserved"`  // cranes whose plans were kept clear of, in space and time
}

// TriedLift is one departure with what came of it.
type TriedLift struct {
	DepartS float64 `json:"depart_s"`
	TimeS   float64 `json:"time_s,omitempty"` // of the best way; 0: there was none
	Tried   int     `json:"tried"`
	Direct  string  `json:"direct"` // "free", or what stands in the direct way
	Why     string  `json:"why,omitempty"`
}

// PlannedPose is a crane's pose in the words of its sensors.
type PlannedPose struct {
	SlewDeg float64 `json:"slew_deg"`
	RadiusM float64 `json:"radius_m"`
	LevelM  float64 `json:"level_m"` // of the load's foot
}

// PlanLift finds a way for a lift by one of the site's cranes over the ground and
// past buildings, zones and power lines, from its At on. Cranes that have lifts of
// their own to do keep the space that these need, when they need it; the others
// stand as they do.
func (m *Model) PlanLift(id string, l Lift) (*PlannedLift, error) {
	t := m.tower(id)
	if t == nil {
		return nil, fmt.Errorf("%s: the site has no such crane; it has %s", id, m.names())
	}
	if err := t.able(l); err != nil {
		return nil, err
	}
	task := newTask(l)
	q := crane.PathQuery{From: l.Pick, To: l.Place, Load: task.Load, Height: t.HeightAt(task.At), Sway: plannedSway, Depart: task.At, Hold: task.Hold}
	out := &PlannedLift{Crane: t.id, Obstacles: []string{}, Reserved: []string{}}
	var stands, reserved []string
	loaded := *t
	loaded.State.Load = task.Load
	for k := range m.guard.things {
		switch th := &m.guard.things[k]; {
		case !m.matters(th, &loaded):
		case th.placed:
			q.Stands = append(q.Stands, th.Thing)
			stands = append(stands, th.id)
		default:
			q.Things = append(q.Things, th.Thing)
			out.Obstacles = append(out.Obstacles, th.id)
		}
	}
	for _, other := range m.towers {
		switch {
		case other == t || t.Foot.Vec2().Sub(other.Foot.Vec2()).Len() > t.Jib+t.Pivot+other.Jib+other.Pivot+m.guard.clear:
		case len(other.driver.lifts) > 0:
			for _, r := range m.itinerary(other, task.At) {
				q.Reserved = append(q.Reserved, r)
				reserved = append(reserved, other.id)
			}
			out.Reserved = append(out.Reserved, other.id)
		default:
			if th, ok := crane.NewThing(nil, other.Bodies(&other.State), m.guard.clear, crane.JibGroup, crane.CounterGroup, crane.HangingGroup); ok {
				q.Things = append(q.Things, th)
				out.Obstacles = append(out.Obstacles, other.id)
			}
		}
	}
	names := slices.Concat(out.Obstacles, stands, reserved)
	q.Ground, q.Above = m.groundAt, overGround
	path, err := t.PlanPath(&q)
	var none *crane.NoPath
	if errors.As(err, &none) && none.Thing >= 0 {
		return nil, fmt.Errorf("no way for this load: %s %s", none.Why, names[none.Thing])
	}
	if err != nil {
		return nil, err
	}
	out.DepartS, out.TimeS, out.Tried = path.Depart, path.Time, path.Tried
	for _, p := range path.Poses {
		at := t.Foot.Vec2().Add(mgl64.Rotate2D(p.Slew).Mul2x1(mgl64.Vec2{p.Radius, 0}))
		out.Points = append(out.Points, at.Vec3(p.Level))
		out.Poses = append(out.Poses, PlannedPose{bearing(p.Slew), p.Radius, p.Level})
		ratio, _ := t.Ratio(t.falls, p.Radius, task.Load.Mass)
		out.MaxRatio = max(out.MaxRatio, ratio)
	}
	for _, x := range path.Tries {
		tried := TriedLift{DepartS: x.Depart, TimeS: x.Time, Tried: x.Tried, Why: x.Why}
		switch {
		case x.Blocks == -1:
			tried.Direct = "free"
		case x.Blocks < 0:
			tried.Direct = "the ground, or the ends of the rope"
		default:
			tried.Direct = names[x.Blocks]
		}
		out.Tries = append(out.Tries, tried)
	}
	out.Why = out.because()
	return out, nil
}

// because says why a way is the best of those that were tried.
func (p *PlannedLift) because() string {
	first := p.Tries[0]
	why := fmt.Sprintf("arrives first of %d departures tried, after %.0f s", len(p.Tries), p.DepartS-first.DepartS+p.TimeS)
	switch {
	case first.Direct == "free" && p.DepartS == first.DepartS:
		return "the direct way is free: no other can be quicker"
	case p.DepartS == first.DepartS && len(p.Tries) == 1:
		why = fmt.Sprintf("the quickest way round or over %s that was found; no later departure can arrive sooner", first.Direct)
	case first.TimeS > 0:
		why += fmt.Sprintf("; at once, round %s, it would take %.0f s", first.Direct, first.TimeS)
	default:
		why += fmt.Sprintf("; at once there is no way: %s", first.Why)
	}
	return why
}

// What is reserved for another crane's plan: pieces of its way of so long, each
// for as much longer as it may be early or late [s], and plans as far ahead as a
// lift may wait.
const (
	pieceS    = 6.0
	lateS     = 20.0
	lookAhead = 3600.0
)

// itinerary is the space that a crane needs for its lifts when it needs it, from
// an instant on: they are gone through as its driver would, undisturbed.
func (m *Model) itinerary(other *tower, from float64) (all []crane.Reserved) {
	const dt = 0.5
	t := *other
	t.Work, t.Lifts = work{}, 0
	nobody := func(mgl64.Vec3) bool { return false }
	low, high := t.State, t.State
	began := 0.0
	reserve := func(until float64) {
		if until+lateS < from {
			return
		}
		low.Sway, high.Sway = plannedSway, plannedSway
		if th, ok := t.SweptThing(&low, &high, m.guard.clear); ok {
			all = append(all, crane.Reserved{Thing: th, From: began - lateS, To: until + lateS})
		}
	}
	now := 0.0
	for ; now < from+lookAhead && (t.Lifts < len(t.driver.lifts) || t.Work.Stage != idle || t.moves()); now += dt {
		before := t.State
		order := t.drive(now, dt, nil, nobody)
		t.State = t.Advance(t.State, order, crane.Air{Damping: m.damping}, dt, false)
		still := before.Slew == t.State.Slew && before.Reach == t.State.Reach && before.Rope == t.State.Rope && before.Load.Mass == t.State.Load.Mass
		stood := low.Slew.At == high.Slew.At && low.Reach.At == high.Reach.At && low.Rope.At == high.Rope.At
		if !still && stood && now > began || now-began >= pieceS && !(still && stood) {
			reserve(now)
			began, low, high = now, before, before
		}
		widen(&low, &high, &t.State)
	}
	reserve(now)
	if n := len(all); n > 0 && now < from+lookAhead {
		began, low, high = now, t.State, t.State // there it stays
		reserve(math.Inf(1))
	}
	return all
}

// widen makes two states hold a third between them, with the larger load.
func widen(low, high, s *crane.State) {
	low.Slew.At, high.Slew.At = min(low.Slew.At, s.Slew.At), max(high.Slew.At, s.Slew.At)
	low.Reach.At, high.Reach.At = min(low.Reach.At, s.Reach.At), max(high.Reach.At, s.Reach.At)
	low.Rope.At, high.Rope.At = min(low.Rope.At, s.Rope.At), max(high.Rope.At, s.Rope.At)
	if s.Load.Mass > high.Load.Mass {
		low.Load, high.Load = s.Load, s.Load
	}
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
// with, as it stands at an instant; the zero time: before anything is built that a
// schedule builds.
func ForPlanning(site *engine.Site, at time.Time) (*Model, error) {
	return New(site, Parameters{
		Wind: WindParameters{Terrain: "C"}, Damping: 0.015, StaleS: 10,
		Guard: GuardParameters{SensorS: 0.5, OperatorS: 3, HorizonS: 30}, start: at,
	}, 1)
}
