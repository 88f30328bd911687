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
	choosing
	flowing
	watching
)

func (s *Solver) perform(p phase, b *block, w *bench) {
	switch p {
	case finishing:
		s.finish(b, w)
	case choosing:
		s.chooseAlone(b)
	case flowing:
		s.relate(b)
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
// one Advance. Who takes which block does not matter for the result: each writes
// its own. It matters for the time: what a block holds is in the caches of the
// processor that had it last, so each goroutine has its own share of the blocks
// (see Solver.shareOut), and takes those of others only when it has no more.
//
// Helpers look for work for a while before they sleep, because phases follow
// each other within microseconds.
type crew struct {
	s      *Solver
	phase  phase
	turn   uint64 // number of the phase
	ending atomic.Bool

	workers []*worker // the first is who called Advance
	gone    sync.WaitGroup
}

// worker is one goroutine of a crew, and the blocks of this phase that it is to
// do. It takes them from the first on; others who have no more, from the last.
type worker struct {
	bench  *bench
	blocks []*block

	_      [64]byte      // what others look at lies in lines of its own
	left   atomic.Uint64 // see left
	done   atomic.Int64  // blocks it has done in all phases, of whomever
	asleep atomic.Bool
	wake   chan struct{}
	_      [64]byte
}

const (
	distance    = 2       // of the block whose memory is asked for
	patience    = 1 << 13 // looks for work before sleep, some 20 ns each
	looksAlone  = 1 << 9  // before others of this program are let in, which costs a microsecond
	worthWaking = 3000    // Open cells in a phase for which a sleeper is woken
)

func (c *crew) start(s *Solver) {
	c.s = s
	c.ending.Store(false)
	threads := runtime.GOMAXPROCS(0)
	if s.conf.Threads > 0 {
		threads = min(threads, s.conf.Threads)
	}
	n := max(min(threads, len(s.blocks)), 1)
	for len(c.workers) < n {
		c.workers = append(c.workers, &worker{bench: newBench(s.order), wake: make(chan struct{}, 1)})
	}
	c.workers = c.workers[:n]
	c.gone.Add(n - 1)
	for _, w := range c.workers[1:] {
		go c.help(w)
	}
}

func (c *crew) stop() {
	c.ending.Store(true)
	c.rouse()
	c.gone.Wait()
}

func (c *crew) rouse() {
	for _, w := range c.workers[1:] {
		if w.asleep.CompareAndSwap(true, false) {
			w.wake <- struct{}{}
		}
	}
}

// left is a worker's blocks that are not yet taken, from first to before end, and
// the number of the phase: who has no more steals only from others of his own phase.
type left struct{ turn, first, end uint64 }

const leftBits = 21

func (l left) packed() uint64 { return l.turn<<(2*leftBits) | l.first<<leftBits | l.end }

func unpacked(x uint64) left {
	const mask = 1<<leftBits - 1
	return left{x >> (2 * leftBits), x >> leftBits & mask, x & mask}
}

// first takes the first block that is left of a worker's own; -1: none is in that turn.
func (w *worker) first() (at int, turn uint64) {
	for {
		x := w.left.Load()
		l := unpacked(x)
		if l.first == l.end {
			return -1, l.turn
		}
		if w.left.CompareAndSwap(x, left{l.turn, l.first + 1, l.end}.packed()) {
			return int(l.first), l.turn
		}
	}
}

// last takes the last that is left in a turn.
func (w *worker) last(turn uint64) int {
	for {
		x := w.left.Load()
		l := unpacked(x)
		if l.first == l.end || l.turn != turn {
			return -1
		}
		if w.left.CompareAndSwap(x, left{l.turn, l.first, l.end - 1}.packed()) {
			return int(l.end) - 1
		}
	}
}

// take works on one block if one is left.
func (c *crew) take(me *worker) bool {
	at, turn := me.first()
	if at >= 0 {
		c.work(me, me.blocks, at, 1)
		return true
	}
	for _, other := range c.workers {
		if at := other.last(turn); at >= 0 {
			c.work(me, other.blocks, at, -1)
			return true
		}
	}
	return false
}

// work does one of blocks, and asks for the memory of those that come next that way.
func (c *crew) work(me *worker, blocks []*block, at, way int) {
	switch next := at + way*distance; c.phase {
	case flowing:
		blocks[max(min(next, len(blocks)-1), 0)].comeTo(me.bench)
		for far := range approaches {
			if next := at + way*(far+1); next >= 0 && next < len(blocks) {
				blocks[next].approach(far)
			}
		}
	case finishing, watching:
		if next >= 0 && next < len(blocks) {
			blocks[next].approach(approaches - 1)
		}
	}
	c.s.perform(c.phase, blocks[at], me.bench)
	me.done.Add(1)
}

// comeTo says where the memory begins that a step of a block will read and write.
func (b *block) comeTo(w *bench) {
	w.ahead, w.aheadSoil = ahead{address(b.water), address(b.stepX)}, address(b.soil)
	if b.kinds.kinds != nil { // which lie behind the steps of the bed
		w.aheadSoil = address(w.x) // at hand
	}
}

func (c *crew) help(me *worker) {
	defer c.gone.Done()
	for looks := 0; ; looks++ {
		if c.take(me) {
			looks = 0
			continue
		}
		if c.ending.Load() {
			return
		}
		if looks < patience {
			pause()
			if looks%looksAlone == looksAlone-1 {
				runtime.Gosched()
			}
			continue
		}
		me.asleep.Store(true)
		if c.anyLeft() || c.ending.Load() {
			// Work came meanwhile. Whoever takes the flag down decides: if it
			// was rouse, its token must be taken.
			if me.asleep.CompareAndSwap(true, false) {
				continue
			}
		}
		<-me.wake
		looks = 0
	}
}

func (c *crew) anyLeft() bool {
	for _, w := range c.workers {
		if l := unpacked(w.left.Load()); l.first != l.end {
			return true
		}
	}
	return false
}

// do performs a phase on all blocks and returns when it is finished. Each goes to
// the worker that it belongs to, in the order in which they come; if they are few,
// all to the first: the others may be asleep.
func (c *crew) do(p phase, blocks []*block) {
	c.phase = p
	c.turn = (c.turn + 1) % (1 << (64 - 2*leftBits))
	cells := 0
	for _, b := range blocks {
		if !b.idle {
			cells += b.open
		}
	}
	sharing := len(c.workers)
	if len(blocks) == 1 || cells < worthWaking {
		sharing = 1
	}
	for _, w := range c.workers {
		w.blocks = w.blocks[:0]
	}
	for _, b := range blocks {
		w := c.workers[b.worker%sharing]
		w.blocks = append(w.blocks, b)
	}
	due := int64(len(blocks))
	for _, w := range c.workers {
		due += w.done.Load()
	}
	for _, w := range c.workers {
		w.left.Store(left{c.turn, 0, uint64(len(w.blocks))}.packed())
	}
	if sharing > 1 {
		c.rouse()
	}
	for c.take(c.workers[0]) {
	}
	for looks := 1; ; looks++ {
		done := int64(0)
		for _, w := range c.workers {
			done += w.done.Load()
		}
		if done == due {
			return
		}
		linger(looks)
	}
}

// linger lets others work between two looks at what they do.
func linger(looks int) {
	pause()
	if looks%looksAlone == 0 {
		runtime.Gosched()
	}
	if looks > patience { // other programs hold the processor
		time.Sleep(10 * time.Microsecond)
	}
}

// await returns when a coarser neighbour has set its budgets for the present
// round. Each worker takes coarser blocks first, so it rarely waits, and never
// one for another in a ring: see shareOut.
func (s *Solver) await(b *block) {
	if b.began != s.now {
		return
	}
	for looks := 1; b.flowed.Load() != s.round; looks++ {
		linger(looks)
	}
}
