package site

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/crane"
	"shapan/yamlfile"
)

// tower is a tower crane as it stands on the site and in its maker's lists.
type tower struct {
	ID         string      `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=T1" jsonschema_description:"letters, digits, - and _"`
	Name       engine.Text `yaml:"name"`
	Kind       string      `yaml:"kind" jsonschema:"enum=hammerhead,enum=topless,enum=luffing,default=hammerhead" jsonschema_description:"topless: flat top, no head and no ties; luffing: the jib rises"`
	At         mgl64.Vec2  `yaml:"at" jsonschema:"required" jsonschema_description:"the mast's axis [x, y]"`
	Base       *float64    `yaml:"base_level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"level of the mast's foot; absent: the ground there"`
	JibHeight  float64     `yaml:"jib_height_m" jsonschema:"required,exclusiveMinimum=0,maximum=1000,example=45" jsonschema_description:"of the jib's axis, or of the luffing jib's pivot, above the foot"`
	Jib        float64     `yaml:"jib_m" jsonschema:"required,exclusiveMinimum=0,maximum=130,example=60" jsonschema_description:"from the mast's axis, or from the pivot, to the tip"`
	CounterJib float64     `yaml:"counter_jib_m" jsonschema:"required,minimum=0,maximum=60,example=16"`
	Head       *float64    `yaml:"head_m" jsonschema:"minimum=0,maximum=30,example=7" jsonschema_description:"of the tower head above the jib; absent: 7 for a hammerhead, 0 for the others"`
	Pivot      float64     `yaml:"pivot_m" jsonschema:"minimum=0,maximum=10,example=1.5" jsonschema_description:"luffing: of the jib's foot in front of the mast's axis"`
	MinRadius  float64     `yaml:"min_radius_m" jsonschema:"exclusiveMinimum=0,maximum=50,default=3"`
	MaxRadius  *float64    `yaml:"max_radius_m" jsonschema:"exclusiveMinimum=0,maximum=140" jsonschema_description:"absent: the jib's reach"`
	Rope       *float64    `yaml:"rope_m" jsonschema:"exclusiveMinimum=0,maximum=1000" jsonschema_description:"that the hoist can pay out below the jib; absent: to the foot"`
	Hook       float64     `yaml:"hook_t" jsonschema:"minimum=0,maximum=20,default=0.3" jsonschema_description:"mass of hook block and rope"`
	Falls      int         `yaml:"falls" jsonschema:"minimum=1,maximum=16,default=2" jsonschema_description:"of rope that are reeved"`

	SlewRPM      float64 `yaml:"slew_rpm" jsonschema:"exclusiveMinimum=0,maximum=3,default=0.7"`
	SlewStart    float64 `yaml:"slew_start_s" jsonschema:"exclusiveMinimum=0,maximum=60,default=5" jsonschema_description:"from rest to full speed"`
	SlewBrake    float64 `yaml:"slew_brake_s" jsonschema:"exclusiveMinimum=0,maximum=60,default=6" jsonschema_description:"from full speed to rest"`
	SlewUrgent   float64 `yaml:"slew_emergency_brake_s" jsonschema:"exclusiveMinimum=0,maximum=60,default=4" jsonschema_description:"the same in an emergency"`
	TrolleySpeed float64 `yaml:"trolley_m_per_min" jsonschema:"exclusiveMinimum=0,maximum=300,default=60"`
	LuffMinutes  float64 `yaml:"luff_min" jsonschema:"exclusiveMinimum=0,maximum=30,default=2" jsonschema_description:"luffing: from the greatest radius to the least"`
	HoistSpeed   float64 `yaml:"hoist_m_per_min" jsonschema:"exclusiveMinimum=0,maximum=400,default=80"`

	Charts []loadChart `yaml:"load_charts" jsonschema:"required,minItems=1" jsonschema_description:"from the maker's list, one for each number of falls"`
	Climbs []climb     `yaml:"climbs" jsonschema_description:"how its height grows after the start"`
	Vane   vane        `yaml:"weathervane" jsonschema_description:"what the wind finds when the slewing brake is open; absent: estimated from the jibs"`
	Limits windLimits  `yaml:"wind_limits" jsonschema_description:"the maker's, where they are lower than the rules'"`
}

