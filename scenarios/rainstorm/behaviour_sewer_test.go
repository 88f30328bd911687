package rainstorm

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// street is 90 × 9 m, falls by 1 % to the east and to its middle from both
// sides; the lowest manhole, M4, lies in a dip.
func street(x, y float64) float64 {
	z := 3 - 0.01*x + 0.02*math.Abs(y-4.5)
	if x > 76 && x < 84 {
		z -= 0.15
	}
	return z
}

// sewerFile is a sewer of 600 mm under the street, which falls with it.
const sewerFile = `[TITLE]
a street and its sewer
[OPTIONS]
FLOW_UNITS CMS
START_DATE 07/20/2026
END_DATE 07/21/2026
ROUTING_STEP 5
[JUNCTIONS]
;name invert depth
M1 1.2  1.7
M2 0.95 1.7
M3 0.7  1.7
M4 0.5  1.5
[OUTFALLS]
O1 0.3 FREE
[CONDUITS]
C1 M1 M2 25 0.013 0 0
C2 M2 M3 25 0.013 0 0
C3 M3 M4 20 0.013 0 0
C4 M4 O1 20 0.013 0 0
[XSECTIONS]
C1 CIRCULAR 0.6 0 0 0
C2 CIRCULAR 0.6 0 0 0
C3 CIRCULAR 0.6 0 0 0
C4 CIRCULAR 0.6 0 0 0
[COORDINATES]
M1 10.5 4.5
M2 35.5 4.5
M3 60.5 4.5
M4 80.5 4.5
O1 100 4.5
`

// sewered are the parameters of a scenario with the given files.
func sewered(files map[string]string) Parameters {
	p := walled()
	p.Sewer = &SewerParameters{SwmmFile: "street.inp", Inlets: SewerInlet{PerimeterM: 1.6, OpenAreaM2: 0.2, CoverDiameterM: 0.7}, Runoff: "surface"}
	p.FromFile(time.Time{}, func(name string) ([]byte, error) {
		if text, known := files[name]; known {
			return []byte(text), nil
		}
		return nil, errors.New(name + ": there is no such file")
	})
	return p
}

func underStreet() Parameters { return sewered(map[string]string{"street.inp": sewerFile}) }

// Rain on the street runs to the grates and off through the sewer: ten minutes
// after the rain less than 15 % of it stands on the street, without the sewer
// all of it.
func TestGratesDryTheStreet(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	rate := 60.0
	left := func(p Parameters) (share float64, m *Model) {
		p.Rain = Rain{ConstantMMPH: &rate, Factor: 1, Duration: 10 * time.Minute}
		m = newModel(t, plain(90, 9, street), p)
		steps(t, m, 1200, time.Second)
		balanced(t, m)
		return m.water.Ledger().Stored / m.water.Ledger().Rain, m
	}
	without, _ := left(walled())
	with, m := left(underStreet())
	s := m.pipes.summary()
	t.Logf("stays on the street: %.1f %% without, %.1f %% with the sewer; %.2f m³ taken, %.2f m³ left through the outfall, mass error %.1e", 100*without, 100*with, s.Taken, s.Outflow, m.mass().Error)
	if without < 0.999 || with > 0.15 {
		t.Errorf("%v without, %v with: want 1 and at most 0.15", without, with)
	}
	if s.Returned != 0 || s.Outflow < 0.5*s.Taken {
		t.Errorf("%+v", s)
	}
}

// When the river before the outfall rises over the street, it comes up at the
// lowest manhole first, and stands there at its level. Allowed: 1 cm after an
// hour.
func TestTheRiverComesUpThroughTheSewer(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	m := newModel(t, plain(90, 9, street), underStreet())
	steps(t, m, 60, time.Second)
	if _, returned, _ := m.pipes.totals(); returned != 0 {
		t.Fatalf("%v m³ came back of a dry sewer", returned)
	}
	const river = 2.25 // the dip's bottom is at 2.045, its rim downstream at 2.1
	steps(t, m, 3540, time.Second, set("outfall/O1", "level_m", engine.Number(river)))
	s := m.pipes.summary()
	low := m.pipes.manholes[3]
	for _, h := range m.pipes.manholes[:3] {
		if h.Returned > 0 && (low.FirstReturn < 0 || h.FirstReturn < low.FirstReturn) {
			t.Errorf("water came up at %s before M4", h.name)
		}
	}
	level := m.water.BedAt(low.cell) + m.water.DepthAt(low.cell)
	t.Logf("first return at %.0f s, %.2f m³ returned, peak surcharge %.3f m, level at M4 %.4f m of %.2f, mass error %.1e", low.FirstReturn, s.Returned, s.Surcharge, level, river, m.mass().Error)
	near(t, "level over M4", level, river, 0.01)
	if s.Returned == 0 || s.Surcharge <= 0 || s.FirstReturn == nil {
		t.Errorf("%+v", s)
	}
	balanced(t, m)
	// And goes again when the river has fallen.
	steps(t, m, 1800, time.Second, set("outfall/O1", "level_m", engine.Number(0)))
	if d := m.water.DepthAt(low.cell); d > 0.02 {
		t.Errorf("%.3f m still stand over M4", d)
	}
	balanced(t, m)
}

