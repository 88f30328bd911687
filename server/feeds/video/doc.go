// Package video takes what cameras with eyes of their own report by webhook: a
// worker without a helmet, hot work, somebody in a forbidden zone.
//
//	POST JSON → Mapping → Event: when, which camera, what, where, a picture's link → log
//
// An event is kept twice: as an event of the log with all that it says, and as a
// reading of the camera, its kind as property and the confidence as value, for the
// rules that raise alarms. The link of its picture is kept as a text and never
// followed from here; what it shows is for who opens it.
//
// 204 comes when the events of a message are in the log and synced; 400 names every
// mistake and nothing was kept.
package video
