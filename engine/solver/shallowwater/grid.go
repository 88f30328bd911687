package shallowwater

import (
	"errors"
	"fmt"
	"math"
)

// Grid is a raster of square cells. Cell (i east, j north) has index j*NX+i,
// counted from the south-west corner.
type Grid struct {
	NX, NY int     // cells to the east and to the north
	Cell   float64 // side of a cell [m]
}

// Cells is the number of cells.
func (g Grid) Cells() int { return g.NX * g.NY }

// Index of cell (i east, j north).
func (g Grid) Index(i, j int) int { return j*g.NX + i }

// At is the inverse of Index.
func (g Grid) At(cell int) (i, j int) { return cell % g.NX, cell / g.NX }

func (g Grid) name(cell int) string {
	i, j := g.At(cell)
	return fmt.Sprintf("cell %d (%d east, %d north)", cell, i, j)
}

// Kind says what a cell is.
type Kind uint8

const (
	Open    Kind = iota // ground that can get wet
	Blocked             // a building: all its edges are walls
	Outside             // no data: edges to it follow Config.Rim
)

// BoundaryKind says what happens at an edge beyond which nothing is known.
type BoundaryKind uint8

const (
	Closed      BoundaryKind = iota // a wall
	OpenOutflow                     // water falls off freely, none comes in
	Level                           // a water body with a level of its own, in and out
	Inflow                          // a discharge that is given
	Normal                          // uniform flow goes on beyond; none comes in
)

// Boundary is the rule for one rim of the domain, or a Segment of it.
type Boundary struct {
	Kind      BoundaryKind
	Level     float64 // Level: water level outside [m]; Normal: at which Conveyance holds
	Discharge float64 // Inflow: per metre of rim [m²/s], inwards; negative takes water out
	Depth     float64 // Inflow: its depth [m] where it comes in faster than waves run; 0: what the water inside decides

	// Normal: the discharge per metre of rim is Conveyance h^(5/3), by Manning
	// √S/n for ground that goes on at slope S [m^(1/3)/s]. Where that is faster
	// than waves run, water falls off as at OpenOutflow. With Steeper [m^(1/3)/s
	// per m] the conveyance changes with the water's level, as a rating curve
	// asks; it is never below 0.
	Conveyance, Steeper float64
}

// Side of the domain.
type Side uint8

const (
	West  Side = west
	East  Side = east
	South Side = south
	North Side = north
)

// Segment is a stretch of one rim with a rule of its own: a river, a sea, the
// end of a channel. It holds for the cells From ≤ k < To, counted from the west
// or the south; where segments overlap the later one counts.
type Segment struct {
	Side     Side
	From, To int
	Boundary
}

// Config is all that stays still during a run.
type Config struct {
	Grid
	Bed     []float64 // height of the ground per cell [m]
	Manning []float64 // roughness per cell [s/m^(1/3)]; nil = frictionless
	Kind    []Kind    // nil = all Open
	// The four rims, and the edges between Open and Outside cells.
	West, East, South, North, Rim Boundary
	Segments                      []Segment // see SetSegment

	Order   int // of accuracy in space and time: 1, or 2; 0 means 1
	Threads int // that Advance may use at once; 0: GOMAXPROCS

	// Porosity is the share of a cell that is not built over, for grids too
	// coarse to show buildings (0 … 1]; nil = 1. Water can stand there, and
	// passes an edge in the smaller share of its two cells; or, where Passage is
	// given, in the share of the edge to the east (Passage[0]) and north
	// (Passage[1]) of each cell that is not built over, [0 … 1] and at most
	// WidestPassage times the Porosity of either cell. (A wall that cuts a cell
	// beside an open edge narrows the cell and not the edge.)
	Porosity []float64
	Passage  [2][]float64

	// Coarsest > 0 lets 32×32 cells and more be computed on cells 2, 4, …
	// 2^Coarsest times as long where all of them and those around are Open,
	// not Fine, without walls, sources and sections, and where the ground
	// differs by at most CoarseWithin [m] from a plane through each new cell.
	Coarsest     int
	CoarseWithin float64
	Fine         []bool
}

