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
//	symbol  variable      unit        what                                   source
//	h       Solver.h      m           depth of water
//	hu, hv  Solver.hu,hv  m²/s        discharge per metre, east and north
//	u, v    Solver.u,v    m/s         mean velocity; |V| = √(u²+v²)
//	c       Solver.c      m/s         celerity √(g h)
//	z       Solver.bed    m           height of the ground
//	g       Gravity       m/s²        9.81
//	n       Config.Manning s/m^(1/3)  Manning's roughness                    Chow 1959
//	r       SetRain       m/s         rain
//	f       SetLoss       m/s         infiltration, at most the water there
//	s       SetSources    m³/s / m²   pumps, burst mains, manholes
//
// # Scheme
//
// Finite volumes on square cells, first order in space and time (Godunov):
//
//   - Edge flux: HLLC for shallow water (Toro 2001, Shock-Capturing Methods for
//     Free-Surface Shallow Flows, ch. 10): HLL for mass and normal momentum,
//     tangential momentum carried by the mass flux. Wave speeds from the
//     two-rarefaction estimate; exact ones (u ± 2c) beside dry ground. flux.go
//   - Bed: hydrostatic reconstruction (Audusse, Bouchut, Bristeau, Klein,
//     Perthame 2004, SIAM J. Sci. Comput. 25), so still water stays still over
//     any bed, at shores and at 16 m vertical walls. flux.go
//   - Friction: backward Euler with |V| at the new time, solved exactly
//     (a quadratic): keeps direction, cannot explode in thin films, and its
//     steady state is Manning's formula whatever the step. friction.go
//   - Walls thinner than a cell stand on edges and are broad-crested weirs,
//     q = 1.705 H^(3/2) (Chow 1959), drowned by Villemonte's factor (1947). walls.go
//   - Depth is never negative and never clipped: a cell that would give more
//     than it holds scales all it gives by one factor. limit.go
//   - Time: every tile of cells takes the largest step 2^-k of the macro step
//     that its own waves allow. Fine tiles compute the flux to coarse ones and
//     book it in the coarse tile's edges, so volume is conserved. schedule.go
//
// One tile's way through a step is: choose (schedule.go), fluxes (flux.go,
// walls.go, boundary.go), donate and exchange (limit.go), apply (step.go,
// sources.go, friction.go). Equal inputs give bit-identical results for any
// GOMAXPROCS: tiles write only what is theirs and sums run in a fixed order.
//
// # What it does not do
//
// No pipes (pipenet), no vertical acceleration, no air in a waterfall: water
// that drops into a pit keeps its horizontal momentum and gains none. First
// order smears fronts over some cells. Where a film is thinner than the bed's
// step from cell to cell (1 cm deep on a 5 % slope of 1 m cells), hydrostatic
// reconstruction sees only part of the slope and the film runs too slowly.
package shallowwater
