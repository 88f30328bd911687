package shallowwater

import (
	"fmt"
	"math"
)

const (
	// Gravity g [m/s²].
	Gravity = 9.81
	// Film is the depth [m] that no longer flows. It stays in the ledger.
	Film = 1e-6
)

// Solver is water on a grid. It is not safe for concurrent use; Advance itself
// uses all of GOMAXPROCS.
type Solver struct {
	grid  Grid
	conf  Config
	order int
	bed   []float64 // height of the ground per cell of the Grid [m]
	rough []float32 // g n² [m^(1/3)]

	quantum float64   // of bed [m]: see even
	uneven  []float32 // what that took from the bed as given [m]

	tilesX, tilesY int
	blockOf        []*block // of every 32×32 cells of the Grid
	blocks         []*block // those with Open cells, row by row from the south-west
	sizes          []int    // theirs, see chooseSizes
	mixed          bool     // blocks of different sizes
	shapes         map[shape]*runs
	pinned         []bool // cells that must stay fine; nil if all are
	unfit          bool   // some pinned cell is coarse

	ends    []uint64 // when the blocks' steps end; apart from them, as all are looked at often
	active  []*block // whose steps end and begin at now
	oneStep bool     // tests: every block takes the smallest step
	round   int64    // counts the instants at which steps begin
	now     uint64   // instant within macro / 2^maxLevel
	aligned int      // the lowest level that blocks may have at now
	macro   float64  // longest step of this Advance, see rounds [s]
	time    float64  // since the state was set [s]
	crew    crew

	unsorted []*block // see coarseFirst

	rainRate     float64   // [m/s]
	rainWeight   []float32 // nil = 1
	loss         []float32 // infiltration capacity [m/s]; nil = none
	soaks        bool
	freshGround  bool // rims of blocks hold their neighbours' ground and soil
	sources      []Source
	sourceVolume []float64 // m³ in the last Advance
	walls        []Wall
	segments     []Segment
	sections     []Section
	sectionFlow  []float64 // m³ in the last Advance
	extremes     *Extremes
	watching     Watch
	bounds       *bounds // of its bands

	id       uint64 // see identity; 0 until asked for
	books    books
	counters Counters
	views    views
	torn     error // why the state is no longer that of one instant
}

// New makes a dry solver.
func New(c Config) (*Solver, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("shallow water: %w", err)
	}
	n := c.Cells()
	s := &Solver{grid: c.Grid, conf: c, order: max(c.Order, 1), bed: make([]float64, n), rough: make([]float32, n)}
	s.conf.Bed, s.conf.Manning = nil, nil // held as bed and rough
	s.segments = append([]Segment(nil), c.Segments...)
	s.conf.Segments = nil
	s.conf.Kind = append([]Kind(nil), c.Kind...)
	s.conf.Porosity = append([]float64(nil), c.Porosity...)
	for d, p := range c.Passage {
		s.conf.Passage[d] = append([]float64(nil), p...)
	}
	if len(c.Kind) == 0 {
		s.conf.Kind = nil
	}
	if len(c.Porosity) == 0 {
		s.conf.Porosity = nil
	}
	if c.Coarsest > 0 {
		s.pinned = make([]bool, n)
		copy(s.pinned, c.Fine)
	}
	s.conf.Fine = nil
	for k := range n {
		if !c.open(k) {
			continue
		}
		s.bed[k] = c.Bed[k]
		if c.Manning != nil {
			s.rough[k] = float32(Gravity * c.Manning[k] * c.Manning[k])
		}
	}
	s.quantum = s.findQuantum()
	s.uneven = make([]float32, n)
	for k, z := range s.bed {
		s.bed[k] = s.even(z)
		s.uneven[k] = float32(z - s.bed[k])
	}
	s.tilesX, s.tilesY = (c.NX+side-1)/side, (c.NY+side-1)/side
	s.layBlocks(s.chooseSizes())
	s.weighRain()
	s.restart()
	return s, nil
}

// Grid on which all slices of this solver lie.
func (s *Solver) Grid() Grid { return s.grid }

// SetLevel fills every Open cell with still water up to level [m] and starts
// the ledger anew.
func (s *Solver) SetLevel(level float64) error {
	if math.IsNaN(level) || math.IsInf(level, 1) {
		return fmt.Errorf("shallow water: level %g m is not a height", level)
	}
	for _, b := range s.blocks {
		b.dry()
		b.eachOpen(func(_, _, k int) { b.water[k] = max(0, level-b.ground[k]) })
	}
	s.restart()
	return nil
}

// SetFlow sets depth [m] and discharge per metre [m²/s] of every Open cell
// (hu, hv nil = still) and starts the ledger anew. Depths count from the bed as
// it was given, which the solver has rounded to some millionths of a metre:
// they are corrected by that, so that an even surface stays even.
func (s *Solver) SetFlow(h, hu, hv []float64) error {
	if err := s.checkFlow(h, hu, hv); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	w := make([]float64, plane)
	for _, b := range s.blocks {
		b.dry()
		s.gather(b, h, b.water)
		if b.res == 0 {
			b.eachOpen(func(i, j, k int) {
				if d := &b.water[k]; *d > Film {
					*d = max(*d+float64(s.uneven[s.grid.Index(b.corner(i, j))]), 0)
				}
			})
		}
		for p, q := range [2][]float64{hu, hv} {
			if q == nil {
				continue
			}
			s.gather(b, q, w)
			b.eachOpen(func(_, _, k int) {
				if d := b.water[k]; d > Film {
					b.motion[p*plane+k] = float32(w[k] / d)
					if b.exact() {
						b.water[waterQX+p*plane+k] = w[k]
					}
				}
			})
		}
	}
	s.restart()
	return nil
}

