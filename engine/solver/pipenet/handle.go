package pipenet

import "math"

// SetInflow sets what enters a node from outside [m³/s] until it is set again;
// negative takes water out, as far as there is any.
func (s *Solver) SetInflow(node int, rate float64) { s.lateral[node] = rate }

// AddInflow adds to what enters a node [m³/s].
func (s *Solver) AddInflow(node int, rate float64) { s.lateral[node] += rate }

// SetStage sets the level [m] before an outfall whose level is Given.
func (s *Solver) SetStage(node int, level float64) {
	if s.nodes[node].row < 0 && s.net.Nodes[node].Level == Given {
		s.nodes[node].stage = level
	}
}

// SetSetting opens an orifice, weir or outlet by a share, 0 to 1, or sets the
// speed of a pump: 0 off, 1 its curve. It does nothing to a conduit but shut it
// at 0 and open it otherwise.
func (s *Solver) SetSetting(link int, setting float64) {
	if k := s.part[link]; k >= 0 {
		s.reaches[k].shut = setting <= 0
		return
	}
	g := &s.gates[-1-s.part[link]]
	g.target = max(setting, 0)
	if g.pump == nil {
		g.target = min(g.target, 1)
	}
	if o := s.net.Links[link].Orifice; o == nil || o.Closing == 0 {
		g.setting = g.target
	}
	if g.pump != nil && setting > 0 && g.pump.Startup == 0 {
		g.running = true
	}
}

// Command is what a rule of a SWMM file asks of a link: as SetSetting, but a pump
// that it stops starts again when its well rises to the start level.
func (s *Solver) Command(link int, setting float64) {
	if k := s.part[link]; k < 0 {
		if g := &s.gates[-1-k]; g.pump != nil {
			g.running = setting > 0
			if setting > 0 {
				g.setting, g.target = setting, setting
			}
			return
		}
	}
	s.SetSetting(link, setting)
}

// Target returns the setting that a link goes towards; 0 for a pump that is off.
func (s *Solver) Target(link int) float64 {
	if k := s.part[link]; k < 0 {
		if g := &s.gates[-1-k]; g.pump == nil || g.running {
			return g.target
		}
		return 0
	}
	return s.Setting(link)
}

// Setting returns the present setting of a link; 1 for an open conduit.
func (s *Solver) Setting(link int) float64 {
	if k := s.part[link]; k >= 0 {
		if s.reaches[k].shut {
			return 0
		}
		return 1
	}
	g := &s.gates[-1-s.part[link]]
	if g.pump != nil && !g.running {
		return 0
	}
	return g.setting
}

// move lets an orifice's gate travel towards its target.
func (g *gate) move(dt float64, o *Orifice) {
	if o == nil || g.setting == g.target {
		return
	}
	most := dt / max(o.Closing, dt)
	g.setting += min(max(g.target-g.setting, -most), most)
}

// NodeHead returns the level of the water in a node [m].
func (s *Solver) NodeHead(node int) float64 { return s.nodes[node].head }

// NodeDepth returns the depth of the water in a node [m].
func (s *Solver) NodeDepth(node int) float64 { return s.nodes[node].head - s.nodes[node].invert }

// NodeVolume returns the water that a node holds, its share of the conduits
// included [m³].
func (s *Solver) NodeVolume(node int) float64 {
	if s.options.Trials > 0 {
		return s.said(node)
	}
	return s.nodes[node].volume
}

// NodeStorage returns the water that a node itself holds [m³].
func (s *Solver) NodeStorage(node int) float64 {
	volume, _ := s.own(&s.nodes[node], s.nodes[node].head)
	return volume
}

// NodeInflow returns what enters a node, through links and from outside [m³/s].
func (s *Solver) NodeInflow(node int) float64 {
	total := max(s.lateral[node], 0)
	for _, k := range s.meet[node] {
		if q := s.flow[k]; q > 0 && s.net.Links[k].To == node || q < 0 && s.net.Links[k].From == node {
			total += math.Abs(q)
		}
	}
	return total
}

// NodeFlooding returns what ran away over a node's rim in the last step [m³/s].
func (s *Solver) NodeFlooding(node int) float64 { return s.nodes[node].flooded }

// NodeRim returns the height at which a node floods, ponds or meets the surface [m].
func (s *Solver) NodeRim(node int) float64 { return s.nodes[node].rim }

// OutfallFlow returns what left through an outfall in the last step [m³/s];
// negative for what came in.
func (s *Solver) OutfallFlow(node int) float64 { return s.nodes[node].arrived }

// LinkFlow returns the flow of a link from From to To [m³/s].
func (s *Solver) LinkFlow(link int) float64 { return s.flow[link] }

// LinkDepth returns the mean depth of a conduit's ends [m]; 0 for other links.
func (s *Solver) LinkDepth(link int) float64 {
	if k := s.part[link]; k >= 0 {
		return (s.reaches[k].y1 + s.reaches[k].y2) / 2
	}
	return 0
}

// LinkVelocity returns the velocity in the middle of a conduit [m/s]; 0 for
// other links and dry conduits.
func (s *Solver) LinkVelocity(link int) float64 {
	k := s.part[link]
	if k < 0 || s.reaches[k].mid <= 1e-6 {
		return 0
	}
	r := &s.reaches[k]
	return math.Copysign(math.Abs(r.flow)/r.mid, s.flow[link])
}

// leaving lists the links that carry water out of a node, in their order.
func (s *Solver) leaving(node int) []int32 {
	s.scratch = s.scratch[:0]
	for _, k := range s.meet[node] {
		q, l := s.flow[k], &s.net.Links[k]
		if q > 0 && l.From == node || q < 0 && l.To == node {
			s.scratch = append(s.scratch, k)
		}
	}
	return s.scratch
}
