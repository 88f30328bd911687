package shallowwater

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// phase is what the crew does to each of a list of blocks. A phase begins when
// the one before has ended on all blocks.
type phase uint8

const (
	finishing phase = iota
	flowing
	watching
)

func (s *Solver) perform(p phase, b *block, w *bench) {
	switch p {
	case finishing:
		s.finish(b, w)
	case flowing:
		if b.idle {
			b.rest()
		} else {
			s.flow(b, w)
		}
		b.flowed.Store(s.round)
	case watching:
		s.watch(b, w)
	}
}

// crew shares the blocks of a phase among GOMAXPROCS goroutines that live for
// one Advance. Who takes which block does not matter: each writes its own.
//
// A ticket is the number of blocks of the phase not yet taken, and the number of
// the phase so that no ticket of an old one is valid. Helpers look for tickets
// for a while before they sleep, because phases follow each other within
// microseconds.
type crew struct {
	s      *Solver
	phase  phase
	blocks []*block
	serial uint32
	ticket atomic.Uint64
	done   atomic.Int64 // blocks of this phase that are finished
	ending atomic.Bool

	mine    *bench
	helpers []*helper
	gone    sync.WaitGroup
}

type helper struct {
	bench  *bench
	asleep atomic.Bool
	wake   chan struct{}
}

const (
	distance    = 2       // of the block whose memory is asked for
	patience    = 1 << 13 // looks for a ticket before sleep, some 20 ns each
	worthWaking = 3000    // Open cells in a phase for which a sleeper is woken
)

func (c *crew) start(s *Solver) {
	c.s = s
	c.ending.Store(false)
	if c.mine == nil {
		c.mine = newBench(s.order)
	}
	threads := runtime.GOMAXPROCS(0)
	if s.conf.Threads > 0 {
		threads = min(threads, s.conf.Threads)
	}
	n := max(min(threads, len(s.blocks))-1, 0)
	for len(c.helpers) < n {
		c.helpers = append(c.helpers, &helper{bench: newBench(s.order), wake: make(chan struct{}, 1)})
	}
	c.helpers = c.helpers[:n]
	c.gone.Add(n)
	for _, h := range c.helpers {
		go c.help(h)
	}
}

func (c *crew) stop() {
	c.ending.Store(true)
	c.rouse()
	c.gone.Wait()
}

func (c *crew) rouse() {
	for _, h := range c.helpers {
		if h.asleep.CompareAndSwap(true, false) {
			h.wake <- struct{}{}
		}
	}
}

// take works on one block if one is left.
func (c *crew) take(b *bench) bool {
	for {
		ticket := c.ticket.Load()
		left := uint32(ticket)
		if left == 0 {
			return false
		}
		if c.ticket.CompareAndSwap(ticket, ticket-1) {
			at := len(c.blocks) - int(left)
			if c.phase == flowing {
				c.blocks[min(at+distance, len(c.blocks)-1)].comeTo(b)
				for far := range approaches {
					if at+far+1 < len(c.blocks) {
						c.blocks[at+far+1].approach(far)
					}
				}
			} else if at+distance < len(c.blocks) {
				c.blocks[at+distance].approach(approaches - 1)
			}
			c.s.perform(c.phase, c.blocks[at], b)
			c.done.Add(1)
			return true
		}
	}
}

// comeTo says where the memory begins that a step of a block will read and write.
func (b *block) comeTo(w *bench) {
	w.ahead, w.aheadSoil = ahead{address(b.water), address(b.stepX)}, address(b.soil)
	if b.kinds.kinds != nil { // which lie behind the steps of the bed
		w.aheadSoil = address(w.x) // at hand
	}
}

func (c *crew) help(h *helper) {
	defer c.gone.Done()
	for looks := 0; ; looks++ {
		if c.take(h.bench) {
			looks = 0
			continue
		}
		if c.ending.Load() {
			return
		}
		if looks < patience {
			pause()
			if looks%64 == 63 {
				runtime.Gosched()
			}
			continue
		}
		h.asleep.Store(true)
		if uint32(c.ticket.Load()) > 0 || c.ending.Load() {
			// Work came meanwhile. Whoever takes the flag down decides: if it
			// was rouse, its token must be taken.
			if h.asleep.CompareAndSwap(true, false) {
				continue
			}
		}
		<-h.wake
		looks = 0
	}
}

// do performs a phase on all blocks and returns when it is finished.
func (c *crew) do(p phase, blocks []*block) {
	c.phase, c.blocks = p, blocks
	c.done.Store(0)
	c.serial++
	c.ticket.Store(uint64(c.serial)<<32 | uint64(len(blocks)))
	if len(blocks) > 1 {
		cells := 0
		for _, t := range blocks {
			if !t.idle {
				cells += t.open
			}
		}
		if cells >= worthWaking {
			c.rouse()
		}
	}
	for c.take(c.mine) {
	}
	for looks := 1; c.done.Load() < int64(len(blocks)); looks++ {
		linger(looks)
	}
}

// linger lets others work between two looks at what they do.
func linger(looks int) {
	pause()
	if looks%64 == 0 {
		runtime.Gosched()
	}
	if looks > patience { // other programs hold the processor
		time.Sleep(10 * time.Microsecond)
	}
}

// await returns when a coarser neighbour has set its budgets for the present
// round. The crew takes coarser blocks first, so it rarely waits, and never for
// one that nobody has taken.
func (s *Solver) await(b *block) {
	if b.began != s.now {
		return
	}
	for looks := 1; b.flowed.Load() != s.round; looks++ {
		linger(looks)
	}
}
