package cmd

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/bim/gltf"
)

const twoStoreys = "../testdata/building/two-storeys.ifc"

func TestConvert(t *testing.T) {
	glb := filepath.Join(t.TempDir(), "two.glb")
	out, _, err := shapan("convert", twoStoreys, glb)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"22 elements, 960 triangles", "8 instances share a mesh", "nothing taken off", "EPSG:4549", "1 spaces (--spaces), 3 openings (--openings)", "0 elements lack something"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if m, err := gltf.Open(glb); err != nil || m.Info.Triangles != 960 {
		t.Errorf("%v, %v", m, err)
	}
	if out, _, err = shapan("convert", "--json", "--openings", "--storey", "Ground floor", twoStoreys, glb); err != nil {
		t.Fatal(err)
	}
	var r struct {
		Elements int
		GLB      struct{ Bytes, Features int }
		Left     struct{ Spaces, Openings int } `json:"left_out"`
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	// Four walls, a floor, four columns, a door, a window and their two openings.
	if st, err := os.Stat(glb); err != nil || r.Elements != 13 || r.GLB.Features != 13 || int64(r.GLB.Bytes) != st.Size() || r.Left.Spaces != 1 {
		t.Errorf("%s", out)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(glb), "*")); err != nil || len(left) != 1 {
		t.Errorf("files left: %v, %v", left, err)
	}
}

func TestConvertSaysWhyNot(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		given []string
		want  string
	}{
		{[]string{twoStoreys, filepath.Join(dir, "out.gltf")}, "must end in .glb"},
		{[]string{filepath.Join(dir, "none.ifc"), filepath.Join(dir, "out.glb")}, "none.ifc"},
		{[]string{"--storey", "attic", twoStoreys, filepath.Join(dir, "out.glb")}, `the storeys are "Ground floor", "二层 Upper floor"`},
	} {
		_, _, err := shapan(append([]string{"convert"}, c.given...)...)
		if err == nil || !badInput(err) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v; want %q", c.given, err, c.want)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 0 {
		t.Errorf("files left: %v", left)
	}
}
