package pipenet

import "math"

// trialFlows finds the flows of all links at the levels now tried, and what they
// bring to their nodes.
func (s *Solver) trialFlows(n int, dt float64) {
	for i := range s.nodes {
		v, x := &s.nodes[i], &s.shaken[i]
		x.in, x.out, x.slope = max(v.lateral, 0), max(-v.lateral, 0), 0
		x.area = 0
		if v.row < 0 {
			continue
		}
		switch {
		case v.above > 0 && !v.loses && v.try > v.rim:
			x.area = v.above
		case v.basin >= 0:
			_, x.area = s.basins[v.basin].at(v.try - v.invert)
		}
	}
	meet := func(from, to int32, q float64) {
		if q >= 0 {
			s.shaken[from].out += q
			s.shaken[to].in += q
		} else {
			s.shaken[from].in -= q
			s.shaken[to].out -= q
		}
	}
	for k := range s.reaches {
		r := &s.reaches[k]
		a, b := &s.nodes[r.from], &s.nodes[r.to]
		if n < 2 || !s.shaken[r.from].still || !s.shaken[r.to].still {
			r.trial(a, b, n, dt)
		}
		meet(r.from, r.to, r.guess*r.barrels)
		x, y := &s.shaken[r.from], &s.shaken[r.to]
		x.area, y.area = x.area+r.surface1*r.barrels, y.area+r.surface2*r.barrels
		x.slope, y.slope = x.slope+r.toward*r.barrels, y.slope+r.toward*r.barrels
	}
	for k := range s.gates {
		g := &s.gates[k]
		q := g.last
		if n < 2 || !s.shaken[g.from].still || !s.shaken[g.to].still {
			q = s.gateTrial(g, n, dt)
		}
		meet(g.from, g.to, q)
		x, y := &s.shaken[g.from], &s.shaken[g.to]
		x.slope, y.slope = x.slope+g.toward, y.slope+g.away
		if o := s.net.Links[g.link].Orifice; o != nil && !o.Bottom && q != 0 {
			a := o.surface(max(s.nodes[g.from].try, s.nodes[g.to].try)-s.nodes[g.from].invert-o.Offset, s.options.Step)
			x.area, y.area = x.area+a/2, y.area+a/2
		}
	}
}

// surface is the plan area of the pipe that EXTRAN puts for a side orifice [m²],
// with the water h over its lower edge [m].
func (o *Orifice) surface(h, step float64) float64 {
	h = min(max(h, 0), o.Height)
	width := o.Width
	if o.Circular {
		h = min(h, keep*o.Height)
		width = 2 * math.Sqrt(max(h*(o.Height-h), 0))
	}
	return width * max(equalLen, 2*step*math.Sqrt(gravity*o.Height))
}

// gateTrial finds the flow of a link without volume.
func (s *Solver) gateTrial(g *gate, n int, dt float64) float64 {
	a, b := &s.nodes[g.from], &s.nodes[g.to]
	x := &s.shaken[g.from]
	if p := g.pump; p != nil {
		if p.Kind == IdealPump {
			g.toward, g.away = 0, 0
			q := 0.0
			if g.running && g.setting > 0 {
				q = x.in
			}
			g.last = q
			return q
		}
		if p.Kind == ByStage {
			g.fixed = p.Curve.step(a.try - a.invert)
		}
		g.try(a.try, b.try)
		if a.basin >= 0 && g.guess > 0 {
			held, _ := s.basins[a.basin].at(a.head - a.invert)
			g.guess = min(g.guess, x.in+held/dt)
		}
		g.last = g.guess
		return g.last
	}
	g.try(a.try, b.try)
	q := g.guess
	if n > 0 {
		q = (1-omega)*g.last + omega*q
		if q*g.last < 0 {
			q = math.Copysign(0.001*foot*foot*foot, q)
		}
	}
	g.last = q
	return q
}

// trialDepths finds the levels that the flows now tried make; it says whether
// none changed by more than headTol.
func (s *Solver) trialDepths(n int, dt float64) bool {
	still := true
	for i := range s.nodes {
		v, x := &s.nodes[i], &s.shaken[i]
		if v.row < 0 {
			v.try, s.shaken[i].still = s.outfallLevel(i, v), true
			continue
		}
		last := v.try
		v.try = v.invert + s.trialDepth(v, x, s.net.Nodes[i].Kind == Storage, n, dt)
		x.still = math.Abs(v.try-last) <= headTol
		still = still && x.still
	}
	return still
}

func (s *Solver) trialDepth(v *vessel, x *shaken, storage bool, n int, dt float64) float64 {
	old, last, crown, rim := v.head-v.invert, v.try-v.invert, x.crown-v.invert, v.rim-v.invert
	ponds := v.above > 0 && !v.loses
	ponded := ponds && last > rim
	area := max(x.area, s.options.leastArea())
	links := x.in - x.out
	gained := dt * ((x.net+links-v.lateral)/2 + v.lateral)
	x.over = 0
	y := 0.0
	if last <= crown || storage || ponded {
		y = old + gained/area
		if !ponded {
			x.surface = area
		}
		if n > 0 {
			y = (1-omega)*last + omega*y
		}
		if ponded && y < rim {
			y = rim - film
		}
	} else {
		share := 1.0
		if x.source {
			share = corrEnd
		}
		slope := x.slope
		if last < 1.25*crown {
			slope += (x.surface/dt - x.slope) * math.Exp(-slotFade*(last-crown)/crown)
		}
		y = last
		if slope != 0 {
			y += share * links / slope
		}
		if y < crown {
			y = crown - film
		}
		if ponds && y > rim {
			y = rim + film
		}
	}
	y = max(y, 0)
	if y > rim && !ponds {
		y = rim
		x.over = max(gained/dt, 0)
	}
	return y
}

func (o *Options) leastArea() float64 {
	if o.LeastArea > 0 {
		return o.LeastArea
	}
	return defaultShaft
}

// outfallLevel is the level at an outfall [m]: the stage, or the critical or
// normal depth of what flows to it.
func (s *Solver) outfallLevel(i int, v *vessel) float64 {
	if len(s.around[i]) == 0 {
		return max(v.stage, v.invert)
	}
	r := &s.reaches[s.around[i][0]]
	z := r.z2
	if int(r.from) == i {
		z = r.z1
	}
	q := math.Abs(r.guess)
	y, normal := r.section.critical(q), r.section.Depth
	if r.capX > 0 {
		normal = r.section.normal(q / r.capX)
	}
	y = min(y, normal)
	switch kind := s.net.Nodes[i].Level; {
	case kind != Given && z > v.invert:
		return v.invert
	case kind == Normal:
		return z + normal
	case kind == Free:
		return z + y
	case z+y < v.stage:
		return v.stage
	case z > v.invert:
		return max(v.stage, v.invert)
	}
	return z + y
}
