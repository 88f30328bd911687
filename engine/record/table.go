package record

import (
	"math"
	"slices"
	"sort"

	"shapan/engine"
)

// table is scalars in columns. What has been handed out never changes: it only
// grows, or is replaced.
type table struct {
	seconds []float64
	columns []Column
	index   map[string]int
	stride  int64 // every so many frames is kept
	seen    int64
}

func newTable() table { return table{index: map[string]int{}, stride: 1} }

// add makes a row of the frame's scalars, if it is the frame's turn.
func (t *table) add(f *engine.Frame) {
	t.seen++
	if (t.seen-1)%t.stride != 0 {
		return
	}
	rows := len(t.seconds)
	t.seconds = append(t.seconds, f.Tick.Seconds())
	for _, s := range f.Scalars {
		t.set(ScalarInfo{s.Name, s.Unit}, rows, s.Value)
	}
	t.fill(rows + 1)
}

// set puts a value into a row; the rows before it are filled first.
func (t *table) set(info ScalarInfo, row int, value float64) {
	k, ok := t.index[info.Name]
	if !ok {
		k = len(t.columns)
		t.index[info.Name] = k
		t.columns = append(t.columns, Column{ScalarInfo: info})
	}
	c := &t.columns[k]
	for len(c.Values) < row {
		c.Values = append(c.Values, math.NaN())
	}
	if len(c.Values) == row { // a name given twice counts once
		c.Values = append(c.Values, value)
	}
}

// fill brings all columns to a length.
func (t *table) fill(rows int) {
	for k := range t.columns {
		for len(t.columns[k].Values) < rows {
			t.columns[k].Values = append(t.columns[k].Values, math.NaN())
		}
	}
}

// thin drops every second row.
func (t *table) thin() {
	t.stride *= 2
	t.seconds = everySecond(t.seconds)
	for k := range t.columns {
		t.columns[k].Values = everySecond(t.columns[k].Values)
	}
}

func everySecond(v []float64) []float64 {
	kept := make([]float64, 0, len(v))
	for k := 0; k < len(v); k += 2 {
		kept = append(kept, v[k])
	}
	return kept
}

func (t *table) series() Series {
	n := len(t.seconds)
	s := Series{Seconds: t.seconds[:n:n], Columns: slices.Clone(t.columns)}
	for k := range s.Columns {
		s.Columns[k].Values = s.Columns[k].Values[:n:n]
	}
	return s
}

func (t *table) infos() []ScalarInfo {
	infos := make([]ScalarInfo, len(t.columns))
	for k, c := range t.columns {
		infos[k] = c.ScalarInfo
	}
	return infos
}

// at returns the values of the newest row at or before an instant.
func (t *table) at(seconds float64) []engine.Scalar {
	n := sort.Search(len(t.seconds), func(k int) bool { return !(t.seconds[k] <= seconds) })
	if n == 0 {
		return nil
	}
	scalars := make([]engine.Scalar, len(t.columns))
	for k, c := range t.columns {
		scalars[k] = engine.Scalar{Name: c.Name, Unit: c.Unit, Value: c.Values[n-1]}
	}
	return scalars
}
