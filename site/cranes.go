package site

import (
	"math"
	"reflect"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/crane"
	"shapan/yamlfile"
)

// tower is a tower crane as it stands on the site.
type tower struct {
	ID        string      `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=T1" jsonschema_description:"letters, digits, - and _"`
	Name      engine.Text `yaml:"name"`
	Type      string      `yaml:"type" jsonschema:"pattern=^[0-9A-Za-z一-鿿_-]+$,example=TC6012" jsonschema_description:"one of crane_types: it gives what is not said here"`
	At        mgl64.Vec2  `yaml:"at" jsonschema:"required" jsonschema_description:"the mast's axis [x, y]"`
	Base      *float64    `yaml:"base_level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"level of the mast's foot; absent: the ground there"`
	JibHeight float64     `yaml:"jib_height_m" jsonschema:"required,exclusiveMinimum=0,maximum=1000,example=45" jsonschema_description:"of the jib's axis, or of the luffing jib's pivot, above the foot"`
	Climbs    []climb     `yaml:"climbs" jsonschema_description:"how its height grows after the start"`
	machine
}

// craneType is a crane of a maker's list: what it is wherever it stands.
type craneType struct {
	ID       string      `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=TC6012" jsonschema_description:"letters, digits, - and _"`
	Name     engine.Text `yaml:"name"`
	Cost     float64     `yaml:"cost" jsonschema:"minimum=0,maximum=1e12,example=38" jsonschema_description:"of one for the whole job, in any unit, for the search of a layout"`
	PerMetre float64     `yaml:"cost_per_m" jsonschema:"minimum=0,maximum=1e12,example=0.3" jsonschema_description:"that each metre of jib height adds"`
	machine
}

// machine is what a maker lists.
type machine struct {
	Kind       string   `yaml:"kind" jsonschema:"enum=hammerhead,enum=topless,enum=luffing,default=hammerhead" jsonschema_description:"topless: flat top, no head and no ties; luffing: the jib rises"`
	Jib        float64  `yaml:"jib_m" jsonschema:"exclusiveMinimum=0,example=60" jsonschema_description:"from the mast's axis, or from the pivot, to the tip; at most 130, longer than any maker lists"`
	CounterJib float64  `yaml:"counter_jib_m" jsonschema:"minimum=0,maximum=60,example=16"`
	Head       *float64 `yaml:"head_m" jsonschema:"minimum=0,maximum=30,example=7" jsonschema_description:"of the tower head above the jib; absent: 7 for a hammerhead, 0 for the others"`
	Pivot      float64  `yaml:"pivot_m" jsonschema:"minimum=0,maximum=10,example=1.5" jsonschema_description:"luffing: of the jib's foot in front of the mast's axis"`
	MinRadius  float64  `yaml:"min_radius_m" jsonschema:"exclusiveMinimum=0,maximum=50,default=3"`
	MaxRadius  *float64 `yaml:"max_radius_m" jsonschema:"exclusiveMinimum=0,maximum=140" jsonschema_description:"absent: the jib's reach"`
	Rope       *float64 `yaml:"rope_m" jsonschema:"exclusiveMinimum=0,maximum=1000" jsonschema_description:"that the hoist can pay out below the jib; absent: to the foot"`
	Hook       float64  `yaml:"hook_t" jsonschema:"minimum=0,maximum=20,default=0.3" jsonschema_description:"mass of hook block and rope"`
	Falls      int      `yaml:"falls" jsonschema:"minimum=1,maximum=16,default=2" jsonschema_description:"of rope that are reeved"`

	SlewRPM      float64 `yaml:"slew_rpm" jsonschema:"exclusiveMinimum=0,maximum=3,default=0.7"`
	SlewStart    float64 `yaml:"slew_start_s" jsonschema:"exclusiveMinimum=0,maximum=60,default=5" jsonschema_description:"from rest to full speed"`
	SlewBrake    float64 `yaml:"slew_brake_s" jsonschema:"exclusiveMinimum=0,maximum=60,default=6" jsonschema_description:"from full speed to rest"`
	SlewUrgent   float64 `yaml:"slew_emergency_brake_s" jsonschema:"exclusiveMinimum=0,maximum=60,default=4" jsonschema_description:"the same in an emergency"`
	TrolleySpeed float64 `yaml:"trolley_m_per_min" jsonschema:"exclusiveMinimum=0,maximum=300,default=60"`
	LuffMinutes  float64 `yaml:"luff_min" jsonschema:"exclusiveMinimum=0,maximum=30,default=2" jsonschema_description:"luffing: from the greatest radius to the least"`
	HoistSpeed   float64 `yaml:"hoist_m_per_min" jsonschema:"exclusiveMinimum=0,maximum=400,default=80"`

	Charts []loadChart `yaml:"load_charts" jsonschema:"minItems=1" jsonschema_description:"from the maker's list, one for each number of falls"`
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
	for k := range l.doc.CraneTypes {
		t := &l.doc.CraneTypes[k]
		node := l.at("crane_types", k)
		l.take(node.At("id"), "crane_type/"+t.ID)
		l.machine(node, &t.machine)
	}
	for k := range l.doc.Cranes {
		t := &l.doc.Cranes[k]
		node := l.at("cranes", k)
		l.take(node.At("id"), "crane/"+t.ID)
		z := 0.0
		switch {
		case t.Base != nil:
			z = *t.Base
			l.nearby(node.At("at"), []mgl64.Vec2{t.At})
		default:
			z, _ = l.standing(node.At("at"), t.At)
		}
		if t.Type != "" {
			listed := l.craneType(node.At("type"), t.Type)
			if listed == nil {
				continue
			}
			t.machine = given(node, t.machine, listed.machine)
		}
		l.machine(node, &t.machine)
		l.erect(t, t.At.Vec3(z), l.climbs(node, t))
	}
}