// dry takes all water from a block, and what it remembers of it.
func (b *block) dry() {
	clear(b.water)
	clear(b.motion)
	clear(b.soaked)
	b.soaking = 0
}

// gather puts the means of a raster of the Grid into a plane.
func (s *Solver) gather(b *block, raster, into []float64) {
	n := 1 << b.res
	b.eachOpen(func(i, j, k int) {
		I, J := b.corner(i, j)
		into[k] = s.meanOf(raster, I, J, n)
	})
}

// meanOf n×n cells of a raster, by quarters: so the mean of equals is exact and
// that of a mirrored raster the same.
func (s *Solver) meanOf(raster []float64, i, j, n int) float64 {
	if n == 1 {
		return raster[s.grid.Index(i, j)]
	}
	n /= 2
	return 0.25 * ((s.meanOf(raster, i, j, n) + s.meanOf(raster, i+n, j, n)) + (s.meanOf(raster, i, j+n, n) + s.meanOf(raster, i+n, j+n, n)))
}

func (s *Solver) checkFlow(h, hu, hv []float64) error {
	n := s.grid.Cells()
	if len(h) != n || hu != nil && len(hu) != n || hv != nil && len(hv) != n {
		return fmt.Errorf("flow of %d, %d, %d values for %d cells", len(h), len(hu), len(hv), n)
	}
	for k, d := range h {
		if !s.conf.open(k) {
			continue
		}
		if !(d >= 0) || math.IsInf(d, 0) {
			return fmt.Errorf("%s: depth %g m must be ≥ 0", s.grid.name(k), d)
		}
		if hu != nil && !finite(hu[k]) || hv != nil && !finite(hv[k]) {
			return fmt.Errorf("%s: discharge is not a number", s.grid.name(k))
		}
	}
	return nil
}

func (s *Solver) checkBed(bed []float64) error {
	for k, z := range bed {
		if s.conf.open(k) && !finite(z) {
			return fmt.Errorf("%s: bed %g m is not a height", s.grid.name(k), z)
		}
	}
	return nil
}

// SetBed moves the ground of one cell to z [m], as an excavation does. The
// water keeps its depth and sinks or rises with the ground.
func (s *Solver) SetBed(cell int, z float64) error {
	if cell < 0 || cell >= s.grid.Cells() || !s.conf.open(cell) {
		return fmt.Errorf("shallow water: bed of cell %d: not an Open cell of %d×%d", cell, s.grid.NX, s.grid.NY)
	}
	if !finite(z) {
		return fmt.Errorf("shallow water: bed of %s: %g m is not a height", s.grid.name(cell), z)
	}
	s.pin(cell)
	s.refine()
	s.uneven[cell] = float32(z - s.even(z))
	z = s.even(z)
	s.bed[cell] = z
	b, k := s.blockAt(cell)
	b.ground[k] = z
	s.freshGround = false
	s.findLevelSpeeds()
	return nil
}

// pin keeps a cell and those around it fine.
func (s *Solver) pin(cell int) {
	if s.pinned == nil || s.pinned[cell] {
		return
	}
	s.pinned[cell] = true
	i, j := s.grid.At(cell)
	for y := max(j-1, 0); y <= min(j+1, s.grid.NY-1); y++ {
		for x := max(i-1, 0); x <= min(i+1, s.grid.NX-1); x++ {
			b, _ := s.blockAt(s.grid.Index(x, y))
			s.unfit = s.unfit || b.res > 0
		}
	}
}

// refine lays the blocks anew if some pinned cell lies in or beside a coarse one.
func (s *Solver) refine() {
	if !s.unfit {
		return
	}
	s.unfit = false
	s.sumUpSoaked()
	was, sizes := s.copyFlow(), s.chooseSizes()
	s.keepLevels(was, sizes)
	s.layBlocks(sizes)
	s.putFlow(was)
	s.stale()
	s.weighRain()
	s.spreadLoss()
	s.placeWalls()
	s.placeSources()
	s.placeSections()
	s.rescan()
}

// keepLevels lays the water of coarse cells that are about to be divided level
// over their ground, where it covers all of it; volume and momentum stay.
func (s *Solver) keepLevels(f flow, sizes []int) {
	for _, b := range s.blocks {
		n := 1 << b.res
		b.eachOpen(func(i, j, k int) {
			I, J := b.corner(i, j)
			if b.res == sizes[J/side*s.tilesX+I/side] {
				return
			}
			mean, top := 0.0, math.Inf(-1)
			for y := J; y < J+n; y++ {
				for _, z := range s.bed[s.grid.Index(I, y):][:n] {
					mean, top = mean+z, max(top, z)
				}
			}
			mean /= float64(n * n)
			h := b.water[k]
			if s.conf.Porosity != nil || !(h+(mean-top) > Film) {
				return
			}
			for y := J; y < J+n; y++ {
				for x := I; x < I+n; x++ {
					c := s.grid.Index(x, y)
					f.h[c] = h + (mean - s.bed[c])
					if f.qx != nil {
						f.qx[c] *= f.h[c] / h
						f.qy[c] *= f.h[c] / h
					}
				}
			}
		})
	}
}

// restart begins a new account from the present state.
func (s *Solver) restart() {
	s.torn = nil
	s.time = 0
	s.books = books{initial: s.stored()}
	for _, b := range s.blocks {
		b.books = blockBooks{}
	}
	s.counters = Counters{}
	s.clearExtremes()
	s.stale()
	s.rescan()
}
