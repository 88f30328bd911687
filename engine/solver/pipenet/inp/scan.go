package inp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// row is a line of a section, cut into fields.
type row struct {
	line   int
	fields []string
}

// reader gathers rows by section and mistakes by line.
type reader struct {
	name     string
	rows     map[string][]row // by section, upper case
	heads    map[string]int   // line of each section's heading
	order    []string
	mistakes Mistakes
	ignored  []Ignored

	section string // of the row now read
	at      row
}

const longest = 1 << 20 // of a line [bytes]

func (r *reader) scan(src io.Reader) error {
	in := bufio.NewScanner(src)
	in.Buffer(make([]byte, 64<<10), longest)
	section, line, joined := "", 0, ""
	for in.Scan() {
		line++
		text := in.Text()
		text = strings.TrimPrefix(text, "\ufeff")
		text = joined + text
		joined = ""
		if section == "TITLE" && !strings.HasPrefix(strings.TrimSpace(text), "[") {
			r.rows[section] = append(r.rows[section], row{line, []string{strings.TrimSpace(text)}})
			continue
		}
		if k := strings.IndexByte(text, ';'); k >= 0 {
			text = text[:k]
		}
		text = strings.TrimSpace(text)
		if strings.HasSuffix(text, "\\") && len(text) > 1 && !strings.HasPrefix(text, "[") && strings.HasSuffix(text, " \\") {
			joined = strings.TrimSuffix(text, "\\") + " "
			continue
		}
		if text == "" {
			continue
		}
		if text[0] == '[' {
			end := strings.IndexByte(text, ']')
			if end < 0 {
				end = len(text)
			}
			section = strings.ToUpper(strings.TrimSpace(text[1:end]))
			if _, seen := r.heads[section]; !seen {
				r.heads[section] = line
				r.order = append(r.order, section)
			}
			continue
		}
		if section == "" {
			r.mistakes = append(r.mistakes, Mistake{r.name, line, "", fmt.Sprintf("%q stands before the first [SECTION]", clip(text))})
			continue
		}
		r.rows[section] = append(r.rows[section], row{line, split(text)})
	}
	if err := in.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			r.mistakes = append(r.mistakes, Mistake{r.name, line + 1, section, fmt.Sprintf("the line is longer than %d bytes", longest)})
			return nil
		}
		return fmt.Errorf("read %s: %w", r.name, err)
	}
	return nil
}

// split cuts a line at blanks; what stands in quotes is one field.
func split(text string) []string {
	var fields []string
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\r':
			i++
		case c == '"':
			end := strings.IndexByte(text[i+1:], '"')
			if end < 0 {
				return append(fields, text[i+1:])
			}
			fields = append(fields, text[i+1:i+1+end])
			i += end + 2
		default:
			end := strings.IndexAny(text[i:], " \t\r")
			if end < 0 {
				end = len(text) - i
			}
			fields = append(fields, text[i:i+end])
			i += end
		}
	}
	return fields
}

// each calls f for every row of a section.
func (r *reader) each(section string, f func()) {
	r.section = section
	for _, r.at = range r.rows[section] {
		f()
	}
	r.section, r.at = "", row{}
}

// wrong notes a mistake of the present row.
func (r *reader) wrong(format string, a ...any) {
	r.mistakes = append(r.mistakes, Mistake{r.name, r.at.line, r.section, fmt.Sprintf(format, a...)})
}

// leave notes a part of the present row that is not modelled.
func (r *reader) leave(hydraulic bool, format string, a ...any) {
	r.ignored = append(r.ignored, Ignored{r.at.line, r.section, fmt.Sprintf(format, a...), hydraulic})
}

// has says whether field i is there and means something.
func (r *reader) has(i int) bool { return i < len(r.at.fields) && r.at.fields[i] != "" }

// text returns field i, "" if it is not there.
func (r *reader) text(i int) string {
	if i < len(r.at.fields) {
		return r.at.fields[i]
	}
	return ""
}

// upper returns field i in upper case.
func (r *reader) upper(i int) string { return strings.ToUpper(r.text(i)) }

// need returns field i and complains if it is not there.
func (r *reader) need(i int, what string) string {
	if !r.has(i) {
		r.wrong("%s is missing: expected it as field %d", what, i+1)
	}
	return r.text(i)
}

// number returns field i, which must be a number.
func (r *reader) number(i int, what string) float64 {
	if !r.has(i) {
		r.wrong("%s is missing: expected a number as field %d", what, i+1)
		return 0
	}
	v, err := strconv.ParseFloat(r.text(i), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		r.wrong("%s: %q: expected a number", what, clip(r.text(i)))
		return 0
	}
	return v
}

// optional returns field i, or otherwise if it is not there or "*".
func (r *reader) optional(i int, what string, otherwise float64) float64 {
	if !r.has(i) || r.text(i) == "*" {
		return otherwise
	}
	return r.number(i, what)
}

// positive returns field i, which must be > 0.
func (r *reader) positive(i int, what string) float64 {
	before := len(r.mistakes)
	v := r.number(i, what)
	if len(r.mistakes) == before && !(v > 0) {
		r.wrong("%s: %v: must be > 0", what, v)
	}
	return v
}

// notNegative returns field i or otherwise; it must be >= 0.
func (r *reader) notNegative(i int, what string, otherwise float64) float64 {
	v := r.optional(i, what, otherwise)
	if v < 0 {
		r.wrong("%s: %v: must be >= 0", what, v)
		return 0
	}
	return v
}

// yes reads YES or NO.
func (r *reader) yes(i int, what string) bool {
	switch r.upper(i) {
	case "YES", "TRUE", "1":
		return true
	case "NO", "FALSE", "0", "", "*":
		return false
	}
	r.wrong("%s: %q: expected YES or NO", what, clip(r.text(i)))
	return false
}

func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
