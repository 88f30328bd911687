package ofifc

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
	"shapan/bim/schedule"
)

func modelOf(t testing.TB, instances string) *ifc.Model {
	t.Helper()
	f, err := step.Parse("test.ifc", "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"+instances+"\nENDSEC;\nEND-ISO-10303-21;\n")
	if err != nil {
		t.Fatal(err)
	}
	return ifc.New(f)
}

// The plan of IfcTask.ifc (buildingSMART's example of a slab and four walls in a
// row): early and late dates of its five tasks and the nesting, as the file
// states them, to the second. Floats of the walls are 0, as stated. Of the slab
// the file states 1 h in all and 16 h free, which cannot be: free float is part
// of the total one. It is critical, as stated, so ours is 0.
func TestSlabAndWalls(t *testing.T) {
	path, err := filepath.Abs("../../../../shared/data/ifc/regress/construction_scheduling_task.ifc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("real data absent: %v", err)
	}
	m, err := ifc.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Schedule(m)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Tasks) != 8 || len(s.Links) != 7 || len(s.Calendars) != 1 || s.Calendars[0].Week.Hours() != 40*time.Hour {
		t.Fatalf("%d tasks, %d links, calendars %+v", len(s.Tasks), len(s.Links), s.Calendars)
	}
	a, err := s.Analyse()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for k := range s.Tasks {
		task, got := &s.Tasks[k], a.Tasks[k]
		if task.Kind == schedule.Summary {
			continue
		}
		compared++
		if got.Early != task.Stated.Early || got.Late != task.Stated.Late || !got.Critical || got.TotalFloat != 0 {
			t.Errorf("%s: %+v, stated %+v", task.Name, got, task.Stated)
		}
		if task.Name != "Slab #1" && (*task.Stated.TotalFloat != 0 || *task.Stated.FreeFloat != got.FreeFloat) {
			t.Errorf("%s: float %v, stated %v", task.Name, got.FreeFloat, *task.Stated.FreeFloat)
		}
	}
	if compared != 5 {
		t.Errorf("%d tasks compared", compared)
	}
	l := s.Match(Elements(m), nil)
	standing := ""
	for e, state := range l.Planned().On(time.Date(2010, 9, 22, 12, 0, 0, 0, time.UTC)) {
		if state.Phase != schedule.Unscheduled {
			standing += l.Elements[e].Name + " " + state.Phase.String() + "; "
		}
	}
	if want := "Slab #1 standing; Wall #1 standing; Wall #2 in work; Wall #3 not begun; Wall #4 not begun; "; standing != want {
		t.Errorf("on the 22nd at noon: %s\nmust be: %s", standing, want)
	}
}

const rebuilt = `#1=IFCTASKTIME($,$,$,.WORKTIME.,'P2D','2026-03-02T07:00:00','2026-03-03T15:00:00',$,$,$,$,$,$,.F.,$,$,'2026-03-02T07:00:00',$,$,0.5);
#2=IFCTASK('t1',$,'Take down',$,$,'A1',$,$,$,.F.,$,#1,.DEMOLITION.);
#3=IFCTASKTIME($,$,$,.WORKTIME.,'P1D',$,$,$,$,$,$,$,$,.F.,$,$,$,$,$,$);
#4=IFCTASK('t2',$,'Build',$,$,'A2',$,$,$,.F.,$,#3,.CONSTRUCTION.);
#5=IFCRELSEQUENCE('q1',$,$,$,#2,#4,#6,.FINISH_START.,$);
#6=IFCLAGTIME($,$,$,IFCDURATION('P1D'),.ELAPSEDTIME.);
#7=IFCRELSEQUENCE('q2',$,$,$,#2,#2,$,$,$);
#10=IFCWORKCALENDAR('wc',$,'Early shift',$,$,$,(#11),(#14,#15),.FIRSTSHIFT.);
#11=IFCWORKTIME('Week',$,$,#12,$,$);
#12=IFCRECURRENCEPATTERN(.WEEKLY.,$,(1,2,3,4,5),$,$,$,$,(#13));
#13=IFCTIMEPERIOD('07:00:00','15:00:00');
#14=IFCWORKTIME('Feast',$,$,$,'2026-03-04','2026-03-05');
#15=IFCWORKTIME('Every first Monday',$,$,#16,$,$);
#16=IFCRECURRENCEPATTERN(.MONTHLY_BY_POSITION.,$,(1),$,1,$,$,$);
#17=IFCRELASSIGNSTOCONTROL('r1',$,$,$,(#2,#4),$,#10);
#20=IFCWALL('old',$,'old wall',$,$,$,$,$,$);
#21=IFCWALL('new',$,'new wall',$,$,$,$,$,$);
#22=IFCRELASSIGNSTOPROCESS('r2',$,$,$,(#20),$,#2,$);
#23=IFCRELASSIGNSTOPRODUCT('r3',$,$,$,(#4),$,#21);`

// Monday the 2nd is the first Monday of March, and free; Wednesday and Thursday
// are a feast. So two days of work begun on that Monday are Tuesday and Friday.
// A day later by the clock is Saturday: building begins Monday the 9th, which is
// the second.
func TestCalendarAndEffects(t *testing.T) {
	m := modelOf(t, rebuilt)
	s, err := Schedule(m)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Analyse()
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }
	if got := a.Tasks[1].Early; got != (schedule.Span{Start: at(9, 7), Finish: at(9, 15)}) || !a.Tasks[0].Early.Finish.Equal(at(6, 15)) {
		t.Errorf("build %v; take down %v", got, a.Tasks[0].Early)
	}
	if len(s.Notes) != 1 || !strings.Contains(s.Notes[0].String(), "#7") {
		t.Errorf("notes %v", s.Notes)
	}
	p := s.Match(Elements(m), nil).Computed(a).Presence()
	if len(p) != 2 || !p[0].Stays[0].From.IsZero() || p[0].Stays[0].To.IsZero() || !p[1].Stays[0].From.Equal(at(9, 7)) {
		t.Errorf("%+v", p)
	}
	if _, ok := p[0].Together(&p[1]); ok {
		t.Error("the old wall is gone before the new one is begun")
	}
	if _, err := Schedule(modelOf(t, "#1=IFCWALL('w',$,$,$,$,$,$,$,$);")); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

// FuzzSchedule: whatever tasks a model holds, no panic, and what comes out can
// be analysed and asked.
func FuzzSchedule(f *testing.F) {
	f.Add(rebuilt)
	f.Add("#1=IFCTASK('a',$,$,$,$,$,$,$,$,.F.,$,#2,$);\n#2=IFCTASKTIME($,$,$,.WORKTIME.,'P1E30D','2026-03-02T07:00:00','1826-03-03T15:00:00',$,$,$,$,$,$,.F.,$,$,$,$,'P9Y',7.);\n#3=IFCRELNESTS('r',$,$,$,#1,(#1));")
	f.Fuzz(func(t *testing.T, instances string) {
		p, err := step.Parse("f.ifc", "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"+instances+"\nENDSEC;\nEND-ISO-10303-21;\n")
		if err != nil {
			return
		}
		m := ifc.New(p)
		s, err := Schedule(m)
		if err != nil {
			return
		}
		a, err := s.Analyse()
		if err != nil {
			return
		}
		line := s.Match(Elements(m), nil).Actual(a)
		line.On(a.Start)
		line.Presence()
	})
}
