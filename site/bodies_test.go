package site

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

const typesYAML = `crane_types:
  - {id: TC60, kind: topless, jib_m: 60, counter_jib_m: 15, load_charts: [{falls: 2, radius_m_load_t: [[15, 6], [60, 1.2]]}], cost: 40, cost_per_m: 0.3}
  - {id: TL40, kind: luffing, jib_m: 40, counter_jib_m: 8, pivot_m: 1.5, load_charts: [{falls: 2, radius_m_load_t: [[10, 8], [40, 2]]}]}
`

const craneYAML = typesYAML + `cranes:
  - {id: T1, type: TC60, at: [12, 20], jib_height_m: 40}
  - {id: T2, type: TL40, at: [48, 20], jib_height_m: 30, slew_rpm: 0.5}
`

// The parts of a model stand in the way of the site's cranes, at the times of the
// schedule: the ground floor always, as no task speaks of it, the upper one from
// its task's start on.
func TestModelsStandInTheWay(t *testing.T) {
	yaml, files := withHouse(t, "{id: house, file: house.ifc}")
	files["plan.csv"] = []byte("ID,Task Name,Duration,Start,Finish,Predecessors,IfcClass,Storey,Effect\n" +
		"1,Upper floor,5 days,2026-03-09,2026-03-13,,IfcWall*|IfcColumn|IfcSlab,*Upper*,\n" +
		"2,Windows,5 days,2026-03-16,2026-03-20,1,IfcWindow,*,\n" +
		"3,Roof garden,2 days,2026-03-23,2026-03-24,2,IfcFurniture,*,\n")
	s, report, err := LoadReport(write(t, strings.Replace(yaml, "hoardings:\n", craneYAML+"schedule: {file: plan.csv, dates: planned}\nhoardings:\n", 1), files))
	if err != nil {
		t.Fatal(err)
	}
	always, later := 0, 0
	low, high := mgl64.Vec3{1e9, 1e9, 1e9}, mgl64.Vec3{-1e9, -1e9, -1e9}
	for k := range s.Bodies {
		b := &s.Bodies[k]
		for _, p := range b.Points {
			for axis, v := range p {
				low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
			}
		}
		before, after := b.StandsAt(time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)), b.StandsAt(time.Date(2026, 3, 17, 12, 0, 0, 0, time.UTC))
		switch {
		case before && after:
			always++
		case after:
			later++
		default:
			t.Errorf("%s: stands %v", b.Of, b.Stands)
		}
		e := slices.IndexFunc(s.Elements, func(e engine.Element) bool { return e.ID == b.Of })
		if e < 0 || s.Elements[e].Of != "model/house" {
			t.Errorf("body of %s: there is no such part", b.Of)
		}
	}
	if always == 0 || later == 0 || always+later != 22 {
		t.Errorf("%d parts always, %d later; the house has 22", always, later)
	}
	// The house's own zero is at (15, 20, 4.2), its 10 m go along (0.8, 0.6).
	if math.Abs(low[2]-4) > 1e-6 || math.Abs(high[2]-10.2) > 1e-6 || math.Abs(high[0]-23) > 1e-6 || math.Abs(low[1]-20) > 1e-6 {
		t.Errorf("from %v to %v", low, high)
	}
	if !slices.ContainsFunc(report.Notes, func(n string) bool { return strings.Contains(n, "plan.csv: 4:") && strings.Contains(n, "IfcFurniture") }) {
		t.Errorf("no note says that a task builds nothing: %q", report.Notes)
	}
	two := s.Asset("crane/T2")
	if v, _ := two.Properties["slew_rad_per_s"].Number(); math.Abs(v-0.5*2*math.Pi/60) > 1e-12 {
		t.Errorf("what a crane says itself does not go before its type: slew %g", v)
	}
	if v, _ := two.Properties["max_radius_m"].Number(); v != 41.5 {
		t.Errorf("reach %g of the type's luffing jib", v)
	}
}

// A model is no obstacle where it is said so, a GLB is one where it is said so.
func TestObstacleIsAChoice(t *testing.T) {
	yaml, files := withHouse(t, "{id: house, file: house.ifc, obstacle: false}")
	yaml = strings.Replace(yaml, "at: [45, 25, 7]}", "at: [45, 25, 7], obstacle: true}", 1)
	s, err := Load(write(t, strings.Replace(yaml, "hoardings:\n", craneYAML+"hoardings:\n", 1), files))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Bodies) != 1 || s.Bodies[0].Of != "model/crane" || s.Bodies[0].Stands != nil || len(s.Bodies[0].Triangles) == 0 {
		t.Fatalf("%d bodies: %+v", len(s.Bodies), s.Bodies)
	}
	for _, p := range s.Bodies[0].Points {
		if p.Sub(mgl64.Vec3{45, 25, 7}).Len() > 30 {
			t.Fatalf("a corner at %v of what stands at (45, 25, 7)", p)
		}
	}
}

