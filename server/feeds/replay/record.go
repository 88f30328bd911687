package replay

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"shapan/server/feeds/forms"
	"shapan/server/historian"
)

// Record is what a file holds, by time.
type Record struct {
	Name     string // of the file
	readings []historian.Reading
}

// most readings of one file; a year of 60 points every 15 minutes.
const most = 2_000_000

// Error is all that is wrong with a file.
type Error struct {
	File     string
	Mistakes []forms.Mistake // the first thousand; without a line (0) in MCAP files
	Wrong    int
}

func (e *Error) Error() string {
	var b strings.Builder
	for k, m := range e.Mistakes {
		if k > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.File)
		if m.Line > 0 {
			fmt.Fprintf(&b, ":%d", m.Line)
		}
		b.WriteString(": " + m.What)
	}
	if left := e.Wrong - len(e.Mistakes); left > 0 {
		fmt.Fprintf(&b, "\n%s: and %d more", e.File, left)
	}
	return b.String()
}

// Open reads a file: .csv, .ndjson, .jsonl or .mcap. Mappings are for MCAP files;
// their topics are those of the channels without the first /. An *Error tells what
// is wrong with the content.
func Open(path string, mappings []forms.Mapping) (*Record, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b forms.Batch
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".csv":
		b = forms.CSV(f, most)
	case ".ndjson", ".jsonl":
		b = forms.Lines(f, most)
	case ".mcap":
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		b = readMCAP(f, info.Size(), mappings)
	default:
		return nil, &Error{path, []forms.Mistake{{What: fmt.Sprintf("%s: must be .csv, .ndjson, .jsonl or .mcap", ext)}}, 1}
	}
	return recordOf(path, b)
}

func recordOf(path string, b forms.Batch) (*Record, error) {
	wrong := &Error{path, b.Mistakes, b.Wrong}
	if b.More {
		wrong.add(0, fmt.Sprintf("has more than %d readings: cut it into parts", most))
	}
	untimed := 0
	for k := range b.Readings {
		if b.Readings[k].At.IsZero() {
			untimed++
		}
	}
	if untimed > 0 {
		wrong.add(0, fmt.Sprintf("%d readings have no instant (at): nobody knows when to play them", untimed))
	}
	if wrong.Wrong == 0 && len(b.Readings) == 0 {
		wrong.add(0, "has no readings")
	}
	if wrong.Wrong > 0 {
		return nil, wrong
	}
	slices.SortStableFunc(b.Readings, func(a, b historian.Reading) int { return a.At.Compare(b.At) })
	return &Record{Name: filepath.Base(path), readings: b.Readings}, nil
}

func (e *Error) add(line int, what string) {
	e.Mistakes = append(e.Mistakes, forms.Mistake{Line: line, What: what})
	e.Wrong++
}

// Span returns the instants of the first and last reading.
func (r *Record) Span() (first, last time.Time) {
	return r.readings[0].At, r.readings[len(r.readings)-1].At
}

// Len is how many readings there are.
func (r *Record) Len() int { return len(r.readings) }

// after is the number of the first reading later than an instant.
func (r *Record) after(t time.Time) int {
	n, _ := slices.BinarySearchFunc(r.readings, t, func(one historian.Reading, t time.Time) int {
		return cmp.Or(one.At.Compare(t), -1)
	})
	return n
}
