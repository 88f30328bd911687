package crane

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// tower is one of the site's cranes in a run.
type tower struct {
	id   string
	name engine.Text
	crane.Crane
	falls   int
	lifting float64 // wind from which it does not lift [m/s]
	driver  driver
	towerSave
	wish crane.Order // of this tick, before the guard

	circle *crane.Thing // when nobody knows where it is
	heard  *reading     // that has come in this tick
}

// towerSave is the part of a tower that changes with time.
type towerSave struct {
	State    crane.State `json:"state"`
	Mode     Mode        `json:"mode"`
	Override bool        `json:"override"`
	Guard    bool        `json:"guard"`   // its anti-collision works
	Stopped  bool        `json:"stopped"` // by an operator or the command centre
	Braking  bool        `json:"braking"` // by the anti-collision, until it stands
	Level    Level       `json:"level"`
	Manual   bool        `json:"manual"` // an operator's levers
	Levers   crane.Order `json:"levers"`
	Follow   following   `json:"follow"`
	Work     work        `json:"work"`
	Slewed   float64     `json:"slewed"` // in all [rad]
	Lifts    int         `json:"lifts"`
	MaxRatio float64     `json:"max_ratio"`
	Stops    int         `json:"stops"`
	Warned   engine.AlarmLevel
	WindSafe float64     `json:"wind_safe"` // since when the wind has been below the limit [s]
	Since    int64       `json:"since"`     // tick at which the present alarm level was reached
	CalmAt   float64     `json:"calm_at"`   // when it was last at that level or above [s]
	Said     engine.Text `json:"said"`      // what was wrong then
}

// Mode is whether a crane works.
type Mode uint8

// The modes of a crane.
const (
	Working      Mode = iota
	WindStopped       // the wind is above the limit: nothing is lifted
	OutOfService      // the slewing brake is open: it turns in the wind
	Unknown           // its sensors are silent or contradict themselves: it may be anywhere in its circle
)

// String is the mode's name.
func (m Mode) String() string {
	return [...]string{"working", "wind_stopped", "out_of_service", "unknown"}[m]
}

// newTower reads a crane of the site.
func newTower(a engine.Asset) (*tower, error) {
	number := func(key string) float64 { v, _ := a.Properties[key].Number(); return v }
	t := &tower{id: a.ID, name: a.Name, falls: int(number("falls"))}
	kind, _ := a.Properties["type"].Text()
	switch kind {
	case "hammerhead":
		t.Kind = crane.Hammerhead
	case "topless":
		t.Kind = crane.Topless
	case "luffing":
		t.Kind = crane.Luffing
	default:
		return nil, fmt.Errorf("%s: type %q: must be hammerhead, topless or luffing", a.ID, kind)
	}
	t.Foot = a.Position
	t.JibHeight, t.Jib, t.CounterJib, t.Head, t.Pivot = number("jib_height_m"), number("jib_m"), number("counter_jib_m"), number("head_m"), number("pivot_m")
	t.MinRadius, t.MaxRadius, t.MaxRope, t.Hook = number("min_radius_m"), number("max_radius_m"), number("rope_m"), number("hook_kg")
	t.MastHalf, t.JibHalf, t.CounterHalf = 1.2, 0.9, 1.2

	ramp := func(speed, start, stop, urgent float64) crane.Drive {
		return crane.Drive{Speed: speed, Accel: speed / start, Brake: speed / stop, Urgent: speed / urgent}
	}
	t.Slewing = ramp(number("slew_rad_per_s"), number("slew_start_s"), number("slew_brake_s"), number("slew_emergency_brake_s"))
	t.Reaching = ramp(number("trolley_m_per_s"), 3, 3, 2)
	if t.Kind == crane.Luffing {
		low, high := t.Range()
		t.Reaching = ramp((high-low)/number("luff_s"), 4, 4, 3)
	}
	t.Hoisting = ramp(number("hoist_m_per_s"), 2.5, 2.5, 1.5)

	points, _ := a.Properties["load_chart"].Points()
	for _, p := range points {
		if n := len(t.Charts); n == 0 || t.Charts[n-1].Falls != int(p[0]) {
			t.Charts = append(t.Charts, crane.Chart{Falls: int(p[0])})
		}
		c := &t.Charts[len(t.Charts)-1]
		c.Points = append(c.Points, crane.ChartPoint{Radius: p[1], Load: p[2]})
	}
	climbs, _ := a.Properties["climbs_s_jib_height_m"].Points()
	for _, p := range climbs {
		t.Climbs = append(t.Climbs, crane.Climb{At: p[0], JibHeight: p[1]})
	}
	t.Vane = crane.Vane{
		Jib: number("vane_jib_m2"), JibArm: number("vane_jib_arm_m"), Counter: number("vane_counter_m2"), CounterArm: number("vane_counter_arm_m"),
		Inertia: number("vane_inertia_kg_m2"), Friction: number("vane_friction_n_m"),
	}
	t.lifting = rule("lifting_wind_m_per_s")
	if own, ok := a.Properties["lifting_wind_limit_m_per_s"].Number(); ok {
		t.lifting = min(t.lifting, own)
	}
	if err := t.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", a.ID, err)
	}
	t.Guard = true
	return t, nil
}

func rule(item string) float64 { return rules[item].Value }

// begin puts a crane where its run starts.
func (t *tower) begin(s Start) error {
	radius := (t.MinRadius + t.MaxRadius) / 2
	if s.RadiusM != nil {
		if radius = *s.RadiusM; radius < t.MinRadius || radius > t.MaxRadius {
			return engine.Wrong(fmt.Errorf("%g: must be %g to %g, the crane's range", radius, t.MinRadius, t.MaxRadius), "radius_m")
		}
	}
	t.State = t.NewState(fromBearing(s.SlewDeg), radius, 6, 0)
	if s.HookM != nil {
		rope := t.suspensionHeight() - *s.HookM
		if rope < crane.LeastRope || rope > t.MaxRope {
			return engine.Wrong(fmt.Errorf("%g: must be %g to %g, where the rope reaches", *s.HookM, t.suspensionHeight()-t.MaxRope, t.suspensionHeight()-crane.LeastRope), "hook_m")
		}
		t.State.Rope.At = rope
	}
	return nil
}

// suspensionHeight is the rope's upper end above the foot [m].
func (t *tower) suspensionHeight() float64 { return t.Suspension(&t.State)[2] - t.Foot[2] }

// fromBearing turns degrees clockwise from north into radians anticlockwise from
// east.
func fromBearing(deg float64) float64 { return (90 - deg) * math.Pi / 180 }

// bearing is fromBearing's way back, 0 to 360.
func bearing(slew float64) float64 {
	b := math.Mod(90-slew*180/math.Pi, 360)
	if b < 0 {
		b += 360
	}
	return b
}

// ratio is the share of its rated load that a crane carries.
func (t *tower) ratio() float64 {
	if t.State.Load.Mass <= 0 {
		return 0
	}
	ratio, _ := t.Ratio(t.falls, t.Radius(&t.State), t.State.Load.Mass)
	return ratio
}

// loadFoot is where the lowest of what hangs is [m].
func (t *tower) loadFoot() mgl64.Vec3 {
	s := &t.State
	at := t.HookAt(s)
	if s.Load.Mass > 0 {
		at = at.Add(s.Swing.Line.Mul(s.Load.Sling + s.Load.Size[2]))
	}
	return at
}
