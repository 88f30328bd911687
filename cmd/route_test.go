package cmd

import (
	"math"
	"os"
	"path/filepath"
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
