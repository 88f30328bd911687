package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"shapan/engine"
)

// hub brings what a run shows to those who watch it. It is the last Sink of a
// live run; for a replay nothing but refresh is called.
//
// Three locks: turn is held by whoever takes a shot, on the goroutine that holds
// the frame still; telling by whoever tells how the run is, after turn, never before
// it; mu guards everything else and is never held for long.
type hub struct {
	epoch string
	run   *hosted
	end   int64 // last tick of the run

	turn    sync.Mutex
	shotAt  time.Time // guarded by turn, as keyAt
	keyAt   time.Time
	minimum time.Duration // wall time between shots

	telling sync.Mutex // held from asking how the run is until all are told

	mu      sync.Mutex
	table   table
	heirs   successors // of all channels that were ever replaced
	newest  *shot      // nil while nobody wants anything
	seq     uint32
	news    []news
	status  []byte // text message, the newest
	clients []*client
	closed  bool
	going   sync.WaitGroup // one for each client
}

const (
	shotsPerSecond = 12
	keyEvery       = 5 * time.Second
	// mostBehind is how many alarms and log lines may wait for a client.
	mostBehind = 512
)

func newHub(r *hosted) *hub {
	var epoch [8]byte
	rand.Read(epoch[:])
	return &hub{
		epoch: hex.EncodeToString(epoch[:]), run: r, end: int64(r.duration / max(r.step, 1)),
		minimum: time.Second / shotsPerSecond,
	}
}

// WriteFrame takes the news of a frame, and a shot of it when one is due: when
// the last is old enough, and of every frame that is followed by a wait.
func (h *hub) WriteFrame(f *engine.Frame) error {
	h.turn.Lock()
	defer h.turn.Unlock()
	h.takeNews()
	paused, _, _ := h.run.live.pacer.Pace()
	if paused || f.Tick.N >= h.end || time.Since(h.shotAt) >= h.minimum && h.awaited() {
		h.shoot(f)
	}
	if paused { // a step: nobody else tells of it
		h.tell()
	}
	return nil
}

// refresh takes a shot of the present frame, once the run stands still.
func (h *hub) refresh() {
	h.run.look(func(f *engine.Frame) {
		h.turn.Lock()
		defer h.turn.Unlock()
		h.takeNews()
		h.shoot(f)
	})
}

// shoot makes the frame the newest shot and wakes the clients. The turn is held.
func (h *hub) shoot(f *engine.Frame) {
	h.mu.Lock()
	wanted, channels, before := h.wanted(), h.table, h.newest
	h.mu.Unlock()
	grown, replaced := channels.learn(f, wanted)
	wanted = replaced.replace(wanted)
	var s *shot
	if len(wanted) > 0 {
		s = take(f, &channels, wanted, h.nextSeq(), before)
		h.shotAt = time.Now()
		if h.shotAt.Sub(h.keyAt) >= keyEvery {
			s.keyOnly, h.keyAt = true, h.shotAt
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.table, h.newest, h.heirs = channels, s, h.heirs.and(replaced)
	for _, c := range h.clients {
		if grown {
			c.helloDue, c.subscribed = true, replaced.replace(c.subscribed)
		}
		c.wake()
	}
}

// awaited tells whether a shot would go out at once. While every line is busy
// none is taken, so that the next is a delta to what the clients have.
func (h *hub) awaited() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	busy := false
	for _, c := range h.clients {
		if c.past || len(c.subscribed) == 0 {
			continue
		}
		if c.lineFree() {
			return true
		}
		busy = true
	}
	return !busy // nobody watches: the newest shot is to be forgotten
}

// wanted returns the channels that clients at the head have subscribed to.
func (h *hub) wanted() []uint16 {
	var wanted []uint16
	for _, c := range h.clients {
		if c.past {
			continue
		}
		for _, id := range c.subscribed {
			if !slices.Contains(wanted, id) {
				wanted = append(wanted, id)
			}
		}
	}
	return wanted
}

// tell sends the run's description to all; a newer one replaces what waits. Several
// may tell at once, so each asks for it in its turn: none tells what was last.
func (h *hub) tell() {
	h.telling.Lock()
	defer h.telling.Unlock()
	text := must(marshal(runMessage{Type: "run", Run: h.run.describe()}))
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = text
	for _, c := range h.clients {
		c.statusDue = true
		c.wake()
	}
}

// takeNews puts what the run's log has grown by on the reliable plane. Who
// lies too far behind is cut off: no alarm is ever left out.
func (h *hub) takeNews() {
	log, err := h.run.past.Log()
	if err != nil {
		return // of a recording that cannot be read: GET …/log says so
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(log) <= len(h.news) {
		return
	}
	for _, e := range log[len(h.news):] {
		h.news = append(h.news, newsOf(e, uint64(len(h.news)+1), h.run.site))
	}
	for _, c := range h.clients {
		if len(h.news)-max(c.told, c.joined) > mostBehind {
			c.cut(websocket.CloseTryAgainLater, "too slow for the alarms: connect again and resume")
		}
		c.wake()
	}
}

// nextSeq numbers a frame that goes to one client alone.
func (h *hub) nextSeq() uint32 {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seq++
	return h.seq
}

// close cuts all clients off and waits until they are gone.
func (h *hub) close(ctx context.Context, code int, why string) error {
	h.mu.Lock()
	h.closed = true
	for _, c := range h.clients {
		c.cut(code, why)
	}
	h.mu.Unlock()
	gone := make(chan struct{})
	go func() {
		h.going.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("run %s: clients do not leave: %w", h.run.id, ctx.Err())
	}
}
