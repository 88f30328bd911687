package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"shapan/server/access"
	"shapan/server/twin"
)

// liveHub brings a twin to those who watch it. What changes is gathered and sent to
// all in one message, made once: points as they are now (who is slow gets fewer and
// then all of them anew), and every event, or the line is cut.
type liveHub struct {
	twin  *twin.Twin
	epoch string
	end   func() // of watching

	woken chan struct{}
	gone  chan struct{} // closed by close
	done  sync.WaitGroup

	mu       sync.Mutex
	points   map[string]twin.Status // changed since the last message
	events   []twin.Event
	flood    bool
	watchers []*liveWatcher
	closed   bool
	going    sync.WaitGroup // one for each watcher
}

// liveWatcher is one socket.
type liveWatcher struct {
	socket *websocket.Conn
	woken  chan struct{}
	gone   chan struct{}
	once   sync.Once
	code   int
	why    string
	torn   *time.Timer

	// Guarded by the hub's mu:
	waiting []liveMessage
	whole   bool // all points are to be sent in place of what changed
	heard   bool // it has said where it resumes, or was silent for long enough
	after   uint64
}

type liveMessage struct {
	text   *websocket.PreparedMessage
	events bool // must not be left out
}

const (
	// livePause is the least time between two messages of changed points.
	livePause = 50 * time.Millisecond
	// mostLivePoints of messages may wait for a watcher before it gets all anew.
	mostLivePoints = 16
	// firstEvents are told to who does not resume.
	firstEvents = 200
)

type liveHello struct {
	Type  string `json:"type"`
	Epoch string `json:"epoch"`
	Flood bool   `json:"flood"`
	Now   string `json:"now"`
	Seq   uint64 `json:"seq"` // of the newest event till now: those after it are news
}

type livePointsMessage struct {
	Type   string        `json:"type"`
	All    bool          `json:"all"` // not only what has changed
	Flood  bool          `json:"flood"`
	Points []twin.Status `json:"points"`
}

type liveEventsMessage struct {
	Type   string       `json:"type"`
	Events []twin.Event `json:"events"`
}

func newLiveHub(t *twin.Twin) *liveHub {
	var epoch [8]byte
	rand.Read(epoch[:])
	h := &liveHub{twin: t, epoch: hex.EncodeToString(epoch[:]), woken: make(chan struct{}, 1), gone: make(chan struct{}), points: map[string]twin.Status{}}
	h.end = t.Watch(h.take)
	h.done.Go(h.spread)
	return h
}

// take gathers a change of the twin.
func (h *liveHub) take(c twin.Change) {
	h.mu.Lock()
	for _, p := range c.Points {
		h.points[p.ID] = p
	}
	h.events = append(h.events, c.Events...)
	h.flood = c.Flood
	h.mu.Unlock()
	select {
	case h.woken <- struct{}{}:
	default:
	}
}

// spread makes messages of what was gathered, at once after a pause.
func (h *liveHub) spread() {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-h.gone:
			return
		case <-h.woken:
		}
		select {
		case <-h.gone:
			return
		case <-pause.C:
		}
		pause.Reset(livePause)
		h.mu.Lock()
		points, events, flood := h.points, h.events, h.flood
		h.points, h.events = map[string]twin.Status{}, nil
		if len(h.watchers) == 0 {
			h.mu.Unlock()
			continue
		}
		h.mu.Unlock()
		var messages []liveMessage
		if len(events) > 0 {
			messages = append(messages, liveMessage{prepared(liveEventsMessage{"events", events}), true})
		}
		if len(points) > 0 {
			list := make([]twin.Status, 0, len(points))
			for _, p := range points {
				list = append(list, p)
			}
			slices.SortFunc(list, func(a, b twin.Status) int { return compareText(a.ID, b.ID) })
			messages = append(messages, liveMessage{prepared(livePointsMessage{"points", false, flood, list}), false})
		}
		h.mu.Lock()
		for _, w := range h.watchers {
			h.give(w, messages, events)
		}
		h.mu.Unlock()
	}
}

// give puts messages into a watcher's box. mu is held.
func (h *liveHub) give(w *liveWatcher, messages []liveMessage, events []twin.Event) {
	if !w.heard && len(events) > 0 { // it gets them with those that it has missed
		messages = slices.DeleteFunc(slices.Clone(messages), func(m liveMessage) bool { return m.events })
	}
	w.waiting = append(w.waiting, messages...)
	told := 0
	for _, m := range w.waiting {
		if m.events {
			told++
		}
	}
	if told > mostBehind {
		w.cut(websocket.CloseTryAgainLater, "too slow for the alarms: connect again and resume")
		return
	}
	if len(w.waiting)-told > mostLivePoints {
		w.waiting = slices.DeleteFunc(w.waiting, func(m liveMessage) bool { return !m.events })
		w.whole = true
	}
	w.wake()
}

