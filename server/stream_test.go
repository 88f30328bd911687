package server

import (
	"math"
	"net/http"
	"slices"
	"testing"
	"time"

	"shapan/engine/pack"
)

func TestStreamDecodesExactly(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 50000.0}, 200)
	w := s.watch(run.ID)
	w.hello()
	if w.epoch != run.Epoch || w.run.ID != run.ID {
		t.Fatalf("hello: epoch %q, run %+v", w.epoch, w.run)
	}
	depth, level, crane := w.channel("water_depth"), w.channel("scalars"), w.channel("poses")
	w.say(say{"type": "subscribe", "channels": []uint16{depth, level, crane}})
	var deltas int
	var before uint32
	began := time.Now()
	for n := range 12 {
		f := w.frame()
		w.matches(f, "water_depth")
		if f.seq <= before {
			t.Fatalf("frame %d after %d", f.seq, before)
		}
		before = f.seq
		if n == 0 && !slices.Contains(f.keys, depth) {
			t.Error("the first frame is no key")
		}
		if !slices.Contains(f.keys, depth) {
			deltas++
		}
		if want := math.Max(0, float64(f.tick-5)*0.01); math.Abs(f.scalars["gauge/G1.level"]-want) > 1e-9 {
			t.Errorf("tick %d: level %v, want %v", f.tick, f.scalars["gauge/G1.level"], want)
		}
		if !math.IsNaN(f.scalars["gauge/G2.level"]) {
			t.Error("no value became a number")
		}
		if p := f.poses["crane/T1"]; p[0] != 1 || p[1] != 2 || p[6] != 1 {
			t.Errorf("pose %v", p)
		}
		w.say(say{"type": "ack", "seq": f.seq})
	}
	if least := 8 - int(time.Since(began)/keyEvery); deltas < least { // each channel gets a key that often
		t.Errorf("%d of 12 frames were deltas, want %d", deltas, least)
	}
}

func TestUnknownQuantityGetsAChannelThatFits(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 50000.0}, 300)
	w := s.watch(run.ID)
	w.hello()
	first := w.channel("temperature")
	w.say(say{"type": "subscribe", "channels": []uint16{first}})
	for last := int64(0); last < 300; {
		m := w.next()
		switch m := m.(type) {
		case told:
		case frameMessage:
			c, ok := w.channels[m.Channel]
			if !ok {
				t.Fatalf("message of retired channel %d", m.Channel)
			}
			q, err := w.open(m, c)
			if err != nil {
				t.Fatal(err)
			}
			if w.bases[m.Channel] == nil {
				w.bases[m.Channel] = map[uint32]pack.Quanta{}
			}
			w.bases[m.Channel][m.Seq] = q
			want := toyField("temperature", m.Tick)
			for k, v := range (pack.Scale{Step: c.Scale, Offset: c.Off}).Values(q) {
				if err := math.Abs(float64(v - want.Values[k])); err > 0.5*c.Scale+1e-4 {
					t.Fatalf("tick %d, cell %d: %v, want %v (step %v)", m.Tick, k, v, want.Values[k], c.Scale)
				}
			}
			w.say(say{"type": "ack", "seq": m.Seq})
			last = m.Tick
		}
	}
	if w.channel("temperature") == first {
		t.Error("the channel never changed, so nothing was tested")
	}
}

func TestSlowClientLosesFramesButNoAlarm(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 100000.0, "wait_ms": 1.0}, 0)
	w := s.watch(run.ID)
	w.hello()
	depth := w.channel("water_depth")
	w.say(say{"type": "subscribe", "channels": []uint16{depth}})
	s.ask("POST", "/api/runs/"+run.ID+"/events", say{"subject": "pump/P1", "set": say{"noisy": true}}, http.StatusAccepted, nil)
	quick := s.watch(run.ID) // keeps shots coming
	quick.hello()
	quick.say(say{"type": "subscribe", "channels": []uint16{depth}})
	frames, alarms := []frame{}, 0
	for alarms < 300 { // never acknowledged: two frames and no more
		switch m := w.next().(type) {
		case frameMessage:
			f := frame{seq: m.Seq, fields: map[string]pack.Quanta{}}
			w.decode(m, &f)
			frames = append(frames, f)
		case told:
			if m.Type == "alarm" {
				alarms++
			}
		}
	}
	if len(frames) != 2 {
		t.Errorf("%d frames came though none was acknowledged", len(frames))
	}
	for k, m := range w.texts {
		if m.Seq != uint64(k+1) {
			t.Fatalf("line %d has number %d", k+1, m.Seq)
		}
	}
	for f := quick.frame(); f.seq < frames[1].seq+5; f = quick.frame() {
		quick.say(say{"type": "ack", "seq": f.seq})
	}
	w.say(say{"type": "ack", "seq": frames[1].seq})
	if f := w.frame(); !slices.Contains(f.keys, depth) {
		t.Error("no key after frames were dropped")
	} else {
		w.say(say{"type": "ack", "seq": f.seq})
	}
}

func TestResumeContinuesTheReliablePlane(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 40.0}, 0)
	s.await(run.ID, ended)
	w := s.watch(run.ID)
	w.hello()
	returned := func(m told) bool { return m.Type == "alarm" && m.Level == "alarm" }
	w.await("the alarm", returned)
	if len(w.texts) != 3 { // failed, prewarning, alarm
		t.Fatalf("lines: %+v", w.texts)
	}
	if e := w.texts[0]; e.Type != "log" || e.Seconds != 5 || e.Subject != "pump/P1" || e.Text.(map[string]any)["zh"] != "1号泵：故障（脚本）" || e.Text.(map[string]any)["en"] != "Pump 1: failed (script)" {
		t.Errorf("log line: %+v", e)
	}
	if a := w.texts[1]; a.Level != "prewarning" || a.State != "raised" || a.Seconds < 15 || a.Seconds > 16 {
		t.Errorf("alarm: %+v", a)
	}
	w.socket.Close()

	again := s.watch(run.ID)
	again.say(say{"type": "resume", "epoch": w.epoch, "seq": 2})
	again.hello()
	again.await("the alarm", returned)
	if len(again.texts) != 1 || again.texts[0].Seq != 3 {
		t.Errorf("after resume: %+v", again.texts)
	}
	other := s.watch(run.ID)
	other.say(say{"type": "resume", "epoch": "of another server", "seq": 2})
	other.hello()
	other.await("the alarm", returned)
	if len(other.texts) != 3 {
		t.Errorf("of another epoch: %+v", other.texts)
	}
}
