package schedule

import (
	"fmt"
	"strings"
)

// xer reads Primavera's exchange format: tables as text. Each begins with %T and
// its name, %F gives the columns, every %R is a row, cut by tabs. Tables refer
// to one another by id, so all that serve are held until the end.
func (r *reader) xer(text string) {
	x := &export{reader: r, tables: map[string]*xerTable{}}
	r.s.Source = Primavera
	r.s.Habits = Habits{LagOn: OnPredecessor, WaitForStatus: true}
	wanted := map[string]bool{}
	for _, name := range []string{"PROJECT", "CALENDAR", "SCHEDOPTIONS", "PROJWBS", "TASK", "TASKPRED", "RSRC", "TASKRSRC", "UDFTYPE", "UDFVALUE"} {
		wanted[name] = true
	}
	var now *xerTable
	line, ended := 0, false
	for rest := text; rest != ""; {
		var row string
		row, rest, _ = strings.Cut(rest, "\n")
		row = strings.TrimSuffix(row, "\r")
		line++
		kind, values, _ := strings.Cut(row, "\t")
		switch {
		case kind == "ERMHDR" && line == 1, strings.TrimSpace(row) == "":
		case kind == "%T":
			name := strings.TrimSpace(values)
			now = &xerTable{name: name, line: line, skip: !wanted[name]}
			if _, twice := x.tables[name]; twice {
				r.wrong(Mistake{Line: line, Key: "%T", Value: name, Expected: "this table stands above already"})
				now.skip = true
			} else {
				x.tables[name] = now
			}
		case now == nil || kind != "%F" && kind != "%R" && kind != "%E":
			x.stray(now, line, row)
		case kind == "%F":
			now.columns = map[string]int{}
			for k, c := range strings.Split(values, "\t") {
				now.columns[strings.TrimSpace(c)] = k
			}
			now.width = len(now.columns)
		case kind == "%R" && !now.skip:
			x.row(now, line, values)
		case kind == "%E":
			ended = true
		}
	}
	if !ended {
		r.wrong(Mistake{Line: line, Expected: "the file ends without %E: a part of it is missing"})
	}
	x.finish()
}

// export is an XER file being read.
type export struct {
	*reader
	tables  map[string]*xerTable
	project string // id of the project that is read
	byID    map[string]int
}

type xerTable struct {
	name    string
	line    int
	skip    bool
	columns map[string]int
	width   int
	rows    []xerRow
}

// xerRow is one row with its place. Its values stay in the file's text.
type xerRow struct {
	table  *xerTable
	line   int
	values []string
}

func (x *export) row(t *xerTable, line int, values string) {
	if t.columns == nil {
		x.wrong(Mistake{Line: line, Where: "table " + t.name, Key: "%R", Expected: "a row before the columns (%F)"})
		t.skip = true
		return
	}
	cells := strings.Split(values, "\t")
	if len(cells) > t.width && strings.TrimSpace(strings.Join(cells[t.width:], "")) != "" {
		x.wrong(Mistake{Line: line, Where: "table " + t.name, Value: strings.Join(cells[t.width:], "\t"), Expected: fmt.Sprintf("the row has %d values, the table %d columns", len(cells), t.width)})
		return
	}
	t.rows = append(t.rows, xerRow{t, line, cells})
}

// stray is a line without a mark: the rest of a text with a line break in it,
// which Primavera writes as it is. It belongs to the last value of the row above.
func (x *export) stray(t *xerTable, line int, row string) {
	if t == nil {
		x.wrong(Mistake{Line: line, Value: row, Expected: "must begin with %T, the name of a table"})
		return
	}
	if t.skip || len(t.rows) == 0 {
		return
	}
	last := &t.rows[len(t.rows)-1]
	cells := strings.Split(row, "\t")
	if len(last.values)+len(cells)-1 > t.width {
		x.wrong(Mistake{Line: line, Where: "table " + t.name, Value: row, Expected: "must begin with %R, %F, %T or %E, or go on with the row above, which has no room for it"})
		return
	}
	last.values[len(last.values)-1] += " " + cells[0]
	last.values = append(last.values, cells[1:]...)
}

// get is the value of a column, or nothing.
func (r xerRow) get(column string) string {
	if k, ok := r.table.columns[column]; ok && k < len(r.values) {
		return strings.TrimSpace(r.values[k])
	}
	return ""
}

func (x *export) rows(table string) []xerRow {
	if t := x.tables[table]; t != nil {
		return t.rows
	}
	return nil
}

func (x *export) bad(r xerRow, where, column, expected string) {
	x.wrong(Mistake{Line: r.line, Where: where, Key: column, Value: r.get(column), Expected: expected})
}
