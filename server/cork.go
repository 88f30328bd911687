package server

import (
	"bufio"
	"net"
	"net/http"
	"sync"
)

// corkable is a line that may hold back what is written until a whole frame is
// there: a system call for each frame, not for each of its messages, is most of
// what a viewer costs.
type corkable struct {
	net.Conn
	mu   sync.Mutex
	held []byte
	on   bool
}

// mostHeld is what a line holds back at most [bytes].
const mostHeld = 256 << 10

// Write implements net.Conn.
func (c *corkable) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.on && len(c.held)+len(p) <= mostHeld {
		c.held = append(c.held, p...)
		return len(p), nil
	}
	if err := c.flush(); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// hold begins to hold back.
func (c *corkable) hold() {
	c.mu.Lock()
	c.on = true
	c.mu.Unlock()
}

// release writes what was held back.
func (c *corkable) release() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.on = false
	return c.flush()
}

func (c *corkable) flush() error {
	if len(c.held) == 0 {
		return nil
	}
	_, err := c.Conn.Write(c.held)
	c.held = c.held[:0]
	if cap(c.held) > mostHeld/8 {
		c.held = nil // a keyframe was large; a thousand viewers need not keep its room
	}
	return err
}

// corking is a ResponseWriter whose line becomes a corkable one when it is taken over.
type corking struct{ http.ResponseWriter }

// Hijack implements http.Hijacker.
func (w corking) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	line, buffers, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	return &corkable{Conn: line}, buffers, nil
}
