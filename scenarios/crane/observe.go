package crane

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// Observe implements engine.Model. A crane "crane/T1" shows as the poses
// crane/T1/slew (the jib's foot, turned with it), crane/T1/jib (a luffing jib,
// raised), /trolley, /hook and /load, the rope between the two; its figures as
// scalars; what it comes near as scalars and the two nearest points.
func (m *Model) Observe(f *engine.Frame) {
	f.Scalars = append(f.Scalars, engine.Scalar{Name: "wind.speed", Unit: "m/s", Value: m.Air[0]})
	f.Scalars = append(f.Scalars, engine.Scalar{Name: "wind.to", Unit: "rad", Value: m.Air[1]})
	m.observeZones(f)
	for _, t := range m.towers {
		t.observe(f, m)
	}
	for k := range m.guard.threats {
		x := &m.guard.threats[k]
		if x.level == Free && !(x.distance < 3*m.guard.clear) {
			continue
		}
		b, _, _ := m.other(x)
		m.observeGap(f, x, m.towers[x.a].id+"|"+b)
		f.Scalars = append(f.Scalars,
			engine.Scalar{Name: "approach/" + m.towers[x.a].id + "|" + b + ".clearance", Unit: "m", Value: x.distance},
			engine.Scalar{Name: "approach/" + m.towers[x.a].id + "|" + b + ".ttc", Unit: "s", Value: finite(x.ttc)},
			engine.Scalar{Name: "approach/" + m.towers[x.a].id + "|" + b + ".level", Unit: "level", Value: float64(x.level)},
		)
	}
}

// observeGap shows the two points that are nearest to each other as the poses
// gap/A|B/from, on the first crane, and gap/A|B/to.
func (m *Model) observeGap(f *engine.Frame, x *threat, name string) {
	a := m.towers[x.a]
	var from, to mgl64.Vec3
	switch thing := m.thingOf(x); {
	case thing != nil:
		var ok bool
		if from, to, ok = thing.NearestPoints(&a.Crane, &a.State, x.partA, far); !ok {
			return
		}
	default:
		b := m.towers[x.b]
		_, ga, gb := crane.Clearance(&a.Crane, &b.Crane, &a.State, &b.State)
		from, to = crane.NearestPoints(&a.Crane, &b.Crane, &a.State, &b.State, ga, gb)
	}
	f.Poses = append(f.Poses,
		engine.Pose{Name: "gap/" + name + "/from", Position: from, Rotation: mgl64.QuatIdent()},
		engine.Pose{Name: "gap/" + name + "/to", Position: to, Rotation: mgl64.QuatIdent()},
	)
}

// thingOf is what a crane is before, or nil if it is another crane that is seen.
func (m *Model) thingOf(x *threat) *crane.Thing {
	switch {
	case x.b < 0:
		return &m.guard.things[-1-x.b].Thing
	case m.towers[x.b].Mode == Unknown:
		return m.towers[x.b].circle
	}
	return nil
}

// finite is a number, or NaN for "no value" where it is infinite.
func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

func (t *tower) observe(f *engine.Frame, m *Model) {
	s := &t.State
	turn := mgl64.QuatRotate(s.Slew.At, mgl64.Vec3{0, 0, 1})
	jibFoot := t.Foot
	jibFoot[2] += s.Height
	top, hook := t.Suspension(s), t.HookAt(s)
	pose := func(part string, at mgl64.Vec3, turned mgl64.Quat) {
		f.Poses = append(f.Poses, engine.Pose{Name: t.id + "/" + part, Position: at, Rotation: turned})
	}
	pose("slew", jibFoot, turn)
	raise := 0.0
	if t.JibAngle(t.MinRadius) != 0 {
		raise = s.Reach.At
	}
	pose("jib", jibFoot.Add(turn.Rotate(mgl64.Vec3{t.Pivot, 0, 0})), turn.Mul(mgl64.QuatRotate(-raise, mgl64.Vec3{0, 1, 0})))
	pose("trolley", top, turn)
	hangs := mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, -1}, s.Swing.Line)
	pose("hook", hook, hangs.Mul(turn))
	if s.Load.Mass > 0 {
		middle := hook.Add(s.Swing.Line.Mul(s.Load.Sling + s.Load.Size[2]/2))
		pose("load", middle, hangs.Mul(mgl64.QuatRotate(s.Load.Yaw, mgl64.Vec3{0, 0, 1})))
	}
	rated, _ := t.Rated(t.falls, t.Radius(s))
	number := func(name, unit string, v float64) {
		f.Scalars = append(f.Scalars, engine.Scalar{Name: t.id + "." + name, Unit: unit, Value: v})
	}
	number("slew", "deg", bearing(s.Slew.At))
	number("radius", "m", t.Radius(s))
	number("hook_height", "m", hook[2]-t.Foot[2])
	number("load", "kg", s.Load.Mass)
	number("rated", "kg", rated)
	number("ratio", "1", t.ratio())
	number("moment", "N m", s.Load.Mass*9.81*t.Radius(s))
	number("swing", "m", s.Swing.Angle()*s.Rope.At)
	number("wind", "m/s", m.wind.at(m.Air[0], s.Height, m.Time))
	number("slew_rate", "rad/s", s.Slew.Rate)
	number("radius_rate", "m/s", t.radiusRate())
	number("rope_rate", "m/s", s.Rope.Rate)
	number("mode", "mode", float64(t.Mode))
	number("level", "level", float64(t.Level))
	flag := func(name string, on bool) {
		v := 0.0
		if on {
			v = 1
		}
		number(name, "1", v)
	}
	flag("override", t.Override)
	flag("stopped", t.Stopped)
	flag("guard", t.Guard && !m.guard.off)
	flag("braking", t.Braking)
	flag("manual", t.Manual)
	if way := t.way(); way != nil {
		f.Paths = append(f.Paths, engine.Path{Name: t.id + "/lift", Kind: "lift", Points: way})
	}
	number("load_length", "m", s.Load.Size[0])
	number("load_width", "m", s.Load.Size[1])
	number("load_height", "m", s.Load.Size[2])
	ttc := math.Inf(1)
	for k := range m.guard.threats {
		if x := &m.guard.threats[k]; m.towers[x.a] == t || x.b >= 0 && m.towers[x.b] == t {
			ttc = min(ttc, x.ttc)
		}
	}
	number("ttc", "s", finite(ttc))
	if t.Warned > engine.NoAlarm {
		f.Alarms = append(f.Alarms, engine.Alarm{Subject: t.id, Level: t.Warned, Since: engine.Tick{N: t.Since, Step: f.Tick.Step, Start: f.Tick.Start}, Text: t.warning(m)})
	}
}

