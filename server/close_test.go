package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"shapan/engine"
	"shapan/engine/record"
)

// verify makes the recorded run again and compares hashes.
func (s *stage) verify(file string) *record.Recording {
	s.t.Helper()
	recording, err := record.Open(filepath.Join(s.config.RunsDir, file))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { recording.Close() })
	if !recording.Complete() {
		s.t.Errorf("%s was not completed", file)
	}
	report, err := record.Verify(context.Background(), recording, func(m record.Meta) (*engine.Run, error) {
		p, err := toyLibrary{toySite()}.Prepare(m.Scenario, Changes{With: map[string]map[string]any{"toy": {"ticks": float64(m.Ticks)}}})
		if err != nil {
			return nil, err
		}
		return engine.NewRun(m.Run, p.Plan)
	})
	if err != nil || !report.OK() {
		s.t.Errorf("%s does not verify: %+v, %v", file, report, err)
	}
	return recording
}

func TestCleanShutdownLeavesWholeRecordings(t *testing.T) {
	s := newStage(t, nil)
	first := s.start(map[string]any{"ticks": 100000.0, "wait_ms": 1.0}, 0)
	s.await(first.ID, func(r Run) bool { return r.Now > 37 })
	var fork Run
	s.ask("POST", "/api/runs/"+first.ID+"/fork", say{"events": []say{{"subject": "pump/P1", "set": say{"state": "ok"}}}}, http.StatusCreated, &fork)
	s.await(fork.ID, func(r Run) bool { return r.Now > r.Recorded[0]+20 })
	w := s.watch(fork.ID)
	w.hello()
	w.say(say{"type": "subscribe", "channels": []uint16{w.channel("water_depth")}})
	w.frame()

	hosted, err := s.find(first.ID)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Fatal(err)
	}
	for w.next() != nil {
	}
	if !websocket.IsCloseError(w.ended, websocket.CloseGoingAway) {
		t.Errorf("the socket ended with %v", w.ended)
	}
	_, last := hosted.past.Span()
	recording := s.verify("r1.mcap")
	if _, to := recording.Span(); to != last {
		t.Errorf("recorded until %v, the run stood at %v", to, last)
	}
	hashes, err := recording.Hashes()
	if err != nil || len(hashes) == 0 || hashes[len(hashes)-1].Tick != int64(last) {
		t.Errorf("hashes %+v, %v: none of the last tick, %v", hashes, err, last)
	}
	s.verify("r2.mcap")
	s.refused("POST", "/api/runs", say{"scenario": "fill"}, http.StatusServiceUnavailable, "closing")
}

func TestNextServerDoesNotWriteOverRecordings(t *testing.T) {
	s := newStage(t, nil)
	s.await(s.start(map[string]any{"ticks": 5.0}, 0).ID, ended)
	again := newStage(t, func(c *Config) { c.RunsDir = s.config.RunsDir })
	if run := again.start(nil, 0); run.ID != "r2" {
		t.Errorf("the next server's first run is %s", run.ID)
	}
}

func TestServeAndClose(t *testing.T) {
	s := newStage(t, nil)
	l, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error)
	go func() { served <- s.Serve(l) }()
	response, err := http.Get(fmt.Sprintf("http://%s/api/version", l.Addr()))
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatal(response, err)
	}
	response.Body.Close()
	if err := s.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// client waits for the hub's only client.
func (h *hub) client(t *testing.T) *client {
	t.Helper()
	for end := time.Now().Add(patience); h.watched() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no client")
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.clients[0]
}

func (h *hub) watched() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.clients)
}

// narrow is a listener of connections that hold little.
type narrow struct{ net.Listener }

func (n narrow) Accept() (net.Conn, error) {
	c, err := n.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(4 << 10)
	}
	return c, err
}

func TestWhoCannotKeepUpWithAlarmsIsCutOff(t *testing.T) {
	s := newStage(t, nil)
	test := httptest.NewUnstartedServer(s.Handler())
	test.Listener = narrow{test.Listener}
	test.Start()
	defer test.Close()
	run := s.start(map[string]any{"ticks": 1000000.0}, 3000)
	s.ask("POST", "/api/runs/"+run.ID+"/events", say{"subject": "pump/P1", "set": say{"noisy": true}}, http.StatusAccepted, nil)

	dialer := websocket.Dialer{Subprotocols: []string{protocol}, NetDial: func(network, addr string) (net.Conn, error) {
		c, err := net.Dial(network, addr)
		if tcp, ok := c.(*net.TCPConn); ok {
			tcp.SetReadBuffer(4 << 10)
		}
		return c, err
	}}
	socket, _, err := dialer.Dial("ws"+test.URL[4:]+"/api/runs/"+run.ID+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	r, err := s.find(run.ID)
	if err != nil {
		t.Fatal(err)
	}
	slow := r.hub.client(t)
	select {
	case <-slow.gone:
		if slow.code != websocket.CloseTryAgainLater {
			t.Errorf("cut off with code %d: %s", slow.code, slow.why)
		}
	case <-time.After(patience):
		t.Fatal("a client that reads nothing is not cut off")
	}
	for end := time.Now().Add(patience); r.hub.watched() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("a client that reads nothing is still there")
		}
	}
	s.control(run.ID, say{"do": "stop"}, http.StatusOK)

	reader := s.watch(run.ID) // who reads gets all of them
	reader.hello()
	var log logBody
	s.ask("GET", "/api/runs/"+run.ID+"/log", nil, http.StatusOK, &log)
	for len(reader.texts) < len(log.Log) {
		if reader.next() == nil {
			t.Fatalf("the line ended: %v", reader.ended)
		}
	}
	for k, m := range reader.texts {
		if m.Seq != uint64(k+1) || m.Subject != log.Log[k].Subject || m.Seconds != log.Log[k].Seconds {
			t.Fatalf("line %d: %+v", k+1, m)
		}
	}
}
