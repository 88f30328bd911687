// Package replay plays readings from a file as if they came in now: for a drill, a
// demonstration, or to ask what an alarm would have said last summer.
//
//	CSV, NDJSON, MCAP → Record, by time → Player, paced by engine.Pacer → log
//
// CSV and NDJSON are those of package forms, with an instant for every reading. Of
// MCAP files the channels with JSON are read: those that a mapping fits, and
// /readings in our own form. A Player runs at 1 to 1000 times real time, pauses and
// jumps to any instant. Readings keep the file's instants, or are moved to the
// present at real time.
package replay
