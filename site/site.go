// Package site turns a site file and the files that it names (elevation,
// outlines, models) into an engine.Site.
//
// The file is YAML; document.go is its format, and Schema prints it for
// editors. People write millimetres an hour and litres a second, so every key
// carries its unit; what comes out is SI. Everything is in site coordinates:
// metres east, north and up from the origin that `crs` places on the map. Files
// may be in any reference system that gis/crs knows; LoadReport says how each
// came to its place (placing.go).
//
// All mistakes are reported together, those in the files named included, each
// with file and line. A site is loaded whole or not at all.
//
// It does not know what happens on the site; scenarios do.
//
// The walk (loader.go): ground (ground.go), pits and sumps cut in (pits.go),
// surfaces and roads (surfaces.go) and buildings (buildings.go) laid on,
// pumps and gauges (assets.go), measured points (points.go) with their power (power.go), culverts, sluices and
// weirs (crossings.go), barriers and sections (lines.go), further rasters
// (rasters.go) and models (models.go, ifcmodels.go) put on it, joined with the
// schedule (plan.go), what of them stands in the way of cranes found (bodies.go), and
// what clashes among them (clashes.go). mesh.go makes the surface that
// is drawn, pictures.go finds what is laid over it, feeds.go says how its readings
// come in.
package site

import (
	"path/filepath"
	"slices"
	"strings"

	"shapan/engine"
	"shapan/engine/alarm"
	"shapan/gis/placement"
	"shapan/yamlfile"
)

// Load reads a site. Its error is a yamlfile.ErrorList when the files are at
// fault.
func Load(path string) (*engine.Site, error) {
	file, err := read(path)
	if err != nil {
		return nil, err
	}
	return load(file, maxCells)
}

// Report says how a site's files came to their places.
type Report struct {
	Placements []*placement.Placement `json:"placements"`
	Notes      []string               `json:"notes,omitempty"` // on the site's own grid
}

// Warnings of all placements, each with its file.
func (r Report) Warnings() []string {
	list := slices.Clone(r.Notes)
	for _, p := range r.Placements {
		for _, w := range p.Warnings {
			list = append(list, p.File+": "+w)
		}
	}
	return list
}

// LoadReport is Load with a word on every file. Where the site cannot be
// loaded, the report is of what could be placed.
func LoadReport(path string) (*engine.Site, Report, error) {
	file, err := read(path)
	if err != nil {
		return nil, Report{}, err
	}
	l := newLoader(file, maxCells)
	s, err := l.load()
	return s, l.report(), err
}

// Place is a site with how it came about and what only its picture needs.
type Place struct {
	*engine.Site
	Report   Report
	Pictures []Picture // the lowest first
	IFC      []IFCModel
	Cranes   []CraneType   // the catalogue
	Points   []alarm.Point // what is measured and judged, by ID
	Plan     *Plan         // nil: the site has no schedule
	Clashes  []ClashRule   // what to look for, and where it was found before
	Live     *Live         // nil: nothing follows the real site
	Feeds    *Feeds        // nil: none
	work     earthwork
}

// Open is Load for those who draw the site.
func Open(path string) (*Place, error) {
	file, err := read(path)
	if err != nil {
		return nil, err
	}
	l := newLoader(file, maxCells)
	s, err := l.load()
	if err != nil {
		return nil, err
	}
	return &Place{Site: s, Report: l.report(), Pictures: l.pics, IFC: l.ifc, Cranes: l.catalogue(), Points: l.watched, Live: l.following, Feeds: l.doc.Feeds, Plan: l.plan, Clashes: l.find, work: l.work}, nil
}

// read parses a site file. Of a folder it tells which of its files are sites.
func read(path string) (*yamlfile.File, error) {
	text, err := yamlfile.Read(path, func(f *yamlfile.File) bool { return f.At("ground").Exists() })
	if err != nil {
		return nil, err
	}
	return yamlfile.Parse(path, text)
}

// Check reports every mistake of a site file and of the files that it names,
// as Load does.
func Check(path string) error {
	_, err := Load(path)
	return err
}

// Schema returns the JSON Schema of a site file.
func Schema() ([]byte, error) { return yamlfile.Schema(&document{}) }

func load(file *yamlfile.File, most int) (*engine.Site, error) { return newLoader(file, most).load() }

func newLoader(file *yamlfile.File, most int) *loader {
	return &loader{file: file, dir: filepath.Dir(file.Name), most: most, site: &engine.Site{}, ids: map[string]bool{}}
}

func (l *loader) report() Report { return Report{l.placements, l.notes} }

func (l *loader) load() (*engine.Site, error) {
	l.errs.Add(l.file.Decode(&l.doc))
	l.site.ID, l.site.Name = l.id(), l.doc.Name
	for _, stop := range []func(){
		l.origin, l.ground, l.pits, l.sumps, l.layers, l.buildings, l.power, l.pumps, l.gauges,
		l.culverts, l.sluices, l.weirs, l.barriers, l.sections, l.cranes, l.zones, l.rasters, l.models, l.schedule, l.bodies, l.clashes, l.points, l.hoardings, l.cityCells,
		l.drapes, l.basemap, l.live, l.feeds,
	} {
		stop()
	}
	if err := l.errs.Err(); err != nil {
		return nil, err
	}
	l.order()
	return l.site, nil
}

// id returns the site's ID: the key `id`, else the file's stem, or its folder
// when that says more (demo/site.yaml).
func (l *loader) id() string {
	if l.doc.ID != "" {
		return l.doc.ID
	}
	stem := stemOf(l.file.Name)
	if whole, err := filepath.Abs(l.file.Name); err == nil && stem == "site" {
		if folder := filepath.Base(filepath.Dir(whole)); folder != string(filepath.Separator) {
			return folder
		}
	}
	return stem
}

func stemOf(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}
