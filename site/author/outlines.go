package author

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"

	"shapan/gis/placement"
	"shapan/gis/vector"
)

// split takes FILE@SYSTEM apart: the system that the user gives to a file.
func split(name string) (path, system string) {
	if _, err := os.Stat(name); err == nil {
		return name, ""
	}
	if at := strings.LastIndex(name, "@"); at > 0 {
		return name[:at], name[at+1:]
	}
	return name, ""
}

// layer reads a file of outlines or lines and finds its place.
func (r *Result) layer(d *draft, name, what, encoding string) (*vector.Layer, *placement.Placement, entry, error) {
	path, key := split(name)
	e := entry{file: d.relative(path), coordinates: key, encoding: encoding}
	layer, err := vector.Open(path, vector.Options{Encoding: encoding})
	if err != nil {
		return nil, nil, e, err
	}
	s := placement.Source{File: path, What: what, Key: key, EPSG: layer.CRS.EPSG, WKT: layer.CRS.WKT, From: layer.CRS.How, Bounds: placement.Bounds{1, 1, -1, -1}}
	if b := layer.Bound(); !b.IsEmpty() {
		s.Bounds = placement.Bounds{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	}
	if layer.Assumed() {
		s.EPSG, s.WKT, s.Usual = 0, "", "OGC:CRS84"
	}
	target := placement.Target{CRS: d.system, Origin: d.origin, Extent: placement.Bounds{0, 0, d.width, d.height}}
	find := func() (p *placement.Placement, err error) {
		if p, err = placement.Find(s, target); err == nil {
			err = p.Judge()
		}
		return p, err
	}
	p, err := find()
	if err != nil && strings.Contains(err.Error(), "swap_axes") {
		s.Swap, e.swap = true, true
		if p, err = find(); err == nil {
			r.choose("%s: north (or latitude) stands first in the file, so x and y were exchanged", what)
		}
	}
	if err != nil {
		return nil, nil, e, fmt.Errorf("%s: %w (here: FILE@SYSTEM in place of the key coordinates)", path, err)
	}
	return layer, p, e, nil
}

// Names under which heights and storeys usually stand.
var (
	heightNames = []string{"height_m", "height", "Height", "HEIGHT", "building:height", "高度", "建筑高度", "bldg_height", "measuredHeight", "h"}
	storeyNames = []string{"building:levels", "levels", "storeys", "floors", "Floor", "FLOOR", "层数", "楼层", "楼层数"}
)

// buildings looks at a file of buildings.
func (r *Result) buildings(d *draft, in Inputs) error {
	layer, _, e, err := r.layer(d, in.Buildings, "buildings", in.Encoding)
	if err != nil {
		return err
	}
	areas := *layer
	areas.Features = slices.DeleteFunc(slices.Clone(layer.Features), func(f vector.Feature) bool {
		switch f.Geometry.(type) {
		case orb.Polygon, orb.MultiPolygon:
			return false
		}
		return true
	})
	if len(areas.Features) == 0 {
		return fmt.Errorf("%s: holds no areas", in.Buildings)
	}
	if _, err := vector.OutlinesOf(&areas); err != nil {
		e.skip = true
	}
	e.height, e.storeys = mostUsed(areas.Features, heightNames), mostUsed(areas.Features, storeyNames)
	switch {
	case e.height != "":
		r.choose("buildings: heights from the property %q", e.height)
	case e.storeys != "":
		r.choose("buildings: heights from the storeys in %q, 3 m each", e.storeys)
	default:
		r.choose("buildings: no property looks like a height, so all are 9 m high")
	}
	if e.height == "height_m" {
		e.height = ""
	}
	d.buildings = &e
	return nil
}

// mostUsed is the name under which most features have a value; "": none has.
func mostUsed(features []vector.Feature, names []string) string {
	best, count := "", 0
	for _, name := range names {
		n := 0
		for _, f := range features {
			if v, ok := f.Properties[name]; ok && v != nil && v != "" && v != 0.0 {
				n++
			}
		}
		if n > count {
			best, count = name, n
		}
	}
	return best
}

// way is a line of traffic on the site.
type way struct {
	line  []mgl64.Vec2
	width float64 // [m]
}

// widths are what carriageways of a class of OSM usually have [m]: assumptions,
// good enough to show streets and to make them smooth.
var widths = map[string]float64{
	"motorway": 15, "trunk": 15, "primary": 14, "secondary": 11, "tertiary": 9, "unclassified": 7, "residential": 7,
	"motorway_link": 7, "trunk_link": 7, "primary_link": 7, "secondary_link": 7, "tertiary_link": 6,
	"living_street": 5, "service": 4, "pedestrian": 6, "road": 6, "track": 3,
}

// roads looks at a file of roads: areas are taken as they are, lines become
// carriageways, which are written beside the site file.
func (r *Result) roads(d *draft, in Inputs) ([]way, error) {
	layer, p, e, err := r.layer(d, in.Roads, "roads", in.Encoding)
	if err != nil {
		return nil, err
	}
	var ways []way
	var features []map[string]any
	areas, paths := 0, 0
	frame := orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{d.width, d.height}}.ToPolygon()
	for _, f := range layer.Features {
		class, _ := f.Properties["highway"].(string)
		var lines []orb.LineString
		switch g := f.Geometry.(type) {
		case orb.LineString:
			lines = []orb.LineString{g}
		case orb.MultiLineString:
			lines = g
		case orb.Polygon, orb.MultiPolygon:
			areas++
			continue
		}
		width, carriage := widths[class]
		if class == "" {
			if layer.Format == "OpenStreetMap" { // coasts, fences, railways
				continue
			}
			width, carriage = 7, true
		}
		if !carriage || under(f.Properties) {
			paths++
			continue
		}
		for k, line := range lines {
			w := way{width: width}
			moved := make(orb.LineString, len(line))
			for k, v := range line {
				q := p.ToSite(v[0], v[1], 0)
				moved[k] = orb.Point{q[0], q[1]}
				w.line = append(w.line, q.Vec2())
			}
			ways = append(ways, w)
			strip, err := vector.Buffer(moved, width/2)
			if err != nil {
				continue
			}
			if strip, err = vector.Intersection(strip, frame); err != nil {
				continue
			}
			features = append(features, pieces(f, k, strip, class)...)
		}
	}
	if len(ways) == 0 {
		if areas == 0 {
			return nil, fmt.Errorf("%s: holds neither lines of traffic nor areas", in.Roads)
		}
		d.roads = e.file
		return nil, nil
	}
	d.roads, d.roadsOwn = "roads.geojson", true
	r.choose("roads: %d lines became carriageways of 3 to 15 m by their class, in roads.geojson; %d paths, tunnels and bridges were left out", len(ways), paths)
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		return nil, err
	}
	return ways, os.WriteFile(filepath.Join(d.dir, d.roads), text, 0o644)
}

