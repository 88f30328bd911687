package ifc

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shapan/bim/ifc/step"
)

// A small house: site, building, storey with a wall, its opening and door, a
// curtain wall of two plates, a space; types, materials, systems.
const house = `#1=IFCPROJECT('p',$,'House',$,$,$,$,$,#2);
#2=IFCUNITASSIGNMENT((#3,#4));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#4=IFCSIUNIT(*,.AREAUNIT.,$,.SQUARE_METRE.);
#10=IFCSITE('s',$,'Site',$,$,$,$,$,.ELEMENT.,$,$,$,$,$);
#11=IFCBUILDING('b',$,'Building',$,$,$,$,'Long name',.ELEMENT.,$,$,$);
#12=IFCBUILDINGSTOREY('st',$,'Ground',$,$,$,$,$,.ELEMENT.,-500.);
#13=IFCSPACE('sp',$,'Room',$,$,$,$,$,.ELEMENT.,.SPACE.,$);
#14=IFCRELAGGREGATES('r1',$,$,$,#1,(#10));
#15=IFCRELAGGREGATES('r2',$,$,$,#10,(#11));
#16=IFCRELAGGREGATES('r3',$,$,$,#11,(#12));
#17=IFCRELAGGREGATES('r4',$,$,$,#12,(#13));
#20=IFCWALL('w',$,'Wall',$,$,$,$,$,.NOTDEFINED.);
#21=IFCOPENINGELEMENT('o',$,'Hole',$,$,$,$,$,.OPENING.);
#22=IFCDOOR('d',$,'Door',$,$,$,$,$,2100.,900.,.DOOR.,.SINGLE_SWING_LEFT.,$);
#23=IFCRELVOIDSELEMENT('r5',$,$,$,#20,#21);
#24=IFCRELFILLSELEMENT('r6',$,$,$,#21,#22);
#25=IFCCURTAINWALL('c',$,'Curtain',$,$,$,$,$,$);
#26=IFCPLATE('c1',$,'Plate 1',$,$,$,$,$,$);
#27=IFCPLATE('c2',$,'Plate 2',$,$,$,$,$,$);
#28=IFCRELAGGREGATES('r7',$,$,$,#25,(#26,#27));
#29=IFCRELCONTAINEDINSPATIALSTRUCTURE('r8',$,$,$,(#20,#25),#12);
#30=IFCRELREFERENCEDINSPATIALSTRUCTURE('r9',$,$,$,(#25),#13);
#31=IFCWALLTYPE('wt',$,'Type W',$,$,(#41),$,$,$,.SOLIDWALL.);
#32=IFCRELDEFINESBYTYPE('r10',$,$,$,(#20),#31);
#40=IFCPROPERTYSET('q1',$,'Pset_WallCommon',$,(#50,#51,#53));
#41=IFCPROPERTYSET('q2',$,'Pset_WallCommon',$,(#52,#54));
#42=IFCRELDEFINESBYPROPERTIES('r11',$,$,$,(#20),#40);
#43=IFCELEMENTQUANTITY('q3',$,'Qto_WallBaseQuantities',$,$,(#60,#61,#62));
#44=IFCRELDEFINESBYPROPERTIES('r12',$,$,$,(#20),#43);
#50=IFCPROPERTYSINGLEVALUE('IsExternal',$,IFCBOOLEAN(.T.),$);
#51=IFCPROPERTYSINGLEVALUE('Sill',$,IFCLENGTHMEASURE(250.),$);
#52=IFCPROPERTYSINGLEVALUE('IsExternal',$,IFCBOOLEAN(.F.),$);
#53=IFCPROPERTYBOUNDEDVALUE('Range',$,IFCREAL(9.),IFCREAL(1.),$,$);
#54=IFCPROPERTYENUMERATEDVALUE('Status',$,(IFCLABEL('NEW'),IFCLABEL('TEMPORARY')),$);
#60=IFCQUANTITYLENGTH('Length',$,$,4500.,$);
#61=IFCQUANTITYAREA('NetSideArea',$,#63,12500.,$);
#62=IFCQUANTITYCOUNT('Pieces',$,$,3.,$);
#63=IFCSIUNIT(*,.AREAUNIT.,.CENTI.,.SQUARE_METRE.);
#70=IFCMATERIAL('Brick',$,'masonry');
#71=IFCMATERIAL('Plaster',$,$);
#72=IFCMATERIALLAYER(#70,240.,.F.,'core',$,$,$);
#73=IFCMATERIALLAYER(#71,15.,.U.,$,$,$,$);
#74=IFCMATERIALLAYERSET((#72,#73),'W 255',$);
#75=IFCMATERIALLAYERSETUSAGE(#74,.AXIS2.,.POSITIVE.,-120.,$);
#76=IFCRELASSOCIATESMATERIAL('r13',$,$,$,(#31),#75);
#77=IFCRELASSOCIATESMATERIAL('r14',$,$,$,(#22),#70);
#80=IFCCLASSIFICATION('NBS','2015',$,'Uniclass',$,$,$);
#81=IFCCLASSIFICATIONREFERENCE($,'Ss_25','Walls',#80,$,$);
#82=IFCCLASSIFICATIONREFERENCE('http://x','Ss_25_10','Framed walls',#81,$,$);
#83=IFCRELASSOCIATESCLASSIFICATION('r15',$,$,$,(#20),#82);
#90=IFCPRESENTATIONLAYERWITHSTYLE('A-WALL',$,(#20),'id',.F.,.T.,.F.,());
`