type loadChart struct {
	Falls  int          `yaml:"falls" jsonschema:"minimum=1,maximum=16,default=2"`
	Points []mgl64.Vec2 `yaml:"radius_m_load_t" jsonschema:"required,minItems=1" jsonschema_description:"[[radius, load], …], e.g. [[15, 6], [30, 2.7], [60, 1.1]]"`
}

type climb struct {
	Hours     float64 `yaml:"after_h" jsonschema:"required,minimum=0,maximum=1000000" jsonschema_description:"since the start of the run"`
	JibHeight float64 `yaml:"jib_height_m" jsonschema:"required,exclusiveMinimum=0,maximum=1000"`
}

type vane struct {
	Jib        *float64 `yaml:"jib_area_m2" jsonschema:"exclusiveMinimum=0,maximum=1000" jsonschema_description:"seen from the side, times its force coefficient"`
	JibArm     *float64 `yaml:"jib_arm_m" jsonschema:"exclusiveMinimum=0,maximum=130" jsonschema_description:"of its middle from the mast's axis"`
	Counter    *float64 `yaml:"counter_area_m2" jsonschema:"minimum=0,maximum=1000"`
	CounterArm *float64 `yaml:"counter_arm_m" jsonschema:"minimum=0,maximum=60"`
	Inertia    *float64 `yaml:"inertia_t_m2" jsonschema:"exclusiveMinimum=0,maximum=1e7" jsonschema_description:"round the mast's axis"`
	Friction   *float64 `yaml:"friction_kn_m" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"of the slewing ring"`
}

type windLimits struct {
	Lifting *float64 `yaml:"lifting_m_per_s" jsonschema:"exclusiveMinimum=0,maximum=60" jsonschema_description:"from which no load is lifted"`
}

func (l *loader) cranes() {
	const minute = 60.0
	for k, t := range l.doc.Cranes {
		node := l.at("cranes", k)
		id := "crane/" + t.ID
		l.take(node.At("id"), id)
		z := 0.0
		switch {
		case t.Base != nil:
			z = *t.Base
			l.nearby(node.At("at"), []mgl64.Vec2{t.At})
		default:
			z, _ = l.standing(node.At("at"), t.At)
		}
		reach := t.Jib
		if t.Kind == "luffing" {
			reach += t.Pivot
		} else if t.Pivot != 0 {
			l.fail(node.At("pivot_m"), "belongs to a luffing crane")
		}
		most := orElse(t.MaxRadius, reach)
		if most > reach {
			l.fail(node.At("max_radius_m"), "%g: must be at most %g, the jib's reach", most, reach)
		}
		if t.MinRadius >= most {
			l.fail(node.At("min_radius_m"), "%g: must be less than the greatest radius, %g", t.MinRadius, most)
		}
		if t.CounterJib > t.Jib {
			l.fail(node.At("counter_jib_m"), "%g: must not be longer than the jib, %g", t.CounterJib, t.Jib)
		}
		head := 0.0
		if t.Kind == "hammerhead" {
			head = 7
		}
		slew := t.SlewRPM * 2 * math.Pi / minute
		properties := map[string]engine.Value{
			"type":         engine.Word(t.Kind),
			"jib_height_m": engine.Number(t.JibHeight), "jib_m": engine.Number(t.Jib), "counter_jib_m": engine.Number(t.CounterJib),
			"head_m": engine.Number(orElse(t.Head, head)), "pivot_m": engine.Number(t.Pivot),
			"min_radius_m": engine.Number(t.MinRadius), "max_radius_m": engine.Number(most),
			"rope_m": engine.Number(orElse(t.Rope, t.JibHeight)), "hook_kg": engine.Number(t.Hook * 1000), "falls": engine.Number(float64(t.Falls)),
			"slew_rad_per_s": engine.Number(slew), "slew_start_s": engine.Number(t.SlewStart),
			"slew_brake_s": engine.Number(t.SlewBrake), "slew_emergency_brake_s": engine.Number(t.SlewUrgent),
			"trolley_m_per_s": engine.Number(t.TrolleySpeed / minute), "luff_s": engine.Number(t.LuffMinutes * minute),
			"hoist_m_per_s": engine.Number(t.HoistSpeed / minute),
			"load_chart":    engine.Points(l.loadCharts(node.At("load_charts"), t)...),
		}
		if len(t.Climbs) > 0 {
			climbs := make([]mgl64.Vec3, len(t.Climbs))
			for n, c := range t.Climbs {
				climbs[n] = mgl64.Vec3{c.Hours * 3600, c.JibHeight}
				if n > 0 && c.Hours <= t.Climbs[n-1].Hours {
					l.fail(node.At("climbs", n, "after_h"), "%g: must be later than the climb before, %g", c.Hours, t.Climbs[n-1].Hours)
				}
			}
			properties["climbs_s_jib_height_m"] = engine.Points(climbs...)
		}
		t.vane(properties)
		if t.Limits.Lifting != nil {
			properties["lifting_wind_limit_m_per_s"] = engine.Number(*t.Limits.Lifting)
		}
		l.site.Assets = append(l.site.Assets, engine.Asset{
			ID: id, Kind: "crane", Name: named(t.Name, t.ID), Position: t.At.Vec3(z), Properties: properties,
		})
	}
}

