package infiltration

import "testing"

// all is a map of one class.
func all(n int, c Class) Config {
	return Config{Classes: []Class{c}, Soil: make([]uint8, n)}
}

func mustNew(t testing.TB, c Config) *Soil {
	t.Helper()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// surface is a patch of ground with a surface that keeps what does not soak in,
// or lets it run off: the simplest surface solver.
type surface struct {
	soil   *Soil
	pond   []float64 // [m]
	soaked []float64 // [m]
	loss   []float32 // [m/s]
	runoff bool
}

func newSurface(s *Soil, runoff bool) *surface {
	n := len(s.water)
	return &surface{soil: s, pond: make([]float64, n), soaked: make([]float64, n), loss: make([]float32, n), runoff: runoff}
}

// tick rains for dt, in substeps as a solver would.
func (g *surface) tick(t testing.TB, dt, rain float64, substeps int) {
	t.Helper()
	must(t, g.soil.Capacity(dt, nil, g.loss))
	h := dt / float64(substeps)
	for range substeps {
		for k := range g.pond {
			g.pond[k] += rain * h
			x := min(g.pond[k], float64(g.loss[k])*h)
			g.pond[k] -= x
			g.soaked[k] += x
		}
	}
	if g.runoff {
		clear(g.pond)
	}
	must(t, g.soil.Book(dt, g.soaked))
}

func (g *surface) rain(t testing.TB, from, to, dt, rate float64) {
	t.Helper()
	for k := 0; from+float64(k)*dt < to-1e-9; k++ {
		g.tick(t, dt, rate, 1)
	}
}
