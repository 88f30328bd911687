package record

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// pond is a model with something of every kind: a depth, a field without a
// known scale, a turning pose, a path that an event draws, an alarm, scalars of
// which one appears late, and a lump of state.
type pond struct {
	PondState
	lump  []byte
	wrong int64 // from this tick on it computes otherwise
}

type PondState struct {
	Level float64
	Rain  float64
	Wall  []float64
	Tick  int64
	Alarm engine.Alarm
}

var pondGrid = engine.Grid{NX: 30, NY: 20, X0: -5, Y0: 3, Cell: 2}

func (m *pond) Step(_ context.Context, s *engine.Step) error {
	for _, e := range s.Events {
		switch v, _ := e.Value.Number(); e.Property {
		case "rain":
			m.Rain = v
		case "wall":
			m.Wall = append(m.Wall, v)
		case "broken":
			return fmt.Errorf("the pond has burst")
		}
	}
	m.Tick = s.Tick.N
	m.Level += m.Rain*s.Tick.Step.Seconds() + 1e-4*s.Rand.Float64()
	if m.wrong > 0 && s.Tick.N >= m.wrong {
		m.Level = math.Nextafter(m.Level, 10)
	}
	level := engine.NoAlarm
	switch {
	case m.Level > 1:
		level = engine.AlarmReached
	case m.Level > 0.5:
		level = engine.PreWarning
	}
	if level != m.Alarm.Level || level == engine.NoAlarm {
		m.Alarm = engine.Alarm{Subject: "gauge/G1", Level: level, Since: s.Tick, Text: engine.Text{ZH: "水位" + level.String(), EN: "level " + level.String()}}
	}
	return nil
}

func (m *pond) Observe(f *engine.Frame) {
	depth := f.AddField("water_depth", "m", pondGrid)
	odd := f.AddField("odd", "kPa", pondGrid)
	for k := range depth {
		depth[k] = float32(max(0, m.Level+math.Sin(float64(k))))
		odd[k] = float32(m.Level * m.Level * float64(k) * 1e-3)
	}
	depth[7] = float32(math.NaN())
	angle := float64(m.Tick) / 10
	f.Poses = append(f.Poses, engine.Pose{Name: "crane/C1", Position: mgl64.Vec3{m.Level, 2, 3}, Rotation: mgl64.QuatRotate(angle, mgl64.Vec3{0, 0, 1})})
	f.Scalars = append(f.Scalars,
		engine.Scalar{Name: "gauge/G1.level", Unit: "m", Value: m.Level},
		engine.Scalar{Name: "rain.intensity", Unit: "m/s", Value: m.Rain},
		engine.Scalar{Name: "never", Value: math.NaN()})
	if len(m.Wall) > 0 {
		f.Scalars = append(f.Scalars, engine.Scalar{Name: "walls", Unit: "1", Value: float64(len(m.Wall))})
	}
	for k, height := range m.Wall {
		f.Paths = append(f.Paths, engine.Path{Name: fmt.Sprint("wall/", k), Kind: "barrier", Height: height, Points: []mgl64.Vec3{{0, 0, 0}, {float64(k), 5, 0}}})
	}
	if m.Alarm.Subject != "" {
		f.Alarms = append(f.Alarms, m.Alarm)
	}
}

func (m *pond) State() ([]byte, error) {
	b, err := json.Marshal(m.PondState)
	return append(append(b, '\n'), m.lump...), err
}

func (m *pond) SetState(b []byte) error {
	m.PondState = PondState{}
	for k, c := range b {
		if c == '\n' {
			m.lump = append([]byte(nil), b[k+1:]...)
			return json.Unmarshal(b[:k], &m.PondState)
		}
	}
	return fmt.Errorf("no end of line")
}

func (m *pond) CheckEvent(engine.Event) (bool, error) { return true, nil }

var pondStart = time.Date(2026, 7, 20, 18, 0, 0, 0, time.FixedZone("CST", 8*3600))

