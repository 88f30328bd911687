package shallowwater

import "testing"

// A metre of water on a pit's middle stage, dry ground above and a deep floor
// below: it falls over the edge, whichever way the edge faces and whatever the
// order. Slopes of level and depth that were limited each by itself had kept
// three quarters of it up there.
func TestStageDrainsOverAFall(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const long, wide, from, drop, until, allowed = 64, 8, 20, 4.0, 180.0, 0.02 // of 1 m
	for order := 1; order <= 2; order++ {
		for _, turned := range []bool{false, true} {
			for _, width := range []int{1, 2, 3, 8} {
				c := Config{Grid: Grid{long, wide, 1}, Order: order, Bed: make([]float64, long*wide), Manning: fill(long*wide, 0.02)}
				if turned {
					c.Grid = Grid{wide, long, 1}
				}
				cell := func(along, across int) int {
					if turned {
						return c.Index(across, long-1-along)
					}
					return c.Index(along, across)
				}
				h := make([]float64, long*wide)
				for across := range wide {
					for along := range from + width {
						k := cell(along, across)
						c.Bed[k] = 2 * drop
						if along >= from {
							c.Bed[k], h[k] = drop, 1
						}
					}
				}
				s := mustNew(t, c)
				must(t, s.SetFlow(h, nil, nil))
				advance(t, s, until, 30)
				for along := from; along < from+width; along++ {
					if left := s.DepthAt(cell(along, wide/2)); left > allowed {
						t.Errorf("order %d, stage of %d m: %.3f m of 1 m stay on it after %g s; allowed %g m", order, width, left, until, allowed)
						break
					}
				}
			}
		}
	}
}
