package rainfall

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// ReadSeries reads a rain series: comma-, semicolon- or tab-separated text with
// one header and one row per time.
//
//	time column           rows
//	time_s                seconds
//	time_min              minutes, or mm:ss
//	time_h                hours, or hh:mm, hh:mm:ss
//	time                  hh:mm, hh:mm:ss, or instants as of RFC 3339
//
//	value column          a row's value is                                   last row
//	mm_per_h, mm_per_min  the rate from its time to the next row's           ┐ lasts as long
//	mm                    the rain from its time to the next row's [mm]      ┘ as the one before
//	mm_ending             the rain since the row before [mm]; the first is 0 or empty
//	mm_cumulative         the rain since some start [mm]                     ends the series
//
// Words of the header may have spaces, units in brackets, and Chinese names:
// 时间, 时间(分), 雨强(mm/h), 雨量(mm), 时段末雨量(mm), 累计雨量(mm). An empty value
// is a gap; in a cumulative series such a row is skipped, as the next one still
// knows the total. A last row that rains needs one before it to tell how long
// it lasts. Empty lines and lines that begin with # are skipped.
//
// The error joins all mistakes of the file, each as name:line: column: value:
// expectation.
func ReadSeries(r io.Reader, name string) (*Series, error) {
	return ReadSeriesIn(r, name, nil)
}

// ReadSeriesIn is ReadSeries for files whose dates name no zone, such as
// 2023-07-31 08:00: they are in this one.
func ReadSeriesIn(r io.Reader, name string, zone *time.Location) (*Series, error) {
	s := &seriesReader{name: name, zone: zone}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), 64*1024)
	for lines.Scan() {
		s.line++
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		switch {
		case text == "" || strings.HasPrefix(text, "#"):
		case s.value.name == "" || s.clock.name == "":
			if s.header(text); s.failed() {
				return nil, errors.Join(s.errs...)
			}
		default:
			s.row(text)
		}
	}
	if err := lines.Err(); err != nil {
		s.line++
		if errors.Is(err, bufio.ErrTooLong) {
			s.wrong("", "", "expected lines of at most 64 KiB: is this a rain series?")
		} else {
			s.errs = append(s.errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return s.series()
}

type seriesReader struct {
	name  string
	zone  *time.Location
	line  int
	errs  []error
	more  int // mistakes beyond maxMistakes
	split string
	clock clock
	value quantity
	count int // of columns

	dated    bool
	start    time.Time
	last     float64 // time of the last row, mistaken or not [s]
	lastText string
	begun    bool
	rows     []seriesRow
}

type seriesRow struct {
	line  int
	text  string
	time  float64 // [s]
	value float64 // in the column's unit; NaN where empty
}

const maxMistakes = 50

func (s *seriesReader) failed() bool { return len(s.errs) > 0 }

func (s *seriesReader) wrong(key, value, expected string) {
	if len(s.errs) == maxMistakes {
		s.more++
		return
	}
	at := fmt.Sprintf("%s:%d: ", s.name, s.line)
	if key != "" {
		at += key + ": "
	}
	if value != "" {
		at += shown(value) + ": "
	}
	s.errs = append(s.errs, errors.New(at+expected))
}

// shown is a value as a message quotes it.
func shown(s string) string {
	const most = 40
	if !utf8.ValidString(s) {
		return strconv.QuoteToASCII(s[:min(len(s), most)])
	}
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}

// cells takes a line apart.
func (s *seriesReader) cells(text string) []string {
	cells := strings.Split(text, s.split)
	for k, c := range cells {
		cells[k] = strings.TrimSpace(strings.Trim(strings.TrimSpace(c), `"`))
	}
	return cells
}

func (s *seriesReader) header(text string) {
	const example = "expected a header of time and value, such as time_min,mm_per_h or 时间,雨量(mm)"
	if !utf8.ValidString(text) {
		s.wrong("", text, "the header is not UTF-8 (GBK?): save the file as UTF-8")
		return
	}
	s.split = ","
	for _, c := range []string{";", "\t", "，"} {
		if !strings.Contains(text, ",") && strings.Contains(text, c) {
			s.split = c
			break
		}
	}
	names := s.cells(text)
	s.count = len(names)
	for k, n := range names {
		word := canonical(n)
		if c, ok := clocks[word]; ok && s.clock.name == "" {
			s.clock = c
			s.clock.name, s.clock.column = n, k
		} else if v, ok := quantities[word]; ok && s.value.name == "" {
			s.value = v
			s.value.name, s.value.column = n, k
		} else if n != "" {
			s.wrong("header", n, example+", each once")
		}
	}
	if !s.failed() && (s.clock.name == "" || s.value.name == "") {
		s.wrong("header", text, example)
	}
}

func (s *seriesReader) row(text string) {
	cells := s.cells(text)
	if len(cells) > s.count {
		s.wrong("", text, fmt.Sprintf("%d columns: expected %d as in the header", len(cells), s.count))
		return
	}
	cell := func(column int) string {
		if column < len(cells) {
			return cells[column]
		}
		return ""
	}
	at, timed := s.time(cell(s.clock.column))
	value, valued := s.number(cell(s.value.column))
	if timed && valued {
		s.rows = append(s.rows, seriesRow{s.line, cell(s.value.column), at, value})
	}
}

// time reads a row's time [s] and sees that it goes on.
func (s *seriesReader) time(text string) (at float64, ok bool) {
	at, instant, expected := s.clock.read(text, s.zone)
	switch {
	case expected != "":
		s.wrong(s.clock.name, text, expected)
		return 0, false
	case s.begun && s.dated != !instant.IsZero():
		s.wrong(s.clock.name, text, "expected dates in all rows or in none")
		return 0, false
	case !instant.IsZero():
		if !s.begun {
			s.dated, s.start = true, instant
		}
		at = instant.Sub(s.start).Seconds()
	}
	before, beforeText := s.last, s.lastText
	first := !s.begun
	s.last, s.lastText, s.begun = at, text, true
	switch {
	case first || at > before:
		return at, true
	case at == before:
		s.wrong(s.clock.name, text, "the time of the row before again: expected each time once")
	default:
		s.wrong(s.clock.name, text, "before "+shown(beforeText)+" of the row before: expected times that rise (past midnight: 24:10, or dates)")
	}
	return 0, false
}

// number reads a value; NaN is a gap.
func (s *seriesReader) number(text string) (float64, bool) {
	if text == "" {
		return math.NaN(), true
	}
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || !finite(x):
		s.wrong(s.value.name, text, "expected a number, or nothing where the gauge had no data")
	case x < 0:
		s.wrong(s.value.name, text, "expected ≥ 0")
	default:
		return x, true
	}
	return 0, false
}
