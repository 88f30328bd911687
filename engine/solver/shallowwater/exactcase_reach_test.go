package shallowwater_test

import (
	"math"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// reach is a channel with a steady flow that is known exactly:
//
//	dq/dx = r
//	d(q²/h + g h²/2)/dx = -g h (dz/dx + n² q² h^(-10/3))
//
// Rain r brings no momentum. A jump is a place where h is discontinuous.
type reach struct {
	name          string
	length        float64                 // [m]
	bed           func(x float64) float64 // z [m]
	depth         func(x float64) float64 // h [m]
	inflow        float64                 // q at x = 0 [m²/s]
	rain          float64                 // r [m/s]
	manning       float64                 // n [s/m^(1/3)]
	jumps         []float64               // where h jumps [m]
	kinks         []float64               // where dh/dx or dz/dx jumps [m]
	supercritical bool                    // at x = 0: depth is given there too
	free          bool                    // at x = L: supercritical, nothing is given
	still         bool                    // starts from still water at the level of x = L; else from the solution
	until         float64                 // [s]
}

func (r reach) discharge(x float64) float64 { return r.inflow + r.rain*x }

// residual is the greatest error of the steady momentum equation at n points,
// as a share of g h · 1 %, by central differences.
func (r reach) residual(n int) float64 {
	const d = 1e-4
	momentum := func(x float64) float64 {
		h, q := r.depth(x), r.discharge(x)
		return q*q/h + gravity*h*h/2
	}
	worst := 0.0
points:
	for k := range n {
		x := r.length * (float64(k) + 0.5) / float64(n)
		for _, rough := range append(r.kinks, r.jumps...) {
			if math.Abs(x-rough) < 2*d*r.length {
				continue points
			}
		}
		e := d * r.length / 100
		h, q := r.depth(x), r.discharge(x)
		left := (momentum(x+e) - momentum(x-e)) / (2 * e)
		right := -gravity * h * ((r.bed(x+e)-r.bed(x-e))/(2*e) + r.manning*r.manning*q*q*math.Pow(h, -10.0/3))
		worst = max(worst, math.Abs(left-right)/(gravity*h*0.01))
	}
	return worst
}

// jumpImbalance is the greatest difference of q²/h + g h²/2 across the jumps,
// as a share of it.
func (r reach) jumpImbalance() float64 {
	worst := 0.0
	for _, x := range r.jumps {
		q := r.discharge(x)
		a, b := r.depth(math.Nextafter(x, 0)-1e-9), r.depth(x+1e-9)
		before, after := q*q/a+gravity*a*a/2, q*q/b+gravity*b*b/2
		worst = max(worst, math.Abs(after/before-1))
	}
	return worst
}

// run lets the flow settle on n cells and returns the L1 errors of depth and
// discharge, relative.
func (r reach) run(t *testing.T, order, n int) (ofDepth, ofDischarge float64) {
	t.Helper()
	dx := r.length / float64(n)
	c := shallowwater.Config{Grid: shallowwater.Grid{NX: n, NY: 1, Cell: dx}, Bed: make([]float64, n)}
	if r.manning > 0 {
		c.Manning = filled(n, r.manning)
	}
	h, q := make([]float64, n), make([]float64, n)
	for i := range n {
		a, b := dx*float64(i), dx*float64(i+1)
		c.Bed[i], h[i], q[i] = mean(r.bed, a, b), mean(r.depth, a, b), mean(r.discharge, a, b)
	}
	c.West = shallowwater.Boundary{Kind: shallowwater.Inflow, Discharge: r.inflow}
	if r.supercritical {
		c.West.Depth = r.depth(0)
	}
	level := r.bed(r.length) + r.depth(r.length)
	c.East = shallowwater.Boundary{Kind: shallowwater.Level, Level: level}
	if r.free {
		c.East = shallowwater.Boundary{Kind: shallowwater.OpenOutflow}
	}
	s := newSolver(t, c, order)
	must(t, s.SetRain(r.rain, nil))
	if r.still {
		must(t, s.SetLevel(level))
	} else {
		must(t, s.SetFlow(h, q, nil))
	}
	advance(t, s, r.until, 20)
	return distance(s.Depth(), h), distance(s.MomentumX(), q)
}

// check holds the solution itself to account before anything is compared with it.
func (r reach) check(t *testing.T) {
	t.Helper()
	atMost(t, r.name+": residual of the steady equation", r.residual(997), 1e-3)
	atMost(t, r.name+": imbalance across the jump", r.jumpImbalance(), 1e-4)
}

// compare runs a reach on n cells and holds the errors to their limits. Where
// an order of convergence is asked for, it runs on n/2 and 2n cells too.
func (r reach) compare(t *testing.T, order, n int, depth, discharge, convergent float64) {
	t.Helper()
	h, q := r.run(t, order, n)
	atMost(t, r.name+": L1 error of depth", h, depth)
	atMost(t, r.name+": L1 error of discharge", q, discharge)
	if convergent == 0 {
		t.Logf("%s: on %d cells depth is off by %.4f %%, discharge by %.4f %%", r.name, n, 100*h, 100*q)
		return
	}
	coarse, _ := r.run(t, order, n/2)
	fine, _ := r.run(t, order, 2*n)
	// The mean over both refinements, as in exact_*_test.go: errors of two kinds
	// that cancel on one of the grids make a single step jump up and down.
	p := math.Log2(coarse/fine) / 2
	t.Logf("%s: on %d cells depth is off by %.4f %%, discharge by %.4f %%; order %.2f (%.2f, then %.2f)", r.name, n, 100*h, 100*q, p, math.Log2(coarse/h), math.Log2(h/fine))
	atLeast(t, r.name+": order of convergence", p, convergent)
}
