package cmd

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// A plan, a model with the elements of two of its tasks, and a date: what stands
// and what nothing builds.
func TestScheduleCommand(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plan := put("plan.csv", "ID,Name,Duration,Start,Predecessors\n1,Walls,5d,2026-03-02,\n2,Slab,3d,,1\n3,Paint,2d,,1\n")
	rules := put("rules.csv", "task,type,storey,effect\nWalls,IfcWall*,,\nSlab,Slab,,\nPaint,IfcWall*,,visit\nPaint,IfcDoor,,\n")
	model := put("house.ifc", "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n#1=IFCWALL('wall',$,'W1',$,$,$,$,$,$);\n#2=IFCSLAB('slab',$,'S1',$,$,$,$,$,$);\n#3=IFCBEAM('beam',$,'B1',$,$,$,$,$,$);\nENDSEC;\nEND-ISO-10303-21;\n")
	c := scheduleCommand()
	var out bytes.Buffer
	c.SetOut(&out)
	c.SetArgs([]string{plan, "--model", model, "--rules", rules, "--on", "2026-03-10", "--json"})
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	var got scheduleAnswerRead
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Finish != "2026-03-11T17:00:00Z" || len(got.Path) != 2 || got.Tasks[2].FloatH != 8 {
		t.Errorf("finish %s, path %v, float of the paint %v: must be 11 March 17:00, walls and slab, 8 h", got.Finish, got.Path, got.Tasks[2].FloatH)
	}
	e := got.Elements
	if e.Bonds != 3 || len(e.Free) != 1 || e.Free[0] != "beam" || len(e.Unused) != 1 {
		t.Errorf("%+v", e)
	}
	// By the end of Tuesday the 10th, two of the slab's three days are done.
	if e.On.Actual["standing"] != 1 || e.On.Actual["in work"] != 1 || e.On.Actual["unscheduled"] != 1 {
		t.Errorf("on the 10th: %v", e.On.Actual)
	}
	for _, bad := range [][]string{{plan, "--on", "soon"}, {put("bad.csv", "ID,Name,Duration\n1,Walls,long\n")}, {model}} {
		c := scheduleCommand()
		c.SetArgs(bad)
		c.SilenceErrors, c.SilenceUsage = true, true
		if err := c.Execute(); err == nil || !badInput(err) {
			t.Errorf("%v: %v; must be the user's to mend", bad, err)
		}
	}
}

type scheduleAnswerRead struct {
	Finish string
	Path   []string
	Tasks  []struct {
		FloatH float64 `json:"total_float_h"`
	}
	Elements struct {
		Bonds  int
		Free   []string `json:"free_elements"`
		Unused []any    `json:"unused_rules"`
		On     struct{ Actual map[string]int }
	}
}
