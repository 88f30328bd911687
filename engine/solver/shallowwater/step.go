package shallowwater

// flow computes the fluxes of a block over its step, enters in coarser
// neighbours what crosses to them, and ends the step of all cells that await
// nothing from finer ones.
func (s *Solver) flow(b *block, w *bench) {
	w.take(b)
	s.fillHalo(b, w)
	s.fluxes(b, w)
	ratio := s.stepOf(b) / b.cell
	b.limited = b.awaits != 0 && b.overdrawnAtSeams(w, ratio)
	if !b.limited {
		if b.awaits != 0 {
			s.setBudgets(b, w)
			b.cutSeams(w)
		}
		b.limited = s.tally(b, w)&overdrawn != 0 && b.overdrawn(w, ratio)
		if b.limited && b.awaits != 0 { // the seams' fluxes are gone from the bench
			s.fluxes(b, w)
		}
	}
	if b.limited {
		s.limit(b, w)
	}
	if b.gives && s.cross(b, w) || b.limited {
		s.tally(b, w)
	}
	s.close(b, w)
}

// close ends the step of all cells that await nothing from finer neighbours,
// while the block is at hand. The others are left for finish.
func (s *Solver) close(b *block, w *bench) {
	b.begin()
	if len(b.sources) > 0 {
		return
	}
	p := b.partBeside()
	s.settle(b, w, &p.early)
	b.late = &p.late
	for sd := range 4 {
		if !b.awaits.has(sd) {
			b.publish(&b.next, sd, 0, side)
		}
	}
}
