package cmd

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestBenchCollideTellsAllItHasMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	b, err := json.Marshal(stopwatch{goes: 1}.measureCollide())
	if err != nil {
		t.Fatal(err)
	}
	var r map[string]float64
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&r); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"capsule_capsule_ns", "load_building_distance_ns", "load_building_distance_mean_ns", "jib_building_distance_ns",
		"jib_building_distance_mean_ns", "pair_ttc_ns", "fleet50_core_fraction"} {
		if !(r[key] > 0) {
			t.Errorf("%s is %v", key, r[key])
		}
	}
	if r["triangles"] != 102240 {
		t.Errorf("%v triangles, not 102,240", r["triangles"])
	}
}
