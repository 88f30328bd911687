package server

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"shapan/engine/pack"
)

// client is one socket that watches a run. Its reader (listen) takes what the
// browser asks, its writer (speak) sends what is due: texts first, then the
// newest frame if the line is free. What is not guarded by the hub's mu belongs
// to the writer.
type client struct {
	hub    *hub
	socket *websocket.Conn
	woken  chan struct{}
	gone   chan struct{} // closed by cut
	once   sync.Once
	code   int // of the close message, set before gone is closed
	why    string
	torn   *time.Timer // closes the line if the other side does not; as code

	// Guarded by hub.mu:
	helloDue   bool
	statusDue  bool
	heard      bool              // the client has spoken, so that a resume is known
	joined     int               // length of the news when it came
	told       int               // how many of the news it has
	complaints [][]byte          // error messages that wait
	subscribed []uint16          // in rising order
	held       map[uint16]uint32 // by channel: number of the message that a delta may be added to
	flight     []sent            // not yet acknowledged
	seen       uint32            // number of the newest frame sent
	past       bool              // it has left the live head
	at         float64           // [s], of the past
	atDue      bool
}

// sent is a frame in flight.
type sent struct {
	seq   uint32
	bytes int
}

const (
	mostInFlight      = 2
	mostBytesInFlight = 1 << 20
	mostComplaints    = 16

	writeWait = 10 * time.Second
	pingEvery = 20 * time.Second
	readWait  = 60 * time.Second
	// resumeWait is how long the news wait for a client's first word.
	resumeWait = 250 * time.Millisecond
	// partingWait is how long a close message may take.
	partingWait = 2 * time.Second
)

// wake lets the writer look for what is due.
func (c *client) wake() {
	select {
	case c.woken <- struct{}{}:
	default:
	}
}

// cut ends the connection; it does not wait. A writer that is stuck in a dead
// line, or a reader whose other side does not answer, is torn loose.
func (c *client) cut(code int, why string) {
	c.once.Do(func() {
		c.code, c.why = code, why
		c.torn = time.AfterFunc(partingWait, func() { c.socket.NetConn().Close() })
		close(c.gone)
	})
}

// speak writes until the client is gone.
func (c *client) speak() {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	hear := time.NewTimer(resumeWait)
	defer hear.Stop()
	defer c.leave()
	for {
		select {
		case <-c.gone:
			return
		case <-c.woken:
		case <-hear.C:
			c.hub.mu.Lock()
			c.heard = true
			c.hub.mu.Unlock()
		case <-ping.C:
			if c.socket.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)) != nil {
				return
			}
		}
		if err := c.sendDue(); err != nil {
			return
		}
	}
}

// leave says goodbye if the client was cut off, and leaves the line open for
// its answer: what is closed with unread acknowledgements in it loses the
// goodbye. If the line was lost it is closed, which ends the reader.
func (c *client) leave() {
	select {
	case <-c.gone:
		message := websocket.FormatCloseMessage(c.code, c.why)
		c.socket.WriteControl(websocket.CloseMessage, message, time.Now().Add(partingWait))
	default:
		c.socket.Close()
	}
}

// sendDue writes all that is due at this moment.
func (c *client) sendDue() error {
	for {
		texts, s, at := c.due()
		if len(texts) == 0 && s == nil && at == nil {
			return nil
		}
		if err := c.together(func() error { return c.send(texts, s, at) }); err != nil {
			return err
		}
	}
}

// together writes what f sends at once.
func (c *client) together(f func() error) error {
	line, ok := c.socket.NetConn().(*corkable)
	if !ok {
		return f()
	}
	line.hold()
	return errors.Join(f(), line.release())
}

// send writes texts, and a frame of now or of the past.
func (c *client) send(texts [][]byte, s *shot, at *float64) error {
	for _, text := range texts {
		c.socket.SetWriteDeadline(time.Now().Add(writeWait))
		if err := c.socket.WriteMessage(websocket.TextMessage, text); err != nil {
			return err
		}
	}
	switch {
	case at != nil:
		return c.sendPast(*at)
	case s != nil:
		return c.sendShot(s)
	}
	return nil
}

// due takes what is to be written: texts, and a frame of now or of the past.
func (c *client) due() (texts [][]byte, s *shot, at *float64) {
	h := c.hub
	h.mu.Lock()
	hello, channels := c.helloDue, h.table.channels
	if hello {
		c.helloDue, c.held = false, nil
	}
	h.mu.Unlock()
	if hello { // describe takes locks of its own
		texts = append(texts, h.hello(channels))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	texts, c.complaints = append(texts, c.complaints...), nil
	if c.heard {
		for _, n := range h.news[c.told:] {
			texts = append(texts, n.text)
		}
		c.told = len(h.news)
	}
	if c.statusDue {
		texts, c.statusDue = append(texts, h.status), false
	}
	switch {
	case !c.lineFree() || c.helloDue: // no message before its channel is told
	case c.past && c.atDue:
		wanted := c.at
		c.atDue, at = false, &wanted
	case !c.past && h.newest != nil && h.newest.seq > c.seen:
		s = h.newest
	}
	return texts, s, at
}

// lineFree tells whether another frame as large as the last may be sent.
func (c *client) lineFree() bool {
	n := len(c.flight)
	if n == 0 {
		return true
	}
	bytes := c.flight[n-1].bytes
	for _, f := range c.flight {
		bytes += f.bytes
	}
	return n < mostInFlight && bytes <= mostBytesInFlight
}

// sendShot sends the channels of a shot that the client has subscribed to.
func (c *client) sendShot(s *shot) error {
	var parts []*part
	var bases []uint32
	c.hub.mu.Lock()
	if c.held == nil {
		c.held = map[uint16]uint32{}
	}
	for _, p := range s.parts {
		if id := p.channel.ID; slices.Contains(c.subscribed, id) {
			parts, bases = append(parts, p), append(bases, c.held[id])
			c.held[id] = s.seq
		}
	}
	c.seen = s.seq
	c.hub.mu.Unlock()
	messages := make([]*message, len(parts))
	for k, p := range parts {
		var err error
		if messages[k], err = p.message(bases[k], s.keyOnly, lastFlag(k, len(parts))); err != nil {
			return err
		}
	}
	return c.sendFrame(s.seq, messages)
}

// lastFlag marks the last of n messages.
func lastFlag(k, n int) pack.Flags {
	if k == n-1 {
		return pack.LastFlag
	}
	return 0
}

// sendFrame writes the messages of one frame.
func (c *client) sendFrame(seq uint32, messages []*message) error {
	if len(messages) == 0 {
		return nil
	}
	bytes := 0
	for _, m := range messages {
		bytes += m.size
	}
	c.hub.mu.Lock()
	c.flight = append(c.flight, sent{seq, bytes})
	c.hub.mu.Unlock()
	for _, m := range messages {
		c.socket.SetWriteDeadline(time.Now().Add(writeWait))
		if err := c.socket.WritePreparedMessage(m.prepared); err != nil {
			return err
		}
	}
	return nil
}
