package schedule

import (
	"fmt"
	"strconv"
	"time"
)

var (
	xerKinds       = map[string]Kind{"TT_Task": Work, "TT_Rsrc": Work, "TT_Mile": StartMilestone, "TT_FinMile": Milestone, "TT_LOE": LevelOfEffort, "TT_WBS": LevelOfEffort}
	xerConstraints = map[string][]ConstraintKind{
		"CS_ALAP": {AsLateAsPossible}, "CS_MANDSTART": {MustStart}, "CS_MANDFIN": {MustFinish},
		"CS_MSOA": {StartNoEarlier}, "CS_MSOB": {StartNoLater}, "CS_MEOA": {FinishNoEarlier}, "CS_MEOB": {FinishNoLater},
		"CS_MSO": {StartNoEarlier, StartNoLater}, "CS_MEO": {FinishNoEarlier, FinishNoLater},
	}
	xerLinks = map[string]LinkKind{"PR_FS": FS, "PR_SS": SS, "PR_FF": FF, "PR_SF": SF}
)

// activities reads table TASK.
func (x *export) activities(calendars, wbs map[string]int) {
	for _, r := range x.rows("TASK") {
		if r.get("proj_id") != x.project {
			continue
		}
		where := fmt.Sprintf("activity %s %q", r.get("task_code"), r.get("task_name"))
		id := r.get("task_id")
		if _, twice := x.byID[id]; twice || id == "" {
			x.bad(r, where, "task_id", "each activity must have an id of its own")
			continue
		}
		t := Task{ID: id, Code: r.get("task_code"), Name: r.get("task_name"), Parent: -1, Calendar: AroundTheClock, Remaining: -1, Line: r.line}
		kind, known := xerKinds[r.get("task_type")]
		if !known && r.get("task_type") != "" {
			x.bad(r, where, "task_type", "must be TT_Task, TT_Rsrc, TT_Mile, TT_FinMile, TT_LOE or TT_WBS")
		}
		t.Kind = kind
		if p, ok := wbs[r.get("wbs_id")]; ok {
			t.Parent, t.WBS = p, x.s.Tasks[p].WBS
		}
		if c, ok := calendars[r.get("clndr_id")]; ok {
			t.Calendar = c
		} else {
			x.bad(r, where, "clndr_id", "must be one of table CALENDAR")
		}
		t.Duration = max(0, x.hours(r, where, "target_drtn_hr_cnt"))
		t.Planned = Span{x.time(r, where, "target_start_date"), x.time(r, where, "target_end_date")}
		x.progress(r, where, &t)
		for _, end := range []string{"", "2"} {
			x.constraint(r, where, end, &t)
		}
		t.Stated.Early = Span{x.time(r, where, "early_start_date"), x.time(r, where, "early_end_date")}
		t.Stated.Late = Span{x.time(r, where, "late_start_date"), x.time(r, where, "late_end_date")}
		if r.get("total_float_hr_cnt") != "" {
			d := x.hours(r, where, "total_float_hr_cnt")
			t.Stated.TotalFloat = &d
		}
		if r.get("free_float_hr_cnt") != "" {
			d := x.hours(r, where, "free_float_hr_cnt")
			t.Stated.FreeFloat = &d
		}
		x.byID[id] = len(x.s.Tasks)
		x.s.Tasks = append(x.s.Tasks, t)
	}
}

