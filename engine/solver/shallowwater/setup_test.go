package shallowwater

import (
	"context"
	"math"
	"testing"
)

func mustNew(t testing.TB, c Config) *Solver {
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

func advance(t testing.TB, s *Solver, until, dt float64) {
	t.Helper()
	for n := math.Ceil(until/dt - 1e-9); n > 0; n-- {
		must(t, s.Advance(context.Background(), dt))
	}
}

func fill(n int, x float64) []float64 {
	a := make([]float64, n)
	for k := range a {
		a[k] = x
	}
	return a
}
