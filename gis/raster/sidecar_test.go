package raster

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A GeoTIFF of 20 × 10 cells of 5 m from (100, 900) to (200, 950), and files
// beside it that put it there, elsewhere, or half a cell off.
func TestPlacesBesideAFileAreCompared(t *testing.T) {
	grid := &Raster{NX: 20, NY: 10, X0: 100, Y0: 900, CellX: 5, CellY: 5, EPSG: 4549, Values: make([]float32, 200)}
	aux := func(x, y float64) string {
		return fmt.Sprintf("<PAMDataset>\n  <GeoTransform> %.16e, 5.0, 0.0, %.16e, 0.0, -5.0</GeoTransform>\n</PAMDataset>", x, y)
	}
	for _, c := range []struct {
		name, file, text string
		want             string
	}{
		{"world file", "dem.tfw", "5\n0\n0\n-5\n102.5\n947.5\n", ""},
		{"a hair off", "dem.tfw", "5\n0\n0\n-5\n102.51\n947.5\n", ""},
		{"corner for centre", "dem.tfw", "5\n0\n0\n-5\n100\n950\n", "dem.tfw puts it 3.53553 of the map's units from where the file itself does, half a cell"},
		{"elsewhere", "dem.TFW", "5\n0\n0\n-5\n102.5\n1047.5\n", "dem.TFW puts it 100 "},
		{"other cells", "dem.wld", "6\n0\n0\n-5\n103\n947.5\n", "dem.wld puts it 20 "},
		{"no world file", "dem.tfw", "hello", ""},
		{"GDAL's notes", "dem.tif.aux.xml", aux(100, 950), ""},
		{"GDAL's notes elsewhere", "dem.tif.aux.xml", aux(130, 990), "dem.tif.aux.xml puts it 50 of the map's units from where the file itself does: the file was taken, yet GDAL and QGIS take the place from there"},
		{"ArcGIS's", "dem.aux.xml", aux(130, 990), "dem.aux.xml puts it 50 "},
		{"cut off", "dem.tif.aux.xml", aux(130, 990)[:40], ""},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "dem.tif")
		out, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := WriteGeoTIFF(out, grid); err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, c.file), []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if f.X0 != 100 || f.Y0 != 900 {
			t.Errorf("%s: lies at %g, %g", c.name, f.X0, f.Y0)
		}
		f.Close()
		if got := strings.Join(f.Notes, "\n"); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAuxiliaryIsReadAsFarAsItGoes(t *testing.T) {
	for text, want := range map[string]auxiliary{
		"": {},
		`<PAMDataset><SRS a="1">GEOGCS["x"]</SRS><GeoTransform>1, 2, 0, 4, 0, -6</GeoTransform></PAMDataset>`:   {wkt: `GEOGCS["x"]`, place: &Affine{1, 2, 0, 4, 0, -6}},
		`<PAMDataset><Metadata><SRS>no</SRS></Metadata><SRS>A &amp; B</SRS><PAMRasterBand band="1"><SRS>x</SRS`: {wkt: "A & B"},
		`<PAMDataset><GeoTransform>1, 2, 0, 4, 0</GeoTransform><GeoTransform>nan, 2, 0, 4, 0, 1</GeoTransform>`: {},
		`<PAMDataset><GeoTransform>1, 2, 0, 4, 0, 0</GeoTransform></PAMDataset>`:                                {},
		`<SRS>top</SRS>`: {},
	} {
		got := parseAuxiliary(text)
		if got.wkt != want.wkt || (got.place == nil) != (want.place == nil) || got.place != nil && *got.place != *want.place {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

func FuzzAuxiliary(f *testing.F) {
	f.Add(`<PAMDataset><SRS a="1">GEOGCS["x"]</SRS><GeoTransform>1, 2, 0, 4, 0, -6</GeoTransform></PAMDataset>`)
	f.Add(`<PAMDataset><Metadata><SRS>no</SRS></Metadata>`)
	f.Fuzz(func(t *testing.T, text string) {
		if a := parseAuxiliary(text); a.place != nil && a.place.check() != nil {
			t.Errorf("%q: %v", text, a.place)
		}
		if a, err := parseWorldFile(text); err == nil {
			_ = a.check()
		}
	})
}
