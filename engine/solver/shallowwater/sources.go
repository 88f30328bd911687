package shallowwater

import (
	"errors"
	"fmt"
)

// Source gives water to a cell at a rate, or takes it if the rate is negative;
// it takes no more than is there.
type Source struct {
	Cell int
	Rate float64 // m³/s
}

// SetRain lets rate [m/s] times weight[cell] fall on every Open cell; a nil
// weight is 1 everywhere. The roofs' share is for the caller to put on the
// cells around: nothing falls on Blocked cells.
func (s *Solver) SetRain(rate float64, weight []float32) error {
	if err := errors.Join(checkRate(rate), s.checkRaster("rain weight", weight)); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	s.rainRate, s.rainWeight = rate, copyRaster(s.rainWeight, weight)
	s.weighRain()
	return nil
}

// SetLoss sets the infiltration capacity per cell [m/s]; nil is none.
func (s *Solver) SetLoss(capacity []float32) error {
	if err := s.checkRaster("infiltration capacity", capacity); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	s.loss = copyRaster(s.loss, capacity)
	for k := range s.tiles {
		s.findMoist(&s.tiles[k])
	}
	return nil
}

// SetSources replaces all sources. SourceVolumes follows their order.
func (s *Solver) SetSources(sources []Source) error {
	if err := s.checkSources(sources); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	s.sources = append(s.sources[:0], sources...)
	s.sourceVolume = append(s.sourceVolume[:0], make([]float64, len(sources))...)
	s.placeSources()
	return nil
}

func (s *Solver) checkSources(sources []Source) error {
	for k, q := range sources {
		if q.Cell < 0 || q.Cell >= s.grid.Cells() {
			return fmt.Errorf("source %d: cell %d is not on the %d×%d grid", k, q.Cell, s.grid.NX, s.grid.NY)
		}
		if !s.conf.open(q.Cell) {
			return fmt.Errorf("source %d: %s is not Open ground", k, s.grid.name(q.Cell))
		}
		if !finite(q.Rate) {
			return fmt.Errorf("source %d at %s: rate %g m³/s is not a number", k, s.grid.name(q.Cell), q.Rate)
		}
	}
	return nil
}

func (s *Solver) placeSources() {
	for k := range s.tiles {
		s.tiles[k].sources = s.tiles[k].sources[:0]
	}
	for k, q := range s.sources {
		i, j := s.grid.At(q.Cell)
		t := s.tileAt(i, j)
		t.sources = append(t.sources, k)
	}
	s.findGrowth()
}

// SourceVolumes is what each source really gave (+) or took (-) in the last
// Advance [m³]. A read-only view.
func (s *Solver) SourceVolumes() []float64 { return s.sourceVolume }

func checkRate(rate float64) error {
	if !(rate >= 0) || !finite(rate) {
		return fmt.Errorf("rain of %g m/s: must be ≥ 0, e.g. 1.25e-5 for 45 mm/h", rate)
	}
	return nil
}

func (s *Solver) checkRaster(what string, a []float32) error {
	if a != nil && len(a) != s.grid.Cells() {
		return fmt.Errorf("%s has %d values for %d cells", what, len(a), s.grid.Cells())
	}
	for k, x := range a {
		if !(x >= 0) && s.conf.open(k) || x > 1e30 {
			return fmt.Errorf("%s of %s is %g: must be ≥ 0", what, s.grid.name(k), x)
		}
	}
	return nil
}

func copyRaster(into, from []float32) []float32 {
	if from == nil {
		return nil
	}
	return append(into[:0], from...)
}

// weighRain sums each tile's weights once, so that the ledger need not.
func (s *Solver) weighRain() {
	for k := range s.tiles {
		t := &s.tiles[k]
		t.rainWeight, t.maxWeight = float64(t.open), 1
		if s.rainWeight == nil {
			continue
		}
		t.rainWeight, t.maxWeight = 0, 0
		for _, r := range t.cruns {
			for _, w := range s.rainWeight[r.cell:][:r.n] {
				t.rainWeight += float64(w)
				t.maxWeight = max(t.maxWeight, float64(w))
			}
		}
	}
	s.findGrowth()
}

// findGrowth finds the fastest rise of water in each tile [m/s].
func (s *Solver) findGrowth() {
	for k := range s.tiles {
		t := &s.tiles[k]
		t.growth = 0
		if t.open > 0 {
			t.growth = s.rainRate * t.maxWeight
		}
		for _, q := range t.sources {
			t.growth = max(t.growth, s.sources[q].Rate/s.area())
		}
	}
}

func (s *Solver) area() float64 { return s.grid.Cell * s.grid.Cell }

// fall enters the rain of dt in the books and returns its depth at weight 1.
func (s *Solver) fall(t *tile, dt float64) float64 {
	rain := s.rainRate * dt
	t.books.rain += rain * t.rainWeight * s.area()
	return rain
}

func (s *Solver) fallRow(r cellRun, rain float64) {
	if rain == 0 {
		return
	}
	h := s.h[r.cell:][:r.n]
	if s.rainWeight == nil {
		for k := range h {
			h[k] += rain
		}
		return
	}
	for k, w := range s.rainWeight[r.cell:][:r.n] {
		h[k] += rain * float64(w)
	}
}

// soak takes the infiltration of dt, with its momentum. It comes last, so that
// moist is true of the state that the step leaves.
func (s *Solver) soak(t *tile, dt float64) {
	if s.loss == nil {
		return
	}
	soaked := 0.0
	t.moist = false
	for _, r := range t.cruns {
		at := r.j*t.nx + r.i
		qx, qy := t.dqx[at:][:r.n], t.dqy[at:][:r.n]
		h, loss := s.h[r.cell:][:r.n], s.loss[r.cell:][:r.n]
		for k := range h {
			d := h[k]
			if d <= 0 || loss[k] == 0 {
				continue
			}
			left := max(d-float64(loss[k])*dt, 0)
			share := left / d
			soaked += d - left
			h[k], qx[k], qy[k] = left, qx[k]*share, qy[k]*share
			t.moist = t.moist || left > 0
		}
	}
	t.books.soaked += soaked * s.area()
}

// findMoist notes whether anything is left to soak in.
func (s *Solver) findMoist(t *tile) {
	t.moist = false
	if s.loss == nil {
		return
	}
	for _, r := range t.cruns {
		loss := s.loss[r.cell:][:r.n]
		for k, d := range s.h[r.cell:][:r.n] {
			t.moist = t.moist || d > 0 && loss[k] > 0
		}
	}
}

// pump lets the sources of a tile work over dt. Water given has no momentum;
// water taken takes its own along.
func (s *Solver) pump(t *tile, dt float64) {
	for _, k := range t.sources {
		q := s.sources[k]
		give := q.Rate * dt / s.area()
		d := s.h[q.Cell]
		if give >= 0 {
			s.h[q.Cell] = d + give
			t.books.in += q.Rate * dt
			s.sourceVolume[k] += q.Rate * dt
			continue
		}
		if d <= 0 {
			continue
		}
		left := max(d+give, 0)
		share := left / d
		i, j := s.grid.At(q.Cell)
		at := (j-t.j0)*t.nx + i - t.i0
		s.h[q.Cell] = left
		t.dqx[at] *= share
		t.dqy[at] *= share
		took := (d - left) * s.area()
		t.books.out += took
		s.sourceVolume[k] -= took
	}
}
