package roads

import (
	"fmt"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// FromGeoJSON takes the lines of a collection; other geometries are noted. tags
// makes OSM's tags of properties; nil: OSMTags.
func FromGeoJSON(name string, c *geojson.FeatureCollection, planar bool, tags func(geojson.Properties) Tags) (*Data, error) {
	if tags == nil {
		tags = OSMTags
	}
	var lines []Line
	var notes []Note
	for k, f := range c.Features {
		if f == nil {
			continue
		}
		id, err := strconv.ParseInt(text(f.Properties["id"]), 10, 64)
		if err != nil {
			id = int64(k)
		}
		t := tags(f.Properties)
		switch g := f.Geometry.(type) {
		case orb.LineString:
			lines = append(lines, Line{id, g, t})
		case orb.MultiLineString:
			for _, l := range g {
				lines = append(lines, Line{id, l, t})
			}
		default:
			what := "none"
			if g != nil {
				what = g.GeoJSONType()
			}
			notes = append(notes, Note{name, fmt.Sprintf("features[%d]", k), "geometry", what, "must be a LineString or MultiLineString; left out"})
		}
	}
	d, err := FromLines(name, lines, planar)
	if err != nil {
		return nil, err
	}
	d.Notes = append(d.Notes, notes...)
	return d, nil
}

// OSMTags takes properties as tags as they stand; true is yes.
func OSMTags(p geojson.Properties) Tags {
	t := Tags{}
	for key, v := range p {
		if s := text(v); s != "" {
			t[key] = s
		}
	}
	return t
}

// TileTags translates the Tilezen schema, in which many web maps' road tiles
// come: the highway class is kind_detail (of roads and paths), bridges and
// tunnels are is_bridge and is_tunnel.
func TileTags(p geojson.Properties) Tags {
	t := OSMTags(p)
	switch t["kind"] {
	case "highway", "major_road", "minor_road", "path":
		t["highway"] = t["kind_detail"]
	}
	for key, from := range map[string]string{"bridge": "is_bridge", "tunnel": "is_tunnel"} {
		if t[from] == "yes" {
			t[key] = "yes"
		}
	}
	return t
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}
