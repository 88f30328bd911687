package ifc

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/bim/ifc/step"
)

// shared is a folder of the real data, which lies beside the repository; without
// it the test is skipped.
func shared(t testing.TB, folder string) string {
	t.Helper()
	path, err := filepath.Abs("../../../shared/data/" + folder)
	if err != nil {
		t.Fatal(err)
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		t.Skipf("real data absent: %v", err)
	}
	return path
}

func realFiles(t testing.TB) (root string, files []string) {
	t.Helper()
	root = shared(t, "ifc")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(strings.ToLower(filepath.Ext(path)), ".ifc") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return root, files
}

// everything asks for all that a model can tell.
func everything(t testing.TB, m *Model) (placed, unplaced int) {
	s := m.Summary()
	if _, err := json.Marshal(s); err != nil {
		t.Error(err)
	}
	for _, p := range m.Products() {
		e := m.Entity(p.ID)
		if _, err := m.Placement(p.Placement); err != nil {
			unplaced++
		} else {
			placed++
		}
		for _, all := range []any{m.PropertySets(e), m.Materials(e), m.Classifications(e), m.GroupsOf(e)} {
			if _, err := json.Marshal(all); err != nil {
				t.Error(err)
			}
		}
	}
	for _, all := range []any{m.Layers(), m.Groups(), m.Ports(), m.Connections(), m.Tasks(), m.Sequences(), m.WorkSchedules(), m.WorkCalendars()} {
		if _, err := json.Marshal(all); err != nil {
			t.Error(err)
		}
	}
	return placed, unplaced
}

// Every real file is read and asked for everything.
func TestRealFiles(t *testing.T) {
	root, files := realFiles(t)
	models, failed := 0, 0
	for _, path := range files {
		m, err := Open(path)
		name, _ := filepath.Rel(root, path)
		if err != nil {
			failed++
			t.Logf("%s: %v", name, err)
			continue
		}
		models++
		placed, unplaced := everything(t, m)
		if unplaced > 0 {
			t.Logf("%s: %d products placed, %d not", name, placed, unplaced)
		}
	}
	t.Logf("%d models, %d files are none", models, failed)
	if models < 300 {
		t.Errorf("only %d of %d files are models", models, len(files))
	}
}

// Elements by type as web-ifc counts them: it counts what has geometry, spaces and
// openings apart, so that ours may be more and never fewer.
func TestCountsAgainstWebIFC(t *testing.T) {
	oracles := shared(t, "ifc-oracle")
	root, files := realFiles(t)
	compared, types := 0, 0
	for _, path := range files {
		name, _ := filepath.Rel(root, path)
		text, err := os.ReadFile(filepath.Join(oracles, strings.ReplaceAll(name, string(filepath.Separator), "__")+".json"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		var oracle struct {
			ByType  map[string]struct{ Count int } `json:"byType"`
			Details []struct {
				ID   step.ID `json:"id"`
				GUID string  `json:"guid"`
				Type string  `json:"type"`
			} `json:"elementsDetail"`
		}
		if err := json.Unmarshal(text, &oracle); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		m, err := Open(path)
		if err != nil {
			if len(oracle.ByType) > 0 {
				t.Errorf("%s: web-ifc reads it: %v", name, err)
			}
			continue
		}
		compared++
		ours := map[string]int{}
		for _, p := range m.Products() {
			if p.Representation != 0 {
				ours[p.Type]++
			}
		}
		for typ, theirs := range oracle.ByType {
			types++
			if ours[typ] < theirs.Count {
				t.Errorf("%s: %d %s with a shape, web-ifc %d", name, ours[typ], typ, theirs.Count)
			}
		}
		for _, d := range oracle.Details {
			if p, ok := m.Product(d.ID); !ok || p.GUID != d.GUID || p.Type != d.Type {
				t.Errorf("%s: #%d is %s %s, web-ifc %s %s", name, d.ID, p.Type, p.GUID, d.Type, d.GUID)
			}
		}
	}
	t.Logf("%d files, %d types compared", compared, types)
}