// check reports every kind of mistake with the first cell that has it.
func (c *Config) check() error {
	if c.NX < 1 || c.NY < 1 || !(c.Cell > 0) || math.IsInf(c.Cell, 0) {
		return fmt.Errorf("grid of %d×%d cells of %g m: counts must be ≥ 1 and the cell > 0", c.NX, c.NY, c.Cell)
	}
	if wide, high := (c.NX-1)/side+1, (c.NY-1)/side+1; wide > mostBlocks/high {
		return fmt.Errorf("grid of %d×%d cells: at most %d blocks of %d×%d cells (about %d million cells) can be shared out; take larger cells or a part of the ground",
			c.NX, c.NY, mostBlocks, side, side, mostBlocks*side*side/1_000_000)
	}
	n := c.Cells()
	if len(c.Bed) != n {
		return fmt.Errorf("bed has %d heights for %d×%d = %d cells", len(c.Bed), c.NX, c.NY, n)
	}
	if c.Manning != nil && len(c.Manning) != n {
		return fmt.Errorf("manning has %d values for %d cells; nil means frictionless", len(c.Manning), n)
	}
	if c.Porosity != nil && len(c.Porosity) != n || c.Fine != nil && len(c.Fine) != n {
		return fmt.Errorf("porosity has %d, fine %d values for %d cells; nil means 1 and false", len(c.Porosity), len(c.Fine), n)
	}
	if c.Kind != nil && len(c.Kind) != n {
		return fmt.Errorf("kind has %d values for %d cells; nil means all Open", len(c.Kind), n)
	}
	var errs []error
	first := func(bad func(cell int) bool, what string) {
		at, count := -1, 0
		for cell := range n {
			if c.open(cell) && bad(cell) {
				if count++; at < 0 {
					at = cell
				}
			}
		}
		if count > 0 {
			errs = append(errs, fmt.Errorf("%s: %s (%d such cells)", c.name(at), what, count))
		}
	}
	first(func(k int) bool { return !finite(c.Bed[k]) }, "bed is not a number; an Open cell needs a height, cells without data are Outside")
	if c.Manning != nil {
		first(func(k int) bool { return !(c.Manning[k] >= 0) || math.IsInf(c.Manning[k], 0) }, "manning must be ≥ 0, e.g. 0.015 for asphalt")
	}
	for k, kind := range c.Kind {
		if kind > Outside {
			errs = append(errs, fmt.Errorf("%s: unknown kind %d", c.name(k), kind))
			break
		}
	}
	for _, b := range [...]struct {
		name string
		Boundary
	}{{"west", c.West}, {"east", c.East}, {"south", c.South}, {"north", c.North}, {"outside", c.Rim}} {
		if err := b.check(); err != nil {
			errs = append(errs, fmt.Errorf("%s boundary: %w", b.name, err))
		}
	}
	if c.Order < 0 || c.Order > 2 {
		errs = append(errs, fmt.Errorf("order %d: must be 1 or 2", c.Order))
	}
	if c.Threads < 0 {
		errs = append(errs, fmt.Errorf("threads %d: must be ≥ 0; 0 means all", c.Threads))
	}
	if c.Coarsest < 0 || c.Coarsest > 5 || !(c.CoarseWithin >= 0) {
		errs = append(errs, fmt.Errorf("coarsest %d within %g m: must be 0 to 5, within ≥ 0", c.Coarsest, c.CoarseWithin))
	}
	if c.Porosity != nil {
		first(func(k int) bool { return !(c.Porosity[k] > 0 && c.Porosity[k] <= 1) }, "porosity must be > 0 and ≤ 1; built-over cells are Blocked")
	}
	if c.Passage[0] != nil || c.Passage[1] != nil {
		if c.Porosity == nil || len(c.Passage[0]) != n || len(c.Passage[1]) != n {
			return fmt.Errorf("passage has %d and %d values for %d cells, porosity %d: must be all or none", len(c.Passage[0]), len(c.Passage[1]), n, len(c.Porosity))
		}
		first(c.passageBad, fmt.Sprintf("passage must be ≥ 0, ≤ 1 and ≤ %d times the porosity of the cells that it joins", WidestPassage))
	}
	for k, g := range c.Segments {
		if err := g.check(c.Grid); err != nil {
			errs = append(errs, fmt.Errorf("segment %d: %w", k, err))
		}
	}
	return errors.Join(errs...)
}

// WidestPassage is how much wider than a cell an edge of it may be; steps get as
// much shorter.
const WidestPassage = 2

// passageBad tells whether a cell's edges to the east and north are no shares, or
// too wide for the cells that they join.
func (c Config) passageBad(k int) bool {
	i, j := c.At(k)
	for d, other := range [...]int{k + 1, k + c.NX} {
		e := c.Passage[d][k]
		if !(e >= 0 && e <= 1) {
			return true
		}
		inside := d == 0 && i+1 < c.NX || d == 1 && j+1 < c.NY
		if inside && c.open(other) && e > WidestPassage*min(c.Porosity[k], c.Porosity[other]) {
			return true
		}
	}
	return false
}

func (b Boundary) check() error {
	switch {
	case b.Kind > Normal:
		return fmt.Errorf("unknown kind %d", b.Kind)
	case b.Kind == Level && !finite(b.Level):
		return fmt.Errorf("level %g m is not a height", b.Level)
	case b.Kind == Inflow && (!finite(b.Discharge) || !(b.Depth >= 0) || !finite(b.Depth)):
		return fmt.Errorf("discharge %g m²/s, depth %g m: both must be finite, the depth ≥ 0", b.Discharge, b.Depth)
	case b.Kind == Normal && (!(b.Conveyance >= 0) || !finite(b.Conveyance) || !finite(b.Steeper) || !finite(b.Level)):
		return fmt.Errorf("conveyance %g m^(1/3)/s, %g more per m above %g m: must be finite, the first ≥ 0", b.Conveyance, b.Steeper, b.Level)
	}
	return nil
}

func (s Segment) check(g Grid) error {
	n := g.NY
	if s.Side >= South {
		n = g.NX
	}
	if s.Side > North || s.From < 0 || s.To > n || s.From >= s.To {
		return fmt.Errorf("cells %d ≤ k < %d of side %d: that rim has %d cells", s.From, s.To, s.Side, n)
	}
	return s.Boundary.check()
}

func (c *Config) open(cell int) bool { return c.Kind == nil || c.Kind[cell] == Open }

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
