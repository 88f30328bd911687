package schedule

import (
	"time"
)

// A Schedule is a plan as a file states it. Nothing in it is computed; see
// Analyse. Tasks stand in the order of the file, a summary before its parts.
type Schedule struct {
	Name      string
	Source    Source
	Start     time.Time // before which nothing begins
	Finish    time.Time // by which all must be done; zero: when it is done
	Status    time.Time // up to which progress is known (the data date); zero: not said
	Calendars []Calendar
	Calendar  int // of the project: index into Calendars, or AroundTheClock
	Tasks     []Task
	Links     []Link
	Rules     []Rule // by which the file itself joins tasks with elements
	Habits    Habits
	Notes     []Mistake // odd, and read nevertheless
}

// Source says which program's form a schedule was read from.
type Source string

// The sources.
const (
	MSProject Source = "MS Project XML"
	Primavera Source = "Primavera XER"
	Table     Source = "table"
	IFC       Source = "IFC"
)

// AroundTheClock stands for a calendar on which every hour is working time.
const AroundTheClock = -1

// A Task is one line of the schedule.
type Task struct {
	ID          string // unique in its schedule: UID, task_id, or the table's column
	Code        string // what people call it by: ID of MS Project, activity code
	Name        string
	WBS         string // outline number or path of the work breakdown structure
	Kind        Kind
	Parent      int // index of the summary it is part of, or -1
	Calendar    int // index into Calendars, or AroundTheClock
	Duration    time.Duration
	Elapsed     bool // Duration counts every hour, not working time alone
	Inactive    bool // shown, yet counts for nothing
	Constraints []Constraint
	Deadline    time.Time
	Planned     Span // as the file states it
	Baseline    Span // as once agreed
	Actual      Span
	Done        float64       // fraction of the work, 0 to 1
	Remaining   time.Duration // of Duration; negative: not said, follows from Done
	Stated      Stated
	Resources   []string
	GUIDs       []string // of elements, where the file names them
	Line        int      // in the file, from 1
}

// Kind says what a task is for the network.
type Kind uint8

// The kinds of task.
const (
	Work           Kind = iota
	Milestone           // without duration; stands where its driver ends
	StartMilestone      // without duration; stands where work begins
	Summary             // spans its parts
	LevelOfEffort       // stretches between the tasks it is linked to
)

// Span is from when to when; a zero time is not known.
type Span struct{ Start, Finish time.Time }

// Known tells whether both ends are.
func (s Span) Known() bool { return !s.Start.IsZero() && !s.Finish.IsZero() }

// Stated is what the program that wrote the file had computed. It is never
// used, only compared with.
type Stated struct {
	Early, Late           Span
	TotalFloat, FreeFloat *time.Duration // working time; nil: not stated
	Critical              *bool
}

// A Constraint holds a task to an instant.
type Constraint struct {
	Kind ConstraintKind
	At   time.Time
}

// ConstraintKind says how. MustStart and MustFinish hold even against links;
// the pair of StartNoEarlier and StartNoLater at one instant does not.
type ConstraintKind uint8

// The kinds of constraint; without one a task begins as soon as it can.
const (
	AsLateAsPossible ConstraintKind = iota
	StartNoEarlier
	StartNoLater
	FinishNoEarlier
	FinishNoLater
	MustStart
	MustFinish
)

// A Link makes one task wait for another.
type Link struct {
	From, To int // indices of tasks
	Kind     LinkKind
	Lag      Lag
	Line     int
}

// LinkKind says which end waits for which.
type LinkKind uint8

// The kinds of link: first letter the predecessor's end, second the successor's.
const (
	FS LinkKind = iota
	SS
	FF
	SF
)

func (k LinkKind) String() string { return [...]string{"FS", "SS", "FF", "SF"}[k&3] }

// Lag is the time between the two ends of a link; negative: a lead.
type Lag struct {
	Time    time.Duration // besides Percent
	Percent float64       // of the predecessor's duration
	Elapsed bool          // counts every hour
}

// Habits are where programs differ in how they compute.
type Habits struct {
	LagOn         LagCalendar   // whose working time a lag counts
	LimitsHold    bool          // "no later than" moves the task even against its links
	WaitForStatus bool          // what is not done is not planned before the status date
	Override      bool          // work begun out of sequence goes on; otherwise its rest waits for the links
	CriticalFloat time.Duration // a task is critical if its total float is at most this
}

// LagCalendar says on whose calendar a working lag counts.
type LagCalendar uint8

// The calendars of lags.
const (
	OnSuccessor LagCalendar = iota
	OnPredecessor
	OnProject
	OnClock // every hour
)

// clampDone keeps a fraction within 0 and 1.
func clampDone(f float64) float64 { return max(0, min(1, f)) }