// craneType finds a type of the catalogue, or fails.
func (l *loader) craneType(node yamlfile.Node, id string) *craneType {
	var names []string
	for k := range l.doc.CraneTypes {
		if l.doc.CraneTypes[k].ID == id {
			return &l.doc.CraneTypes[k]
		}
		names = append(names, l.doc.CraneTypes[k].ID)
	}
	if len(names) == 0 {
		l.fail(node, "%s: the site lists no crane_types", id)
	} else {
		l.fail(node, "%s: is not among crane_types; there is %s", id, strings.Join(names, ", "))
	}
	return nil
}

// given is a machine of a type, with what a crane says itself in place of it.
func given(node yamlfile.Node, own, listed machine) machine {
	from, into := reflect.ValueOf(own), reflect.ValueOf(&listed).Elem()
	for k := range from.NumField() {
		if node.At(from.Type().Field(k).Tag.Get("yaml")).Exists() {
			into.Field(k).Set(from.Field(k))
		}
	}
	return listed
}

// reach of a machine's jib from the mast's axis [m].
func (t *machine) reach() float64 {
	if t.Kind == "luffing" {
		return t.Jib + t.Pivot
	}
	return t.Jib
}

// machine checks what a maker's list must have.
func (l *loader) machine(node yamlfile.Node, t *machine) {
	for key, missing := range map[string]bool{"jib_m": t.Jib == 0, "load_charts": len(t.Charts) == 0} {
		if missing && !node.At(key).Exists() {
			l.fail(node.At(key), "missing (or give a type, one of crane_types)")
			return
		}
	}
	if t.Jib > crane.LongestJib {
		l.fail(node.At("jib_m"), "%g: must be at most %g: no maker lists a longer one (is it in feet?)", t.Jib, crane.LongestJib)
	}
	if t.Kind != "luffing" && t.Pivot != 0 {
		l.fail(node.At("pivot_m"), "belongs to a luffing crane")
	}
	reach := t.reach()
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
	l.loadCharts(node.At("load_charts"), t)
}

// CraneType is a crane of the site's catalogue.
type CraneType struct {
	ID       string
	Asset    engine.Asset // as one of the site, without a place and a height
	Cost     float64
	PerMetre float64
}

func (l *loader) catalogue() []CraneType {
	var all []CraneType
	for k := range l.doc.CraneTypes {
		t := &l.doc.CraneTypes[k]
		a := engine.Asset{ID: "crane_type/" + t.ID, Kind: "crane", Name: named(t.Name, t.ID), Properties: t.properties(usualHeight)}
		all = append(all, CraneType{ID: t.ID, Asset: a, Cost: t.Cost, PerMetre: t.PerMetre})
	}
	return all
}

