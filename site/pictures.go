package site

import (
	"os"
	"path/filepath"

	"shapan/engine"
	"shapan/gis/crs"
	"shapan/gis/drape"
	"shapan/yamlfile"
)

// drapeDoc is a photograph or map in a file or a folder.
type drapeDoc struct {
	ID      string      `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=ortho" jsonschema_description:"letters, digits, - and _"`
	Name    engine.Text `yaml:"name"`
	File    string      `yaml:"file" jsonschema:"oneof_required=file,example=ortho.jpg" jsonschema_description:"PNG, JPEG or WebP with a world file beside it (or extent_m), or a GeoTIFF in colour"`
	Tiles   string      `yaml:"tiles" jsonschema:"oneof_required=tiles,example=tiles" jsonschema_description:"folder z/x/y.png of tiles in Web Mercator"`
	TMS     bool        `yaml:"tms" jsonschema_description:"the folder's rows count from the south, as gdal2tiles.py writes them without --xyz"`
	CRS     string      `yaml:"crs" jsonschema:"example=EPSG:4326" jsonschema_description:"system of the file's coordinates; absent: as the file says, else the site's"`
	Datum   drape.Datum `yaml:"datum" jsonschema:"enum=wgs84,enum=gcj02,enum=bd09,default=wgs84" jsonschema_description:"gcj02 or bd09 for what comes from a displaced web map; it is put right"`
	Extent  *[4]float64 `yaml:"extent_m" jsonschema_description:"the file's outer borders [west, south, east, north] in site coordinates"`
	Opacity float64     `yaml:"opacity" jsonschema:"minimum=0,maximum=1,default=1"`
	Older   bool        `yaml:"before_earthworks" jsonschema_description:"taken before the pits were dug: what has been dug or filled keeps its own colours"`
	Hidden  bool        `yaml:"hidden" jsonschema_description:"not shown until somebody switches it on"`
}

// basemapDoc is a map service.
type basemapDoc struct {
	Name        engine.Text `yaml:"name"`
	URL         string      `yaml:"url" jsonschema:"required,example=https://map.example.com/{z}/{x}/{y}.png?tk={key}" jsonschema_description:"address of a tile: {z}, {x}, {y} (or {-y}, rows from the south), {key}"`
	KeyEnv      string      `yaml:"key_env" jsonschema:"pattern=^[A-Za-z_][A-Za-z0-9_]*$,example=TIANDITU_KEY" jsonschema_description:"environment variable of the server that holds {key}; it never reaches a browser"`
	Datum       drape.Datum `yaml:"datum" jsonschema:"enum=wgs84,enum=gcj02,enum=bd09,default=wgs84" jsonschema_description:"how the service displaces; it is put right"`
	Attribution string      `yaml:"attribution" jsonschema:"required,minLength=1,example=© map service" jsonschema_description:"what the service asks to be shown with it"`
	MaxZoom     int         `yaml:"max_zoom" jsonschema:"minimum=0,maximum=24,default=18"`
	Opacity     float64     `yaml:"opacity" jsonschema:"minimum=0,maximum=1,default=1"`
}

// Picture is what can be laid over the ground.
type Picture struct {
	ID          string
	Kind        string // "drape", "basemap"
	Name        engine.Text
	Shown       bool // at first
	Opacity     float64
	Attribution string
	Natural     bool        // lies on natural ground alone, not on what has been dug or filled
	Grid        engine.Grid // its pixels
	Source      drape.Picture
	Service     *drape.Service // of a basemap
}

// drapes finds photographs and maps and where they lie.
func (l *loader) drapes() {
	for k, d := range l.doc.Drape {
		node := l.at("drape", k)
		l.take(node.At("id"), "drape/"+d.ID)
		var source drape.Picture
		at := node.At("file")
		if d.Tiles != "" {
			at = node.At("tiles")
			source = l.tileFolder(node, d)
		} else {
			source = l.photo(node, d)
		}
		if source != nil {
			l.hang(at, Picture{ID: d.ID, Kind: "drape", Name: named(d.Name, d.ID), Shown: !d.Hidden, Opacity: d.Opacity, Natural: d.Older, Source: source})
		}
	}
}

// hang puts a picture on the list, if it is over the site.
func (l *loader) hang(at yamlfile.Node, p Picture) {
	if !l.ready {
		return
	}
	var err error
	if p.Grid, err = p.Source.Grid(l.site.Ground.Grid); err != nil {
		l.fail(at, "%v", err)
		return
	}
	l.pics = append(l.pics, p)
}

func (l *loader) photo(node yamlfile.Node, d drapeDoc) drape.Picture {
	path, ok := l.path(node.At("file"), d.File)
	if !ok {
		return nil
	}
	if node.At("tms").Exists() {
		l.fail(node.At("tms"), "is for a folder of tiles")
	}
	if e := d.Extent; e != nil && !(e[2] > e[0] && e[3] > e[1]) {
		l.fail(node.At("extent_m"), "%v: must be [west, south, east, north] with west < east and south < north", *e)
		return nil
	}
	p := drape.Placement{Datum: d.Datum, Extent: d.Extent}
	if d.CRS != "" {
		c, _, err := crs.FromUser(d.CRS)
		if err != nil {
			l.fail(node.At("crs"), "%v", err)
			return nil
		}
		p.CRS = c
	}
	photo, err := drape.OpenPhoto(path, p, l.site.Origin, l.system)
	if err != nil {
		l.fail(node.At("file"), "%v", err)
		return nil
	}
	return photo
}

func (l *loader) tileFolder(node yamlfile.Node, d drapeDoc) drape.Picture {
	for _, key := range []string{"crs", "extent_m"} {
		if node.At(key).Exists() {
			l.fail(node.At(key), "is for a file: tiles are in Web Mercator")
		}
	}
	tiles, err := drape.NewTiles(l.site.Origin, l.system, d.Datum)
	if err == nil {
		path := filepath.FromSlash(d.Tiles)
		if !filepath.IsAbs(path) {
			path = filepath.Join(l.dir, path)
		}
		err = tiles.Folder(path, d.TMS)
	}
	if err != nil {
		l.fail(node.At("tiles"), "%v", err)
		return nil
	}
	return tiles
}

// basemap makes the map service ready. It is not asked.
func (l *loader) basemap() {
	d := l.doc.Basemap
	if d == nil {
		return
	}
	node := l.at("basemap")
	if err := drape.CheckTemplate(d.URL, d.KeyEnv); err != nil && d.URL != "" {
		l.fail(node.At("url"), "%v", err)
		return
	}
	tiles, err := drape.NewTiles(l.site.Origin, l.system, d.Datum)
	if err != nil {
		l.fail(node, "%v", err)
		return
	}
	service := &drape.Service{Template: d.URL, KeyEnv: d.KeyEnv, Agent: "Shapan"}
	if cache, err := os.UserCacheDir(); err == nil {
		service.Folder = filepath.Join(cache, "shapan", "tiles")
	}
	tiles.Get, tiles.MaxZoom, tiles.Complete = service.Get, d.MaxZoom, true
	name := d.Name
	if name == (engine.Text{}) {
		name = engine.Text{ZH: "在线底图", EN: "Basemap"}
	}
	below := l.pics
	l.pics = nil
	l.hang(node, Picture{ID: "basemap", Kind: "basemap", Name: name, Opacity: d.Opacity, Attribution: d.Attribution, Natural: true, Source: tiles, Service: service})
	l.pics = append(l.pics, below...)
}
