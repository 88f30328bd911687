package schema

import (
	"fmt"
	"strings"
	"testing"

	"shapan/bim/ifc/step"
)

func Example() {
	wall := For(step.IFC4).Entity("IFCWALLSTANDARDCASE")
	fmt.Println(wall.Name, wall.Is("IfcProduct"), wall.Index("ObjectPlacement"))
	fmt.Println(strings.Join(wall.Attributes, " "))
	// Output:
	// IfcWallStandardCase true 5
	// GlobalId OwnerHistory Name Description ObjectType ObjectPlacement Representation Tag PredefinedType
}

// Places as in files that other programs wrote, one of each kind of trap:
// derived attributes keep their place, editions differ.
func TestIndex(t *testing.T) {
	for _, c := range []struct {
		edition         step.Schema
		name, attribute string
		want            int
	}{
		{step.IFC2X3, "IFCSIUNIT", "Name", 3}, // Dimensions is derived and written *
		{step.IFC2X3, "IFCORIENTEDEDGE", "EdgeElement", 2},
		{step.IFC2X3, "IFCGEOMETRICREPRESENTATIONSUBCONTEXT", "ParentContext", 6},
		{step.IFC2X3, "IFCTASK", "IsMilestone", 8},
		{step.IFC4, "IFCTASK", "IsMilestone", 9},
		{step.IFC4, "IFCTASK", "TaskTime", 11},
		{step.IFC4X3, "IFCLOCALPLACEMENT", "RelativePlacement", 1},
		{step.IFC4X3, "IFCWALL", "PredefinedType", 8},
		{step.IFC2X3, "IFCWALL", "PredefinedType", -1},
		{step.IFC4, "IFCALIGNMENTCURVE", "Vertical", 1},   // of IFC4X1, found in a file of IFC4
		{step.IFC4X3, "IFCSOLIDSTRATUM", "GlobalId", 0},   // of IFC4X3_RC3
		{step.Unknown, "IFCELECTRICALELEMENT", "Tag", 7},  // of IFC2X3 alone
		{step.IFC2X, "IFCBUILDINGELEMENTPROXY", "Tag", 7}, // IFC2X with IFC2X3's table
	} {
		if got := For(c.edition).Entity(c.name).Index(c.attribute); got != c.want {
			t.Errorf("%s %s.%s: place %d, want %d", c.edition, c.name, c.attribute, got, c.want)
		}
	}
}

func TestIs(t *testing.T) {
	for _, c := range []struct {
		edition     step.Schema
		name, super string
		want        bool
	}{
		{step.IFC2X3, "IFCDOOR", "IfcElement", true},
		{step.IFC2X3, "IFCDOOR", "IfcDoor", true},
		{step.IFC2X3, "IFCDOOR", "IfcWindow", false},
		{step.IFC4X3, "IFCWALL", "IfcBuiltElement", true},
		{step.IFC4, "IFCWALL", "IfcBuiltElement", false},
		{step.IFC4, "IFCNOSUCHTHING", "IfcRoot", false},
	} {
		if got := For(c.edition).Entity(c.name).Is(c.super); got != c.want {
			t.Errorf("%s %s is %s: %v", c.edition, c.name, c.super, got)
		}
	}
}

// Every line of every table has a supertype that exists, no attribute twice, and
// stands where it is found.
func TestTables(t *testing.T) {
	for _, edition := range []step.Schema{step.IFC2X3, step.IFC4, step.IFC4X1, step.IFC4X3} {
		s := For(edition)
		lines := 0
		for _, table := range s.tables {
			for line := range strings.Lines(table) {
				if line[0] == '#' {
					continue
				}
				lines++
				name, rest, _ := strings.Cut(line, " ")
				if find(table, strings.ToUpper(name)) != line {
					t.Errorf("%s: not found in its table", name)
				}
				e := s.Entity(strings.ToUpper(name))
				if e == nil || e.Name != name {
					t.Fatalf("%s %s: %+v", edition, name, e)
				}
				if parent := strings.Fields(rest)[0]; parent != "-" && s.Entity(strings.ToUpper(parent)) == nil {
					t.Fatalf("%s %s: no supertype %s", edition, name, parent)
				}
				seen := map[string]bool{}
				for _, a := range e.Attributes {
					if seen[a] {
						t.Errorf("%s %s: %s twice", edition, e.Name, a)
					}
					seen[a] = true
				}
			}
		}
		if lines < 600 {
			t.Errorf("%s: only %d lines in its tables", edition, lines)
		}
	}
}

// An edition's tables are made and the types of a common file looked up.
func BenchmarkEntity(b *testing.B) {
	names := []string{"IFCWALL", "IFCDOOR", "IFCLOCALPLACEMENT", "IFCCARTESIANPOINT", "IFCEXTRUDEDAREASOLID", "IFCRELAGGREGATES"}
	for b.Loop() {
		s := For(step.IFC4)
		for _, name := range names {
			s.Entity(name)
		}
	}
}
