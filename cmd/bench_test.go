package cmd

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"shapan/engine/solver/shallowwater"
	"shapan/scenarios"
)

// bench runs shapan bench flow with these flags.
func bench(t *testing.T, flags ...string) (said string, err error) {
	t.Helper()
	var out bytes.Buffer
	c := newRoot()
	c.SetOut(&out)
	c.SetArgs(append([]string{"bench", "flow"}, flags...))
	err = c.Execute()
	return out.String(), err
}

func TestBenchTellsAllItHasMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	said, err := bench(t, "--case", "dam", "--n", "64", "--seconds", "0.2", "--threads", "1", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var r map[string]any
	if err := json.Unmarshal([]byte(said), &r); err != nil {
		t.Fatalf("%v in\n%s", err, said)
	}
	for _, key := range []string{"case", "vectors", "cells", "steps", "cell_updates", "seconds", "cell_updates_per_s",
		"equivalent_updates_per_s", "threads", "order", "bytes_per_update_min", "mass_error", "memory_copy_bytes_per_s",
		"memory_limit_updates_per_s", "smallest_dt_s", "simulated_seconds", "complete"} {
		value, there := r[key]
		if number, is := value.(float64); !there || is && number <= 0 && key != "mass_error" {
			t.Errorf("%s is %v", key, value)
		}
	}
	if len(r) != 17 {
		t.Errorf("%d keys, not 17: %v", len(r), r)
	}
}

func TestBenchCountsAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	for name := range flowCases {
		for order := 1; order <= 2; order++ {
			b := flowBench{name: name, n: 64, order: order, seconds: 0.2, copyBytes: 1 << 20}
			r, err := b.measure(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if r.Cells != 64*64 || r.Updates <= 0 || r.Steps <= 0 || r.Updates > r.Steps*int64(r.Cells) {
				t.Errorf("%s, order %d: %d updates in %d steps of %d cells", name, order, r.Updates, r.Steps, r.Cells)
			}
			if r.Seconds < b.seconds && !(flowCases[name].once && r.Complete) || r.Simulated < flowTick || !(r.SmallestDt > 0 && r.SmallestDt <= flowTick) {
				t.Errorf("%s, order %d: %g s, %g s of water, smallest step %g s", name, order, r.Seconds, r.Simulated, r.SmallestDt)
			}
			if got := r.Rate * r.Seconds; math.Abs(got-float64(r.Updates)) > 1e-9*got {
				t.Errorf("%s, order %d: %g updates/s in %g s are not %d", name, order, r.Rate, r.Seconds, r.Updates)
			}
			// No step was smaller, so no cell was computed more often than that.
			if r.Equivalent < r.Rate*(1-1e-9) {
				t.Errorf("%s, order %d: %g updates/s, but %g at the smallest step", name, order, r.Rate, r.Equivalent)
			}
			if !(r.MassError <= 1e-9) {
				t.Errorf("%s, order %d: mass error %g, allowed 1e-9", name, order, r.MassError)
			}
			if math.Abs(r.Limit*float64(r.BytesPerCell)/r.CopyRate-1) > 1e-12 {
				t.Errorf("limit %g/s of %d bytes at %g B/s", r.Limit, r.BytesPerCell, r.CopyRate)
			}
		}
	}
}

func TestBenchNamesAllWrongFlags(t *testing.T) {
	_, err := bench(t, "--case", "tsunami", "--n", "15", "--order", "3", "--threads", "-1", "--seconds", "NaN")
	if err == nil || !badInput(err) {
		t.Fatalf("error %v, is not bad input", err)
	}
	for _, want := range []string{"--case tsunami", "city, dam, pit, rain", "--n 15", "16 to 20000", "--order 3", "--threads -1", "--seconds NaN"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
}

func TestBenchRefusesWhatTheMachineCannotHold(t *testing.T) {
	b := flowBench{name: "dam", n: mostCells, order: 2, seconds: 1}
	free, known := scenarios.MemoryAvailable()
	if !known || b.memoryNeeded() <= free {
		t.Skipf("%d MB free, or not known: this machine holds the largest grid", free>>20)
	}
	_, err := bench(t, "--n", "20000", "--order", "2")
	if err == nil || !badInput(err) || !strings.Contains(err.Error(), "MB free: at most --n ") {
		t.Errorf("error: %v", err)
	}
}

func TestBenchCity(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	c := shallowwater.Config{Grid: shallowwater.Grid{NX: 1000, NY: 1000, Cell: 1}, Bed: make([]float64, 1e6), Manning: make([]float64, 1e6)}
	cityCase.lay(&c, nil)
	if n := len(cityBuildings()); n != 120 {
		t.Errorf("%d buildings, not 120", n)
	}
	blocked, deep, lowest := 0, 0, 0.0
	for k, kind := range c.Kind {
		x, y := cityPlan(c.Grid, k)
		if kind == shallowwater.Blocked {
			blocked++
			if cityPit.holds(x, y) || min(fromStreet(x), fromStreet(y)) < cityStreet/2 {
				t.Fatalf("a building at %g, %g", x, y)
			}
		}
		if cityPit.holds(x, y) {
			deep++
			lowest = min(lowest, c.Bed[k])
		}
	}
	if blocked != 120*80*24 || deep != 200*50 || lowest > -15 {
		t.Errorf("%d cells of buildings, %d of the pit, which is %g m deep", blocked, deep, lowest)
	}
	all, most := 0.0, float32(0)
	for k, w := range roofsToGround(&c) {
		all += float64(w)
		most = max(most, w)
		if (w > 0) != (c.Kind[k] == shallowwater.Open) {
			t.Fatalf("cell %d of kind %d has the rain of %g cells", k, c.Kind[k], w)
		}
	}
	if all != 1e6 || most < 10 || most > 30 {
		t.Errorf("rain of %g cells falls, at most that of %g on one", all, most)
	}
}

func TestBenchDoesAJobOnce(t *testing.T) {
	b := flowBench{name: "city", n: 16, order: 1, threads: 1, seconds: 600, copyBytes: 1 << 20}
	r, err := b.measure(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !r.Complete || r.Simulated != 3600 || !(r.MassError <= 1e-9) {
		t.Errorf("complete %v, %g s of water, mass error %g", r.Complete, r.Simulated, r.MassError)
	}
}
