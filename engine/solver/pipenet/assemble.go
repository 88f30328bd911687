package pipenet

import (
	"fmt"
	"math"
)

// addLinks turns conduits into reaches that run downhill and all else into gates.
func (s *Solver) addLinks() error {
	for k := range s.net.Links {
		l := &s.net.Links[k]
		if l.Conduit != nil && l.Conduit.Section != nil {
			r, err := s.reachOf(l, int32(k))
			if err != nil {
				return fmt.Errorf("link %s: %w", l.Name, err)
			}
			s.part[k] = int32(len(s.reaches))
			s.reaches = append(s.reaches, r)
			continue
		}
		s.part[k] = -1 - int32(len(s.gates))
		s.gates = append(s.gates, s.gateOf(l, int32(k)))
	}
	for k := range s.reaches {
		r := &s.reaches[k]
		s.around[r.from] = append(s.around[r.from], int32(k))
		s.around[r.to] = append(s.around[r.to], int32(k))
		for _, end := range []struct {
			node int32
			z    float64
		}{{r.from, r.z1}, {r.to, r.z2}} {
			v := &s.nodes[end.node]
			v.crown = max(v.crown, end.z+r.section.Depth)
		}
	}
	return nil
}

func (s *Solver) reachOf(l *Link, link int32) (reach, error) {
	c := l.Conduit
	from, to := &s.net.Nodes[l.From], &s.net.Nodes[l.To]
	r := reach{
		section: c.Section, link: link, from: int32(l.From), to: int32(l.To),
		z1: from.Invert + c.FromOffset, z2: to.Invert + c.ToOffset,
		length: c.Length, barrels: float64(max(c.Barrels, 1)), n: c.N, main: c.Main,
		entry: c.Entry, exit: c.Exit, along: c.Along,
		limit: math.Inf(1), criterion: s.options.Limit, swell: 2, inertia: s.options.Damping,
	}
	if s.options.Extran {
		r.swell, r.extran = 1, true
	}
	offset1, offset2 := c.FromOffset, c.ToOffset
	if l.Flap {
		r.flap = 1
	}
	initial := c.Initial / r.barrels
	if r.z2 > r.z1 {
		r.turned = true
		r.from, r.to, r.z1, r.z2 = r.to, r.from, r.z2, r.z1
		r.entry, r.exit = r.exit, r.entry
		offset1, offset2 = offset2, offset1
		r.flap, initial = -r.flap, -initial
	}
	// A flap gate on an outfall keeps the sea out, whichever way the reach runs.
	for _, end := range []struct {
		node int32
		way  int8
	}{{r.to, 1}, {r.from, -1}} {
		if d := &s.net.Nodes[end.node]; d.Kind == Outfall && d.Flap {
			r.flap = end.way
		}
	}
	if c.MaxFlow > 0 {
		r.limit = c.MaxFlow / r.barrels
	}
	fall := r.z1 - r.z2
	r.slope = fall / math.Sqrt(max(r.length*r.length-fall*fall, r.length*r.length*1e-4))
	if r.n == 0 { // a force main: the n with the same full flow at this slope
		grip := r.section.Radius(r.section.Depth)
		v := math.Sqrt(gravity * max(r.slope, 1e-3) / r.main.friction(1, grip))
		r.n = math.Pow(grip, 2.0/3) * math.Sqrt(max(r.slope, 1e-3)) / v
	}
	r.manning = gravity * r.n * r.n
	r.capacity = math.Sqrt(r.slope) / r.n
	kind1, kind2 := s.net.Nodes[r.from], s.net.Nodes[r.to]
	r.fall1 = offset1 > 0 || kind1.Kind == Outfall
	r.fall2 = offset2 > 0 || kind2.Kind == Outfall
	r.sluice = kind2.Kind == Outfall && kind2.Level == Normal
	// Where the upper end falls freely, the whole volume follows the level of the
	// lower one; the other way round see hang.go.
	r.part1, r.part2 = 0.5, 0.5
	r.loose = kind2.Kind == Outfall && kind2.Level != Given
	if kind1.Kind == Outfall && kind1.Level != Given {
		r.part1, r.part2 = 0, 1
	}
	if c.Culvert > 0 {
		if r.turned {
			return r, fmt.Errorf("a culvert with an inlet code must run downhill")
		}
		t, err := newInletControl(c.Culvert, r.section, r.slope)
		if err != nil {
			return r, err
		}
		r.inlet = t
	}
	r.flow = min(max(initial, -r.limit), r.limit)
	h1, h2 := s.startHead(r.from), s.startHead(r.to)
	r.y1, r.y2 = min(max(h1-r.z1, 0), r.section.Depth), min(max(h2-r.z2, 0), r.section.Depth)
	r.mid = r.section.Area((r.y1 + r.y2) / 2)
	r.falls = r.fall2 && h2-r.z2 < r.outfall(max(r.flow, 0)) || r.loose
	r.hangs = r.falls && r.part1 > 0
	r.fixBulk()
	if r.mid <= 0 {
		r.flow = 0
	}
	s.flow[link] = r.outward()
	return r, nil
}

