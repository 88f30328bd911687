// Command generate builds the demo site in testdata/demo: a fictional metro
// station extension in a river town, drawn with a ruler rather than measured.
//
//	go run ./testdata/generate                    # writes testdata/demo
//	go run ./testdata/generate -pictures /tmp     # hillshade.png and plan.png beside it
//
// The walk: streets (streets.go) enclose blocks; quarters.go fills the blocks
// with buildings (buildings.go); relief.go lays the ground under them, with
// kerbs, crowns and the sag beside the pit; station.go is the pit and its site;
// surfaces.go, greenery.go, roofs.go, furniture.go and models.go dress it.
// siteyaml.go, scenarioyaml.go and layouts.go write what runs start from, and
// cranes.go lets five cranes work through a morning.
//
// Nothing is random: equal sources give equal bytes.
package main

import (
	"bytes"
	"flag"
	"log"
	"os"
	"path/filepath"
	"sort"

	"shapan/gis/raster"
)

func main() {
	out := flag.String("out", "testdata/demo", "folder to write the site into")
	pictures := flag.String("pictures", "", "draw hillshade.png and plan.png into this folder")
	flag.Parse()
	if err := write(*out, *pictures); err != nil {
		log.Fatal(err)
	}
}

func write(out, pictures string) error {
	files, err := generate()
	if err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		path := filepath.Join(out, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return err
		}
	}
	if pictures == "" {
		return nil
	}
	if err := hillshade(ground(), filepath.Join(pictures, "hillshade.png")); err != nil {
		return err
	}
	return planPicture(build(), filepath.Join(pictures, "plan.png"))
}

// generate returns the demo's files by name.
func generate() (map[string][]byte, error) {
	town := build()
	files, placed := models(town)
	var tiff bytes.Buffer
	err := raster.WriteGeoTIFF(&tiff, &raster.Raster{
		NX: int(size), NY: int(size), X0: 634200, Y0: 3456300, CellX: 1, CellY: 1, EPSG: 4549, Values: ground(),
	})
	if err != nil {
		return nil, err
	}
	files["ground.tif"] = tiff.Bytes()
	files["site.yaml"] = siteYAML(placed)
	files["buildings.geojson"] = buildingsJSON(town)
	files["surfaces.geojson"] = surfacesJSON(town)
	files["roads.geojson"] = roadsJSON()
	files["pump-layouts.yaml"] = layoutsYAML()
	files["crane-layout.yaml"] = []byte(craneLayoutYAML)
	for _, s := range scenarios() {
		files[s.File+".yaml"] = s.yaml()
	}
	files["watch.yaml"] = []byte(watchYAML)
	files["crane-day.yaml"], files["crane-work.yaml"] = []byte(craneDayYAML), []byte(craneWorkYAML)
	if files["crane-day.csv"], err = craneDay(files); err != nil {
		return nil, err
	}
	live, err := liveDay(placed)
	if err != nil {
		return nil, err
	}
	for name, data := range live {
		files[name] = data
	}
	return files, nil
}
