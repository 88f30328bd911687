package tin

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

var update = flag.Bool("update", false, "write testdata/wire/mesh.bin anew")

// wireFixture is read by the viewer's tests too: 7 × 5 cells of 2 m that rise a
// decimetre a cell eastwards, with a hole of upright walls, 3 m deep.
func wireFixture(t testing.TB) *Mesh {
	g := engine.Grid{NX: 7, NY: 5, X0: 100, Y0: -50, Cell: 2}
	f := &engine.Field{Grid: g, Values: make([]float32, g.Len())}
	for cell := range f.Values {
		f.Values[cell] = 40 + 0.1*float32(cell%g.NX)
	}
	g.Inside([][]mgl64.Vec2{{{104, -46}, {108, -46}, {108, -42}, {104, -42}}}, func(cell int) { f.Values[cell] = 37 })
	height := func(x float64) float64 { return 40 + 0.1*(x-101)/2 }
	ring := []mgl64.Vec2{{104, -46}, {108, -46}, {108, -42}, {104, -42}, {104, -46}}
	line := Line{Points: ring}
	for _, p := range ring {
		line.Left, line.Right = append(line.Left, 37), append(line.Right, height(p[0]))
	}
	m, err := Build(f, []Line{line}, 0.01, func(p mgl64.Vec2) uint8 {
		if p[0] > 104 && p[0] < 108 && p[1] > -46 && p[1] < -42 {
			return 1
		}
		return 0
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWire(t *testing.T) {
	m := wireFixture(t)
	message, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.FromSlash("../../testdata/wire/mesh.bin")
	if *update {
		if err := os.WriteFile(path, message, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, message) {
		t.Errorf("%s is not what a mesh is written as: if that is meant, go test ./gis/tin -update", path)
	}
	var read Mesh
	if err := read.UnmarshalBinary(kept); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(&read, m) {
		t.Errorf("read %+v, wrote %+v", read, m)
	}
	walls := 0
	for _, class := range m.Classes {
		if class == Wall {
			walls++
		}
	}
	if walls < 8 || len(m.Classes) > 60 {
		t.Errorf("%d upright of %d triangles", walls, len(m.Classes))
	}
}

func FuzzUnmarshal(f *testing.F) {
	message, _ := wireFixture(f).MarshalBinary()
	f.Add(message)
	f.Add(message[:47])
	f.Add(append([]byte(nil), message[:48]...))
	f.Fuzz(func(t *testing.T, b []byte) {
		var m Mesh
		if m.UnmarshalBinary(b) != nil {
			return
		}
		again, err := m.MarshalBinary()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("read and written again it is another: %v", err)
		}
	})
}
