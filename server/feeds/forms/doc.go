// Package forms reads what others write of readings: our own JSON, lines of JSON
// and tables, and by a Mapping the JSON of anybody else.
//
//	{"subject":"point/CX1","property":"displacement","value":0.0125,"quality":"good","at":"2026-07-01T08:00:00+08:00"}
//
// quality and at may be left out. Every mistake is told with its line. The package
// knows no transport; MQTT, POST, webhooks and file replay all read by it.
package forms
