package infiltration

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// patchwork is a map of all laws, storage, pavement and gullies at random.
func patchwork(r *rand.Rand, n int) Config {
	loam, _ := FindTexture("loam")
	c := Config{
		Classes: []Class{
			{Name: "loam", Law: loam.GreenAmpt(r.Float64()), Storage: 0.003 * r.Float64()},
			{Name: "lawn", Law: loamHorton, Room: 0.05 * r.Float64()},
			{Name: "gravel", Law: ConstantLoss{Rate: 1e-5}},
			{Name: "slab", Law: Sealed{}, Storage: 0.001},
			{Name: "full", Law: GreenAmpt{Conductivity: 1e-6, Suction: 0.1}},
		},
		Soil: make([]uint8, n), Paved: make([]float32, n), PavedStorage: 0.001, Drain: make([]float32, n),
	}
	for k := 0; k < n; {
		class := uint8(r.IntN(6))
		if class == 5 {
			class = NoSoil
		}
		for m := r.IntN(400); m >= 0 && k < n; m-- {
			c.Soil[k] = class
			c.Paved[k] = float32(r.IntN(5)) / 4
			c.Drain[k] = float32(r.IntN(2)) * 2e-6
			k++
		}
	}
	switch r.IntN(4) {
	case 0:
		c.Paved = nil
	case 1:
		c.Drain = nil
	}
	return c
}

// What soaks in is all accounted for, whatever the ground and the weather.
// Allowed: 1e-12 of it.
func TestNothingIsLost(t *testing.T) {
	seeds := 200
	if testing.Short() {
		seeds = 20
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		p := newSurface(mustNew(t, patchwork(r, 700)), r.IntN(2) == 0)
		for range 25 {
			must(t, p.soil.SetEvaporation(float64(r.IntN(2))*1e-7))
			rain := 0.0
			if r.IntN(2) == 0 {
				rain = 1e-4 * r.Float64() * r.Float64()
			}
			p.tick(t, math.Pow(10, 3*r.Float64()), rain, 1+r.IntN(3))
		}
		a, soaked := p.soil.Account(), 0.0
		for k, x := range p.soaked {
			soaked += x
			if w := p.soil.water[k]; !(w >= 0) || p.soil.conf.Soil[k] == NoSoil && x > 0 {
				t.Fatalf("seed %d, cell %d: %g m in the soil, %g m soaked in", seed, k, w, x)
			}
			if class := p.soil.conf.Soil[k]; class == 1 && p.soil.water[k] > p.soil.conf.Classes[1].Room+1e-7 {
				t.Fatalf("seed %d, cell %d: %g m in room for %g m", seed, k, p.soil.water[k], p.soil.conf.Classes[1].Room)
			}
		}
		if sum := a.Soil + a.Held + a.Evaporated + a.Drained; math.Abs(sum-soaked) > 1e-12*soaked || math.Abs(a.Soaked-soaked) > 1e-12*soaked {
			t.Fatalf("seed %d: %g m soaked in, the account %+v has %g m", seed, soaked, a, sum)
		}
	}
}

