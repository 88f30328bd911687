package rainfall

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

func ExampleReadSeries() {
	file := "时间(min),雨强(mm/h)\n0,12\n5,60\n10,\n15,6\n20,0\n"
	s, err := ReadSeries(strings.NewReader(file), "gauge.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f mm; no data from %g to %g s\n", 1000*s.Rain.Depth(1200), s.Gaps[1].From, s.Gaps[1].To)
	_, err = ReadSeries(strings.NewReader("time_min,mm_per_h\n0,12\n5,-3\n4,6\n"), "gauge.csv")
	fmt.Println(err)
	// Output:
	// 6.5 mm; no data from 600 to 900 s
	// gauge.csv:3: mm_per_h: -3: expected ≥ 0
	// gauge.csv:4: time_min: 4: before 5 of the row before: expected times that rise (past midnight: 24:10, or dates)
}

func TestSeriesReads(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		at   []float64 // [s], depth [mm] in turn
		gaps int       // beside those before and after
	}{
		"rates":               {"time_s,mm_per_h\n0,36\n600,72\n1200,0", []float64{600, 6, 1200, 18, 5000, 18}, 0},
		"the last row lasts":  {"time_min,mm_per_h\n0,36\n10,72", []float64{600, 6, 1200, 18, 5000, 18}, 0},
		"rates a minute":      {"time_min,mm/min\n0,1\n10,0", []float64{300, 5, 900, 10}, 0},
		"minutes and seconds": {"time_min;rain (mm/h)\n00:30;36\n10:30;0", []float64{30, 0, 330, 3, 1000, 6}, 0},
		"hours":               {"time\tmm\n00:10\t4\n00:20\t0", []float64{600, 0, 900, 2, 1200, 4}, 0},
		"past midnight":       {"time_h,mm\n23:50,4\n24:10,0", []float64{23.8333333333333333 * 3600, 0, 24 * 3600, 2, 90000, 4}, 0},
		"ending":              {"time_min,mm_ending\n0,\n5,1\n10,2", []float64{150, .5, 600, 3, 900, 3}, 0},
		"cumulative":          {"time_min,mm_cumulative\n0,7\n5,8\n10,\n15,10", []float64{300, 1, 900, 3, 1200, 3}, 0},
		"gap":                 {"time_min,mm\n0,1\n5,\n10,1\n15,0", []float64{300, 1, 600, 1, 900, 2}, 1},
		"BOM, CRLF, Chinese":  {"\ufeff时间，雨量（mm）\r\n00:00，3\r\n01:00，0\r\n", []float64{1800, 1.5, 3600, 3}, 0},
		"quotes and comments": {"# from the logger\n\n\"time_s\",\"mm\"\n\"0\",\"3\"\n60,0\n", []float64{60, 3}, 0},
		"value first":         {"Rain (mm/h), Time (hh:mm)\n36,0:00\n0,0:10\n", []float64{600, 6}, 0},
		"instants":            {"time,累计雨量(mm)\n2023-07-31T23:50:00+08:00,1\n2023-07-31T16:00:00Z,4", []float64{300, 1.5, 600, 3}, 0},
		"a zero alone":        {"time_s,mm\n0,0", []float64{100, 0}, 0},
	} {
		s, err := ReadSeries(strings.NewReader(c.text), "a.csv")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for k := 0; k < len(c.at); k += 2 {
			if got := 1000 * s.Rain.Depth(c.at[k]); math.Abs(got-c.at[k+1]) > 1e-9 {
				t.Errorf("%s: %g mm by %g s, want %g mm", name, got, c.at[k], c.at[k+1])
			}
		}
		if len(s.Gaps) != c.gaps+2 {
			t.Errorf("%s: gaps %v", name, s.Gaps)
		}
		if (name == "instants") == s.Start.IsZero() {
			t.Errorf("%s: starts at %v", name, s.Start)
		}
	}
	china := time.FixedZone("", 8*3600)
	s, err := ReadSeriesIn(strings.NewReader("时间,雨量(mm)\n2023/7/31 8:00,3\n2023/7/31 9:00,0"), "a.csv", china)
	if err != nil || !s.Start.Equal(time.Date(2023, 7, 31, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%v, %v", s, err)
	}
}

// A dated series counts from the run's start: here it rains from 08:00, and the
// run began at 07:00.
func TestSeriesSince(t *testing.T) {
	s, err := ReadSeries(strings.NewReader("time,mm\n2023-07-31T08:00:00+08:00,3\n2023-07-31T08:10:00+08:00,\n2023-07-31T08:20:00+08:00,0"), "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.Since(time.Date(2023, 7, 30, 23, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if d := run.Rain.Depth(3900); math.Abs(d-1.5e-3) > 1e-12 || run.Gaps[1] != (Span{4200, 4800}) || s.Rain.Depth(300) != d {
		t.Errorf("%g m by 08:05, gaps %v", d, run.Gaps)
	}
	f := must(NewGauges(ground, []Gauge{run.Gauge("A", 0, 0), {Name: "B", Rain: Constant{Rate: 1e-5}}}, Thiessen))(t)
	if d := depthsOf(f, ground, 4200, 4800)[0]; math.Abs(float64(d)-6e-3) > 1e-9 {
		t.Errorf("%g m in A's gap, want B's 0.006 m", d)
	}
	if _, err := (&Series{}).Since(s.Start); err == nil {
		t.Error("a series without dates: no error")
	}
	if _, err := s.Since(time.Time{}); err == nil {
		t.Error("since the year 1: no error")
	}
}

