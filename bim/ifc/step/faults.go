package step

import (
	"fmt"
	"slices"
	"strings"
)

// maxFaults bounds what is kept of the mistakes of one file; all are counted.
const maxFaults = 100

// A Fault is one mistake of a file.
type Fault struct {
	Line     int    `json:"line"`         // from 1
	Offset   int    `json:"offset"`       // bytes from the start of the text
	ID       ID     `json:"id,omitempty"` // of the instance, or 0
	Expected string `json:"expected"`     // what should stand there
	Found    string `json:"found,omitempty"`
}

func (f Fault) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d: ", f.Line)
	if f.ID != 0 {
		fmt.Fprintf(&b, "#%d: ", f.ID)
	}
	b.WriteString("expected " + f.Expected)
	if f.Found != "" {
		fmt.Fprintf(&b, ", found %q", f.Found)
	}
	return b.String()
}

// Faults are the mistakes of a file in the order of their places: the first
// hundred, and the number of all. It is an error if Total is not 0; see Err.
type Faults struct {
	Name  string  `json:"-"`
	First []Fault `json:"first,omitempty"`
	Total int     `json:"total"`
}

// Err is nil if nothing is wrong.
func (f *Faults) Err() error {
	if f.Total == 0 {
		return nil
	}
	return f
}

func (f *Faults) Error() string {
	lines := make([]string, 0, len(f.First)+1)
	for _, one := range f.First {
		lines = append(lines, f.Name+": "+one.String())
	}
	if more := f.Total - len(f.First); more > 0 {
		lines = append(lines, fmt.Sprintf("%s: and %d more", f.Name, more))
	}
	return strings.Join(lines, "\n")
}

func (f *Faults) add(offset int, id ID, text, expected string) {
	f.Total++
	if len(f.First) < maxFaults {
		f.First = append(f.First, Fault{Offset: offset, ID: id, Expected: expected, Found: excerpt(text, offset)})
	}
}

// join appends the faults of a later part of the file.
func (f *Faults) join(later *Faults) {
	f.Total += later.Total
	room := maxFaults - len(f.First)
	f.First = append(f.First, later.First[:min(room, len(later.First))]...)
}

// place sorts the faults and finds their lines: counting line ends once, and
// only in a file that has a fault.
func (f *Faults) place(text string) {
	slices.SortStableFunc(f.First, func(a, b Fault) int { return a.Offset - b.Offset })
	line, at := 1, 0
	for k := range f.First {
		to := min(f.First[k].Offset, len(text))
		line += strings.Count(text[at:to], "\n")
		at = to
		f.First[k].Line = line
	}
}

// excerpt gives what stands at a place, up to the end of its line.
func excerpt(text string, at int) string {
	if at >= len(text) {
		return "the end of the file"
	}
	s := text[at:min(at+24, len(text))]
	if end := strings.IndexAny(s, "\r\n"); end > 0 {
		s = s[:end]
	}
	return s
}
