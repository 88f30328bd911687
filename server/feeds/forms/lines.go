package forms

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
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

// Batch is what was read.
type Batch struct {
	Readings []historian.Reading
	Mistakes []Mistake // the first thousand
	Wrong    int       // how many there are
	More     bool      // there were more readings than asked for; the rest was not read

	most  int
	names map[string]string // each subject and property once in memory
}

// NewBatch is an empty one that takes at most so many readings.
func NewBatch(most int) Batch { return Batch{most: most, names: map[string]string{}} }

// Mistake counts what is wrong.
func (b *Batch) Mistake(line int, err error) {
	if b.Wrong++; len(b.Mistakes) < mostMistakes {
		b.Mistakes = append(b.Mistakes, Mistake{line, err.Error()})
	}
}

// Add takes a reading that is right.
func (b *Batch) Add(line int, r historian.Reading) {
	if err := r.Check(); err != nil {
		b.Mistake(line, err)
		return
	}
	if len(b.Readings) >= b.most {
		b.More = true
		return
	}
	r.Subject, r.Property = b.once(r.Subject), b.once(r.Property)
	b.Readings = append(b.Readings, r)
}

func (b *Batch) once(name string) string {
	if known, ok := b.names[name]; ok {
		return known
	}
	name = strings.Clone(name) // a row of a table is one string
	b.names[name] = name
	return name
}

// said is a reading as a sender writes it: what only the log knows is not his.
type said struct {
	Subject  string            `json:"subject"`
	Property string            `json:"property"`
	Value    *float64          `json:"value"`
	Quality  historian.Quality `json:"quality"`
	At       time.Time         `json:"at"`
}

func (b *Batch) object(line int, data []byte) {
	var s said
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		b.Mistake(line, err)
		return
	}
	if decoder.More() {
		b.Mistake(line, errors.New("more than one JSON value"))
		return
	}
	if s.Value == nil {
		b.Mistake(line, errors.New("value: must be given"))
		return
	}
	b.Add(line, historian.Reading{Subject: s.Subject, Property: s.Property, Value: *s.Value, Quality: s.Quality, At: s.At})
}

// JSON takes an object or an array of them. An object's line is that on which it
// ends.
func JSON(data []byte, most int) Batch {
	b := NewBatch(most)
	b.JSON(data)
	return b
}

// JSON adds what a text holds.
func (b *Batch) JSON(data []byte) {
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	if len(trimmed) == 0 || trimmed[0] != '[' {
		b.object(1+bytes.Count(data[:len(data)-len(trimmed)], []byte("\n")), data)
		return
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
	for err == nil && !b.More && decoder.More() {
		var one json.RawMessage
		if err = decoder.Decode(&one); err == nil {
			b.object(here(), one)
		}
	}
	if b.More {
		return
	}
	if err == nil {
		_, err = decoder.Token() // the closing bracket
	}
	if err == nil && decoder.More() {
		err = errors.New("more than one JSON value")
	}
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		b.Mistake(1+bytes.Count(data, []byte("\n")), errors.New("the array does not end"))
	case err != nil:
		b.Mistake(here(), err)
	}
}

// mostLine is the longest line of NDJSON [bytes].
const mostLine = 1 << 20

// Lines takes an object on every line that is not empty.
func Lines(from io.Reader, most int) Batch {
	b := NewBatch(most)
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, mostLine)
	line := 0
	for !b.More && lines.Scan() {
		line++
		if one := bytes.TrimSpace(lines.Bytes()); len(one) > 0 {
			b.object(line, one)
		}
	}
	if err := lines.Err(); err != nil {
		b.Mistake(line+1, err)
	}
	return b
}