// outward is the flow of all barrels in the link's own direction [m³/s].
func (r *reach) outward() float64 {
	if r.turned {
		return -r.flow * r.barrels
	}
	return r.flow * r.barrels
}

func (s *Solver) startHead(i int32) float64 {
	d := &s.net.Nodes[i]
	if d.Kind == Outfall {
		return max(s.nodes[i].stage, d.Invert)
	}
	return d.Invert + d.Initial
}

func (s *Solver) gateOf(l *Link, link int32) gate {
	z := s.nodes[l.From].invert
	g := gate{link: link, from: int32(l.From), to: int32(l.To), z1: z, z2: s.nodes[l.To].invert, flap: l.Flap, setting: 1, target: 1, running: true}
	switch {
	case l.Orifice != nil:
		g.rating = l.Orifice.rating(z + l.Orifice.Offset)
	case l.Weir != nil:
		g.rating = l.Weir.rating(z + l.Weir.Offset)
	case l.Outlet != nil:
		g.rating = l.Outlet.rating(z + l.Outlet.Offset)
	case l.Pump != nil:
		g.pump = l.Pump
		g.running = !l.Pump.Off
		g.needWell(s, l)
	default:
		g.pump = &Pump{Kind: IdealPump}
	}
	if d := &s.net.Nodes[l.To]; d.Kind == Outfall {
		g.z2 = math.Inf(-1)
		g.flap = g.flap || d.Flap
	}
	return g
}

// needWell gives a junction that a pump empties by volume the plan area with
// which its full depth holds the greatest volume of the curve.
func (g *gate) needWell(s *Solver, l *Link) {
	d, v := &s.net.Nodes[l.From], &s.nodes[l.From]
	if l.Pump.Kind != ByVolume || v.basin >= 0 || v.row < 0 || d.MaxDepth <= 0 {
		return
	}
	x := l.Pump.Curve.X
	v.shaft = max(x[len(x)-1]/d.MaxDepth, least)
	g.well = v.shaft
}

// volumeAt returns the volume [m³] of a node and its share of the conduits when
// its head is h [m], and how it grows with h [m²].
func (s *Solver) volumeAt(i int, h float64) (volume, area float64) {
	v := &s.nodes[i]
	volume, area = s.own(v, h)
	for _, k := range s.around[i] {
		r := &s.reaches[k]
		size := r.length * r.barrels
		part, z := r.part1, r.z1
		if int(r.to) == i {
			part, z = r.part2, r.z2
			if r.hangs {
				continue
			}
		} else if r.hangs {
			a, w := r.tail(h - z)
			volume += r.part2 * size * a
			area += r.part2 * size * w
		}
		a, w := r.section.hold(h-z, v.crown-z, v.fade)
		a, w = r.half(h-z, a, w)
		volume += part * size * a
		area += part * size * w
	}
	return volume, area
}

// own is the volume of a node without conduits.
func (s *Solver) own(v *vessel, h float64) (volume, area float64) {
	if v.row < 0 {
		return 0, 0
	}
	above := 0.0
	if h > v.rim && v.above > 0 {
		above, h = v.above*(h-v.rim), v.rim
	}
	switch {
	case v.basin >= 0:
		volume, area = s.basins[v.basin].at(h - v.invert)
	case v.sealed && h > v.crown:
		held, share := faded(h-v.crown, v.fade)
		volume, area = v.shaft*(v.crown-v.invert+held), v.shaft*share
	default:
		volume, area = v.shaft*(h-v.invert), v.shaft
	}
	if above > 0 {
		return volume + above, v.above
	}
	return volume, area
}

// levelOf returns the head [m] at which node i holds a volume [m³].
func (s *Solver) levelOf(i int, volume float64) float64 {
	v := &s.nodes[i]
	if volume <= 0 {
		return v.invert
	}
	low, high := v.invert, v.invert+1
	for k := 0; k < 60; k++ {
		if got, _ := s.volumeAt(i, high); got >= volume {
			break
		}
		high += high - low
	}
	for k := 0; k < 200 && high-low > 1e-13*max(math.Abs(high), 1); k++ {
		middle := (low + high) / 2
		if got, _ := s.volumeAt(i, middle); got < volume {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}
