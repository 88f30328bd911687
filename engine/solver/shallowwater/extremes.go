package shallowwater

import (
	"math"
)

// Watch says what Extremes looks for.
type Watch struct {
	Wet   float64 // depth [m] from which a cell counts as wet
	Bands []Band  // classes of hazard, from 1 up; what fits none is the next
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
}

// SetWatch begins to look for extremes.
func (s *Solver) SetWatch(w Watch) {
	s.watching = w
	n := s.grid.Cells()
	s.extremes = &Extremes{
		make([]float32, n), make([]float32, n), make([]float32, n),
		make([]float32, n), make([]float32, n), make([]float32, n),
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
	for _, a := range [...][]float32{e.MaxDepth, e.MaxSpeed, e.MaxDepthSpeed, e.MaxClass, e.Duration} {
		clear(a)
	}
	for k := range e.Arrival {
		e.Arrival[k] = float32(math.NaN())
	}
}

func (s *Solver) watched() bool { return s.extremes != nil }

// class of hazard of water with depth h and speed v.
func (w *Watch) class(h, v float64) float32 {
	for k, b := range w.Bands {
		if h <= b.Depth && v <= b.Speed && h*v <= b.DepthSpeed {
			return float32(k + 1)
		}
	}
	return float32(len(w.Bands) + 1)
}

// watch looks at a block after an Advance that began at s.time - s.elapsed.
func (s *Solver) watch(b *block) {
	e, now := s.extremes, float32(s.time)
	wet, dt := float32(s.watching.Wet), float32(s.elapsed)
	s.eachRow(b, func(at, k, n int) {
		for x := range n {
			h := float32(b.now.water[k+x])
			if h == 0 {
				continue
			}
			u, v := b.now.motion[k+x], b.now.motion[motionV+k+x]
			speed := sqrt32(u*u + v*v)
			class := float32(0)
			if h >= wet {
				class = s.watching.class(float64(h), float64(speed))
			}
			for c := at + x<<b.res; c < at+(x+1)<<b.res; c++ {
				e.MaxDepth[c] = max(e.MaxDepth[c], h)
				if h < wet {
					continue
				}
				e.MaxSpeed[c] = max(e.MaxSpeed[c], speed)
				e.MaxDepthSpeed[c] = max(e.MaxDepthSpeed[c], h*speed)
				e.MaxClass[c] = max(e.MaxClass[c], class)
				e.Duration[c] += dt
				if e.Arrival[c] != e.Arrival[c] {
					e.Arrival[c] = now
				}
			}
		}
	})
}
