package building

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/gltf"
	"shapan/bim/ifc"
	"shapan/bim/ifc/shape"
)

const twoStoreys = "../../testdata/building/two-storeys.ifc"

func open(t testing.TB, path string) *ifc.Model {
	t.Helper()
	m, err := ifc.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func written(t testing.TB, b *Building) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What is chosen of a model whose elements can be counted by hand.
func TestChooses(t *testing.T) {
	for _, c := range []struct {
		name     string
		o        Options
		elements int
		left     Left
	}{
		{"matter", Options{}, 22, Left{Spaces: 1, Openings: 3}},
		{"all", Options{Spaces: true, Openings: true}, 26, Left{}},
		{"upper floor", Options{Storeys: []string{"二层 Upper floor"}}, 11, Left{Spaces: 1, Openings: 3, OtherStoreys: 11}},
		{"no such storey", Options{Storeys: []string{"attic"}, Spaces: true}, 0, Left{Openings: 3, OtherStoreys: 23}},
	} {
		b := Make(open(t, twoStoreys), c.o)
		if len(b.Elements) != c.elements || b.Left != c.left || len(b.Failures) != 0 {
			t.Errorf("%s: %d elements, left out %+v, failures %v; want %d, %+v, none", c.name, len(b.Elements), b.Left, b.Failures, c.elements, c.left)
		}
		if len(b.Drawn.Features) != len(b.Elements) {
			t.Errorf("%s: %d features of %d elements", c.name, len(b.Drawn.Features), len(b.Elements))
		}
	}
}

// The walls' volumes by hand: 10 m × 0.3 m × 2.8 m less a door of 1 m × 2.1 m, or
// a window of 1.5 m × 1.2 m. And the colours: of the style, else of the type.
func TestMeasuresAndColours(t *testing.T) {
	b := Make(open(t, twoStoreys), Options{})
	facts := b.Measure()
	for name, volume := range map[string]float64{
		"South wall G": 8.4 - 0.63, "South wall U": 8.4, "North wall G": 8.4 - 0.54, "North wall U": 8.4 - 0.54, "West wall G": 4.536, "Floor G": 12,
	} {
		k := slices.IndexFunc(facts, func(f shape.ElementFacts) bool { return f.Name == name })
		if k < 0 || math.Abs(facts[k].Volume-volume) > 1e-9 || !facts[k].Closed {
			t.Errorf("%s: %+v; want %g m³, closed", name, facts[max(k, 0)], volume)
		}
	}
	for _, i := range b.Drawn.Instances {
		f := b.Drawn.Features[i.Feature]
		switch f.Type {
		case "IfcWindow":
			if i.Color.A != 0.4 {
				t.Errorf("%s: %+v; its style is 0.6 transparent", f.Name, i.Color)
			}
		case "IfcDoor":
			if i.Color.A != 0 || f.Color != byType["IfcDoor"] {
				t.Errorf("%s: %+v, %+v; it has no style", f.Name, i.Color, f.Color)
			}
		}
	}
	low, high := mgl64.Vec3{0, 0, -0.2}, mgl64.Vec3{10, 6, 6}
	if b.Low.Sub(low).Len() > 1e-9 || b.High.Sub(high).Len() > 1e-9 || b.Drawn.Origin != (mgl64.Vec3{}) {
		t.Errorf("from %v to %v less %v; want %v to %v", b.Low, b.High, b.Drawn.Origin, low, high)
	}
}

// The bytes depend on the model alone, and read back as what went in.
func TestSameBytes(t *testing.T) {
	want := written(t, Make(open(t, twoStoreys), Options{Spaces: true}))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		if got := written(t, Make(open(t, twoStoreys), Options{Spaces: true})); !bytes.Equal(got, want) {
			t.Errorf("GOMAXPROCS %d: other bytes", procs)
		}
	}
	m, err := gltf.Read("two.glb", want, nil)
	if err != nil {
		t.Fatal(err)
	}
	if size := m.Info.Size(); m.Info.Triangles != 972 || size.Sub(mgl64.Vec3{10, 6, 6.2}).Len() > 1e-3 {
		t.Errorf("%d triangles in %v", m.Info.Triangles, size)
	}
}

// At 634 km east and 3456 km north, where a float32 steps by 0.25 m, walls keep
// their millimetres: the origin goes off in float64.
func TestFarAway(t *testing.T) {
	text, err := os.ReadFile(twoStoreys)
	if err != nil {
		t.Fatal(err)
	}
	const at = "IFCCARTESIANPOINT((634000123.,3456000456.,0.))"
	moved := filepath.Join(t.TempDir(), "moved.ifc")
	if err := os.WriteFile(moved, bytes.Replace(text, []byte(sitePoint+"IFCCARTESIANPOINT((0.,0.,0.))"), []byte(sitePoint+at), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	b := Make(open(t, moved), Options{})
	if want := (mgl64.Vec3{634005, 3456003, 0}); b.Drawn.Origin != want {
		t.Fatalf("origin %v, want %v", b.Drawn.Origin, want)
	}
	m, err := gltf.Read("moved.glb", written(t, b), nil)
	if err != nil {
		t.Fatal(err)
	}
	low, want := m.Info.Min, mgl64.Vec3{634000.123 - 634005, 3456000.456 - 3456003, -0.2}
	if low.Sub(want).Len() > 0.5e-3 {
		t.Errorf("begins at %v, want %v", low, want)
	}
}

// sitePoint is the place of the site in the file.
const sitePoint = "#24="

func TestReasons(t *testing.T) {
	got := Reasons([]shape.Failure{
		{GUID: "a", Type: "IfcWall", Reason: "no profile"},
		{GUID: "b", Type: "IfcSlab", Reason: "#12=IfcFace: is open"},
		{GUID: "c", Type: "IfcRoof", Reason: "#345=IfcFace: is open"},
	})
	if len(got) != 2 || got[0].Elements != 2 || got[0].Example != "b" || strings.Join(got[0].Types, " ") != "IfcSlab IfcRoof" || got[1].Reason != "no profile" {
		t.Errorf("%+v", got)
	}
}

// Khronos' validator finds neither errors nor warnings in GLBs of real models. It
// is a package of npm: without it (npm install in bim/glb/validate) or without
// the models the test is skipped.
func TestRealModelsValidate(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not here: Khronos' validator does not run")
	}
	if _, err := os.Stat("../glb/validate/node_modules/gltf-validator"); err != nil {
		t.Skip("Khronos' validator is not here: npm install in bim/glb/validate")
	}
	files := []string{twoStoreys}
	for _, name := range []string{"duplex.ifc", "AC20-FZK-Haus.ifc", "Ifc4_SampleHouse.ifc"} {
		if path := filepath.Join("../../../shared/data/ifc/arch", name); exists(path) {
			files = append(files, path)
		}
	}
	arguments := []string{"../glb/validate/validate.mjs"}
	for k, file := range files {
		out := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(file), ".ifc")+".glb")
		if err := os.WriteFile(out, written(t, Make(open(t, files[k]), Options{Spaces: true, Openings: true})), 0o600); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, out)
	}
	out, err := exec.Command(node, arguments...).CombinedOutput()
	if err != nil || bytes.Count(out, []byte("0 errors, 0 warnings")) != len(files) {
		t.Errorf("%v\n%s", err, out)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
