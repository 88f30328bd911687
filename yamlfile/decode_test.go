package yamlfile

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

type pump struct {
	ID    string    `yaml:"id" jsonschema:"required,pattern=^[A-Za-z0-9_-]+$,example=P1"`
	Start float64   `yaml:"start_depth_m" jsonschema:"required,exclusiveMinimum=0,example=0.8" jsonschema_description:"catalogue value"`
	Ramp  float64   `yaml:"ramp_s" jsonschema:"minimum=0,maximum=60,default=5"`
	Rate  []float64 `yaml:"rates" jsonschema:"minItems=1,minimum=0"`
}

type shape struct {
	Outline []mgl64.Vec2 `yaml:"outline" jsonschema:"oneof_required=inline,minItems=3"`
	Height  float64      `yaml:"height_m" jsonschema:"oneof_required=inline"`
	File    string       `yaml:"file" jsonschema:"oneof_required=file"`
}

type head struct {
	Name engine.Text `yaml:"name"`
}

type document struct {
	head
	Step   time.Duration           `yaml:"step" jsonschema:"default=1s,exclusiveMinimum=0s,maximum=1h"`
	Start  time.Time               `yaml:"start"`
	Mode   string                  `yaml:"mode" jsonschema:"enum=fast,enum=exact,default=fast"`
	On     bool                    `yaml:"on"`
	Count  int                     `yaml:"count" jsonschema:"minimum=1,maximum=10,default=3"`
	At     *mgl64.Vec3             `yaml:"at"`
	Box    [4]float64              `yaml:"box"`
	Pumps  []pump                  `yaml:"pumps"`
	Shapes []shape                 `yaml:"shapes"`
	Set    map[string]engine.Value `yaml:"set"`
	With   Node                    `yaml:"with"`
	Inner  struct {
		Dead float64 `yaml:"dead_m" jsonschema:"default=0.05"`
	} `yaml:"inner"`
}

const good = `
name: {zh: 泵, en: Pump}
start: 2026-07-20T18:00:00+08:00
on: true
at: [1, 2.5, -3e1]
box: [0, 0, 600, 600]
pumps:
  - &p {id: P1, start_depth_m: .5, rates: [1, 2]}
  - id: P2
    start_depth_m: 0.8
    ramp_s: 0
  - *p
shapes:
  - {file: a.geojson}
  - {outline: [[0, 0], [1, 0], [1, 1]], height_m: 3}
set: {state: failed, position: [1, 2], on: false, h: 0.5}
with: {deep: {unknown: 1}}
`

