// Package crane rehearses tower cranes: what they lift, whom they meet, when
// they are warned and stopped, and what the wind does with them.
//
// A tick goes: events and readings; what each crane wants (driver.go); what the
// anti-collision lets it do (guard.go); motion (engine/solver/crane); encounters
// and alarms (encounters.go). See README.md for what it answers and ignores.
package crane
