package scenarios_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"shapan/engine"
	"shapan/scenarios"
	"shapan/yamlfile"
)

const goodVariants = `title: {zh: 布泵, en: Pumps}
from: 5min
until: 12min
columns: [pits.a.overflowed_m3]
sort: -gauges.G1.alarm_at_s
variants:
  - {id: as-it-is}
  - id: mended
    title: {zh: 修好, en: Mended}
    events:
      - {at: 11min, subject: pump/P1, set: ok}
      - {subject: pump/P1, set: {position: [22.5, 13.5], start_depth_m: 0.05}}
`

func TestVariantsOnTheTimeline(t *testing.T) {
	v, err := scenarios.ParseVariants("v.yaml", []byte(goodVariants))
	if err != nil {
		t.Fatal(err)
	}
	if v.From() != 5*time.Minute || v.Until() != 12*time.Minute || v.Count() != 2 || v.Title().EN != "Pumps" || v.Sort() != "-gauges.G1.alarm_at_s" || len(v.Columns()) != 1 {
		t.Errorf("from %v until %v, %d of %v, sorted by %s, columns %v", v.From(), v.Until(), v.Count(), v.Title(), v.Sort(), v.Columns())
	}
	start := time.Date(2026, 7, 20, 18, 0, 0, 0, time.UTC)
	courses, err := v.Fit(start, v.From(), v.Until(), func(engine.Event) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if len(courses) != 2 || len(courses[0].Events) != 0 || courses[0].Title.EN != "as-it-is" || courses[1].Title.ZH != "修好" {
		t.Fatalf("%+v", courses)
	}
	var got []string
	for _, e := range courses[1].Events {
		got = append(got, fmt.Sprintf("%v %s.%s=%v", e.At.Sub(start), e.Subject, e.Property, e.Value))
	}
	want := "11m0s pump/P1.state=ok; 5m0s pump/P1.position=[[22.5,13.5,0]]; 5m0s pump/P1.start_depth_m=0.05"
	if said := strings.Join(got, "; "); said != want {
		t.Errorf("%s\nwant %s", said, want)
	}
}

func TestVariantsNameAllTheirMistakes(t *testing.T) {
	_, err := scenarios.ParseVariants("v.yaml", []byte(`from: 10min
until: 10min
colums: [x]
variants:
  - {id: a, events: [{at: -1s, subject: pump/P1, set: ok}]}
  - {id: b b}
  - id: a
    events:
      - {at: soon, set: ok}
      - {subject: pump/P1, set: {position: [[1], 2]}}
`))
	for _, want := range []string{
		"v.yaml:1:1: title: missing",
		"v.yaml:2:8: until: 10m0s: must be after from, 10m0s",
		"v.yaml:3:1: colums: unknown key: did you mean columns?",
		"v.yaml:5:27: variants[0].events[0].at: -1s: must be ≥ 0",
		"v.yaml:6:10: variants[1].id",
		"v.yaml:7:9: variants[2].id: a: variants[0] has that name already",
		"v.yaml:9:14: variants[2].events[0].at: soon: must be a duration",
		"variants[2].events[0].subject: missing",
		"v.yaml:10:34: variants[2].events[1].set.position",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("report lacks %q:\n%v", want, err)
		}
	}
}

func TestVariantsThatDoNotFit(t *testing.T) {
	v, err := scenarios.ParseVariants("v.yaml", []byte(goodVariants))
	if err != nil {
		t.Fatal(err)
	}
	check := func(e engine.Event) error {
		if e.Property == "position" {
			return errors.New("pump/P1: there is no open ground")
		}
		return nil
	}
	_, err = v.Fit(time.Time{}, 5*time.Minute, 10*time.Minute, check)
	for _, want := range []string{"v.yaml:11:14: variants[1].events[0].at: 11m0s: must lie between", "v.yaml:12:9: variants[1].events[1]: pump/P1: there is no open ground"} {
		if err == nil || !strings.Contains(err.Error(), want) || !yamlfile.IsMistake(err) {
			t.Errorf("report lacks %q:\n%v", want, err)
		}
	}
	err = v.Figures(func(name string) bool { return false }, func(string) []string { return []string{"pits.b.overflowed_m3"} })
	for _, want := range []string{"v.yaml:4:11: columns[0]: pits.a.overflowed_m3: summary.json", "there is pits.b.overflowed_m3", "v.yaml:5:7: sort: gauges.G1.alarm_at_s"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("report lacks %q:\n%v", want, err)
		}
	}
}

func TestVariantsSchema(t *testing.T) {
	text, err := scenarios.VariantsSchema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]any
		Required   []string
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	if len(schema.Properties) != 7 || strings.Join(schema.Required, " ") != "title variants" {
		t.Errorf("%s", text)
	}
}

func FuzzVariants(f *testing.F) {
	f.Add([]byte(goodVariants))
	f.Add([]byte("title: x\nvariants: [{id: a, events: [{subject: p, set: {}}]}]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := scenarios.ParseVariants("v.yaml", text)
		if err != nil && !yamlfile.IsMistake(err) {
			t.Errorf("%v is not told as a mistake of the file", err)
		}
		if err != nil {
			return
		}
		if _, err := v.Fit(time.Time{}, v.From(), 1<<62, func(engine.Event) error { return nil }); err != nil && !yamlfile.IsMistake(err) {
			t.Errorf("%v is not told as a mistake of the file", err)
		}
	})
}
