package ifc

import (
	"time"

	"shapan/bim/ifc/step"
)

// A Task is a piece of work: IfcTask and other processes. Instants are without
// zone, as the file gives them, and zero for what it does not give.
type Task struct {
	ID             step.ID   `json:"id"`
	GUID           string    `json:"guid,omitempty"`
	Type           string    `json:"type"` // IfcTask, IfcEvent, IfcProcedure
	Identification string    `json:"identification,omitempty"`
	Name           string    `json:"name,omitempty"`
	Description    string    `json:"description,omitempty"`
	ObjectType     string    `json:"object_type,omitempty"`
	PredefinedType string    `json:"predefined_type,omitempty"` // CONSTRUCTION, DEMOLITION ...
	Status         string    `json:"status,omitempty"`
	WorkMethod     string    `json:"work_method,omitempty"`
	Milestone      bool      `json:"milestone,omitempty"`
	Priority       int       `json:"priority,omitempty"`
	Parent         step.ID   `json:"parent,omitempty"`
	Schedule       step.ID   `json:"schedule,omitempty"` // IfcWorkSchedule or IfcWorkPlan, its own or that of a task above
	Calendar       step.ID   `json:"calendar,omitempty"` // IfcWorkCalendar
	Time           TaskTime  `json:"time,omitzero"`
	Inputs         []step.ID `json:"inputs,omitempty"`  // what it works on
	Outputs        []step.ID `json:"outputs,omitempty"` // what it makes
}

// TaskTime is when a task happens.
type TaskTime struct {
	Start        time.Time `json:"start,omitzero"` // as scheduled
	Finish       time.Time `json:"finish,omitzero"`
	EarlyStart   time.Time `json:"early_start,omitzero"`
	EarlyFinish  time.Time `json:"early_finish,omitzero"`
	LateStart    time.Time `json:"late_start,omitzero"`
	LateFinish   time.Time `json:"late_finish,omitzero"`
	ActualStart  time.Time `json:"actual_start,omitzero"`
	ActualFinish time.Time `json:"actual_finish,omitzero"`
	StatusTime   time.Time `json:"status_time,omitzero"`

	Duration  Duration `json:"duration,omitzero"`
	Actual    Duration `json:"actual_duration,omitzero"`
	Remaining Duration `json:"remaining,omitzero"`
	FreeFloat Duration `json:"free_float,omitzero"`
	Float     Duration `json:"float,omitzero"`
	// WorkTime tells that durations count time of work, not of the clock. In ISO
	// 8601 a day of work is then a day of the calendar's hours.
	WorkTime   bool    `json:"work_time,omitempty"`
	Critical   bool    `json:"critical,omitempty"`
	Completion float64 `json:"completion,omitempty"` // 0 to 1
}

// A Sequence says that one task follows another.
type Sequence struct {
	ID   step.ID `json:"id"`
	From step.ID `json:"from"`
	To   step.ID `json:"to"`
	Kind string  `json:"kind"` // FS, SS, FF, SF; FS where the file does not say

	Lag         Duration `json:"lag,omitzero"`
	LagRatio    float64  `json:"lag_ratio,omitempty"` // instead of Lag: a part of From's duration
	LagWorkTime bool     `json:"lag_work_time,omitempty"`
}

// A WorkSchedule gathers tasks: IfcWorkSchedule or IfcWorkPlan.
type WorkSchedule struct {
	ID             step.ID   `json:"id"`
	GUID           string    `json:"guid,omitempty"`
	Type           string    `json:"type"`
	Identification string    `json:"identification,omitempty"`
	Name           string    `json:"name,omitempty"`
	Purpose        string    `json:"purpose,omitempty"`
	PredefinedType string    `json:"predefined_type,omitempty"` // ACTUAL, BASELINE, PLANNED
	Created        time.Time `json:"created,omitzero"`
	Start          time.Time `json:"start,omitzero"`
	Finish         time.Time `json:"finish,omitzero"`
}

// WorkSchedules gives the schedules and plans in the order of the file.
func (m *Model) WorkSchedules() (all []WorkSchedule) {
	for _, e := range m.Of("IfcWorkControl") {
		s := WorkSchedule{
			ID: e.Number(), GUID: e.Text("GlobalId"), Type: e.Type(), Name: e.Text("Name"), Purpose: e.Text("Purpose"),
			PredefinedType: e.Enum("PredefinedType"), Identification: e.Text("Identification"),
			Created: m.instant(e, "CreationDate"), Start: m.instant(e, "StartTime"), Finish: m.instant(e, "FinishTime"),
		}
		if s.Identification == "" {
			s.Identification = e.Text("Identifier") // before IFC4
		}
		if s.PredefinedType == "" {
			s.PredefinedType = e.Enum("WorkControlType")
		}
		all = append(all, s)
	}
	return all
}

