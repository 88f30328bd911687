package hydraulics

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// clocks are the time columns of a table and the seconds of their unit.
var clocks = map[string]float64{"time_s": 1, "time_min": 60, "time_h": 3600}

// maxMistakes is how many mistakes of a table are told one by one.
const maxMistakes = 50

// ReadSeries reads a series from text: a header, then one row per time, columns
// parted by commas, semicolons or tabs. The time column is time_s, time_min or
// time_h, the value column has the name given; further columns are ignored, as
// are empty lines and those that begin with #. Times rise.
//
// The error joins all mistakes of the file, each as name:line: column: value:
// expectation.
func ReadSeries(r io.Reader, name, column string) (*Series, error) {
	t := table{name: name, column: column, clock: -1, value: -1}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), 64*1024)
	for lines.Scan() {
		t.line++
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		switch {
		case text == "" || text[0] == '#':
		case t.clock < 0:
			if !t.header(text) {
				return nil, errors.Join(t.errs...)
			}
		default:
			t.row(text)
		}
	}
	if err := lines.Err(); err != nil {
		t.line++
		t.wrong("", "", err.Error())
	}
	if len(t.errs) == 0 && len(t.times) == 0 {
		t.line = max(t.line, 1)
		t.wrong("", "", fmt.Sprintf("no rows: expected a header such as time_min,%s and at least one row", column))
	}
	if len(t.errs) > 0 {
		if t.more > 0 {
			t.errs = append(t.errs, fmt.Errorf("%s: and %d more mistakes", name, t.more))
		}
		return nil, errors.Join(t.errs...)
	}
	return NewSeries(t.times, t.values)
}

type table struct {
	name, column string
	line         int
	split        string
	clock, value int // columns
	unit         float64
	times        []float64
	values       []float64
	errs         []error
	more         int
}

func (t *table) wrong(column, value, expected string) {
	if len(t.errs) == maxMistakes {
		t.more++
		return
	}
	at := fmt.Sprintf("%s:%d: ", t.name, t.line)
	if column != "" {
		at += column + ": "
	}
	if value != "" {
		at += fmt.Sprintf("%.40q: ", value)
	}
	t.errs = append(t.errs, errors.New(at+expected))
}

func (t *table) cells(text string) []string {
	cells := strings.Split(text, t.split)
	for k, c := range cells {
		cells[k] = strings.Trim(strings.TrimSpace(c), `"`)
	}
	return cells
}

func (t *table) header(text string) bool {
	t.split = ","
	for _, c := range []string{";", "\t"} {
		if !strings.Contains(text, ",") && strings.Contains(text, c) {
			t.split = c
		}
	}
	for k, word := range t.cells(text) {
		if unit, ok := clocks[word]; ok && t.clock < 0 {
			t.clock, t.unit = k, unit
		} else if word == t.column {
			t.value = k
		}
	}
	if t.clock < 0 || t.value < 0 {
		t.wrong("header", text, fmt.Sprintf("expected columns time_s, time_min or time_h, and %s", t.column))
		return false
	}
	return true
}

func (t *table) row(text string) {
	cells := t.cells(text)
	if len(cells) <= max(t.clock, t.value) {
		t.wrong("", text, fmt.Sprintf("%d columns: expected at least %d as in the header", len(cells), max(t.clock, t.value)+1))
		return
	}
	at, ok := t.number("time", cells[t.clock])
	value, sound := t.number(t.column, cells[t.value])
	if !ok || !sound {
		return
	}
	at *= t.unit
	if n := len(t.times); n > 0 && !(at > t.times[n-1]) {
		t.wrong("time", cells[t.clock], "is not after the row before: expected times that rise")
		return
	}
	t.times, t.values = append(t.times, at), append(t.values, value)
}

func (t *table) number(column, text string) (float64, bool) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 1e12 {
		t.wrong(column, text, "expected a number")
		return 0, false
	}
	return v, true
}