func TestDecodeGood(t *testing.T) {
	f, err := Parse("good.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	var d document
	if err := f.Decode(&d); err != nil {
		t.Fatal(err)
	}
	if d.Name != (engine.Text{ZH: "泵", EN: "Pump"}) || d.Step != time.Second || d.Mode != "fast" || d.Count != 3 || d.Inner.Dead != 0.05 {
		t.Errorf("%+v", d)
	}
	if *d.At != (mgl64.Vec3{1, 2.5, -30}) || d.Box != [4]float64{0, 0, 600, 600} || d.Start.UTC().Hour() != 10 {
		t.Errorf("%+v", d)
	}
	if len(d.Pumps) != 3 || d.Pumps[2].ID != "P1" || d.Pumps[0].Ramp != 5 || d.Pumps[1].Ramp != 0 {
		t.Errorf("pumps %+v", d.Pumps)
	}
	if w, _ := d.Set["state"].Text(); w != "failed" {
		t.Errorf("set %v", d.Set)
	}
	var with struct {
		Deep map[string]float64 `yaml:"deep"`
	}
	if err := d.With.Decode(&with); err != nil || with.Deep["unknown"] != 1 || d.With.Line() != 17 || d.With.Path() != "with" {
		t.Errorf("with: %v %+v line %d", err, with, d.With.Line())
	}
}

// Every mistake in one report, in the order of the lines.
func TestDecodeMistakes(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{"pumps:\n  - id: P1\n    start_depth_m: -20\n", "x.yaml:3:20: pumps[0].start_depth_m: -20: must be > 0 (catalogue value, e.g. 0.8)"},
		{"pumps:\n  - {id: P1, strat_depth_m: 1}\n", "x.yaml:2:5: pumps[0].start_depth_m: missing (catalogue value, e.g. 0.8)\nx.yaml:2:14: pumps[0].strat_depth_m: unknown key: did you mean start_depth_m?"},
		{"pumps:\n  - {id: P1, start_depth: 1, start_depth_m: 1}\n", "x.yaml:2:14: pumps[0].start_depth: unknown key: did you mean start_depth_m?"},
		{"zzz: 1\n", "x.yaml:1:1: zzz: unknown key: must be one of name, step, start, mode, on, count, at, box, pumps, shapes, set, with, inner"},
		{"on: true\non: false\n", "x.yaml:2:1: on: is given twice (first on line 1)"},
		{"with:\n  a: 1\n  b: {c: 1, c: 2}\n", "x.yaml:3:13: with.b.c: is given twice (first on line 3)"},
		{"pumps: 3\n", "x.yaml:1:8: pumps: 3: must be a list"},
		{"pumps:\n  - 3\n", "x.yaml:2:5: pumps[0]: 3: must be a mapping of keys: id, start_depth_m, ramp_s, rates"},
		{"pumps:\n  - {id: P 1, start_depth_m: 1}\n", "x.yaml:2:10: pumps[0].id: P 1: must match ^[A-Za-z0-9_-]+$ (e.g. P1)"},
		{"pumps:\n  - {id: 1, start_depth_m: 1}\n", "x.yaml:2:10: pumps[0].id: 1: must be a text: put it in quotes (\"1\") (e.g. P1)"},
		{"pumps:\n  - {id: a, start_depth_m: 1, rates: []}\n", "x.yaml:2:31: pumps[0].rates: has 0 of at least 1 items"},
		{"pumps:\n  - {id: a, start_depth_m: 1, rates: [1, -1]}\n", "x.yaml:2:42: pumps[0].rates[1]: -1: must be >= 0"},
		{"count: 11\n", "x.yaml:1:8: count: 11: must be >= 1 and <= 10"},
		{"count: 1.5\n", "x.yaml:1:8: count: 1.5: must be a whole number"},
		{"count: 010\n", "x.yaml:1:8: count: 010: must be a number without leading zeros"},
		{"count: 0x10\n", "x.yaml:1:8: count: 0x10: must be a number"},
		{"count: '3'\n", "x.yaml:1:8: count: \"3\": must be a number: remove the quotes"},
		{"count: 3 m\n", "x.yaml:1:8: count: 3 m: must be a number alone: the unit is in the key"},
		{"count: 3,5\n", "x.yaml:1:8: count: 3,5: must be a number with a decimal point"},
		{"count:\n", "x.yaml:1:7: count: has no value: must be a number"},
		{"box: [0, .nan, 1, 1]\n", "x.yaml:1:10: box[1]: .nan: must be a finite number"},
		{"box: [0, -.Inf, 1, 1e999]\n", "x.yaml:1:10: box[1]: -.Inf: must be a finite number\nx.yaml:1:20: box[3]: 1e999: is too large a number"},
		{"box: [0, 1]\n", "x.yaml:1:1: box: must be a list of 4 values"},
		{"at: [0, 1]\n", "x.yaml:1:1: at: must be a point [x, y, z]"},
		{"at: [0, 1, .inf]\n", "x.yaml:1:1: at: must be a point [x, y, z]: .inf must be a finite number"},
		{"at: ~\n", "x.yaml:1:5: at: has no value: give one, or remove the key"},
		{"mode: exakt\n", "x.yaml:1:7: mode: exakt: must be fast or exact: did you mean exact?"},
		{"on: yes\n", "x.yaml:1:5: on: yes: must be true or false"},
		{"step: 45\n", "x.yaml:1:7: step: 45: must be a duration with its unit, e.g. 45min, 3h, 1s"},
		{"step: 0s\n", "x.yaml:1:7: step: 0s: must be > 0s and <= 1h"},
		{"start: 2026-07-20\n", "x.yaml:1:8: start: 2026-07-20: must be a time with its zone (RFC 3339), e.g. 2026-07-20T18:00:00+08:00"},
		{"name: {de: Grube}\n", "x.yaml:1:1: name: must be a text or {zh: …, en: …}, without the key de"},
		{"set: {a: [[1, 2], [x, 1]]}\n", "x.yaml:1:7: set.a: point 2: coordinate 1 is not a number"},
		{"set: {a: {b: 1}}\n", "x.yaml:1:7: set.a: expected a number, a text, true or false, or points [[x, y], …], not a mapping"},
		{"shapes: [{}]\n", "x.yaml:1:10: shapes[0]: needs either outline and height_m, or file"},
		{"shapes: [{file: a, height_m: 1}]\n", "x.yaml:1:10: shapes[0]: has keys of inline and of file: must be one of them"},
		{"shapes:\n- height_m: 1\n", "x.yaml:2:3: shapes[0].outline: missing"},
		{"on: true\n<<: {count: 3}\n", "x.yaml:2:1: merge keys (<<) are not supported: write the keys out"},
		{"[a, b]: 1\non: true\n", "x.yaml:1:1: a key must be a text"},
		{"", "x.yaml:1:1: the file is empty"},
		{"# only a comment\n", "x.yaml:1:1: the file is empty"},
		{"- 1\n", "x.yaml:1:1: must be a mapping of keys: name, step, start, mode, on, count, at, box, pumps, shapes, set, with, inner"},
		{"on: true\n---\non: true\n", "x.yaml:2: a second document begins here (---): a file must hold one"},
		{"on: true\n\tcount: 3\n", "x.yaml:2: found a tab character that violates indentation (a tab indents this line: YAML wants spaces)"},
		{"on: true\nname: a: b\n", "x.yaml:2: mapping values are not allowed in this context (a text with a colon needs quotes; or the indentation is wrong)"},
		{"on: true\npumps: [1, 2\ncount: 3\n", "x.yaml:2: did not find expected ',' or ']' (is it closed and indented like its neighbours?)"},
		{"a: &x [1]\nb: *y\n", "x.yaml:2: unknown anchor 'y' referenced"},
		{"on: true\nname: \xb1\xf5\n", "x.yaml:2:7: byte 0xb1 is not UTF-8: save the file as UTF-8 (not GBK)"},
		{"with: &a [*a]\n", "x.yaml:1:11: the alias *a contains itself, or aliases stand for more than 1048576 values: write the values out"},
	} {
		var d document
		f, err := Parse("x.yaml", []byte(c.yaml))
		if err == nil {
			err = f.Decode(&d)
		}
		var list ErrorList
		if !errors.As(err, &list) || !IsMistake(err) {
			t.Errorf("%q: %v is not a list of mistakes", c.yaml, err)
		} else if err.Error() != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.yaml, err, c.want)
		}
	}
}

func TestAliasBomb(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat("[*"+string(c-1)+"], ", 10) + "]\n"
	}
	if _, err := Parse("bomb.yaml", []byte(bomb)); err == nil || !strings.Contains(err.Error(), "bomb.yaml:6:") {
		t.Errorf("%v", err)
	}
	if _, err := Parse("big.yaml", make([]byte, maxBytes+1)); err == nil {
		t.Error("a file over the limit was taken")
	}
}

func TestParseDuration(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"45min": 45 * time.Minute, "3h": 3 * time.Hour, "250ms": 250 * time.Millisecond, "2h30min": 150 * time.Minute,
		"1h30m5.5s": 90*time.Minute + 5500*time.Millisecond, "2d": 48 * time.Hour, "1d12h": 36 * time.Hour, "-5min": -5 * time.Minute, "0": 0,
	} {
		if got, err := ParseDuration(s); err != nil || got != want {
			t.Errorf("%s: %v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "45", "min", "1d-1h", "99999999999999d", "100000d2540400h", "1 h", "h1"} {
		if got, err := ParseDuration(s); err == nil {
			t.Errorf("%q: taken as %v", s, got)
		}
	}
}
