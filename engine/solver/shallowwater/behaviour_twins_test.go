package shallowwater

import (
	"bytes"
	"testing"
)

// A run in plain Go gives the bits of a run with vectors of any kind.
func TestTwinsGiveTheSameRun(t *testing.T) {
	defer func(was *kernels) { inUse = was }(inUse)
	for seed := range min(max(seeds()/20, 2), 40) {
		inUse = plainGo
		a, _ := anyRun(t, seed)
		for _, inUse = range twins() {
			b, _ := anyRun(t, seed)
			if !bytes.Equal(a.State(), b.State()) {
				t.Errorf("seed %d (order %d, coarsest %d, porous %v): plain Go gives other water than %s", seed, a.order, a.conf.Coarsest, a.conf.Porosity != nil, inUse.name)
			}
		}
	}
}
