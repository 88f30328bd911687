package cmd

import (
	"runtime/debug"
	"sync"
	"time"
)

// flowBytes is what a bench of the solver holds per cell, measured: its own
// planes, and bed, roughness and depth that it was given.
func flowBytes(order int) int64 {
	if order == 2 {
		return 240
	}
	return 170
}

// memoryNeeded is what the grid takes [bytes]. What is copied for the memory's
// rate is given back before the grid is made.
func (b *flowBench) memoryNeeded() int64 { return flowBytes(b.order) * int64(b.n) * int64(b.n) }

// copyRate is how fast threads copy that many bytes together, the best of three
// times [bytes read and written per s].
func copyRate(bytes, threads int) float64 {
	from, to := make([]byte, bytes), make([]byte, bytes)
	for k := range from { // until written to, all pages may be one page of zeros
		from[k] = byte(k)
	}
	copy(to, from)
	best := 0.0
	for range 3 {
		var copying sync.WaitGroup
		began := time.Now()
		for t := range threads {
			a, z := t*bytes/threads, (t+1)*bytes/threads
			copying.Go(func() { copy(to[a:z], from[a:z]) })
		}
		copying.Wait()
		best = max(best, 2*float64(bytes)/time.Since(began).Seconds())
	}
	from, to = nil, nil
	debug.FreeOSMemory()
	return best
}
