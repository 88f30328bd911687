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
	"slices"
	"strings"
	"unicode"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc"
	"shapan/engine"
	"shapan/gis/crs"
	"shapan/gis/placement"
	"shapan/site"
)

// Inputs are the files of a new site. Elevation is needed, or models: then the
// ground is flat around them. Files may be named as placement.ParseInput has it:
// FILE#LAYER@SYSTEM.
type Inputs struct {
	Elevation string
	Buildings string
	Roads     string     // areas, or lines, which become carriageways by their class
	Models    []string   // glTF, IFC
	CRS       string     // of the site's map, as crs.FromUser takes; "": chosen
	Extent    [4]float64 // west, south, east, north on that map [m]; zero: all of the elevation
	Cell      float64    // [m]; 0: the elevation's
	Ground    *float64   // height of flat ground [m], where there is no elevation; nil: the models' level 0
	Name      string     // ""; that of the folder
	Encoding  string     // of texts in Shapefiles and tables
	Keep      bool       // the files also where they do not load, to go on by hand
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
// it wrote do not load, the error has every reason and, unless they are to be
// kept, the files are gone: the next try finds the folder as this one did.
func Write(dir string, in Inputs) (*Result, error) {
	r := &Result{Path: filepath.Join(dir, "site.yaml"), Scenario: filepath.Join(dir, "cloudburst.yaml")}
	for _, path := range [...]string{r.Path, r.Scenario} {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: is there already: choose another folder, or remove it", path)
		}
	}
	plan := r.plan
	if in.Elevation == "" {
		plan = r.planFlat
	}
	d, err := plan(dir, in)
	if err != nil {
		return nil, err
	}
	if err := d.addModels(in.Models); err != nil {
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
	d.files = append(d.files, file{r.Path, []byte(d.text())}, file{r.Scenario, []byte(d.scenario())})
	undo, err := writeAll(dir, d.files)
	if err != nil {
		return nil, err
	}
	r.Site, r.Report, err = site.LoadReport(r.Path)
	switch {
	case err != nil && in.Keep:
		return r, fmt.Errorf("the new site does not load yet: %w", err)
	case err != nil:
		undo()
		return r, fmt.Errorf("the new site would not load, so no file was kept (--keep leaves them, to go on by hand): %w", err)
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
	flat      bool       // the ground was made here
	ground    float64    // its height [m]
	groundHow string     // and whose that is
	zero      mgl64.Vec2 // where models without a place have their zero, on a site without a map
	elevation string
	coords    string // key of the elevation, where one is needed
	swap      bool   // the elevation has north first
	buildings *entry
	roads     *entry // of carriageways, or of areas as given
	roadsOwn  bool   // the file is one that was made here
	models    []modelEntry
	files     []file // to be written
}

// target is the new site as inputs are brought to it.
func (d *draft) target() placement.Target {
	return placement.Target{CRS: d.system, Origin: d.origin, Extent: placement.Bounds{0, 0, d.width, d.height}}
}

// entry of a file with areas, or of a raster of heights.
type entry struct {
	raster                          string
	file, layer, where, coordinates string
	height, storeys                 string // properties
	swap, skip                      bool
	encoding                        string
}

// addModels takes models that can be shown. An IFC model stands where it says
// itself, if that is on this site.
func (d *draft) addModels(paths []string) error {
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return err
		}
		e := modelEntry{id: d.modelID(path), file: d.relative(path)}
		switch strings.ToLower(filepath.Ext(path)) {
		case ".glb", ".gltf":
		case ".ifc", ".ifczip":
			m, err := ifc.Open(path)
			if err != nil {
				return err
			}
			g := m.Georeference()
			e.ifc, e.placed = true, g.Conversion != nil
			if d.flat { // the site was laid where its models say
				e.placed = d.system != nil && (e.placed || g.Site != nil)
			}
		case ".ifcxml":
			return fmt.Errorf("%s: IFC is read as .ifc or .ifczip: export it as IFC-SPF", path)
		default:
			return fmt.Errorf("%s: must be a model in IFC (.ifc, .ifczip) or glTF 2.0 (.glb)", path)
		}
		d.models = append(d.models, e)
	}
	return nil
}

// modelID is a model's file in letters and digits, by which people know it.
func (d *draft) modelID(path string) string {
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	id := strings.Trim(strings.Map(func(c rune) rune {
		if c < 128 && !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' {
			return '-'
		}
		return unicode.ToLower(c)
	}, stem), "-")
	taken := func(id string) bool {
		return id == "" || slices.ContainsFunc(d.models, func(m modelEntry) bool { return m.id == id })
	}
	for n, first := len(d.models)+1, id; taken(id); n++ {
		id = strings.TrimPrefix(fmt.Sprintf("%s-%d", first, n), "-")
		if first == "" {
			id = "m" + id
		}
	}
	return id
}

// modelEntry is a model as the site file names it.
type modelEntry struct {
	id     string
	file   string
	ifc    bool
	placed bool // it has a map conversion
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
