package site

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"shapan/yamlfile"
)

const watched = `live:
  scenario: watch.yaml
  late_s: 3
  follow:
    - {reading: point/RG1, property: rain, of: rain, sets: measured_mm_per_h, scale: 60}
    - {reading: pump/P1, property: running, of: pump/P1, sets: state, words: {0: stopped, 1: ok}}
  forecasts: {every: 10min, ahead: 2h, rain_factors: [0.7, 1, 1.3]}
`

func TestLive(t *testing.T) {
	files := goldenFiles(t)
	files["watch.yaml"] = []byte("title: Watch\n")
	place, err := Open(write(t, goldenYAML+watched, files))
	if err != nil {
		t.Fatal(err)
	}
	want := &Live{
		Scenario: "watch", Late: 3 * time.Second, Every: 10 * time.Minute, Ahead: 2 * time.Hour, Rain: []float64{0.7, 1, 1.3},
		Follow: []FollowRule{
			{Reading: "point/RG1", Property: "rain", Of: "rain", Sets: "measured_mm_per_h", Scale: 60},
			{Reading: "pump/P1", Property: "running", Of: "pump/P1", Sets: "state", Scale: 1, Words: map[float64]string{0: "stopped", 1: "ok"}},
		},
	}
	if !reflect.DeepEqual(place.Live, want) {
		t.Errorf("live: %+v", place.Live)
	}
}

func TestBrokenLive(t *testing.T) {
	files := goldenFiles(t)
	files["watch.yaml"] = []byte("title: Watch\n")
	for _, c := range []struct{ old, with, want string }{
		{"scenario: watch.yaml", "scenario: wach.yaml", "live.scenario: wach.yaml: there is no such scenario file beside the site file"},
		{"{0: stopped", "{off: stopped", `live.follow[1].words.off: "off": expected the number that the sensor sends`},
		{"[0.7, 1,", "[0.7, -1,", "live.forecasts.rain_factors[1]: -1: expected a factor from 0 to 10"},
		{"words: {0: stopped, 1: ok}", "forecast: true, words: {0: stopped, 1: ok}", "live.follow[1].words: a forecast is numbers: it has no words"},
		{", of: rain,", ",", "live.follow[0].of: missing"},
	} {
		_, err := Load(write(t, goldenYAML+strings.Replace(watched, c.old, c.with, 1), files))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "site.yaml:") {
			t.Errorf("%s:\n got %v\nwant %s", c.with, err, c.want)
		}
	}
}

// The schema that editors use knows the section.
func TestLiveSchema(t *testing.T) {
	text, err := yamlfile.Schema(&document{})
	if err != nil || !strings.Contains(string(text), "rain_factors") {
		t.Errorf("schema without live.forecasts.rain_factors (%v)", err)
	}
}