// pondPlan is a pond that steps each second and one that steps each third.
func pondPlan(ticks int64, lump int) engine.Plan {
	part := func(name string, every int64) engine.Part {
		return engine.Part{Name: name, Every: every, New: func() (engine.Model, error) {
			m := &pond{lump: make([]byte, lump)}
			for k := range m.lump { // not all alike, else it packs to nothing
				m.lump[k] = byte(k * k >> 7)
			}
			return m, nil
		}}
	}
	plan := engine.Plan{Start: pondStart, Step: time.Second, Ticks: ticks, Seed: 3, Parts: []engine.Part{part("pond", 1)}}
	slow := part("slow", 3)
	inner := slow.New
	slow.New = func() (engine.Model, error) { // only its state counts
		m, err := inner()
		return mute{m}, err
	}
	plan.Parts = append(plan.Parts, slow)
	return plan
}

// mute is a model that shows nothing.
type mute struct{ engine.Model }

func (mute) Observe(*engine.Frame) {}

func pondScript() []engine.Event {
	event := func(s float64, property string, v float64) engine.Event {
		return engine.Event{At: pondStart.Add(time.Duration(s * 1e9)), Subject: "pond", Property: property, Value: engine.Number(v), Source: "script"}
	}
	return []engine.Event{event(10, "rain", 0.01), event(100, "wall", 0.5), event(120, "rain", -0.01), event(131.5, "wall", 0.75), event(131.5, "wall", 0.8)}
}

var pondMeta = Meta{
	Version: "0.1", Name: "a storm", Scenario: "storm", Site: "toy", SitePath: "site.yaml",
	ScenarioText: []byte("site: site.yaml\n"), Files: map[string][]byte{"site.yaml": []byte("id: toy\n"), "dem/ground.tif": {0, 1, 2, 255}},
	Changes: json.RawMessage(`{"with":{"storm":{"rain":1}}}`),
}

var quick = Options{Frames: 20 * time.Second, Poses: 20 * time.Second, Scalars: 5 * time.Second, Hashes: 30 * time.Second, Snapshots: 100 * time.Second}

// seen is what a frame showed, kept to compare.
type seen struct {
	tick    engine.Tick
	fields  []engine.Field
	scalars []engine.Scalar
	poses   []engine.Pose
	paths   []engine.Path
}

type witness struct{ frames []seen }

func (w *witness) WriteFrame(f *engine.Frame) error {
	s := seen{tick: f.Tick, scalars: append([]engine.Scalar(nil), f.Scalars...), poses: append([]engine.Pose(nil), f.Poses...), paths: copyPaths(f.Paths)}
	for _, field := range f.Fields {
		field.Values = append([]float32(nil), field.Values...)
		s.fields = append(s.fields, field)
	}
	w.frames = append(w.frames, s)
	return nil
}

// recorded is a run that was played to its end under all kinds of sinks.
type recorded struct {
	path    string
	run     *engine.Run
	history *History
	witness *witness
}

func recordPond(t testing.TB, plan engine.Plan, o Options) recorded {
	t.Helper()
	run, err := engine.NewRun("r1", plan)
	if err != nil {
		t.Fatal(err)
	}
	return recordRun(t, run, pondScript(), o)
}

func recordRun(t testing.TB, run *engine.Run, script []engine.Event, o Options) recorded {
	t.Helper()
	r := recorded{path: filepath.Join(t.TempDir(), "run.mcap"), run: run, witness: &witness{}}
	o.Packer = &Packer{}
	r.history = NewHistory(HistoryOptions{Frames: o.Frames, Packer: o.Packer})
	w, err := Create(r.path, run, pondMeta, o)
	if err != nil {
		t.Fatal(err)
	}
	pacer := engine.NewPacer(run, script, w, r.history, r.witness)
	pacer.Resume()
	if err := pacer.Play(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return r
}

func mustOpen(t testing.TB, path string) *Recording {
	t.Helper()
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func mustRead(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rebuild makes the run of a recording again.
func rebuild(m Meta) (*engine.Run, error) {
	plan := pondPlan(m.Ticks, 100)
	plan.Start, plan.Step, plan.Seed = m.Start, m.Step, m.Seed
	return engine.NewRun(m.Run, plan)
}
