// Package historian keeps every acknowledged reading of a site's sensors.
//
//	Append → queue → one batch of many readings → JetStream, synced → Append returns
//	                                                  └→ latest values in memory
//
// The log is a JetStream of an embedded NATS server that opens no port, or of an
// outside one. A batch is one message; every so often a keyframe, a batch of all
// latest values, goes between them, and each batch names the keyframe before it.
// So the state at any past moment is one keyframe and the few batches after it,
// as a picture in a film is.
//
// Readings are in the order in which they were received, by the log's clock that
// never goes back; a sensor's own time may be older (a resend after a break) or
// wrong. Each batch has a checksum of its own, batches are numbered without gaps,
// and the number of the last one acknowledged stands in a file beside: what is
// damaged or gone is told and never served.
//
// The package judges no value: that is engine/alarm's.
package historian