func TestSpatial(t *testing.T) {
	m := modelOf(t, "IFC4", house)
	roots, faults := m.Tree()
	if len(roots) != 1 || len(faults) != 0 {
		t.Fatal(roots, faults)
	}
	var names []string
	n := roots[0]
	for {
		names = append(names, n.Name)
		if len(n.Children) != 1 {
			break
		}
		if n = n.Children[0]; n.Name == "Ground" {
			near(t, "elevation", n.Elevation, -0.5, 1e-12)
			if !slices.Equal(n.Elements, []step.ID{20, 25}) {
				t.Error(n.Elements)
			}
		}
	}
	if strings.Join(names, "/") != "House/Site/Building/Ground/Room" || !slices.Equal(n.Referenced, []step.ID{25}) {
		t.Error(names, n.Referenced)
	}
	for id, want := range map[step.ID]Product{
		20: {GUID: "w", Type: "IfcWall", Name: "Wall", PredefinedType: "SOLIDWALL", TypeObject: 31, Container: 12, Storey: 12},
		21: {GUID: "o", Type: "IfcOpeningElement", Name: "Hole", PredefinedType: "OPENING", Container: 12, Storey: 12, Host: 20},
		22: {GUID: "d", Type: "IfcDoor", Name: "Door", PredefinedType: "DOOR", Container: 12, Storey: 12, Fills: 21},
		26: {GUID: "c1", Type: "IfcPlate", Name: "Plate 1", Container: 12, Storey: 12, Whole: 25},
		13: {GUID: "sp", Type: "IfcSpace", Name: "Room", PredefinedType: "SPACE", Container: 12, Storey: 12, Whole: 12},
		10: {GUID: "s", Type: "IfcSite", Name: "Site", Whole: 1},
	} {
		want.ID = id
		if got, ok := m.Product(id); got != want || !ok {
			t.Errorf("#%d: %+v", id, got)
		}
	}
	if all := m.Products(); len(all) != 10 || all[0].ID != 10 {
		t.Error(len(all), all[0])
	}
}

// Rings and trees without end do not stop the walk, and are told.
func TestRings(t *testing.T) {
	var b strings.Builder
	b.WriteString(`#1=IFCBUILDINGSTOREY('a',$,'A',$,$,$,$,$,$,$);
#2=IFCBUILDINGSTOREY('b',$,'B',$,$,$,$,$,$,$);
#3=IFCRELAGGREGATES('r',$,$,$,#1,(#2));
#4=IFCRELAGGREGATES('r',$,$,$,#2,(#1));
#5=IFCWALL('w',$,$,$,$,$,$,$,$);
#6=IFCRELVOIDSELEMENT('r',$,$,$,#5,#5);
#7=IFCRELAGGREGATES('r',$,$,$,#7,(#7));
`)
	m := modelOf(t, "IFC4", b.String())
	roots, faults := m.Tree()
	if len(roots) != 1 || roots[0].ID != 1 || len(roots[0].Children) != 1 || len(faults) != 1 || faults[0].ID != 1 {
		t.Error(roots, faults)
	}
	if p, ok := m.Product(5); !ok || p.Storey != 0 || p.Host != 5 {
		t.Errorf("%+v", p)
	}
	if s := m.Storey(m.Entity(1)); !s.Exists() || s.Number() != 2 {
		t.Error(s)
	}
	// A hundred storeys in each other.
	b.Reset()
	for k := range 100 {
		fmt.Fprintf(&b, "#%d=IFCBUILDINGSTOREY('a',$,$,$,$,$,$,$,$,$);\n#%d=IFCRELAGGREGATES('r',$,$,$,#%d,(#%d));\n", k+1, k+201, k+1, k+2)
	}
	m = modelOf(t, "IFC4", b.String())
	roots, faults = m.Tree()
	// 65 of them in the first tree, one that is told, the rest in another.
	seen := 0
	for _, r := range roots {
		for n := r; ; n = n.Children[0] {
			seen++
			if len(n.Children) == 0 {
				break
			}
		}
	}
	if len(faults) != 1 || len(roots) != 2 || seen != 99 {
		t.Error(seen, len(roots), faults)
	}
}

