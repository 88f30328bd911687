package forms

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"shapan/server/historian"
)

// CSV takes a table whose first line names the columns, in any order: subject,
// property, value, and if wanted quality and at.
func CSV(from io.Reader, most int) Batch {
	b := NewBatch(most)
	buffered := bufio.NewReader(from)
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3) // as Excel writes it; they were just seen
	}
	table := csv.NewReader(buffered)
	table.FieldsPerRecord = -1
	table.ReuseRecord = true
	head, err := table.Read()
	if err != nil {
		b.Mistake(1, fmt.Errorf("the line of column names: %w", err))
		return b
	}
	column := map[string]int{}
	for k, name := range head {
		switch name {
		case "subject", "property", "value", "quality", "at":
			if _, twice := column[name]; twice {
				b.Mistake(1, fmt.Errorf("column %s: is there twice", name))
			}
			column[name] = k
		default:
			b.Mistake(1, fmt.Errorf("column %q: must be subject, property, value, quality or at", name))
		}
	}
	for _, name := range []string{"subject", "property", "value"} {
		if _, there := column[name]; !there {
			b.Mistake(1, fmt.Errorf("column %s: must be there", name))
		}
	}
	width, line := len(head), 1
	for !b.More && (b.Wrong == 0 || len(column) >= 3) {
		fields, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			b.Mistake(syntax.Line, syntax.Err)
			continue
		}
		if err != nil {
			b.Mistake(line+1, err)
			break
		}
		line, _ = table.FieldPos(0)
		if len(fields) != width {
			b.Mistake(line, fmt.Errorf("%d fields: must be %d", len(fields), width))
			continue
		}
		b.row(line, column, fields)
	}
	return b
}

func (b *Batch) row(line int, column map[string]int, fields []string) {
	of := func(name string) string {
		if k, there := column[name]; there {
			return fields[k]
		}
		return ""
	}
	r := historian.Reading{Subject: of("subject"), Property: of("property")}
	var mistakes []error
	var err error
	if r.Value, err = strconv.ParseFloat(of("value"), 64); err != nil {
		mistakes = append(mistakes, fmt.Errorf("value: %q: must be a number", of("value")))
	}
	if r.Quality, err = historian.ParseQuality(of("quality")); err != nil {
		mistakes = append(mistakes, err)
	}
	if text := of("at"); text != "" {
		if r.At, err = time.Parse(time.RFC3339Nano, text); err != nil {
			mistakes = append(mistakes, fmt.Errorf("at: %q: must be as 2026-07-01T08:00:00+08:00", text))
		}
	}
	if err := r.Check(); err != nil || len(mistakes) > 0 {
		b.Mistake(line, errors.Join(append(mistakes, err)...))
		return
	}
	b.Add(line, r)
}
