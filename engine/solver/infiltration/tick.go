package infiltration

import "fmt"

// Capacity sets into[cell] to the rate [m/s] that each cell can take up over the
// next dt [s]: for the surface solver to hold until it is asked again. ponded is
// the depth of water on each cell [m], whose weight pushes into Green–Ampt
// soils; nil leaves that out. It changes no state and allocates nothing.
func (s *Soil) Capacity(dt float64, ponded []float64, into []float32) error {
	if !(dt > 0) || !finite(dt) {
		return fmt.Errorf("infiltration: a step of %g s: expected > 0", dt)
	}
	if len(into) != len(s.water) || ponded != nil && len(ponded) != len(s.water) {
		return fmt.Errorf("infiltration: %d capacities and %d depths for %d cells", len(into), len(ponded), len(s.water))
	}
	for _, r := range s.runs {
		rates := into[r.start:][:r.n]
		if r.class == NoSoil {
			clear(rates)
			continue
		}
		class := &s.conf.Classes[r.class]
		depth := s.depth[:r.n]
		c := s.cells(r)
		if ponded != nil {
			c.ponded = ponded[r.start:][:r.n]
		}
		class.Law.capacity(dt, c, depth)
		if class.Room > 0 {
			for k, water := range c.water {
				depth[k] = min(depth[k], max(class.Room-water, 0))
			}
		}
		s.share(class, r, dt, rates)
	}
	return nil
}

// share turns depths of open soil into rates of cells.
func (s *Soil) share(class *Class, r run, dt float64, rates []float32) {
	depth := s.depth[:r.n]
	perSecond := 1 / dt
	if s.held == nil && s.conf.Drain == nil {
		for k := range rates {
			rates[k] = float32(depth[k]*perSecond + s.evapo)
		}
		return
	}
	for k := range rates {
		cell := r.start + k
		paved := s.paved(cell)
		x := depth[k] * (1 - paved)
		if s.held != nil {
			x += max(s.storage(class, paved)-s.held[cell], 0)
		}
		rates[k] = float32(x*perSecond + s.evapo + s.drain(cell))
	}
}

func (s *Soil) cells(r run) cells {
	c := cells{water: s.water[r.start:][:r.n]}
	if s.spent != nil {
		c.spent = s.spent[r.start:][:r.n]
	}
	return c
}

// Book takes into the account what each cell took up since the run's start [m]
// (a sum that only grows), dt [s] after the Book before. Of what came since,
// evaporation and drains have their rates first, then storage fills, and the
// rest is the soil's. After an error nothing is changed.
func (s *Soil) Book(dt float64, soaked []float64) error { return book(s, dt, soaked) }

// Book32 is Book for single precision.
func (s *Soil) Book32(dt float64, soaked []float32) error { return book(s, dt, soaked) }

func book[T float32 | float64](s *Soil, dt float64, soaked []T) error {
	if !(dt > 0) || !finite(dt) {
		return fmt.Errorf("infiltration: a step of %g s: expected > 0", dt)
	}
	if len(soaked) != len(s.seen) {
		return fmt.Errorf("infiltration: %d depths soaked in for %d cells", len(soaked), len(s.seen))
	}
	for k, x := range soaked {
		if !(float64(x) >= s.seen[k]) || x-x != 0 {
			return fmt.Errorf("infiltration: cell %d: %g m soaked in after %g m: expected a number that never falls", k, x, s.seen[k])
		}
	}
	for _, r := range s.runs {
		took := s.depth[:r.n]
		seen := s.seen[r.start:][:r.n]
		if r.class == NoSoil {
			for k, x := range soaked[r.start:][:r.n] {
				s.drained += float64(x) - seen[k] // it went, and not into soil
				seen[k] = float64(x)
			}
			continue
		}
		for k, x := range soaked[r.start:][:r.n] {
			took[k] = float64(x) - seen[k]
			seen[k] = float64(x)
		}
		class := &s.conf.Classes[r.class]
		plain := s.held == nil && s.conf.Drain == nil && s.evapo == 0
		if !plain {
			s.hold(class, r, dt)
		}
		class.Law.take(dt, s.cells(r), took)
		if s.evapo > 0 {
			s.dry(r)
		}
	}
	return nil
}

// hold takes from what cells took up all that is not for the soil, and leaves
// the depth on open soil. It notes how much more could have evaporated.
func (s *Soil) hold(class *Class, r run, dt float64) {
	took := s.depth[:r.n]
	evaporated, drained := 0.0, 0.0
	for k, x := range took {
		cell := r.start + k
		steam, drain := s.evapo*dt, s.drain(cell)*dt
		if want := steam + drain; want > x {
			steam, drain = steam/want*x, drain/want*x
		}
		s.thirst[k] = s.evapo*dt - steam
		evaporated += steam
		drained += drain
		x = max(x-steam-drain, 0)
		open := 1.0
		if s.held != nil {
			paved := s.paved(cell)
			open = 1 - paved
			held := s.held[cell]
			put := min(x, max(s.storage(class, paved)-held, 0))
			if open == 0 {
				put = x // also what rounding let through
			}
			s.held[cell] = held + put
			x -= put
		}
		took[k] = 0
		if open > 0 {
			took[k] = x / open
		}
	}
	s.evaporated += evaporated
	s.drained += drained
}

// dry lets evaporate what standing water did not suffice for.
func (s *Soil) dry(r run) {
	evaporated := 0.0
	for k, want := range s.thirst[:r.n] {
		cell := r.start + k
		if s.held != nil {
			x := min(want, s.held[cell])
			s.held[cell] -= x
			want -= x
			evaporated += x
		}
		x := min(want, s.water[cell])
		s.water[cell] -= x
		evaporated += x * (1 - s.paved(cell))
	}
	s.evaporated += evaporated
}
