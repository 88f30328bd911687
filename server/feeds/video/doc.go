// Package video takes what cameras with eyes of their own report by webhook: a
// worker without a helmet, hot work, somebody in a forbidden zone.
//
//	POST JSON → Mapping → Event: when, which camera, what, where, a picture's link → log
//
// An event is kept as readings of the camera: its kind as property with the
// confidence as value, and where it was. The link of its picture stands in the
// reading's source. It is kept as a text and never followed from here; what it
// shows is for who opens it.
//
// 204 comes when the events of a message are in the log and synced; 400 names every
// mistake and nothing was kept.
package video
