// Package solid is the geometry of bodies: triangle meshes, what they measure,
// how they are made from outlines and how they are cut from one another.
//
// The walk: an outline (Region) is triangulated, extruded, revolved or swept
// along a path to a Mesh; or faces, plane (AddFace) or on a curved surface
// (AddCurvedFace), are joined to one; meshes are united, cut and intersected;
// Volume, Area and Closed say what came out. It knows neither IFC nor files nor
// the site.
//
// Whatever is made of an outline is closed, since its walls stand on the border
// of the outline's triangles; faces that name the same points for their common
// edge meet without a gap. How far flat triangles may lie from what is curved is
// said by one Tolerance, which is passed in.
//
// Lengths are in metres and angles in radians throughout.
package solid
