package alarm

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func watch(s *Sensor, values []float64) (faults map[Fault]int, h Health) {
	faults = map[Fault]int{}
	for k, v := range values {
		at := minutes(float64(10 * k))
		var f Fault
		h, f = h.See(s, Observed{At: at, Received: at.Add(time.Second), Value: v})
		faults[f]++
	}
	return faults, h
}

func TestFaultsOfSensors(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	s := &Sensor{Every: 10 * time.Minute, Low: -100, High: 100, Noise: 0.02}
	sound := make([]float64, 500)
	for k := range sound {
		sound[k] = 0.01*float64(k) + 0.1*r.NormFloat64()
	}
	if f, _ := watch(s, sound); f[Sound] < 490 {
		t.Errorf("a sound sensor: %v", f)
	}
	spiky := append([]float64{}, sound...)
	for k := 50; k < 500; k += 50 {
		spiky[k] += 30
	}
	if f, h := watch(s, spiky); f[Spike] < 9 || f[Spike] > 14 || math.Abs(h.Recent[len(h.Recent)-1].Value-5) > 1 {
		t.Errorf("nine spikes: %v", f)
	}
	stuck := append([]float64{}, sound...)
	for k := 200; k < 500; k++ {
		stuck[k] = stuck[200]
	}
	if f, _ := watch(s, stuck); f[Stuck] < 250 {
		t.Errorf("stuck for 300 readings: %v", f)
	}
	step := append([]float64{}, sound...)
	for k := 300; k < 500; k++ {
		step[k] += 20 // the wall has moved: the third such reading is believed
	}
	if f, h := watch(s, step); f[Spike] > 8 || h.Recent[len(h.Recent)-1].Value < 20 {
		t.Errorf("a step: %v", f)
	}
	if f, _ := watch(s, []float64{1, 200, math.NaN(), 2}); f[Range] != 2 {
		t.Errorf("out of range: %v", f)
	}
	h := Health{}
	if _, f := h.See(s, Observed{At: t0, Received: t0.Add(time.Hour), Value: 1}); f != Skew {
		t.Errorf("a clock an hour off: %v", f)
	}
	_, h = watch(s, sound[:5])
	if h.Silent(s, minutes(60)) || !h.Silent(s, minutes(75)) {
		t.Error("silence is told after three intervals")
	}
	d := &Sensor{MostOff: 2}
	if Drifts(d, 5, []float64{1, 2}) || !Drifts(d, 5, []float64{1, 1.5, 2}) || Drifts(d, 3, []float64{1, 1.5, 2}) {
		t.Error("drift against neighbours")
	}
}

func TestFloodAndRoots(t *testing.T) {
	var all []Raised
	for k := range 12 {
		all = append(all, Raised{At: minutes(float64(k) / 2), Point: string(rune('a' + k)), Tier: Notice, Group: []string{"north", ""}[k/9]})
	}
	all[3].Tier = Danger
	if !Flood(false, all, minutes(6)) || Flood(false, all[:8], minutes(6)) || !Flood(true, all[:8], minutes(6)) || Flood(true, all, minutes(30)) {
		t.Error("more than ten in ten minutes are a flood, until fewer than five")
	}
	roots := Roots(all, time.Minute)
	if len(roots) != 4 || len(roots[0].Others) != 8 || roots[0].First.Point != "a" || roots[0].Worst != Danger {
		t.Errorf("%d roots: %+v", len(roots), roots)
	}
	if again := Roots(all, 10*time.Second); len(again) != 12 {
		t.Errorf("%d roots within 10 s, want 12", len(again))
	}
}
