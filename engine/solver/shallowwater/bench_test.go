//go:build unix

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

// BenchmarkDam: a dam of 4 m breaks over 256×256 dry cells.
func BenchmarkDam(b *testing.B) {
	const n = 256
	c := Config{Grid: Grid{n, n, 1}, Bed: make([]float64, n*n), Manning: fill(n*n, 0.02)}
	h := make([]float64, n*n)
	for k := range h {
		if k%n < n/3 {
			h[k] = 4
		}
	}
	measure(b, mustNew(b, c), func(s *Solver) { must(b, s.SetFlow(h, nil, nil)) }, 20)
}

// BenchmarkRain: a cloudburst of 100 mm/h on 256×256 cells of uneven slope.
func BenchmarkRain(b *testing.B) {
	const n = 256
	c := Config{Grid: Grid{n, n, 1}, Bed: make([]float64, n*n), Manning: fill(n*n, 0.02), South: Boundary{Kind: OpenOutflow}}
	for k := range c.Bed {
		i, j := c.At(k)
		c.Bed[k] = 0.01*float64(j) + 0.03*math.Sin(float64(i)*0.7)*math.Sin(float64(j)*0.9)
	}
	s := mustNew(b, c)
	must(b, s.SetRain(0.1/3600, nil))
	measure(b, s, func(s *Solver) { must(b, s.SetFlow(fill(n*n, 0.005), nil, nil)) }, 60)
}

// BenchmarkPit: a street pours into a pit 16 m deep with 2 m of water in it.
func BenchmarkPit(b *testing.B) {
	const n = 192
	c := Config{Grid: Grid{n, n, 1}, Bed: make([]float64, n*n), Manning: fill(n*n, 0.02)}
	h := make([]float64, n*n)
	for k := range h {
		i, j := c.At(k)
		h[k] = 0.2
		if abs(i-n/2) < n/4 && abs(j-n/2) < n/4 {
			c.Bed[k], h[k] = -16, 2
		}
	}
	measure(b, mustNew(b, c), func(s *Solver) { must(b, s.SetFlow(h, nil, nil)) }, 20)
}

// measure runs seconds of water per iteration, each from the same state.
func measure(b *testing.B, s *Solver, set func(*Solver), seconds int) {
	set(s)
	must(b, s.Advance(context.Background(), 1)) // warms up
	cells, cpu := 0.0, cpuTime()
	b.ResetTimer()
	for range b.N {
		set(s)
		for range seconds {
			must(b, s.Advance(context.Background(), 1))
		}
		cells += float64(s.Counters().CellUpdates)
	}
	rate(b, cells, cpu)
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
	rate(b, float64(s.Counters().CellUpdates), cpu)
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
		fast = max(fast, math.Hypot(s.VelocityX()[k], s.VelocityY()[k]))
	}
	c := s.Counters()
	b.Logf("t=%5.0f s wall %6.1f s cpu %6.1f s  wet %d mean %.3f m  pit %.2f m  max speed %.2f  updates %.3g smallest dt %.3g  ledger error %.1e",
		t, time.Since(start).Seconds(), cpuTime(), wet, sum/float64(max(wet, 1)), deep, fast, float64(c.CellUpdates), c.SmallestDt, s.Ledger().Error)
}

// rate reports cell updates per second of wall time and of processor time; on
// a machine that others use too, only the second means something.
func rate(b *testing.B, cells, cpu float64) {
	b.ReportMetric(cells/1e6/b.Elapsed().Seconds(), "Mcells/s")
	b.ReportMetric(cells/1e6/(cpuTime()-cpu), "Mcells/cpu-s")
}

func cpuTime() float64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
}
