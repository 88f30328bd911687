package shallowwater

import (
	"context"
	"math"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// city is n×n cells of 1 m: blocks of buildings between streets that fall
// gently to the south, and a pit 16 m deep in the middle.
func city(n int) Config {
	c := Config{Grid: Grid{NX: n, NY: n, Cell: 1}}
	c.Bed, c.Manning, c.Kind = make([]float64, n*n), make([]float64, n*n), make([]Kind, n*n)
	pit := n / 6
	for j := range n {
		for i := range n {
			k := j*n + i
			c.Manning[k] = 0.016
			// 0.3 % fall, a crown in each street, some unevenness.
			c.Bed[k] = 0.003*float64(j) + 0.02*math.Sin(float64(i)*0.7)*math.Sin(float64(j)*0.9)
			if i%60 >= 24 && j%60 >= 24 {
				c.Kind[k] = Blocked
			}
			if abs(i-n/2) < pit/2 && abs(j-n/2) < pit/2 {
				c.Kind[k] = Open
				c.Bed[k] -= 16
			}
		}
	}
	return c
}

func abs(i int) int { return max(i, -i) }

// cityRain is the weight per Open cell: the roofs' rain falls beside them.
func cityRain(c Config) []float32 {
	open := 0
	for _, k := range c.Kind {
		if k == Open {
			open++
		}
	}
	w := make([]float32, len(c.Kind))
	for k := range w {
		w[k] = float32(len(c.Kind)) / float32(open)
	}
	return w
}

// chicago is a storm of total [m] over duration [s] with its peak at 0.4,
// as a rate [m/s] at time t.
func chicago(total, duration, t float64) float64 {
	peak := 0.4 * duration
	x := (t - peak) / (0.12 * duration)
	return total / (0.12 * duration * 1.98) / math.Pow(1+x*x, 0.9)
}

// BenchmarkCity is the job the package is built for, shortened to one minute
// per iteration at the height of the storm. SHAPAN_CITY_HOURS=3 runs the whole.
func BenchmarkCity(b *testing.B) {
	c := city(600)
	s, err := New(c)
	if err != nil {
		b.Fatal(err)
	}
	w := cityRain(c)
	hours, _ := strconv.ParseFloat(os.Getenv("SHAPAN_CITY_HOURS"), 64)
	h := make([]float64, len(c.Bed))
	for k := range h {
		if c.Kind[k] == Open {
			h[k] = 0.02
			if c.Bed[k] < -10 {
				h[k] = 1
			}
		}
	}
	s.SetFlow(h, nil, nil)
	from, to := 4100.0, 4160.0
	if hours > 0 {
		from, to = 0, 3600*hours
		s.SetLevel(math.Inf(-1))
	}
	b.ResetTimer()
	start, cpu := time.Now(), cpuTime()
	for range b.N {
		for t := from; t < to; t += 2 {
			if err := s.SetRain(chicago(0.13, 10800, t), w); err != nil {
				b.Fatal(err)
			}
			if err := s.Advance(context.Background(), 2); err != nil {
				b.Fatal(err)
			}
			if hours > 0 && math.Mod(t, 600) == 0 {
				report(b, s, t, start)
			}
		}
	}
	rate(b, s, cpu)
	report(b, s, to, start)
}

func report(b *testing.B, s *Solver, t float64, start time.Time) {
	wet, deep, sum, fast := 0, 0.0, 0.0, 0.0
	for k, h := range s.Depth() {
		if s.bed[k] < -10 {
			deep = max(deep, h)
		} else if h > 0.001 {
			wet++
			sum += h
		}
		fast = max(fast, math.Hypot(s.u[k], s.v[k]))
	}
	c := s.Counters()
	b.Logf("t=%5.0f s wall %6.1f s  wet %d mean %.3f m  pit %.2f m  max speed %.2f  updates %.3g smallest dt %.3g  ledger error %.1e",
		t, time.Since(start).Seconds(), wet, sum/float64(max(wet, 1)), deep, fast, float64(c.CellUpdates), c.SmallestDt, s.Ledger().Error)
}

// rate reports cell updates per second of wall time and of processor time; on
// a machine that others use too, only the second means something.
func rate(b *testing.B, s *Solver, cpu float64) {
	n := float64(s.Counters().CellUpdates) / 1e6
	b.ReportMetric(n/b.Elapsed().Seconds(), "Mcells/s")
	b.ReportMetric(n/(cpuTime()-cpu), "Mcells/cpu-s")
}

func cpuTime() float64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
}

// pool is one tile of wavy water on bumpy ground, in the first-level cache.
func pool(b *testing.B) *Solver {
	const n = 32
	c := Config{Grid: Grid{n, n, 1}, Bed: make([]float64, n*n), Manning: fill(n*n, 0.02)}
	h, hu := make([]float64, n*n), make([]float64, n*n)
	for k := range h {
		c.Bed[k] = 0.03 * math.Sin(float64(k)*1.7)
		h[k] = 0.2 + 0.05*math.Sin(float64(k)*0.3)
		hu[k] = 0.1 * math.Sin(float64(k)*0.01)
	}
	s := mustNew(b, c)
	must(b, s.SetFlow(h, hu, nil))
	s.macro = 0.01
	return s
}

func BenchmarkStages(b *testing.B) {
	s := pool(b)
	t, w := &s.tiles[0], newBench(32)
	for _, stage := range []struct {
		name string
		run  func()
	}{
		{"fluxes", func() { s.fluxes(t, w) }},
		{"donate", func() { s.donate(t, w) }},
		{"tally", func() { s.tally(t, w) }},
		{"settle", func() {
			for _, r := range t.cruns {
				s.settle(t, r, 0.001)
			}
		}},
		{"all", func() { s.fluxes(t, w); s.donate(t, w); s.tally(t, w); s.apply(t) }},
	} {
		b.Run(stage.name, func(b *testing.B) {
			cpu := cpuTime()
			for range b.N {
				stage.run()
			}
			b.ReportMetric((cpuTime()-cpu)*1e9/1024/float64(b.N), "cpu-ns/cell")
		})
	}
}
