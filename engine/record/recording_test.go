package record

import (
	"math"
	"reflect"
	"shapan/engine"
	"strings"
	"testing"
	"time"
)

func TestRecordingKeepsWhatTheRunWasMadeOf(t *testing.T) {
	r := recordPond(t, pondPlan(205, 100), quick)
	got := mustOpen(t, r.path)
	m := got.Meta()
	if !m.Start.Equal(pondStart) {
		t.Errorf("start %v", m.Start)
	}
	m.Start = pondStart
	want := pondMeta
	want.Run, want.Start, want.Step, want.Ticks, want.Seed = "r1", pondStart, time.Second, 205, 3
	if !reflect.DeepEqual(m, want) {
		t.Errorf("meta %+v\nwant %+v", m, want)
	}
	if from, to := got.Span(); from != 0 || to != 205 || !got.Complete() {
		t.Errorf("span %v to %v, complete %v; want all 205 s", from, to, got.Complete())
	}
	info := got.Info()
	if info.Span != [2]float64{0, 205} || info.Messages["/hashes"] != 10 || len(info.Fields) != 2 || !reflect.DeepEqual(info.Files, []string{"dem/ground.tif", "site.yaml"}) {
		t.Errorf("info %+v", info)
	}
}

func TestRecordingKeepsFramesAtTheirRate(t *testing.T) {
	r := recordPond(t, pondPlan(205, 100), quick)
	got := mustOpen(t, r.path)
	// Every 20 s, and the last tick.
	if times := got.Times("water_depth"); !reflect.DeepEqual(times, []float64{0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 205}) {
		t.Errorf("frames at %v", times)
	}
	for _, at := range []float64{0, 19.999, 20, 110, 200, 204.5, 205, 1e30, math.Inf(1)} {
		m, err := got.FrameAt(at)
		if err != nil {
			t.Fatal(err)
		}
		tick := int(at) / 20 * 20
		if at >= 205 {
			tick = 205
		}
		checkMoment(t, r.witness.frames[tick], m)
	}
	m, err := got.FrameAt(100, "odd", "nothing")
	if err != nil || len(m.Fields) != 1 || m.Field("odd") == nil || m.Field("water_depth") != nil {
		t.Errorf("one field asked for: %d, %v", len(m.Fields), err)
	}
	for _, at := range []float64{-1, math.NaN(), math.Inf(-1)} {
		if m, err := got.FrameAt(at); err != nil || len(m.Fields)+len(m.Scalars)+len(m.Poses) != 0 {
			t.Errorf("at %v: %+v, %v; want nothing", at, m, err)
		}
	}
}

// checkMoment compares a moment of the past with what the frame showed.
func checkMoment(t *testing.T, want seen, m Moment) {
	t.Helper()
	if len(m.Fields) != len(want.fields) {
		t.Fatalf("%d fields, want %d", len(m.Fields), len(want.fields))
	}
	for k := range want.fields {
		frame, field := m.Fields[k], want.fields[k]
		if frame.Tick != want.tick.N || frame.Seconds != want.tick.Seconds() {
			t.Fatalf("field %s of tick %d, want %d", frame.Name, frame.Tick, want.tick.N)
		}
		got, err := frame.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != field.Name || got.Unit != field.Unit || got.Grid != field.Grid {
			t.Fatalf("field %s [%s] on %+v", got.Name, got.Unit, got.Grid)
		}
		for c, v := range field.Values {
			if d := math.Abs(float64(got.Values[c] - v)); d > 0.5001*frame.Step+1e-6 || (v == v) != (got.Values[c] == got.Values[c]) {
				t.Fatalf("tick %d: %s: cell %d is %v, want %v", want.tick.N, got.Name, c, got.Values[c], v)
			}
		}
	}
	var poses []engine.Pose
	for _, p := range want.poses {
		poses = append(poses, inSteps(p)) // TestPosesInSteps says how near that is
	}
	if !reflect.DeepEqual(m.Poses, poses) {
		t.Errorf("tick %d: poses %v, want %v", want.tick.N, m.Poses, poses)
	}
}

// The scale of a field that nobody knows follows its values; ten bits are
// always left.
func TestUnknownFieldKeepsItsResolution(t *testing.T) {
	r := recordPond(t, pondPlan(205, 100), quick)
	got := mustOpen(t, r.path)
	m, err := got.FrameAt(120)
	if err != nil {
		t.Fatal(err)
	}
	odd := m.Field("odd")
	_, high, _ := bounds(r.witness.frames[120].fields[1].Values)
	if odd.Step > high/1000 {
		t.Errorf("step %g for values up to %g", odd.Step, high)
	}
	channels := 0
	for _, c := range got.index.channels {
		if c.Topic == "/fields/odd" {
			channels++
		}
	}
	if channels < 2 || channels > 6 {
		t.Errorf("%d channels for 12 frames", channels)
	}
}

func TestRecordingKeepsSeries(t *testing.T) {
	r := recordPond(t, pondPlan(205, 100), quick)
	got := mustOpen(t, r.path)
	s, err := got.Series()
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Seconds) != 42 || s.Seconds[1] != 5 || s.Seconds[41] != 205 || len(s.Columns) != 4 {
		t.Fatalf("%d rows %v of %d columns", len(s.Seconds), s.Seconds, len(s.Columns))
	}
	for row, at := range s.Seconds {
		frame := r.witness.frames[int(at)]
		for k, column := range s.Columns {
			want := math.NaN()
			for _, x := range frame.scalars {
				if x.Name == column.Name {
					want = x.Value
				}
			}
			if v := column.Values[row]; v != want && (v == v || want == want) {
				t.Errorf("%s at %v s is %v, want %v", column.Name, at, v, want)
			}
			if last := r.witness.frames[205].scalars[k]; column.Name != last.Name || column.Unit != last.Unit {
				t.Errorf("column %d is %s [%s]", k, column.Name, column.Unit)
			}
		}
	}
	if one, err := got.Series("walls", "nothing", "never"); err != nil || len(one.Columns) != 2 || one.Columns[0].Name != "walls" || len(one.Seconds) != 42 {
		t.Errorf("two scalars asked for: %+v, %v", one, err)
	}
}

func TestRecordingKeepsTheLog(t *testing.T) {
	r := recordPond(t, pondPlan(205, 100), quick)
	got := mustOpen(t, r.path)
	inputs, err := got.Inputs()
	if err != nil {
		t.Fatal(err)
	}
	var ticks []int64
	for _, in := range inputs {
		ticks = append(ticks, in.Tick)
	}
	if !reflect.DeepEqual(ticks, []int64{11, 101, 121, 133}) || len(inputs[3].Events) != 2 {
		t.Errorf("inputs at %v", ticks)
	}
	log, err := got.Log()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range log {
		lines = append(lines, strings.TrimSpace(strings.Join([]string{e.Kind, e.Subject, e.Text.EN, e.Level, e.State}, " ")))
	}
	want := []string{
		"event pond rain = 0.01", "alarm gauge/G1 level prewarning prewarning raised", "event pond wall = 0.5",
		"alarm gauge/G1 level alarm alarm raised", "event pond rain = -0.01", "alarm gauge/G1 level prewarning prewarning returned",
		"event pond wall = 0.75", "event pond wall = 0.8", "alarm gauge/G1 level none none returned",
	}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("log\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if log[0].Seconds != 10 || log[6].Seconds != 132 {
		t.Errorf("events at %v and %v s", log[0].Seconds, log[6].Seconds)
	}
	for k := 1; k < len(log); k++ {
		if log[k].Seconds < log[k-1].Seconds {
			t.Error("the log goes back in time")
		}
	}
}
