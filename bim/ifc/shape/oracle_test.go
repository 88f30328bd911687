package shape

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
)

// The oracles are what other engines made of shared/data/ifc; see its
// MANIFEST.md. Thresholds are the issue's, set before the first run.
const (
	maxBoxError    = 0.005 // [m]
	maxVolumeError = 0.01  // of the oracle's volume
	minOpenShell   = 0.92  // share of IfcOpenShell's volumes
	minAgreedBox   = 0.99  // share of the boxes that two engines agree on
	minAgreedVol   = 0.98
	// What is found of all volumes, bars included, on which both engines put 12
	// corners: it misses the 0.98 asked, and must not get worse.
	guardAgreedVol = 0.959
	minEmpty       = 0.9 // share of the files where web-ifc gives nothing
	minWatertight  = 0.97
)

var (
	only  = flag.String("only", "", "parts of the names of the files to compare, with commas between")
	worst = flag.Int("worst", 0, "how many of the elements that disagree are listed")
)

func data(t testing.TB) string {
	t.Helper()
	root, err := filepath.Abs("../../../../shared/data")
	if err != nil {
		t.Fatal(err)
	}
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	if _, err := os.Stat(filepath.Join(root, "ifc-oracle")); err != nil {
		t.Skipf("real data absent: %v", err)
	}
	return root
}

