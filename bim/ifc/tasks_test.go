package ifc

import (
	"slices"
	"testing"
	"time"

	"shapan/bim/ifc/step"
)

func day(d, h int) time.Time { return time.Date(2026, 3, d, h, 0, 0, 0, time.UTC) }

func TestTasks(t *testing.T) {
	m := modelOf(t, "IFC4", `#1=IFCTASKTIME($,$,$,.WORKTIME.,'P2DT4H','2026-03-02T08:00:00','2026-03-04T12:00:00',$,$,$,$,'P0D','-PT2H',.T.,$,$,'2026-03-03T08:00:00Z',$,$,0.25);
#2=IFCTASK('t1',$,'Walls','build them',$,'A1','long','STARTED','by hand',.F.,7,#1,.CONSTRUCTION.);
#3=IFCTASK('t0',$,'Structure',$,$,$,$,$,$,.F.,$,$,$);
#4=IFCTASK('t2',$,'Done',$,$,$,$,$,$,.T.,$,$,$);
#5=IFCRELNESTS('r1',$,$,$,#3,(#2,#4));
#6=IFCRELSEQUENCE('r2',$,$,$,#2,#4,#7,.START_START.,$);
#7=IFCLAGTIME($,$,$,IFCDURATION('P1W'),.ELAPSEDTIME.);
#8=IFCRELSEQUENCE('r3',$,$,$,#4,#2,#9,$,$);
#9=IFCLAGTIME($,$,$,IFCRATIOMEASURE(0.5),.WORKTIME.);
#10=IFCWORKSCHEDULE('ws',$,'Plan',$,$,'S1','2026-01-01T00:00:00',$,'why',$,$,'2026-03-01T00:00:00',$,.PLANNED.);
#11=IFCRELASSIGNSTOCONTROL('r4',$,$,$,(#3),$,#10);
#12=IFCWORKCALENDAR('wc',$,'Week',$,$,$,(#13),(#16),.FIRSTSHIFT.);
#13=IFCWORKTIME('Standard',$,$,#14,$,$);
#14=IFCRECURRENCEPATTERN(.WEEKLY.,$,(1,2,3,4,5),$,$,$,$,(#15));
#15=IFCTIMEPERIOD('08:00:00','16:30:00');
#16=IFCWORKTIME('Holiday',$,$,$,'2026-05-01','2026-05-02');
#17=IFCRELASSIGNSTOCONTROL('r5',$,$,$,(#2),$,#12);
#20=IFCWALL('w',$,$,$,$,$,$,$,$);
#21=IFCWALL('x',$,$,$,$,$,$,$,$);
#22=IFCRELASSIGNSTOPRODUCT('r6',$,$,$,(#2),$,#20);
#23=IFCRELASSIGNSTOPROCESS('r7',$,$,$,(#21,#24),$,#2,$);
#24=IFCLABORRESOURCE('l',$,$,$,$,$,$,$,$,$,$);`)
	tasks := m.Tasks()
	if len(tasks) != 3 {
		t.Fatal(tasks)
	}
	want := Task{
		ID: 2, GUID: "t1", Type: "IfcTask", Identification: "A1", Name: "Walls", Description: "build them", PredefinedType: "CONSTRUCTION",
		Status: "STARTED", WorkMethod: "by hand", Priority: 7, Parent: 3, Schedule: 10, Calendar: 12,
		Time: TaskTime{
			Start: day(2, 8), Finish: day(4, 12), ActualStart: day(3, 8), Duration: Duration{Days: 2, Clock: 4 * time.Hour},
			Float: Duration{Clock: 2 * time.Hour, Negative: true}, WorkTime: true, Critical: true, Completion: 0.25,
		},
	}
	got := tasks[0]
	if !slices.Equal(got.Inputs, []step.ID{21}) || !slices.Equal(got.Outputs, []step.ID{20}) {
		t.Error(got.Inputs, got.Outputs)
	}
	got.Inputs, got.Outputs = nil, nil
	if got.Time != want.Time {
		t.Errorf("%+v, want %+v", got.Time, want.Time)
	}
	if got.Name != want.Name || got.Parent != want.Parent || got.Schedule != want.Schedule || got.Calendar != want.Calendar || got.Identification != "A1" || got.Priority != 7 || got.Status != want.Status {
		t.Errorf("%+v", got)
	}
	if !tasks[2].Milestone || tasks[2].Calendar != 0 || tasks[2].Schedule != 10 {
		t.Errorf("%+v", tasks[2])
	}
	sequences := m.Sequences()
	if len(sequences) != 2 || sequences[0] != (Sequence{ID: 6, From: 2, To: 4, Kind: "SS", Lag: Duration{Days: 7}}) ||
		sequences[1] != (Sequence{ID: 8, From: 4, To: 2, Kind: "FS", LagRatio: 0.5, LagWorkTime: true}) {
		t.Errorf("%+v", sequences)
	}
	schedules := m.WorkSchedules()
	if len(schedules) != 1 || schedules[0].Identification != "S1" || !schedules[0].Start.Equal(day(1, 0)) || schedules[0].PredefinedType != "PLANNED" {
		t.Errorf("%+v", schedules)
	}
	calendars := m.WorkCalendars()
	if len(calendars) != 1 || len(calendars[0].Working) != 1 || len(calendars[0].Exceptions) != 1 {
		t.Fatalf("%+v", calendars)
	}
	if w := calendars[0].Working[0]; w.Recurrence != "WEEKLY" || !slices.Equal(w.Weekdays, []int32{1, 2, 3, 4, 5}) || w.Hours[0] != (TimePeriod{8 * time.Hour, 16*time.Hour + 30*time.Minute}) {
		t.Errorf("%+v", w)
	}
	if x := calendars[0].Exceptions[0]; x.Start.Month() != time.May || x.Finish.Day() != 2 {
		t.Errorf("%+v", x)
	}
}

