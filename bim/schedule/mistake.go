package schedule

import (
	"fmt"
	"slices"
	"strings"
)

// maxMistakes bounds what is kept of the mistakes of one file; all are counted.
const maxMistakes = 100

// A Mistake is one place of a file that is not as it should be.
type Mistake struct {
	Line     int    `json:"line"`             // from 1
	Offset   int    `json:"offset,omitempty"` // bytes, where a file is one long line
	Where    string `json:"where,omitempty"`  // such as: task 12 "Formwork"
	Key      string `json:"key,omitempty"`
	Value    string `json:"value,omitempty"`
	Expected string `json:"expected"`
}

func (m Mistake) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d: ", m.Line)
	if m.Offset > 0 {
		fmt.Fprintf(&b, "byte %d: ", m.Offset)
	}
	if m.Where != "" {
		b.WriteString(m.Where + ": ")
	}
	if m.Key != "" {
		b.WriteString(m.Key + ": ")
	}
	if m.Value != "" {
		fmt.Fprintf(&b, "%q: ", excerpt(m.Value))
	}
	b.WriteString(m.Expected)
	return b.String()
}

// Mistakes are those of one file in the order of their lines: the first
// hundred, and the number of all.
type Mistakes struct {
	File  string    `json:"file"`
	First []Mistake `json:"first"`
	Total int       `json:"total"`
}

func (m *Mistakes) Error() string {
	lines := make([]string, 0, len(m.First)+1)
	for _, one := range m.First {
		lines = append(lines, m.File+":"+one.String())
	}
	if more := m.Total - len(m.First); more > 0 {
		lines = append(lines, fmt.Sprintf("%s: and %d more", m.File, more))
	}
	return strings.Join(lines, "\n")
}

func (m *Mistakes) add(one Mistake) {
	m.Total++
	if len(m.First) < maxMistakes {
		m.First = append(m.First, one)
	}
}

// err is nil if nothing is wrong.
func (m *Mistakes) err() error {
	if m.Total == 0 {
		return nil
	}
	slices.SortStableFunc(m.First, func(a, b Mistake) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Offset - b.Offset
	})
	return m
}

// excerpt keeps a value readable within a report.
func excerpt(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
