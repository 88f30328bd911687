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
	s.crew.start(s)
	rounds := s.rounds(dt)
	s.macro = dt / float64(rounds)
	var err error
	for range rounds {
		if err = s.steps(ctx); err != nil {
			break
		}
	}
	s.crew.stop()
	s.closeBooks()
	if err != nil {
		s.torn = err
		return fmt.Errorf("shallow water: %w", err)
	}
	s.counters.MacroSteps++
	return nil
}

// rounds chooses in how many equal parts an Advance is made. Steps are a part
// halved some times; with 3, 5 or 7 parts they may fit the waves better than
// with one, where up to half of every step is lost.
func (s *Solver) rounds(dt float64) int {
	best, least := 1, math.Inf(1)
	for _, parts := range [...]int{1, 3, 5, 7} {
		cost := 0.0
		for k := range s.tiles {
			t := &s.tiles[k]
			limit, idle := s.limitOf(t)
			if t.open == 0 || idle {
				continue
			}
			steps := float64(parts)
			for ; dt > limit*steps && steps < 1<<maxLevel; steps *= 2 {
			}
			cost += steps * float64(t.open)
		}
		if cost < least {
			best, least = parts, cost
		}
	}
	return best
}

// steps walks the instants at which some tile's step ends and the next begins.
func (s *Solver) steps(ctx context.Context) error {
	const end = uint64(1) << maxLevel
	for k := range s.tiles {
		s.tiles[k].end = 0
	}
	for now := uint64(0); ; {
		s.active = s.active[:0]
		for k := range s.tiles {
			if t := &s.tiles[k]; t.open > 0 && t.end == now {
				s.active = append(s.active, t)
			}
		}
		if now > 0 {
			s.crew.do(applying, s.active)
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
		s.crew.do(fluxing, s.active)
		s.crew.do(exchanging, s.active)
		s.counters.SubSteps++
		now = end
		for k := range s.tiles {
			if t := &s.tiles[k]; t.open > 0 {
				now = min(now, t.end)
			}
		}
	}
}

// stepOf is the length of a tile's present step [s].
func (s *Solver) stepOf(t *tile) float64 { return math.Ldexp(s.macro, -t.level) }

// choose gives each active tile the largest step that its waves and inflows
// allow, that ends where coarser steps begin, and that is at most twice its
// neighbours'.
func (s *Solver) choose(now uint64) error {
	aligned := 0 // at now > 0 steps longer than now's lowest bit would not be aligned
	for now != 0 && aligned < maxLevel && now&(uint64(1)<<(maxLevel-aligned)-1) != 0 {
		aligned++
	}
	finest := 0
	for _, t := range s.active {
		limit, idle := s.limitOf(t)
		t.idle, t.level = idle, aligned
		for step := s.stepOf(t); step > limit; step *= 0.5 {
			if t.level++; t.level > maxLevel {
				return fmt.Errorf("cells %d–%d east, %d–%d north: waves of %.3g m/s need steps under %.3g s, 2^-%d of %g s",
					t.i0, t.i0+t.nx-1, t.j0, t.j0+t.ny-1, courant*s.grid.Cell/limit, limit, maxLevel, s.macro)
			}
		}
		finest = max(finest, t.level)
	}
	for changed := true; changed; {
		changed = false
		for _, t := range s.active {
			if s.oneStep {
				t.level = finest
			}
			for _, next := range t.next {
				if next != nil && next.level-1 > t.level {
					t.level, changed = next.level-1, true
				}
			}
		}
	}
	for _, t := range s.active {
		t.end = now + uint64(1)<<(maxLevel-t.level)
		if t.idle {
			continue
		}
		t.books.steps++
		if step := s.stepOf(t); s.counters.SmallestDt == 0 || step < s.counters.SmallestDt {
			s.counters.SmallestDt = step
		}
	}
	return nil
}

// limitOf is the longest step [s] that a tile may take. It is idle if nothing
// in it or at its rim flows, falls or soaks.
func (s *Solver) limitOf(t *tile) (limit float64, idle bool) {
	speed := max(t.speed, t.levelSpeed)
	for side, next := range t.next {
		if next != nil {
			speed = max(speed, next.rimSpeed[opposite(side)])
		}
	}
	limit = math.Inf(1)
	reach := courant * s.grid.Cell
	if speed > 0 {
		limit = reach / speed
	}
	if t.growth > 0 {
		// Water that rises from dry ground must not outrun its own waves:
		// dt · 2√(g·growth·dt) ≤ reach.
		limit = min(limit, math.Cbrt(reach*reach/(4*Gravity*t.growth)))
	}
	return limit, speed == 0 && t.growth == 0 && (s.loss == nil || !t.moist) && len(t.sources) == 0
}

// sound finds the first cell of the active tiles that is not a number.
func (s *Solver) sound() error {
	for _, t := range s.active {
		if finite(t.speed) {
			continue
		}
		for _, r := range t.cruns {
			for k := r.cell; k < r.cell+r.n; k++ {
				for _, x := range [...]struct {
					name string
					a    float64
				}{{"depth h [m]", s.h[k]}, {"velocity u [m/s]", s.u[k]}, {"velocity v [m/s]", s.v[k]}} {
					if !finite(x.a) || x.name[0] == 'd' && x.name[1] == 'e' && x.a < 0 {
						return fmt.Errorf("%s: %s became %g", s.grid.name(k), x.name, x.a)
					}
				}
			}
		}
		return fmt.Errorf("cells %d–%d east, %d–%d north: wave speed became %g m/s", t.i0, t.i0+t.nx-1, t.j0, t.j0+t.ny-1, t.speed)
	}
	return nil
}
