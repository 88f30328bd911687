package ifc

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// modelOf makes a model of the instances given, one a line.
func modelOf(t testing.TB, edition, instances string) *Model {
	t.Helper()
	f, err := step.Parse("test.ifc", "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('"+edition+"'));\nENDSEC;\nDATA;\n"+instances+"\nENDSEC;\nEND-ISO-10303-21;\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Faults.Err(); err != nil {
		t.Fatal(err)
	}
	return New(f)
}

func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func nearVec(t testing.TB, what string, got, want mgl64.Vec3) {
	t.Helper()
	if !(got.Sub(want).Len() <= 1e-9) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func Example() {
	f, _ := step.Parse("house.ifc", `ISO-10303-21; HEADER; FILE_SCHEMA(('IFC4')); ENDSEC; DATA;
#1=IFCPROJECT('p',$,'House',$,$,$,$,$,#2);
#2=IFCUNITASSIGNMENT((#3));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#4=IFCCARTESIANPOINT((1500.,0.,3000.));
#5=IFCAXIS2PLACEMENT3D(#4,$,$);
#6=IFCLOCALPLACEMENT($,#5);
#7=IFCWALL('w',$,'North wall',$,$,#6,$,$,.STANDARD.);
ENDSEC; END-ISO-10303-21;`)
	m := New(f)
	for _, wall := range m.Of("IfcElement") {
		inModel, _ := m.Placement(wall.ID("ObjectPlacement"))
		fmt.Println(wall.Type(), wall.Text("Name"), wall.Enum("PredefinedType"), inModel.Col(3).Vec3(), "m")
	}
	// Output: IfcWall North wall STANDARD [1.5 0 3] m
}

func TestEntity(t *testing.T) {
	m := modelOf(t, "IFC4", `#1=IFCWALLSTANDARDCASE('g',$,'a wall',$,$,$,#4,'t7',.STANDARD.);
#2=IFCDOOR('h',$,$,$,$,#99,$,$,2.1,0.9,.DOOR.,$,$);
#3=IFCRELAGGREGATES('i',$,$,$,#1,(#2,#1,#98));
#4=IFCNOSUCHTHING(1,2);
#5=IFCRELVOIDSELEMENT('j',$,$,$,#1,#2);`)
	wall := m.Entity(1)
	if wall.Type() != "IfcWallStandardCase" || !wall.Is("IfcBuildingElement") || wall.Text("Tag") != "t7" || wall.Enum("PredefinedType") != "STANDARD" {
		t.Error(wall.Type(), wall.Text("Tag"))
	}
	if h, ok := m.Entity(2).Real("OverallHeight"); h != 2.1 || !ok {
		t.Error(h, ok)
	}
	if wall.Ref("Representation").Type() != "IFCNOSUCHTHING" || wall.Ref("Representation").Is("IfcRoot") {
		t.Error("an unknown type has its name and no supertypes")
	}
	if m.Entity(2).Ref("ObjectPlacement").Exists() || m.Entity(2).ID("ObjectPlacement") != 99 {
		t.Error("#99 is not there")
	}
	if _, ok := wall.Real("OverallHeight"); ok || wall.ID("NoSuchAttribute") != 0 {
		t.Error("attributes that the type does not have")
	}
	if nothing := m.Entity(77); nothing.Exists() || nothing.Type() != "" || nothing.Text("Name") != "" || nothing.Ref("Name").Exists() || nothing.Is("IfcRoot") {
		t.Error("#77 is not there")
	}
	var parts []step.ID
	for part := range m.Entity(3).Each("RelatedObjects") {
		parts = append(parts, part.Number())
	}
	if !slices.Equal(parts, []step.ID{2, 1}) || !slices.Equal(m.Entity(3).Refs("RelatedObjects"), []step.ID{2, 1, 98}) {
		t.Error(parts, m.Entity(3).Refs("RelatedObjects"))
	}
	if all := m.Of("IfcProduct"); len(all) != 2 || all[0].Number() != 1 || all[1].Number() != 2 {
		t.Error(all)
	}
	var relations []step.ID
	for e := range m.Inverse("IfcRelDecomposes", "RelatedObjects").OfID(2) {
		relations = append(relations, e.Number())
	}
	for e := range m.Inverse("IfcRelVoidsElement", "RelatingBuildingElement").Of(wall) {
		relations = append(relations, e.Number())
	}
	for e := range m.Inverse("IfcRelVoidsElement", "RelatingBuildingElement").OfID(2) {
		relations = append(relations, e.Number())
	}
	if !slices.Equal(relations, []step.ID{3, 5}) {
		t.Error(relations)
	}
}

func TestUnits(t *testing.T) {
	m := modelOf(t, "IFC2X3", `#1=IFCPROJECT('p',$,$,$,$,$,$,(),#2);
#2=IFCUNITASSIGNMENT((#3,#6,#10,#11,#12,#13));
#3=IFCCONVERSIONBASEDUNIT(#9,.LENGTHUNIT.,'Foot',#4);
#4=IFCMEASUREWITHUNIT(IFCLENGTHMEASURE(304.8),#5);
#5=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#6=IFCCONVERSIONBASEDUNIT(#9,.PLANEANGLEUNIT.,'DEGREE',#7);
#7=IFCMEASUREWITHUNIT(IFCPLANEANGLEMEASURE(0.017453292519943295),#8);
#8=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);
#9=IFCDIMENSIONALEXPONENTS(1,0,0,0,0,0,0);
#10=IFCSIUNIT(*,.AREAUNIT.,.CENTI.,.SQUARE_METRE.);
#11=IFCSIUNIT(*,.MASSUNIT.,.KILO.,.GRAM.);
#12=IFCCONVERSIONBASEDUNIT(#9,.TIMEUNIT.,'SELF',#14);
#13=IFCSIUNIT(*,.VOLUMEUNIT.,.MILLI.,.CUBIC_METRE.);
#14=IFCMEASUREWITHUNIT(IFCTIMEMEASURE(2.),#12);
#15=IFCDERIVEDUNIT((#16,#17),.USERDEFINED.,'density');
#16=IFCDERIVEDUNITELEMENT(#11,1);
#17=IFCDERIVEDUNITELEMENT(#5,-3);`)
	near(t, "foot", m.Units.Length, 0.3048, 1e-15)
	near(t, "degree", m.Units.Angle, math.Pi/180, 1e-15)
	near(t, "cm²", m.Units.Area, 1e-4, 1e-18)
	near(t, "mm³", m.Units.Volume, 1e-9, 1e-22)
	near(t, "kg", m.Units.Mass, 1, 1e-15)
	if m.Units.LengthName != "FOOT" || m.Units.AngleName != "DEGREE" {
		t.Error(m.Units)
	}
	if len(m.Warnings) != 1 || m.Warnings[0].ID != 12 {
		t.Errorf("a unit defined by itself: %v", m.Warnings)
	}
	factor, name, err := m.Unit(m.Entity(15))
	near(t, "kg/mm³", factor, 1e9, 1)
	if name != "KILOGRAM·MILLIMETRE⁻³" || err != nil {
		t.Error(name, err)
	}
	if m := modelOf(t, "IFC4", "#1=IFCWALL('w',$,$,$,$,$,$,$,$);"); m.Units.Length != 1 || len(m.Warnings) != 1 {
		t.Error("no units: metres, and a warning", m.Units, m.Warnings)
	}
}

func TestContexts(t *testing.T) {
	m := modelOf(t, "IFC4", `#1=IFCPROJECT('p',$,$,$,$,$,$,(#5),#2);
#2=IFCUNITASSIGNMENT((#3));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#4=IFCGEOMETRICREPRESENTATIONSUBCONTEXT('Body',$,*,*,*,*,#5,$,.MODEL_VIEW.,$);
#5=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,0.01,#6,#8);
#6=IFCAXIS2PLACEMENT3D(#7,$,$);
#7=IFCCARTESIANPOINT((1000.,0.,0.));
#8=IFCDIRECTION((3.,4.));
#9=IFCGEOMETRICREPRESENTATIONSUBCONTEXT('Loop',$,*,*,*,*,#9,$,.MODEL_VIEW.,$);`)
	body, ok := m.Context(4)
	if !ok || body.Type != "Model" || body.Identifier != "Body" || body.TargetView != "MODEL_VIEW" || body.Dimension != 3 || body.Parent != 5 {
		t.Errorf("%+v", body)
	}
	near(t, "precision", body.Precision, 1e-5, 1e-18)
	nearVec(t, "world", body.World.Col(3).Vec3(), mgl64.Vec3{1, 0, 0})
	nearVec(t, "north", body.TrueNorth.Vec3(0), mgl64.Vec3{0.6, 0.8, 0})
	if len(m.Contexts) != 3 || len(m.Warnings) != 0 {
		t.Error(m.Contexts, m.Warnings)
	}
}

func TestPlacement(t *testing.T) {
	m := modelOf(t, "IFC4", `#1=IFCPROJECT('p',$,$,$,$,$,$,$,#2);
#2=IFCUNITASSIGNMENT((#3));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#10=IFCCARTESIANPOINT((1000.,2000.,3000.));
#11=IFCDIRECTION((0.,1.,0.));
#12=IFCDIRECTION((0.,0.,2.));
#13=IFCAXIS2PLACEMENT3D(#10,#12,#11);
#14=IFCLOCALPLACEMENT($,#13);
#15=IFCCARTESIANPOINT((500.,0.));
#16=IFCAXIS2PLACEMENT2D(#15,$);
#17=IFCLOCALPLACEMENT(#14,#16);
#20=IFCLOCALPLACEMENT(#21,#16);
#21=IFCLOCALPLACEMENT(#22,#16);
#22=IFCLOCALPLACEMENT(#21,#16);
#23=IFCLOCALPLACEMENT(#23,#16);
#30=IFCCARTESIANPOINT((NaN,0.,0.));
#31=IFCAXIS2PLACEMENT3D(#30,$,$);
#32=IFCLOCALPLACEMENT($,#31);
#33=IFCLOCALPLACEMENT(#32,#16);
#34=IFCLOCALPLACEMENT($,$);
#35=IFCLOCALPLACEMENT(#98,#16);
#40=IFCDIRECTION((1.,0.,0.));
#41=IFCAXIS2PLACEMENT3D(#10,#40,#40);
#42=IFCLOCALPLACEMENT($,#41);
#43=IFCCARTESIANPOINT((1.7E308,0.,0.));
#44=IFCAXIS2PLACEMENT3D(#43,$,$);
#45=IFCLOCALPLACEMENT($,#44);
#46=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#50=IFCDIRECTION((0.,0.));
#51=IFCAXIS2PLACEMENT2D(#15,#50);
#52=IFCLOCALPLACEMENT($,#51);`)
	at := func(id step.ID) mgl64.Mat4 {
		t.Helper()
		a, err := m.Placement(id)
		if err != nil {
			t.Error(err)
		}
		return a
	}
	// #14: x is the model's y, z stays up, so y is the model's -x.
	nearVec(t, "#14", at(14).Col(3).Vec3(), mgl64.Vec3{1, 2, 3})
	nearVec(t, "#14 x", at(14).Col(0).Vec3(), mgl64.Vec3{0, 1, 0})
	nearVec(t, "#14 y", at(14).Col(1).Vec3(), mgl64.Vec3{-1, 0, 0})
	nearVec(t, "#17", at(17).Col(3).Vec3(), mgl64.Vec3{1, 2.5, 3})
	nearVec(t, "#35 on one that is not there", at(35).Col(3).Vec3(), mgl64.Vec3{0.5, 0, 0})
	nearVec(t, "#52 x of length 0", at(52).Col(0).Vec3(), mgl64.Vec3{1, 0, 0})
	odd := at(42) // RefDirection along Axis: a frame all the same
	near(t, "#42 determinant", odd.Det(), 1, 1e-12)
	if at(0) != mgl64.Ident4() {
		t.Error("no placement is the model's frame")
	}
	for id, want := range map[step.ID]string{
		20: "leads back", 21: "leads back", 22: "leads back", 23: "leads back",
		32: "#30=IfcCartesianPoint: Coordinates", 33: "#30=IfcCartesianPoint: Coordinates",
		34: "RelativePlacement", 13: "expected an IfcObjectPlacement", 99: "not in the file",
	} {
		if _, err := m.Placement(id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("#%d: %v, want %q", id, err, want)
		}
	}
}

// A chain is followed to a bound, and one that is longer costs neither stack nor
// time; each placement of it is told the same whatever was asked first.
func TestPlacementChain(t *testing.T) {
	const n = 200_000
	var b strings.Builder
	b.WriteString("#1=IFCCARTESIANPOINT((1.,0.,0.));\n#2=IFCAXIS2PLACEMENT3D(#1,$,$);\n#10=IFCLOCALPLACEMENT($,#2);\n")
	for k := 1; k < n; k++ {
		fmt.Fprintf(&b, "#%d=IFCLOCALPLACEMENT(#%d,#2);\n", 10+k, 9+k)
	}
	m := modelOf(t, "IFC4", b.String())
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for _, k := range []int{n - 1, deepestPlacement, deepestPlacement - 1, 100, 0} {
				at, err := m.Placement(step.ID(10 + k))
				if k >= deepestPlacement {
					if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%d placements", k+1)) {
						t.Errorf("%d: %v", k, err)
					}
				} else if err != nil || at.Col(3)[0] != float64(k+1) {
					t.Errorf("%d: %v %v", k, at.Col(3), err)
				}
			}
		})
	}
	wait.Wait()
}

