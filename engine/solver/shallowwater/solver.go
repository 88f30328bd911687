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
	// courant is the share of the stable step dx/(|u|+|v|+2c) that is taken.
	courant = 0.9
	// tileSide is the number of cells along a tile: large enough that its rim
	// (computed by both neighbours) is cheap, small enough that slow water does
	// not step with a fast neighbour. Measured: docs/performance.md.
	tileSide = 32
)

// Solver is water on a grid. It is not safe for concurrent use; Advance itself
// uses all of GOMAXPROCS.
type Solver struct {
	grid Grid
	conf Config

	// One number per cell, row by row from the south-west.
	bed     []float64 // z [m]
	rough   []float64 // g n² [m^(1/3)]... per cell, see friction.go
	h, u, v []float64 // the state: [m], [m/s], [m/s]; u = v = 0 where h ≤ Film
	hu, hv  []float64 // views for MomentumX and Y, made when asked for

	side         int // cells along a tile
	tilesX       int
	tiles        []tile // row by row; only those with Open cells compute
	active       []*tile
	oneStep      bool    // tests: every tile takes the smallest step
	macro        float64 // longest step of this Advance, see rounds [s]
	crew         crew
	rainRate     float64   // [m/s]
	rainWeight   []float32 // nil = 1
	loss         []float32 // infiltration capacity [m/s]; nil = none
	sources      []Source
	sourceVolume []float64 // m³ in the last Advance
	walls        []Wall
	segments     []Segment

	books    books
	counters Counters
	torn     error // why the state is no longer that of one instant
}

// New makes a dry solver.
func New(c Config) (*Solver, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("shallow water: %w", err)
	}
	return newSolver(c, tileSide), nil
}

func newSolver(c Config, side int) *Solver {
	n := c.Cells()
	s := &Solver{
		grid: c.Grid, conf: c, side: side,
		bed: make([]float64, n), rough: make([]float64, n),
		h: make([]float64, n), u: make([]float64, n), v: make([]float64, n),
	}
	s.conf.Bed, s.conf.Manning = nil, nil // held as bed and rough
	s.segments = append([]Segment(nil), c.Segments...)
	s.conf.Segments = nil
	if c.Kind != nil {
		s.conf.Kind = append([]Kind(nil), c.Kind...)
	}
	for k := range n {
		if !c.open(k) {
			continue
		}
		s.bed[k] = c.Bed[k]
		if c.Manning != nil {
			s.rough[k] = Gravity * c.Manning[k] * c.Manning[k]
		}
	}
	s.layTiles()
	return s
}

// Grid on which all slices of this solver lie.
func (s *Solver) Grid() Grid { return s.grid }

// Depth [m] per cell. A read-only view, valid until the next Advance.
func (s *Solver) Depth() []float64 { return s.h }

// MomentumX is the discharge per metre to the east [m²/s]. A read-only view.
func (s *Solver) MomentumX() []float64 {
	s.hu = discharge(s.hu, s.h, s.u)
	return s.hu
}

// MomentumY is the discharge per metre to the north [m²/s]. A read-only view.
func (s *Solver) MomentumY() []float64 {
	s.hv = discharge(s.hv, s.h, s.v)
	return s.hv
}

func discharge(q, h, u []float64) []float64 {
	if q == nil {
		q = make([]float64, len(h))
	}
	for k := range q {
		q[k] = h[k] * u[k]
	}
	return q
}

// VelocityX is the mean velocity to the east [m/s]. A read-only view.
func (s *Solver) VelocityX() []float64 { return s.u }

// VelocityY is the mean velocity to the north [m/s]. A read-only view.
func (s *Solver) VelocityY() []float64 { return s.v }

// Bed is the height of the ground [m] as SetBed left it. A read-only view.
func (s *Solver) Bed() []float64 { return s.bed }

// DepthAt a cell [m].
func (s *Solver) DepthAt(cell int) float64 { return s.h[cell] }

// BedAt is the height of the ground of a cell [m].
func (s *Solver) BedAt(cell int) float64 { return s.bed[cell] }

// VelocityAt a cell, east and north [m/s].
func (s *Solver) VelocityAt(cell int) (u, v float64) { return s.u[cell], s.v[cell] }

// SetLevel fills every Open cell with still water up to level [m] and starts
// the ledger anew.
func (s *Solver) SetLevel(level float64) error {
	if math.IsNaN(level) || math.IsInf(level, 1) {
		return fmt.Errorf("shallow water: level %g m is not a height", level)
	}
	for k := range s.h {
		s.h[k], s.u[k], s.v[k] = 0, 0, 0
		if s.conf.open(k) {
			s.h[k] = max(0, level-s.bed[k])
		}
	}
	s.restart()
	return nil
}

// SetFlow sets depth [m] and discharge per metre [m²/s] of every Open cell
// (hu, hv nil = still) and starts the ledger anew.
func (s *Solver) SetFlow(h, hu, hv []float64) error {
	if err := s.checkFlow(h, hu, hv); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	for k := range s.h {
		d, u, v := 0.0, 0.0, 0.0
		if s.conf.open(k) {
			d = h[k]
			if hu != nil && d > Film {
				u = hu[k] / d
			}
			if hv != nil && d > Film {
				v = hv[k] / d
			}
		}
		s.h[k], s.u[k], s.v[k] = d, u, v
	}
	s.restart()
	return nil
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
	s.bed[cell] = z
	s.findLevelSpeeds()
	return nil
}

// restart begins a new account from the present state.
func (s *Solver) restart() {
	s.torn = nil
	s.books = books{initial: s.stored()}
	for i := range s.tiles {
		s.tiles[i].books = tileBooks{}
	}
	s.counters = Counters{}
	s.rescan()
}
