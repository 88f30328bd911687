package hydraulics_test

import (
	"fmt"

	"shapan/engine/solver/hydraulics"
)

// Two concrete pipes of a metre under a road, the water 1.5 m over their
// inverts upstream, nearly free at the outlet and then drowned.
func ExampleCulvert() {
	c := hydraulics.Culvert{
		Section: hydraulics.Section{Shape: hydraulics.Circular, Height: 1}, Barrels: 2, Length: 20, Z1: 0.1, Z2: 0,
		Manning: 0.013, Inlet: hydraulics.Inlets["groove_end"], Kx: 1,
	}
	fmt.Printf("free %.2f m³/s, drowned %.2f m³/s\n", c.Flow(1.6, 0.3), c.Flow(1.6, 1.4))
	// Output: free 4.43 m³/s, drowned 2.44 m³/s
}