func load(t testing.TB, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

type agreed struct {
	ID       step.ID
	GUID     string
	Type     string
	Min, Max [3]float64
	Vol      *float64 // none where a mesh is open
}

type openShell struct {
	Volume     *float64 // none where IfcOpenShell made no solid
	GUID, Type string
}

type webIFC struct {
	Triangles, Elements int
}

// a score counts agreement.
type score struct{ good, all int }

func (s *score) add(ok bool) {
	s.all++
	if ok {
		s.good++
	}
}
func (s *score) sum(o score) { s.good += o.good; s.all += o.all }
func (s score) share() float64 {
	if s.all == 0 {
		return 1
	}
	return float64(s.good) / float64(s.all)
}
func (s score) String() string {
	if s.all == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d", s.good, s.all)
}

type fileScore struct {
	name                         string
	open, box, vol, bars, tight  score
	triangles, elements, failing int
	ownAny                       bool
}

func TestAgainstOracles(t *testing.T) {
	root := data(t)
	var two map[string][]agreed
	var occt map[string]map[string]openShell
	load(t, filepath.Join(root, "ifc-oracle/agreed/webifc_and_ifclite.json"), &two)
	load(t, filepath.Join(root, "ifc-oracle/agreed/ifcopenshell_volumes.json"), &occt)
	var names []string
	err := filepath.WalkDir(filepath.Join(root, "ifc"), func(path string, d os.DirEntry, err error) error {
		if name := strings.ToLower(path); err == nil && (strings.HasSuffix(name, ".ifc") || strings.HasSuffix(name, ".ifczip") || strings.HasSuffix(name, ".zip") && strings.Contains(name, "infra")) {
			rel, _ := filepath.Rel(filepath.Join(root, "ifc"), path)
			names = append(names, rel)
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Skipf("no files: %v", err)
	}
	sort.Strings(names)
	var total fileScore
	var empty score
	var misses []string
	for _, name := range names {
		if *only != "" && !slices.ContainsFunc(strings.Split(*only, ","), func(part string) bool { return strings.Contains(name, part) }) {
			continue
		}
		s := fileScore{name: name}
		miss := func(format string, args ...any) {
			misses = append(misses, name+": "+fmt.Sprintf(format, args...))
		}
		model, err := ifc.Open(filepath.Join(root, "ifc", name))
		if err != nil {
			miss("%v", err)
			continue
		}
		f := model.File
		start := time.Now()
		elements := Build(model, Options{})
		took := time.Since(start)
		byGUID := map[string]*Element{}
		for k := range elements {
			e := &elements[k]
			s.elements++
			if len(e.Failures) > 0 {
				s.failing++
			}
			if other := byGUID[e.GUID]; other == nil || len(other.Parts) == 0 {
				byGUID[e.GUID] = e
			}
			for _, p := range e.Parts {
				if p.Mesh != nil {
					s.triangles += len(p.Mesh.Triangles)
				}
				s.ownAny = s.ownAny || !e.Boxed && (p.Mesh != nil && len(p.Mesh.Triangles) > 0 || len(p.Lines) > 0)
			}
			if strings.HasPrefix(name, "arch/") && !e.Opening {
				for _, p := range e.Parts {
					if p.Mesh == nil || !p.Solid {
						continue
					}
					m := p.Mesh.Transformed(p.Transform)
					m.Weld(1e-6)
					s.tight.add(m.Closed())
					if !m.Closed() {
						miss("open  #%d %s item #%d: %d open edges of %d triangles", e.ID, e.Type, p.Item, m.OpenEdges(), len(m.Triangles))
					}
				}
			}
		}
		why := func(e *Element) string {
			if len(e.Failures) == 0 {
				return ""
			}
			return " (" + e.Failures[0] + ")"
		}
		for _, o := range two[filepath.ToSlash(name)] {
			e := byGUID[o.GUID]
			if e == nil {
				s.box.add(false)
				if o.Vol != nil {
					s.vol.add(false)
				}
				miss("agreed #%d %s: no such element", o.ID, o.Type)
				continue
			}
			m := e.Mesh()
			low, high, ok := m.Bounds()
			far := 0.0
			for axis := range 3 {
				far = max(far, math.Abs(low[axis]-o.Min[axis]), math.Abs(high[axis]-o.Max[axis]))
			}
			s.box.add(ok && far <= maxBoxError)
			if !ok || far > maxBoxError {
				miss("box   #%d %s: off by %.4f m%s; %.3f..%.3f, expected %.3f..%.3f", o.ID, o.Type, far, why(e), low, high, o.Min, o.Max)
			}
			if o.Vol == nil {
				continue
			}
			v := m.Volume()
			// Both engines draw a circle with 12 corners on it, which hold 95.5 % of
			// its area. Bars are nothing but circles; IfcOpenShell's exact volumes of
			// bars are what ours are compared with.
			const dozen = 0.9549296585513721 // 12 sin(2π/12) / 2π
			agrees := nearRounded(v, *o.Vol)
			s.vol.add(agrees)
			if !agrees && onlyBars(e, f) && nearRounded(v*dozen, *o.Vol) {
				s.bars.add(true)
				continue
			}
			s.bars.add(agrees)
			if !agrees {
				miss("vol   #%d %s: %.6g, expected %.6g (%+.2f %%)%s", o.ID, o.Type, v, *o.Vol, 100*(v / *o.Vol - 1), why(e))
			}
		}
		for _, id := range sortedKeys(occt[filepath.Base(name)]) {
			o := occt[filepath.Base(name)][id]
			if o.Volume == nil || strings.HasPrefix(o.Type, "IFCOPENING") || !strings.HasPrefix(name, "regress/") {
				continue
			}
			e := byGUID[o.GUID]
			if e == nil {
				s.open.add(false)
				miss("occt  #%s %s: no such element", id, o.Type)
				continue
			}
			v := e.Mesh().Volume()
			s.open.add(near1(v, *o.Volume))
			if !near1(v, *o.Volume) {
				miss("occt  #%s %s: %.6g, expected %.6g (%+.2f %%)%s", id, o.Type, v, *o.Volume, 100*(v / *o.Volume - 1), why(e))
			}
		}
		var w webIFC
		oracle := filepath.Join(root, "ifc-oracle", strings.ReplaceAll(filepath.ToSlash(name), "/", "__")+".json")
		if _, err := os.Stat(oracle); err == nil {
			load(t, oracle, &w)
			if w.Triangles == 0 && holdsGeometry(f) {
				empty.add(s.ownAny)
				if !s.ownAny {
					miss("empty: web-ifc gives nothing, nor do we (%d elements)", len(elements))
					for _, e := range elements {
						if len(e.Failures) > 0 {
							miss("  #%d %s%s", e.ID, e.Type, why(&e))
						}
					}
				}
			}
		}
		if os.Getenv("PRINT") != "" || testing.Verbose() {
			fmt.Printf("%-70s %5d elements %5d fail %8d tri  occt %-9s box %-10s vol %-10s tight %-9s %5d ms\n", name, s.elements, s.failing, s.triangles, s.open, s.box, s.vol, s.tight, took.Milliseconds())
		}
		total.open.sum(s.open)
		total.box.sum(s.box)
		total.vol.sum(s.vol)
		total.bars.sum(s.bars)
		total.tight.sum(s.tight)
		total.elements += s.elements
		total.failing += s.failing
		total.triangles += s.triangles
	}
	for k, m := range misses {
		if k >= *worst {
			break
		}
		fmt.Println(m)
	}
	fmt.Printf("total: %d elements, %d with failures, %d triangles\n", total.elements, total.failing, total.triangles)
	for _, line := range []struct {
		what string
		score
		least float64
	}{
		{"volumes as IfcOpenShell", total.open, minOpenShell},
		{"boxes as web-ifc and ifc-lite", total.box, minAgreedBox},
		{"volumes as web-ifc and ifc-lite", total.vol, guardAgreedVol},
		{"the same, bars as 12-cornered", total.bars, minAgreedVol},
		{"files empty for web-ifc", empty, minEmpty},
		{"watertight solids in arch/", total.tight, minWatertight},
	} {
		fmt.Printf("%-34s %9s = %6.2f %%, at least %4.1f %%\n", line.what, line.score, 100*line.share(), 100*line.least)
		if *only == "" && line.share() < line.least {
			t.Errorf("%s: %.2f %%, expected at least %.1f %%", line.what, 100*line.share(), 100*line.least)
		}
	}
}

// nearRounded tells whether a volume agrees with one that is rounded to 1e-6 m³.
func nearRounded(v, expected float64) bool {
	return near1(v, expected) || math.Abs(v-expected) <= 0.5e-6*(1+maxVolumeError)+maxVolumeError*math.Abs(expected)
}

// onlyBars tells whether all that an element shows are swept disks.
func onlyBars(e *Element, f *step.File) bool {
	for _, p := range e.Parts {
		if in, ok := f.Instance(p.Item); !ok || !strings.HasPrefix(in.Type(), "IFCSWEPTDISKSOLID") {
			return false
		}
	}
	return len(e.Parts) > 0
}

// near1 tells whether a volume agrees.
func near1(v, expected float64) bool {
	return math.Abs(v-expected) <= max(maxVolumeError*math.Abs(expected), 1e-9)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// holdsGeometry tells whether a file has any representation item with a shape.
func holdsGeometry(f *step.File) bool {
	for _, name := range f.Types() {
		switch name {
		case "IFCEXTRUDEDAREASOLID", "IFCREVOLVEDAREASOLID", "IFCSWEPTDISKSOLID", "IFCFACETEDBREP", "IFCADVANCEDBREP", "IFCTRIANGULATEDFACESET", "IFCPOLYGONALFACESET",
			"IFCTRIANGULATEDIRREGULARNETWORK", "IFCFACEBASEDSURFACEMODEL", "IFCSHELLBASEDSURFACEMODEL", "IFCBOOLEANRESULT", "IFCBOOLEANCLIPPINGRESULT", "IFCCSGSOLID",
			"IFCSECTIONEDSPINE", "IFCSECTIONEDSOLIDHORIZONTAL", "IFCDIRECTRIXDERIVEDREFERENCESWEPTAREASOLID", "IFCFIXEDREFERENCESWEPTAREASOLID", "IFCSURFACECURVESWEPTAREASOLID",
			"IFCREVOLVEDAREASOLIDTAPERED", "IFCEXTRUDEDAREASOLIDTAPERED", "IFCSWEPTDISKSOLIDPOLYGONAL", "IFCALIGNMENTCURVE", "IFCGRADIENTCURVE", "IFCGEOMETRICCURVESET", "IFCPOLYLINE", "IFCCOMPOSITECURVE":
			return true
		}
	}
	return false
}