// radiusRate is how fast the hook goes outwards [m/s].
func (t *tower) radiusRate() float64 {
	s := &t.State
	if t.Kind == crane.Luffing {
		return -t.Jib * math.Sin(s.Reach.At) * s.Reach.Rate
	}
	return s.Reach.Rate
}

// warning says what is wrong with a crane.
func (t *tower) warning(m *Model) engine.Text {
	name := t.name
	say := func(zh, en string, args ...any) engine.Text {
		inZH, inEN := slices.Clone(args), slices.Clone(args)
		for k, a := range args {
			if of, ok := a.(engine.Text); ok {
				inZH[k], inEN[k] = of.ZH, of.EN
			}
		}
		return engine.Text{ZH: name.ZH + "：" + fmt.Sprintf(zh, inZH...), EN: name.EN + ": " + fmt.Sprintf(en, inEN...)}
	}
	var worst *threat
	for k := range m.guard.threats {
		x := &m.guard.threats[k]
		if (m.towers[x.a] == t || x.b >= 0 && m.towers[x.b] == t) && x.level > Free && (worst == nil || x.level > worst.level) {
			worst = x
		}
	}
	switch ratio := t.ratio(); {
	case t.Mode == Unknown:
		return engine.Text{
			ZH: fmt.Sprintf("%s：位置未知（%s），按整个回转圆避让", name.ZH, t.Follow.Why.ZH),
			EN: fmt.Sprintf("%s: position unknown (%s); the others keep out of its circle", name.EN, t.Follow.Why.EN),
		}
	case worst != nil && worst.level == Touching:
		return say("与%s间距不足", "too near to %s", m.otherName(worst, t))
	case worst != nil && worst.level == Stopped:
		return say("自动停车：与%s相距过近", "stopped: would meet %s", m.otherName(worst, t))
	case ratio > rule("moment_limit"):
		return say("超载，力矩 %.0f %%", "overload, %.0f %% of its moment", 100*ratio)
	case worst != nil:
		return say("接近%s，%.0f 秒后间距不足", "nears %s, too near in %.0f s", m.otherName(worst, t), worst.ttc)
	case t.Mode == OutOfService && m.under(t) != "":
		return say("非工作状态，随风回转，臂架在%s上方", "out of service, turns in the wind, its jib over %s", m.under(t))
	case t.Mode == OutOfService:
		return say("非工作状态，随风回转", "out of service, turns in the wind")
	case t.Mode == WindStopped:
		return say("风速超过 %.1f m/s，停止起吊", "wind above %.1f m/s, no lifting", t.lifting)
	case ratio >= rule("moment_prewarning"):
		return say("力矩达 %.0f %%", "%.0f %% of its moment", 100*ratio)
	case t.Warned > engine.NoAlarm:
		return engine.Text{
			ZH: t.Said.ZH + fmt.Sprintf("（已脱离，持续 %.0f 秒后解除）", calm),
			EN: t.Said.EN + fmt.Sprintf(" (clear now; over when it has been for %.0f s)", calm),
		}
	}
	return say("恢复正常", "back to normal")
}

// otherName is what the other one of a threat is called.
func (m *Model) otherName(x *threat, t *tower) engine.Text {
	var id string
	var name engine.Text
	switch {
	case m.towers[x.a] != t:
		id, name = m.towers[x.a].id, m.towers[x.a].name
	case x.b >= 0:
		id, name = m.towers[x.b].id, m.towers[x.b].name
	default:
		th := &m.guard.things[-1-x.b]
		id, name = th.id, th.name
	}
	return engine.Text{ZH: cmp.Or(name.ZH, id), EN: cmp.Or(name.EN, id)}
}
