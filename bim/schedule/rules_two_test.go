package schedule

import (
	"strings"
	"testing"
)

// Two columns are enough, whatever divides them and in whatever language.
func TestRulesOfTwoColumns(t *testing.T) {
	for text, want := range map[string]Rule{
		"task,type\n65,IfcWall*\n":                 {Task: "65", Type: "IfcWall*", Line: 2},
		"Task;Type\nWalls;IfcWall\n":               {Task: "Walls", Type: "IfcWall", Line: 2},
		"任务,类型\n1,墙\n":                             {Task: "1", Type: "墙", Line: 2},
		"House of 2026\n\ntask,type\n\"1\",Slab\n": {Task: "1", Type: "Slab", Line: 4},
	} {
		rules, err := ReadRules("rules.csv", []byte(text), Options{})
		if err != nil || len(rules) != 1 || rules[0].Task != want.Task || rules[0].Type != want.Type || rules[0].Line != want.Line || rules[0].Effect != Build {
			t.Errorf("%q: %+v, %v", text, rules, err)
		}
	}
	if _, err := ReadRules("rules.csv", []byte("one,two\n1,2\n"), Options{}); err == nil || !strings.Contains(err.Error(), "task, type") {
		t.Errorf("columns of nothing: %v", err)
	}
	// In a schedule a column "type" says nothing of elements: one heading is no table.
	if _, err := Read("plan.csv", []byte("task,type\n1,IfcWall\n"), Options{}); err == nil {
		t.Error("a table of rules is taken for a schedule")
	}
}
