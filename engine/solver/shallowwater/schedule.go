package shallowwater

import (
	"context"
	"fmt"
	"math"
)

// maxLevel bounds the steps from below: a part of Advance / 2^maxLevel. Time
// within the part is counted in those, so it is exact.
const maxLevel = 24

// Advance moves all water by dt [s]; afterwards all cells are at the same
// instant. If it returns an error (a NaN, or ctx ended) they are not, and the
// solver refuses to go on until its state is set again.
func (s *Solver) Advance(ctx context.Context, dt float64) error {
	if !(dt > 0) || math.IsInf(dt, 1) {
		return fmt.Errorf("shallow water: cannot advance by %g s: must be > 0", dt)
	}
	if s.torn != nil {
		return fmt.Errorf("shallow water: set a state first: a step broke off: %w", s.torn)
	}
	clear(s.sourceVolume)
	s.refresh()
	s.crew.start(s)
	rounds := s.rounds(dt)
	s.macro = dt / float64(rounds)
	var err error
	for range rounds {
		if err = s.steps(ctx); err != nil {
			break
		}
	}
	s.time += dt
	if err == nil && s.due() {
		s.look()
	}
	s.crew.stop()
	s.stale()
	s.closeBooks()
	s.bookSections()
	if err != nil {
		s.torn = err
		return fmt.Errorf("shallow water: %w", err)
	}
	s.counters.MacroSteps++
	return nil
}

// refresh brings up to date what the setters have left for later.
func (s *Solver) refresh() {
	if s.freshGround {
		return
	}
	for _, b := range s.blocks {
		s.fillGround(b)
		b.findSteps()
		if s.order == 1 {
			b.findKinds()
			b.turnSoil()
		}
	}
	s.freshGround = true
}

// rounds chooses in how many equal parts an Advance is made. Steps are a part
// halved some times; with 3, 5 or 7 parts they may fit the waves better than
// with one, where up to half of every step is lost.
func (s *Solver) rounds(dt float64) int {
	parts := [...]float64{1, 3, 5, 7}
	var cost [len(parts)]float64
	for _, b := range s.blocks {
		limit, idle := s.limitOf(b)
		if idle {
			continue
		}
		for k, steps := range parts {
			for ; dt > limit*steps && steps < 1<<maxLevel; steps *= 2 {
			}
			cost[k] += steps
		}
	}
	best := 0
	for k := range parts {
		if cost[k] < cost[best] {
			best = k
		}
	}
	return int(parts[best])
}