// Tasks gives the tasks in the order of the file.
func (m *Model) Tasks() (all []Task) {
	for _, e := range m.Of("IfcProcess") {
		t := Task{
			ID: e.Number(), GUID: e.Text("GlobalId"), Type: e.Type(), Identification: e.Text("Identification"), Name: e.Text("Name"),
			Description: e.Text("Description"), ObjectType: e.Text("ObjectType"), PredefinedType: e.Enum("PredefinedType"),
			Status: e.Text("Status"), WorkMethod: e.Text("WorkMethod"), Parent: m.Whole(e).Number(),
		}
		if t.Identification == "" {
			t.Identification = e.Text("TaskId") // before IFC4
		}
		if t.Description == "" {
			t.Description = e.Text("LongDescription")
		}
		t.Milestone, _ = e.Bool("IsMilestone")
		priority, _ := e.Int("Priority")
		t.Priority = int(priority)
		at := e.Ref("TaskTime")
		if !at.Exists() { // before IFC4: a relation of its own
			at = m.one(e, "IfcRelAssignsTasks", "RelatedObjects", "TimeForTask")
		}
		t.Time = m.taskTime(at)
		t.Schedule, t.Calendar = m.controls(e)
		for made := range m.relate(e, "IfcRelAssignsToProduct", "RelatedObjects", "RelatingProduct") {
			t.Outputs = append(t.Outputs, made.Number())
		}
		for used := range m.relate(e, "IfcRelAssignsToProcess", "RelatingProcess", "RelatedObjects") {
			// Since IFC2X3 some write what the task makes this way; resources come so too.
			if used.Is("IfcProduct") || used.Is("IfcTypeProduct") {
				t.Inputs = append(t.Inputs, used.Number())
			}
		}
		all = append(all, t)
	}
	return all
}

// controls finds the schedule and calendar of a task, else of the tasks above it.
func (m *Model) controls(e Entity) (schedule, calendar step.ID) {
	for range deepestTree {
		for control := range m.relate(e, "IfcRelAssignsToControl", "RelatedObjects", "RelatingControl") {
			switch {
			case schedule == 0 && control.Is("IfcWorkControl"):
				schedule = control.Number()
			case calendar == 0 && control.Is("IfcWorkCalendar"):
				calendar = control.Number()
			}
		}
		if e = m.Whole(e); schedule != 0 && calendar != 0 || !e.Exists() {
			break
		}
	}
	return schedule, calendar
}

// taskTime reads an IfcTaskTime or, before IFC4, an IfcScheduleTimeControl.
func (m *Model) taskTime(e Entity) TaskTime {
	t := TaskTime{
		Start: m.instant(e, "ScheduleStart"), Finish: m.instant(e, "ScheduleFinish"),
		EarlyStart: m.instant(e, "EarlyStart"), EarlyFinish: m.instant(e, "EarlyFinish"),
		LateStart: m.instant(e, "LateStart"), LateFinish: m.instant(e, "LateFinish"),
		ActualStart: m.instant(e, "ActualStart"), ActualFinish: m.instant(e, "ActualFinish"), StatusTime: m.instant(e, "StatusTime"),
		Duration: m.duration(e, "ScheduleDuration"), Actual: m.duration(e, "ActualDuration"), Remaining: m.duration(e, "RemainingTime"),
		FreeFloat: m.duration(e, "FreeFloat"), Float: m.duration(e, "TotalFloat"),
		WorkTime: e.Enum("DurationType") == "WORKTIME",
	}
	t.Critical, _ = e.Bool("IsCritical")
	t.Completion, _ = e.Real("Completion")
	return t
}

// Sequences gives which task follows which, in the order of the file.
func (m *Model) Sequences() (all []Sequence) {
	for _, e := range m.Of("IfcRelSequence") {
		s := Sequence{ID: e.Number(), From: e.ID("RelatingProcess"), To: e.ID("RelatedProcess")}
		switch e.Enum("SequenceType") {
		case "START_START":
			s.Kind = "SS"
		case "FINISH_FINISH":
			s.Kind = "FF"
		case "START_FINISH":
			s.Kind = "SF"
		default:
			s.Kind = "FS"
		}
		if seconds, ok := e.Real("TimeLag"); ok { // before IFC4: a number of the project's unit
			s.Lag = durationOf(seconds * m.Units.Time)
		} else if lag := e.Ref("TimeLag"); lag.Exists() {
			s.LagWorkTime = lag.Enum("DurationType") == "WORKTIME"
			if ratio, ok := lag.Real("LagValue"); ok {
				s.LagRatio = ratio
			} else {
				s.Lag = m.duration(lag, "LagValue")
			}
		}
		all = append(all, s)
	}
	return all
}
