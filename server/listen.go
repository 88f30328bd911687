package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"

	"shapan/engine"
	"shapan/server/access"
)

// protocol is the WebSocket subprotocol of docs/wire.md.
const protocol = "shapan.v1"

// mostAsked bounds a message of a client.
const mostAsked = 64 << 10

var upgrader = websocket.Upgrader{
	HandshakeTimeout: writeWait,
	WriteBufferSize:  128 << 10,
	ReadBufferSize:   4 << 10,
	Subprotocols:     []string{protocol},
	CheckOrigin:      func(*http.Request) bool { return true }, // the guard has checked it
	Error: func(w http.ResponseWriter, _ *http.Request, status int, reason error) {
		problem(w, status, reason.Error())
	},
}

type helloMessage struct {
	Type     string     `json:"type"`
	Epoch    string     `json:"epoch"`
	Run      Run        `json:"run"`
	Channels []*channel `json:"channels"`
}

type runMessage struct {
	Type string `json:"type"`
	Run  Run    `json:"run"`
}

func (h *hub) hello(channels []*channel) []byte {
	if channels == nil {
		channels = []*channel{}
	}
	return must(marshal(helloMessage{"hello", h.epoch, h.run.describe(), channels}))
}

// stream answers GET /api/runs/{run}/stream.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	run, err := s.find(r.PathValue("run"))
	if err != nil {
		problem(w, http.StatusNotFound, err.Error())
		return
	}
	if !slices.Contains(websocket.Subprotocols(r), protocol) {
		problem(w, http.StatusBadRequest, "a WebSocket of subprotocol "+protocol+" is expected here")
		return
	}
	socket, err := upgrader.Upgrade(corking{w}, r, nil)
	if err != nil {
		return // it has answered
	}
	run.hub.serve(socket, access.From(r.Context()))
}

// serve brings the run to one socket until either side ends it.
func (h *hub) serve(socket *websocket.Conn, who *access.Who) {
	c := &client{hub: h, socket: socket, woken: make(chan struct{}, 1), gone: make(chan struct{}), helloDue: true}
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		c.cut(websocket.CloseGoingAway, "the run is closed")
		c.leave()
		socket.Close()
		return
	}
	c.joined = len(h.news)
	h.clients = append(h.clients, c)
	h.going.Add(1)
	h.mu.Unlock()
	defer h.going.Done()

	spoken := make(chan struct{})
	go func() {
		defer close(spoken)
		c.speak()
	}()
	attend(who, spoken, c.cut)
	c.wake()
	c.listen()
	c.cut(websocket.CloseNormalClosure, "")
	<-spoken
	c.torn.Stop()
	socket.Close()
	h.mu.Lock()
	h.clients = slices.DeleteFunc(h.clients, func(other *client) bool { return other == c })
	h.mu.Unlock()
}

// asked is any message of a client.
type asked struct {
	Type     string   `json:"type"`
	Epoch    string   `json:"epoch"`
	Seq      uint64   `json:"seq"`
	Channels []uint16 `json:"channels"`
	At       *float64 `json:"t_s"`
}

// listen heeds what the client says until the line ends.
func (c *client) listen() {
	c.socket.SetReadLimit(mostAsked)
	alive := func(string) error { return c.socket.SetReadDeadline(time.Now().Add(readWait)) }
	c.socket.SetPongHandler(alive)
	for {
		if alive("") != nil {
			return
		}
		kind, text, err := c.socket.ReadMessage()
		if err != nil {
			return
		}
		var m asked
		if kind != websocket.TextMessage {
			c.cut(websocket.CloseUnsupportedData, "text messages are expected")
			continue // until the other side has closed too
		}
		if err := json.Unmarshal(text, &m); err != nil {
			c.complain("message not understood: " + err.Error())
			continue
		}
		c.heed(m)
	}
}

// heed does what one message asks.
func (c *client) heed(m asked) {
	h := c.hub
	switch m.Type {
	case "resume":
		h.mu.Lock()
		if m.Epoch == h.epoch {
			c.told = max(c.told, int(min(m.Seq, uint64(len(h.news)))))
		}
		h.mu.Unlock()
	case "subscribe":
		c.subscribe(m.Channels)
	case "ack":
		h.mu.Lock()
		c.flight = slices.DeleteFunc(c.flight, func(f sent) bool { return f.seq <= uint32(m.Seq) })
		h.mu.Unlock()
	case "at":
		if m.At == nil || math.IsNaN(*m.At) {
			c.complain("at: t_s is missing")
			return
		}
		h.mu.Lock()
		c.past, c.at, c.atDue = true, *m.At, true
		h.mu.Unlock()
	case "live":
		h.mu.Lock()
		c.past, c.atDue, c.held = false, false, nil
		h.mu.Unlock()
		c.freshen()
	default:
		c.complain(fmt.Sprintf("message type %q: expected resume, subscribe, ack, at or live", m.Type))
	}
	h.mu.Lock()
	c.heard = true
	h.mu.Unlock()
	c.wake()
}

// subscribe replaces the list of channels. What is new to it starts with a
// key, and what was in flight is counted no more: the client may have lost it.
func (c *client) subscribe(ids []uint16) {
	h := c.hub
	h.mu.Lock()
	ids = slices.Compact(h.heirs.replace(ids)) // it may not have heard of the newest yet
	var unknown []uint16
	c.subscribed = nil
	for _, id := range ids {
		if h.table.find(id) == nil {
			unknown = append(unknown, id)
			continue
		}
		c.subscribed = append(c.subscribed, id)
	}
	held := maps.Clone(c.held) // the writer may be at work with the old one
	for id := range held {
		if !slices.Contains(c.subscribed, id) {
			delete(held, id)
		}
	}
	c.held, c.flight = held, nil
	c.atDue = c.past
	h.mu.Unlock()
	if len(unknown) > 0 {
		c.complain(fmt.Sprintf("subscribe: no channel %v in this run", unknown))
	}
	c.freshen()
}

// freshen sees to it that the newest shot has what the client lacks.
func (c *client) freshen() {
	h := c.hub
	h.mu.Lock()
	stale := h.newest == nil || h.newest.seq <= c.seen
	for _, id := range c.subscribed {
		stale = stale || h.newest.part(id) == nil
	}
	needed := stale && !c.past && len(c.subscribed) > 0
	h.mu.Unlock()
	if needed {
		h.refresh()
	}
}

// complain tells the client what it got wrong; more than a few are not worth
// the line.
func (c *client) complain(text string) {
	message := must(marshal(struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}{"error", text}))
	c.hub.mu.Lock()
	if len(c.complaints) < mostComplaints {
		c.complaints = append(c.complaints, message)
	}
	c.hub.mu.Unlock()
	c.wake()
}

// look shows f the frame of the present tick, between two ticks.
func (r *hosted) look(f func(*engine.Frame)) {
	if r.live != nil {
		r.live.pacer.Look(func(run *engine.Run) { f(run.Frame()) })
		return
	}
	if frame := r.last(); frame != nil {
		f(frame)
	}
}
