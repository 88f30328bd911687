package shallowwater

import (
	"bytes"
	"testing"
)

// A run in plain Go gives the bits of a run with AVX2.
func TestTwinsGiveTheSameRun(t *testing.T) {
	if !vectors {
		t.Skip("this processor has no AVX2")
	}
	defer func() { vectors = true }()
	for seed := range min(max(seeds()/20, 2), 40) {
		vectors = true
		a, _ := anyRun(t, seed)
		vectors = false
		b, _ := anyRun(t, seed)
		if !bytes.Equal(a.State(), b.State()) {
			t.Errorf("seed %d (order %d, coarsest %d, porous %v): plain Go gives other water than AVX2", seed, a.order, a.conf.Coarsest, a.conf.Porosity != nil)
		}
	}
}
