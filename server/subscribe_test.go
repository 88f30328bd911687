package server

import (
	"math"
	"net/http"
	"slices"
	"testing"

	"github.com/gorilla/websocket"
)

func TestPastAndBackToTheHead(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 305.0}, 0)
	s.await(run.ID, ended)
	w := s.watch(run.ID)
	w.hello()
	depth, level := w.channel("water_depth"), w.channel("scalars")
	w.say(say{"type": "subscribe", "channels": []uint16{depth, level}})
	head := w.frame()
	if head.tick != 305 || head.past {
		t.Fatalf("head: tick %d", head.tick)
	}
	w.say(say{"type": "ack", "seq": head.seq})
	for at, want := range map[float64]int64{0: 0, 9.9: 0, 10: 10, 127: 120, 1e9: 300} {
		w.say(say{"type": "at", "t_s": at})
		f := w.frame()
		if f.tick != want || f.seconds != float64(want) || !f.past || len(f.keys) != 2 {
			t.Fatalf("at %v: tick %d, t_s %v, past %v, keys %v", at, f.tick, f.seconds, f.past, f.keys)
		}
		w.matches(f, "water_depth")
		if got, want := f.scalars["gauge/G1.level"], math.Max(0, float64(want-5)*0.01); math.Abs(got-want) > 1e-9 {
			t.Errorf("at %v: level %v, want %v", at, got, want)
		}
		w.say(say{"type": "ack", "seq": f.seq})
	}
	w.say(say{"type": "live"})
	f := w.frame()
	if f.tick != 305 || f.past || !slices.Contains(f.keys, depth) || f.seq <= head.seq {
		t.Errorf("back at the head: %+v", f)
	}
}

func TestSubscribeAgainStartsNewChannelsWithKeys(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 100000.0}, 100)
	w := s.watch(run.ID)
	w.hello()
	depth, heat := w.channel("water_depth"), w.channel("temperature")
	w.say(say{"type": "subscribe", "channels": []uint16{depth}})
	f := w.frame()
	w.say(say{"type": "ack", "seq": f.seq})
	s.ask("POST", "/api/runs/"+run.ID+"/control", say{"do": "pause"}, http.StatusOK, nil)
	w.say(say{"type": "subscribe", "channels": []uint16{depth, heat, 999}})
	for f.fields["temperature"] == nil {
		f = w.frame()
		w.matches(f, "water_depth")
		w.say(say{"type": "ack", "seq": f.seq})
	}
	if !slices.Contains(f.keys, w.channel("temperature")) { // it may have been replaced since
		t.Error("the new channel does not start with a key")
	}
	for len(w.errors) == 0 {
		w.next()
	}
	at := f.tick
	s.ask("POST", "/api/runs/"+run.ID+"/control", say{"do": "step"}, http.StatusOK, nil)
	if f = w.frame(); f.tick != at+1 {
		t.Errorf("after a step from %d: tick %d", at, f.tick)
	}
	w.matches(f, "water_depth")
}

func TestBadMessagesAndHandshakes(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(nil, 0)
	if _, response, err := s.dial(run.ID, "chat", nil); err == nil || response.StatusCode != http.StatusBadRequest {
		t.Errorf("another subprotocol: %v", err)
	}
	if _, response, err := s.dial("r99", protocol, nil); err == nil || response.StatusCode != http.StatusNotFound {
		t.Errorf("unknown run: %v", err)
	}
	if _, response, err := s.dial(run.ID, protocol, http.Header{"Origin": {"https://evil.example"}}); err == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("foreign origin: %v", err)
	}
	w := s.watch(run.ID)
	w.hello()
	for _, text := range []string{"{", `{"type":"dance"}`, `{"type":"at"}`} {
		if err := w.socket.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for len(w.errors) < 3 {
		w.next()
	}
	w.socket.WriteMessage(websocket.BinaryMessage, []byte{1})
	for w.next() != nil {
	}
	if !websocket.IsCloseError(w.ended, websocket.CloseUnsupportedData) {
		t.Errorf("a binary message: %v", w.ended)
	}
}
