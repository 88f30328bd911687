package placement

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInputsAreTakenApart(t *testing.T) {
	dir := t.TempDir()
	put := func(name string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	town, odd := put("town.gpkg"), put("a@b#c.shp")
	for text, want := range map[string]Input{
		town:                           {Path: town},
		town + "#houses":               {town, "houses", ""},
		town + "@EPSG:4547":            {town, "", "EPSG:4547"},
		town + "#houses@EPSG:4547":     {town, "houses", "EPSG:4547"},
		town + "#a@b@gcj02":            {town, "a@b", "gcj02"},
		town + "#建筑 物":                 {town, "建筑 物", ""},
		town + "@http://x/epsg.xml#47": {town, "", "http://x/epsg.xml#47"},
		odd:                            {Path: odd},
		odd + "#houses@site":           {odd, "houses", "site"},
		dir + "/none.gpkg#a@EPSG:1":    {dir + "/none.gpkg", "a", "EPSG:1"},
		dir + "/none.gpkg":             {Path: dir + "/none.gpkg"},
	} {
		if got, err := ParseInput(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{town + "#": "layer must follow #", town + "@": "must follow @", town + "#a@": "must follow @"} {
		if _, err := ParseInput(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
