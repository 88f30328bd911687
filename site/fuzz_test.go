package site

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"shapan/yamlfile"
)

// FuzzLoad: no site file makes the loader panic; it loads wholly, or not at all
// with a line for every mistake.
func FuzzLoad(f *testing.F) {
	dir := filepath.Dir(write(f, goldenYAML, goldenFiles(f)))
	f.Add(goldenYAML)
	f.Add(pointsYAML)
	for _, c := range broken {
		f.Add(changed(f, c.old, c.with))
	}
	f.Add("name: x\ncrs: {easting_m: 634200, northing_m: 3456300, rotation_deg: 45}\nground: {file: ground.tif, extent_m: [0, 0, 1e300, 1e-300]}\n" +
		"pits: [{id: a, outline: [[1e300, -1e300], [1e-300, 0], [5, 5]], formation_level_m: 0, side_slope_h_per_v: 1e-300}]\n")
	f.Add(goldenYAML + feedsYAML)
	f.Add("ground: {file: ground.tif, cell_m: 1e-9}\nmodels: [{id: m, file: office.glb, at: [1], scale: 1e-300}]\nhoardings: [{id: h, line: []}]\n")
	f.Fuzz(func(t *testing.T, yaml string) {
		if len(yaml) > 1<<14 {
			return
		}
		file, err := yamlfile.Parse(filepath.Join(dir, "site.yaml"), []byte(yaml))
		if err != nil {
			return
		}
		s, err := load(file, 1<<16)
		var list yamlfile.ErrorList
		switch {
		case err == nil && s == nil, err != nil && s != nil:
			t.Fatalf("site %v and error %v", s, err)
		case err == nil:
			InfoOf(s)
		case !errors.As(err, &list):
			t.Fatalf("%T is no list of mistakes", err)
		}
		for _, e := range list {
			if e.Line < 1 || e.File == "" || e.Message == "" {
				t.Errorf("%+v has no place", *e)
			}
		}
		if _, err := os.Stat(dir); err != nil {
			t.Fatal(err)
		}
	})
}
