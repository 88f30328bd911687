package ifc

import (
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

const millimetres = `#1=IFCPROJECT('p',$,'P',$,$,$,$,(#5),#2);
#2=IFCUNITASSIGNMENT((#3));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#4=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#5=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,$,#6,#8);
#6=IFCAXIS2PLACEMENT3D(#7,$,$);
#7=IFCCARTESIANPOINT((0.,0.,0.));
#8=IFCDIRECTION((0.5,0.8660254037844386));
`

func TestMapConversion(t *testing.T) {
	m := modelOf(t, "IFC4", millimetres+`#10=IFCPROJECTEDCRS('EPSG:25832','UTM 32','ETRS89','DHHN2016','UTM','32',#4);
#11=IFCMAPCONVERSION(#5,#10,458657.3,5438232.25,113.7,0.8660254037844386,0.5,0.001);
#12=IFCSITE('s',$,$,$,$,$,$,$,.ELEMENT.,(49,5,43,983700),(8,26,1,247300),113700.,$,$);`)
	g := m.Georeference()
	if g.Conversion == nil || g.CRS == nil || g.Site == nil || len(g.Warnings) != 0 {
		t.Fatalf("%+v", g)
	}
	if g.CRS.Name != "EPSG:25832" || g.CRS.VerticalDatum != "DHHN2016" || g.CRS.Unit != 1 {
		t.Errorf("%+v", g.CRS)
	}
	near(t, "rotation", g.Conversion.Rotation, math.Pi/6, 1e-12)
	near(t, "scale", g.Conversion.Scale, 1, 1e-12)
	// North of the model is 30° clockwise from its y axis: the map's and true north agree.
	near(t, "true north", g.TrueNorth, -math.Pi/6, 1e-12)
	near(t, "latitude", g.Site.Latitude, 49+5/60.0+43.9837/3600, 1e-12)
	near(t, "elevation", g.Site.Elevation, 113.7, 1e-9)
	at := g.Conversion.MapFromModel().Mul4x1(mgl64.Vec4{10, 0, 1, 1}).Vec3()
	nearVec(t, "10 m along x", at.Sub(mgl64.Vec3{458657.3, 5438232.25, 113.7}), mgl64.Vec3{10 * math.Cos(math.Pi/6), 5, 1})

	// The site's latitude and longitude lie 1.1 km from a map that is off by that.
	near := func(_ string, _, _ float64) (float64, float64, error) { return 49.0955510, 8.43368, nil }
	far := func(_ string, _, _ float64) (float64, float64, error) { return 49.1055510, 8.43368, nil }
	m.CompareSite(&g, near)
	m.CompareSite(&g, func(string, float64, float64) (float64, float64, error) { return 0, 0, errors.New("not known") })
	if len(g.Warnings) != 0 {
		t.Error(g.Warnings)
	}
	m.CompareSite(&g, far)
	if len(g.Warnings) != 1 || !strings.Contains(g.Warnings[0].Text, "1.1 km") {
		t.Error(g.Warnings)
	}
}

// What files get wrong about their scale and what they tell twice.
func TestGeoreferenceDisagrees(t *testing.T) {
	crs := "#10=IFCPROJECTEDCRS('EPSG:25832',$,$,$,$,$,#4);\n"
	for _, c := range []struct{ name, text, want string }{
		{"inverse scale", crs + "#11=IFCMAPCONVERSION(#5,#10,4.E5,5.E6,0.,0.866,0.5,1000.);", "taken for its inverse"},
		{"no scale between mm and m", crs + "#11=IFCMAPCONVERSION(#5,#10,4.E5,5.E6,0.,0.866,0.5,$);", "not scaled"},
		{"two conversions", crs + "#11=IFCMAPCONVERSION(#5,#10,4.E5,5.E6,0.,0.866,0.5,0.001);#12=IFCMAPCONVERSION(#6,#10,4.E5,5000000.5,0.,0.866,0.5,0.001);", "origins 0.500 m apart"},
		{"north", crs + "#11=IFCMAPCONVERSION(#5,#10,4.E5,5.E6,0.,1.,0.,0.001);", "TrueNorth are -30.00° apart"},
		{"two sites", "#12=IFCSITE('s',$,$,$,$,$,$,$,$,(49,5,43),(8,26,1),0.,$,$);#13=IFCSITE('s',$,$,$,$,$,$,$,$,(49,6,43),(8,26,1),0.,$,$);", "the latter is used"},
		{"two norths", "#12=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Plan',2,$,#6,#13);#13=IFCDIRECTION((0.,1.));", "TrueNorth differs by 30.000°"},
		{"latitude 99", "#12=IFCSITE('s',$,$,$,$,$,$,$,$,(99,5,43),(8,26,1),0.,$,$);", "beyond the earth"},
		{"no eastings", crs + "#11=IFCMAPCONVERSION(#5,#10,$,5.E6,0.,0.866,0.5,0.001);", "left out"},
	} {
		g := modelOf(t, "IFC4", millimetres+c.text).Georeference()
		if len(g.Warnings) != 1 || !strings.Contains(g.Warnings[0].Text, c.want) {
			t.Errorf("%s: %+v", c.name, g.Warnings)
		}
		if g.Conversion != nil && math.Abs(g.Conversion.Scale-1) > 1e-12 {
			t.Errorf("%s: scale %v", c.name, g.Conversion.Scale)
		}
	}
}

func TestMapPropertySets(t *testing.T) {
	m := modelOf(t, "IFC2X3", `#1=IFCPROJECT('p',$,'P',$,$,$,$,$,#2);
#2=IFCUNITASSIGNMENT((#3));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#4=IFCSITE('s',$,$,$,$,$,$,$,$,(-33,-51,-24),(151,12,40),0.,$,$);
#5=IFCPROPERTYSET('a',$,'ePSet_MapConversion',$,(#6,#7,#8,#9,#10));
#6=IFCPROPERTYSINGLEVALUE('Eastings',$,IFCLENGTHMEASURE(76670.),$);
#7=IFCPROPERTYSINGLEVALUE('Northings',$,IFCLENGTHMEASURE(77179.),$);
#8=IFCPROPERTYSINGLEVALUE('OrthogonalHeight',$,IFCREAL(293.7),$);
#9=IFCPROPERTYSINGLEVALUE('Scale',$,IFCREAL(0.001),$);
#10=IFCPROPERTYSINGLEVALUE('XAxisAbscissa',$,IFCREAL(1.),$);
#11=IFCPROPERTYSET('b',$,'ePset_ProjectedCRS',$,(#12,#13));
#12=IFCPROPERTYSINGLEVALUE('Name',$,IFCLABEL('EPSG:2169'),$);
#13=IFCPROPERTYSINGLEVALUE('MapUnit',$,IFCIDENTIFIER('METRE'),$);
#14=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#4),#5);
#15=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#4),#11);`)
	g := m.Georeference()
	if g.Conversion == nil || g.CRS == nil || g.CRS.Name != "EPSG:2169" || len(g.Warnings) != 0 {
		t.Fatalf("%+v", g)
	}
	near(t, "eastings", g.Conversion.Eastings, 76670, 1e-6)
	near(t, "northings", g.Conversion.Northings, 77179, 1e-6)
	near(t, "height", g.Conversion.Height, 293.7, 1e-9)
	near(t, "scale", g.Conversion.Scale, 1, 1e-12)
	near(t, "latitude", g.Site.Latitude, -(33 + 51/60.0 + 24/3600.0), 1e-12)
}

func TestRigidOperation(t *testing.T) {
	m := modelOf(t, "IFC4X3", `#1=IFCPROJECT('p',$,'P',$,$,$,$,(#5),#2);
#2=IFCUNITASSIGNMENT((#3,#30));
#3=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#30=IFCCONVERSIONBASEDUNIT($,.PLANEANGLEUNIT.,'DEGREE',#31);
#31=IFCMEASUREWITHUNIT(IFCPLANEANGLEMEASURE(0.0174532925199433),#32);
#32=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);
#5=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,$,$,$);
#10=IFCGEOGRAPHICCRS('EPSG:4258','ETRS89',$,$,$,$);
#11=IFCRIGIDOPERATION(#5,#10,IFCPLANEANGLEMEASURE(14.),IFCPLANEANGLEMEASURE(46.),475.);
#12=IFCPROJECTEDCRS('EPSG:25833',$,$,$,$,$,$);
#13=IFCRIGIDOPERATION(#5,#12,IFCLENGTHMEASURE(35010.),IFCLENGTHMEASURE(1560.),10.);
#14=IFCWELLKNOWNTEXT('PROJCRS[...]',#12);`)
	g := m.Georeference()
	if g.Conversion == nil || !g.Conversion.Geographic || g.CRS.Name != "EPSG:4258" || len(g.Warnings) != 0 {
		t.Fatalf("%+v", g)
	}
	near(t, "first", g.Conversion.First, 14*math.Pi/180, 1e-12)
	near(t, "height", g.Conversion.Height, 475, 1e-9)
	if crs := m.mapCRS(m.Entity(12)); crs.WKT != "PROJCRS[...]" {
		t.Errorf("%+v", crs)
	}
}

// The real files that tell where they are.
func TestRealGeoreferences(t *testing.T) {
	root := shared(t, "ifc")
	for _, c := range []struct {
		file, crs, source  string
		east, north, scale float64
		warnings           int
	}{
		{"pcert/Building-Hvac.ifc", "EPSG:32760", "IfcMapConversion", 729013.3488297004, 9063992.684697363, 1, 0},
		{"geo/Duplex_A_20110907_georeferenced.ifc", "EPSG:9897", "ePset_MapConversion", 76670, 77179, 1, 0},
		{"unit-ifc43/geographic-referencing-utm.ifc", "EPSG:25832", "IfcMapConversion", 458657.30, 5438232.25, 1, 1}, // Scale 1000 from mm to m
		{"infra/MCON-2.ifc", "EPSG:3878", "IfcMapConversion", 24525000, 6876000, 1, 0},
		{"infra/Georeferencing_PROJCS,VERTCSWKT-RO.ifc", `COMPOUNDCRS["BBT_TM-WGS84-EVRF2007", ... ]`, "IfcRigidOperation", 35010, 1560, 1, 0},
	} {
		m, err := Open(filepath.Join(root, c.file))
		if err != nil {
			t.Fatal(err)
		}
		g := m.Georeference()
		if g.Conversion == nil || g.CRS == nil || g.CRS.Name != c.crs || g.Conversion.Source != c.source || len(g.Warnings) != c.warnings {
			t.Errorf("%s: %+v %+v %+v", c.file, g.Conversion, g.CRS, g.Warnings)
			continue
		}
		near(t, c.file+" east", g.Conversion.Eastings, c.east, 1e-6)
		near(t, c.file+" north", g.Conversion.Northings, c.north, 1e-6)
		near(t, c.file+" scale", g.Conversion.Scale, c.scale, 1e-12)
	}
}
