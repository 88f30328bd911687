// Package shallowwater moves rain, spills and floods over ground that is known
// as a grid of heights: streets, kerbs, buildings, and pits with vertical walls.
//
// # Equations
//
// The depth-averaged shallow-water equations in conservation form, with bed,
// friction, rain, infiltration and point sources:
//
//	∂h/∂t  + ∂(hu)/∂x + ∂(hv)/∂y                 = r - f + s
//	∂hu/∂t + ∂(hu² + g h²/2)/∂x + ∂(huv)/∂y      = -g h ∂z/∂x - g n² |V| u h^(-1/3)
//	∂hv/∂t + ∂(huv)/∂x + ∂(hv² + g h²/2)/∂y      = -g h ∂z/∂y - g n² |V| v h^(-1/3)
//
//	symbol  variable           unit        what                                 source
//	h       water[waterH+k]    m           depth of water
//	hu, hv  water[waterQX+k]   m²/s        discharge per metre (second order; else h u)
//	u, v    motion[motionU+k]  m/s         mean velocity; |V| = √(u²+v²)
//	c                          m/s         celerity √(g h)
//	z       ground[k]          m           height of the ground
//	g       Gravity            m/s²        9.81
//	n       Config.Manning     s/m^(1/3)   Manning's roughness                  Chow 1959
//	r       SetRain            m/s         rain
//	f       SetLoss            m/s         infiltration, at most the water there
//	s       SetSources         m³/s / m²   pumps, burst mains, manholes
//
// # Scheme
//
// Godunov's finite volumes on square cells, of first order in space and time or,
// with Config.Order 2, of second:
//
//   - Edge flux: HLLC for shallow water (Toro 2001, Shock-Capturing Methods for
//     Free-Surface Shallow Flows, ch. 10): HLL for mass and normal momentum,
//     tangential momentum carried by the mass flux. Wave speeds from the
//     two-rarefaction estimate; exact ones (u ± 2c) beside dry ground. kernel.go
//   - Bed: hydrostatic reconstruction (Audusse et al. 2004) over the sill of Chen
//     and Noelle (2017), so still water stays still over any bed, at shores and
//     at 16 m vertical walls, and a film thinner than the bed's step from cell to
//     cell still feels the slope. A fall steeper than 0.3 is a waterfall: its
//     height drives nothing. kernel.go
//   - Second order: MUSCL-Hancock, limited slopes of level, depth and velocity
//     (van Leer 1977, 1984), flat beside dry ground, walls and buildings. kernel.go
//   - Friction: backward Euler with |V| at the new time, solved exactly
//     (a quadratic): keeps direction, cannot explode in thin films, and its
//     steady state is Manning's formula whatever the step. kernel.go
//   - Walls thinner than a cell stand on edges and are broad-crested weirs,
//     q = 1.705 H^(3/2) (Chow 1959), drowned by Villemonte's factor (1947). walls.go
//   - Depth is never negative and never clipped: a cell that would give more
//     than it holds scales what it gives by one factor. limit.go
//   - Time: every block of 32×32 cells takes the largest step 2^-k of the macro
//     step that its own waves allow, at most four times a neighbour's. Where steps or sizes of cells differ, the
//     finer block computes the flux and books it in the coarser one's rim, so
//     volume is conserved. schedule.go, seams.go
//   - Space: with Config.Coarsest, plain ground is computed on larger cells;
//     FollowWaves divides those that a bore comes to. layout.go, follow.go
//
// # Numbers
//
// Depths are float64; what moves is float32 (in second order discharges are
// float64 too). A flux is rounded once and leaves one cell as it enters the
// other, so mass is exact to float64. The bed is rounded to multiples of a
// quantum (2 µm for 16 m of relief): then differences of levels are exact where
// it matters, and still water is still.
//
// One block's way through a step is: choose (schedule.go), flow (step.go: put
// the block and strips of its neighbours on a bench, fluxes from there, tally
// and settle in the block's own planes, publish the strips for the next step),
// exchange where blocks differ (seams.go), finish. The inner loops have twins in assembly for AVX2
// and AVX-512 (kernel_avx2_amd64.s, kernel_avx512_amd64.s, made by avo/main.go)
// that give the same bits. Equal inputs
// give bit-identical results for any GOMAXPROCS: blocks write only what is
// theirs and sums run in a fixed order.
//
// # What it does not do
//
// No pipes (pipenet), no vertical acceleration, no air in a waterfall: water
// that drops into a pit keeps its horizontal momentum and gains none. First
// order smears fronts over some cells; subcritical films of about the bed's step
// from cell to cell run up to a fifth too thin.
package shallowwater
