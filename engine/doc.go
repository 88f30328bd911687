// Package engine is the core of Shapan: a Run moves Models over a Site one
// Tick at a time, every Tick yields a Frame, and every Sink takes Frames.
//
// Everything that enters a run is an Event: a sensor's reading, a scripted
// failure, an operator's act. So a replay is a snapshot plus the events that
// came after it, and a what-if is a fork.
//
// The package knows no solver, file format, network or YAML. It works in SI
// units and radians, in site coordinates: x east, y north, z up [m] from the
// site's Origin.
package engine
