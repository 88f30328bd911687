// Package overlay lays closed surfaces over one another and tells, for every
// piece of them, what lies on its two sides. Unions, differences and
// intersections of bodies and of plane regions are read off from that.
//
// The walk of a body through it:
//
//  1. frame: a linear frame is chosen in which faces that nearly coincide are
//     perpendicular to an axis; corners go to a grid of whole numbers up to
//     2²⁵, and what is flush within the tolerance becomes flush exactly.
//  2. meet: triangles that touch are found, and where they do, exactly.
//  3. divide: each triangle is divided into cells along the lines where others
//     cross it. Cells of triangles that lie in one another become one.
//  4. volumes: around every edge the cells are sorted by angle; that joins the
//     sides of cells to volumes of space. A ray gives one winding number per
//     connected part, steps through cells give all others.
//  5. cells whose two sides differ in the result's winding number are its
//     surface; they are triangulated and their corners put back in metres.
//
// All decisions are exact: corners are whole numbers small enough that float64
// holds normals of planes without rounding, points where planes meet are kept
// by what defines them, and a sign that rounding could turn is settled with
// integers of any length. So steps 2 to 5 cannot contradict each other and the
// result of closed surfaces is closed, however they touch. What is not exact
// is the grid itself (2⁻²⁵ of the half extent, 0.2 µm for a wall of 12 m) and
// the rounding of new corners to float64 at the end.
//
// The method is that of mesh arrangements with a radial sort (Zhou, Grinspun,
// Zorin, Jacobson 2016, "Mesh arrangements for solid geometry"; Lévy 2025,
// "Exact predicates, exact constructions and combinatorics for mesh CSG"); the
// frame that makes flush faces exactly flush is our own.
package overlay