func TestProperties(t *testing.T) {
	m := modelOf(t, "IFC4", house)
	sets := m.PropertySets(m.Entity(20))
	if len(sets) != 2 || sets[0].Name != "Pset_WallCommon" || !sets[1].Quantities {
		t.Fatalf("%+v", sets)
	}
	for _, c := range []struct {
		set    int
		name   string
		text   string
		number float64
		unit   string
		origin Origin
		kind   PropertyKind
		more   int
	}{
		{0, "IsExternal", "true", 0, "", OfOccurrence, Single, 0}, // its type says false
		{0, "Sill", "250", 0.25, "MILLIMETRE", OfOccurrence, Single, 0},
		{0, "Range", "1", 1, "", OfOccurrence, Bounded, 2},
		{0, "Status", "NEW", 0, "", OfType, Enumerated, 1},
		{1, "Length", "4500", 4.5, "MILLIMETRE", OfOccurrence, Quantity, 0},
		{1, "NetSideArea", "12500", 1.25, "CENTISQUARE_METRE", OfOccurrence, Quantity, 0}, // in a unit of its own
		{1, "Pieces", "3", 3, "", OfOccurrence, Quantity, 0},
	} {
		p, ok := sets[c.set].Property(c.name)
		if !ok || p.Value.Text != c.text || p.Value.Unit != c.unit || p.Origin != c.origin || p.Kind != c.kind || len(p.More) != c.more {
			t.Errorf("%s: %+v", c.name, p)
		}
		near(t, c.name, p.Value.Number, c.number, 1e-12)
	}
	if sets := m.PropertySets(m.Entity(31)); len(sets) != 1 || sets[0].ID != 41 || sets[0].Properties[0].Origin != OfOccurrence {
		t.Errorf("of the type itself: %+v", sets)
	}
}

// Properties within properties that share their parts stand for millions: the
// reading ends.
func TestPropertyBomb(t *testing.T) {
	var b strings.Builder
	many := func(id string) string { return strings.TrimSuffix(strings.Repeat(id+",", 50), ",") }
	b.WriteString("#1=IFCPROPERTYSINGLEVALUE('x',$,IFCREAL(1.),$);\n")
	for k := 2; k <= 9; k++ {
		b.WriteString("#" + string(rune('0'+k)) + "=IFCCOMPLEXPROPERTY('c',$,'u',(" + many("#"+string(rune('0'+k-1))) + "));\n")
	}
	b.WriteString("#10=IFCPROPERTYSET('s',$,'Bomb',$,(#9));\n#11=IFCWALL('w',$,$,$,$,$,$,$,$);\n#12=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#11),#10);\n")
	m := modelOf(t, "IFC4", b.String())
	count := 0
	var walk func(all []Property)
	walk = func(all []Property) {
		for _, p := range all {
			count++
			walk(p.Of)
		}
	}
	for _, set := range m.PropertySets(m.Entity(11)) {
		walk(set.Properties)
	}
	if count != maxMembers {
		t.Error(count)
	}
}

func TestPredefinedSets(t *testing.T) {
	m := modelOf(t, "IFC4", `#2=IFCUNITASSIGNMENT((#3));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#20=IFCDOORLININGPROPERTIES('l',$,'Lining',$,50.,30.,$,$,$,$,$,$,$,$,$,$,$);
#21=IFCDOORTYPE('t',$,'T',$,$,(#20),$,$,$,.DOOR.,.SINGLE_SWING_LEFT.,$,$);`)
	sets := m.PropertySets(m.Entity(21))
	if len(sets) != 1 || len(sets[0].Properties) != 2 || sets[0].Properties[0].Name != "LiningDepth" {
		t.Fatalf("%+v", sets)
	}
	near(t, "lining", sets[0].Properties[0].Value.Number, 0.05, 1e-12)
}

