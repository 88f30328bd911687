package rainfall

import (
	"fmt"
	"math"
)

// spans calls do for each stretch of t0..t1 with its rate > 0.
func (t *Table) spans(t0, t1 float64, do func(from, to, rate float64)) {
	for k, rate := range t.rates {
		from, to := max(t0, t.times[k]), t1
		if k+1 < len(t.times) {
			to = min(to, t.times[k+1])
		}
		if from < to && rate > 0 {
			do(from, to, rate)
		}
	}
}

// Sample returns the means of h over every step [s] from the start until the
// end [s], then no rain: the same depths at all multiples of the step.
func Sample(h Hyetograph, until, every float64) (*Table, error) {
	const most = 1e6
	if !(until > 0) || !(every > 0) || !(until/every <= most) {
		return nil, fmt.Errorf("sample until %g s every %g s: expected both > 0 and at most %g samples", until, every, float64(most))
	}
	var times, rates []float64
	for k := 0; float64(k)*every < until; k++ {
		from, to := float64(k)*every, min(float64(k+1)*every, until)
		times = append(times, from)
		rates = append(rates, max(h.Depth(to)-h.Depth(from), 0)/(to-from))
	}
	return NewTable(append(times, until), append(rates, 0))
}

// Burst is the most rain that fell within a window of time.
type Burst struct {
	Window float64 // [s]
	Start  float64 // when the window opens [s]
	Depth  float64 // [m]
}

// Intensity returns the mean over the window [m/s].
func (b Burst) Intensity() float64 { return b.Depth / b.Window }

// Bursts returns the worst 5, 10, 30 and 60 minutes of the rain from the start
// until the end [s], as planners ask for them.
func Bursts(h Hyetograph, until float64) []Burst {
	var list []Burst
	for _, minutes := range [...]float64{5, 10, 30, 60} {
		list = append(list, WorstBurst(h, until, 60*minutes))
	}
	return list
}

// WorstBurst returns the window [s] with the most rain between the start and
// until [s]. For a Table it is exact: the worst window begins or ends where the
// rate changes. For others it is found among 2000 and then refined by golden
// section, which takes the window's sum to have one peak near there.
func WorstBurst(h Hyetograph, until, window float64) Burst {
	last := max(until-window, 0)
	best := Burst{Window: window, Depth: math.Inf(-1)}
	try := func(start float64) float64 {
		start = min(max(start, 0), last)
		d := h.Depth(min(start+window, until)) - h.Depth(start)
		if d > best.Depth {
			best.Start, best.Depth = start, d
		}
		return d
	}
	if t, ok := h.(*Table); ok {
		try(0)
		for _, at := range t.times {
			try(at)
			try(at - window)
		}
		try(last)
		return best
	}
	const tries = 2000
	step := last / tries
	for k := range tries + 1 {
		try(float64(k) * step)
	}
	lo, hi := best.Start-step, best.Start+step
	const golden = 0.6180339887498949
	for range 60 {
		a, b := hi-golden*(hi-lo), lo+golden*(hi-lo)
		if try(a) >= try(b) {
			hi = b
		} else {
			lo = a
		}
	}
	return best
}