// Every mistake is named with its line, all of a file together.
func TestSeriesRefuses(t *testing.T) {
	for text, want := range map[string][]string{
		"":                              {"a.csv:1: empty"},
		"time_s,mm\n":                   {"a.csv:1: no rows"},
		"time_s\n0":                     {"a.csv:1: header: time_s: expected a header"},
		"time_s,mm,wind\n0,1,2":         {"a.csv:1: header: wind: expected"},
		"time_s,mm,mm_per_h\n":          {"a.csv:1: header: mm_per_h: expected"},
		"\xca\xb1\xbc\xe4,mm\n0,1":      {"a.csv:1: ", "not UTF-8"},
		"time_s,mm\n0,1\n60,NaN\n":      {"a.csv:3: mm: NaN: expected a number"},
		"time_s,mm\n0,Inf\n60,1\n":      {"a.csv:2: mm: Inf: expected a number"},
		"time_s,mm\n0,1\n0,1\n":         {"a.csv:3: time_s: 0: the time of the row before again"},
		"time_s,mm\n9,1\n5,1\n":         {"a.csv:3: time_s: 5: before 9"},
		"time,mm\n23:50,1\n00:10,1\n":   {"a.csv:3: time: 00:10: before 23:50", "past midnight"},
		"time,mm\n5,1\n":                {"a.csv:2: time: 5: expected hh:mm", "time_min"},
		"time_s,mm\n0,1,2\n":            {"a.csv:2: 0,1,2: 3 columns: expected 2"},
		"time_s,mm\n0,5\n":              {"a.csv:2: mm: 5: 1 row alone"},
		"time_s,mm\n0,500\n60,0\n":      {"a.csv:2: mm: 500: that is 3e+04 mm/h: expected at most 1e+04 mm/h"},
		"time_s,mm_ending\n0,5\n60,0\n": {"a.csv:2: mm_ending: 5: expected 0 or nothing"},
		"time_s,mm_ending\n0,\n":        {"1 row alone has no duration"},
		"time_s,total_mm\n0,5\n60,4\n":  {"a.csv:3: total_mm: 4: below 5"},
		"time,mm\n2023-07-31 08:00,1\n2023-07-31 09:00,1": {"a.csv:2: time: 2023-07-31 08:00: expected a zone", "a.csv:3"},
		"time,mm\n2023-07-31T08:00:00Z,1\n09:00,1":        {"a.csv:3: time: 09:00: expected dates in all rows"},
		"time,mm\n0099-07-31T08:00:00Z,1":                 {"expected a year"},
		"time_s,mm\nx,-1\n60,y\n30,z\n":                   {"a.csv:2: time_s: x:", "a.csv:2: mm: -1:", "a.csv:3: mm: y:", "a.csv:4: time_s: 30:", "a.csv:4: mm: z:"},
		"time_s,mm\n" + strings.Repeat("x,1\n", 80):       {"a.csv:51:", "and 30 more mistakes"},
		"time_s,mm\n0," + strings.Repeat("1", 1<<17):      {"a.csv:2: expected lines of at most 64 KiB"},
	} {
		_, err := ReadSeries(strings.NewReader(text), "a.csv")
		for _, w := range want {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%.60q: want %q in\n%v", text, w, err)
			}
		}
	}
	broken := errors.New("cable pulled")
	if _, err := ReadSeries(failing{broken}, "a.csv"); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Whatever comes, a series that is taken can be rained: its depth never falls
// and its gaps are in order; and one that is refused is refused with its name.
func FuzzSeries(f *testing.F) {
	for _, seed := range []string{
		"time_s,mm_per_h\n0,36\n600,72\n1200,0", "time;mm\n00:10;4\n00:20;0", "\ufeff时间，雨量（mm）\r\n00:00，3\r\n01:00，0\r\n",
		"time_min,mm_cumulative\n0,7\n5,8\n10,\n15,10", "time_min,mm_ending\n0,\n5,1\n10,2", "time_s,mm\nx,-1\n60,y\n30,z\n",
		"time,mm\n2023-07-31T08:00:00Z,1\n2023-07-31T09:00:00Z,1", "time_s,mm\n0,1e308\n1e-300,1\n", "time_h,mm/h\n-5,\n0,\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ReadSeries(strings.NewReader(text), "a.csv")
		if err != nil {
			if !strings.HasPrefix(err.Error(), "a.csv:") {
				t.Fatalf("%v", err)
			}
			return
		}
		last := 0.0
		for _, gap := range s.Gaps {
			if !(gap.From < gap.To) {
				t.Fatalf("gap %v", gap)
			}
		}
		for _, at := range s.Rain.times {
			d := s.Rain.Depth(at)
			if !(d >= last) || !finite(d) {
				t.Fatalf("depth %g after %g", d, last)
			}
			last = d
		}
		if end := s.Gaps[len(s.Gaps)-1].From; s.Rain.Depth(end+1e6) != s.Rain.Depth(end) {
			t.Fatalf("still raining after %g s", end)
		}
	})
}
