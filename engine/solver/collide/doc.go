// Package collide measures how near bodies are to one another: capsules (jibs,
// masts, ropes), oriented boxes (loads), convex bodies and triangle meshes
// (buildings, ground), and what two meshes share where they meet.
//
// # What is measured
//
//	symbol  meaning                                                        unit
//	d       distance of two bodies: the shortest way between their points; m
//	        0 where they touch or cross. A mesh counts as its surface
//	r       radius of a capsule, round its axis A–B                        m
//	w(p)    winding number of a mesh round p: Σ Ω/4π over its triangles;   1
//	        1 inside a closed body, 0 outside, between where it is open
//	V       volume that two closed bodies share                            m³
//	t       instant; the first at which d is no more than a clearance      s
//
// Solid angle of a triangle a, b, c seen from p at the origin (Van Oosterom and
// Strackee 1983): tan(Ω/2) = a·(b×c) / (|a||b||c| + (a·b)|c| + (b·c)|a| + (c·a)|b|).
//
// Shared volume needs no boolean. A closed body is the sum of the columns under
// its triangles, taken with the sign s of the triangle's upward normal, hence
// V = ΣΣ sᵢ sⱼ ∫ min(zᵢ, zⱼ) dx dy over what triangles i of the one and j of the
// other have in common in plan. It has no case that can fail: coplanar faces
// give terms that cancel.
//
// # The walk
//
// NewTree sorts a mesh into a tree of boxes, once. Questions walk down from the
// root, nearest box first, and leave out what lies beyond the cut-off or beyond
// the nearest triangle found so far. A question allocates nothing, and a Tree
// never changes: any number of goroutines may ask.
//
// What has been found gives a plane across the way to it, on whose near side the
// body lies wholly; what lies wholly on its far side is no nearer. Of a wall that
// leaves a few triangles.
//
// # The first touch
//
// Bodies under way are followed by conservative advancement (Mirtich 1996): from
// an instant at which they are d apart, on by a time in which they cannot close
// it. FirstContact is that walk alone, for whoever knows more of how his bodies
// move than the greatest speed of their points; Open is the time if the rate at
// which a gap changes is known and how fast that rate may change. Touch is the
// walk for bodies of any kind. No contact is passed over and none is late.
//
// # What it does not do
//
// Nothing is pushed, bounces or rests here. Distances to a mesh do not become
// negative inside it; ask Inside.
package collide