// loadCharts checks a crane's charts and returns them as points (falls, radius
// [m], load [kg]).
func (l *loader) loadCharts(node yamlfile.Node, t tower) []mgl64.Vec3 {
	var all []mgl64.Vec3
	charted := map[int]bool{}
	for k, c := range t.Charts {
		chart := crane.Chart{Falls: c.Falls}
		for _, p := range c.Points {
			chart.Points = append(chart.Points, crane.ChartPoint{Radius: p[0], Load: p[1] * 1000})
			all = append(all, mgl64.Vec3{float64(c.Falls), p[0], p[1] * 1000})
		}
		for _, mistake := range chart.Mistakes() {
			at := node.At(k)
			if mistake.Point >= 0 {
				at = node.At(k, "radius_m_load_t", mistake.Point)
			}
			l.fail(at, "%s", mistake.Text)
		}
		if charted[c.Falls] {
			l.fail(node.At(k, "falls"), "there is another chart for %d falls", c.Falls)
		}
		charted[c.Falls] = true
	}
	if len(t.Charts) > 0 && !charted[t.Falls] {
		l.fail(node, "there is none for %d falls, which are reeved", t.Falls)
	}
	return all
}

// vane adds what the wind finds. Estimates are those of lattice jibs: 0.5 m² a
// metre with its force coefficient, 0.18 t a metre, the counterweight balancing
// half of the jib's moment and more.
func (t *tower) vane(into map[string]engine.Value) {
	jib, counter := t.Jib, t.CounterJib
	jibMass := 180 * jib // [kg]
	ballast := jibMass * jib / 2 / math.Max(counter, 1)
	inertia := jibMass*jib*jib/3 + ballast*counter*counter
	into["vane_jib_m2"] = engine.Number(orElse(t.Vane.Jib, 0.5*jib))
	into["vane_jib_arm_m"] = engine.Number(orElse(t.Vane.JibArm, jib/2))
	into["vane_counter_m2"] = engine.Number(orElse(t.Vane.Counter, 1.2*counter))
	into["vane_counter_arm_m"] = engine.Number(orElse(t.Vane.CounterArm, 0.6*counter))
	if t.Vane.Inertia != nil {
		inertia = *t.Vane.Inertia * 1000
	}
	into["vane_inertia_kg_m2"] = engine.Number(inertia)
	into["vane_friction_n_m"] = engine.Number(1000 * orElse(t.Vane.Friction, 15))
}

// orElse is a value that may be absent, or what holds then.
func orElse(v *float64, otherwise float64) float64 {
	if v == nil {
		return otherwise
	}
	return *v
}
