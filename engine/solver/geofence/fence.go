package geofence

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// Fence is a zone with its rules.
type Fence struct {
	ID         string
	Zone       Zone
	Low, High  float64       // heights that count [m]; both 0: all
	Margin     float64       // beyond the zone before one is out [m]
	EnterAfter time.Duration // inside for so long before one is in
	LeaveAfter time.Duration // outside for so long before one is out
	Dwell      time.Duration // a stay so long is reported; 0: none is
	Carrier    string        // with which thing it moves; "": it stands
	Passes     bool          // report also what crosses it between two samples, unless EnterAfter asks for more
	Watches    uint64        // groups of things it watches, a bit each; 0: all
}

// Thing is what moves.
type Thing struct {
	ID     string
	Groups uint64 // a bit for each group it belongs to
}

// Pose is where a thing is. NaN in it: not seen now.
type Pose struct {
	Position mgl64.Vec3 // site coordinates [m]
	Heading  float64    // anticlockwise from east [rad]; of carriers
}

func (p Pose) seen() bool {
	s := p.Position[0] + p.Position[1] + p.Position[2] + p.Heading
	return s-s == 0
}

// Watch holds fences and things; it never changes.
type Watch struct {
	fences  []Fence
	things  []Thing
	carrier []int32 // of each fence, -1: it stands
	moving  []int32 // fences
	reach   []float64
	passes  bool  // any fence asks for it
	index   index // of the fences that stand
}

// NewWatch makes a watch. Every fault is reported.
func NewWatch(fences []Fence, things []Thing) (*Watch, error) {
	w := &Watch{fences: append([]Fence(nil), fences...), things: append([]Thing(nil), things...)}
	var all []error
	number := map[string]int32{}
	for k, t := range things {
		if _, twice := number[t.ID]; twice || t.ID == "" {
			all = append(all, fmt.Errorf("thing %q: must have an ID of its own", t.ID))
		}
		number[t.ID] = int32(k)
	}
	known := map[string]bool{}
	for k := range w.fences {
		f := &w.fences[k]
		fail := func(err error) { all = append(all, fmt.Errorf("fence %q: %w", f.ID, err)) }
		if known[f.ID] || f.ID == "" {
			fail(errors.New("must have an ID of its own"))
		}
		known[f.ID] = true
		if f.Zone == nil {
			fail(errors.New("has no zone"))
			continue
		}
		if err := f.Zone.fault(); err != nil {
			fail(err)
			continue
		}
		if f.Low == 0 && f.High == 0 {
			f.Low, f.High = math.Inf(-1), math.Inf(1)
		}
		if !(f.Low <= f.High) || !(f.Margin >= 0 && f.Margin <= math.MaxFloat64) || f.EnterAfter < 0 || f.LeaveAfter < 0 || f.Dwell < 0 {
			fail(fmt.Errorf("heights %v … %v m, margin %v m, times %v %v %v: must be in order and >= 0", f.Low, f.High, f.Margin, f.EnterAfter, f.LeaveAfter, f.Dwell))
		}
		w.passes = w.passes || f.Passes
		carrier := int32(-1)
		if f.Carrier != "" {
			var ok bool
			if carrier, ok = number[f.Carrier]; !ok {
				fail(fmt.Errorf("moves with %q: no such thing", f.Carrier))
			}
			w.moving = append(w.moving, int32(k))
		}
		low, high := f.Zone.box()
		far := mgl64.Vec2{max(math.Abs(low[0]), math.Abs(high[0])), max(math.Abs(low[1]), math.Abs(high[1]))}
		w.carrier, w.reach = append(w.carrier, carrier), append(w.reach, far.Len())
	}
	if all != nil {
		return nil, errors.Join(all...)
	}
	w.index = newIndex(w.fences)
	return w, nil
}

// local returns a point in the frame of a fence; ok is false while it rests.
func (w *Watch) local(fence int32, p mgl64.Vec3, poses []Pose) (q mgl64.Vec3, ok bool) {
	c := w.carrier[fence]
	if c < 0 {
		return p, true
	}
	pose := &poses[c]
	if !pose.seen() {
		return q, false
	}
	d := p.Sub(pose.Position)
	sin, cos := math.Sincos(pose.Heading)
	return mgl64.Vec3{cos*d[0] + sin*d[1], cos*d[1] - sin*d[0], d[2]}, true
}
