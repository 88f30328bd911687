package rainstorm

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/shallowwater"
)

// Tuning says how the water is computed, not what it is.
type Tuning struct {
	Order         int            `yaml:"order" jsonschema:"minimum=1,maximum=2,default=1" jsonschema_description:"of the scheme in space and time: 1, or 2 for less smearing at some twice the cost"`
	Threads       int            `yaml:"threads" jsonschema:"minimum=0,maximum=1024" jsonschema_description:"processors to use; 0: all, on less than 16,384 cells one"`
	Coarsest      int            `yaml:"coarsest" jsonschema:"minimum=0,maximum=5" jsonschema_description:"plain ground may be computed on cells up to 2^coarsest times as long; 0: all cells alike"`
	CoarseWithinM float64        `yaml:"coarse_within_m" jsonschema:"minimum=0,maximum=10" jsonschema_description:"how far such ground may depart from a plane"`
	CoarseBendM   float64        `yaml:"coarse_bend_m" jsonschema:"minimum=0,maximum=10" jsonschema_description:"larger cells that a wave comes to which bends by more than this from cell to cell become as small as the others; 0: they stay"`
	Buildings     string         `yaml:"buildings" jsonschema:"enum=whole_cells,enum=by_share,default=whole_cells" jsonschema_description:"whole_cells: a cell whose middle is built over is closed; by_share: each cell is closed as far as buildings cover it, for gaps and houses that are narrow beside a cell. Takes longer"`
	Fine          [][]mgl64.Vec2 `yaml:"fine" jsonschema_description:"outlines [[x, y], …] in which all cells stay as they are"`
}

// LimitThreads lets the water be computed by at most n processors.
func (p *Parameters) LimitThreads(n int) {
	if t := &p.Solver.Threads; *t == 0 || *t > n {
		*t = n
	}
}

// smallGround is the number of cells below which one processor computes all,
// unless the scenario says otherwise: a step takes so few microseconds that two
// would wait for each other, and on a busy machine for far longer than that.
const smallGround = 1 << 14

// tune hands the solver its part; gauges always stand on cells as they are.
func (m *Model) tune(c *shallowwater.Config) {
	t := m.par.Solver
	c.Order, c.Threads, c.Coarsest, c.CoarseWithin = t.Order, t.Threads, t.Coarsest, t.CoarseWithinM
	if t.Threads == 0 && m.grid.Len() < smallGround {
		c.Threads = 1
	}
	if t.Coarsest == 0 {
		return
	}
	c.Fine = make([]bool, m.grid.Len())
	for _, outline := range t.Fine {
		m.grid.Inside([][]mgl64.Vec2{outline}, func(cell int) { c.Fine[cell] = true })
	}
	for _, a := range m.site.Assets {
		if cell, inside := m.grid.CellAt(a.Position[0], a.Position[1]); inside && a.Kind == "gauge" {
			c.Fine[cell] = true
		}
	}
}
