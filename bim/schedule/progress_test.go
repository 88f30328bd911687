package schedule

import (
	"errors"
	"testing"
	"time"
)

var slabPlan = []byte("ID,Name,Duration,Start,Predecessors\n1,Shoring,2d,2026-03-02,\n2,Slab,4d,,1\n3,Strike,1d,,2FS+5d\n4,Strike,1d,,3\n")

func TestProgress(t *testing.T) {
	s, err := Read("slab.csv", slabPlan, Options{})
	if err != nil {
		t.Fatal(err)
	}
	list, status, err := ReadProgress("actual.csv", []byte("任务,实际开始,实际完成,完成百分比\n1,2026-03-03,2026-03-05,\nSlab,2026-03-06,,25%\nA99,2026-03-06,,\nStrike,,,10\n"), Options{})
	if err != nil || len(list) != 4 || !status.IsZero() {
		t.Fatalf("%+v, %v, %v", list, status, err)
	}
	at := time.Date(2026, 3, 9, 17, 0, 0, 0, time.UTC)
	wrong := s.Take(list, at)
	if len(wrong) != 2 || wrong[0].Line != 4 || wrong[1].Line != 5 {
		t.Errorf("mistakes %+v, want lines 4 (no such task) and 5 (two of that name)", wrong)
	}
	if s.Tasks[0].Done != 1 || s.Tasks[1].Done != 0.25 || !s.Status.Equal(at) {
		t.Errorf("%+v, status %v", s.Tasks[:2], s.Status)
	}
	a, err := s.Analyse()
	if err != nil {
		t.Fatal(err)
	}
	// A quarter of four days is done by Monday evening: three days are left.
	if want := time.Date(2026, 3, 12, 17, 0, 0, 0, time.UTC); !a.Tasks[1].Early.Finish.Equal(want) {
		t.Errorf("the slab is done %v, want %v", a.Tasks[1].Early.Finish, want)
	}
}

func TestProgressMistakesAllAtOnce(t *testing.T) {
	_, _, err := ReadProgress("actual.csv", []byte("Task,Actual start,Actual finish,%complete\n1,2026-13-01,,\n2,2026-03-05,2026-03-01,\n3,,,140\n,2026-03-01,,\n"), Options{})
	var m *Mistakes
	if !errors.As(err, &m) || m.Total != 4 || m.First[0].Line != 2 || m.First[3].Line != 5 {
		t.Errorf("%v", err)
	}
	if _, _, err := ReadProgress("actual.csv", []byte("Task,Name\n1,a\n"), Options{}); err == nil {
		t.Error("a table without progress is taken")
	}
}

// What Lives tell of a date is what On tells.
func TestLivesAgreeWithOn(t *testing.T) {
	rows := []byte("ID,Name,Start,Finish,IfcClass,Effect\n1,Prop,2026-03-02,2026-03-03,IfcProp,\n2,Slab,2026-03-04,2026-03-06,IfcSlab,\n3,Strike,2026-03-09,2026-03-10,IfcProp,remove\n4,Scaffold,2026-03-03,2026-03-06,IfcScaffold,temporary\n5,Old wall,2026-03-04,2026-03-05,IfcOld,remove\n")
	s, err := Read("lives.csv", rows, Options{})
	if err != nil {
		t.Fatal(err)
	}
	line := s.Match([]Element{{Type: "IfcProp"}, {Type: "IfcSlab"}, {Type: "IfcScaffold"}, {Type: "IfcOld"}, {Type: "IfcTree"}}, nil).Planned()
	lives := line.Lives()
	for at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC); at.Day() < 13; at = at.Add(time.Hour) {
		for e, state := range line.On(at) {
			got := Unscheduled
			for k, s := range lives[e] {
				if at.Before(s.From) {
					if k == 0 {
						got = NotBegun
					}
					break
				}
				switch {
				case !s.Gone.IsZero() && !at.Before(s.Gone):
					got = Gone
				case !s.Leaves.IsZero() && !at.Before(s.Leaves):
					got = InRemoval
				case at.Before(s.Built):
					got = InWork
				default:
					got = Standing
				}
			}
			if got != state.Phase {
				t.Fatalf("element %d at %v: %v by its life, %v on the date", e, at, got, state.Phase)
			}
		}
	}
}

func FuzzProgress(f *testing.F) {
	f.Add([]byte("Task,Actual start,Actual finish,done\n1,2026-03-03,2026-03-05,50%\n"))
	f.Add([]byte("任务,实际开始\nA20,3/4/2026\n"))
	f.Add([]byte("<Project><Tasks/></Project>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, status, err := ReadProgress("x", data, Options{})
		if err != nil {
			return
		}
		s, err := Read("slab.csv", slabPlan, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.Take(list, status)
		s.Analyse() // may find an error; must not panic
	})
}
