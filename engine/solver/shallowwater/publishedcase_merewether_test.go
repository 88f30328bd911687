package shallowwater_test

import (
	"math"
	"os"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// The flood of June 2007 in Merewether, Newcastle, Australia (Smith & Wasko
// 2012, Australian Rainfall and Runoff, Project 15): 19.7 m³/s run through
// streets and gardens until nothing changes any more.

// levelNear is the level of the nearest cell with 1 cm of water and more, as
// ANUGA's report has it: point 2 is dry, and so are parts of the cells of others.
func (m merewether) levelNear(s *shallowwater.Solver, x, y float64) float64 {
	best, level := math.Inf(1), math.NaN()
	for k, h := range s.Depth() {
		cx, cy := m.middle(k)
		if d := math.Hypot(cx-x, cy-y); h > 0.01 && d < best {
			best, level = d, s.BedAt(k)+h
		}
	}
	return level
}

// settle runs the flood until the outflow of a minute is the inflow within
// share, at most for until [s], and returns the last minute's outflow [m³/s].
func (m merewether) settle(t *testing.T, s *shallowwater.Solver, share, until float64) (outflow float64) {
	t.Helper()
	must(t, s.SetSources(m.sources))
	gone := 0.0
	for time := 60.0; time <= until; time += 60 {
		advance(t, s, 60, 1)
		l := s.Ledger()
		outflow, gone = (l.BoundaryOut-gone)/60, l.BoundaryOut
		if int(time)%300 == 0 {
			t.Logf("%5.0f s: %.4f m³/s leave, %.0f m³ are there, mass error %.1g", time, outflow, l.Stored, l.Error)
		}
		if math.Abs(outflow/merewetherInflow-1) <= share/2 {
			t.Logf("steady after %.0f s", time)
			break
		}
	}
	return outflow
}

// meanError compares the levels with those observed, and TUFLOW's with them.
func (m merewether) meanError(t *testing.T, s *shallowwater.Solver) (ours, tuflows float64) {
	for _, p := range m.points {
		level, observed, tuflow := m.levelNear(s, p[0], p[1]), p[4], p[5]
		t.Logf("point %.0f: level %.3f m, observed %.2f, TUFLOW %.2f", p[2], level, observed, tuflow)
		ours += math.Abs(level-observed) / float64(len(m.points))
		tuflows += math.Abs(tuflow-observed) / float64(len(m.points))
	}
	t.Logf("mean error %.4f m, TUFLOW's %.3f m", ours, tuflows)
	return ours, tuflows
}

const steadyWithin = 0.001 // outflow against inflow

// steady runs the case until nothing changes any more.
func (m merewether) steady(t *testing.T, order int) *shallowwater.Solver {
	t.Helper()
	s := newSolver(t, m.Config, order)
	out := m.settle(t, s, steadyWithin, 2400)
	atMost(t, "steady outflow against inflow", math.Abs(out/merewetherInflow-1), steadyWithin)
	atMost(t, "mass error", math.Abs(s.Ledger().Error), 1e-9)
	return s
}

// flood is steady, held to a mean error of the levels [m].
func (m merewether) flood(t *testing.T, order int, allowed float64) *shallowwater.Solver {
	t.Helper()
	s := m.steady(t, order)
	ours, _ := m.meanError(t, s)
	atMost(t, "mean error of the level [m]", ours, allowed)
	return s
}

func long(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("SHAPAN_LONG") == "" {
		t.Skip("set SHAPAN_LONG=1: " + what)
	}
}

// The published case on 1 m cells. TUFLOW's mean error, 0.118 m, was set as the
// limit. Whole cells miss it: they make the gaps between houses stairs, and the
// water at point 0 stands 4 to 6 cm higher above them (on 0.5 m cells it does not:
// TestMerewetherFine); their limits guard what is reached.
func TestMerewether(t *testing.T) {
	long(t, "130,000 cells for 16 minutes, six times")
	for _, c := range []struct {
		name    string
		stand   houses
		allowed float64 // m
	}{
		{"houses by their share of cells and edges", byShare, 0.118},
		{"houses block whole cells", blocked, 0.14},
		{"houses 3 m high", raised, 0.14},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBothOrders(t, func(t *testing.T, order int) {
				readMerewether(t, 1, c.stand).flood(t, order, c.allowed)
			})
		})
	}
}

// Cells of 0.5 m see the gaps between the houses twice as well: what remains of
// the error is not the grid's.
func TestMerewetherFine(t *testing.T) {
	long(t, "530,000 cells for 15 minutes")
	readMerewether(t, 0.5, raised).flood(t, 1, 0.13)
}

// Where the flood comes in decides how far it spreads up the slope to point 2
// and nothing else: WRL's circle (in ANUGA's script and in SWALS) against
// ANUGA's, 36 m away.
func TestMerewetherInlets(t *testing.T) {
	long(t, "130,000 cells for 16 minutes, twice")
	const allowed = 0.01 // m
	var levels [2][]float64
	for k := range levels {
		m := readMerewether(t, 1, raised)
		if k == 1 {
			m.letIn(382300, 6354290, 15)
		}
		s := m.steady(t, 1)
		m.meanError(t, s)
		for _, p := range m.points {
			if p[2] != 2 {
				levels[k] = append(levels[k], m.levelNear(s, p[0], p[1]))
			}
		}
	}
	for k, level := range levels[0] {
		atMost(t, "level for another inlet [m]", math.Abs(levels[1][k]-level), allowed)
	}
}

// The same on 2 m cells, which are twice as wide as the gaps' detail.
func TestMerewetherCoarse(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: 33,000 cells for 16 minutes")
	}
	const allowed = 0.20 // m
	inBothOrders(t, func(t *testing.T, order int) {
		readMerewether(t, 2, blocked).flood(t, order, allowed)
	})
}
