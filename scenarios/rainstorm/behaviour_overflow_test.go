package rainstorm

import (
	"math"
	"strings"
	"testing"
	"time"
)

// flood is a hydrograph of 20 minutes and 0.3 m³/s into M1, given its volume [m³].
const (
	flood = "[INFLOWS]\nM1 FLOW flood\n[TIMESERIES]\nflood 0:00 0\nflood 0:10 0.3\nflood 0:20 0\n"
	given = 0.3 * 1200 / 2
)

// overflowing is the sewer of sewerFile with what comes in and a last pipe that
// carries a fifth of flood. Of changes, each second stands in the place of the
// one before.
func overflowing(in string, changes ...string) Parameters {
	file := strings.NewReplacer(append([]string{
		"C4 CIRCULAR 0.6", "C4 CIRCULAR 0.25",
		"[COORDINATES]", in + "[COORDINATES]",
	}, changes...)...).Replace(sewerFile)
	return sewered(map[string]string{"street.inp": file})
}

// onTheStreet checks that the street's water is what the manholes gave less what
// they took, and that with what the sewer holds and what left it, it is the
// hydrograph's: each to 1e-9 m³.
func onTheStreet(t *testing.T, m *Model) (street float64) {
	t.Helper()
	taken, returned, _ := m.pipes.totals()
	street = m.water.Ledger().Stored
	near(t, "water on the street", street, returned-taken, 1e-9)
	l := m.pipes.run.Net.Ledger()
	near(t, "the hydrograph", l.Inflow, given, 1e-9)
	near(t, "all the water", street+m.pipes.held()+l.Stored+l.OutfallOut-l.OutfallIn+l.Flooded-l.Initial, given, 1e-9)
	balanced(t, m)
	return street
}

// One manhole overflows, the others are bolted down: what it gave stands on the
// street, no more and no less, while it rises, at its most and when it has gone
// down again. Ponded areas of the file, which a network by itself would fill,
// hold nothing where the street does: bit by bit the same.
func TestOneManholeOverflows(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	run := func(p Parameters) (most float64, m *Model) {
		p.Sewer.At = []SewerInletAt{{ID: "M1", Sealed: true}, {ID: "M2", Sealed: true}, {ID: "M3", Sealed: true}}
		m = newModel(t, plain(90, 9, street), p)
		for range 3 {
			steps(t, m, 90, 5*time.Second)
			taken, returned, _ := m.pipes.totals()
			near(t, "water on the street", m.water.Ledger().Stored, returned-taken, 1e-9)
			most = math.Max(most, m.water.Ledger().Stored)
		}
		return most, m
	}
	most, m := run(overflowing(flood))
	left := onTheStreet(t, m)
	h := m.pipes.manholes[0]
	t.Logf("%.2f of %v m³ came up at M4, at most %.2f m³ on the street, %.2f m³ after 22 minutes, surcharge %.2f m", h.Returned, float64(given), most, left, h.MaxHead-h.rim)
	if len(m.pipes.manholes) != 1 || h.Returned < given/10 || h.MaxHead <= h.rim {
		t.Errorf("the sewer hardly overflows: %+v", h.manholeSave)
	}
	ponding := overflowing(flood, "ROUTING_STEP 5", "ROUTING_STEP 5\nALLOW_PONDING YES",
		"M1 1.2  1.7", "M1 1.2 1.7 0 0 500", "M4 0.5  1.5", "M4 0.5 1.5 0 0 500")
	if again, p := run(ponding); again != most || p.pipes.manholes[0].Returned != h.Returned {
		t.Errorf("with ponded areas in the file %v m³ came up, without %v", p.pipes.manholes[0].Returned, h.Returned)
	}
}

// All manholes are open: the highest water comes up where the street is lowest,
// what comes up at one goes down at another, and the books close.
func TestSeveralManholesOverflow(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	m := newModel(t, plain(90, 9, street), overflowing(flood, "C3 CIRCULAR 0.6", "C3 CIRCULAR 0.25", "C2 CIRCULAR 0.6", "C2 CIRCULAR 0.3"))
	steps(t, m, 300, 5*time.Second)
	onTheStreet(t, m)
	up, down := 0, 0
	for _, h := range m.pipes.manholes {
		if h.Returned > 0.1 {
			up++
		}
		if h.Taken > 0.1 {
			down++
		}
	}
	if up < 2 || down < 1 {
		t.Errorf("water came up at %d manholes and went down at %d: want at least 2 and 1", up, down)
	}
}

// A river over the street before the outfall: a flap gate keeps it out, so the
// street stays dry until the sewer's own water comes up; without the gate the
// river comes up before any hydrograph.
func TestAFlapGateKeepsTheRiverOut(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const river = "O1 0.3 FIXED 2.25"
	run := func(outfall string) *Model {
		m := newModel(t, plain(90, 9, street), overflowing("", "O1 0.3 FREE", outfall))
		steps(t, m, 120, 5*time.Second)
		balanced(t, m)
		return m
	}
	open, shut := run(river+" NO"), run(river+" YES")
	_, came, _ := open.pipes.totals()
	if came < 0.5 {
		t.Errorf("%v m³ of the river came up without a gate", came)
	}
	if l := shut.pipes.run.Net.Ledger(); l.OutfallIn != 0 || shut.water.Ledger().Stored != 0 {
		t.Errorf("%v m³ of the river passed the gate, %v m³ are on the street", l.OutfallIn, shut.water.Ledger().Stored)
	}
	// Behind the gate the hydrograph fills sewer and street up to the river's level
	// and only then goes out.
	behind := newModel(t, plain(90, 9, street), overflowing(flood, "O1 0.3 FREE", river+" YES"))
	steps(t, behind, 300, 5*time.Second)
	onTheStreet(t, behind)
	if l := behind.pipes.run.Net.Ledger(); l.OutfallIn != 0 {
		t.Errorf("%v m³ came in through the gate", l.OutfallIn)
	}
	if level := behind.pipes.run.Net.NodeHead(behind.pipes.manholes[3].node); level < 2.2 {
		t.Errorf("the sewer stands at %v m behind a river of 2.25 m: its water has gone out against it", level)
	}
}
