package crane

import (
	"math"

	"shapan/engine/solver/collide"
)

// Group is a part of a crane that moves as one.
type Group uint8

// The groups: the mast with its head, the jib, the counter-jib, and what hangs:
// rope, hook and load.
const (
	MastGroup Group = iota
	JibGroup
	CounterGroup
	HangingGroup
	groups
)

// String is the group's name in files and summaries.
func (g Group) String() string { return [...]string{"mast", "jib", "counter_jib", "load"}[g] }

// Touch is where two cranes, moving on as they do, come too near to each other.
type Touch struct {
	At   float64 // from now [s]
	A, B Group   // of the first crane, of the second
}

// near is the gap at which parts are taken to touch [m].
const near = collide.Near

// TimeToTouch finds when two cranes that keep their rates come within a
// clearance [m] of each other, first of all; ok is false if they do not before
// the horizon [s].
//
// It is conservative: a contact is never passed over nor reported late, and
// early by the time in which the distance falls by a hundredth of a millimetre.
// Pairs of parts that cannot meet, by their heights or by the bearings at which
// they reach each other's circle, cost nothing; the others advance by
// collide.FirstContact.
func TimeToTouch(a, b *Crane, sa, sb *State, clear, horizon float64) (Touch, bool) {
	touch, found := Touch{At: horizon}, false
	x, y := b.Foot[0]-a.Foot[0], b.Foot[1]-a.Foot[1]
	d := math.Sqrt(x*x + y*y)
	var m meeting
	m.a.set(a, sa, horizon)
	m.b.set(b, sb, horizon)
	m.clear = clear
	if d > m.a.far+m.b.far+clear {
		return touch, false
	}
	offA, offB, known := 0.0, 0.0, false
	for ga := range groups {
		ea := &m.a.extent[ga]
		for gb := range groups {
			eb := &m.b.extent[gb]
			if ea.radius+eb.radius+clear < d || ea.low > eb.high+clear || eb.low > ea.high+clear || ga == MastGroup && gb == MastGroup {
				continue
			}
			if !known { // bearings from the line of the masts
				offA = math.Atan2(m.a.sin*x-m.a.cos*y, m.a.cos*x+m.a.sin*y)
				offB = math.Atan2(-m.b.sin*x+m.b.cos*y, -m.b.cos*x-m.b.sin*y)
				known = true
			}
			turnsA, ok := m.a.turns(ga, offA, d, eb.radius+clear, touch.At)
			if !ok {
				continue
			}
			turnsB, ok := m.b.turns(gb, offB, d, ea.radius+clear, touch.At)
			if !ok {
				continue
			}
			if !m.of(ga, gb) {
				continue
			}
			for i := turnsA; i.from <= touch.At; i.next() {
				for j := turnsB; j.from <= min(i.to, touch.At); j.next() {
					from, to := max(i.from, j.from, 0), min(i.to, j.to, touch.At)
					if from > to {
						continue
					}
					if t, ok := m.first(from, to); ok && (t < touch.At || !found) {
						touch, found = Touch{At: t, A: ga, B: gb}, true
					}
				}
			}
		}
	}
	return touch, found
}

// meeting is two cranes, each of which keeps its rates, and a group of each.
type meeting struct {
	a, b           mover
	clear          float64
	ga, gb         Group
	bend, speed    float64    // how the distance of the groups may change [m/s²], [m/s]
	near           [2][2]bool // links that may meet
	tieA, tieB     bool       // a tie is among them
	hangs          bool
	to             float64 // when it is of no more interest [s]
	partsA, partsB links
}