// A Soil that takes over a state goes on bit by bit.
func TestStateGoesOnBitByBit(t *testing.T) {
	c := patchwork(rand.New(rand.NewPCG(3, 3)), 900)
	a, b := newSurface(mustNew(t, c), false), newSurface(mustNew(t, c), false)
	must(t, a.soil.SetEvaporation(1e-7))
	for k := range 20 {
		a.tick(t, 30, float64(k%3)*1e-5, 2)
	}
	state := a.soil.State()
	must(t, b.soil.SetState(state))
	copy(b.pond, a.pond)
	copy(b.soaked, a.soaked)
	for k := range 20 {
		a.tick(t, 30, float64(k%3)*1e-5, 2)
		b.tick(t, 30, float64(k%3)*1e-5, 2)
	}
	if !bytes.Equal(a.soil.State(), b.soil.State()) {
		t.Error("the states differ")
	}

	for name, bad := range map[string][]byte{
		"empty": nil, "cut off": state[:len(state)-1], "too long": append(bytes.Clone(state), 0),
		"another version": append([]byte("infilt99"), state[8:]...),
		"NaN":             append(bytes.Clone(state[:len(state)-8]), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
	} {
		before := b.soil.State()
		if b.soil.SetState(bad) == nil || !bytes.Equal(before, b.soil.State()) {
			t.Errorf("%s: taken over", name)
		}
	}
	c.PavedStorage += 1e-9
	if err := mustNew(t, c).SetState(state); err == nil {
		t.Error("the state of another map is taken over")
	}
}

// A map is the sum of its cells: neighbours and order do not matter.
func TestCellsAreAlone(t *testing.T) {
	c := patchwork(rand.New(rand.NewPCG(5, 5)), 600)
	whole := newSurface(mustNew(t, c), false)
	whole.rain(t, 0, 1200, 60, 2e-5)
	for cell := 0; cell < len(c.Soil); cell += 37 {
		one := Config{Classes: c.Classes, Soil: c.Soil[cell:][:1], PavedStorage: c.PavedStorage}
		if c.Paved != nil {
			one.Paved = c.Paved[cell:][:1]
		}
		if c.Drain != nil {
			one.Drain = c.Drain[cell:][:1]
		}
		p := newSurface(mustNew(t, one), false)
		p.rain(t, 0, 1200, 60, 2e-5)
		if p.soaked[0] != whole.soaked[cell] {
			t.Errorf("cell %d alone takes %g m, among others %g m", cell, p.soaked[0], whole.soaked[cell])
		}
	}
}

// Both precisions of what soaked in say nearly the same. Allowed: 1e-6.
func TestBook32(t *testing.T) {
	a, b := newSurface(mustNew(t, all(1, Class{Law: loamHorton})), false), mustNew(t, all(1, Class{Law: loamHorton}))
	for range 100 {
		a.tick(t, 30, 1e-5, 1)
		must(t, b.Book32(30, []float32{float32(a.soaked[0])}))
	}
	if math.Abs(b.water[0]/a.soil.water[0]-1) > 1e-6 {
		t.Errorf("%g m and %g m", b.water[0], a.soil.water[0])
	}
}

func TestTicksAllocateNothing(t *testing.T) {
	p := newSurface(mustNew(t, patchwork(rand.New(rand.NewPCG(5, 5)), 600)), false)
	must(t, p.soil.SetEvaporation(1e-7))
	if n := testing.AllocsPerRun(20, func() { p.tick(t, 30, 2e-5, 1) }); n > 0 {
		t.Errorf("%g allocations in a tick", n)
	}
}

// All mistakes of a map together.
func TestMapsAreChecked(t *testing.T) {
	c := Config{
		Classes: []Class{
			{Name: "a", Law: GreenAmpt{Conductivity: -1, Suction: math.NaN(), Deficit: 2}},
			{Name: "b", Law: Horton{First: 1, Last: 2}, Storage: -1},
			{Name: "c", Room: math.Inf(1)}, {Name: "d", Law: ConstantLoss{Rate: -1}},
		},
		Soil: []uint8{0, 9, NoSoil}, Paved: []float32{2, 0, 7}, PavedStorage: -1, Drain: []float32{1},
	}
	_, err := New(c)
	for _, want := range []string{
		`class 0 "a": conductivity -1 m/s: expected ≥ 0`, "suction NaN", "deficit 2: expected 0 to 1",
		`class 1 "b": first rate 1`, "decay 0 1/s: expected > 0", "storage -1 m", `class 2 "c": no law`, "room +Inf",
		`class 3 "d": rate -1`, "cell 1: class 9: expected one of 4", "cell 0: paved share 2", "paved storage -1", "drain has 1 values for 3 cells",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "cell 2") {
		t.Errorf("cells without soil need no share:\n%v", err)
	}

	s := mustNew(t, all(2, Class{Law: ConstantLoss{}}))
	into := make([]float32, 2)
	for name, err := range map[string]error{
		"step":        s.Capacity(0, nil, into),
		"capacities":  s.Capacity(1, nil, into[:1]),
		"depths":      s.Capacity(1, make([]float64, 3), into),
		"falling":     s.Book(1, []float64{0, -1}),
		"NaN":         s.Book(1, []float64{0, math.NaN()}),
		"infinite":    s.Book(1, []float64{0, math.Inf(1)}),
		"number":      s.Book(1, []float64{0}),
		"time":        s.Book(-1, []float64{0, 0}),
		"evaporation": s.SetEvaporation(-1),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestEvaporationByMonth(t *testing.T) {
	e, err := NewEvaporation(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
	must(t, err)
	if got := e.At(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)); math.Abs(got*86400*1000-7) > 1e-12 {
		t.Errorf("July: %g m/s", got)
	}
	for _, bad := range [][]float64{nil, {1, 2}, {-1}, {math.NaN()}, {100}} {
		if _, err := NewEvaporation(bad...); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}

func TestTextures(t *testing.T) {
	table := Textures()
	if len(table.Textures) != 11 || table.Source == "" || table.Verified {
		t.Errorf("%+v", table)
	}
	for _, x := range table.Textures {
		if err := x.GreenAmpt(0.3).check(); err != nil || !(x.EffectivePorosity < x.Porosity && x.EffectivePorosity > 0.2) {
			t.Errorf("%s: %+v %v", x.Class, x, err)
		}
		for _, name := range []string{x.Class, x.Chinese, strings.ReplaceAll(x.Class, " ", "_"), strings.ReplaceAll(x.Chinese, "黏", "粘")} {
			if found, err := FindTexture(name); err != nil || found != x {
				t.Errorf("%s: %v, %v", name, found, err)
			}
		}
	}
	if _, err := FindTexture("mud"); err == nil || !strings.Contains(err.Error(), "silt loam 粉砂壤土") {
		t.Errorf("%v", err)
	}
}
