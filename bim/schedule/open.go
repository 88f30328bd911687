package schedule

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Options are what a file cannot say of itself. The zero value reads as it
// looks.
type Options struct {
	Encoding string            // such as GBK or windows-1252; empty: as it looks
	Columns  map[string]string // of a table: field (see Fields) → heading
	Dates    string            // of a table: "dmy" or "mdy" where 3/4/2026 could be either
	Calendar *Calendar         // of a table; nil: StandardCalendar
}

// Open reads a schedule by what the file holds, whatever its name ends in. If
// the error is *Mistakes, the file was read to its end and these are all of
// its mistakes.
func Open(path string, o Options) (*Schedule, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Read(path, data, o)
}

// Read reads a schedule from the bytes of a file; name serves for reports.
func Read(name string, data []byte, o Options) (*Schedule, error) {
	text, encoding, err := decode(data, o.Encoding)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &reader{mistakes: Mistakes{File: name}, s: &Schedule{Calendar: AroundTheClock}}
	if encoding != "UTF-8" && o.Encoding == "" {
		r.note(Mistake{Line: 1, Expected: "the text is no UTF-8: it looks like " + encoding + " and is read so"})
	}
	switch head := strings.TrimLeft(text[:min(len(text), 4096)], " \t\r\n"); {
	case strings.HasPrefix(head, "ERMHDR"):
		r.xer(text)
	case strings.HasPrefix(head, "<"):
		r.mspdi(text)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return nil, fmt.Errorf("%s: is a binary .mpp (or .xls): save it in MS Project as XML, or as CSV", name)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return nil, fmt.Errorf("%s: is a zip (.xlsx?): save the sheet as CSV", name)
	default:
		r.table(text, o)
	}
	if r.s.Name == "" {
		r.s.Name = strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	}
	if err := r.mistakes.err(); err != nil {
		return nil, err
	}
	return r.s, nil
}

// reader is a schedule being read.
type reader struct {
	mistakes Mistakes
	s        *Schedule
	oneLine  bool // the file has hardly any lines: offsets are told too

	inherited int // exceptions that calendars took from others
}

func (r *reader) wrong(m Mistake) { r.mistakes.add(m) }

func (r *reader) note(m Mistake) {
	if len(r.s.Notes) < maxMistakes {
		r.s.Notes = append(r.s.Notes, m)
	}
}

// nest finds the summary of each task from the levels of the outline, and makes
// those that have parts summaries.
func (r *reader) nest(levels []int) {
	var open []int // tasks within which the next may lie
	for k := range r.s.Tasks {
		for len(open) > 0 && levels[open[len(open)-1]] >= levels[k] {
			open = open[:len(open)-1]
		}
		r.s.Tasks[k].Parent = -1
		if len(open) > 0 {
			parent := open[len(open)-1]
			r.s.Tasks[k].Parent, r.s.Tasks[parent].Kind = parent, Summary
		}
		open = append(open, k)
	}
}

// startWithFirst lets a project that states no start begin with its first task.
func (r *reader) startWithFirst() {
	if !r.s.Start.IsZero() {
		return
	}
	for k := range r.s.Tasks {
		if t := r.s.Tasks[k].Planned.Start; !t.IsZero() && (r.s.Start.IsZero() || t.Before(r.s.Start)) {
			r.s.Start = t
		}
	}
	if r.s.Start.IsZero() {
		r.s.Start = date(2000, 1, 1)
		r.note(Mistake{Line: 1, Expected: "no date tells when the project starts: it starts 2000-01-01"})
	}
}

// maxExceptions bounds what calendars may inherit from one another in all.
const maxExceptions = 1 << 20

// basedOn gives a calendar the week and the exceptions of another one. It is
// false if that would be more than any file means.
func (r *reader) basedOn(c, base *Calendar) bool {
	c.Week = base.Week
	r.inherited += len(base.Exceptions)
	if r.inherited > maxExceptions {
		return false
	}
	c.Exceptions = base.Exceptions[:len(base.Exceptions):len(base.Exceptions)]
	return true
}
