// Package schedule reads construction schedules and says what stands on a date.
//
// The walk: Open reads a schedule (Microsoft Project XML, Primavera XER, or a
// table with headings in English or Chinese) into a Schedule: calendars, tasks,
// links. Analyse runs the critical path method over it. Match joins tasks with
// building elements by GUID and by rules on type, storey and name. A Timeline
// then tells the state of every element on a date and the Presence of each: the
// intervals in which it stands, for clashes over time.
//
//	s, err := schedule.Open("plan.xml", schedule.Options{})
//	a, err := s.Analyse()
//	links := s.Match(elements, rules)
//	states := links.Planned().On(date)
//
// # Time
//
// Times are the clock on the site's wall, kept as time.Time in UTC; schedules
// know no time zones. They count whole seconds. A duration is working time on
// the task's calendar unless the task is Elapsed.
//
// # Mistakes
//
// A reader reports all mistakes of a file together, with line, key, value and
// what was expected; what is merely odd stands in Schedule.Notes.
//
// The package levels no resources, counts no costs and writes no schedules. The
// calendar of a resource does not move its tasks, nor do splits in a task; a
// project planned back from its finish is computed from its start, and a note
// says so. It reads neither .mpp nor .xlsx: save them as XML or CSV.
//
// Sources: the MSPDI schema as documented by Microsoft ("Project XML Data
// Interchange Schema Reference"); Oracle's "Primavera P6 Import/Export: XER data
// map"; Kelley & Walker (1959) for the passes; IEC/PMI's precedence diagramming
// for the four kinds of link.
package schedule