// usualHeight stands for the jib's where a type has none yet [m]; its rope reaches
// the foot from higher up too, unless it says how long it is.
const usualHeight = 200.0

// climbs are the instants and heights to which a crane is raised.
func (l *loader) climbs(node yamlfile.Node, t *tower) []mgl64.Vec3 {
	climbs := make([]mgl64.Vec3, len(t.Climbs))
	for n, c := range t.Climbs {
		climbs[n] = mgl64.Vec3{c.Hours * 3600, c.JibHeight}
		if n > 0 && c.Hours <= t.Climbs[n-1].Hours {
			l.fail(node.At("climbs", n, "after_h"), "%g: must be later than the climb before, %g", c.Hours, t.Climbs[n-1].Hours)
		}
	}
	return climbs
}

// erect puts a crane on the site.
func (l *loader) erect(t *tower, foot mgl64.Vec3, climbs []mgl64.Vec3) {
	properties := t.properties(t.JibHeight)
	if len(climbs) > 0 {
		properties["climbs_s_jib_height_m"] = engine.Points(climbs...)
	}
	if t.Type != "" {
		properties["model"] = engine.Word(t.Type)
	}
	l.site.Assets = append(l.site.Assets, engine.Asset{ID: "crane/" + t.ID, Kind: "crane", Name: named(t.Name, t.ID), Position: foot, Properties: properties})
}

// properties of a machine whose jib is at a height [m], in SI.
func (t *machine) properties(height float64) map[string]engine.Value {
	const minute = 60.0
	head := 0.0
	if t.Kind == "hammerhead" {
		head = 7
	}
	properties := map[string]engine.Value{
		"type":         engine.Word(t.Kind),
		"jib_height_m": engine.Number(height), "jib_m": engine.Number(t.Jib), "counter_jib_m": engine.Number(t.CounterJib),
		"head_m": engine.Number(orElse(t.Head, head)), "pivot_m": engine.Number(t.Pivot),
		"min_radius_m": engine.Number(t.MinRadius), "max_radius_m": engine.Number(orElse(t.MaxRadius, t.reach())),
		"rope_m": engine.Number(orElse(t.Rope, height)), "hook_kg": engine.Number(t.Hook * 1000), "falls": engine.Number(float64(t.Falls)),
		"slew_rad_per_s": engine.Number(t.SlewRPM * 2 * math.Pi / minute), "slew_start_s": engine.Number(t.SlewStart),
		"slew_brake_s": engine.Number(t.SlewBrake), "slew_emergency_brake_s": engine.Number(t.SlewUrgent),
		"trolley_m_per_s": engine.Number(t.TrolleySpeed / minute), "luff_s": engine.Number(t.LuffMinutes * minute),
		"hoist_m_per_s": engine.Number(t.HoistSpeed / minute),
		"load_chart":    engine.Points(t.chart()...),
	}
	t.vane(properties)
	if t.Limits.Lifting != nil {
		properties["lifting_wind_limit_m_per_s"] = engine.Number(*t.Limits.Lifting)
	}
	return properties
}

// chart is the load charts as points (falls, radius [m], load [kg]).
func (t *machine) chart() (all []mgl64.Vec3) {
	for _, c := range t.Charts {
		for _, p := range c.Points {
			all = append(all, mgl64.Vec3{float64(c.Falls), p[0], p[1] * 1000})
		}
	}
	return all
}

// loadCharts checks a machine's charts.
func (l *loader) loadCharts(node yamlfile.Node, t *machine) {
	charted := map[int]bool{}
	for k, c := range t.Charts {
		chart := crane.Chart{Falls: c.Falls}
		for _, p := range c.Points {
			chart.Points = append(chart.Points, crane.ChartPoint{Radius: p[0], Load: p[1] * 1000})
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
}

// vane adds what the wind finds. Estimates are those of lattice jibs: 0.5 m² a
// metre with its force coefficient, 0.18 t a metre, the counterweight balancing
// half of the jib's moment and more.
func (t *machine) vane(into map[string]engine.Value) {
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
