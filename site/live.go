package site

import (
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Live says how a run follows the real site.
type Live struct {
	Scenario string        // file name without its ending
	Late     time.Duration // behind the wall's clock
	Follow   []FollowRule
	Every    time.Duration // between standing forecasts; 0: none by themselves
	Ahead    time.Duration // how far they look; 0: as far as the scenario is long
	Rain     []float64     // factors of the rain, a member each
}

// FollowRule says what a reading sets in the run: by value·Scale + Offset, or by words.
type FollowRule struct {
	Reading, Property string
	Of, Sets          string
	Scale, Offset     float64
	Words             map[float64]string
	Forecast          bool // the readings of one message together are points [s from now, value]
}

type liveDoc struct {
	Scenario string     `yaml:"scenario" jsonschema:"required,example=watch.yaml" jsonschema_description:"scenario file beside this one that the run plays from now on; its duration is how far branches and forecasts go"`
	Late     float64    `yaml:"late_s" jsonschema:"exclusiveMinimum=0,maximum=3600,default=2" jsonschema_description:"how far the run is behind the clock, so that readings come in time"`
	Follow   []follow   `yaml:"follow" jsonschema_description:"which readings set what"`
	Outlook  outlookDoc `yaml:"forecasts" jsonschema_description:"standing forecasts of what comes if nobody does anything"`
}

type follow struct {
	Reading  string            `yaml:"reading" jsonschema:"required,example=point/RG1" jsonschema_description:"subject of the reading"`
	Property string            `yaml:"property" jsonschema:"required,example=rain_mm_per_h"`
	Of       string            `yaml:"of" jsonschema:"required,example=rain" jsonschema_description:"whom it befalls in the run"`
	Sets     string            `yaml:"sets" jsonschema:"required,example=measured_mm_per_h" jsonschema_description:"the property that it sets there"`
	Scale    float64           `yaml:"scale" jsonschema:"default=1" jsonschema_description:"what is set is reading · scale + offset"`
	Offset   float64           `yaml:"offset"`
	Words    map[string]string `yaml:"words" jsonschema_description:"in place of the number: {0: stopped, 1: ok}; a number without a word sets nothing"`
	Forecast bool              `yaml:"forecast" jsonschema_description:"the readings of one message, whose instants lie ahead, are a forecast: each holds to the next, the last only ends it"`
}

type outlookDoc struct {
	Every time.Duration `yaml:"every" jsonschema:"minimum=0s,maximum=24h,example=10min" jsonschema_description:"absent: only when somebody asks"`
	Ahead time.Duration `yaml:"ahead" jsonschema:"minimum=0s,maximum=720h,example=2h" jsonschema_description:"absent: as far as the scenario is long"`
	Rain  []float64     `yaml:"rain_factors" jsonschema:"maxItems=20" jsonschema_description:"a member for each: rain, forecast and storm times so much; absent: 1"`
}

func (l *loader) live() {
	d := l.doc.Live
	if d == nil {
		return
	}
	node := l.at("live")
	live := &Live{Scenario: scenarioName(d.Scenario), Late: time.Duration(d.Late * float64(time.Second)), Every: d.Outlook.Every, Ahead: d.Outlook.Ahead, Rain: d.Outlook.Rain}
	if d.Scenario != "" {
		if _, err := os.Stat(filepath.Join(l.dir, d.Scenario)); err != nil || filepath.Base(d.Scenario) != d.Scenario {
			l.fail(node.At("scenario"), "%s: there is no such scenario file beside the site file", d.Scenario)
		}
	}
	for k, f := range d.Outlook.Rain {
		if !(f >= 0 && f <= 10) {
			l.fail(node.At("forecasts", "rain_factors", k), "%g: expected a factor from 0 to 10", f)
		}
	}
	for k, f := range d.Follow {
		rule := FollowRule{Reading: f.Reading, Property: f.Property, Of: f.Of, Sets: f.Sets, Scale: f.Scale, Offset: f.Offset, Forecast: f.Forecast}
		if f.Forecast && len(f.Words) > 0 {
			l.fail(node.At("follow", k, "words"), "a forecast is numbers: it has no words")
		}
		for key, word := range f.Words {
			number, err := strconv.ParseFloat(key, 64)
			if err != nil {
				l.fail(node.At("follow", k, "words", key), "%q: expected the number that the sensor sends", key)
			}
			if rule.Words == nil {
				rule.Words = map[float64]string{}
			}
			rule.Words[number] = word
		}
		live.Follow = append(live.Follow, rule)
	}
	l.following = live
}

// scenarioName is what a scenario file is called where it runs.
func scenarioName(file string) string {
	return file[:len(file)-len(filepath.Ext(file))]
}
