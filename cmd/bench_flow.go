package cmd

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"

	"shapan/engine/solver/shallowwater"
)

// flowBench is one measurement of the shallow-water solver.
type flowBench struct {
	name      string // of flowCases
	n         int    // cells of 1 m along each side
	order     int
	threads   int     // 0: all
	seconds   float64 // of wall time
	copyBytes int     // copied for the memory's rate
}

// flowTick is how far one Advance goes [s]: the step of a rehearsal.
const flowTick = 1

// flowCase is water to move on n×n cells of 1 m.
type flowCase struct {
	what string
	// lay fills bed [m] and depth [m], both at 0; it may set rims, kinds and
	// roughness of c.
	lay func(c *shallowwater.Config, h []float64)
	// span is how long the water flows before it starts afresh [s].
	span func(n int) float64
	rain float64 // [m/s]
	// weights of the rain per cell; nil is 1 everywhere.
	weights func(c *shallowwater.Config) []float32
	once    bool // a job: it is done once, cold, and its wall time counts
}

var flowCases = map[string]flowCase{
	"city": cityCase,
	"dam": {
		what: "4 m of water behind a dam on the western third; it breaks over level, dry ground, until the front would reach the eastern rim",
		lay: func(c *shallowwater.Config, h []float64) {
			for k := range h {
				if i, _ := c.At(k); i < c.NX/3 {
					h[k] = 4
				}
			}
		},
		span: func(n int) float64 { // Ritter's front, 2√(gh), over two thirds of the grid
			return math.Ceil(2.0 / 3 * float64(n) / (2 * math.Sqrt(shallowwater.Gravity*4)))
		},
	},
	"rain": {
		what: "ten minutes of a cloudburst of 100 mm/h on an uneven slope of 1 %, wet to 5 mm, that drains to the south",
		lay: func(c *shallowwater.Config, h []float64) {
			c.South = shallowwater.Boundary{Kind: shallowwater.OpenOutflow}
			for k := range h {
				i, j := c.At(k)
				c.Bed[k] = 0.01*float64(j) + 0.03*math.Sin(0.7*float64(i))*math.Sin(0.9*float64(j))
				h[k] = 0.005
			}
		},
		span: func(int) float64 { return 600 },
		rain: 0.1 / 3600,
	},
	"pit": {
		what: "two minutes of a street under 0.2 m that pours into a pit 16 m deep, n/5 × n/20 cells, with 2 m of water in it",
		lay: func(c *shallowwater.Config, h []float64) {
			long, wide := max(c.NX/5, 1), max(c.NY/20, 1)
			west, south := (c.NX-long)/2, (c.NY-wide)/2
			for k := range h {
				h[k] = 0.2
				if i, j := c.At(k); i >= west && i < west+long && j >= south && j < south+wide {
					c.Bed[k], h[k] = -16, 2
				}
			}
		},
		span: func(int) float64 { return 120 },
	},
}

func flowCaseNames() []string { return slices.Sorted(maps.Keys(flowCases)) }

func tellFlowCases() string {
	var s strings.Builder
	for _, name := range flowCaseNames() {
		fmt.Fprintf(&s, "  %-5s %s\n", name, flowCases[name].what)
	}
	return s.String()
}

// updateBytes is what one update of a cell must fetch and store at least, by
// the planes of shallowwater's block.go, each value once. What stays in the
// cache is not counted (fluxes), nor rims, padding, or the fetching of lines
// that are about to be overwritten. Infiltration is off.
//
//	read     depth 8, velocities and rounded depth 12, rises of the bed 8, roughness and rain's weight 8
//	written  depth 8, velocities and rounded depth 12
//	order 2  two discharges in double precision more, read 16 and written 16
func updateBytes(order int) int {
	const read, written, discharges = 8 + 12 + 8 + 8, 8 + 12, 2 * 8
	if order == 2 {
		return read + written + 2*discharges
	}
	return read + written
}

// measure runs the case; the flags have been checked.
func (b *flowBench) measure(ctx context.Context) (*flowReport, error) {
	threads := cmp.Or(b.threads, runtime.GOMAXPROCS(0))
	job := flowCases[b.name].once
	r := &flowReport{
		Case: b.name, Cells: b.n * b.n, Order: b.order, Threads: threads,
		BytesPerCell: updateBytes(b.order), Vectors: shallowwater.Kernels(), SmallestDt: math.Inf(1),
	}
	r.CopyRate = copyRate(b.copyBytes, threads)
	r.Limit = r.CopyRate / float64(r.BytesPerCell)

	s, open, restart, err := b.build(threads)
	if err != nil {
		return nil, err
	}
	// The warm-up touches all memory and lets the processor find its clock.
	if !job {
		if _, err := b.flow(ctx, s, b.seconds/10); err != nil {
			return nil, err
		}
	}
	for equivalent := 0.0; r.Seconds < b.seconds && !(job && r.Complete); r.Equivalent = equivalent / r.Seconds {
		if err := restart(); err != nil {
			return nil, err
		}
		wall, err := b.flow(ctx, s, b.seconds-r.Seconds)
		if err != nil {
			return nil, err
		}
		done := s.Counters()
		simulated := float64(done.MacroSteps) * flowTick
		r.Seconds += wall
		r.Steps += done.SubSteps
		r.Updates += done.CellUpdates
		r.Simulated += simulated
		r.SmallestDt = min(r.SmallestDt, done.SmallestDt)
		r.MassError = max(r.MassError, math.Abs(s.Ledger().Error))
		r.Complete = r.Complete || simulated >= flowCases[b.name].span(b.n)
		equivalent += float64(open) * simulated / done.SmallestDt
	}
	r.Rate = float64(r.Updates) / r.Seconds
	return r, nil
}

// build makes the solver at the start of its case, and what takes it back
// there. It counts the cells that can get wet.
func (b *flowBench) build(threads int) (s *shallowwater.Solver, open int, restart func() error, err error) {
	cells, f := b.n*b.n, flowCases[b.name]
	c := shallowwater.Config{
		Grid: shallowwater.Grid{NX: b.n, NY: b.n, Cell: 1},
		Bed:  make([]float64, cells), Manning: make([]float64, cells), Order: b.order, Threads: threads,
	}
	for k := range c.Manning {
		c.Manning[k] = 0.02
	}
	h := make([]float64, cells)
	f.lay(&c, h)
	open = cells
	for _, kind := range c.Kind {
		if kind != shallowwater.Open {
			open--
		}
	}
	if s, err = shallowwater.New(c); err != nil {
		return nil, 0, nil, err
	}
	if f.rain > 0 {
		var weights []float32
		if f.weights != nil {
			weights = f.weights(&c)
		}
		if err := s.SetRain(f.rain, weights); err != nil {
			return nil, 0, nil, err
		}
	}
	restart = func() error { return s.SetFlow(h, nil, nil) }
	if err := restart(); err != nil {
		return nil, 0, nil, err
	}
	runtime.GC() // of what New has left, and not within the measurement
	return s, open, restart, nil
}

// flow lets the water flow to the end of its case, or for that many seconds of
// wall time, but one tick at least. It returns the wall time [s].
func (b *flowBench) flow(ctx context.Context, s *shallowwater.Solver, seconds float64) (wall float64, err error) {
	span := flowCases[b.name].span(b.n)
	began := time.Now()
	for t := 0.0; t < span; t += flowTick {
		if err := s.Advance(ctx, flowTick); err != nil {
			if stopped := interrupted(ctx); stopped != nil {
				return 0, stopped
			}
			return 0, err
		}
		if wall = time.Since(began).Seconds(); wall >= seconds {
			break
		}
	}
	return wall, nil
}
