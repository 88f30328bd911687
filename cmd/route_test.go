package cmd

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// The golden routes of the manifest, to the centimetre.
func TestRouteFindsTheGoldenRoutes(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	file, err := filepath.Abs("../../shared/data/gis/osm_shanghai_huangpu_roads.osm")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Skipf("%s is not here: no real roads to drive on", file)
	}
	for _, c := range []struct {
		from, to string
		length   float64
	}{
		{"node/62906031", "node/1888343889", 5008.45},
		{"node/62906031", "node/13290354021", 2499.86},
		{"node/13290354021", "node/62906031", 2742.14},
	} {
		got, err := routeCall{mode: "all", from: c.from, to: c.to, k: 1, limit: 200}.answer(file)
		if err != nil {
			t.Fatal(err)
		}
		if length := got["length_m"].(float64); math.Abs(length-c.length) > 0.005 {
			t.Errorf("%s to %s: %.3f m, want %.2f", c.from, c.to, length, c.length)
		}
	}
	for within, nodes := range map[float64]int{500: 33, 1000: 130, 2000: 305} {
		got, err := routeCall{mode: "all", from: "node/62906031", within: within, k: 1}.answer(file)
		if err != nil {
			t.Fatal(err)
		}
		if got["nodes"] != nodes {
			t.Errorf("within %g m: %v nodes, want %d", within, got["nodes"], nodes)
		}
	}
	ways, err := routeCall{mode: "vehicle", from: "121.4700,31.2250", to: "121.4800,31.2350", k: 3, limit: 300}.answer(file)
	if err != nil {
		t.Fatal(err)
	}
	if list := ways["routes"].([]map[string]any); len(list) < 2 || list[0]["time_s"].(float64) > list[1]["time_s"].(float64) {
		t.Errorf("alternatives %v", ways)
	}
	if _, err := (routeCall{mode: "vehicle", from: "121.0,31.0", to: "121.48,31.235", k: 1, limit: 200}).answer(file); err == nil {
		t.Error("a place far from any road has a way")
	}
}

func TestRouteWithinKeepsToOpenWays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "roads.osm")
	text := `<osm version="0.6"><node id="1" lon="121.47" lat="31.23"/><node id="2" lon="121.471" lat="31.23"/><node id="3" lon="121.472" lat="31.23"/>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way></osm>`
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for closed, nodes := range map[int64]int{0: 3, 11: 2} {
		call := routeCall{mode: "vehicle", from: "node/1", within: 500, k: 1, limit: 200}
		if closed != 0 {
			call.closed = []int64{closed}
		}
		got, err := call.answer(file)
		if err != nil || got["nodes"] != nodes {
			t.Errorf("closed %d: %v, %v; want %d nodes", closed, got, err, nodes)
		}
	}
	for _, call := range []routeCall{
		{mode: "all", from: "node/1", within: math.NaN(), k: 1},
		{mode: "all", from: "node/1", within: math.Inf(1), k: 1},
		{mode: "all", from: "node/1", to: "node/2", within: 5, k: 1},
		{mode: "all", from: "node/1", to: "node/2", limit: -1, k: 1},
	} {
		if _, err := call.answer(file); err == nil {
			t.Errorf("%+v is answered", call)
		}
	}
}