func TestMaterials(t *testing.T) {
	m := modelOf(t, "IFC4", house)
	uses := m.Materials(m.Entity(20))
	if len(uses) != 1 || uses[0].Kind != "layers" || uses[0].Name != "W 255" || uses[0].Origin != OfType || uses[0].Direction != "AXIS2" || uses[0].Sense != "POSITIVE" || len(uses[0].Parts) != 2 {
		t.Fatalf("%+v", uses)
	}
	near(t, "offset", uses[0].Offset, -0.12, 1e-12)
	near(t, "thickness", uses[0].Thickness(), 0.255, 1e-12)
	if p := uses[0].Parts[0]; p.Material != "Brick" || p.Category != "masonry" || p.Name != "core" || p.MaterialID != 70 {
		t.Errorf("%+v", p)
	}
	if uses := m.Materials(m.Entity(22)); len(uses) != 1 || uses[0].Kind != "material" || uses[0].Parts[0].Material != "Brick" || uses[0].Origin != OfOccurrence {
		t.Errorf("%+v", uses)
	}
	if uses := m.Materials(m.Entity(26)); uses != nil {
		t.Errorf("%+v", uses)
	}
}

func TestClassificationsAndLayers(t *testing.T) {
	m := modelOf(t, "IFC4", house)
	all := m.Classifications(m.Entity(20))
	if len(all) != 1 || all[0] != (Classification{ID: 82, System: "Uniclass", Edition: "2015", Code: "Ss_25_10", Name: "Framed walls", Location: "http://x", Origin: OfOccurrence}) {
		t.Errorf("%+v", all)
	}
	layers := m.Layers()
	if len(layers) != 1 || layers[0].Name != "A-WALL" || !layers[0].Off || !layers[0].Frozen || layers[0].Blocked || !slices.Equal(m.LayersOf(m.Entity(20)), []string{"A-WALL"}) {
		t.Errorf("%+v", layers)
	}
}

func TestSystems(t *testing.T) {
	m := modelOf(t, "IFC4", `#1=IFCPIPESEGMENT('a',$,'Pipe',$,$,$,$,$,$);
#2=IFCPIPEFITTING('b',$,'Elbow',$,$,$,$,$,$);
#3=IFCDISTRIBUTIONPORT('pa',$,'out',$,$,$,$,.SOURCE.,.PIPE.,.DOMESTICCOLDWATER.);
#4=IFCDISTRIBUTIONPORT('pb',$,'in',$,$,$,$,.SINK.,.PIPE.,$);
#5=IFCRELNESTS('r1',$,$,$,#1,(#3));
#6=IFCRELCONNECTSPORTTOELEMENT('r2',$,$,$,#4,#2);
#7=IFCRELCONNECTSPORTS('r3',$,$,$,#3,#4,$);
#8=IFCDISTRIBUTIONSYSTEM('sy',$,'Cold water',$,$,'CW 1',.DOMESTICCOLDWATER.);
#9=IFCRELASSIGNSTOGROUP('r4',$,$,$,(#1,#2),$,#8);
#10=IFCBUILDING('bd',$,$,$,$,$,$,$,$,$,$,$);
#11=IFCRELSERVICESBUILDINGS('r5',$,$,$,#8,(#10));
#12=IFCRELCONNECTSPATHELEMENTS('r6',$,$,$,$,#13,#14,(),(),.ATSTART.,.ATEND.);
#13=IFCWALL('w1',$,$,$,$,$,$,$,$);
#14=IFCWALL('w2',$,$,$,$,$,$,$,$);`)
	groups := m.Groups()
	if len(groups) != 1 || groups[0].LongName != "CW 1" || groups[0].PredefinedType != "DOMESTICCOLDWATER" ||
		!slices.Equal(groups[0].Members, []step.ID{1, 2}) || !slices.Equal(groups[0].Serves, []step.ID{10}) {
		t.Errorf("%+v", groups)
	}
	if !slices.Equal(m.GroupsOf(m.Entity(2)), []step.ID{8}) {
		t.Error(m.GroupsOf(m.Entity(2)))
	}
	ports := m.Ports()
	if len(ports) != 2 || ports[0].Element != 1 || ports[1].Element != 2 || ports[0].Flow != "SOURCE" || ports[0].System != "DOMESTICCOLDWATER" {
		t.Errorf("%+v", ports)
	}
	connections := m.Connections()
	if len(connections) != 2 || connections[0] != (Connection{ID: 7, Type: "IfcRelConnectsPorts", Ends: [2]step.ID{1, 2}, Ports: [2]step.ID{3, 4}}) ||
		connections[1].Ends != [2]step.ID{13, 14} {
		t.Errorf("%+v", connections)
	}
}
