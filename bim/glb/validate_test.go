package glb

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Khronos' validator finds neither errors nor warnings. It is a package of npm:
// without it (npm install in bim/glb/validate) the test is skipped.
func TestValidates(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not here: Khronos' validator does not run")
	}
	if _, err := os.Stat("validate/node_modules/gltf-validator"); err != nil {
		t.Skip("Khronos' validator is not here: npm install in bim/glb/validate")
	}
	coarse := hall()
	coarse.Origin[2] = -1e6 // high above: places lose their millimetres, the file stays valid
	bare := hall()
	for k := range bare.Features {
		bare.Features[k] = Feature{}
	}
	var files []string
	for name, m := range map[string]*Model{"hall.glb": hall(), "empty.glb": {}, "high.glb": coarse, "bare.glb": bare} {
		data, _ := written(t, m, Options{})
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	out, err := exec.Command(node, append([]string{"validate/validate.mjs"}, files...)...).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("0 errors, 0 warnings")) {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