// of readies the meeting for two groups; ok is false if their links pass over one
// another.
func (m *meeting) of(ga, gb Group) (ok bool) {
	m.near, m.tieA, m.tieB = [2][2]bool{}, false, false
	for i := range m.near {
		lowA, highA, isA := m.a.heights(ga, i)
		if !isA {
			break
		}
		for j := range m.near[i] {
			lowB, highB, isB := m.b.heights(gb, j)
			if !isB {
				break
			}
			if lowA > highB+m.clear || lowB > highA+m.clear || m.a.behind(ga, i, highB) || m.b.behind(gb, j, highA) {
				continue
			}
			m.near[i][j], ok = true, true
			m.tieA, m.tieB = m.tieA || i == theTie, m.tieB || j == theTie
		}
	}
	if ok {
		m.ga, m.gb = ga, gb
		m.bend, m.speed = m.a.bend(ga)+m.b.bend(gb), m.a.closing(&m.b, ga, gb)
		m.hangs = ga == HangingGroup || gb == HangingGroup
	}
	return ok
}

// first is when the groups first come within the clearance.
func (m *meeting) first(from, to float64) (float64, bool) {
	m.to = to
	return collide.FirstContact(from, to, near, m.look)
}

// look is the gap of the groups beyond the clearance at an instant, and until
// when it certainly stays open.
func (m *meeting) look(t float64) (gap, until float64) {
	pa, pb := m.a.at(t), m.b.at(t)
	m.a.place(&m.partsA, &pa, m.ga, m.tieA)
	m.b.place(&m.partsB, &pb, m.gb, m.tieB)
	gap = math.Inf(1)
	open := math.Inf(1)
	for i := range m.near {
		for j := range m.near[i] {
			if m.near[i][j] {
				g, o := m.partsA[i].gap(&m.partsB[j], m.clear, m.bend, m.to-t)
				gap, open = min(gap, g), min(open, o)
			}
		}
	}
	const rough = 0.5           // [m]
	if m.hangs && gap < rough { // it was taken thicker than it is
		gap, open = m.exact(&pa, &pb)
	}
	if gap > near {
		open = max(open, gap/m.speed)
	}
	return gap, min(t+open, m.a.breaks(m.ga, t), m.b.breaks(m.gb, t))
}

// exact is the gap of groups one of which hangs, or both, and for how long it
// certainly stays open.
func (m *meeting) exact(pa, pb *pose) (gap, open float64) {
	switch {
	case m.ga == HangingGroup && m.gb == HangingGroup:
		return between(&m.a, &m.b, pa, pb, m.ga, m.gb) - m.clear, 0
	case m.ga == HangingGroup:
		return m.a.hangingGap(pa, &m.partsB, m.near[theMain], m.clear, m.bend)
	}
	return m.b.hangingGap(pb, &m.partsA, [2]bool{m.near[theMain][theMain], m.near[theTie][theMain]}, m.clear, m.bend)
}

// closing bounds how fast the distance of two groups can fall [m/s]: by the sum
// of the greatest speeds of their points; or seen from one that turns with either
// crane, in which only the other moves, round its own mast by the difference of
// both rates while that mast goes round the first. Two that turn alike close in
// slowly.
func (m *mover) closing(o *mover, g, og Group) float64 {
	a, b := &m.extent[g], &o.extent[og]
	x, y := o.base[0]-m.base[0], o.base[1]-m.base[1]
	apart := math.Sqrt(x*x + y*y)
	turn := math.Abs(m.slew.Rate - o.slew.Rate)
	along := a.along + b.along
	return min(a.speed+b.speed,
		turn*b.radius+math.Abs(m.slew.Rate)*apart+along,
		turn*a.radius+math.Abs(o.slew.Rate)*apart+along)
}

// Clearance is the distance of two cranes now [m] and the groups that are
// nearest.
func Clearance(a, b *Crane, sa, sb *State) (distance float64, ga, gb Group) {
	var ma, mb mover
	ma.set(a, sa, 0)
	mb.set(b, sb, 0)
	pa, pb := ma.at(0), mb.at(0)
	distance = math.Inf(1)
	for x := range groups {
		for y := range groups {
			if atLeast(&ma, &mb, &pa, &pb, x, y) >= distance {
				continue
			}
			if d := between(&ma, &mb, &pa, &pb, x, y); d < distance {
				distance, ga, gb = d, x, y
			}
		}
	}
	return distance, ga, gb
}
