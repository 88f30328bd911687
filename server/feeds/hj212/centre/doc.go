// Package centre is the 上位机 that dust, noise and other monitoring stations speak
// to by HJ 212 over TCP.
//
//	connection → Decoder → Parse → station by MN and PW → Assembler → readings
//	   ↑                                                                 ↓ not yet known
//	   └─ 9013, 9014 ←──────────────────────────────────────────────── log, synced
//
// A station is answered when what it sent is in the log and synced, never before;
// it sends again what was not answered, after a break all that it kept. What is in
// the log already is answered and not kept twice: a reading of the same quantity,
// instant, value and quality is the same reading. That is known of the last
// readings of each station, also over a restart if the log can be read.
//
// The centre can ask as well (Ask): the station answers 9011 at once and 9012 when
// it has done it.
//
// HJ 212 has neither encryption nor more than a password of six signs: let it come
// in by a private network or tunnel.
package centre
