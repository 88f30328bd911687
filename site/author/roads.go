package author

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"

	"shapan/gis/placement"
	"shapan/gis/vector"
)

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
	ways, features, left, plain := waysOf(layer, p, d)
	if len(ways) == 0 {
		return nil, r.roadAreas(d, in, layer, e)
	}
	e = entry{file: freeName(d.dir, "roads.geojson"), coordinates: "site"}
	r.choose("roads: %d lines became carriageways of 3 to 15 m by their class, in %s; %d paths, tunnels and bridges were left out", len(ways), e.file, left)
	if plain > 0 {
		r.choose("roads: %d lines have no class in a property highway, so they are 7 m wide: does the file hold roads alone?", plain)
	}
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		return nil, err
	}
	d.roads, d.roadsOwn = &e, true
	d.files = append(d.files, file{filepath.Join(d.dir, e.file), text})
	return ways, nil
}

// roadAreas takes a file that has roads as areas.
func (r *Result) roadAreas(d *draft, in Inputs, layer *vector.Layer, e entry) (err error) {
	chosen := areas(layer)
	switch {
	case isOSM(layer):
		chosen, err = r.chooseKind(chosen, &e, "roads", "highway")
	case strings.HasPrefix(layer.Format, "CityJSON"):
		chosen, err = r.chooseKind(chosen, &e, "roads", "type=Road,TransportSquare")
	}
	if err != nil {
		return err
	}
	if len(chosen.Features) == 0 {
		return fmt.Errorf("%s: holds neither lines of traffic nor areas of roads: it holds %s", in.Roads, kinds(layer))
	}
	if _, err := vector.OutlinesOf(chosen); err != nil {
		e.skip = true
	}
	d.roads = &e
	return nil
}

// waysOf are the lines of traffic of a layer on the site, the carriageways that
// they become, and how many lines are none, or have no class.
func waysOf(layer *vector.Layer, p *placement.Placement, d *draft) (ways []way, features []map[string]any, left, plain int) {
	frame := orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{d.width, d.height}}.ToPolygon()
	for _, f := range layer.Features {
		class, _ := f.Properties["highway"].(string)
		var lines []orb.LineString
		switch g := f.Geometry.(type) {
		case orb.LineString:
			lines = []orb.LineString{g}
		case orb.MultiLineString:
			lines = g
		default:
			continue
		}
		width, carriage := widths[class]
		if class == "" {
			if isOSM(layer) { // coasts, fences, railways
				continue
			}
			plain++
			width, carriage = 7, true
		}
		if !carriage || under(f.Properties) {
			left++
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
	return ways, features, left, plain
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
