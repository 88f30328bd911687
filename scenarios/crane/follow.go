package crane

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// following is what a crane's sensors have said.
type following struct {
	Active bool        `json:"active"`
	At     float64     `json:"at"`    // of the last reading [s]
	Last   [3]float64  `json:"last"`  // slew [rad], reach [m or rad], rope [m]
	Every  float64     `json:"every"` // between the last two readings [s]
	Odd    int         `json:"odd"`   // readings in a row that cannot be
	Sound  int         `json:"sound"` // readings in a row that can
	Why    engine.Text `json:"why"`   // it is unknown
}

// reading is what a crane's sensors say at an instant. NaN: nothing.
type reading struct {
	at                 float64 // [s]
	tower              int
	slew, radius, hook float64 // [rad], [m], above the foot [m]
	load               float64 // [kg]
	source             string  // "day.csv:12", or ""
}

// readRecording reads a recording of the cranes' sensors.
func (m *Model) readRecording(p Parameters) ([]reading, error) {
	data, err := p.read(p.Recording)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(string(data)))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: must begin with the header time_s,crane,slew_deg,radius_m,hook_m,load_t: %v", p.Recording, err)
	}
	column := map[string]int{}
	for k, name := range header {
		column[strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))] = k
	}
	var errs []error
	for _, name := range []string{"time_s", "crane", "slew_deg", "radius_m", "hook_m", "load_t"} {
		if _, ok := column[name]; !ok {
			errs = append(errs, fmt.Errorf("%s:1: there is no column %s", p.Recording, name))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	var all []reading
	const mostMistakes = 50
	fail := func(line int, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s:%d: "+format, append([]any{p.Recording, line}, args...)...))
	}
	for len(errs) < mostMistakes {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.Recording, err))
			break
		}
		line, _ := r.FieldPos(0)
		number := func(name string) float64 {
			text := strings.TrimSpace(row[column[name]])
			if text == "" {
				return math.NaN()
			}
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
				fail(line, "%s: %q: must be a number, or empty for no value", name, text)
			}
			return v
		}
		x := reading{at: number("time_s"), tower: -1, source: fmt.Sprintf("%s:%d", p.Recording, line), slew: fromBearing(number("slew_deg")), radius: number("radius_m"), hook: number("hook_m"), load: number("load_t") * 1000}
		for k, t := range m.towers {
			if name := strings.TrimSpace(row[column["crane"]]); t.id == name || t.id == "crane/"+name {
				x.tower = k
			}
		}
		switch {
		case x.tower < 0:
			fail(line, "crane: %q: the site has no such crane; it has %s", row[column["crane"]], m.names())
		case math.IsNaN(x.at) || x.at < 0:
			fail(line, "time_s: must be a number ≥ 0")
		case x.radius < 0:
			fail(line, "radius_m: %g: must be ≥ 0", x.radius)
		}
		all = append(all, x)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].at < all[b].at })
	return all, nil
}

// replay lets the recording's readings up to an instant speak, finds cranes that
// have fallen silent, and tells whether anything has changed.
func (m *Model) replay(until float64) (changed bool) {
	for ; m.Read < len(m.readings) && m.readings[m.Read].at <= until; m.Read++ {
		x := &m.readings[m.Read]
		m.towers[x.tower].hear(x)
		changed = true
	}
	for _, t := range m.towers {
		if f := &t.Follow; f.Active && t.Mode != Unknown && until-f.At > m.stale {
			t.lose(engine.Text{ZH: fmt.Sprintf("%.0f 秒无数据", until-f.At), EN: fmt.Sprintf("no reading for %.0f s", until-f.At)})
			changed = true
		}
	}
	return changed
}

// lose makes a crane unknown.
func (t *tower) lose(why engine.Text) {
	t.Mode, t.Follow.Why, t.Follow.Sound = Unknown, why, 0
}

// leap is how much faster than its drive a reading may say that a crane moves,
// before it is not believed; and the noise of a sensor [rad], [m].
const (
	leap      = 2.0
	slewNoise = 0.02
	wayNoise  = 0.5
)

