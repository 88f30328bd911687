package shallowwater

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// phase is what the crew does to each of a list of tiles. A phase begins when
// the one before has ended on all tiles.
type phase uint8

const (
	applying phase = iota
	fluxing
	exchanging
)

func (s *Solver) perform(p phase, t *tile) {
	switch p {
	case applying:
		if !t.idle || t.touched != [4]bool{} {
			s.apply(t)
		}
	case fluxing:
		if !t.idle {
			s.fluxes(t)
			s.donate(t)
			return
		}
		t.limited = false
		if !t.clean {
			t.x.zero()
			t.y.zero()
			t.clean = true
		}
	case exchanging:
		if !t.idle {
			s.exchange(t)
		}
	}
}

// crew shares the tiles of a phase among GOMAXPROCS goroutines that live for
// one Advance. Who takes which tile does not matter: each writes its own.
type crew struct {
	s      *Solver
	wake   []chan struct{}
	done   sync.WaitGroup
	phase  phase
	tiles  []*tile
	next   atomic.Int64
	ending bool
}

func (c *crew) start(s *Solver) {
	c.s, c.ending = s, false
	helpers := min(runtime.GOMAXPROCS(0), len(s.tiles)) - 1
	for len(c.wake) < helpers {
		c.wake = append(c.wake, make(chan struct{}, 1))
	}
	c.wake = c.wake[:helpers]
	for _, w := range c.wake {
		go c.help(w)
	}
}

func (c *crew) stop() {
	c.ending = true
	for _, w := range c.wake {
		c.done.Add(1)
		w <- struct{}{}
	}
	c.done.Wait()
}

func (c *crew) help(wake chan struct{}) {
	for range wake {
		if c.ending {
			c.done.Done()
			return
		}
		c.work()
		c.done.Done()
	}
}

func (c *crew) work() {
	for {
		k := int(c.next.Add(1)) - 1
		if k >= len(c.tiles) {
			return
		}
		c.s.perform(c.phase, c.tiles[k])
	}
}

func (c *crew) do(p phase, tiles []*tile) {
	c.phase, c.tiles = p, tiles
	c.next.Store(0)
	if len(tiles) > 1 {
		c.done.Add(len(c.wake))
		for _, w := range c.wake {
			w <- struct{}{}
		}
	}
	c.work()
	c.done.Wait()
}
