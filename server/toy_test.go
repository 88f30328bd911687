package server

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-gl/mathgl/mgl64"
	"go.uber.org/goleak"

	"shapan/engine"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const toyNX, toyNY = 40, 30

// toy is a pond that fills: 1 cm per tick while its pump has failed, and with
// an alarm for every whole 10 cm when told to be noisy.
type toy struct {
	Level  float64
	Failed bool
	Noisy  bool
	Ahead  []mgl64.Vec3 // a forecast
	Fail   int64        // tick at which the model breaks; 0 never
	wait   time.Duration
	tickOf engine.Tick
}

type toyState struct {
	Level         float64
	Failed, Noisy bool
	Ahead         []mgl64.Vec3
	Fail          int64
	Tick          engine.Tick
}

func (m *toy) Step(_ context.Context, s *engine.Step) error {
	time.Sleep(m.wait)
	m.tickOf = s.Tick
	for _, e := range s.Events {
		if word, _ := e.Value.Text(); e.Property == "state" {
			m.Failed = word == "failed"
		}
		if on, _ := e.Value.Bool(); e.Property == "noisy" {
			m.Noisy = on
		}
		if ahead, _ := e.Value.Points(); e.Property == "nowcast" {
			m.Ahead = ahead
		}
	}
	if m.Failed {
		m.Level += 0.01
	}
	if m.Fail > 0 && s.Tick.N >= m.Fail {
		return errors.New("depth of cell 7 is NaN")
	}
	return nil
}

func (m *toy) Observe(f *engine.Frame) {
	g := engine.Grid{NX: toyNX, NY: toyNY, Cell: 1}
	depth := f.AddField("water_depth", "m", g)
	heat := f.AddField("temperature", "°C", g)
	for k := range depth {
		depth[k] = float32(m.Level + 0.3*math.Sin(float64(k)/7) + float64(m.tickOf.N%97)*0.001)
		heat[k] = float32(20 + m.Level*float64(k%5))
	}
	depth[3] = float32(math.NaN())
	f.Scalars = append(f.Scalars, engine.Scalar{Name: "gauge/G1.level", Unit: "m", Value: m.Level},
		engine.Scalar{Name: "gauge/G2.level", Unit: "m", Value: math.NaN()})
	f.Poses = append(f.Poses, engine.Pose{Name: "crane/T1", Position: mgl64.Vec3{1, 2, m.Level}, Rotation: mgl64.QuatIdent()})
	level := engine.NoAlarm
	if m.Level >= 0.1 {
		level = engine.PreWarning
	}
	if m.Level >= 0.2 {
		level = engine.AlarmReached
	}
	if level != engine.NoAlarm {
		f.Alarms = append(f.Alarms, engine.Alarm{Subject: "gauge/G1", Level: level, Since: f.Tick, Text: engine.Text{ZH: "水位", EN: "level"}})
	}
	if m.Noisy {
		noisy := engine.PreWarning + engine.AlarmLevel(f.Tick.N%2)
		f.Alarms = append(f.Alarms, engine.Alarm{Subject: "gauge/G9", Level: noisy, Text: engine.Text{ZH: "响", EN: "noise"}})
	}
}

func (m *toy) State() ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(toyState{m.Level, m.Failed, m.Noisy, m.Ahead, m.Fail, m.tickOf})
	return b.Bytes(), err
}

func (m *toy) SetState(b []byte) error {
	var s toyState
	err := gob.NewDecoder(bytes.NewReader(b)).Decode(&s)
	m.Level, m.Failed, m.Noisy, m.Ahead, m.Fail, m.tickOf = s.Level, s.Failed, s.Noisy, s.Ahead, s.Fail, s.Tick
	return err
}

func (m *toy) CheckEvent(e engine.Event) (bool, error) {
	if e.Subject != "pump/P1" {
		return false, nil
	}
	switch e.Property {
	case "state", "noisy", "position", "nowcast":
		return true, nil
	}
	return true, fmt.Errorf("%s.%s: a pump knows state, noisy, position", e.Subject, e.Property)
}

func (m *toy) Summarize(into map[string]any) { into["level_m"] = m.Level }

var toyStart = time.Date(2026, 7, 20, 18, 0, 0, 0, time.FixedZone("CST", 8*3600))

func toySite() *engine.Site {
	g := engine.Grid{NX: toyNX, NY: toyNY, Cell: 1}
	ground := engine.Field{Name: "ground", Unit: "m", Grid: g, Values: make([]float32, g.Len())}
	for k := range ground.Values {
		ground.Values[k] = 40 + float32(k%7)*0.25
	}
	return &engine.Site{
		ID: "demo", Name: engine.Text{ZH: "示例", EN: "Demo"}, Ground: ground,
		Assets: []engine.Asset{{ID: "pump/P1", Kind: "pump", Name: engine.Text{ZH: "1号泵", EN: "Pump 1"},
			Properties: map[string]engine.Value{"start_level_m": engine.Number(4.1), "discharge": engine.Points(mgl64.Vec3{1, 2, 3})}}},
		Features: []engine.Feature{{ID: "building/b1", Kind: "building", Rings: [][]mgl64.Vec2{{{0, 0}, {1, 0}, {1, 1}}}}},
		Elements: []engine.Element{{ID: "model/office", Model: "models/office.glb", SiteFromModel: mgl64.Ident4()}},
	}
}

// toyLibrary has one scenario with a model that takes "wait_ms" and "fail_at".
type toyLibrary struct{ site *engine.Site }

func (l toyLibrary) Scenarios() []ScenarioInfo {
	at := 5.0
	return []ScenarioInfo{{
		ID: "fill", Title: engine.Text{ZH: "蓄水", EN: "Filling"}, Site: "demo", Duration: 600, Step: 1, Start: toyStart,
		Models: []ModelUse{{Use: "toy", With: map[string]any{"wait_ms": 0}}},
		Events: []Act{{At: &at, Subject: "pump/P1", Set: map[string]any{"state": "failed"}}},
	}}
}

func (l toyLibrary) Prepare(scenario string, c Changes) (*Prepared, error) {
	var mistakes []error
	number := func(name string) int64 {
		v, ok := c.With["toy"][name]
		n, isNumber := v.(float64)
		if ok && !isNumber {
			mistakes = append(mistakes, &huma.ErrorDetail{Message: "expected a number", Location: "body.with.toy." + name, Value: v})
		}
		return int64(n)
	}
	wait, fail, ticks := number("wait_ms"), number("fail_at"), number("ticks")
	for name := range c.With {
		if name != "toy" {
			mistakes = append(mistakes, fmt.Errorf("with.%s: this scenario has only the model toy", name))
		}
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	if ticks == 0 {
		ticks = 600
	}
	start := toyStart
	if !c.Start.IsZero() {
		start = c.Start
	}
	events, err := EventsOf(append(l.Scenarios()[0].Events, c.Events...), start, start, "script")
	if err != nil {
		return nil, err
	}
	return &Prepared{
		Plan: engine.Plan{Site: l.site, Start: start, Step: time.Second, Ticks: ticks, Parts: []engine.Part{{
			Name: "toy", New: func() (engine.Model, error) {
				return &toy{Fail: fail, wait: time.Duration(wait) * time.Millisecond}, nil
			},
		}}},
		Script: events, Text: []byte("name: fill\n"),
	}, nil
}
