package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"shapan/engine"
	"shapan/engine/pack"
)

// watcher is a browser of the tests: it reads docs/wire.md and nothing else.
type watcher struct {
	t        *testing.T
	socket   *websocket.Conn
	messages chan any // told, frameMessage; closed when the line ends
	ended    error    // why, once messages is closed

	channels map[uint16]wireChannel
	run      Run
	epoch    string
	bases    map[uint16]map[uint32]pack.Quanta
	texts    []told // alarms and log lines so far
	errors   []string
}

type wireChannel struct {
	ID    uint16      `json:"id"`
	Kind  string      `json:"kind"`
	Name  string      `json:"name"`
	Unit  string      `json:"unit"`
	Grid  engine.Grid `json:"grid"`
	Scale float64     `json:"scale"`
	Off   float64     `json:"offset"`
	Names []string    `json:"names"`
	Units []string    `json:"units"`
}

type told struct {
	Type     string        `json:"type"`
	Epoch    string        `json:"epoch"`
	Run      Run           `json:"run"`
	Channels []wireChannel `json:"channels"`
	Seq      uint64        `json:"seq"`
	Seconds  float64       `json:"t_s"`
	Kind     string        `json:"kind"`
	Subject  string        `json:"subject"`
	Level    string        `json:"level"`
	State    string        `json:"state"`
	Text     any           `json:"text"`
}

type frameMessage struct {
	pack.Header
	body []byte
	size int
}

// frame is all messages of one number.
type frame struct {
	seq     uint32
	tick    int64
	seconds float64
	past    bool
	keys    []uint16
	fields  map[string]pack.Quanta
	scalars map[string]float64
	poses   map[string][7]float32
}

func (s *stage) watch(run string) *watcher {
	s.t.Helper()
	w, _, err := s.dial(run, protocol, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return w
}

func (s *stage) dial(run, subprotocol string, header http.Header) (*watcher, *http.Response, error) {
	dialer := websocket.Dialer{Subprotocols: []string{subprotocol}}
	socket, response, err := dialer.Dial("ws"+strings.TrimPrefix(s.test.URL, "http")+"/api/runs/"+run+"/stream", header)
	if err != nil {
		return nil, response, err
	}
	w := &watcher{t: s.t, socket: socket, messages: make(chan any, 100000), channels: map[uint16]wireChannel{}, bases: map[uint16]map[uint32]pack.Quanta{}}
	done := make(chan struct{})
	go func() { defer close(done); w.read() }()
	s.t.Cleanup(func() { socket.Close(); <-done })
	return w, response, nil
}

func (w *watcher) read() {
	defer close(w.messages)
	for {
		kind, data, err := w.socket.ReadMessage()
		if err != nil {
			w.ended = err
			return
		}
		if kind == websocket.TextMessage {
			var m told
			if err := json.Unmarshal(data, &m); err != nil {
				w.ended = err
				return
			}
			w.messages <- m
			continue
		}
		h, body, err := pack.ParseHeader(data)
		if err != nil {
			w.ended = err
			return
		}
		w.messages <- frameMessage{h, body, len(data)}
	}
}

func (w *watcher) say(m any) {
	w.t.Helper()
	if err := w.socket.WriteJSON(m); err != nil {
		w.t.Fatal(err)
	}
}

type say map[string]any

// next waits for a message; nil is the end of the line.
func (w *watcher) next() any {
	w.t.Helper()
	select {
	case m, ok := <-w.messages:
		if !ok {
			return nil
		}
		if text, isText := m.(told); isText {
			w.hear(text)
		}
		return m
	case <-time.After(patience):
		w.t.Fatal("nothing comes")
	}
	return nil
}

func (w *watcher) hear(m told) {
	switch m.Type {
	case "hello":
		w.epoch, w.run = m.Epoch, m.Run
		clear(w.channels)
		for _, c := range m.Channels {
			w.channels[c.ID] = c
		}
	case "run":
		w.run = m.Run
	case "alarm", "log":
		w.texts = append(w.texts, m)
	case "error":
		w.errors = append(w.errors, m.Text.(string))
	}
}

// await reads until a text is as wanted.
func (w *watcher) await(what string, wanted func(told) bool) told {
	w.t.Helper()
	for {
		m := w.next()
		if m == nil {
			w.t.Fatalf("the line ended before %s: %v", what, w.ended)
		}
		if text, ok := m.(told); ok && wanted(text) {
			return text
		}
	}
}

func (w *watcher) hello() {
	w.t.Helper()
	if first, ok := w.next().(told); !ok || first.Type != "hello" {
		w.t.Fatalf("first message: %+v", first)
	}
}

func (w *watcher) channel(name string) uint16 {
	w.t.Helper()
	for _, c := range w.channels {
		if c.Name == name || c.Kind == name {
			return c.ID
		}
	}
	w.t.Fatalf("no channel %q in %+v", name, w.channels)
	return 0
}
