package placement

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/gis/crs"
	"shapan/gis/raster"
	"shapan/gis/vector"
)

// A GeoTIFF in one zone, its .prj and .aux.xml in that or another.
func TestFilesBesideARasterAreCompared(t *testing.T) {
	target := site(t)
	prj := func(code int) string {
		c, err := crs.FromEPSG(code)
		if err != nil {
			t.Fatal(err)
		}
		text, err := c.PRJ()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	grid := &raster.Raster{NX: 20, NY: 20, X0: 634300, Y0: 3456400, CellX: 10, CellY: 10, EPSG: 4549, Values: make([]float32, 400)}
	for _, c := range []struct {
		name string
		with map[string]string // files beside dem.tif
		want []string          // in the warnings, one each
	}{
		{"nothing", nil, nil},
		{"the same", map[string]string{"dem.prj": prj(4549), "dem.tif.aux.xml": "<PAMDataset><SRS>" + prj(4549) + "</SRS></PAMDataset>"}, nil},
		{"another zone", map[string]string{"dem.prj": prj(4547)}, []string{"dem.prj beside it says CGCS2000 / 3-degree Gauss-Kruger CM 114E (EPSG:4547), but by its GeoKeys it is CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549), which was taken: delete the one that is wrong, for other programs may take the other; if its GeoKeys should go, say coordinates: EPSG:4547"}},
		{"another datum", map[string]string{"dem.prj": prj(2385)}, []string{"Xian 1980"}},
		{"GDAL's notes", map[string]string{"dem.tif.aux.xml": "<PAMDataset>\n<SRS dataAxisToSRSAxisMapping=\"2,1\">" + strings.ReplaceAll(prj(32651), `"`, "&quot;") + "</SRS></PAMDataset>"}, []string{"dem.tif.aux.xml beside it says WGS 84 / UTM zone 51N"}},
		{"both", map[string]string{"dem.prj": prj(4547), "dem.tif.aux.xml": "<PAMDataset><SRS>" + prj(4550) + "</SRS></PAMDataset>"}, []string{"EPSG:4547", "EPSG:4550"}},
		{"no system at all", map[string]string{"dem.prj": "hello"}, []string{"dem.prj beside it cannot be read"}},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "dem.tif")
		out, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := raster.WriteGeoTIFF(out, grid); err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		for name, text := range c.with {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		f, err := raster.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Find(SourceOfRaster(f), target)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Warnings) != len(c.want) || p.System().Code != 4549 {
			t.Errorf("%s: %s, warnings %q", c.name, p.CRS, p.Warnings)
			continue
		}
		for k, want := range c.want {
			if !strings.Contains(p.Warnings[k], want) {
				t.Errorf("%s: %q, want %q", c.name, p.Warnings[k], want)
			}
		}
	}
}

// What only a file beside it says is taken, and where it stands is told.
func TestSourceOfASilentRaster(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "dem.asc")
	if err := os.WriteFile(path, []byte("ncols 2\nnrows 2\nxllcorner 634300\nyllcorner 3456400\ncellsize 50\n1 2\n3 4\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := crs.FromEPSG(4549)
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.PRJ()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"dem.prj", "dem.asc.aux.xml"} {
		content := text
		if strings.HasSuffix(name, ".xml") {
			content = "<PAMDataset><SRS>" + text + "</SRS></PAMDataset>"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := raster.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		s := SourceOfRaster(f)
		p, err := Find(s, site(t))
		if err != nil || p.System().Code != 4549 || s.From != name+" beside it" || len(p.Warnings) > 0 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
		if s.Bounds != (Bounds{634300, 3456400, 634400, 3456500}) {
			t.Errorf("%s: %v", name, s.Bounds)
		}
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSourceOfALayerWithoutAWord(t *testing.T) {
	l, err := vector.ParseGeoJSON("a.geojson", []byte(`{"type":"Point","coordinates":[121.4,31.2]}`))
	if err != nil {
		t.Fatal(err)
	}
	if s := SourceOfLayer(l); s.EPSG != 0 || s.Usual != "OGC:CRS84" || s.File != "a.geojson" || s.Bounds != (Bounds{121.4, 31.2, 121.4, 31.2}) {
		t.Errorf("%+v", s)
	}
	if s := SourceOfLayer(&vector.Layer{}); !s.Bounds.Empty() {
		t.Errorf("nothing lies at %v", s.Bounds)
	}
}
