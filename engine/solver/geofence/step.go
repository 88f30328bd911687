package geofence

import (
	"fmt"
	"slices"
	"time"
)

// Kind is what happened.
type Kind uint8

// What can happen.
const (
	Enter Kind = iota
	Dwell
	Exit
	Pass // in and out again between two samples
)

// String names the kind.
func (k Kind) String() string { return [...]string{"enter", "dwell", "exit", "pass"}[k] }

// Event is that a thing entered a fence, dwelt in it, or left it.
type Event struct {
	Kind  Kind
	Fence string
	Thing string
	At    time.Duration // when it is certain, simulated time of the run
	Since time.Duration // first sample inside; of Exit: first sample outside; of Pass: when it came in
}

// Stay is a thing that is in a fence, about to enter it or about to leave.
type Stay struct {
	Fence   string        `json:"fence"`
	Thing   string        `json:"thing"`
	Since   time.Duration `json:"since"`             // first sample inside
	Entered bool          `json:"entered,omitempty"` // Enter has been reported
	Dwelt   bool          `json:"dwelt,omitempty"`   // Dwell has been reported
	Leaving bool          `json:"leaving,omitempty"` // it is outside since Left
	Left    time.Duration `json:"left,omitempty"`
}

// State is where everything stands between steps. Zero: nothing is in anything.
type State struct {
	stays [][]stay // of each thing, by fence
	last  []Pose   // of the step before, if a fence asks for passes
	at    time.Duration
	near  []int32 // scratch
}

type stay struct {
	fence                   int32
	entered, dwelt, leaving bool
	since, left             time.Duration
}

// Step takes the poses of all things, in the order of NewWatch, at an instant
// not before the last one, and appends what happened to events, by thing and
// fence. It allocates nothing once s and events have grown.
func (w *Watch) Step(s *State, at time.Duration, poses []Pose, events []Event) []Event {
	if len(poses) != len(w.things) {
		panic(fmt.Sprintf("geofence: %d poses: must be one per thing (%d)", len(poses), len(w.things)))
	}
	if s.stays == nil {
		s.stays = make([][]stay, len(w.things))
	}
	for thing := range w.things {
		if poses[thing].seen() {
			events = w.move(s, int32(thing), at, poses, events)
		}
	}
	if w.passes {
		s.last, s.at = append(s.last[:0], poses...), at
	}
	return events
}

// move looks at one thing: at the fences near it and at those it is in.
func (w *Watch) move(s *State, thing int32, at time.Duration, poses []Pose, events []Event) []Event {
	p := poses[thing].Position
	near := append(s.near[:0], w.index.at(p[0], p[1])...)
	came := 0.0 // how far it came since the step before
	if s.last != nil && s.last[thing].seen() {
		near = w.index.between(s.last[thing].Position.Vec2(), p.Vec2(), near)
		came = p.Sub(s.last[thing].Position).Len()
	}
	for _, f := range w.moving {
		c := w.carrier[f]
		d, r := p.Sub(poses[c].Position), w.reach[f]
		if came > 0 && s.last[c].seen() { // what it crossed was where the carrier was
			r += came + poses[c].Position.Sub(s.last[c].Position).Len()
		}
		if d[0]*d[0]+d[1]*d[1] <= r*r {
			near = append(near, f)
		}
	}
	for _, y := range s.stays[thing] {
		near = append(near, y.fence)
	}
	slices.Sort(near)
	near = slices.Compact(near)
	s.near = near
	stays := s.stays[thing]
	for _, f := range near {
		fence := &w.fences[f]
		if w.carrier[f] == thing || fence.Watches != 0 && fence.Watches&w.things[thing].Groups == 0 {
			continue
		}
		q, ok := w.local(f, p, poses)
		if !ok {
			continue
		}
		outside, z := fence.Zone.Outside(q.Vec2()), q[2]
		k, staying := slices.BinarySearchFunc(stays, f, func(y stay, f int32) int { return int(y.fence) - int(f) })
		inside := outside == 0 && fence.Low <= z && z <= fence.High
		if !staying {
			if !inside {
				if since, ok := w.crossed(s, f, thing, at, q); ok {
					events = append(events, Event{Pass, fence.ID, w.things[thing].ID, at, since})
				}
				continue
			}
			stays = slices.Insert(stays, k, stay{fence: f, since: at})
		}
		y := &stays[k]
		beyond := outside > fence.Margin || z < fence.Low-fence.Margin || z > fence.High+fence.Margin
		var gone bool
		events, gone = w.advance(y, fence, thing, at, inside, beyond, events)
		if gone {
			stays = slices.Delete(stays, k, k+1)
		}
	}
	s.stays[thing] = stays
	return events
}

// advance is the state machine of one stay; gone: it is over.
func (w *Watch) advance(y *stay, f *Fence, thing int32, at time.Duration, inside, beyond bool, events []Event) (_ []Event, gone bool) {
	report := func(kind Kind, since time.Duration) {
		events = append(events, Event{kind, f.ID, w.things[thing].ID, at, since})
	}
	switch {
	case !y.entered && !inside: // until it is in, the margin does not hold it
		return events, true
	case beyond && !y.leaving:
		y.leaving, y.left = true, at
	case !beyond:
		y.leaving = false
	}
	if y.leaving && at-y.left >= f.LeaveAfter {
		report(Exit, y.left)
		return events, true
	}
	if !y.entered && at-y.since >= f.EnterAfter {
		y.entered = true
		report(Enter, y.since)
	}
	if y.entered && !y.dwelt && f.Dwell > 0 && !y.leaving && at-y.since >= f.Dwell {
		y.dwelt = true
		report(Dwell, y.since)
	}
	return events, false
}
