// Package geofence watches things move in and out of zones: a prohibited area
// round a pit, the swing of a crane that travels with it, a corridor under a
// power line up to a height.
//
// # Rules
//
//	symbol  meaning                                                        unit
//	d(p)    how far p lies outside the zone in plan; 0 inside, rim included m
//	z       height of p, in [Low, High]                                    m
//	m       Margin of the fence                                            m
//
// A thing is in when d = 0 and Low <= z <= High. Once in, it is out only when
// d > m or z < Low - m or z > High + m, so that one who trembles on the line
// rings once. Both must hold for EnterAfter and LeaveAfter before they count. It
// dwells when it has been in for Dwell, counted from its first sample inside; a
// stay that LeaveAfter bridges is one stay. Each stay gives one Enter, at most one
// Dwell, one Exit, in this order.
//
// A fence with a Carrier is drawn in the carrier's frame, x ahead and y to the
// left of it, heights from its own, and moves and turns with it. The carrier
// itself is not watched. A fence rests, and keeps its states, while its carrier is
// not seen; so does the state of a thing that is not seen (NaN).
//
// # Where it stands, and why
//
// It is pure numerics on metres, and scenarios, alarms and feeds need it while
// none of them may import gis: so it is a solver. Watch holds what never changes,
// its State is saved, restored and forked; equal positions give equal events.
//
// # What it does not do
//
// Without Passes only samples count: what crosses a zone between two of them is
// not noticed. With it, one Pass is reported for each zone crossed, on the straight
// line between two samples that follow each other. That a thing is no longer seen
// is for an alarm to say.
package geofence
