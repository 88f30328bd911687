package server

import (
	"encoding/json"
	"sync"
	"testing"
)

// Whoever tells last tells how the run is then: an older description never comes
// after a newer one.
func TestTheLastThatIsToldIsNow(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 1000000.0}, 1)
	r, err := s.find(run.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.live.pacer.Pause()
	for round := range 300 {
		var hands sync.WaitGroup
		for k := range 4 {
			hands.Go(func() {
				r.live.pacer.SetSpeed(float64(1 + 4*round + k))
				r.hub.tell()
			})
		}
		hands.Wait()
		r.hub.mu.Lock()
		text := r.hub.status
		r.hub.mu.Unlock()
		var told struct {
			Run Run `json:"run"`
		}
		if err := json.Unmarshal(text, &told); err != nil {
			t.Fatal(err)
		}
		if now := r.describe(); told.Run.Speed != now.Speed {
			t.Fatalf("round %d: told that the speed is %g, it is %g", round, told.Run.Speed, now.Speed)
		}
	}
}
