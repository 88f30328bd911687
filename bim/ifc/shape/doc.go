// Package shape makes bodies of what an IFC model says of its elements: each
// representation item becomes a triangle mesh in metres, z up, before any map
// placement.
//
// The walk: Build takes the products one by one, chooses the representation
// that shows the body, turns its items (profiles and curves first, then sweeps,
// face sets, boolean results, mapped items) into meshes of package solid, puts
// them where the product's placement says, and cuts its openings out. Elements
// are worked on in parallel; what comes out does not depend on how many at once.
//
// What cannot be made is never dropped in silence: the element carries the
// reason, and stands as its box where one is known.
//
// Attributes of representation items are read by their place: it is the same in
// all editions of IFC for every item here, and comments name them in order.
//
// Sources: ISO 16739-1:2024 (IFC 4.3) resource schemas for geometry, profiles
// and representation; ISO 10303-42 for what they leave to it.
package shape