// A shut conduit lets the rain of the upper street come up again; clogged grates
// let it pass by.
func TestBlockedSewers(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	rate := 200.0
	p := underStreet()
	p.Rain = Rain{ConstantMMPH: &rate, Factor: 1}
	free, clogged, shut := newModel(t, plain(90, 9, street), p), newModel(t, plain(90, 9, street), p), newModel(t, plain(90, 9, street), p)
	steps(t, free, 1800, time.Second)
	var litter []engine.Event
	for _, h := range clogged.pipes.manholes {
		litter = append(litter, set("manhole/"+h.name, "clogged", engine.Number(1)))
	}
	steps(t, clogged, 1800, time.Second, litter...)
	steps(t, shut, 1800, time.Second, set("conduit/C4", "state", engine.Word("blocked")))
	a, b, c := free.pipes.summary(), clogged.pipes.summary(), shut.pipes.summary()
	t.Logf("taken %.2f m³ free, %.2f clogged, %.2f with C4 shut", a.Taken, b.Taken, c.Taken)
	if b.Taken != 0 || a.Taken == 0 || c.Outflow > 1e-9 || c.Taken-c.Returned >= a.Taken {
		t.Errorf("%+v\n%+v\n%+v", a, b, c)
	}
	for _, m := range []*Model{free, clogged, shut} {
		balanced(t, m)
	}
}

// Property: rivers rise and fall, litter comes and goes, conduits are blocked,
// pumps give to and take from the ground over manholes: over an hour no water is
// made or lost, and a fork is its original. Allowed: 1e-9.
func TestStreetAndSewerKeepTheirWater(t *testing.T) {
	seeds, minutes := 3, 60
	if testing.Short() {
		seeds, minutes = 1, 5
	}
	file := strings.Replace(sewerFile, "[COORDINATES]", "[INFLOWS]\nM1 FLOW \"\" FLOW 1 1 0.02\n[COORDINATES]\nX1 999 999", 1)
	file = strings.Replace(file, "M4 0.5  1.5\n", "M4 0.5  1.5\nX1 1 1\n", 1)
	file = strings.Replace(file, "C4 M4 O1", "CX X1 M1 30 0.013 0 0\nC4 M4 O1", 1)
	file = strings.Replace(file, "C4 CIRC", "CX CIRCULAR 0.3 0 0 0\nC4 CIRC", 1)
	file = strings.Replace(file, "ROUTING_STEP 5", "ROUTING_STEP 0.3\nWET_STEP 7", 1)
	file += `[RAINGAGES]
R1 INTENSITY 0:01 1.0 TIMESERIES storm
[SUBCATCHMENTS]
A1 R1 X1 0.3 100 20 1 0
A2 R1 M2 0.3 100 20 1 0
[SUBAREAS]
A1 0.013 0.1 1 3 25 OUTLET
A2 0.013 0.1 1 3 25 OUTLET
[TIMESERIES]
storm 0:00 90
storm 0:50 0
`
	ticks := []time.Duration{time.Second, 5 * time.Second, 300 * time.Millisecond}
	worst, returned := 0.0, 0.0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		rate := 50.0
		p := sewered(map[string]string{"street.inp": file})
		p.Rain = Rain{ConstantMMPH: &rate, Factor: 1}
		p.Boundaries.East = "open"
		p.Sewer.Runoff = []string{"outside", "file", "surface"}[seed]
		minute := int(time.Minute / ticks[seed])
		site := plain(90, 9, street, pumpAt("P1", 80.5, map[string]any{"discharge": "manhole/M1", "start_depth_m": 0.1, "stop_depth_m": 0.05}))
		run := newRun(t, site, p, ticks[seed])
		for range minutes {
			advance(t, run, 1, sewerMischief(r))
			advance(t, run, minute-1)
		}
		m := model(t, run)
		worst = math.Max(worst, math.Abs(m.mass().Error))
		balanced(t, m)
		_, back, _ := m.pipes.totals()
		returned += back
		if l := m.pipes.run.Net.Ledger(); l.OutfallOut == 0 || m.ToSewer == 0 && minutes == 60 {
			t.Errorf("the rehearsal is too quiet: %+v, %v m³ pumped into the sewer", l, m.ToSewer)
		}
		fork, err := run.Fork("f")
		if err != nil {
			t.Fatal(err)
		}
		e := sewerMischief(r)
		advance(t, run, 60, e)
		advance(t, fork, 60, e)
		a, _ := run.Hash()
		b, _ := fork.Hash()
		if a != b {
			t.Errorf("seed %d: a fork went another way after %v", seed, e)
		}
	}
	t.Logf("largest mass error of %d rehearsals of %d min: %.2g, allowed 1e-9; %.1f m³ came back", seeds, minutes, worst, returned)
	if returned == 0 && !testing.Short() {
		t.Error("no water ever came back: the rehearsal is too quiet")
	}
}

