package hydraulics

import (
	"strings"
	"testing"
)

func TestReadSeries(t *testing.T) {
	s, err := ReadSeries(strings.NewReader("# a flood\ntime_min;m3_per_s;remark\n0;0;\n\n10;2.5;rising\n30;1;\n"), "q.csv", "m3_per_s")
	if err != nil {
		t.Fatal(err)
	}
	near(t, "after 5 min", s.At(300), 1.25, 1e-12)
	for _, c := range []struct{ text, want string }{
		{"time_s,m3_per_s\n0,1\n10,x\n5,2\n5,3\n", "q.csv:3: m3_per_s: \"x\": expected a number\nq.csv:5: time: \"5\": is not after the row before: expected times that rise"},
		{"time_s,level_m\n0,1\n", "q.csv:1: header: \"time_s,level_m\": expected columns time_s, time_min or time_h, and m3_per_s"},
		{"time_s,m3_per_s\n", "q.csv:1: no rows: expected a header such as time_min,m3_per_s and at least one row"},
		{"", "q.csv:1: no rows: expected a header such as time_min,m3_per_s and at least one row"},
		{"time_s,m3_per_s\n1\n", "q.csv:2: \"1\": 1 columns: expected at least 2 as in the header"},
	} {
		if _, err := ReadSeries(strings.NewReader(c.text), "q.csv", "m3_per_s"); err == nil || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func FuzzReadSeries(f *testing.F) {
	f.Add("time_s,m3_per_s\n0,1\n10,2\n")
	f.Add("time_h\tm3_per_s\n-1e300\t1e-9\n")
	f.Add("\ufefftime_s;m3_per_s\n1;NaN\n;\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ReadSeries(strings.NewReader(text), "f.csv", "m3_per_s")
		if (s == nil) == (err == nil) {
			t.Fatal("neither series nor error")
		}
		if s != nil && s.At(3) != s.At(3) {
			t.Error("NaN from a sound series")
		}
	})
}
