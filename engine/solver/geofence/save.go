package geofence

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Saved is a State as data.
type Saved struct {
	Stays []Stay        `json:"stays"`          // by thing and fence
	Seen  []Seen        `json:"seen,omitempty"` // at the last step, if a fence asks for passes
	At    time.Duration `json:"at,omitempty"`   // of the last step
}

// Seen is where a thing was.
type Seen struct {
	Thing string `json:"thing"`
	Pose  Pose   `json:"pose"`
}

// Save returns the state as data.
func (w *Watch) Save(s *State) Saved {
	v := Saved{Stays: []Stay{}, At: s.at}
	for thing, stays := range s.stays {
		for _, y := range stays {
			v.Stays = append(v.Stays, Stay{w.fences[y.fence].ID, w.things[thing].ID, y.since, y.entered, y.dwelt, y.leaving, y.left})
		}
	}
	for thing, p := range s.last {
		if p.seen() {
			v.Seen = append(v.Seen, Seen{w.things[thing].ID, p})
		}
	}
	return v
}

// Restore makes a state of what Save returned.
func (w *Watch) Restore(v Saved) (*State, error) {
	fence, thing := map[string]int{}, map[string]int{}
	for k, f := range w.fences {
		fence[f.ID] = k
	}
	for k, t := range w.things {
		thing[t.ID] = k
	}
	s := &State{stays: make([][]stay, len(w.things)), at: v.At}
	for _, y := range v.Stays {
		f, ok := fence[y.Fence]
		t, ok2 := thing[y.Thing]
		if !ok || !ok2 {
			return nil, fmt.Errorf("stay of %q in %q: no such thing or fence", y.Thing, y.Fence)
		}
		k, twice := slices.BinarySearchFunc(s.stays[t], int32(f), func(y stay, f int32) int { return int(y.fence) - int(f) })
		if twice {
			return nil, fmt.Errorf("stay of %q in %q comes twice", y.Thing, y.Fence)
		}
		s.stays[t] = slices.Insert(s.stays[t], k, stay{int32(f), y.Entered, y.Dwelt, y.Leaving, y.Since, y.Left})
	}
	if v.Seen != nil {
		s.last = make([]Pose, len(w.things))
		for k := range s.last {
			s.last[k].Heading = math.NaN()
		}
	}
	for _, p := range v.Seen {
		t, ok := thing[p.Thing]
		if !ok {
			return nil, fmt.Errorf("last pose of %q: no such thing", p.Thing)
		}
		s.last[t] = p.Pose
	}
	return s, nil
}

// Clone returns a state that goes on apart: a fork.
func (s *State) Clone() *State {
	c := &State{stays: make([][]stay, len(s.stays)), last: slices.Clone(s.last), at: s.at}
	for k := range s.stays {
		c.stays[k] = slices.Clone(s.stays[k])
	}
	return c
}