// under tells whether a way does not run on the ground.
func under(tags map[string]any) bool {
	for _, key := range [...]string{"tunnel", "bridge"} {
		if v, ok := tags[key].(string); ok && v != "" && v != "no" {
			return true
		}
	}
	return false
}

// pieces are the areas of a carriageway, to the centimetre.
func pieces(f vector.Feature, part int, strip orb.Geometry, class string) (list []map[string]any) {
	var polygons []orb.Polygon
	switch g := strip.(type) {
	case orb.Polygon:
		polygons = []orb.Polygon{g}
	case orb.MultiPolygon:
		polygons = g
	}
	for n, polygon := range polygons {
		if len(polygon) == 0 {
			continue
		}
		for _, ring := range polygon {
			for k, v := range ring {
				ring[k] = orb.Point{math.Round(v[0]*100) / 100, math.Round(v[1]*100) / 100}
			}
		}
		properties := map[string]any{"id": fmt.Sprintf("w%d-%d-%d", f.Index+1, part+1, n+1), "class": class}
		for _, key := range [...]string{"name", "name:zh", "name:en"} {
			if v, ok := f.Properties[key].(string); ok {
				properties[key] = v
			}
		}
		list = append(list, map[string]any{
			"type": "Feature", "properties": properties,
			"geometry": map[string]any{"type": "Polygon", "coordinates": polygon},
		})
	}
	return list
}
