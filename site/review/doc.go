// Package review keeps what was found wrong between the building models of a site
// and what people said of it.
//
// A Register holds issues, each a BCF topic, in the frame of the site. They come
// from comparing models (Find), from BCF files that the site names or somebody
// brings (Take), and from its own file of before. What was said of an issue, its
// status and comments, is kept by its GUID, which for a clash follows from the two
// elements: a comparison made anew finds it again.
//
// BCF speaks in the coordinates of a model; the register turns its viewpoints into
// those of the first model that a topic names when it writes, and back when it reads.
package review
