package http

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"shapan/server/historian"
)

// Mistake is what is wrong with one line.
type Mistake struct {
	Line int    `json:"line"`
	What string `json:"what"`
}

// mostMistakes that are told of one batch; all are counted.
const mostMistakes = 1000

// batch is what was read of a body.
type batch struct {
	readings []historian.Reading
	mistakes []Mistake
	wrong    int
}

func (b *batch) mistake(line int, err error) {
	if b.wrong++; len(b.mistakes) < mostMistakes {
		b.mistakes = append(b.mistakes, Mistake{line, err.Error()})
	}
}

func (b *batch) add(line int, r historian.Reading) {
	if err := r.Check(); err != nil {
		b.mistake(line, err)
		return
	}
	b.readings = append(b.readings, r)
}

// said is a reading as a sender writes it: what only the log knows is not his.
type said struct {
	Subject  string            `json:"subject"`
	Property string            `json:"property"`
	Value    *float64          `json:"value"`
	Quality  historian.Quality `json:"quality"`
	At       time.Time         `json:"at"`
}

func (b *batch) object(line int, data []byte) {
	var s said
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		b.mistake(line, err)
		return
	}
	if decoder.More() {
		b.mistake(line, errors.New("more than one JSON value"))
		return
	}
	if s.Value == nil {
		b.mistake(line, errors.New("value: must be given"))
		return
	}
	b.add(line, historian.Reading{Subject: s.Subject, Property: s.Property, Value: *s.Value, Quality: s.Quality, At: s.At})
}

// readJSON takes an object or an array of them. An object's line is that on which
// it ends.
func readJSON(data []byte) (b batch) {
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	if len(trimmed) == 0 || trimmed[0] != '[' {
		b.object(1+bytes.Count(data[:len(data)-len(trimmed)], []byte("\n")), data)
		return b
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	line, counted := 1, 0
	here := func() int {
		offset := int(decoder.InputOffset())
		line += bytes.Count(data[counted:offset], []byte("\n"))
		counted = offset
		return line
	}
	_, err := decoder.Token()
	for err == nil && decoder.More() {
		var one json.RawMessage
		if err = decoder.Decode(&one); err == nil {
			b.object(here(), one)
		}
	}
	if err == nil {
		_, err = decoder.Token() // the closing bracket
	}
	if err == nil && decoder.More() {
		err = errors.New("more than one JSON value")
	}
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		b.mistake(1+bytes.Count(data, []byte("\n")), errors.New("the array does not end"))
	case err != nil:
		b.mistake(here(), err)
	}
	return b
}

func readLines(data []byte) (b batch) {
	line := 0
	for one := range bytes.Lines(data) {
		line++
		if one = bytes.TrimSpace(one); len(one) > 0 {
			b.object(line, one)
		}
	}
	return b
}

// readCSV takes a table whose first line names the columns, in any order: subject,
// property, value, and if wanted quality and at.
func readCSV(data []byte) (b batch) {
	table := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	table.FieldsPerRecord = -1
	table.ReuseRecord = true
	head, err := table.Read()
	if err != nil {
		b.mistake(1, fmt.Errorf("the line of column names: %w", err))
		return b
	}
	column := map[string]int{}
	for k, name := range head {
		switch name {
		case "subject", "property", "value", "quality", "at":
			if _, twice := column[name]; twice {
				b.mistake(1, fmt.Errorf("column %s: is there twice", name))
			}
			column[name] = k
		default:
			b.mistake(1, fmt.Errorf("column %q: must be subject, property, value, quality or at", name))
		}
	}
	for _, name := range []string{"subject", "property", "value"} {
		if _, there := column[name]; !there {
			b.mistake(1, fmt.Errorf("column %s: must be there", name))
		}
	}
	width := len(head)
	for b.wrong == 0 || len(column) >= 3 {
		fields, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			b.mistake(syntax.Line, syntax.Err)
			continue
		}
		line, _ := table.FieldPos(0)
		if len(fields) != width {
			b.mistake(line, fmt.Errorf("%d fields: must be %d", len(fields), width))
			continue
		}
		b.row(line, column, fields)
	}
	return b
}

func (b *batch) row(line int, column map[string]int, fields []string) {
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
	if mistakes = append(mistakes, r.Check()); errors.Join(mistakes...) != nil {
		b.mistake(line, errors.Join(mistakes...))
		return
	}
	b.readings = append(b.readings, r)
}
