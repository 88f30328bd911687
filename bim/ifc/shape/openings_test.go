package shape

import (
	"io/fs"
	"math"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"shapan/bim/ifc"
	"shapan/engine/solver/solid"
)

// Every opening and clipping of all files is cut both ways: as Subtract does it,
// in the plane where it can, and by Difference, the way of any body. Volumes
// agree to 1e-5 of the body, where faces flush within solid.Flush are taken one
// way or the other, and what was closed stays so.
func TestOpeningsBothWays(t *testing.T) {
	root := data(t)
	var mutex sync.Mutex
	compared, closed := 0, 0
	where := ""
	subtract = func(e *solid.Effort, m *solid.Mesh, cutters []*solid.Mesh) (*solid.Mesh, error) {
		got, err := e.Subtract(m, cutters)
		all := &solid.Mesh{}
		shut := m.Closed()
		for _, c := range cutters {
			if c.Volume() < 0 {
				c = &solid.Mesh{Points: c.Points, Triangles: append(c.Triangles[:0:0], c.Triangles...)}
				c.Flip()
			}
			shut = shut && c.Closed()
			all.Append(c)
		}
		if err != nil || !shut {
			return got, err
		}
		want, err := solid.Difference(m, all)
		mutex.Lock()
		defer mutex.Unlock()
		if err != nil {
			t.Errorf("%s: %v", where, err)
			return got, nil
		}
		compared++
		if got.OpenEdges() == 0 {
			closed++
		} else {
			t.Errorf("%s: %d open edges", where, got.OpenEdges())
		}
		low, high, _ := m.Bounds()
		size := high.Sub(low)
		allowed := max(1e-5*m.Volume(), solid.Flush*size.Dot(size)) // a face within Flush
		if v, w := got.Volume(), want.Volume(); math.Abs(v-w) > allowed {
			t.Errorf("%s: %d triangles less %d cutters: volume %.9g, the way of any body %.9g", where, len(m.Triangles), len(cutters), v, w)
		}
		return got, nil
	}
	defer func() { subtract = (*solid.Effort).Subtract }()
	err := filepath.WalkDir(filepath.Join(root, "ifc"), func(path string, _ fs.DirEntry, err error) error {
		name := strings.ToLower(path)
		if err != nil || !strings.HasSuffix(name, ".ifc") && !strings.HasSuffix(name, ".ifczip") {
			return err
		}
		if testing.Short() && !strings.Contains(name, "duplex") {
			return nil
		}
		where = filepath.Base(path)
		if m, err := ifc.Open(path); err == nil {
			Build(m, Options{})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bodies cut both ways, %d of them closed", compared, closed)
	if compared == 0 {
		t.Error("nothing was cut")
	}
}
