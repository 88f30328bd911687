package inp

import (
	"bufio"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"shapan/engine/solver/pipenet"
)

// curve is a [CURVES] entry in the file's units.
type curve struct {
	kind string
	line int
	pipenet.Curve
}

// Series is a time series.
type Series struct {
	Name   string
	Times  []float64 // [s] since the start of the run
	Values []float64 // in the file's units

	line int
	last time.Time // date of the row before
}

// At returns the value at t [s], linear between times, 0 outside of them.
func (s *Series) At(t float64) float64 {
	n := len(s.Times)
	if n == 0 || t < s.Times[0] || t > s.Times[n-1] {
		return 0
	}
	return s.hold(t)
}

// hold is At, but level outside.
func (s *Series) hold(t float64) float64 { return (pipenet.Curve{X: s.Times, Y: s.Values}).At(t) }

// Pattern multiplies a base flow by the month, day, hour, or hour of weekends.
type Pattern struct {
	Kind    string // MONTHLY, DAILY, HOURLY, WEEKEND
	Factors []float64
}

// At returns the factor at an instant.
func (p *Pattern) At(t time.Time) float64 {
	k := 0
	weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
	switch p.Kind {
	case "MONTHLY":
		k = int(t.Month()) - 1
	case "DAILY":
		k = int(t.Weekday())
	case "HOURLY":
		k = t.Hour()
	case "WEEKEND":
		if !weekend {
			return 1
		}
		k = t.Hour()
	}
	if k < len(p.Factors) {
		return p.Factors[k]
	}
	return 1
}

func (b *builder) tables() {
	b.each("CURVES", b.curveRow)
	b.each("TIMESERIES", b.seriesRow)
	b.each("PATTERNS", b.patternRow)
	b.readTransects()
}

func (b *builder) curveRow() {
	name := strings.ToLower(b.text(0))
	c := b.curves[name]
	k := 1
	if c == nil {
		c = &curve{line: b.at.line}
		b.curves[name] = c
	}
	if b.has(1) && !isNumber(b.text(1)) {
		kind := b.upper(1)
		switch kind {
		case "STORAGE", "SHAPE", "DIVERSION", "TIDAL", "RATING", "CONTROL", "WEIR", "PUMP1", "PUMP2", "PUMP3", "PUMP4", "PUMP5":
		default:
			b.wrong("curve %s: %q: is no kind of curve", b.text(0), clip(b.text(1)))
		}
		if c.kind != "" && c.kind != kind {
			b.wrong("curve %s: is %s here and %s before", b.text(0), kind, c.kind)
		}
		c.kind = kind
		k = 2
	}
	for ; k < len(b.at.fields); k += 2 {
		before := len(b.mistakes)
		x, y := b.number(k, "x"), b.number(k+1, "y")
		if len(b.mistakes) > before {
			return
		}
		if n := len(c.X); n > 0 && !(x > c.X[n-1]) {
			b.wrong("curve %s: x %v is not greater than %v of the point before", b.text(0), x, c.X[n-1])
			return
		}
		if n := len(c.Y); n > 0 && y > c.Y[n-1] && (c.kind == "PUMP3" || c.kind == "PUMP5") {
			b.wrong("curve %s: the flow rises from %v to %v with the head: a pump's must fall", b.text(0), c.Y[n-1], y)
			return
		}
		c.X, c.Y = append(c.X, x), append(c.Y, y)
	}
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

func (b *builder) seriesRow() {
	key := strings.ToLower(b.text(0))
	s := b.series[key]
	if s == nil {
		s = &Series{Name: b.text(0), line: b.at.line}
		b.series[key] = s
	}
	if b.upper(1) == "FILE" {
		b.seriesFile(s, b.text(2))
		return
	}
	b.seriesFields(s, b.at.fields[1:])
}

// seriesFields reads [date] time value [date] time value …
func (b *builder) seriesFields(s *Series, f []string) {
	for k := 0; k < len(f); {
		if strings.ContainsAny(f[k], "/-") && !isNumber(f[k]) {
			d, ok := date(f[k])
			if !ok {
				b.wrong("series %s: %q: expected a date as month/day/year", s.Name, clip(f[k]))
				return
			}
			s.last = d
			k++
		}
		if k+1 >= len(f) {
			b.wrong("series %s: expected a time and a value", s.Name)
			return
		}
		h, ok := hours(f[k])
		v, err := strconv.ParseFloat(f[k+1], 64)
		if !ok {
			b.wrong("series %s: %q: expected a time as hours or hours:minutes", s.Name, clip(f[k]))
			return
		}
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			b.wrong("series %s: %q: expected a number", s.Name, clip(f[k+1]))
			return
		}
		t := h * 3600
		if !s.last.IsZero() {
			t += s.last.Sub(b.file.Start).Seconds()
		}
		if n := len(s.Times); n > 0 && !(t > s.Times[n-1]) {
			b.wrong("series %s: %s is not after the time of the row before: a series must not run backwards", s.Name, strings.Join(f[:k+1], " "))
			return
		}
		s.Times, s.Values = append(s.Times, t), append(s.Values, v)
		k += 2
	}
}

const longestSeries = 10_000_000 // rows of a file

func (b *builder) seriesFile(s *Series, name string) {
	if b.open == nil {
		b.wrong("series %s: file %q: other files may not be opened here", s.Name, clip(name))
		return
	}
	f, err := b.open(name)
	if err != nil {
		b.wrong("series %s: file %q: %v", s.Name, clip(name), err)
		return
	}
	defer f.Close()
	outer, from := b.name, b.at.line
	defer func() { b.name, b.at.line = outer, from }()
	b.name = name
	in := bufio.NewScanner(io.LimitReader(f, 1<<30))
	b.at.line = 0
	for in.Scan() {
		b.at.line++
		text, _, _ := strings.Cut(in.Text(), ";")
		fields := strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == '\t' || c == ',' || c == '\r' })
		if len(fields) == 0 {
			continue
		}
		before := len(b.mistakes)
		b.seriesFields(s, fields)
		if len(b.mistakes) > before || len(s.Times) > longestSeries {
			return
		}
	}
	if err := in.Err(); err != nil {
		b.wrong("series %s: %v", s.Name, err)
	}
}

func (b *builder) patternRow() {
	key := strings.ToLower(b.text(0))
	p := b.patterns[key]
	if p == nil {
		p = &Pattern{Kind: b.upper(1)}
		switch p.Kind {
		case "MONTHLY", "DAILY", "HOURLY", "WEEKEND":
		default:
			b.wrong("pattern %s: %q: expected MONTHLY, DAILY, HOURLY or WEEKEND", b.text(0), clip(b.text(1)))
		}
		b.patterns[key] = p
	}
	k := 1
	if !isNumber(b.text(1)) {
		k = 2
	}
	for ; k < len(b.at.fields); k++ {
		p.Factors = append(p.Factors, b.number(k, "factor"))
	}
	most := map[string]int{"MONTHLY": 12, "DAILY": 7, "HOURLY": 24, "WEEKEND": 24}[p.Kind]
	if len(p.Factors) > most {
		b.wrong("pattern %s: %d factors: at most %d for %s", b.text(0), len(p.Factors), most, p.Kind)
		p.Factors = p.Factors[:most]
	}
}
