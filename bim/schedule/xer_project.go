package schedule

import (
	"fmt"
	"strings"
)

// finish joins the tables.
func (x *export) finish() {
	for _, need := range []string{"PROJECT", "CALENDAR", "TASK"} {
		if x.tables[need] == nil {
			x.wrong(Mistake{Line: 1, Key: "%T", Expected: "there is no table " + need})
		}
	}
	x.byID = map[string]int{}
	calendars := x.calendars()
	x.projects(calendars)
	wbs := x.structure()
	x.activities(calendars, wbs)
	x.relationships()
	x.resources()
	x.userFields()
	x.startWithFirst()
}

// projects takes the project that is exported; others are there because of
// links between projects.
func (x *export) projects(calendars map[string]int) {
	counts := map[string]int{}
	for _, r := range x.rows("TASK") {
		counts[r.get("proj_id")]++
	}
	var chosen *xerRow
	list := x.rows("PROJECT")
	for k := range list {
		if r := &list[k]; chosen == nil || counts[r.get("proj_id")] > counts[chosen.get("proj_id")] {
			chosen = r
		}
	}
	if chosen == nil {
		return
	}
	if len(list) > 1 {
		x.note(Mistake{Line: chosen.line, Key: "proj_id", Value: chosen.get("proj_id"), Expected: fmt.Sprintf("the file holds %d projects; this one, with most tasks, is read", len(list))})
	}
	x.project = chosen.get("proj_id")
	where := "project " + chosen.get("proj_short_name")
	x.s.Name = chosen.get("proj_short_name")
	x.s.Start = x.time(*chosen, where, "plan_start_date")
	x.s.Finish = x.time(*chosen, where, "plan_end_date")
	x.s.Status = x.time(*chosen, where, "last_recalc_date")
	if k, ok := calendars[chosen.get("clndr_id")]; ok {
		x.s.Calendar = k
	}
	if d, ok := hours(chosen.get("critical_drtn_hr_cnt")); ok {
		x.s.Habits.CriticalFloat = d
	}
	for _, r := range x.rows("SCHEDOPTIONS") {
		if id := r.get("proj_id"); id != "" && id != x.project {
			continue
		}
		switch strings.ToLower(r.get("sched_calendar_on_relationship_lag")) {
		case "rcal_successor":
			x.s.Habits.LagOn = OnSuccessor
		case "rcal_24hours", "rcal_24hour":
			x.s.Habits.LagOn = OnClock
		case "rcal_projdefault":
			x.s.Habits.LagOn = OnProject
		}
		x.s.Habits.Override = r.get("sched_progress_override") == "Y"
	}
}

// structure makes the work breakdown a tree of summaries: table PROJWBS is
// ordered by seq_num among siblings. It returns the summary of each wbs_id.
func (x *export) structure() map[string]int {
	index := map[string]int{}
	var rows []xerRow
	for _, r := range x.rows("PROJWBS") {
		if r.get("proj_id") != x.project || r.get("proj_node_flag") == "Y" {
			continue // the project itself
		}
		if _, twice := index[r.get("wbs_id")]; twice {
			x.bad(r, "table PROJWBS", "wbs_id", "each must be given once")
			continue
		}
		index[r.get("wbs_id")] = len(rows)
		rows = append(rows, r)
	}
	parts := make([][]int, len(rows))
	var roots []int
	for k, r := range rows {
		if p, ok := index[r.get("parent_wbs_id")]; ok && p != k {
			parts[p] = append(parts[p], k)
		} else {
			roots = append(roots, k)
		}
	}
	summary := map[string]int{}
	type step struct{ row, parent int }
	var open []step
	push := func(list []int, parent int) {
		for k := len(list) - 1; k >= 0; k-- {
			open = append(open, step{list[k], parent})
		}
	}
	push(roots, -1)
	for len(open) > 0 { // by a stack of its own: trees of files are as deep as they like
		at := open[len(open)-1]
		open = open[:len(open)-1]
		r := rows[at.row]
		path := r.get("wbs_short_name")
		if at.parent >= 0 && len(x.s.Tasks[at.parent].WBS) < 200 {
			path = x.s.Tasks[at.parent].WBS + "." + path
		}
		k := len(x.s.Tasks)
		summary[r.get("wbs_id")] = k
		x.s.Tasks = append(x.s.Tasks, Task{ID: "wbs " + r.get("wbs_id"), Code: r.get("wbs_short_name"), Name: r.get("wbs_name"), WBS: path,
			Kind: Summary, Parent: at.parent, Calendar: x.s.Calendar, Remaining: -1, Line: r.line})
		push(parts[at.row], k)
	}
	if len(x.s.Tasks) < len(rows) {
		x.wrong(Mistake{Line: rows[0].line, Where: "table PROJWBS", Key: "parent_wbs_id", Expected: fmt.Sprintf("%d of %d nodes are parts of one another in a circle", len(rows)-len(x.s.Tasks), len(rows))})
	}
	return summary
}

func (x *export) resources() {
	names := map[string]string{}
	for _, r := range x.rows("RSRC") {
		names[r.get("rsrc_id")] = r.get("rsrc_name")
	}
	for _, r := range x.rows("TASKRSRC") {
		if k, known := x.byID[r.get("task_id")]; known && names[r.get("rsrc_id")] != "" {
			x.s.Tasks[k].Resources = append(x.s.Tasks[k].Resources, names[r.get("rsrc_id")])
		}
	}
}

// userFields takes GUIDs of elements from user-defined fields whose label says
// that they hold some.
func (x *export) userFields() {
	holds := map[string]bool{}
	for _, r := range x.rows("UDFTYPE") {
		label := strings.ToLower(r.get("udf_type_label") + " " + r.get("udf_type_name"))
		holds[r.get("udf_type_id")] = strings.Contains(label, "guid") || strings.Contains(label, "globalid")
	}
	for _, r := range x.rows("UDFVALUE") {
		if k, known := x.byID[r.get("fk_id")]; known && holds[r.get("udf_type_id")] {
			x.s.Tasks[k].GUIDs = append(x.s.Tasks[k].GUIDs, splitList(r.get("udf_text"))...)
		}
	}
}
