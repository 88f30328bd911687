package crs

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// The tolerances of the comparison with libproj 9.1.1 [m], set by the issue
// before the first run.
const (
	tolerance = 1e-3 // of coordinates
	roundTrip = 1e-6 // there and back
)

// lines reads a table of testdata, without its comments.
func lines(t testing.TB, name string) []string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []string
	scanner := bufio.NewScanner(f)
	for scanner.Buffer(nil, 1<<20); scanner.Scan(); {
		if !strings.HasPrefix(scanner.Text(), "#") {
			all = append(all, scanner.Text())
		}
	}
	if len(all) == 0 {
		t.Fatalf("testdata/%s holds nothing", name)
	}
	return all
}

func epsg(t testing.TB, code int) *CRS {
	t.Helper()
	c, err := FromEPSG(code)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func between(t testing.TB, from, to int) *Transformation {
	t.Helper()
	tr, err := NewTransformation(epsg(t, from), epsg(t, to))
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// metres returns the distance of two points of a system on the ground.
func metres(c *CRS, x, y, u, v float64) float64 {
	dx, dy := (u-x)*c.Unit.Scale, (v-y)*c.Unit.Scale
	if c.Degrees() {
		return c.Datum.Ellipsoid.A * math.Hypot(wrap(dx)*math.Cos(y*c.Unit.Scale), dy)
	}
	return math.Hypot(dx, dy)
}

// worst keeps the largest error and where it was.
type worst struct {
	value float64
	where string
}

func (w *worst) see(value float64, where string) {
	if !(value <= w.value) {
		w.value, w.where = value, where
	}
}

// TestEverySystemAgainstLibproj projects points inside the area of use of every
// projected system of the table, and takes them back.
func TestEverySystemAgainstLibproj(t *testing.T) {
	var forward, back, there worst
	seen := map[int]bool{}
	for _, line := range lines(t, "projected.txt") {
		var code int
		var lon, lat, x, y float64
		if _, err := fmt.Sscan(line, &code, &lon, &lat, &x, &y); err != nil {
			t.Fatal(line, err)
		}
		seen[code] = true
		c := epsg(t, code)
		tr := between(t, c.Datum.Code, code)
		u, v, _ := tr.Forward(lon, lat, 0)
		forward.see(metres(c, x, y, u, v), line)
		a, b, _ := tr.Inverse(x, y, 0)
		back.see(metres(tr.From, lon, lat, a, b), line)
		a, b, _ = tr.Inverse(u, v, 0)
		there.see(metres(tr.From, lon, lat, a, b), line)
	}
	t.Logf("%d systems: forward at most %.3g m off (%s), inverse %.3g m (%s), there and back %.3g m (%s)",
		len(seen), forward.value, forward.where, back.value, back.where, there.value, there.where)
	if !(forward.value < tolerance) || !(back.value < tolerance) || !(there.value < roundTrip) {
		t.Errorf("allowed: %g m, %g m, %g m", tolerance, tolerance, roundTrip)
	}
	projected := 0
	for _, w := range tables().systems {
		if w.kind == Projected {
			projected++
		}
	}
	if len(seen) != projected {
		t.Errorf("%d of %d projected systems were compared", len(seen), projected)
	}
}

// TestShiftsAgainstLibproj compares transformations between datums, by the same
// published parameters, and those without a shift.
func TestShiftsAgainstLibproj(t *testing.T) {
	var off, there worst
	for _, line := range lines(t, "shifts.txt") {
		var from, to int
		var x, y, z, u, v, w float64
		if _, err := fmt.Sscan(line, &from, &to, &x, &y, &z, &u, &v, &w); err != nil {
			t.Fatal(line, err)
		}
		tr := between(t, from, to)
		a, b, c := tr.Forward(x, y, z)
		off.see(math.Hypot(metres(tr.To, u, v, a, b), c-w), line)
		a, b, c = tr.Inverse(a, b, c)
		there.see(math.Hypot(metres(tr.From, x, y, a, b), c-z), line)
	}
	t.Logf("at most %.3g m off (%s), there and back %.3g m (%s)", off.value, off.where, there.value, there.where)
	if !(off.value < tolerance) || !(there.value < roundTrip) {
		t.Errorf("allowed: %g m, %g m", tolerance, roundTrip)
	}
}

// TestWellKnownTextOfProjinfo recognises systems in the three dialects of
// well-known text, ESRI's without any code.
func TestWellKnownTextOfProjinfo(t *testing.T) {
	for _, line := range lines(t, "wkt.txt") {
		f := strings.SplitN(line, "\t", 3)
		var code int
		fmt.Sscan(f[0], &code)
		want := epsg(t, code)
		got, how, err := FromWKT(f[2])
		if err != nil {
			t.Errorf("%d %s: %v", code, f[1], err)
			continue
		}
		horizontal := want.Code
		if both, ok := tables().compound[code]; ok {
			horizontal = both.horizontal
			if got.Vertical == nil && f[1] != "WKT1_ESRI" {
				t.Errorf("%d %s: the heights got lost", code, f[1])
			}
		}
		if got.Code != horizontal {
			t.Errorf("%d %s: recognised as %s: %s", code, f[1], got, how)
		}
		for _, warning := range how.Warnings {
			if !strings.Contains(warning, "feet") {
				t.Errorf("%d %s: warns %q", code, f[1], warning)
			}
		}
		if strings.HasPrefix(f[1], "WKT2") && got.NorthFirst() != want.NorthFirst() {
			t.Errorf("%d %s: axes %s, the table says %s", code, f[1], got.Axes, want.Axes)
		}
	}
}
