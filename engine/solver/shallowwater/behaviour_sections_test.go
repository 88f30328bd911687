package shallowwater

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// Sections measure what passes them. Tolerances were set before the first run.

// ring is a closed line around the cells i0 ≤ i < i1, j0 ≤ j < j1; what goes in
// counts as positive.
func ring(g Grid, i0, i1, j0, j1 int) Section {
	var s Section
	for j := j0; j < j1; j++ {
		if i0 > 0 {
			s.Edges = append(s.Edges, SectionEdge{g.Index(i0-1, j), EastEdge, 1})
		}
		s.Edges = append(s.Edges, SectionEdge{g.Index(i1-1, j), EastEdge, -1})
	}
	for i := i0; i < i1; i++ {
		if j0 > 0 {
			s.Edges = append(s.Edges, SectionEdge{g.Index(i, j0-1), NorthEdge, 1})
		}
		s.Edges = append(s.Edges, SectionEdge{g.Index(i, j1-1), NorthEdge, -1})
	}
	return s
}

func TestRingOfSections(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const n, allowed = 128, 1e-9 // of the water inside
	rings := [][4]int{{10, 20, 10, 20}, {32, 64, 32, 64}, {31, 33, 31, 33}, {5, 96, 31, 70}, {70, 128, 80, 128}, {40, 41, 50, 51}}
	for _, coarsest := range []int{0, 2} {
		eachOrder(t, func(t *testing.T, order int) {
			c := plain(n, order, coarsest, dunes)
			c.East, c.North = Boundary{Kind: OpenOutflow}, Boundary{Kind: Level, Level: 0.6}
			if coarsest == 0 { // a pit: steps differ from block to block
				for k := range c.Bed {
					if i, j := c.At(k); i > 36 && i < 60 && j > 20 && j < 60 {
						c.Bed[k] -= 16
					}
				}
			}
			s := mustNew(t, c)
			r := rand.New(rand.NewPCG(8, 8))
			h, hu, hv := randomFlow(r, n*n)
			must(t, s.SetFlow(h, hu, hv))
			var sections []Section
			for _, x := range rings {
				sections = append(sections, ring(s.grid, x[0], x[1], x[2], x[3]))
			}
			must(t, s.SetSections(sections))
			var walls []Wall
			for range 200 {
				walls = append(walls, Wall{s.grid.Index(r.IntN(64), r.IntN(64)), WallSide(r.IntN(2)), 1.5 * r.Float64()})
			}
			must(t, s.SetWalls(walls))
			inside := func(x [4]int) float64 {
				var total sum
				for j := x[2]; j < x[3]; j++ {
					for i := x[0]; i < x[1]; i++ {
						total.add(s.Depth()[s.grid.Index(i, j)])
					}
				}
				return total.value()
			}
			worst := 0.0
			for tick := range 8 {
				before := make([]float64, len(rings))
				for k, x := range rings {
					before[k] = inside(x)
				}
				must(t, s.Advance(context.Background(), []float64{3, 0.2}[tick%2]))
				for k, x := range rings {
					change := inside(x) - before[k]
					off := math.Abs(change-s.SectionVolumes()[k]) / max(before[k], 1)
					if worst = max(worst, off); off > allowed {
						t.Fatalf("tick %d, ring %v: %g m³ more inside, %g m³ passed", tick, x, change, s.SectionVolumes()[k])
					}
				}
			}
			levels := map[int]bool{}
			for _, b := range s.blocks {
				levels[b.level] = true
			}
			t.Logf("worst %.2g; mixed sizes %v, %d different steps, %d computed again", worst, s.mixed, len(levels), s.counters.Again)
		})
	}
}

// Water that runs east passes an east edge positively; with sign -1 negatively.
func TestSectionSign(t *testing.T) {
	eachOrder(t, func(t *testing.T, order int) {
		c := Config{Grid: Grid{40, 4, 1}, Bed: make([]float64, 160), Order: order, West: Boundary{Kind: Inflow, Discharge: 0.5}, East: Boundary{Kind: OpenOutflow}}
		s := mustNew(t, c)
		must(t, s.SetFlow(fill(160, 0.4), fill(160, 0.5), nil))
		var there, back, along, out Section
		for j := range 4 {
			there.Edges = append(there.Edges, SectionEdge{s.grid.Index(31, j), EastEdge, 1})
			back.Edges = append(back.Edges, SectionEdge{s.grid.Index(31, j), EastEdge, -1})
			out.Edges = append(out.Edges, SectionEdge{s.grid.Index(39, j), EastEdge, 1})
		}
		for i := range 40 {
			along.Edges = append(along.Edges, SectionEdge{s.grid.Index(i, 1), NorthEdge, 1})
		}
		must(t, s.SetSections([]Section{there, back, along, out}))
		must(t, s.Advance(context.Background(), 1))
		v := s.SectionVolumes()
		if v[0] < 1 || v[1] != -v[0] || math.Abs(v[2]) > 1e-12 {
			t.Errorf("volumes %v m³, want about 2, -2, 0", v[:3])
		}
		if out := s.Ledger().BoundaryOut; math.Abs(v[3]-out) > 1e-12*out {
			t.Errorf("the section on the rim saw %g m³, the ledger %g m³", v[3], out)
		}
	})
}

// Sections stay in force when a state with other sizes of cells is set.
func TestSectionsSurviveState(t *testing.T) {
	const n = 128
	c := plain(n, 1, 2, flat)
	s := mustNew(t, c)
	h, hu, hv := randomFlow(rand.New(rand.NewPCG(8, 8)), n*n)
	must(t, s.SetFlow(h, hu, hv))
	coarse := s.State()
	must(t, s.SetSections([]Section{ring(s.grid, 70, 90, 70, 90)}))
	must(t, s.SetState(coarse))
	must(t, s.Advance(context.Background(), 2))
	if s.SectionVolumes()[0] == 0 {
		t.Error("the section sees nothing after SetState")
	}
}
