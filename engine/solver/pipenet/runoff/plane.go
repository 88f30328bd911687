package runoff

import "math"

// plane is one of the three parts of a subcatchment.
type plane struct {
	area  float64 // [m²]
	store float64 // ds [m]
	alpha float64 // W sqrt(S) / (A n) [m^(-2/3)/s]; +Inf: all above ds runs off at once

	depth float64 // [m]
	run   float64 // ran off in the last step [m]
	rate  float64 // runs off at the end of it [m/s]
	given float64 // sent here by another part, to enter in the next step [m]
}

// finest is the longest step in which water runs off a plane [s].
const finest = 30

// move lets rain (with what was sent here) [m] fall over dt [s] less what
// evaporates at most and infiltrates [m]; it returns what did evaporate [m].
// The ground takes its water evenly over dt, at the mean rate that soak gives.
func (p *plane) move(rain, evaporates float64, soak func(water float64) float64, dt float64) (evaporated, soaked float64) {
	p.run, p.rate = 0, 0
	takes := 0.0
	if water := p.depth + rain; soak != nil {
		takes = soak(water - min(evaporates, water))
	}
	n := math.Ceil(dt / finest)
	for range int(n) {
		water := p.depth + rain/n
		e := min(evaporates/n, water)
		f := min(takes/n, water-e)
		evaporated, soaked = evaporated+e, soaked+f
		p.drain(water-e-f, dt/n)
	}
	return evaporated, soaked
}

// drain lets run off over dt [s] what there is, water being what would be there
// at the end if nothing ran off [m].
func (p *plane) drain(water, dt float64) {
	// The trapezoidal rule for x = d - ds: x + k x^(5/3) = x* - k x0^(5/3).
	p.rate = 0
	if water <= p.store || p.area <= 0 {
		p.depth = water
		return
	}
	if math.IsInf(p.alpha, 1) {
		p.rate = (water - p.store) / dt
		p.run, p.depth = p.run+water-p.store, p.store
		return
	}
	x0 := max(p.depth-p.store, 0)
	k := p.alpha * dt / 2
	right := water - p.store - k*power53(x0)
	if right <= 0 { // the old rate would empty it: backward instead
		k *= 2
		right = water - p.store
	}
	x := right
	for range 50 {
		c := math.Cbrt(x)
		f := x + k*c*c*x - right
		d := f / (1 + 5.0/3*k*c*c)
		x -= d
		if math.Abs(d) <= 1e-14*right {
			break
		}
	}
	x = min(max(x, 0), water-p.store)
	p.depth = p.store + x
	p.run += water - p.depth
	p.rate = p.alpha * power53(x)
}

func power53(x float64) float64 {
	c := math.Cbrt(x)
	return x * c * c
}