// Before IFC4 times are entities and numbers, and hang on a relation.
func TestTasks2x3(t *testing.T) {
	m := modelOf(t, "IFC2X3", `#1=IFCUNITASSIGNMENT((#2));
#2=IFCSIUNIT(*,.TIMEUNIT.,$,.SECOND.);
#3=IFCCALENDARDATE(2,3,2026);
#4=IFCLOCALTIME(8,0,30.5,$,$);
#5=IFCDATEANDTIME(#3,#4);
#6=IFCSCHEDULETIMECONTROL('c',$,$,$,$,$,$,$,#5,$,$,$,#3,28800.,$,$,$,$,.F.,$,$,$,1.);
#7=IFCTASK('t',$,'Dig',$,$,'T7',$,$,.F.,$);
#8=IFCRELASSIGNSTASKS('r',$,$,$,(#7),$,#9,#6);
#9=IFCWORKSCHEDULE('w',$,'Plan',$,$,'S',#5,$,$,$,$,#5,$,.PLANNED.,$);
#10=IFCRELSEQUENCE('q',$,$,$,#7,#7,-3600.,.FINISH_START.);`)
	tasks := m.Tasks()
	if len(tasks) != 1 || tasks[0].Identification != "T7" || tasks[0].Schedule != 9 {
		t.Fatalf("%+v", tasks)
	}
	at := tasks[0].Time
	if !at.Start.Equal(day(2, 8).Add(30500*time.Millisecond)) || !at.Finish.Equal(day(2, 0)) || at.Duration.Std() != 8*time.Hour || at.Completion != 1 {
		t.Errorf("%+v", at)
	}
	if s := m.Sequences(); s[0].Lag.Std() != -time.Hour || s[0].Kind != "FS" {
		t.Errorf("%+v", s)
	}
	if s := m.WorkSchedules(); s[0].Identification != "S" || s[0].PredefinedType != "PLANNED" || s[0].Start.Hour() != 8 {
		t.Errorf("%+v", s)
	}
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]Duration{
		"P0Y0M1DT16H0M0S": {Days: 1, Clock: 16 * time.Hour},
		"P1Y2M":           {Years: 1, Months: 2},
		"P3W":             {Days: 21},
		"PT1.5H":          {Clock: 90 * time.Minute},
		"-P1D":            {Days: 1, Negative: true},
		"PT0S":            {},
	} {
		if got, ok := ParseDuration(text); got != want || !ok {
			t.Errorf("%s: %+v %v", text, got, ok)
		}
		again, _ := want.MarshalText()
		if got, ok := ParseDuration(string(again)); got != want || !ok {
			t.Errorf("%s written as %s", text, again)
		}
	}
	for _, text := range []string{"", "P", "PT", "5D", "P5", "PD", "P1D2Y", "P1H", "PT1D", "PT1HT2M", "P1E9D", "P99999999999999999999D", "P1.2.3D"} {
		if d, ok := ParseDuration(text); ok {
			t.Errorf("%q: %+v", text, d)
		}
	}
}
