// Package solid is the geometry of bodies: triangle meshes, what they measure,
// how they are made from outlines and how they are cut from one another.
//
// The walk: an outline (Region) is triangulated, extruded, revolved or swept
// along a path to a Mesh; meshes are united, cut and intersected; Volume, Area
// and Closed say what came out. It knows neither IFC nor files nor the site.
//
// Lengths are in metres and angles in radians throughout.
package solid
