// Package server shows runs to the world: an HTTP API to ask and command
// (OpenAPI 3.1 at /api/openapi.json, errors as RFC 9457), one WebSocket per
// watched run for what streams (subprotocol shapan.v1), and the viewer's
// files. docs/wire.md is its contract with the viewer.
//
// A frame's way through the package: the Pacer of a run hands it to the hub
// (hub.go), which quantises what somebody wants to see into a shot (shot.go);
// every client (client.go) takes the newest shot when its line is free, and
// the first to take it encodes it for all. Alarms and log lines go beside
// that on a reliable plane: a client gets every one of them or is cut off.
//
// The package knows no scenario and no site file: a Library makes the runs,
// and Config brings the sites. It keeps no state of its own on disk except the
// recordings of its runs.
package server