// hear takes a reading. One that no drive can follow is not believed; three such
// in a row make the crane unknown, and three sound ones known again.
func (t *tower) hear(x *reading) {
	f := &t.Follow
	last := f.Last
	if !f.Active {
		last = [3]float64{t.State.Slew.At, t.State.Reach.At, t.State.Rope.At}
	}
	now := last
	if x.slew == x.slew {
		now[0] = last[0] + math.Remainder(x.slew-last[0], 2*math.Pi)
	}
	if x.radius == x.radius {
		now[1] = x.radius
		if t.Kind == crane.Luffing {
			now[1] = t.JibAngle(x.radius)
		}
	}
	if x.hook == x.hook {
		now[2] = t.suspensionHeight() - x.hook
	}
	seconds := x.at - f.At
	if f.Active && seconds <= 0 {
		return // said already
	}
	if f.Active {
		speeds := [3]float64{t.Slewing.Speed, t.Reaching.Speed, t.Hoisting.Speed}
		noise := [3]float64{slewNoise, wayNoise, wayNoise}
		for k := range now {
			if math.Abs(now[k]-last[k]) > leap*speeds[k]*seconds+noise[k] {
				f.Sound = 0
				if f.Odd++; f.Odd >= 3 && t.Mode != Unknown {
					t.lose(jump(x, k, now[k]-last[k], seconds))
				}
				if f.Odd < 3 {
					return
				}
			}
		}
	}
	if f.Odd > 0 && t.Mode != Unknown {
		f.Odd = 0
	}
	f.Every = seconds
	first := !f.Active
	f.Active, f.At, f.Last = true, x.at, now
	if t.Mode == Unknown {
		if f.Sound++; f.Sound < 3 {
			return
		}
		t.Mode, f.Odd, f.Why = Working, 0, engine.Text{}
		first = true
	}
	if s := &t.State; first {
		s.Slew, s.Reach, s.Rope = crane.Motion{At: now[0]}, crane.Motion{At: now[1]}, crane.Motion{At: now[2]}
	}
	t.weigh(x.load)
}

// jump says what a reading claims.
func jump(x *reading, motion int, by, seconds float64) engine.Text {
	unit := "m"
	if motion == 0 {
		by, unit = -by*180/math.Pi, "°"
	}
	said := ""
	if x.source != "" {
		said = x.source + ": "
	}
	what := fmt.Sprintf("%+.0f %s", by, unit)
	return engine.Text{
		ZH: said + fmt.Sprintf("%s读数 %.0f 秒内跳变 %s", [3]string{"回转", "幅度", "吊钩高度"}[motion], seconds, what),
		EN: said + fmt.Sprintf("%s readings jump by %s in %.0f s", [3]string{"slew", "radius", "hook"}[motion], what, seconds),
	}
}

// weigh takes a reading of the load; a load that appears has the size of a
// bundle, since no sensor says more, and one that goes is a lift done.
func (t *tower) weigh(load float64) {
	const least = 100 // [kg], below which the hook is empty
	switch {
	case load != load:
	case load < least && t.State.Load.Mass > 0:
		t.State.Load = crane.Load{}
		t.Lifts++
	case load >= least && t.State.Load.Mass <= 0:
		t.State.Load = newTask(Lift{LoadT: load / 1000, SlingM: 3}).Load
		t.State.Load.Yaw = t.State.Slew.At
	case load >= least:
		t.State.Load.Mass = load
	}
}

// followed moves a crane after its readings, smoothly and as fast as its drives
// can: one interval of readings behind, so that it never runs ahead of one that
// has stopped, nor swings its load with the steps of the readings.
func (t *tower) followed(s crane.State, air crane.Air, dt float64) crane.State {
	f := &t.Follow
	settling := max(dt, min(f.Every, 2))
	order := crane.Order{
		Slew: math.Remainder(f.Last[0]-s.Slew.At, 2*math.Pi) / settling, Reach: (f.Last[1] - s.Reach.At) / settling, Rope: (f.Last[2] - s.Rope.At) / settling,
	}
	return t.Advance(s, order, air, dt, false)
}
