package shallowwater

import "math"

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
	s.watching = w
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
func (s *Solver) watch(b *block) {
	b.floodArea, b.floodVolume = 0, 0
	var depths []float64 // of coarse cells, once for each of the Grid's
	var u, v []float32
	s.eachRow(b, func(at, k, n int) {
		s.extremes.approach(at+rowsAhead*s.grid.NX, n<<b.res)
		if b.res == 0 {
			s.watchRow(b, at, b.water[k:k+n], b.motion[motionU+k:][:n], b.motion[motionV+k:][:n])
			return
		}
		depths, u, v = depths[:0], u[:0], v[:0]
		for c := range n << b.res {
			x := k + c>>b.res
			depths, u, v = append(depths, b.water[x]), append(u, b.motion[motionU+x]), append(v, b.motion[motionV+x])
		}
		s.watchRow(b, at, depths, u, v)
	})
}

// rowsAhead is for how many rows of the Grid before its own a look asks for
// memory: the processor cannot guess that it goes up a block.
const rowsAhead = 3

func (e *Extremes) approach(at, n int) {
	for _, a := range [...][]float32{e.MaxDepth, e.MaxSpeed, e.MaxDepthSpeed, e.MaxClass, e.Arrival, e.Duration} {
		if at+n <= len(a) {
			fetchAll(a[at : at+n])
		}
	}
}

// watchRow looks at cells of the Grid from at on eastwards.
func (s *Solver) watchRow(b *block, at int, depths []float64, u, v []float32) {
	e, w, n := s.extremes, &s.watching, len(depths)
	now, wet, dt := float32(s.time), float32(w.Wet), float32(s.time-e.Looked)
	area := s.grid.Cell * s.grid.Cell
	u, v = u[:n], v[:n]
	deepest, fastest, strongest, worst := e.MaxDepth[at:][:n], e.MaxSpeed[at:][:n], e.MaxDepthSpeed[at:][:n], e.MaxClass[at:][:n]
	arrival, duration := e.Arrival[at:][:n], e.Duration[at:][:n]
	for x, d := range depths {
		h := float32(d)
		deepest[x] = max32(h, deepest[x])
		if h == 0 || h < wet {
			continue
		}
		speed := sqrt32(u[x]*u[x] + v[x]*v[x])
		fastest[x] = max32(speed, fastest[x])
		strongest[x] = max32(h*speed, strongest[x])
		if !w.fits(worst[x], float64(h), float64(speed)) {
			worst[x] = max(worst[x], w.class(float64(h), float64(speed)))
		}
		if duration[x] == 0 && arrival[x] != arrival[x] {
			arrival[x] = now
		}
		duration[x] += dt
		if w.Flooded > 0 && h >= float32(w.Flooded) && (w.Except == nil || !w.Except[at+x]) {
			b.floodArea += area
			b.floodVolume += area * float64(h)
		}
	}
}