// progress reads what is done. Primavera plans the remaining duration; that of
// an activity not begun may have been changed from the original one.
func (x *export) progress(r xerRow, where string, t *Task) {
	rest := x.hours(r, where, "remain_drtn_hr_cnt")
	there := r.get("remain_drtn_hr_cnt") != ""
	t.Actual = Span{x.time(r, where, "act_start_date"), x.time(r, where, "act_end_date")}
	switch r.get("status_code") {
	case "TK_NotStart", "":
		t.Actual = Span{}
		if there && t.Kind == Work {
			t.Duration = max(0, rest)
		}
	case "TK_Active":
		t.Actual.Finish = time.Time{}
		if t.Actual.Start.IsZero() {
			x.bad(r, where, "act_start_date", "an activity that is TK_Active needs an actual start")
		}
		if there {
			t.Remaining = max(0, rest)
			t.Duration = max(t.Duration, t.Remaining)
		}
	case "TK_Complete":
		t.Done, t.Remaining = 1, 0
		if t.Actual.Finish.IsZero() {
			x.bad(r, where, "act_end_date", "an activity that is TK_Complete needs an actual finish")
		}
		return
	default:
		x.bad(r, where, "status_code", "must be TK_NotStart, TK_Active or TK_Complete")
	}
	if percent := r.get("phys_complete_pct"); percent != "" && r.get("complete_pct_type") == "CP_Phys" {
		v, err := strconv.ParseFloat(percent, 64)
		if err != nil || !(v >= 0 && v <= 100) {
			x.bad(r, where, "phys_complete_pct", "must be from 0 to 100")
			return
		}
		t.Done = v / 100
	} else if there && t.Duration > 0 && !t.Actual.Start.IsZero() {
		t.Done = 1 - t.Remaining.Seconds()/t.Duration.Seconds()
	}
}

func (x *export) constraint(r xerRow, where, end string, t *Task) {
	code := r.get("cstr_type" + end)
	if code == "" {
		return
	}
	kinds, known := xerConstraints[code]
	if !known {
		x.bad(r, where, "cstr_type"+end, "must be one of CS_ALAP, CS_MSO, CS_MSOA, CS_MSOB, CS_MEO, CS_MEOA, CS_MEOB, CS_MANDSTART, CS_MANDFIN")
		return
	}
	at := x.time(r, where, "cstr_date"+end)
	for _, kind := range kinds {
		if kind != AsLateAsPossible && at.IsZero() {
			x.bad(r, where, "cstr_date"+end, code+" needs a date")
			return
		}
		t.Constraints = append(t.Constraints, Constraint{kind, at})
	}
}

// relationships reads table TASKPRED. Links that lead to another project of the
// file are noted; those that lead nowhere are mistakes.
func (x *export) relationships() {
	elsewhere := map[string]bool{}
	for _, r := range x.rows("TASK") {
		if r.get("proj_id") != x.project {
			elsewhere[r.get("task_id")] = true
		}
	}
	for _, r := range x.rows("TASKPRED") {
		where := "relationship " + r.get("task_pred_id")
		ends, own := [2]int{}, true
		for k, column := range []string{"pred_task_id", "task_id"} {
			id := r.get(column)
			task, known := x.byID[id]
			ends[k] = task
			if known {
				continue
			}
			own = false
			if project := r.get([]string{"pred_proj_id", "proj_id"}[k]); elsewhere[id] || project != "" && project != x.project {
				x.note(Mistake{Line: r.line, Where: where, Key: column, Value: id, Expected: "leads to another project and is left out"})
			} else {
				x.bad(r, where, column, "there is no such activity")
			}
			break
		}
		kind, known := xerLinks[r.get("pred_type")]
		if !known {
			x.bad(r, where, "pred_type", "must be PR_FS, PR_SS, PR_FF or PR_SF")
			continue
		}
		if own && ends[0] == ends[1] {
			x.bad(r, where, "task_id", "an activity cannot wait for itself")
			continue
		}
		if lag := x.hours(r, where, "lag_hr_cnt"); own {
			x.s.Links = append(x.s.Links, Link{From: ends[0], To: ends[1], Kind: kind, Lag: Lag{Time: lag}, Line: r.line})
		}
	}
}

func (x *export) time(r xerRow, where, column string) time.Time {
	s := r.get(column)
	if s == "" {
		return time.Time{}
	}
	t, ok := isoTime(s)
	if !ok {
		x.bad(r, where, column, "must be an instant such as 2026-03-02 08:00, between 1900 and 2500")
	}
	return t
}

func (x *export) hours(r xerRow, where, column string) time.Duration {
	s := r.get(column)
	if s == "" {
		return 0
	}
	d, ok := hours(s)
	if !ok {
		x.bad(r, where, column, "must be a number of hours, up to 1,000,000")
	}
	return d
}
