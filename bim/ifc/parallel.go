package ifc

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel does n things on all cores, in stretches: each is asked for once,
// and where a result belongs its number tells, so that nothing depends on the
// order.
func inParallel(n int, do func(k int)) {
	const stretch = 64
	workers := min(runtime.GOMAXPROCS(0), (n+stretch-1)/stretch)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for {
				from := int(next.Add(stretch)) - stretch
				if from >= n {
					return
				}
				for k := from; k < min(from+stretch, n); k++ {
					do(k)
				}
			}
		})
	}
	wait.Wait()
}
