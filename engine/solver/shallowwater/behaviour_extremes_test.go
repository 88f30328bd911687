package shallowwater

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// Extremes against a search through Depth and Velocity after every Advance. All
// of it is float32 and must agree to the last bit.

var hazards = []Band{{0.3, 3, 0.3}, {0.6, 4, 1.2}, {1.2, 5, 3}}

// lookout does what Extremes does, by brute force.
type lookout struct{ depth, speed, product, class, arrival, duration []float32 }

func newLookout(n int) *lookout {
	l := &lookout{}
	for _, p := range l.rasters() {
		*p = make([]float32, n)
	}
	for k := range l.arrival {
		l.arrival[k] = float32(math.NaN())
	}
	return l
}

func (l *lookout) rasters() [6]*[]float32 {
	return [...]*[]float32{&l.depth, &l.speed, &l.product, &l.class, &l.arrival, &l.duration}
}

func (l *lookout) look(s *Solver, w Watch, time, since float64) {
	u, v := s.VelocityX(), s.VelocityY()
	for k, d := range s.Depth() {
		h := float32(d)
		l.depth[k] = max(l.depth[k], h)
		if h < float32(w.Wet) || h == 0 {
			continue
		}
		x, y := float32(u[k]), float32(v[k])
		fast := float32(math.Sqrt(float64(float32(x*x) + float32(y*y))))
		l.speed[k], l.product[k] = max(l.speed[k], fast), max(l.product[k], h*fast)
		class := float32(len(w.Bands) + 1)
		for n := len(w.Bands) - 1; n >= 0; n-- {
			if b := w.Bands[n]; float64(h) <= b.Depth && float64(fast) <= b.Speed && float64(h)*float64(fast) <= b.DepthSpeed {
				class = float32(n + 1)
			}
		}
		l.class[k] = max(l.class[k], class)
		if math.IsNaN(float64(l.arrival[k])) {
			l.arrival[k] = float32(time)
		}
		l.duration[k] += float32(since)
	}
}

func (l *lookout) compare(t *testing.T, when string, e *Extremes) {
	t.Helper()
	names := [...]string{"depth", "speed", "depth × speed", "class", "arrival", "duration"}
	for n, a := range [...][]float32{e.MaxDepth, e.MaxSpeed, e.MaxDepthSpeed, e.MaxClass, e.Arrival, e.Duration} {
		want := *l.rasters()[n]
		for k := range a {
			if a[k] != want[k] && !(a[k] != a[k] && want[k] != want[k]) {
				t.Fatalf("%s: %s of cell %d is %g, want %g", when, names[n], k, a[k], want[k])
			}
		}
	}
}

func TestExtremesAgainstSearch(t *testing.T) {
	const n = 128
	for _, coarsest := range []int{0, 2} {
		eachOrder(t, func(t *testing.T, order int) {
			c := plain(n, order, coarsest, dunes)
			c.East, c.Manning = Boundary{Kind: OpenOutflow}, fill(n*n, 0.03)
			s := mustNew(t, c)
			w := Watch{Wet: 0.05, Bands: hazards, Flooded: 0.1}
			s.SetWatch(w)
			h := make([]float64, n*n)
			for k := range h {
				if i, _ := c.At(k); i < 30 {
					h[k] = 0.8
				}
			}
			must(t, s.SetFlow(h, nil, nil))
			l, r, time := newLookout(n*n), rand.New(rand.NewPCG(1, 2)), 0.0
			var saved []byte
			for tick := range 12 {
				dt := 0.3 + 2*r.Float64()
				must(t, s.Advance(context.Background(), dt))
				since := time
				time += dt
				l.look(s, w, time, time-since)
				if tick == 6 {
					saved = s.State()
				}
			}
			e := s.Extremes()
			l.compare(t, "after 12 ticks", e)
			classes, area, volume := map[float32]int{}, 0.0, 0.0
			for k, class := range e.MaxClass {
				classes[class]++
				if h := float32(s.Depth()[k]); h >= float32(w.Flooded) {
					area, volume = area+1, volume+float64(h)
				}
			}
			t.Logf("cells by class: %v; flooded %g m²", classes, e.Area)
			if len(classes) < 4 {
				t.Errorf("only classes %v: the case is too tame", classes)
			}
			if e.Area != area || math.Abs(e.Volume-volume) > 1e-9*volume {
				t.Errorf("flooded %g m², %g m³, want %g and %g", e.Area, e.Volume, area, volume)
			}

			end := s.State()
			again := mustNew(t, c)
			again.SetWatch(w)
			must(t, again.SetState(saved))
			if !bytes.Equal(again.State(), saved) {
				t.Error("extremes changed on their way through SetState")
			}
			r, time = rand.New(rand.NewPCG(1, 2)), 0
			for tick := range 12 {
				if dt := 0.3 + 2*r.Float64(); tick > 6 {
					must(t, again.Advance(context.Background(), dt))
				}
			}
			l.compare(t, "after a restart", again.Extremes())
			if !bytes.Equal(again.State(), end) {
				t.Error("after a restart the run goes another way")
			}

			must(t, s.SetFlow(h, nil, nil))
			newLookout(n*n).compare(t, "after SetFlow", s.Extremes())
		})
	}
}

// Who begins to look late counts from then on.
func TestWatchFromLater(t *testing.T) {
	s := mustNew(t, Config{Grid: Grid{8, 8, 1}, Bed: make([]float64, 64)})
	must(t, s.SetLevel(1))
	advance(t, s, 100, 10)
	plainState := s.State()
	s.SetWatch(Watch{Wet: 0.1})
	advance(t, s, 5, 5)
	if e := s.Extremes(); e.Duration[0] != 5 || e.Arrival[0] != 105 {
		t.Errorf("wet for %g s since %g s, want 5 since 105", e.Duration[0], e.Arrival[0])
	}
	must(t, s.SetState(plainState)) // of a run without a watch
	advance(t, s, 5, 5)
	if e := s.Extremes(); e.Duration[0] != 5 || e.Arrival[0] != 105 {
		t.Errorf("after SetState wet for %g s since %g s, want 5 since 105", e.Duration[0], e.Arrival[0])
	}
}

// A look every 10 s sees what it then finds, and counts the time between looks.
func TestWatchEvery(t *testing.T) {
	s := mustNew(t, Config{Grid: Grid{8, 8, 1}, Bed: make([]float64, 64)})
	s.SetWatch(Watch{Wet: 0.1, Every: 10})
	must(t, s.SetLevel(1))
	advance(t, s, 9, 1)
	if e := s.Extremes(); e.Duration[0] != 0 {
		t.Errorf("wet for %g s before the first look", e.Duration[0])
	}
	advance(t, s, 26, 1)
	if e := s.Extremes(); e.Duration[0] != 30 || e.Looked != 30 {
		t.Errorf("wet for %g s at the look after %g s, want 30 and 30", e.Duration[0], e.Looked)
	}
}