// steps walks the instants at which some tile's step ends and the next begins.
func (s *Solver) steps(ctx context.Context) error {
	const end = uint64(1) << maxLevel
	clear(s.ends)
	for now := uint64(0); ; {
		s.now = now
		s.active = s.active[:0]
		for n, at := range s.ends {
			if at == now {
				s.active = append(s.active, s.blocks[n])
			}
		}
		if now > 0 {
			s.crew.do(finishing, s.active)
			if err := s.sound(); err != nil {
				return err
			}
		}
		if now == end {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.choose(now); err != nil {
			return err
		}
		s.coarseFirst()
		s.shareOut()
		s.round++
		s.crew.do(flowing, s.active)
		s.counters.SubSteps++
		now = end
		for _, at := range s.ends {
			now = min(now, at)
		}
	}
}

// stepOf is the length of a block's present step [s].
func (s *Solver) stepOf(b *block) float64 { return math.Ldexp(s.macro, -b.level) }

// choose gives each active block the largest step that its waves and inflows
// allow, that ends where coarser steps begin, that is at most four times its
// neighbours', and not above that of a neighbour with larger cells.
func (s *Solver) choose(now uint64) error {
	aligned := 0 // at now > 0 steps longer than now's lowest bit would not be aligned
	for now != 0 && aligned < maxLevel && now&(uint64(1)<<(maxLevel-aligned)-1) != 0 {
		aligned++
	}
	s.aligned = aligned
	s.crew.do(choosing, s.active)
	finest := 0
	for _, b := range s.active {
		if b.level > maxLevel {
			limit, _ := s.limitOf(b)
			return fmt.Errorf("%s: waves of %.3g m/s need steps under %.3g s, 2^-%d of %g s",
				b.name(), s.courant()*b.cell/limit, limit, maxLevel, s.macro)
		}
		finest = max(finest, b.level)
	}
	for changed := true; changed; {
		changed = false
		for _, b := range s.active {
			if s.oneStep {
				b.level = finest
			}
			for sd := range b.seams {
				for x := range b.seams[sd] {
					m := &b.seams[sd][x]
					least := m.other.level - 2
					if m.coarser > 0 {
						least = m.other.level
					}
					if least > b.level {
						b.level, changed = least, true
					}
				}
			}
		}
	}
	for _, b := range s.active {
		b.began, s.ends[b.number] = now, now+uint64(1)<<(maxLevel-b.level)
		if b.idle {
			continue
		}
		b.books.steps++
		if step := s.stepOf(b); s.counters.SmallestDt == 0 || step < s.counters.SmallestDt {
			s.counters.SmallestDt = step
		}
	}
	return nil
}

// chooseAlone finds the step that a block would take were it not for its neighbours';
// its level is above maxLevel if none is short enough.
func (s *Solver) chooseAlone(b *block) {
	limit, idle := s.limitOf(b)
	b.idle, b.level = idle, s.aligned
	for step := s.stepOf(b); step > limit && b.level <= maxLevel; step *= 0.5 {
		b.level++
	}
}

// relate says which of a block and its neighbours computes the flux between them,
// once all have their steps.
func (s *Solver) relate(b *block) {
	b.awaits, b.gives = 0, false
	b.brisk = s.order == 2 || swiftest*b.speed*s.stepOf(b) > 0.99*b.cell
	for sd := range b.seams {
		for x := range b.seams[sd] {
			m := &b.seams[sd][x]
			m.foreign = m.coarser != 0 || m.other.level != b.level || s.order == 2 && !m.agrees
			m.theirs = m.foreign && m.finer(b)
			b.awaits |= sides(which(m.theirs) << sd)
			b.gives = b.gives || m.foreign && !m.theirs
		}
	}
}

// coarseFirst sorts the active blocks so that each comes after the coarser ones
// beside it, by whose budgets it will ask.
func (s *Solver) coarseFirst() {
	var count [(maxLevel + 1) * sizes * 2]int
	for _, b := range s.active {
		count[b.rank()]++
	}
	at := 0
	for k, n := range count {
		count[k] = at
		at += n
	}
	s.unsorted = append(s.unsorted[:0], s.active...)
	for _, b := range s.unsorted {
		k := b.rank()
		s.active[count[k]] = b
		count[k]++
	}
}

// rank of a block among the active ones: none asks for the budgets of one of its
// own rank or above.
func (b *block) rank() int { return (b.level*sizes+sizes-1-b.res)*2 + which(b.odd) }

// sizes that blocks may have; see block.res.
const sizes = 8

// shareOut gives each worker of the crew the same part of what is to be done at
// each rank, so that none waits long for another, and neighbours rather to the same.
// Each does its own by rank. So of two workers that await a block the other has not
// yet begun, each would be at a higher rank than the other: it cannot be; nor in a
// longer ring. (Who does others' blocks has no more of his own that one could await.)
func (s *Solver) shareOut() {
	workers := len(s.crew.workers)
	for rest := s.active; len(rest) > 0; {
		n, work := 0, 0
		for ; n < len(rest) && rest[n].rank() == rest[0].rank(); n++ {
			work += rest[n].work()
		}
		before := 0
		for _, b := range rest[:n] {
			b.worker = min(before*workers/max(work, 1), workers-1)
			before += b.work()
		}
		rest = rest[n:]
	}
}

// work of a step of a block, in cells.
func (b *block) work() int {
	if b.idle {
		return 0
	}
	return b.open
}

func (b *block) name() string {
	n := 1 << b.res
	return fmt.Sprintf("cells %d–%d east, %d–%d north", b.i0, b.i0+b.nx*n-1, b.j0, b.j0+b.ny*n-1)
}

// limitOf is the longest step [s] that a block may take. It is idle if nothing
// in it or at its rim flows, falls or soaks.
func (s *Solver) limitOf(b *block) (limit float64, idle bool) {
	speed := max(b.top, b.levelSpeed)
	for sd := range b.seams {
		for x := range b.seams[sd] {
			speed = max(speed, b.seams[sd][x].other.rimTop[opposite(sd)])
		}
	}
	speed *= b.tight
	b.speed, limit = speed, math.Inf(1)
	reach := s.courant() * b.cell
	if speed > 0 {
		limit = reach / speed
	}
	if b.growth > 0 {
		// Water that rises from dry ground must not outrun its own waves:
		// dt · 2√(g·growth·dt) ≤ reach.
		limit = min(limit, math.Cbrt(reach*reach/(4*Gravity*b.growth)))
	}
	return limit, speed == 0 && b.growth == 0 && !b.moist && len(b.sources) == 0
}

// courant is the share of the step dx/pace that is taken. The
// first order is stable to 1 (see spared): waves like a chessboard, which it damps least well,
// then change their sign from step to step; two hundredths are for waves that
// grow within a step.
func (s *Solver) courant() float64 {
	if s.order == 2 {
		return 0.45
	}
	return 0.98
}

// sound finds the first cell of the active blocks that is not a number. (What
// they hold now is what their step left.)
func (s *Solver) sound() error {
	for _, b := range s.active {
		if b.sane || b.idle {
			continue
		}
		var err error
		b.eachOpen(func(i, j, k int) {
			h, u, v := b.water[k], float64(b.motion[k]), float64(b.motion[motionV+k])
			if err == nil && !(finite(h) && h >= 0 && finite(u) && finite(v)) {
				I, J := b.corner(i, j)
				err = fmt.Errorf("%s: depth became %g m, velocity %g, %g m/s", s.grid.name(s.grid.Index(I, J)), h, u, v)
			}
		})
		if err == nil {
			err = fmt.Errorf("%s: the speed of waves is not a number", b.name())
		}
		return err
	}
	return nil
}
