package schedule

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var wbsNumber = regexp.MustCompile(`^\d+(\.\d+)*\.?$`)

// outline makes the tree: by a column of parents, of levels, or by dotted
// numbers.
func (t *sheet) outline(rows []tableRow, byID map[string]int) {
	switch {
	case t.has("parent"):
		for k, row := range rows {
			if id := t.get(row, "parent"); id != "" && id != "0" {
				p, known := byID[id]
				if !known || p == k {
					t.bad(row, "parent", "must be the id of another task")
					continue
				}
				t.s.Tasks[k].Parent, t.s.Tasks[p].Kind = p, Summary
			}
		}
	case t.has("level"):
		levels := make([]int, len(rows))
		for k, row := range rows {
			v, err := strconv.Atoi(t.get(row, "level"))
			if err != nil || v < 0 || v > 1000 {
				t.bad(row, "level", "must be a whole number such as 1")
			}
			levels[k] = v
		}
		t.nest(levels)
	case t.has("wbs"):
		levels, numbers := make([]int, len(rows)), map[string]bool{}
		for k, row := range rows {
			number := strings.TrimSuffix(t.get(row, "wbs"), ".")
			if !wbsNumber.MatchString(number) || numbers[number] {
				return // codes of another kind
			}
			numbers[number] = true
			levels[k] = strings.Count(number, ".")
		}
		t.nest(levels)
	}
}

var (
	linkWithKind = regexp.MustCompile(`(?i)^(.+?)\s*(FS|SS|FF|SF|完成-开始|开始-开始|完成-完成|开始-完成)\s*([+\-−＋－].*)?$`)
	linkWithLag  = regexp.MustCompile(`^(.+?)\s*([+\-−＋－].*)$`)
	linkNames    = map[string]LinkKind{"FS": FS, "SS": SS, "FF": FF, "SF": SF, "完成-开始": FS, "开始-开始": SS, "完成-完成": FF, "开始-完成": SF}
)

// predecessors reads such as 12FS+2d; 13SS; 14.
func (t *sheet) predecessors(k int, row tableRow, byID map[string]int) {
	items := strings.FieldsFunc(t.get(row, "predecessors"), func(c rune) bool { return strings.ContainsRune(";,；，、\n", c) })
	for _, item := range items {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		l := Link{To: k, Line: row.line}
		from, known := byID[item]
		if !known {
			lag := ""
			if m := linkWithKind.FindStringSubmatch(item); m != nil {
				from, known = byID[m[1]]
				l.Kind, lag = linkNames[strings.ToUpper(m[2])], m[3]
			} else if m := linkWithLag.FindStringSubmatch(item); m != nil {
				from, known = byID[m[1]]
				lag = m[2]
			}
			if known && lag != "" && !t.readLag(lag, &l.Lag) {
				t.wrong(Mistake{Line: row.line, Key: t.heading("predecessors"), Value: item, Expected: "the lag must be such as +2d, -4h, +50%"})
				continue
			}
		}
		if !known || from == k {
			t.wrong(Mistake{Line: row.line, Key: t.heading("predecessors"), Value: item, Expected: "must be the id of another task, such as 12, 12SS or 12FS+2d"})
			continue
		}
		l.From = from
		t.s.Links = append(t.s.Links, l)
	}
}

func (t *sheet) readLag(s string, lag *Lag) bool {
	sign := time.Duration(1)
	rest := strings.TrimLeft(s, "+-−＋－ ")
	if strings.ContainsAny(s[:len(s)-len(rest)], "-−－") {
		sign = -1
	}
	if percent, ok := strings.CutSuffix(strings.TrimSpace(rest), "%"); ok {
		v, err := strconv.ParseFloat(percent, 64)
		lag.Percent = v * float64(sign)
		return err == nil && v >= 0 && v <= 1000
	}
	d, elapsed, ok := readLength(rest, "", &t.s.Calendars[0])
	lag.Time, lag.Elapsed = sign*d, elapsed
	return ok
}

// holdToDates keeps tasks that no link moves at the dates that the table gives.
func (t *sheet) holdToDates() {
	linked := make([]bool, len(t.s.Tasks))
	for _, l := range t.s.Links {
		linked[l.To] = true
	}
	for k := range t.s.Tasks {
		if task := &t.s.Tasks[k]; !linked[k] && task.Kind != Summary && !task.Planned.Start.IsZero() {
			task.Constraints = append(task.Constraints, Constraint{StartNoEarlier, task.Planned.Start})
		}
	}
}
