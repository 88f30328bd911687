// Package http takes readings by POST: one, or an array, as JSON, lines of JSON
// (NDJSON), or a table (CSV).
//
//	curl -d '{"subject":"point/CX1","property":"displacement","value":0.0125}' …
//
// A batch is kept whole or not at all. 204 comes when it is in the log and synced;
// 400 names every mistake with its line. Who may post is the server's to judge,
// which wraps this handler.
package http
