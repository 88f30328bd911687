// Package roads makes of mapped ways a network that can be driven and walked:
// who may pass, in which direction, how fast, which turns are forbidden, where
// bridges and tunnels run. engine/solver/route searches it.
//
// The walk: ReadOSM or FromLines → Data (what the map says) → Build with a
// Profile (what that means to a vehicle, an emergency vehicle, a walker) →
// Network → Router.Route between two points of the site.
//
// # Lengths
//
// Chosen explicitly, see Measure: haversine on a sphere of R = 6371008.8 m (what
// OSM tools print), the geodesic of WGS 84, or straight lines for data that are
// in metres already.
//
// # Nothing is invented
//
// A point farther from any road than the limit, or whose road leads nowhere near
// the goal, is answered with Unreachable and the reason: too far, another
// component, only against one-ways, a forbidden turn, closed in this run. What a
// way's tags say wrongly (maxspeed=fast) is kept as a Note and the class's
// default is used, openly.
//
// # What it does not do
//
// Conditional tags (access:conditional, opening hours) and destination-only
// streets as through routes are not judged: the former are noted, the latter may
// be passed. Traffic, signals and the time of turning are not modelled. Default
// speeds are assumptions that a Profile lets one change.
package roads