func sewerMischief(r *rand.Rand) engine.Event {
	any := []engine.Event{
		set("outfall/O1", "level_m", engine.Number(3*r.Float64())), set("outfall/O1", "level_m", engine.Number(2.6)), set("outfall/O1", "level_m", engine.Number(0)),
		set(fmt.Sprintf("manhole/M%d", 1+r.IntN(4)), "clogged", engine.Number(r.Float64())), set("manhole/M4", "clogged", engine.Number(0)),
		set(fmt.Sprintf("conduit/C%d", 1+r.IntN(4)), "state", engine.Word("blocked")), set("conduit/C4", "state", engine.Word("ok")), set("conduit/C2", "state", engine.Word("ok")),
		set("rain", "factor", engine.Number(4*r.Float64())), set("pump/P1", "position", engine.Points(mgl64.Vec3{76.5 + 7*r.Float64(), 4.5})),
	}
	return any[r.IntN(len(any))]
}

// An outfall in a ditch discharges into it; when the ditch stands higher than
// the street, its water goes up the sewer and out at the lowest manhole. All that
// the sewer took is in the ditch or the sewer: 1e-9.
func TestOutfallOnTheGround(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	ditch := func(x, y float64) float64 {
		switch {
		case x > 96:
			return 0
		case x > 90:
			return 4
		}
		return street(x, y)
	}
	rate := 60.0
	p := underStreet()
	p.Sewer.OutfallsTo = "ground"
	p.Rain = Rain{ConstantMMPH: &rate, Factor: 1, Duration: 10 * time.Minute}
	m := newModel(t, plain(110, 9, ditch), p)
	steps(t, m, 1800, time.Second)
	s, held := m.pipes.summary(), m.pipes.held()
	t.Logf("%.3f m³ taken, %.3f m³ onto the ground, %.3f m³ in the sewer", s.Taken, s.Outflow, s.Volume)
	if s.Manholes != 4 || s.Returned != 0 || s.Outflow < 0.9*s.Taken {
		t.Errorf("%+v", s)
	}
	near(t, "balance of the sewer", s.Volume+s.Outflow+held, s.Taken, 1e-9)
	balanced(t, m)

	// Now the ditch is full: what fills sewer and dip still stands over the dip.
	p = underStreet()
	p.Sewer.OutfallsTo = "ground"
	p.Initial.Pools = []Pool{{Outline: []mgl64.Vec2{{96, 0}, {110, 0}, {110, 9}, {96, 9}}, LevelM: 3}}
	m = newModel(t, plain(110, 9, ditch), p)
	steps(t, m, 3600, time.Second)
	low, out := m.pipes.manholes[3], m.pipes.manholes[4]
	at := func(h *manhole) float64 { return m.water.BedAt(h.cell) + m.water.DepthAt(h.cell) }
	t.Logf("ditch at %.3f m, over M4 %.3f m; %.2f m³ came up", at(out), at(low), low.Returned)
	if low.Returned == 0 || !out.outfall {
		t.Error("nothing came up at M4")
	}
	near(t, "levels of ditch and street", at(low), at(out), 0.01)
	balanced(t, m)
	if _, err := m.CheckEvent(set("outfall/O1", "level_m", engine.Number(1))); err == nil || !strings.Contains(err.Error(), "discharges onto the ground") {
		t.Error(err)
	}
}
