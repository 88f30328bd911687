package pipenet

import "math"

// trialFlows finds the flows of all links at the levels now tried, and what they
// bring to their nodes.
func (s *Solver) trialFlows(n int, dt float64) {
	for i := range s.nodes {
		v, x := &s.nodes[i], &s.shaken[i]
		given := s.lateral[i]
		x.in, x.out, x.slope = max(given, 0), max(-given, 0), 0
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
		x.area, y.area = x.area+g.surface1, y.area+g.surface2
	}
}

// trialDepths finds the levels that the flows now tried make; it says whether
// none changed by more than headTol.
func (s *Solver) trialDepths(n int, dt float64) bool {
	still := true
	for i := range s.nodes {
		v, x := &s.nodes[i], &s.shaken[i]
		if v.row < 0 {
			v.try = s.outfallLevel(i, v) // never still: links to it are tried every time
			continue
		}
		last := v.try
		v.try = v.invert + s.trialDepth(v, x, s.net.Nodes[i].Kind == Storage, n, dt)
		x.still = math.Abs(v.try-last) <= s.options.headTolerance()
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
	gained := dt * (x.net + links) / 2
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
		if x.over = gained / dt; x.over < film*foot*foot {
			x.over = 0
		}
	}
	return y
}

func (o *Options) headTolerance() float64 {
	if o.HeadTolerance > 0 {
		return o.HeadTolerance
	}
	return headTol
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
	y, normal := r.section.falling(q), r.section.Depth
	if r.capX > 0 {
		normal = r.section.running(q / r.capX)
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
