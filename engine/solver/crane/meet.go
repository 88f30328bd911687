package crane

import "math"

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

// TimeToTouch finds when two cranes that keep their rates come within a
// clearance [m] of each other, first of all; ok is false if they do not before
// the horizon [s].
//
// It is conservative: a contact is never passed over nor reported late, and
// early by the time in which the distance falls by a hundredth of a millimetre.
// Pairs of parts that cannot meet, by their heights or by the bearings at which
// they reach each other's circle, cost nothing; the others advance by the
// distance over the greatest speed at which it can fall (Mirtich 1996).
func TimeToTouch(a, b *Crane, sa, sb *State, clear, horizon float64) (Touch, bool) {
	touch, found := Touch{At: horizon}, false
	apart := b.Foot.Vec2().Sub(a.Foot.Vec2())
	d := apart.Len()
	ab := math.Atan2(apart[1], apart[0])
	ma, mb := newMover(a, sa, horizon), newMover(b, sb, horizon)
	if d > ma.far+mb.far+clear {
		return touch, false
	}
	for ga := range groups {
		for gb := range groups {
			ea, eb := &ma.extent[ga], &mb.extent[gb]
			if ea.low > eb.high+clear || eb.low > ea.high+clear || ea.radius+eb.radius+clear < d || ga == MastGroup && gb == MastGroup {
				continue
			}
			spansA := ma.spans(ga, ab, d, eb.radius+clear, touch.At)
			spansB := mb.spans(gb, ab+math.Pi, d, ea.radius+clear, touch.At)
			for _, x := range spansA.list[:spansA.n] {
				for _, y := range spansB.list[:spansB.n] {
					from, to := max(x.from, y.from), min(x.to, y.to, touch.At)
					if from > to {
						continue
					}
					if t, ok := ma.advance(&mb, ga, gb, clear, from, to); ok && (t < touch.At || !found) {
						touch, found = Touch{At: t, A: ga, B: gb}, true
					}
				}
			}
		}
	}
	return touch, found
}

// halfAngle is how far from the line between two masts, d apart, the bearing of
// a point up to the radius own may be that is within other of the second.
func halfAngle(own, other, d float64) float64 {
	switch {
	case other >= d:
		return math.Pi
	case own*own >= d*d-other*other: // the tangent's foot is in reach
		return math.Asin(other / d)
	}
	return math.Acos(max(-1, min((d*d+own*own-other*other)/(2*d*own), 1)))
}

type span struct{ from, to float64 }

type spans struct {
	list [8]span
	n    int
}

func (s *spans) add(from, to float64) {
	if s.n == len(s.list) { // many turns: from here on all the time
		s.list[s.n-1].to = math.Inf(1)
		return
	}
	s.list[s.n] = span{from, to}
	s.n++
}

// spans are the times up to the horizon at which a group points to where it may
// come within other of a mast that stands d away on a bearing.
func (m *mover) spans(g Group, bearing, d, other, horizon float64) (s spans) {
	e := &m.extent[g]
	half := halfAngle(e.radius, other, d)
	// A point beside the jib's line is on another bearing than it; those that are
	// so near to the second mast are at least d - other away from their own.
	if least := d - other; least > e.beside {
		half += math.Asin(e.beside / least)
	} else {
		half = math.Pi
	}
	if g == MastGroup || half >= math.Pi {
		s.add(0, horizon)
		return s
	}
	rate := m.slew.Rate
	at := m.slew.At
	if g == CounterGroup {
		at += math.Pi
	}
	off := math.Remainder(at-bearing, 2*math.Pi)
	if rate == 0 {
		if math.Abs(off) <= half {
			s.add(0, horizon)
		}
		return s
	}
	if rate < 0 {
		off, rate = -off, -rate
	}
	// off + rate t within ±half, and so again every turn.
	for turn := -1; ; turn++ {
		from, to := (float64(turn)*2*math.Pi-half-off)/rate, (float64(turn)*2*math.Pi+half-off)/rate
		if from > horizon || s.n == len(s.list) {
			return s
		}
		if to >= 0 {
			s.add(max(from, 0), min(to, horizon))
		}
	}
}

// advance walks from one instant to another by what the distance of two groups
// allows.
func (m *mover) advance(o *mover, g, og Group, clear, from, to float64) (float64, bool) {
	speed := m.closing(o, g, og)
	const near, rough = 1e-5, 0.5 // [m]
	for t := from; ; {
		pm, po := m.at(t), o.at(t)
		d := atLeast(m, o, &pm, &po, g, og) - clear
		if d < rough {
			d = between(m, o, &pm, &po, g, og) - clear
		}
		if d <= near {
			return t, true
		}
		if speed == 0 {
			return 0, false
		}
		if t += d / speed; t > to {
			return 0, false
		}
	}
}

// closing bounds how fast the distance of two groups can fall [m/s]: by the sum
// of the greatest speeds of their points; or seen from one that turns with either
// crane, in which only the other moves, round its own mast by the difference of
// both rates while that mast goes round the first. Two that turn alike close in
// slowly.
func (m *mover) closing(o *mover, g, og Group) float64 {
	a, b := &m.extent[g], &o.extent[og]
	apart := o.base.Vec2().Sub(m.base.Vec2()).Len()
	turn := math.Abs(m.slew.Rate - o.slew.Rate)
	along := a.along + b.along
	return min(a.speed+b.speed,
		turn*b.radius+math.Abs(m.slew.Rate)*apart+along,
		turn*a.radius+math.Abs(o.slew.Rate)*apart+along)
}

// Clearance is the distance of two cranes now [m] and the groups that are
// nearest.
func Clearance(a, b *Crane, sa, sb *State) (distance float64, ga, gb Group) {
	ma, mb := newMover(a, sa, 0), newMover(b, sb, 0)
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
