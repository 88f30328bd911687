package cmd

import (
	"bufio"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
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

// memoryAvailable reads what Linux says programs can still get [bytes]; other
// systems have no such file.
func memoryAvailable(path string) (bytes int64, known bool) {
	file, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "MemAvailable:"); ok {
			var kilobytes int64
			if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
				return 0, false
			}
			return kilobytes << 10, true
		}
	}
	return 0, false
}

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
