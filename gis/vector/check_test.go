package vector

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
)

// checkLayer checks what must hold of any layer that was read, whatever the
// file said.
func checkLayer(t *testing.T, l *Layer) {
	t.Helper()
	if l.Format == "" {
		t.Error("a layer without a format")
	}
	for k, f := range l.Features {
		n := 0
		Positions(f.Geometry, func(p orb.Point) {
			n++
			if err := checkPosition(p); err != nil {
				t.Errorf("feature %d: %v", k, err)
			}
		})
		if f.Heights != nil && len(f.Heights) != n {
			t.Errorf("feature %d: %d heights of %d positions", k, len(f.Heights), n)
		}
		for _, z := range f.Heights {
			if math.Abs(z) > furthest {
				t.Errorf("feature %d: height %g", k, z)
			}
		}
		for _, ring := range ringsIn(f.Geometry) {
			if len(ring) > 0 && ring[0] != ring[len(ring)-1] {
				t.Errorf("feature %d: a ring is open", k)
			}
		}
	}
	l.Degrees()
	l.Swapped()
	if _, err := json.Marshal(FactsOf(l)); err != nil {
		t.Errorf("facts: %v", err)
	}
}

func ringsIn(g orb.Geometry) (rings []orb.Ring) {
	switch g := g.(type) {
	case orb.Polygon:
		return g
	case orb.MultiPolygon:
		for _, p := range g {
			rings = append(rings, p...)
		}
	case orb.Collection:
		for _, p := range g {
			rings = append(rings, ringsIn(p)...)
		}
	}
	return rings
}

// realData returns the path of a file of shared/data/gis, which lies beside the
// repository, or skips the test.
func realData(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "gis", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("real data absent: %v", err)
	}
	return path
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.6f, want %.6f ± %g", what, got, want, tolerance)
	}
}
