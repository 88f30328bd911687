package schedule

import (
	"slices"
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

// Two models of one site share a GUID, a storey and a type: the column tells them
// apart, by pattern too; without it a rule is for both, as before.
func TestRulesTellModelsApart(t *testing.T) {
	plan, err := Read("plan.csv", []byte("id,name,duration\n1,Walls,1\n2,Old walls,1\n3,Named,1\n4,All,1\n5,None,1\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"task,model,guid,type,effect\n1,house,,IfcWall,build\n2,old*,,IfcWall,remove\n3,house,G,,visit\n4,,G,,visit\n5,garage,G,,\n5,garage,,IfcWall,\n",
		"任务,模型,构件guid,类型,作用\n1,house,,墙,施工\n2,old*,,墙,拆除\n3,house,G,,其他\n4,,G,,其他\n5,garage,G,,\n5,garage,,墙,\n",
	} {
		rules, err := ReadRules("rules.csv", []byte(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		l := plan.Match([]Element{{GUID: "G", Type: "IfcWall", Model: "house"}, {GUID: "G", Type: "IfcWall", Model: "old house"}}, rules)
		want := []Bond{{0, 0, Build}, {2, 0, Visit}, {3, 0, Visit}, {1, 1, Remove}, {3, 1, Visit}}
		if !slices.Equal(l.Bonds, want) {
			t.Errorf("%v, want %v", l.Bonds, want)
		}
		if len(l.Unused) != 2 || !strings.Contains(l.Unused[0].Expected, "in the rule's model") || !strings.Contains(l.Unused[1].Value, "model garage") {
			t.Errorf("unused: %v", l.Unused)
		}
	}
}
