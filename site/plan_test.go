package site

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shapan/bim/schedule"
)

// withPlan is the house and its services with a schedule; alter changes files.
func withPlan(t testing.TB, section string, alter map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"flat.asc":  "ncols 40\nnrows 40\nxllcorner 634200\nyllcorner 3456300\ncellsize 1\n" + strings.Repeat(strings.Repeat("104 ", 40)+"\n", 40),
		"site.yaml": "name: House\ncrs: {epsg: 4549, easting_m: 634200, northing_m: 3456300, height_m: 100}\nground: {file: flat.asc, coordinates: map}\nmodels:\n  - {id: house, file: two-storeys.ifc, discipline: architecture}\n  - {id: services, file: services.ifc}\n" + section,
	}
	for _, name := range []string{"two-storeys.ifc", "services.ifc", "two-storeys.csv", "rules.csv", "actual.csv"} {
		text, err := os.ReadFile("../testdata/building/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	for name, text := range alter {
		files[name] = text
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "site.yaml")
}

const wholePlan = "schedule: {file: two-storeys.csv, rules: rules.csv, actual: actual.csv, status_date: \"2026-03-13\"}\n"

func TestPlan(t *testing.T) {
	p, err := Open(withPlan(t, wholePlan, nil))
	if err != nil {
		t.Fatal(err)
	}
	plan := p.Plan
	if len(plan.Parts) != 29 || len(plan.Links.Elements) != 29 || len(plan.Links.FreeElements) != 0 || len(plan.Links.FreeTasks) != 2 {
		t.Fatalf("%d parts, %d without task; %d tasks without parts", len(plan.Parts), len(plan.Links.FreeElements), len(plan.Links.FreeTasks))
	}
	// Props stand from Monday 16 March, as planned, until a week after the slab.
	props := 0
	for e, part := range plan.Parts {
		if plan.Links.Elements[e].Type != "IfcBuildingElementProxy" {
			continue
		}
		props++
		life := plan.Planned.Lives()[e]
		if part.Model != "model/services" || len(life) != 1 || !life[0].From.Equal(time.Date(2026, 3, 16, 8, 0, 0, 0, time.UTC)) || !life[0].Gone.Equal(time.Date(2026, 3, 27, 17, 0, 0, 0, time.UTC)) {
			t.Errorf("%+v lives %+v", part, life)
		}
	}
	if props != 4 {
		t.Errorf("%d props, want 4", props)
	}
	// The walls were begun two days late and are at 60 %: two days are left, from Monday.
	for k, task := range plan.Schedule.Tasks {
		if task.ID == "50" {
			if got := plan.Actual.Dates()[k].Finish; !got.Equal(time.Date(2026, 3, 17, 17, 0, 0, 0, time.UTC)) {
				t.Errorf("the walls are done %v", got)
			}
			if got := plan.Planned.Dates()[k].Finish; !got.Equal(time.Date(2026, 3, 13, 17, 0, 0, 0, time.UTC)) {
				t.Errorf("the walls were planned for %v", got)
			}
		}
	}
}

func TestPlanLinksInTheSiteFile(t *testing.T) {
	p, err := Open(withPlan(t, "schedule:\n  file: two-storeys.csv\n  links:\n    - {task: \"30\", model: services, type: \"*\"}\n    - {task: Roof, guids: [0ShapanHouse0000000039], effect: temporary}\n    - {task: \"40\", type: IfcPile}\n", nil))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.Plan.Links.Bonds); n != 8 {
		t.Errorf("%d links, want 7 of services and 1 of the roof", n)
	}
	for _, b := range p.Plan.Links.Bonds {
		if (b.Effect == schedule.Temporary) != (p.Plan.Links.Elements[b.Element].Name == "Roof") {
			t.Errorf("%+v", b)
		}
	}
	notes := strings.Join(p.Report.Notes, "\n")
	for _, want := range []string{"site.yaml:12", "IfcPile", "no element is so", "21 of 29 parts of the models are joined with no task"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes %q do not say %q", notes, want)
		}
	}
}

func TestPlanMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		section string
		alter   map[string]string
		want    []string
	}{
		"no file":         {"schedule: {file: none.xml}\n", nil, []string{"site.yaml:7", "schedule.file", "no such file"}},
		"broken schedule": {"schedule: {file: two-storeys.csv}\n", map[string]string{"two-storeys.csv": "ID,Name,Duration,Start\n1,a,five,2026-03-02\n1,b,2d,2026-15-02\n"}, []string{"two-storeys.csv:2: ", "two-storeys.csv:3: "}},
		"a ring":          {"schedule: {file: two-storeys.csv}\n", map[string]string{"two-storeys.csv": "ID,Name,Duration,Start,Predecessors\n1,a,1d,2026-03-02,2\n2,b,1d,,1\n"}, []string{"site.yaml:7", "two-storeys.csv"}},
		"rules":           {wholePlan, map[string]string{"rules.csv": "task,type,storey\n31,IfcSlab,\n30,,\n"}, []string{"rules.csv:3: "}},
		"no such task":    {wholePlan, map[string]string{"rules.csv": "task,type,storey\n31,IfcSlab,\n"}, []string{"rules.csv:2: ", `"31"`}},
		"progress":        {wholePlan, map[string]string{"actual.csv": "task,actual start,done\n10,2026-03-40,\n20,2026-03-02,\n30,2026-03-02,400\n"}, []string{"actual.csv:2: ", "actual.csv:4: "}},
		"progress of":     {wholePlan, map[string]string{"actual.csv": "task,actual start\n20,2026-03-02\n"}, []string{"actual.csv:2: ", `"20"`}},
		"status":          {"schedule: {file: two-storeys.csv, actual: actual.csv, status_date: \"2026-03-05\"}\n", nil, []string{"site.yaml:7", "status_date", "later"}},
		"links":           {"schedule:\n  file: two-storeys.csv\n  links:\n    - {task: \"31\", type: IfcSlab}\n    - {task: \"30\"}\n    - {task: \"30\", type: IfcSlab, effect: melt}\n", nil, []string{"site.yaml:10:", `"31"`, "site.yaml:11:", "needs guids", "site.yaml:12:", "melt"}},
		"clashes":         {"clashes:\n  - {a: hose}\n  - {a: house, b: house}\n  - {file: two-storeys.csv}\n  - {a: house, over_time: true}\n  - {a: house, file: x.bcfzip}\n", nil, []string{`"hose"`, "house, services", "leave b out", "not a BCF file", "no schedule", "clashes[4]"}},
	} {
		_, err := Open(withPlan(t, c.section, c.alter))
		if err == nil {
			t.Errorf("%s: no mistake", name)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v\ndoes not say %q", name, err, want)
			}
		}
	}
}
