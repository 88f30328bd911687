package cmd

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The golden routes of the manifest, to the centimetre.
func TestRouteFindsTheGoldenRoutes(t *testing.T) {
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
