package rainstorm

import (
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// A burst main floods plain ground in larger cells; told so, they become small
// where its bore comes, so that more of them are computed and its front is
// nearer to that over small cells alone. No water is lost on the way.
func TestLargerCellsFollowTheBore(t *testing.T) {
	run := func(coarsest int, bend float64) *Model {
		p := walled()
		p.Solver.Coarsest, p.Solver.CoarseWithinM, p.Solver.CoarseBendM = coarsest, 0.01, bend
		p.Inflows = []Inflow{{ID: "main", Area: []mgl64.Vec2{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, FlowSeries: FlowSeries{FlowM3PerS: level(30)}}}
		m := newModel(t, plain(192, 192, flat), p)
		steps(t, m, 40, time.Second)
		balanced(t, m)
		return m
	}
	fine, stay, follow := run(0, 0), run(1, 0), run(1, 0.02)
	off := func(m *Model) (sum float64) {
		for k, h := range m.water.Depth() {
			sum += max(h-fine.water.Depth()[k], fine.water.Depth()[k]-h)
		}
		return sum
	}
	n := [3]int64{}
	for k, m := range []*Model{fine, stay, follow} {
		n[k] = m.water.Counters().CellUpdates
	}
	t.Logf("off by %.4g m³ where they stay, %.4g m³ where they follow; %d, %d, %d cell updates", off(stay), off(follow), n[0], n[1], n[2])
	if off(follow) > 0.5*off(stay) {
		t.Errorf("off by %g m³ where cells follow, %g m³ where they stay", off(follow), off(stay))
	}
	if n[1] >= n[2] || n[2] >= n[0] {
		t.Errorf("%d cell updates where they stay, %d where they follow, %d where all are small", n[1], n[2], n[0])
	}
}
