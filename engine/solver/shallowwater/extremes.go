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
	e, w := s.extremes, &s.watching
	now, wet, dt := float32(s.time), float32(w.Wet), float32(s.time-e.Looked)
	area := s.grid.Cell * s.grid.Cell
	flooded := float32(w.Flooded)
	b.floodArea, b.floodVolume = 0, 0
	m := b.motion
	s.eachRow(b, func(at, k, n int) {
		depths := b.water[k:][:n]
		deepest := e.MaxDepth[at:][:n<<b.res]
		if b.res == 0 {
			for x, d := range depths {
				if h := float32(d); h > deepest[x] {
					deepest[x] = h
				}
			}
		} else {
			for x := range deepest {
				deepest[x] = max(deepest[x], float32(depths[x>>b.res]))
			}
		}
		for x, d := range depths {
			h := float32(d)
			if h == 0 || h < wet {
				continue
			}
			u, v := m[k+x], m[motionV+k+x]
			speed := sqrt32(u*u + v*v)
			for c := at + x<<b.res; c < at+(x+1)<<b.res; c++ {
				e.MaxSpeed[c] = max(e.MaxSpeed[c], speed)
				e.MaxDepthSpeed[c] = max(e.MaxDepthSpeed[c], h*speed)
				if !w.fits(e.MaxClass[c], float64(h), float64(speed)) {
					e.MaxClass[c] = max(e.MaxClass[c], w.class(float64(h), float64(speed)))
				}
				e.Duration[c] += dt
				if e.Arrival[c] != e.Arrival[c] {
					e.Arrival[c] = now
				}
				if h >= flooded && w.Flooded > 0 && (w.Except == nil || !w.Except[c]) {
					b.floodArea += area
					b.floodVolume += area * float64(h)
				}
			}
		}
	})
}