// A proxy whose name says tower crane becomes one of the site: placed by the
// model, as high as a property says or its body allows, of the type that it names.
func TestCranesOfAModel(t *testing.T) {
	const column = "#373=IFCCOLUMN('0ShapanHouse0000000062',#5,'Column U4',$,$,#369,#372,$,.COLUMN.);"
	const proxy = "#373=IFCBUILDINGELEMENTPROXY('0ShapanHouse0000000062',#5,'T7 塔吊',$,$,#369,#372,$,$);"
	const height = "#400=IFCPROPERTYSINGLEVALUE('JibHeight',$,IFCLENGTHMEASURE(38500.),$);\n#401=IFCPROPERTYSET('0ShapanHouse0000000090',#5,'Crane',$,(#400));\n" +
		"#402=IFCRELDEFINESBYPROPERTIES('0ShapanHouse0000000091',#5,$,$,(#373),#401);\n"
	for _, c := range []struct {
		name, entry string
		alter       []string
		height      float64 // 0: refused, or none
		says        string
	}{
		{"by its body", "crane_type: TC60", []string{column, proxy}, 1.8, ""},
		{"by its property", "crane_type: TC60", []string{column, proxy + "\n" + height}, 38.5, ""},
		{"of the type that it names", "crane_type: TC60", []string{column, strings.Replace(proxy, "'T7 塔吊',$,$", "'T7 塔吊',$,'TL40'", 1) + "\n" + height}, 38.5, ""},
		{"a luffing one without its height", "crane_type: TL40", []string{column, proxy}, 0, "T7 塔吊 (#373): has no property JibHeight"},
		{"without a type", "", []string{column, proxy}, 0, ""},
		{"no crane", "crane_type: TC60", nil, 0, "no element of house.ifc is a tower crane"},
		{"an unknown type", "crane_type: X1", []string{column, proxy}, 0, "X1: is not among crane_types; there is TC60, TL40"},
	} {
		yaml, files := withHouse(t, "{id: house, file: house.ifc, "+c.entry+"}", c.alter...)
		s, report, err := LoadReport(write(t, strings.Replace(yaml, "hoardings:\n", typesYAML+"hoardings:\n", 1), files))
		if c.says != "" {
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "site.yaml:") {
				t.Errorf("%s: %v; expected %q", c.name, err, c.says)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		a := s.Asset("crane/T7")
		if c.height == 0 {
			if a != nil || !slices.ContainsFunc(report.Notes, func(n string) bool { return strings.Contains(n, "give crane_type") }) {
				t.Errorf("%s: %+v, notes %q", c.name, a, report.Notes)
			}
			continue
		}
		if a == nil {
			t.Errorf("%s: no crane", c.name)
			continue
		}
		// The column stands at (7.5, 4.2) of the house, on its upper floor, 3 m up.
		at := mgl64.Vec3{15 + 0.8*7.5 - 0.6*4.2, 20 + 0.6*7.5 + 0.8*4.2, 4.2 + 3}
		if h, _ := a.Properties["jib_height_m"].Number(); math.Abs(h-c.height) > 1e-6 || a.Position.Sub(at).Len() > 1e-6 {
			t.Errorf("%s: at %v, jib at %g m; expected %v, %g m", c.name, a.Position, h, at, c.height)
		}
		if kind, _ := a.Properties["type"].Text(); (kind == "luffing") != (c.name == "of the type that it names") {
			t.Errorf("%s: is %s", c.name, kind)
		}
		for _, e := range s.Elements {
			if strings.HasSuffix(e.ID, "0062") {
				t.Errorf("%s: is drawn twice, as a part of the house too", c.name)
			}
		}
		for k := range s.Bodies {
			if strings.HasSuffix(s.Bodies[k].Of, "0062") {
				t.Errorf("%s: stands in its own way", c.name)
			}
		}
	}
}

// What a catalogue may not say, each with its line.
func TestBrokenCranes(t *testing.T) {
	good := "cranes:\n  - {id: T1, at: [12, 20], jib_height_m: 40, jib_m: 50, counter_jib_m: 12, load_charts: [{radius_m_load_t: [[15, 6], [50, 1.2]]}]}\n"
	for _, c := range []struct{ old, with, want string }{
		{"jib_m: 50", "jib_m: 180", "cranes[0].jib_m: 180: must be at most 130: no maker lists a longer one"},
		{"[[15, 6], [50, 1.2]]", "[[15, 6], [30, 2.7], [25, 3], [50, 1.2]]", "radius_m_load_t[2]: radius 25 m after 30 m: radii must rise; two ranges that overlap need a chart each"},
		{"[[15, 6], [50, 1.2]]", "[[15, 1], [50, 1.2]]", "a load must not rise with the radius"},
		{"[[15, 6], [50, 1.2]]}", "[[15, 6], [50, 1.2]]}, {radius_m_load_t: [[9, 5]]}", "there is another chart for 2 falls"},
		{", load_charts: [{radius_m_load_t: [[15, 6], [50, 1.2]]}]", "", "cranes[0].load_charts: missing (or give a type, one of crane_types)"},
		{"jib_m: 50, ", "type: TC1, ", "cranes[0].type: TC1: the site lists no crane_types"},
		{"at: [12, 20], ", "at: [12, 20], pivot_m: 1, ", "pivot_m: belongs to a luffing crane"},
	} {
		text := strings.Replace(good, c.old, c.with, 1)
		if text == good {
			t.Fatalf("%q is not in the crane", c.old)
		}
		_, err := Load(write(t, changed(t, "hoardings:\n", text+"hoardings:\n"), goldenFiles(t)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "site.yaml:") {
			t.Errorf("%s: %v; expected %q", c.with, err, c.want)
		}
	}
}
