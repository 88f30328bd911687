package mesh

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"shapan/engine"
)

var nan = float32(math.NaN())

// corner is an L of three cells on a grid of 3 × 2, the east column left out.
func corner(t testing.TB, o engine.Origin) *Mesh {
	t.Helper()
	g := engine.Grid{NX: 3, NY: 2, X0: 10, Y0: 20, Cell: 2}
	m, err := OfGrid(g, o, []bool{true, true, false, true, false, false}, []float32{1, 2, 9, 6, nan, nan})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMeshOfGrid(t *testing.T) {
	m := corner(t, engine.Origin{Easting: 1000, Northing: 2000, Height: 100})
	if want := []int32{0, 1, 3}; !slices.Equal(m.Cells, want) {
		t.Errorf("cells %v, want %v", m.Cells, want)
	}
	wantX := []float64{1010, 1012, 1014, 1010, 1012, 1014, 1010, 1012}
	wantY := []float64{2020, 2020, 2020, 2022, 2022, 2022, 2024, 2024}
	wantZ := []float64{101, 101.5, 102, 103.5, 103, 102, 106, 106} // of one, two or three faces
	if !slices.Equal(m.X, wantX) || !slices.Equal(m.Y, wantY) || !slices.Equal(m.Z, wantZ) {
		t.Errorf("nodes %v %v %v", m.X, m.Y, m.Z)
	}
	if want := [][4]int32{{0, 1, 4, 3}, {1, 2, 5, 4}, {3, 4, 7, 6}}; !slices.Equal(m.Faces, want) {
		t.Errorf("faces %v, want %v", m.Faces, want)
	}
	if x, y := m.Center(2); x != 1011 || y != 2023 {
		t.Errorf("centre of the third face at %g, %g", x, y)
	}
	if got, want := m.Pick([]float32{5, 6, 7, 8, 9, 10}, nil), []float32{5, 6, 8}; !slices.Equal(got, want) {
		t.Errorf("picked %v, want %v", got, want)
	}
}

func TestMeshOfATurnedGrid(t *testing.T) {
	m := corner(t, engine.Origin{Easting: 1000, Northing: 2000, Rotation: math.Pi / 2})
	// A quarter turn takes (10, 20) to (-20, 10).
	if math.Abs(m.X[0]-980) > 1e-9 || math.Abs(m.Y[0]-2010) > 1e-9 {
		t.Errorf("first node at %g, %g", m.X[0], m.Y[0])
	}
	for f, n := range m.Faces {
		area := 0.0
		for k := range n {
			a, b := n[k], n[(k+1)%4]
			area += (m.X[a]*m.Y[b] - m.X[b]*m.Y[a]) / 2
		}
		if math.Abs(area-4) > 1e-6 {
			t.Errorf("face %d has area %g: must be 4, anticlockwise", f, area)
		}
	}
}

func TestMeshRefusesNothingAndMisfits(t *testing.T) {
	g := engine.Grid{NX: 2, NY: 1, Cell: 1}
	for _, c := range []struct {
		keep []bool
		bed  []float32
	}{{[]bool{false, false}, nil}, {[]bool{true}, nil}, {[]bool{true, true}, []float32{1}}} {
		if _, err := OfGrid(g, engine.Origin{}, c.keep, c.bed); err == nil {
			t.Errorf("no error for %v", c)
		}
	}
}

// ugrid writes two steps of two quantities over two fixed ones.
func ugrid(t testing.TB, o engine.Origin) []byte {
	t.Helper()
	m := corner(t, o)
	var b bytes.Buffer
	w, err := NewWriter(&b, m, Results{
		Title: "a corner", Source: "a test", Origin: o,
		Start: time.Date(2026, 7, 20, 18, 0, 0, 0, time.FixedZone("CST", 8*3600)), Times: []float64{0, 30.5},
		Fixed: []Variable{
			{Name: "max_depth", Long: "Maximum water depth", Standard: "flood_water_thickness", Unit: "m", Method: "time: maximum", Values: []float32{0.5, nan, 2}},
			{Name: "max_hazard", Long: "Maximum hazard class", Unit: "class", Values: []float32{1, 2, 6}},
		},
		Timed: []Variable{{Name: "water_velocity_x", Long: "Water velocity, x-component", Unit: "m/s"}, {Name: "water_velocity_y", Long: "Water velocity, y-component", Unit: "m/s"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for step := range 2 {
		s := float32(step)
		if err := w.Step([][]float32{{s, 1 + s, nan}, {-s, 0.25, 3}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUGRIDRoundTrip(t *testing.T) {
	o := engine.Origin{EPSG: 4549, CRS: "CGCS2000 / 3-degree Gauss-Kruger CM 120E", Easting: 634200, Northing: 3456300}
	data := ugrid(t, o)
	f, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	m := corner(t, o)
	if !slices.Equal(f.Mesh.X, m.X) || !slices.Equal(f.Mesh.Y, m.Y) || !slices.Equal(f.Mesh.Z, m.Z) || !slices.Equal(f.Mesh.Faces, m.Faces) {
		t.Errorf("mesh\n%+v, want\n%+v", f.Mesh, m)
	}
	if !slices.Equal(f.Times, []float64{0, 30.5}) || f.EPSG != 4549 {
		t.Errorf("times %v, EPSG %d", f.Times, f.EPSG)
	}
	fixed, timed := f.Variables()
	if !slices.Equal(fixed, []string{"max_depth", "max_hazard"}) || !slices.Equal(timed, []string{"water_velocity_x", "water_velocity_y"}) {
		t.Errorf("variables %v and %v", fixed, timed)
	}
	for _, c := range []struct {
		name string
		step int
		want []float32
	}{{"max_depth", 0, []float32{0.5, nan, 2}}, {"water_velocity_x", 1, []float32{1, 2, nan}}, {"water_velocity_y", 1, []float32{-1, 0.25, 3}}} {
		got, err := f.Values(c.name, c.step)
		if err != nil || !slices.EqualFunc(got, c.want, func(a, b float32) bool { return a == b || a != a && b != b }) {
			t.Errorf("%s: got %v (%v), want %v", c.name, got, err, c.want)
		}
	}
	for attr, want := range map[string]string{"units": "m s-1", "location": "face", "mesh": "mesh2d", "grid_mapping": "crs"} {
		if got := f.Attr("water_velocity_x", attr); got != want {
			t.Errorf("%s is %q, want %q", attr, got, want)
		}
	}
	if got := f.file.Var("time").Attr("units"); got != "seconds since 2026-07-20 10:00:00" {
		t.Errorf("time is in %q: CF counts from UTC", got)
	}
	if _, err := f.Values("max_speed", 0); err == nil {
		t.Error("there is no max_speed")
	}
}

func TestUGRIDWithoutAReferenceSystem(t *testing.T) {
	data := ugrid(t, engine.Origin{})
	f, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil || f.EPSG != 0 || f.file.Var("crs") != nil || f.Attr("max_depth", "grid_mapping") != "" {
		t.Errorf("%v, %+v", err, f)
	}
}

func TestUGRIDRefuses(t *testing.T) {
	m := corner(t, engine.Origin{})
	for want, r := range map[string]Results{
		"times must rise":        {Times: []float64{0, 30, 30}},
		"2 values for 3 faces":   {Fixed: []Variable{{Name: "depth", Values: []float32{1, 2}}}},
		`variable "mesh2d_a/b"`:  {Fixed: []Variable{{Name: "a/b", Values: []float32{1, 2, 3}}}},
		`variable "mesh2d_twice`: {Times: []float64{0}, Timed: []Variable{{Name: "twice"}, {Name: "twice"}}},
	} {
		if _, err := NewWriter(&bytes.Buffer{}, m, r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q expected, got %v", want, err)
		}
	}
	w, err := NewWriter(&bytes.Buffer{}, m, Results{Times: []float64{0}, Timed: []Variable{{Name: "depth"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Step(nil); err == nil {
		t.Error("a step without values was taken")
	}
	if err := w.Close(); err == nil {
		t.Error("a file without its steps was closed")
	}
}

func TestSMSFiles(t *testing.T) {
	m := corner(t, engine.Origin{})
	var b bytes.Buffer
	if err := Write2DM(&b, m, `a "corner"`); err != nil {
		t.Fatal(err)
	}
	want := `MESH2D
MESHNAME "a _corner_"
E4Q 1 1 2 5 4 1
E4Q 2 2 3 6 5 1
E4Q 3 4 5 8 7 1
ND 1 10.000 20.000 1.0000
`
	if !strings.HasPrefix(b.String(), want) || strings.Count(b.String(), "\n") != 13 {
		t.Errorf("got\n%s", &b)
	}
	b.Reset()
	d := NewDatWriter(&b, m, "Water depth [m]", time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC))
	if err := d.Step(90, []float32{0.5, nan, 2}); err != nil {
		t.Fatal(err)
	}
	if err := d.Step(120, []float32{1}); err == nil {
		t.Error("one value was taken for three faces")
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	want = "DATASET\nOBJTYPE \"mesh2d\"\nRT_JULIAN 2451545.00000000\nBEGSCL\nND 8\nNC 3\nNAME \"Water depth [m]\"\nTIMEUNITS se\nTS 0 90\n0.5\nNaN\n2\nENDDS\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", &b, want)
	}
	b.Reset()
	d = NewVectorDatWriter(&b, m, "Water velocity [m/s]", time.Unix(0, 0))
	if err := d.Step(0, []float32{1, 2, 3}); err == nil {
		t.Error("one component was taken for two")
	}
	if err := errors.Join(d.Step(0, []float32{1, 2, 3}, []float32{-1, 0.5, nan}), d.Close()); err != nil {
		t.Fatal(err)
	}
	if want = "BEGVEC\nND 8\nNC 3\nNAME \"Water velocity [m/s]\"\nTIMEUNITS se\nTS 0 0\n1 -1\n2 0.5\n3 NaN\nENDDS\n"; !strings.HasSuffix(b.String(), want) {
		t.Errorf("got\n%swant\n%s", &b, want)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(ugrid(f, engine.Origin{EPSG: 4549}))
	f.Add(ugrid(f, engine.Origin{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		fixed, timed := file.Variables()
		for _, name := range append(fixed, timed...) {
			file.Values(name, 0)
		}
		for k := range file.Mesh.Faces {
			file.Mesh.Center(k)
		}
	})
}
