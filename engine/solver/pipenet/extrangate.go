package pipenet

import "math"

// gateTrial finds, EXTRAN's way, the flow of a link without volume at the levels
// now tried, how it changes with both and the surface that it lends its nodes.
// EXTRAN counts the change with the level upstream for both ends.
func (s *Solver) gateTrial(g *gate, n int, dt float64) float64 {
	l := &s.net.Links[g.link]
	g.toward, g.away, g.surface1, g.surface2 = 0, 0, 0, 0
	if g.pump != nil {
		q := s.pumpTrial(g, dt)
		if l.Conduit != nil && n > 0 { // a dummy conduit, which is no pump
			q = relaxed(q, g.last)
		}
		g.last = q
		return q
	}
	a, b := &s.nodes[g.from], &s.nodes[g.to]
	high, low, source, back := a.try, b.try, a, false
	if low > high || low == high && l.Weir != nil {
		high, low, source, back = low, high, b, true
	}
	q, slope := 0.0, 0.0
	shut := g.setting <= 0 || g.flap && back
	switch {
	case shut:
	case l.Orifice != nil:
		q, slope = s.orificeTrial(g, l.Orifice, high, low, back, source.try-source.invert > film)
	case l.Weir != nil:
		q, slope = l.Weir.trial(a.invert+l.Weir.Offset, high, low, g.setting, back)
	case source.try-source.invert > film:
		q = math.Abs(g.rating(a.try, b.try, g.setting))
	}
	if o := l.Orifice; o != nil && (shut || q == 0) {
		g.surface1 = film * o.reach(s.options.Step) / 2
		g.surface2 = g.surface1
	}
	if s.net.Nodes[g.from].Kind == Storage {
		g.surface1 = 0
	}
	if s.net.Nodes[g.to].Kind == Storage {
		g.surface2 = 0
	}
	if back {
		q = -q
	}
	if n > 0 {
		q = relaxed(q, g.last)
	}
	g.last, g.toward, g.away = q, slope, slope
	return q
}

// relaxed is the flow of a trial after the first: half of what the trial finds,
// and hardly any where it turns.
func relaxed(q, last float64) float64 {
	q = (1-omega)*last + omega*q
	if q*last < 0 {
		return math.Copysign(0.001*foot*foot*foot, q)
	}
	return q
}

// reach is the length of the pipe that EXTRAN puts for an orifice [m].
func (o *Orifice) reach(step float64) float64 {
	return max(equalLen, 2*step*math.Sqrt(grav*o.Height))
}

// orificeTrial is the flow of an orifice from high to low, by Orifice.rating but
// that a drowned bottom opening runs as a weir by the difference of levels; and
// dQ/dH.
func (s *Solver) orificeTrial(g *gate, o *Orifice, high, low float64, back, wet bool) (q, slope float64) {
	z := s.nodes[g.from].invert + o.Offset
	open := o.Height * g.setting
	area, full, middle := open*o.Width, open, z+open/2
	if o.Circular {
		area = segment(o.Height, open)
	}
	head := high - z
	if o.Bottom {
		rim := 2 * (open + o.Width)
		full = o.Coefficient / 0.414 * open * o.Width / rim
		if o.Circular {
			full = o.Coefficient / 0.414 * open / 4
		}
		middle, head = z, high-max(low, z)
	}
	share := min(head/full, 1) // of the depth from which it runs as an orifice
	if !o.Bottom && share >= 1 {
		head = high - max(low, middle)
	}
	if !(head > film && wet) || area <= 0 {
		return 0, 0
	}
	surface := area
	if !o.Bottom {
		width := o.Width
		if o.Circular {
			width = 2 * math.Sqrt(max(open*share*(o.Height-open*share), 0))
		}
		surface = width * o.reach(s.options.Step)
	}
	g.surface1, g.surface2 = surface/2, surface/2
	if z > low && back { // it falls freely
		g.surface1 = 0
	} else if z > low {
		g.surface2 = 0
	}
	k := o.Coefficient * area * math.Sqrt(2*grav)
	if share >= 1 {
		q = k * math.Sqrt(head)
		return q, q / (2 * head)
	}
	limit := full
	if !o.Bottom {
		limit = full / 2
	}
	q = k * math.Sqrt(limit) * share * math.Sqrt(share)
	slope = 1.5 * q / (share * full)
	if low > z {
		q *= drowning(high-z, low-z, 1.5)
	}
	return q, slope
}

// trial is the flow over a weir whose crest is at z, by Weir.rating, and dQ/dH
// of the free fall.
func (w *Weir) trial(z, high, low, setting float64, back bool) (q, slope float64) {
	crest, crown := z+(1-setting)*w.Height, z+w.Height
	head := high - crest
	if head <= film || crest >= crown {
		return 0, 0
	}
	if high >= crown {
		if w.Surcharge {
			center, edge := w.free(crown-crest, setting, back)
			head = high - max(low, (crest+crown)/2)
			q = (center + edge) * math.Sqrt(max(head, 0)/((crown-crest)/2))
			if head > 0 {
				slope = q / (2 * head)
			}
			return q, slope
		}
		head = crown - crest
	}
	center, edge := w.free(head, setting, back)
	power := w.power(back)
	slope = (power*center + 2.5*edge) / head
	if low > crest {
		center *= drowning(high-crest, low-crest, power)
		edge *= drowning(high-crest, low-crest, 2.5)
	}
	return center + edge, slope
}

// pumpTrial is what a pump lifts at the levels now tried, but no more than there
// is; a dummy conduit and an ideal pump pass on all that has come so far.
func (s *Solver) pumpTrial(g *gate, dt float64) float64 {
	p := g.pump
	a, b := &s.nodes[g.from], &s.nodes[g.to]
	x := &s.shaken[g.from]
	if !g.running || g.setting <= 0 {
		return 0
	}
	depth := a.try - a.invert
	held := func(depth float64) float64 {
		if a.basin >= 0 {
			v, _ := s.basins[a.basin].at(depth)
			return v
		}
		if p.Kind == ByVolume {
			return p.Curve.X[len(p.Curve.X)-1] * depth / (a.rim - a.invert)
		}
		return 0
	}
	q := 0.0
	switch p.Kind {
	case IdealPump:
		return x.in
	case ByVolume:
		q = p.Curve.step(held(depth))
	case ByStage:
		q = p.Curve.step(depth)
	case ByDepth:
		const rise = 0.001 * foot
		q = p.Curve.At(depth)
		g.toward = (p.Curve.At(depth+rise) - q) / rise
	case ByHead, BySpeed:
		speed := 1.0
		if p.Kind == BySpeed {
			speed = g.setting
		}
		head := max(b.try-a.try, 0) / speed / speed
		var slope float64
		q, slope = p.Curve.slope(head)
		if c := &p.Curve; head <= c.X[0] && len(c.X) > 1 { // SWMM counts the first piece's slope below the curve, too
			slope = (c.Y[1] - c.Y[0]) / (c.X[1] - c.X[0])
		}
		g.toward = -slope / speed
		g.away = g.toward
	}
	q = max(q, 0) * g.setting
	switch {
	case q == 0:
	case s.net.Nodes[g.from].Kind == Storage || p.Kind == ByVolume:
		q = max(min(q, x.in+held(a.head-a.invert)/dt), 0)
	case p.Kind != BySpeed:
		gained := (x.net + x.in - x.out - q) / 2 * dt
		if a.head-a.invert+gained/x.area <= 0 {
			q = x.in
		}
	}
	return q
}
