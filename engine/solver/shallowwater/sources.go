package shallowwater

import (
	"fmt"
	"slices"
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
	if err := checkRate(rate); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	if weight == nil && s.rainWeight == nil || weight != nil && slices.Equal(weight, s.rainWeight) {
		return s.SetRainRate(rate)
	}
	if err := s.checkRaster("rain weight", weight); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	s.rainRate = rate
	s.rainWeight = copyRaster(s.rainWeight, weight)
	s.weighRain()
	return nil
}

// SetRainRate changes the rate of SetRain and keeps its weight.
func (s *Solver) SetRainRate(rate float64) error {
	if err := checkRate(rate); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	s.rainRate = rate
	s.findGrowth()
	return nil
}

// SetRainRates is SetRain for rain that differs from cell to cell [m/s].
func (s *Solver) SetRainRates(rates []float32) error { return s.SetRain(1, rates) }

// SetLoss sets the infiltration capacity per cell [m/s]; nil is none.
func (s *Solver) SetLoss(capacity []float32) error {
	if err := s.checkRaster("infiltration capacity", capacity); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	s.sumUpSoaked()
	s.loss = copyRaster(s.loss, capacity)
	s.spreadLoss()
	return nil
}

// sumUpSoaked adds soaking × loss to what has soaked away.
func (s *Solver) sumUpSoaked() {
	for _, b := range s.blocks {
		if b.soaking > 0 {
			b.addSoaked(b.soaked)
			b.soaking = 0
		}
	}
}

// addSoaked puts into a plane what has soaked away so far [m].
func (b *block) addSoaked(into []float64) {
	loss := b.soil[soilLoss:]
	b.eachOpen(func(_, _, k int) { into[k] = max(b.soaked[k]+b.soaking*float64(loss[k]), 0) })
}

func (s *Solver) spreadLoss() {
	s.soaks = s.loss != nil
	for _, b := range s.blocks {
		s.spread(b, s.loss, b.soil[soilLoss:], 0)
		b.moist = false
		for k := 0; s.soaks && k < plane; k++ {
			b.moist = b.moist || b.isOpen[k] && b.water[k] > 0
		}
	}
	s.freshGround = false
}

// spread puts the means of a raster, or none where it is nil, into a plane.
func (s *Solver) spread(b *block, raster []float32, into []float32, none float32) {
	n := 1 << b.res
	b.eachOpen(func(i, j, k int) {
		if raster == nil {
			into[k] = none
			return
		}
		I, J := b.corner(i, j)
		total := 0.0
		for y := J; y < J+n; y++ {
			for _, x := range raster[s.grid.Index(I, y):][:n] {
				total += float64(x)
			}
		}
		into[k] = float32(total / float64(n*n))
	})
}

// Infiltrated is the depth that has soaked away in each cell since the state
// was set [m]. A copy on the Grid, valid until the next Advance.
func (s *Solver) Infiltrated() []float64 {
	sum := make([]float64, plane)
	return s.view(&s.views.soaked, func(b *block) []float64 {
		clear(sum)
		b.addSoaked(sum)
		return sum
	})
}

// SetSources replaces all sources. SourceVolumes follows their order.
func (s *Solver) SetSources(sources []Source) error {
	if err := s.checkSources(sources); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	s.sources = append(s.sources[:0], sources...)
	s.sourceVolume = append(s.sourceVolume[:0], make([]float64, len(sources))...)
	for _, q := range sources {
		s.pin(q.Cell)
	}
	s.refine()
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
	for _, b := range s.blocks {
		b.sources = b.sources[:0]
	}
	for k, q := range s.sources {
		b, _ := s.blockAt(q.Cell)
		b.sources = append(b.sources, k)
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

// weighRain sums each block's weights once, so that the ledger need not.
func (s *Solver) weighRain() {
	for _, b := range s.blocks {
		weight := b.soil[soilRain:]
		s.spread(b, s.rainWeight, weight, 1)
		b.rainWeight, b.maxWeight = 0, 0
		b.eachOpen(func(_, _, k int) {
			b.rainWeight += float64(weight[k]) * (b.cell * b.cell)
			if b.porous != nil {
				weight[k] /= float32(b.porous[k])
			}
			b.maxWeight = max(b.maxWeight, float64(weight[k]))
		})
		if b.porous != nil { // as rounded
			b.rainWeight = 0
			b.eachOpen(func(_, _, k int) { b.rainWeight += float64(weight[k]) * b.areaOf(k) })
		}
	}
	s.freshGround = false
	s.findGrowth()
}

// findGrowth finds the fastest rise of water in each block [m/s].
func (s *Solver) findGrowth() {
	for _, b := range s.blocks {
		b.growth = s.rainRate * b.maxWeight
		for _, q := range b.sources {
			b.growth = max(b.growth, s.sources[q].Rate/(b.cell*b.cell))
		}
	}
}

// pump lets the sources of a block work over dt. Water given has no momentum;
// water taken takes its own along.
func (s *Solver) pump(b *block, dt float64) {
	w := b.water
	for _, n := range b.sources {
		q := s.sources[n]
		_, k := s.blockAt(q.Cell)
		give := q.Rate * dt / b.areaOf(k)
		d := w[k]
		if give >= 0 {
			w[k] = d + give
			b.books.in += q.Rate * dt
			s.sourceVolume[n] += q.Rate * dt
			continue
		}
		if d <= 0 {
			continue
		}
		left := max(d+give, 0)
		share := left / d
		w[k] = left
		b.scaleDischarge(k, share)
		took := (d - left) * b.areaOf(k)
		b.books.out += took
		s.sourceVolume[n] -= took
	}
}
