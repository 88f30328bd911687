// Package bcf reads and writes BCF files: issues about building models (topics),
// with what was said about them and from where to look at them.
//
// A BCF file is a ZIP archive: bcf.version, project.bcfp, in 3.0 extensions.xml,
// and a folder for each topic with markup.bcf, viewpoints (*.bcfv) and snapshots.
// Versions 2.1 and 3.0 are read and written; what is read from 1.0 and 2.0 is
// what these have in common with 2.1.
//
// Read gives back as much as can be read, and all that is wrong with the rest in
// one error. An archive is opened no further than Limits say, whatever its headers
// claim. Files that it has no name for are kept as attachments and written again.
//
// It draws no snapshots and does not resolve links.
package bcf
