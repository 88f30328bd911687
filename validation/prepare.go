//go:build ignore

// Command prepare makes the files that the scenarios of this folder name from
// published data that may not be copied into the repository:
//
//	go run validation/prepare.go [-from ../shared/data/water] [-to validation/data]
//	shapan run validation/ea4.yaml --out /tmp/ea4
//
// README.md says what is what.
package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"shapan/gis/raster"
)

func main() {
	from := flag.String("from", "../shared/data/water", "folder with ea_test4 and merewether")
	to := flag.String("to", "validation/data", "folder to write into (made if absent)")
	flag.Parse()
	log.SetFlags(0)
	if err := os.MkdirAll(*to, 0o755); err != nil {
		log.Fatal(err)
	}
	if err := ea4(filepath.Join(*from, "ea_test4"), *to); err != nil {
		log.Fatal("EA test 4: ", err)
	}
	if err := merewether(filepath.Join(*from, "merewether"), *to); err != nil {
		log.Fatal("Merewether: ", err)
	}
}

func ea4(from, to string) error {
	ground, err := os.ReadFile(filepath.Join(from, "ea4-5m.dem"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "ea4.asc"), ground, 0o644)
}

func merewether(from, to string) error {
	z, err := zip.OpenReader(filepath.Join(from, "topography1.zip"))
	if err != nil {
		return err
	}
	defer z.Close()
	f, err := z.Open("topography1.asc")
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	ground, err := raster.ReadASCII(bytes.NewReader(text), "topography1.asc")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "merewether.asc"), text, 0o644); err != nil {
		return err
	}
	paths, err := filepath.Glob(filepath.Join(from, "houses", "house*.csv"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fmt.Errorf("%s: no houses", from)
	}
	if err := polygons(filepath.Join(to, "merewether-houses.geojson"), paths...); err != nil {
		return err
	}
	if err := polygons(filepath.Join(to, "merewether-road.geojson"), filepath.Join(from, "Road", "RoadPolygon.csv")); err != nil {
		return err
	}
	return merewetherSite(from, to, ground)
}

// merewetherSite writes the site file: origin at the ground's south-west
// corner, gauges at the observation points.
func merewetherSite(from, to string, ground *raster.Raster) error {
	points, err := numbers(filepath.Join(from, "Observations", "ObservationPoints.csv"))
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, `# Made by validation/prepare.go from ARR Project 15's data: do not edit.
name: Merewether, Newcastle NSW
crs: {epsg: 32756, name: WGS 84 / UTM zone 56S, easting_m: %v, northing_m: %v}
ground: {file: merewether.asc, manning_s_per_m13: 0.04}
surfaces: [{file: merewether-road.geojson, coordinates: map, manning_s_per_m13: 0.02, kind: pavement}]
buildings: [{file: merewether-houses.geojson, coordinates: map, height_m: 3}]
gauges: # named by their observed levels
`, ground.X0, ground.Y0)
	for _, p := range points {
		fmt.Fprintf(&b, "  - {id: P%.0f, name: \"Point %.0f, observed %.2f m, TUFLOW %.2f m\", at: [%.3f, %.3f], nearest_wet_within_m: 5}\n",
			p[2], p[2], p[4], p[5], p[0]-ground.X0, p[1]-ground.Y0)
	}
	return os.WriteFile(filepath.Join(to, "merewether-site.yaml"), []byte(b.String()), 0o644)
}

// polygons writes files of corners as one GeoJSON file. A house that lies in
// another one (by the middle of its corners) is left out: the other covers it.
func polygons(to string, paths ...string) error {
	type feature struct {
		Type       string         `json:"type"`
		Properties map[string]any `json:"properties"`
		Geometry   map[string]any `json:"geometry"`
	}
	var rings [][][]float64
	for _, path := range paths {
		ring, err := numbers(path)
		if err != nil {
			return err
		}
		if len(ring) < 3 {
			return fmt.Errorf("%s: %d corners make no polygon", path, len(ring))
		}
		rings = append(rings, append(ring, ring[0]))
	}
	collection := struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}{Type: "FeatureCollection"}
	for k, path := range paths {
		id := strings.TrimSuffix(filepath.Base(path), ".csv")
		if inAnother(rings, k) {
			log.Printf("%s lies in another house and is left out", id)
			continue
		}
		collection.Features = append(collection.Features, feature{"Feature", map[string]any{"id": id},
			map[string]any{"type": "Polygon", "coordinates": [][][]float64{rings[k]}}})
	}
	text, err := json.MarshalIndent(collection, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o644)
}

func inAnother(rings [][][]float64, k int) bool {
	for n, ring := range rings {
		if n == k || area(ring) <= area(rings[k]) {
			continue
		}
		inside := true
		for i := range rings[k][1:] { // a point just inside each corner, towards the middle
			p, q := rings[k][i], rings[k][(i+1)%(len(rings[k])-1)]
			x, y := (p[0]+q[0])/2, (p[1]+q[1])/2
			mx, my := middle(rings[k])
			inside = inside && within(ring, x+0.05*(mx-x), y+0.05*(my-y))
		}
		if inside {
			return true
		}
	}
	return false
}

func middle(ring [][]float64) (x, y float64) {
	for _, p := range ring[1:] {
		x, y = x+p[0]/float64(len(ring)-1), y+p[1]/float64(len(ring)-1)
	}
	return x, y
}

func area(ring [][]float64) float64 {
	sum, o := 0.0, ring[0]
	for k := range ring[1:] {
		p, q := ring[k], ring[k+1]
		sum += (p[0]-o[0])*(q[1]-o[1]) - (q[0]-o[0])*(p[1]-o[1])
	}
	return math.Abs(sum) / 2
}

func within(ring [][]float64, x, y float64) bool {
	in := false
	for k := range ring[1:] {
		p, q := ring[k], ring[k+1]
		if (p[1] > y) != (q[1] > y) && x < p[0]+(y-p[1])/(q[1]-p[1])*(q[0]-p[0]) {
			in = !in
		}
	}
	return in
}

// numbers reads the lines of a CSV file that hold nothing but numbers.
func numbers(path string) ([][]float64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var rows [][]float64
lines:
	for _, record := range records {
		row := make([]float64, len(record))
		for k, field := range record {
			if row[k], err = strconv.ParseFloat(strings.TrimSpace(field), 64); err != nil {
				continue lines
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
