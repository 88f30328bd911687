package inp

import (
	"fmt"
	"sort"
	"strings"
)

// Mistake is one thing wrong with a file.
type Mistake struct {
	File    string
	Line    int    // 0: of the file as a whole
	Section string // without brackets
	Text    string // what is wrong and what was expected
}

func (m Mistake) Error() string {
	where := m.File
	if m.Line > 0 {
		where = fmt.Sprintf("%s:%d", m.File, m.Line)
	}
	if m.Section != "" {
		return fmt.Sprintf("%s: [%s] %s", where, m.Section, m.Text)
	}
	return where + ": " + m.Text
}

// Mistakes is all that is wrong with a file, in the order of its lines.
type Mistakes []Mistake

func (m Mistakes) Error() string {
	var b strings.Builder
	for k, one := range m {
		if k > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(one.Error())
	}
	return b.String()
}

// most mistakes that one file reports; a file of another kind has thousands.
const most = 200

func (m Mistakes) sorted() Mistakes {
	sort.SliceStable(m, func(i, j int) bool { return m[i].Line < m[j].Line })
	if len(m) > most {
		rest := len(m) - most
		m = append(m[:most:most], Mistake{File: m[0].File, Text: fmt.Sprintf("and %d more", rest)})
	}
	return m
}

// Ignored is a part of a file that is not modelled.
type Ignored struct {
	Line    int
	Section string
	What    string
	// Hydraulic: leaving it out changes flows or levels.
	Hydraulic bool
}

func (i Ignored) String() string {
	effect := "no effect on flows"
	if i.Hydraulic {
		effect = "changes flows"
	}
	return fmt.Sprintf("line %d: [%s] %s (%s)", i.Line, i.Section, i.What, effect)
}
