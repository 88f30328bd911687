// Package crane is a tower crane in motion: where its parts are, how fast they
// may move and how soon they stop, what it may lift, how its load swings, and
// how it turns in the wind when nobody holds it.
//
// # Symbols
//
//	symbol  field           unit    what
//	θ       State.Slew      rad     the jib's bearing, anticlockwise from east
//	r       State.Radius    m       hook from the mast's axis
//	β       JibAngle        rad     the jib above level, of a luffing crane
//	L       State.Rope      m       rope from the jib to the hook
//	n       State.Line      1       from the rope's upper end to the load
//	a, b    Drive           unit/s² acceleration, brake's deceleration
//
// # Equations
//
//   - Drives change their rate by at most a dt when they gather speed and b dt
//     when they lose it; positions follow exactly (drive.go).
//   - Stopping: x = |ω| t + ω²/2b, with t the time until the brake acts (stop.go).
//   - Load chart: between two radii the load falls as the moment's law does,
//     linear in 1/r, which never lies above the straight line (chart.go).
//   - Swing: the load hangs on a rope of changing length below a moving point s:
//     L n¨ = P (g + f/m − s¨) − 2 L˙ n˙ − 2ζ√(g/L) L n˙ − L |n˙|² n, P = 1 − nnᵀ,
//     a damped spherical pendulum of any angle (swing.go).
//   - Wind: v(z) = v₁₀ (z/10)^α; gusts by a sum of waves after Davenport (wind.go).
//   - Weathervaning: I θ¨ = M_wind(θ, θ˙) − friction (vane.go).
//
// A frame of reference is named by what it is fixed to: site (x east, y north, z
// up). Distances and the walk to the first touch are engine/solver/collide's, and
// what follows from them is the scenario's.
package crane
