// Package twin follows a real site: it takes the readings of its points, has them
// logged, judges them and keeps the alarms that come of it.
//
//	Append → log, synced → answered
//	            └→ follower → State: sensor health → rules → alarm cycle → events → log, watchers
//
// Everything that State knows is a function of what is in the log, in the log's
// order: readings and the acts of people both go through it, and time passes by
// the log's clock (timers fire at the instants that they were set to, not when
// somebody looks). So after a restart the same state comes out, and a past moment
// is what it was.
//
// Faults of a sensor are alarms of their own. They never silence a limit: what a
// sensor says is judged even where it is suspect, except what it calls bad itself
// and what is out of its range by more than the range's width, which is an error
// code and no measurement. What comes late and is older than what has been judged
// is kept and shown, not judged.
//
// Forecasts are made in the background and are no part of the state: they can be
// made again. The package knows no YAML, no HTTP and no browser.
package twin
