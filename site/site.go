// Package site turns a site file and the files that it names (elevation,
// outlines, models) into an engine.Site.
//
// The file is YAML; document.go is its format, and Schema prints it for
// editors. People write millimetres an hour and litres a second, so every key
// carries its unit; what comes out is SI. Everything is in site coordinates:
// metres east, north and up from the origin that `crs` places on the map. Only
// the elevation, and outlines that say so, are in map coordinates.
//
// All mistakes are reported together, those in the files named included, each
// with file and line. A site is loaded whole or not at all.
//
// It will not reproject: elevation and outlines must be in the projected system
// of the site. It does not know what happens on the site; scenarios do.
//
// The walk (loader.go): ground (ground.go), pits and sumps cut in (pits.go),
// surfaces and roads (surfaces.go) and buildings (buildings.go) laid on,
// pumps and gauges (assets.go) with their power (power.go), culverts, sluices and
// weirs (crossings.go), barriers and sections (lines.go), further rasters
// (rasters.go) and models (models.go) put on it. mesh.go makes the surface that
// is drawn, pictures.go finds what is laid over it.
package site

import (
	"path/filepath"
	"strings"

	"shapan/engine"
	"shapan/yamlfile"
)

// Load reads a site. Its error is a yamlfile.ErrorList when the files are at
// fault.
func Load(path string) (*engine.Site, error) {
	file, err := yamlfile.Open(path)
	if err != nil {
		return nil, err
	}
	return load(file, maxCells)
}

// Place is a site with what only its picture needs.
type Place struct {
	*engine.Site
	Pictures []Picture // the lowest first
	work     earthwork
}

// Open is Load for those who draw the site.
func Open(path string) (*Place, error) {
	file, err := yamlfile.Open(path)
	if err != nil {
		return nil, err
	}
	return open(file, maxCells)
}

// Check reports every mistake of a site file and of the files that it names,
// as Load does.
func Check(path string) error {
	_, err := Load(path)
	return err
}

// Schema returns the JSON Schema of a site file.
func Schema() ([]byte, error) { return yamlfile.Schema(&document{}) }

func load(file *yamlfile.File, most int) (*engine.Site, error) {
	p, err := open(file, most)
	if err != nil {
		return nil, err
	}
	return p.Site, nil
}

func open(file *yamlfile.File, most int) (*Place, error) {
	l := loader{file: file, dir: filepath.Dir(file.Name), most: most, site: &engine.Site{}, ids: map[string]bool{}}
	l.errs.Add(file.Decode(&l.doc))
	l.site.ID, l.site.Name = l.id(), l.doc.Name
	for _, stop := range []func(){
		l.origin, l.ground, l.pits, l.sumps, l.layers, l.buildings, l.power, l.pumps, l.gauges,
		l.culverts, l.sluices, l.weirs, l.barriers, l.sections, l.rasters, l.models, l.hoardings,
		l.drapes, l.basemap,
	} {
		stop()
	}
	if err := l.errs.Err(); err != nil {
		return nil, err
	}
	l.order()
	return &Place{Site: l.site, Pictures: l.pics, work: l.work}, nil
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