func TestGridPlacement(t *testing.T) {
	m := modelOf(t, "IFC4", `#1=IFCCARTESIANPOINT((0.,0.));
#2=IFCCARTESIANPOINT((10.,0.));
#3=IFCCARTESIANPOINT((4.,-5.));
#4=IFCCARTESIANPOINT((4.,5.));
#5=IFCPOLYLINE((#1,#2));
#6=IFCPOLYLINE((#3,#4));
#7=IFCGRIDAXIS('A',#5,.T.);
#8=IFCGRIDAXIS('1',#6,.T.);
#9=IFCVIRTUALGRIDINTERSECTION((#7,#8),(0.5,0.25,2.));
#10=IFCGRIDPLACEMENT(#9,$);
#11=IFCGRID('g',$,$,$,$,#12,$,(#7),(#8),$,$);
#12=IFCLOCALPLACEMENT($,#13);
#13=IFCAXIS2PLACEMENT3D(#14,$,$);
#14=IFCCARTESIANPOINT((100.,0.,0.));
#20=IFCGRIDAXIS('2',#5,.F.);
#21=IFCVIRTUALGRIDINTERSECTION((#7,#20),(0.,0.));
#22=IFCGRIDPLACEMENT(#21,$);
#30=IFCAXIS2PLACEMENT2D(#1,$);
#31=IFCCIRCLE(#30,5.);
#32=IFCGRIDAXIS('r',#31,.T.);
#33=IFCVIRTUALGRIDINTERSECTION((#32,#8),(0.,0.));
#34=IFCGRIDPLACEMENT(#33,#9);`)
	// A lies on y = 0, moved 0.5 to its left; 1 on x = 4, moved 0.25 to its left, west.
	a, err := m.Placement(10)
	if err != nil {
		t.Fatal(err)
	}
	nearVec(t, "crossing", a.Col(3).Vec3(), mgl64.Vec3{103.75, 0.5, 2})
	nearVec(t, "along A", a.Col(0).Vec3(), mgl64.Vec3{1, 0, 0})
	if _, err := m.Placement(22); err == nil || !strings.Contains(err.Error(), "do not meet") {
		t.Error(err)
	}
	// A circle of 5 crosses x = 4 at y = 3, the further one; x points to the other crossing.
	if a, err = m.Placement(34); err != nil {
		t.Fatal(err)
	}
	nearVec(t, "circle", a.Col(3).Vec3(), mgl64.Vec3{104, 3, 0})
	nearVec(t, "towards", a.Col(0).Vec3(), mgl64.Vec3{-0.25, -2.5, 0}.Normalize())
}

func TestLinearPlacement(t *testing.T) {
	m := modelOf(t, "IFC4X3", `#1=IFCCARTESIANPOINT((7.,0.,0.));
#2=IFCAXIS2PLACEMENT3D(#1,$,$);
#3=IFCLINEARPLACEMENT($,$,#2);
#4=IFCLINEARPLACEMENT($,$,$);`)
	a, err := m.Placement(3)
	if err != nil {
		t.Fatal(err)
	}
	nearVec(t, "CartesianPosition", a.Col(3).Vec3(), mgl64.Vec3{7, 0, 0})
	if _, err := m.Placement(4); err == nil {
		t.Error("no curve and no position")
	}
	m = New(m.File)
	m.Linear = func(Entity) (mgl64.Mat4, error) { return mgl64.Translate3D(1, 2, 3), nil }
	if a, err = m.Placement(4); err != nil {
		t.Fatal(err)
	}
	nearVec(t, "by the curve", a.Col(3).Vec3(), mgl64.Vec3{1, 2, 3})
}
