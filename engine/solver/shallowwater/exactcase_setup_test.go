package shallowwater_test

import (
	"context"
	"math"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// The tests of the files exactcase_*, behaviourcase_* and publishedcase_* see
// the solver as any other package does. Every tolerance was set before the
// first run, one for each order of the scheme; docs/validation.md holds it
// beside the error found.

const gravity = shallowwater.Gravity

// byOrder holds a limit for the scheme of order 1 and of order 2.
type byOrder [2]float64

func (l byOrder) of(order int) float64 { return l[order-1] }

// inBothOrders runs a test with each scheme.
func inBothOrders(t *testing.T, test func(t *testing.T, order int)) {
	t.Run("order 1", func(t *testing.T) { test(t, 1) })
	t.Run("order 2", func(t *testing.T) { test(t, 2) })
}

// newSolver makes a solver of an order.
func newSolver(t testing.TB, c shallowwater.Config, order int) *shallowwater.Solver {
	t.Helper()
	c.Order = order
	s, err := shallowwater.New(c)
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

// advance moves on by span [s] in n equal parts.
func advance(t testing.TB, s *shallowwater.Solver, span float64, n int) {
	t.Helper()
	for range n {
		must(t, s.Advance(context.Background(), span/float64(n)))
	}
}

// filled is n times x.
func filled(n int, x float64) []float64 {
	a := make([]float64, n)
	for k := range a {
		a[k] = x
	}
	return a
}

// mean of f from a to b, by Gauss's rule of five points on four parts.
func mean(f func(float64) float64, a, b float64) float64 {
	const parts = 4
	sum := 0.0
	for p := range parts {
		l := a + (b-a)*float64(p)/parts
		sum += gauss(f, l, l+(b-a)/parts)
	}
	return sum / (b - a)
}

// gauss is the integral of f from a to b by Gauss's rule of five points.
func gauss(f func(float64) float64, a, b float64) float64 {
	m, r := (a+b)/2, (b-a)/2
	sum := 128.0 / 225 * f(m)
	for _, p := range [2][2]float64{{0.5384693101056831, 0.47862867049936647}, {0.906179845938664, 0.23692688505618908}} {
		sum += p[1] * (f(m-r*p[0]) + f(m+r*p[0]))
	}
	return r * sum
}

// bisect finds x between a and b where f changes its sign.
func bisect(f func(float64) float64, a, b float64) float64 {
	down := f(a) > 0
	for range 200 {
		m := (a + b) / 2
		if m == a || m == b {
			break
		}
		if (f(m) > 0) == down {
			a = m
		} else {
			b = m
		}
	}
	return (a + b) / 2
}

// distance is the L1 distance of a from what is expected, as a share of the
// size of what is expected.
func distance(a, want []float64) float64 {
	off, size := 0.0, 0.0
	for k := range a {
		off += math.Abs(a[k] - want[k])
		size += math.Abs(want[k])
	}
	return off / size
}

// convergence is the order at which errors on grids of n, 2n, 4n… cells fall,
// from the two finest.
func convergence(errs []float64) float64 {
	n := len(errs)
	return math.Log2(errs[n-2] / errs[n-1])
}

// atMost fails when an error is above its limit, or not a number.
func atMost(t *testing.T, what string, found, allowed float64) {
	t.Helper()
	if !(found <= allowed) {
		t.Errorf("%s: %.3g, allowed %.3g", what, found, allowed)
	}
}

// atLeast fails when an order is below its limit, or not a number.
func atLeast(t *testing.T, what string, found, expected float64) {
	t.Helper()
	if !(found >= expected) {
		t.Errorf("%s: %.3g, at least %.3g expected", what, found, expected)
	}
}
