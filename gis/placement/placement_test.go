package placement

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/crs"
)

// The site lies in Shanghai, in the zone of CGCS2000 with meridian 120 E.
func site(t *testing.T) Target {
	t.Helper()
	c, err := crs.FromEPSG(4549)
	if err != nil {
		t.Fatal(err)
	}
	return Target{CRS: c, Origin: engine.Origin{EPSG: 4549, Easting: 634200, Northing: 3456300}, Extent: Bounds{0, 0, 600, 600}}
}

// at is a rectangle of 100 m in the middle of the site, in another system.
func at(t *testing.T, target Target, to string) Bounds {
	t.Helper()
	c, _, err := crs.FromUser(to)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := crs.NewTransformation(target.CRS, c)
	if err != nil {
		t.Fatal(err)
	}
	return around(Bounds{634450, 3456550, 634550, 3456650}, func(x, y float64) (float64, float64) {
		u, v, _ := tr.Forward(x, y, 0)
		return u, v
	})
}

func TestWhatAFileSaysIsTaken(t *testing.T) {
	target := site(t)
	for _, c := range []struct {
		name string
		s    Source
		crs  string // begins with
		how  string // contains
	}{
		{"code", Source{EPSG: 4549, From: "crs member", Bounds: Bounds{634450, 3456550, 634550, 3456650}}, "EPSG:4549", "crs member"},
		{"another zone", Source{EPSG: 4550, From: "crs member", Bounds: at(t, target, "4550")}, "EPSG:4550", "EPSG:4550"},
		{"degrees", Source{Usual: "OGC:CRS84", Bounds: at(t, target, "4326")}, "EPSG:4326", "does not say"},
		{"key", Source{Key: "EPSG:32651", Bounds: at(t, target, "32651")}, "EPSG:32651", "key"},
		{"site", Source{Key: "site", Bounds: Bounds{250, 250, 350, 350}}, "site coordinates", "key"},
		{"map", Source{Key: "map", Bounds: Bounds{634450, 3456550, 634550, 3456650}}, "EPSG:4549", "key"},
		{"guessed map", Source{Bounds: Bounds{634450, 3456550, 634550, 3456650}}, "EPSG:4549", "guessed"},
		{"guessed site", Source{Bounds: Bounds{250, 250, 350, 350}}, "site coordinates", "guessed"},
	} {
		p, err := Find(c.s, target)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if err := p.Judge(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if !strings.HasPrefix(p.CRS, c.crs) || !strings.Contains(p.How, c.how) {
			t.Errorf("%s: taken for %q (%s), want %s (%s)", c.name, p.CRS, p.How, c.crs, c.how)
		}
		// A rectangle's bounds in another projection are a little larger.
		for k, want := range (Bounds{250, 250, 350, 350}) {
			if math.Abs(p.Extent[k]-want) > 4 {
				t.Errorf("%s: lies at %v", c.name, p.Extent)
				break
			}
		}
		if guessed := c.how == "guessed"; guessed != (len(p.Warnings) > 0) {
			t.Errorf("%s: warnings %q", c.name, p.Warnings)
		}
		q := mgl64.Vec3{123.456, 321.654, 0}
		x, y, z := p.FromSite(q)
		if back := p.ToSite(x, y, z); back.Sub(q).Len() > 1e-6 {
			t.Errorf("%s: there and back %v", c.name, back.Sub(q))
		}
	}
}

// A web map's places are some 480 m off; undone, they are where they belong.
func TestWebMapsAreUndone(t *testing.T) {
	target := site(t)
	wgs, _ := crs.FromEPSG(4326)
	tr, err := crs.NewTransformation(target.CRS, wgs)
	if err != nil {
		t.Fatal(err)
	}
	lon, lat, _ := tr.Forward(634500, 3456600, 0)
	for _, c := range []struct {
		key   string
		shown func(lon, lat float64) (float64, float64)
	}{{"gcj02", crs.GCJ02FromWGS84}, {"BD-09", crs.BD09FromWGS84}} {
		x, y := c.shown(lon, lat)
		p, err := Find(Source{Key: c.key, Bounds: Bounds{x, y, x, y}}, target)
		if err != nil {
			t.Fatal(err)
		}
		if q := p.ToSite(x, y, 0); math.Hypot(q[0]-300, q[1]-300) > 1e-3 {
			t.Errorf("%s: %v, want (300, 300)", c.key, q)
		}
		plain, _ := Find(Source{Key: "EPSG:4326", Bounds: Bounds{x, y, x, y}}, target)
		if q := plain.ToSite(x, y, 0); math.Hypot(q[0]-300, q[1]-300) < 300 {
			t.Errorf("%s taken as WGS 84 lies only %.0f m off", c.key, math.Hypot(q[0]-300, q[1]-300))
		}
		if len(p.Warnings) == 0 || p.Accuracy < 1 {
			t.Errorf("%s: no word of its accuracy", c.key)
		}
	}
}

// What cannot be meant is an error with what would put it right.
func TestMistakesAreNamedWithTheirRemedy(t *testing.T) {
	target := site(t)
	degrees := at(t, target, "4326")
	for _, c := range []struct {
		name, want string
		s          Source
	}{
		{"latitude first", "swap_axes: true", Source{Usual: "OGC:CRS84", Bounds: degrees.swapped()}},
		{"X = north", "swap_axes: true", Source{Key: "map", Bounds: Bounds{3456550, 634450, 3456650, 634550}}},
		{"prefix of the zone", "coordinates: EPSG:4528", Source{Key: "EPSG:4549", Bounds: at(t, target, "4528")}},
		{"next zone", "coordinates: EPSG:4550", Source{EPSG: 4548, Bounds: at(t, target, "4550")}},
		{"site's own", "coordinates: site", Source{Key: "map", Bounds: Bounds{250, 250, 350, 350}}},
		{"the map's", "coordinates: map", Source{Key: "site", Bounds: Bounds{634450, 3456550, 634550, 3456650}}},
		{"degrees as metres", "coordinates: EPSG:4490", Source{Key: "map", Bounds: degrees}},
		{"web Mercator", "coordinates: EPSG:3857", Source{EPSG: 4549, Bounds: at(t, target, "3857")}},
		{"elsewhere", "km from the site", Source{EPSG: 4326, Bounds: Bounds{2.3, 48.8, 2.4, 48.9}}},
	} {
		p, err := Find(c.s, target)
		if err == nil {
			err = p.Judge()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	// The error says so to programs, too.
	p, err := Find(Source{Key: "map", Bounds: Bounds{3456550, 634450, 3456650, 634550}}, target)
	if err != nil {
		t.Fatal(err)
	}
	var m *Misplaced
	if !errors.As(p.Judge(), &m) || !m.Swap || m.Coordinates != "" {
		t.Errorf("X = north: %+v", m)
	}
	swapped, err := Find(Source{Usual: "OGC:CRS84", Swap: true, Bounds: degrees.swapped()}, target)
	if err != nil {
		t.Fatal(err)
	}
	if err := swapped.Judge(); err != nil {
		t.Error(err)
	}
	if _, err := Find(Source{File: "a.shp", Bounds: Bounds{1e5, 2e5, 1e5 + 10, 2e5 + 10}}, target); err == nil || !strings.Contains(err.Error(), ".prj") {
		t.Errorf("a shapefile without .prj: %v", err)
	}
	if p, err := Find(Source{File: "a.tif", Key: "map", EPSG: 32651, From: "GeoKeys", Bounds: Bounds{634450, 3456550, 634550, 3456650}}, target); err != nil || len(p.Warnings) != 1 {
		t.Errorf("file and key disagree: %v, %v", err, p)
	}
}

// A survey of half a province, without its zone, lies on the site in its own zone
// and grazes it in the zones beside: the one is named in which its middle is
// nearest to the site's. Zones of 3° are some 285 km apart here.
func TestTheNearestSiblingIsNamed(t *testing.T) {
	target := site(t)
	for want, name := range map[int]string{4550: "the next zone", 4551: "the one after"} {
		b := at(t, target, fmt.Sprint(want))
		const wide = 300e3 // [m]
		b = Bounds{b[0] - wide, b[1] - wide, b[2] + wide, b[3] + wide}
		s := Source{EPSG: 4326, Bounds: b}
		p, err := Find(s, target)
		if err != nil {
			t.Fatal(err)
		}
		var m *Misplaced
		if err := p.Judge(); !errors.As(err, &m) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		other, _, err := crs.FromUser(m.Coordinates)
		if err != nil {
			t.Fatal(err)
		}
		this, _ := crs.FromEPSG(want)
		if !agree(other, this, b) {
			t.Errorf("%s: %v, want EPSG:%d", name, m, want)
		}
	}
}

func TestAnotherDatumWithoutParametersIsRefused(t *testing.T) {
	if _, err := Find(Source{EPSG: 2437, Bounds: Bounds{634450, 3456550, 634550, 3456650}}, site(t)); err == nil || !strings.Contains(err.Error(), "towgs84") {
		t.Errorf("Beijing 1954: %v", err)
	}
}

// A site so large that degrees, too, could be its own coordinates.
func TestDegreesAreNotTakenForASitesOwn(t *testing.T) {
	target := site(t)
	target.Extent = Bounds{0, 0, 5000, 5000}
	degrees := at(t, target, "4326")
	p, err := Find(Source{Usual: "OGC:CRS84", Bounds: degrees.swapped()}, target)
	if err == nil {
		err = p.Judge()
	}
	if err == nil || !strings.Contains(err.Error(), "swap_axes: true") {
		t.Errorf("%v", err)
	}
}

func TestNumbersThatCannotBeOfTheirSystemAreDoubted(t *testing.T) {
	nowhere := Target{Extent: Bounds{1, 1, -1, -1}} // as for the ground of a new site
	nowhere.CRS = site(t).CRS
	for _, c := range []struct {
		name, want string
		s          Source
	}{
		{"right", "", Source{EPSG: 4549, Bounds: Bounds{634000, 3456000, 635000, 3457000}}},
		{"a zone's rim", "", Source{EPSG: 4549, Bounds: Bounds{700000, 3456000, 701000, 3457000}}},
		{"X = north", "swap_axes", Source{EPSG: 4549, Bounds: Bounds{3456000, 634000, 3457000, 635000}}},
		{"X = north, swapped", "", Source{EPSG: 4549, Swap: true, Bounds: Bounds{3456000, 634000, 3457000, 635000}}},
		{"prefix", "is that the right system", Source{EPSG: 4549, Bounds: Bounds{40634000, 3456000, 40635000, 3457000}}},
		{"degrees", "look like degrees", Source{Key: "map", Bounds: Bounds{121.4, 31.2, 121.5, 31.3}}},
	} {
		p, err := Find(c.s, nowhere)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := strings.Join(p.Warnings, "; "); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: warnings %q, want %q", c.name, got, c.want)
		}
	}
}
