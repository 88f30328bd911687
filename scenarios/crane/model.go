package crane

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// Scenario is the entry in the list of scenarios.
var Scenario = engine.Scenario{
	Name: "crane",
	Doc:  "tower cranes: lifts, wind, anti-collision, encounters",
	New: func(site *engine.Site, decode func(into any) error, seed uint64) (engine.Model, error) {
		var p Parameters
		if err := decode(&p); err != nil {
			return nil, err
		}
		m, err := New(site, p, seed)
		if err != nil {
			return nil, err
		}
		return m, nil
	},
	Parameters: Parameters{},
}

// Model is the cranes of a site in a run.
type Model struct {
	site     *engine.Site
	towers   []*tower // by ID
	guard    guard
	wind     wind
	damping  float64
	stale    float64   // [s]
	midnight float64   // of the run's start, seconds of the day
	clock    time.Time // the site's at the start
	zones    []zone
	built    []built
	readings []reading // of the recording, in order of time
	sweeps   []FreeSweep
	save
}

// save is what changes with time, besides the towers.
type save struct {
	Time       float64     `json:"time"` // since the start [s]
	Tick       float64     `json:"tick"` // length of the last one [s]
	Air        mgl64.Vec2  `json:"air"`  // wind at 10 m: speed [m/s], bearing to which it goes [rad]
	Read       int         `json:"read"` // readings of the recording so far
	Wind       *float64    `json:"wind"` // that a sensor or event has said [m/s]; nil: the parameters'
	Encounters []Encounter `json:"encounters"`
	Warnings   int         `json:"warnings"`
	Zones      []zoneSave  `json:"zones"`
	Emergency  bool        `json:"emergency"`
	Declared   bool        `json:"declared"` // by another model's "emergency"

	Layout []LayoutFinding `json:"layout"` // so far: the buildings grow
}

