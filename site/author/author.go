// Package author writes the first site file from the geodata that somebody has:
// it finds out in which systems they are, chooses the site's map, extent and
// cells, and leaves a commented site.yaml, a scenario that runs on it and a
// report of where everything came to lie.
//
// The walk: Write looks at the elevation (elevation.go), then at outlines and
// roads (outlines.go), writes the files (document.go), loads what it wrote as
// any user would, and judges the whole (doubt.go).
//
// It edits no site that exists: what it wrote is for people to go on with.
package author

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shapan/engine"
	"shapan/gis/crs"
	"shapan/site"
)

// Inputs are the files of a new site. Elevation alone is needed.
type Inputs struct {
	Elevation string
	Buildings string
	Roads     string     // areas, or lines, which become carriageways by their class
	Models    []string   // glTF
	CRS       string     // of the site's map, as crs.FromUser takes; "": chosen
	Extent    [4]float64 // west, south, east, north on that map [m]; zero: all of the elevation
	Cell      float64    // [m]; 0: the elevation's
	Name      string     // ""; that of the folder
	Encoding  string     // of texts in Shapefiles and tables
}

// Result is what Write has made.
type Result struct {
	Site     *engine.Site
	Path     string // of the site file
	Scenario string // of the scenario
	Report   site.Report
	Choices  []string // what was chosen, and why
	Doubts   []string // what a person should look at in all of it
}

// Write makes a site in a folder, which must not hold one. Where the files that
// it wrote do not load, the error has every reason and the files stay.
func Write(dir string, in Inputs) (*Result, error) {
	r := &Result{Path: filepath.Join(dir, "site.yaml"), Scenario: filepath.Join(dir, "cloudburst.yaml")}
	for _, path := range [...]string{r.Path, r.Scenario} {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: is there already: choose another folder, or remove it", path)
		}
	}
	d, err := r.plan(dir, in)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if in.Buildings != "" {
		if err := r.buildings(d, in); err != nil {
			return nil, err
		}
	}
	var ways []way
	if in.Roads != "" {
		if ways, err = r.roads(d, in); err != nil {
			return nil, err
		}
	}
	for _, path := range in.Models {
		switch strings.ToLower(filepath.Ext(path)) {
		case ".glb", ".gltf":
			d.models = append(d.models, d.relative(path))
		default:
			return nil, fmt.Errorf("%s: models are glTF (.glb, .gltf); IFC is not read by this version: convert it to GLB first", path)
		}
	}
	if err := os.WriteFile(r.Path, []byte(d.text()), 0o644); err != nil {
		return nil, err
	}
	if err := os.WriteFile(r.Scenario, []byte(d.scenario()), 0o644); err != nil {
		return nil, err
	}
	r.Site, r.Report, err = site.LoadReport(r.Path)
	if err != nil {
		return r, fmt.Errorf("the new site does not load yet: %w", err)
	}
	r.holes()
	r.doubt(d, ways)
	return r, nil
}

func (r *Result) choose(format string, args ...any) {
	r.Choices = append(r.Choices, fmt.Sprintf(format, args...))
}

// draft is a site file in the making.
type draft struct {
	dir       string
	name      string
	system    *crs.CRS
	origin    engine.Origin
	width     float64 // of the site [m]
	height    float64
	cell      float64
	elevation string
	coords    string // key of the elevation, where one is needed
	buildings *entry
	roads     string // file of carriageways, or of areas as given
	roadsOwn  bool   // the file is one that was made here
	models    []string
}

// entry of a file with areas.
type entry struct {
	file, coordinates, height, storeys string
	swap, skip                         bool
	encoding                           string
}

// relative is the path of a file as the site file names it.
func (d *draft) relative(path string) string {
	dir, err1 := filepath.Abs(d.dir)
	whole, err2 := filepath.Abs(path)
	if err1 == nil && err2 == nil {
		if rel, err := filepath.Rel(dir, whole); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(path)
}
