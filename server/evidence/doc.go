// Package evidence lets anyone find out later whether what a site's log says was
// changed, by whomever, without trusting who keeps it.
//
//	reading or event → hash ┐
//	reading or event → hash ┼ tree of a batch → leaf ┐
//	...                     ┘                  leaf ┼ tree of the log → checkpoint, signed
//	                                           ...  ┘
//
// Each batch of the historian becomes a leaf of a Merkle tree (tlog, as Go's
// checksum database has it), and each of its readings and events a leaf of the
// batch's own tree. Every minute in which something came, and at the end, the
// tree's size and root are signed with ed25519 (a note, as C2SP's checkpoints
// are). A record is proved by the hashes beside its way up to a signed root; the
// whole log by making all leaves again from what it holds now.
//
// What it cannot do: whoever has the key can sign another history. So give
// checkpoints away as they are made (print them, mail them to the supervisor):
// against one that somebody else keeps, every later log can be held. Nor does it
// know whether a sensor told the truth.
package evidence
