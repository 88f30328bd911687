// Package clash finds what in building models is where something else is.
//
// # Kinds
//
//	Pierce     surfaces go through one another, deeper than the tolerance
//	Overlap    room is shared and no surface goes through another: a socket flush
//	           in a wall, the same thing drawn twice
//	Contains   one lies within the other and touches it nowhere
//	Clearance  no further apart than the clearance asked for, and none of the above
//
// Touching is no clash. Whether bodies do more than touch is decided by how deep
// they reach, not by whether numbers differ: a triangle must reach beyond the
// other's plane, and along it, by more than the tolerance; or a part of one body
// must have corners both within the other and outside it by more than that.
// Room is shared where a corner of one, or a point just under its surface, lies
// deeper than the tolerance in the other, or where the shared volume is thicker
// than the tolerance over the largest face of the box that both reach into.
//
// # What is left out
//
// Pairs of one GUID; spaces, openings and other things without matter; an element
// and what fills or hosts it; parts of one assembly; elements joined at their
// ports; what never stands at the same time.
//
// # Accuracy
//
// It judges the meshes that it is given: curved walls that touch as arcs may clash
// as chords, by as much as the mesh's chord error. Volume is exact for closed
// meshes and not given where one is open. Depth is how far the surface of one
// reaches below that of the other, of both ways the larger; found by splitting,
// it may fall short by a hundredth.
package clash
