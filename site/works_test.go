package site

import (
	"math"
	"strings"
	"testing"

	"shapan/engine"
)

// The polder of the scenarios' tests has every work once.
func TestWorksOfThePolder(t *testing.T) {
	s, err := Load("../scenarios/testdata/polder/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, a := range s.Assets {
		ids = append(ids, a.ID)
	}
	if got, want := strings.Join(ids, " "), "barrier/dyke culvert/C1 gauge/G1 gauge/G2 power/F1 power/G1 pump/P1 pump/P2 sluice/G1 sump/S1 weir/W1"; got != want {
		t.Errorf("assets\n got %s\nwant %s", got, want)
	}
	number := func(id, key string, want float64) {
		t.Helper()
		got, ok := s.Asset(id).Properties[key].Number()
		if !ok || math.Abs(got-want) > 1e-6 {
			t.Errorf("%s %s: %v, want %v", id, key, got, want)
		}
	}
	number("pump/P1", "start_delay_s", 5)
	number("pump/P1", "clogs_per_1000_m3", 0.02)
	number("pump/P2", "assist_depth_m", 2)
	number("power/G1", "fuel_h", 8)
	number("culvert/C1", "length_m", 10)
	number("culvert/C1", "invert_to_m", 0.2)
	number("sluice/G1", "speed_m_per_min", 0.5)
	number("weir/W1", "crest_level_m", 1.6)
	number("barrier/dyke", "breach_time_s", 120)
	number("barrier/dyke", "crest_level_m", 1.2)
	number("sump/S1", "area_m2", 1)
	number("sump/S1", "rim_m", 4)
	if mode, _ := s.Asset("sump/S1").Properties["mode"].Text(); mode != "node" {
		t.Errorf("mode %q", mode)
	}
	if cell, _ := s.Ground.Grid.CellAt(95, 51); s.Ground.Values[cell] < 0 {
		t.Errorf("a node sump was dug into the ground: %v m", s.Ground.Values[cell])
	}
	manning, soil := s.Layer("manning"), s.Layer("soil")
	for _, c := range []struct {
		field      *engine.Field
		x, y, want float64
	}{{manning, 11, 41, 0.03}, {manning, 11, 11, 0.05}, {soil, 11, 11, 1}, {soil, 11, 71, 2}} {
		cell, _ := s.Ground.Grid.CellAt(c.x, c.y)
		if got := float64(c.field.Values[cell]); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s at (%g, %g): %v, want %v", c.field.Name, c.x, c.y, got, c.want)
		}
	}
	found := false
	for _, f := range s.Features {
		found = found || f.ID == "section/brook" && f.Kind == "section"
	}
	if !found {
		t.Error("no section")
	}
}