// New makes the model of a site's cranes.
func New(site *engine.Site, p Parameters, seed uint64) (*Model, error) {
	m := &Model{site: site, damping: p.Damping, stale: p.StaleS}
	var errs []error
	for _, a := range site.Assets {
		if a.Kind != "crane" {
			continue
		}
		t, err := newTower(a)
		if err != nil {
			return nil, err
		}
		m.towers = append(m.towers, t)
	}
	if len(m.towers) == 0 {
		return nil, errors.New("the site has no cranes: put them under cranes: in the site file")
	}
	slices.SortFunc(m.towers, func(a, b *tower) int { return strings.Compare(a.id, b.id) })
	m.guard = guard{off: p.Guard.Off, clear: rule("crane_gap_m"), sensor: p.Guard.SensorS, operator: p.Guard.OperatorS, horizon: p.Guard.HorizonS}
	if p.Guard.ClearM != nil {
		m.guard.clear = *p.Guard.ClearM
	}
	if !p.start.IsZero() {
		m.clock = engine.SiteClock(p.start)
		h, min, s := p.start.Clock()
		m.midnight = float64(h*3600 + min*60 + s)
	}
	var err error
	m.wind, err = newWind(p.Wind, seed)
	errs = append(errs, engine.Wrong(err, "wind"))
	errs = append(errs, m.hire(p.Cranes)...)
	if p.Recording != "" {
		m.readings, err = m.readRecording(p)
		errs = append(errs, engine.Wrong(err, "recording_file"))
	}
	if err := m.findThings(site); err != nil {
		return nil, err
	}
	for _, t := range m.towers {
		if err := t.makeCircle(m.guard.clear); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	m.addLayout()
	m.sweeps = m.freeSweeps()
	m.blow()
	m.look()
	return m, nil
}

// hire puts drivers into cranes and the cranes where they start.
func (m *Model) hire(driving []Driving) (errs []error) {
	named := map[string]bool{}
	for _, t := range m.towers {
		errs = append(errs, t.begin(Start{}))
	}
	for k, d := range driving {
		t := m.tower(d.ID)
		if t == nil {
			errs = append(errs, engine.Wrong(fmt.Errorf("%s: the site has no such crane; it has %s", d.ID, m.names()), "cranes", k, "id"))
			continue
		}
		if named[d.ID] {
			errs = append(errs, engine.Wrong(fmt.Errorf("%s: is named twice", d.ID), "cranes", k, "id"))
		}
		named[d.ID] = true
		errs = append(errs, engine.Wrong(t.begin(d.Start), "cranes", k, "start"))
		t.driver.random = d.Driver == "random"
		if d.Park != nil {
			parked := *t
			errs = append(errs, engine.Wrong(parked.begin(*d.Park), "cranes", k, "park"))
			at := parked.loadFoot()
			t.driver.park = &at
		}
		if len(d.Lifts) > 0 && d.Driver != "plan" {
			errs = append(errs, engine.Wrong(fmt.Errorf("belong to driver: plan"), "cranes", k, "lifts"))
		}
		for n, l := range d.Lifts {
			if err := t.able(l); err != nil {
				errs = append(errs, engine.Wrong(err, "cranes", k, "lifts", n))
			}
			t.driver.lifts = append(t.driver.lifts, newTask(l))
		}
	}
	return errs
}

// able tells whether a crane reaches the ends of a lift and may lift its load
// there.
func (t *tower) able(l Lift) error {
	var errs []error
	for _, end := range []struct {
		key string
		at  mgl64.Vec3
	}{{"pick", l.Pick}, {"place", l.Place}} {
		off := end.at.Sub(t.Foot).Vec2()
		radius := off.Len()
		if radius < t.MinRadius || radius > t.MaxRadius {
			errs = append(errs, engine.Wrong(fmt.Errorf("(%g, %g): is %.1f m from %s, which reaches %g to %g m", end.at[0], end.at[1], radius, t.id, t.MinRadius, t.MaxRadius), end.key))
			continue
		}
		if rated, _ := t.Rated(t.falls, radius); l.LoadT*1000 > rated {
			errs = append(errs, engine.Wrong(fmt.Errorf("%g t at %.1f m (%s): %s may lift %.2f t there", l.LoadT, radius, end.key, t.id, rated/1000), "load_t"))
		}
	}
	return errors.Join(errs...)
}

func (m *Model) tower(id string) *tower {
	for _, t := range m.towers {
		if t.id == id || t.id == "crane/"+id {
			return t
		}
	}
	return nil
}

func (m *Model) names() string {
	var names []string
	for _, t := range m.towers {
		names = append(names, strings.TrimPrefix(t.id, "crane/"))
	}
	return strings.Join(names, ", ")
}

// ofDay is the time of the day [s].
func (m *Model) ofDay() float64 { return math.Mod(m.midnight+m.Time, 86400) }

// Step implements engine.Model.
func (m *Model) Step(_ context.Context, s *engine.Step) error {
	dt := s.Tick.Step.Seconds() * float64(s.Ticks)
	m.Time, m.Tick = s.Tick.Seconds()-dt, dt
	for _, e := range s.Events {
		if err := m.take(e); err != nil {
			return fmt.Errorf("event from %s: %w", e.Source, err)
		}
	}
	grown := m.raise()
	if grown {
		m.addLayout()
	}
	if m.listen(m.Time+dt) || grown {
		m.look()
	}
	m.listenToFrame(s)
	m.blow()
	if speed, ok := s.Before.Scalar("wind_speed"); ok && m.Wind == nil && speed == speed {
		m.Air[0] = speed
	}
	closed := m.closedPlaces(s.Before)
	for i, t := range m.towers {
		m.settleMode(t, dt)
		t.wish = m.wishOf(t, dt, s.Rand, closed)
		m.limit(i)
	}
	m.note(s.Tick)
	for _, t := range m.towers {
		m.move(t, dt)
	}
	m.Time += dt
	m.look()
	return nil
}

// listen takes what the cranes' sensors have said up to an instant, and tells
// whether they said anything.
func (m *Model) listen(until float64) (heard bool) {
	for k, t := range m.towers {
		if t.heard != nil {
			t.heard.tower, t.heard.at = k, m.Time
			t.hear(t.heard)
			t.heard, heard = nil, true
		}
	}
	return m.replay(until) || heard
}

// blow finds the wind of the instant.
func (m *Model) blow() {
	speed, to := m.wind.mean(m.Time)
	if m.Wind != nil {
		speed = *m.Wind
	}
	m.Air = mgl64.Vec2{speed, to}
}

// calmDown is how long the wind has to be below the limit before work goes on,
// and above it, with nothing hanging, before the brake is opened [s].
const calmDown = 600

// settleMode stops lifting in too much wind, and opens the slewing brake of a
// crane that stands empty in it.
func (m *Model) settleMode(t *tower, dt float64) {
	if t.Mode == Unknown {
		return
	}
	wind := m.wind.at(m.Air[0], t.Height(), m.Time)
	if wind >= t.lifting {
		if t.Mode == Working {
			t.Mode, t.WindSafe = WindStopped, 0
		}
		if t.WindSafe > 0 {
			t.WindSafe = 0
		}
		t.WindSafe -= dt // how long it has blown
	} else if t.Mode != Working {
		t.WindSafe = max(t.WindSafe, 0) + dt
		if t.WindSafe >= calmDown && !t.Stopped {
			t.Mode = Working
		}
	}
	if t.Mode == WindStopped && t.State.Load.Mass <= 0 && -t.WindSafe >= calmDown {
		t.Mode = OutOfService
	}
}

// Height is the jib's above ground [m].
func (t *tower) Height() float64 { return t.State.Height }

// wishOf is what levers, readings or the driver ask for.
func (m *Model) wishOf(t *tower, dt float64, r *rand.Rand, closed func(mgl64.Vec3) bool) crane.Order {
	switch {
	case t.Stopped || t.Mode == OutOfService || t.Mode == Unknown:
		return crane.Order{}
	case t.Follow.Active:
		return crane.Order{} // its readings move it
	case t.Manual:
		return crane.Order{
			Slew: t.Levers.Slew * t.Slewing.Speed, Reach: t.Levers.Reach * t.Reaching.Speed, Rope: t.Levers.Rope * t.Hoisting.Speed,
		}
	case t.Mode == WindStopped && t.State.Load.Mass <= 0:
		return crane.Order{} // a load that hangs is brought to its place first
	}
	return t.drive(m.Time, dt, r, closed)
}

// move brings a crane to the end of the tick.
func (m *Model) move(t *tower, dt float64) {
	t.State.Height = t.HeightAt(m.Time + dt)
	foot := t.loadFoot()
	air := crane.Air{
		To: m.Air[1], Damping: m.damping,
		AtJib:  m.wind.at(m.Air[0], t.State.Height, m.Time),
		AtLoad: m.wind.at(m.Air[0], max(foot[2]-t.Foot[2], 1), m.Time),
	}
	was := t.State.Slew.At
	switch {
	case t.Mode == Unknown:
		return
	case t.Mode == OutOfService:
		t.State = t.Free(t.State, air, dt)
	case t.Follow.Active:
		t.State = t.followed(t.State, air, dt)
	default:
		t.State = t.Advance(t.State, t.wish, air, dt, t.Stopped)
	}
	t.Slewed += math.Abs(t.State.Slew.At - was)
	t.MaxRatio = max(t.MaxRatio, t.ratio())
}

// closedPlaces tells of places where water stands too deep to pick a load.
func (m *Model) closedPlaces(before *engine.Frame) func(mgl64.Vec3) bool {
	water := before.Field("water_depth")
	return func(p mgl64.Vec3) bool {
		if water == nil {
			return false
		}
		cell, inside := water.Grid.CellAt(p[0], p[1])
		return inside && float64(water.Values[cell]) > rule("laydown_depth_m")
	}
}