// What a map shows of a way and of what is reached lies where the figures say.
func TestRouteShapes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "roads.osm")
	// a block of 0.002° × 0.002° and a street that leads away from it
	text := `<osm version="0.6"><node id="1" lon="121.470" lat="31.230"/><node id="2" lon="121.472" lat="31.230"/><node id="3" lon="121.472" lat="31.232"/><node id="4" lon="121.470" lat="31.232"/><node id="5" lon="121.480" lat="31.230"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="residential"/></way>
<way id="11"><nd ref="2"/><nd ref="5"/><tag k="highway" v="residential"/></way></osm>`
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, call := range []routeCall{
		{mode: "vehicle", from: "node/1", within: 900},
		{mode: "foot", from: "121.47,31.23", minutes: 11}, // 916 m at 5 km/h
	} {
		call.k, call.limit, call.width, call.shapes = 1, 200, 25, true
		_, shapes, err := call.ask(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(shapes.Features) != 2 {
			t.Fatalf("%d features: want the area and the roads", len(shapes.Features))
		}
		area := shapes.Features[0].Geometry.(orb.MultiPolygon)
		if len(area) != 1 || len(area[0]) != 2 {
			t.Fatalf("%d polygons: want one with the block as its hole", len(area))
		}
		for p, in := range map[orb.Point]bool{
			{121.471, 31.2301}: true, {121.471, 31.231}: false, // beside the road; in the middle of the block
			{121.477, 31.23}: true, {121.4798, 31.23}: false, // on the street; beyond the limit
		} {
			if planar.MultiPolygonContains(area, p) != in {
				t.Errorf("%s: %v inside: want %v", call.mode, p, in)
			}
		}
		// 900 m: the block, 825.1 m around, and 709.8 m of the street; corners are as good as 1 % of it
		if m2 := shapes.Features[0].Properties["area_m2"].(float64); call.within > 0 && math.Abs(m2-50*(825.1+709.8)) > 0.02*m2 {
			t.Errorf("%v m², want about 76,745", m2)
		}
	}
	for _, to := range []string{"node/5", "121.48,31.23"} {
		_, shapes, err := routeCall{mode: "vehicle", from: "121.47,31.23", to: to, k: 1, limit: 200, shapes: true}.ask(file)
		if err != nil {
			t.Fatal(err)
		}
		line := shapes.Features[0].Geometry.(orb.LineString)
		a, b := line[0], line[len(line)-1]
		if math.Hypot(a[0]-121.47, a[1]-31.23) > 1e-7 || math.Hypot(b[0]-121.48, b[1]-31.23) > 1e-7 {
			t.Errorf("to %s: from %v to %v", to, a, b)
		}
	}
	if _, _, err := (routeCall{mode: "all", from: "node/1", minutes: 5, k: 1}).ask(file); err == nil {
		t.Error("a mode without speeds is asked for minutes")
	}
	if _, _, err := (routeCall{mode: "all", from: "node/1", within: 500, k: 1, width: -1, shapes: true}).ask(file); err == nil {
		t.Error("a width of -1 m is taken")
	}
}

// A street of three stretches and one that is not joined to it: what cannot be
// reached is told in the words that were typed.
func TestRouteSpeaksInTypedCoordinates(t *testing.T) {
	text := `<osm version="0.6"><node id="1" lon="121.47" lat="31.23"/><node id="2" lon="121.471" lat="31.23"/><node id="3" lon="121.472" lat="31.23"/>
<node id="4" lon="121.48" lat="31.24"/><node id="5" lon="121.481" lat="31.24"/><node id="6" lon="121.473" lat="31.23"/>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><nd ref="6"/><tag k="highway" v="residential"/></way>
<way id="12"><nd ref="4"/><nd ref="5"/><tag k="highway" v="residential"/></way></osm>`
	file := write(t, t.TempDir(), "roads.osm", text)
	for _, c := range []struct {
		from, to, want string
	}{
		{"121.0,31.0", "121.471,31.23", "--from 121.0,31.0 cannot be reached by vehicle: no road near enough: the nearest is 5"},
		{"121.471,31.23", "121.0, 31.0", "--to 121.0, 31.0 cannot be reached by vehicle: no road near enough"},
		{"121.4719,31.23", "121.4702,31.2301", "--to 121.4702,31.2301 cannot be reached by vehicle: closed in this run from --from 121.4719,31.23"},
		{"121.4719,31.23", "121.4805,31.2401", "(--limit); the road 11.1 m from it is not joined with the rest"},
		{"31.23,121.471", "121.4701,31.23", "longitude stands first: 121.471,31.23?"},
		{"NaN,31.23", "121.47,31.23", "--from NaN,31.23: must be lon,lat"},
		{"121.47,31.23", "121.47,Inf", "--to 121.47,Inf: must be lon,lat"},
	} {
		_, err := routeCall{mode: "vehicle", from: c.from, to: c.to, k: 1, limit: 200, closed: []int64{10}}.answer(file)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s to %s: %v, want %s", c.from, c.to, err, c.want)
		}
	}
	if _, err := (routeCall{mode: "vehicle", from: "121.0,31.0", within: 500, k: 1, limit: 200}).answer(file); err == nil || !strings.HasPrefix(err.Error(), "--from 121.0,31.0 ") {
		t.Errorf("within: %v", err)
	}
	// Some 11 m north of the road: 0.0001° of 110.9 km.
	got, err := routeCall{mode: "vehicle", from: "121.4702,31.2301", to: "121.4718,31.23", k: 1, limit: 200}.answer(file)
	if err != nil || math.Abs(got["from_road_m"].(float64)-11.1) > 0.15 || got["to_road_m"] != 0.0 {
		t.Errorf("%v, %v", got, err)
	}
}
