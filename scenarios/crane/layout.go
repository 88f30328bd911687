package crane

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/crane"
)

// LayoutFinding is what is wrong with where the cranes stand, whatever they do.
type LayoutFinding struct {
	At       float64 `json:"at_s,omitempty"` // since when, as a building grows
	A        string  `json:"a"`
	B        string  `json:"b,omitempty"`
	What     string  `json:"what"`
	Found    float64 `json:"found_m"`
	Allowed  float64 `json:"allowed_m"`
	Clause   string  `json:"clause"`
	Verified bool    `json:"clause_verified"`
}

// checkLayout compares every two cranes whose circles meet with GB 5144-2006
// 10.5, and every free crane's circle with what stands in it.
func (m *Model) checkLayout() (all []LayoutFinding) {
	gap := rules["crane_gap_m"]
	add := func(a, b *tower, what string, found float64) {
		if found < gap.Value {
			all = append(all, LayoutFinding{m.Time, a.id, b.id, what, found, gap.Value, gap.Cite(), gap.Verified})
		}
	}
	for i, a := range m.towers {
		for _, b := range m.towers[i+1:] {
			low, high := a, b
			if a.top() > b.top() {
				low, high = b, a
			}
			d := low.Foot.Vec2().Sub(high.Foot.Vec2()).Len()
			reach := low.Jib + low.Pivot
			if d >= reach+high.Jib+high.Pivot {
				continue
			}
			add(low, high, "jib tip to the other's mast", d-reach-high.MastHalf)
			// Lowest part of the high one with its hook drawn in: its jib, or the hook.
			lowest := high.Foot[2] + high.JibHeight - max(high.JibHalf, crane.LeastRope+crane.HookHalf)
			add(high, low, "height above the lower crane's highest part", lowest-low.top())
		}
		m.freeSweep(a, &all)
	}
	return all
}

// top is the crane's highest part [m].
func (t *tower) top() float64 {
	top := t.Foot[2] + t.JibHeight
	if t.Kind == crane.Luffing {
		return top + t.Jib
	}
	return top + max(t.Head, t.JibHalf)
}

// freeSweep turns a crane as the wind may, with its hook drawn in, past what
// stands.
func (m *Model) freeSweep(t *tower, all *[]LayoutFinding) {
	s := t.NewState(0, t.MinRadius, crane.LeastRope, 0)
	s.Slew.Rate = 2 * math.Pi / 100 // one turn in the horizon
	for k := range m.guard.things {
		th := &m.guard.things[k]
		if th.loaded || th.absent || th.placed {
			continue
		}
		if at, _, ok := t.TimeToThing(&s, &th.Thing, 100); ok {
			on := t.Later(s, at)
			found, _ := t.Nearest(&on, &th.Thing, far)
			*all = append(*all, LayoutFinding{m.Time, t.id, th.id, fmt.Sprintf("cannot turn freely in the wind: bearing %.0f°", bearing(on.Slew.At)), found, th.Keep, th.rule.Cite(), th.rule.Verified})
		}
	}
}

// addLayout notes what is wrong now and was not before.
func (m *Model) addLayout() {
	for _, f := range m.checkLayout() {
		known := false
		for _, g := range m.Layout {
			known = known || g.A == f.A && g.B == f.B && (g.What == f.What || g.Kind() == f.Kind())
		}
		if !known {
			m.Layout = append(m.Layout, f)
		}
	}
}

// Kind is what a finding is of: "tip", "height" or "wind".
func (f *LayoutFinding) Kind() string {
	switch f.What[0] {
	case 'j':
		return "tip"
	case 'h':
		return "height"
	}
	return "wind"
}

// FreeSweep is what a crane passes over when the wind turns it: no rule forbids
// it, but somebody has to know.
type FreeSweep struct {
	Crane   string  `json:"crane"`
	Over    string  `json:"over"`     // a zone
	Kind    string  `json:"kind"`     // of the zone
	FromDeg float64 `json:"from_deg"` // bearings of the jib, clockwise from the site's north
	ToDeg   float64 `json:"to_deg"`
}

// freeSweeps finds the zones that the cranes' jibs pass over, looked at every
// degree.
func (m *Model) freeSweeps() (all []FreeSweep) {
	for _, t := range m.towers {
		for k := range m.zones {
			z := &m.zones[k]
			if z.laydown || z.thing == 0 {
				continue
			}
			const looks = 360
			over := [looks]bool{}
			some := false
			for n := range over {
				over[n] = t.over(z.ring, fromBearing(float64(n)))
				some = some || over[n]
			}
			if !some {
				continue
			}
			for n := range over { // each stretch of bearings
				if !over[n] || over[(n+looks-1)%looks] && !whole(over[:]) || n > 0 && whole(over[:]) {
					continue
				}
				to := n
				for to-n < looks-1 && over[(to+1)%looks] {
					to++
				}
				all = append(all, FreeSweep{t.id, z.id, m.guard.things[z.thing-1].kind, float64(n), float64(to % looks)})
			}
		}
	}
	return all
}

func whole(over []bool) bool {
	for _, v := range over {
		if !v {
			return false
		}
	}
	return true
}

// over tells whether the jib lies over a part of a ring at a bearing, looked at
// every metre.
func (t *tower) over(ring []mgl64.Vec2, slew float64) bool {
	sin, cos := math.Sincos(slew)
	reach := t.Jib + t.Pivot
	for r := 0.0; r <= reach; r++ {
		if insideRing(ring, t.Foot.Vec2().Add(mgl64.Vec2{r * cos, r * sin})) {
			return true
		}
	}
	return false
}

func insideRing(ring []mgl64.Vec2, p mgl64.Vec2) bool {
	inside := false
	for k, a := range ring {
		b := ring[(k+1)%len(ring)]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
			inside = !inside
		}
	}
	return inside
}

// under is the zone over which a crane's jib is now, "" if it is none.
func (m *Model) under(t *tower) string {
	for k := range m.zones {
		if z := &m.zones[k]; !z.laydown && z.thing > 0 && t.over(z.ring, t.State.Slew.At) {
			return z.id
		}
	}
	return ""
}
