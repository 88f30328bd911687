package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// allowed says which of our own packages a package may import, by the longest
// prefix that fits. Solvers stand alone; scenarios meet only through the
// engine's frames; wiring is cmd's. See docs/architecture.md.
var allowed = map[string][]string{
	"shapan":                           {"shapan/cmd"},
	"shapan/cmd":                       {"shapan/"},
	"shapan/engine":                    {},
	"shapan/engine/pack":               {"shapan/engine"},
	"shapan/engine/record":             {"shapan/engine", "shapan/engine/pack"},
	"shapan/engine/alarm":              {"shapan/engine"},
	"shapan/engine/forecast":           {"shapan/engine"},
	"shapan/engine/ensemble":           {"shapan/engine"},
	"shapan/engine/solver/":            {},
	"shapan/engine/solver/pipenet/inp": {"shapan/engine/solver/pipenet", "shapan/engine/solver/pipenet/runoff"},
	"shapan/engine/solver/collide":     {"shapan/engine/solver/solid"},
	"shapan/engine/solver/crane":       {"shapan/engine/solver/collide", "shapan/engine/solver/solid"},
	"shapan/engine/solver/solid":       {"shapan/engine/solver/solid/overlay"},
	"shapan/bim/":                      {"shapan/engine", "shapan/engine/solver/", "shapan/bim/"},
	"shapan/gis/":                      {"shapan/engine", "shapan/engine/solver/", "shapan/gis/"},
	"shapan/yamlfile":                  {"shapan/engine"},
	"shapan/site":                      {"shapan/engine", "shapan/engine/alarm", "shapan/engine/solver/citygrid", "shapan/engine/solver/crane", "shapan/engine/solver/solid", "shapan/gis/", "shapan/bim/", "shapan/yamlfile"},
	"shapan/site/":                     {"shapan/engine", "shapan/gis/", "shapan/bim/", "shapan/yamlfile", "shapan/site"},
	"shapan/scenarios":                 {"shapan/engine", "shapan/yamlfile", "shapan/scenarios/"},
	"shapan/scenarios/":                {"shapan/engine", "shapan/engine/solver/", "shapan/engine/alarm", "shapan/engine/forecast"},
	"shapan/server":                    {"shapan/engine", "shapan/engine/pack", "shapan/engine/record", "shapan/engine/alarm", "shapan/engine/ensemble", "shapan/server/access", "shapan/server/twin", "shapan/server/historian", "shapan/server/feeds/http", "shapan/server/feeds/replay"},
	"shapan/server/access":             {"shapan/yamlfile"},
	"shapan/server/historian":          {},
	"shapan/server/twin":               {"shapan/engine/alarm", "shapan/engine/forecast", "shapan/server/historian"},
	"shapan/server/evidence":           {"shapan/server/historian"},
	"shapan/server/feeds":              {"shapan/engine", "shapan/server/historian", "shapan/server/feeds/", "shapan/site"},
	"shapan/server/feeds/":             {"shapan/engine", "shapan/server/historian", "shapan/server/feeds/forms"},
	"shapan/server/feeds/video":        {"shapan/server/historian", "shapan/server/feeds/forms", "shapan/server/feeds/http"},
	"shapan/server/feeds/hj212":        {"shapan/engine"},
	"shapan/server/feeds/hj212/":       {"shapan/engine", "shapan/server/historian", "shapan/server/feeds/hj212"},
	"shapan/server/sensorthings":       {"shapan/server/historian"},
	"shapan/viewer":                    {},
	"shapan/validation/made":           {},
}

func TestWhoMayImportWhom(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		may, known := rule(p.ImportPath)
		if !known {
			t.Errorf("%s: no rule for this package in imports_test.go: decide who it may import", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if ours(imported) && !fits(imported, may) {
				t.Errorf("%s imports %s; it may import %v", p.ImportPath, imported, may)
			}
			if p.ImportPath == "shapan/engine" && strings.Contains(imported, ".") && !strings.HasPrefix(imported, "github.com/go-gl/mathgl/") {
				t.Errorf("engine imports %s; of outside code it may import mathgl alone", imported)
			}
		}
	}
}

func ours(path string) bool { return path == "shapan" || strings.HasPrefix(path, "shapan/") }

func rule(path string) (may []string, known bool) {
	best := ""
	for prefix := range allowed {
		if len(prefix) > len(best) && (path == prefix || strings.HasSuffix(prefix, "/") && strings.HasPrefix(path, prefix)) {
			best = prefix
		}
	}
	may, known = allowed[best]
	return may, known
}

func fits(path string, may []string) bool {
	for _, m := range may {
		if path == m || strings.HasSuffix(m, "/") && strings.HasPrefix(path, m) {
			return true
		}
	}
	return false
}
