// Package pipenet solves flow in urban drainage networks: pipes and channels,
// manholes, basins, pumps, weirs, orifices and outfalls, from dry to surcharged,
// in both directions, with the full dynamic wave.
//
// # Equations
//
//	symbol  meaning                                              unit
//	H       level of the water (head) at a node                  m
//	V(H)    water at a node: its own and half of each conduit's, m³
//	        or all of one whose other end hangs free (hang.go)
//	Q       flow of a link                                       m³/s
//	A, R, T wetted area, hydraulic radius, surface width         m², m, m
//	L, n    length of a conduit, Manning's n                     m, s/m^(1/3)
//	K       local losses                                         -
//
// Each node keeps its volume, each conduit its momentum (Saint-Venant, after
// dividing A out of the convective term with the equation of continuity):
//
//	dV/dt  = sum Q_in - sum Q_out + lateral
//	dQ/dt  = -g A dH/dx - g n² Q|Q|/(A R^(4/3)) - K Q|Q|/(2 L A) + 2 v dA/dt + v² dA/dx
//
// with v = Q/A. One conduit is one reach, as its designer drew it; subdivide it
// where a finer picture is wanted. Pumps, weirs, orifices and outlets are
// functions Q(H1, H2).
//
// # Method
//
// Semi-implicit finite volumes on the staggered grid of nodes and conduits, in
// the manner of
//
//	Casulli, Stelling (2013), A semi-implicit numerical model for urban drainage
//	systems, Int. J. Numer. Meth. Fluids 73, 600-614:
//
// slope and friction are taken at the end of the step, friction exactly (a
// quadratic in Q); the levels of all nodes follow from one system
//
//	V_i(H) = V_i(old) + dt (sum of Q(H) + lateral)
//
// by Newton's method. Its matrix is a column diagonally dominant M-matrix, and a
// drainage network is nearly a tree: elimination in the order of fewest
// neighbours costs little more than running down the list of links. The step is
// therefore bound by no celerity, neither that of gravity waves nor that of
// pressure; SWMM's EXTRAN and the Preissmann slot need steps of seconds.
//
// The volumes are what is kept, the levels follow from them: the new volumes are
// the old ones plus what flowed, so nothing is made or lost whatever the levels
// did. Where a step would empty a node below nothing, what leaves it is cut, link
// by link (keepWet); volumes are never clipped. What a full conduit takes up
// under pressure is part of V, see slot.go. Water above a rim is lost, ponds, or
// meets the surface, see Inlet; the Ledger counts it.
//
// As SWMM does, and models calibrated with it expect: inertia fades with the
// Froude number when asked (Damping), the flow of a conduit is held to normal
// flow where its water surface is flatter than its bed or it runs rapidly
// (NormalLimit), water falls from hanging ends at critical or normal depth,
// whichever is less, and rapid flow sees the section upstream.
// Source of these: Storm Water Management Model Reference Manual, volume II,
// hydraulics (EPA/600/R-17/111), chapter 3. Beyond SWMM: where rapid flow runs
// into deeper water the convective term does not drive it further (but see
// Options.Extran), and an end lets in no more than flows there critically or
// normally.
//
// # What it does not do
//
// Waves shorter than a conduit, water hammer and trapped air; sediment, quality,
// heat; evaporation and seepage. Steps of a minute with waves of a minute are
// stable, not accurate: the scheme is of first order in time.
package pipenet
