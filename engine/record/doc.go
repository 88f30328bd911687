// Package record keeps what a run has been: on disk as an MCAP file, or in
// memory for a run that is under way. Both answer the same questions (Past),
// so that whoever shows a run need not know whether it still moves.
//
// A recording holds a snapshot and every input after it, so the run can be
// made again; it holds hashes of the state, so that Verify proves that it is
// the same run; and it holds frames, so that one can look without computing.
//
// The channels of a file, times being simulated:
//
//	/inputs         JSON    the events of a tick, at every tick that has any
//	/scalars        JSON    all scalars, every 10 s
//	/alarms         JSON    an alarm raised or returned, when it happens
//	/poses          JSON    as foxglove.FrameTransforms, every frame
//	/paths          JSON    all paths, whenever one changes
//	/fields/<name>  binary  the wire's field message (docs/wire.md), every 30 s,
//	                        what the run has seen so far (extremes) every 10 min;
//	                        the channel's metadata say how to read it
//	/snapshots      binary  the whole state, at the start and every 30 min
//	/hashes         JSON    the fingerprint of the state, every 5 min
//
// Foxglove opens the JSON channels. The package writes and reads files and
// knows nothing of scenario files or servers; what a run was made of is in its
// Meta, and it is for others to build a run from that.
package record