func prepared(v any) *websocket.PreparedMessage {
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, must(marshal(v)))
	if err != nil {
		panic(err) // of a known kind
	}
	return m
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// liveStream answers GET /api/sites/{site}/live.
func (s *Server) liveStream(w http.ResponseWriter, r *http.Request) {
	if _, err := s.twin(r.PathValue("site")); err != nil {
		problem(w, http.StatusNotFound, err.Error())
		return
	}
	if !slices.Contains(websocket.Subprotocols(r), protocol) {
		problem(w, http.StatusBadRequest, "a WebSocket of subprotocol "+protocol+" is expected here")
		return
	}
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	s.lives[r.PathValue("site")].serve(socket, access.From(r.Context()))
}

func (h *liveHub) serve(socket *websocket.Conn, who *access.Who) {
	w := &liveWatcher{socket: socket, woken: make(chan struct{}, 1), gone: make(chan struct{}), whole: true}
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		socket.Close()
		return
	}
	h.watchers = append(h.watchers, w)
	h.going.Add(1)
	h.mu.Unlock()
	defer h.going.Done()
	spoken := make(chan struct{})
	go func() {
		defer close(spoken)
		h.speak(w)
	}()
	attend(who, spoken, w.cut)
	h.listen(w)
	w.cut(websocket.CloseNormalClosure, "")
	<-spoken
	w.torn.Stop()
	socket.Close()
	h.mu.Lock()
	h.watchers = slices.DeleteFunc(h.watchers, func(other *liveWatcher) bool { return other == w })
	h.mu.Unlock()
}

// listen heeds where the watcher resumes, until the line ends.
func (h *liveHub) listen(w *liveWatcher) {
	w.socket.SetReadLimit(mostAsked)
	alive := func(string) error { return w.socket.SetReadDeadline(time.Now().Add(readWait)) }
	w.socket.SetPongHandler(alive)
	for {
		if alive("") != nil {
			return
		}
		kind, text, err := w.socket.ReadMessage()
		if err != nil {
			return
		}
		var said asked
		if kind != websocket.TextMessage || json.Unmarshal(text, &said) != nil || said.Type != "resume" {
			w.cut(websocket.CloseUnsupportedData, `expected {"type":"resume","epoch","seq"}`)
			return
		}
		h.mu.Lock()
		if said.Epoch == h.epoch && !w.heard {
			w.after = said.Seq
		}
		h.mu.Unlock()
		h.hear(w)
	}
}

// hear gives a watcher the events that it has missed, once.
func (h *liveHub) hear(w *liveWatcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if w.heard {
		return
	}
	w.heard = true
	most := firstEvents
	if w.after > 0 {
		most = mostBehind
	}
	// Those that were not spread yet come with the next message; who numbers them
	// takes each once.
	if missed := h.twin.Events(w.after, most); len(missed) > 0 {
		w.waiting = append(w.waiting, liveMessage{prepared(liveEventsMessage{"events", missed}), true})
	}
	w.wake()
}

// speak writes what is due until the watcher is gone.
func (h *liveHub) speak(w *liveWatcher) {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	hear := time.NewTimer(resumeWait)
	defer hear.Stop()
	write := func(m *websocket.PreparedMessage) bool {
		w.socket.SetWriteDeadline(time.Now().Add(writeWait))
		return w.socket.WritePreparedMessage(m) == nil
	}
	h.mu.Lock()
	flood := h.flood
	h.mu.Unlock()
	hello := liveHello{Type: "hello", Epoch: h.epoch, Flood: flood, Now: time.Now().Format(time.RFC3339Nano)}
	if newest := h.twin.Events(0, 1); len(newest) > 0 {
		hello.Seq = newest[0].Seq
	}
	alive := write(prepared(hello))
	w.wake()
	for alive {
		select {
		case <-w.gone:
			message := websocket.FormatCloseMessage(w.code, w.why)
			w.socket.WriteControl(websocket.CloseMessage, message, time.Now().Add(partingWait))
			return
		case <-hear.C:
			h.hear(w)
		case <-ping.C:
			alive = w.socket.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)) == nil
		case <-w.woken:
			h.mu.Lock()
			waiting, whole := w.waiting, w.whole
			w.waiting, w.whole = nil, false
			h.mu.Unlock()
			if whole {
				all, flood := h.twin.Statuses()
				alive = write(prepared(livePointsMessage{"points", true, flood, all}))
			}
			for k := 0; k < len(waiting) && alive; k++ {
				alive = write(waiting[k].text)
			}
		}
	}
	w.socket.Close() // the line was lost: this ends the reader
}

func (w *liveWatcher) wake() {
	select {
	case w.woken <- struct{}{}:
	default:
	}
}

func (w *liveWatcher) cut(code int, why string) {
	w.once.Do(func() {
		w.code, w.why = code, why
		w.torn = time.AfterFunc(partingWait, func() { w.socket.NetConn().Close() })
		close(w.gone)
	})
}

// close cuts all watchers off and waits until they are gone.
func (h *liveHub) close(ctx context.Context) error {
	h.end()
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return nil
	}
	h.closed = true
	for _, w := range h.watchers {
		w.cut(websocket.CloseGoingAway, "the server is closing")
	}
	h.mu.Unlock()
	close(h.gone)
	h.done.Wait()
	gone := make(chan struct{})
	go func() {
		h.going.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("watchers of the live site do not leave: %w", ctx.Err())
	}
}
