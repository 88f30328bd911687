package shallowwater

import (
	"math"
	"math/bits"
)

// Watch says what Extremes looks for.
type Watch struct {
	Every   float64 // least time between two looks [s]; 0: after every Advance
	Wet     float64 // depth [m] from which a cell counts as wet
	Bands   []Band  // classes of hazard, from 1 up; what fits none is the next
	Flooded float64 // depth [m] from which a cell counts as flooded
	Except  []bool  // cells that never do; nil: none
}

// Band is the upper bound of a class of hazard: depth [m], speed [m/s] and
// depth × speed [m²/s] at the same instant.
type Band struct{ Depth, Speed, DepthSpeed float64 }

// Extremes is what each cell has seen at the ends of Advances since the state
// was set; cells that were never wet have 0 and no Arrival. A cell must be wet
// for all but MaxDepth.
type Extremes struct {
	MaxDepth      []float32 // [m]
	MaxSpeed      []float32 // [m/s]
	MaxDepthSpeed []float32 // [m²/s]
	MaxClass      []float32 // of hazard
	Arrival       []float32 // [s]; NaN: never
	Duration      []float32 // wet [s]

	Area, Volume float64 // of flooded ground at the last look [m²], [m³]
	Looked       float64 // when that was [s]
}

// SetWatch begins to look for extremes.
func (s *Solver) SetWatch(w Watch) {
	s.watching, s.bounds = w, w.bounds()
	n := s.grid.Cells()
	s.extremes = &Extremes{
		MaxDepth: make([]float32, n), MaxSpeed: make([]float32, n), MaxDepthSpeed: make([]float32, n),
		MaxClass: make([]float32, n), Arrival: make([]float32, n), Duration: make([]float32, n),
	}
	s.clearExtremes()
}

// Extremes since the state was set; nil before SetWatch. Read-only.
func (s *Solver) Extremes() *Extremes { return s.extremes }

func (s *Solver) clearExtremes() {
	if s.extremes == nil {
		return
	}
	e := s.extremes
	e.Area, e.Volume, e.Looked = 0, 0, s.time
	for _, a := range [...][]float32{e.MaxDepth, e.MaxSpeed, e.MaxDepthSpeed, e.MaxClass, e.Duration} {
		clear(a)
	}
	for k := range e.Arrival {
		e.Arrival[k] = float32(math.NaN())
	}
}

// due tells whether it is time for a look.
func (s *Solver) due() bool {
	return s.extremes != nil && s.time-s.extremes.Looked >= s.watching.Every*(1-1e-9)
}

// look lets the crew look at all blocks.
func (s *Solver) look() {
	s.crew.do(watching, s.blocks)
	e := s.extremes
	e.Area, e.Volume, e.Looked = 0, 0, s.time
	for _, b := range s.blocks {
		e.Area += b.floodArea
		e.Volume += b.floodVolume
	}
}

// class of hazard of water with depth h and speed v.
func (w *Watch) class(h, v float64) float32 {
	for k, b := range w.Bands {
		if h <= b.Depth && v <= b.Speed && h*v <= b.DepthSpeed {
			return float32(k + 1)
		}
	}
	return float32(len(w.Bands) + 1)
}

// fits tells whether a cell that has seen class most sees no worse now: no more
// than one band has to be asked.
func (w *Watch) fits(most float32, h, v float64) bool {
	k := int(most) - 1
	if k < 0 || k >= len(w.Bands) {
		return k >= 0
	}
	b := &w.Bands[k]
	return h <= b.Depth && v <= b.Speed && h*v <= b.DepthSpeed
}

// watch looks at a block.
func (s *Solver) watch(b *block, on *bench) {
	b.floodArea, b.floodVolume = 0, 0
	var depths []float64 // of coarse cells, once for each of the Grid's
	var u, v []float32
	s.eachRow(b, func(at, k, n int) {
		s.extremes.approach(at+rowsAhead*s.grid.NX, n<<b.res)
		if b.res == 0 {
			s.watchRow(b, on, at, b.water[k:k+n], b.motion[motionU+k:][:n], b.motion[motionV+k:][:n])
			return
		}
		depths, u, v = depths[:0], u[:0], v[:0]
		for c := range n << b.res {
			x := k + c>>b.res
			depths, u, v = append(depths, b.water[x]), append(u, b.motion[motionU+x]), append(v, b.motion[motionV+x])
		}
		s.watchRow(b, on, at, depths, u, v)
	})
}

// rowsAhead is for how many rows of the Grid before its own a look asks for
// memory: the processor cannot guess that it goes up a block.
const rowsAhead = 4

func (e *Extremes) approach(at, n int) {
	for _, a := range [...][]float32{e.MaxDepth, e.MaxSpeed, e.MaxDepthSpeed, e.MaxClass, e.Duration} {
		if at+n <= len(a) {
			fetchAll(a[at : at+n])
		}
	}
}

// watchRow looks at cells of the Grid from at on eastwards.
func (s *Solver) watchRow(b *block, on *bench, at int, depths []float64, u, v []float32) {
	e, w, n := s.extremes, &s.watching, len(depths)
	a := &on.look
	a.depth, a.u, a.v = depths, u, v
	a.deepest, a.fastest, a.strongest = e.MaxDepth[at:][:n], e.MaxSpeed[at:][:n], e.MaxDepthSpeed[at:][:n]
	a.worst, a.duration, a.bounds = e.MaxClass[at:][:n], e.Duration[at:][:n], s.bounds
	a.wet, a.flooded, a.dt, a.groups = float32(w.Wet), float32(math.Inf(1)), float32(s.time-e.Looked), int32(n/8)
	if w.Flooded > 0 {
		a.flooded = float32(w.Flooded)
	}
	a.run()
	a.lookFrom(n/8*8, n)
	for g, seen := range a.seen[:(n+7)/8] {
		for ; seen != 0; seen &= seen - 1 {
			s.lookClosely(b, a, at, 8*g+bits.TrailingZeros8(seen))
		}
	}
}

// lookClosely looks at cell x of a row, which is wet.
func (s *Solver) lookClosely(b *block, a *lookJob, at, x int) {
	e, w := s.extremes, &s.watching
	h := float32(a.depth[x])
	speed := sqrt32(a.u[x]*a.u[x] + a.v[x]*a.v[x])
	if worst := &a.worst[x]; !w.fits(*worst, float64(h), float64(speed)) {
		*worst = max(*worst, w.class(float64(h), float64(speed)))
	}
	if arrival := &e.Arrival[at+x]; *arrival != *arrival {
		*arrival = float32(s.time)
	}
	if h >= a.flooded && (w.Except == nil || !w.Except[at+x]) {
		area := s.grid.Cell * s.grid.Cell
		b.floodArea += area
		b.floodVolume += area * float64(h)
	}
}
