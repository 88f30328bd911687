package cmd

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"shapan/server/historian"
	"shapan/server/twin"
	"shapan/site"
)

// The live day of the demo raises the alarms that are listed beside it, no more and
// no fewer, at the same minutes.
func TestTheLiveDayRaisesItsAlarms(t *testing.T) {
	place, err := site.Open("../testdata/demo/live/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(place.Points) != 400 {
		t.Fatalf("%d points, want 400", len(place.Points))
	}
	f, err := os.Open("../testdata/demo/live/day.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(zip).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+400*72 {
		t.Fatalf("%d readings", len(rows)-1)
	}
	s := twin.NewState(place.Points)
	var last time.Time
	for _, row := range rows[1:] {
		value, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		if last, err = time.Parse(time.RFC3339, row[3]); err != nil {
			t.Fatal(err)
		}
		s.See(historian.Reading{Subject: row[0], Property: row[1], Value: value, At: last, Received: last})
	}
	s.Pass(last.Add(20 * time.Minute))
	var got []string
	for _, e := range s.Take() {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %v %s", e.At.Format("15:04"), e.Point, e.Alarm, e.What, e.Tier, e.Why)))
	}
	text, err := os.ReadFile("../testdata/demo/live/alarms.txt")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			want = append(want, line)
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\n\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
