package vector

import (
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// areaKeys make a closed way an area, as GDAL's osmconf.ini has them, and parts
// of buildings.
var areaKeys = []string{"aeroway", "amenity", "boundary", "building", "building:part", "craft", "geological", "historic",
	"landuse", "leisure", "military", "natural", "office", "place", "shop", "sport", "tourism"}

// lineNatures are natural features that run along a line even where it closes.
var lineNatures = []string{"coastline", "cliff", "ridge", "arete", "tree_row"}

// isArea tells whether a closed way encloses what its tags name.
func isArea(t Tags) bool {
	switch t.Get("area") {
	case "yes":
		return true
	case "no":
		return false
	}
	if slices.Contains(lineNatures, t.Get("natural")) {
		return false
	}
	if t.Get("highway") == "platform" || t.Get("public_transport") == "platform" {
		return true
	}
	return slices.ContainsFunc(t, func(tag Tag) bool { return slices.Contains(areaKeys, tag.Key) })
}

// dullKeys say nothing of what a node is.
var dullKeys = []string{"created_by", "converted_by", "source", "time", "ele", "attribution"}

// Layer makes features: tagged nodes become points, tagged ways lines or areas,
// multipolygon and boundary relations areas. Tags are the properties, IDs are
// such as "way/7". Other relations are counted alone.
func (o *OSM) Layer() *Layer {
	l := &Layer{
		File: o.File, Format: o.Format,
		CRS:     CRS{EPSG: 4326, Name: "WGS 84 longitude, latitude", How: "OpenStreetMap is WGS 84"},
		Objects: map[string]int{"node": len(o.ids), "way": len(o.Ways), "relation": len(o.Relations)},
	}
	add := func(kind string, id int64, g orb.Geometry, tags Tags) {
		l.Features = append(l.Features, Feature{
			ID: fmt.Sprintf("%s/%d", kind, id), Geometry: g, Properties: tags.properties(), Index: len(l.Features),
		})
	}
	for _, n := range o.Tagged {
		if slices.ContainsFunc(n.Tags, func(t Tag) bool { return !slices.Contains(dullKeys, t.Key) }) {
			add("node", n.ID, n.At, n.Tags)
		}
	}
	areas, drawn, cut := o.relationAreas()
	absent := 0
	for _, w := range o.Ways {
		if len(w.Tags) == 0 || drawn[w.ID] {
			continue
		}
		line, lacks := o.Line(w)
		absent += lacks
		switch n := len(w.Nodes); {
		case len(line) < 2:
		case lacks == 0 && n >= 4 && w.Nodes[0] == w.Nodes[n-1] && isArea(w.Tags):
			add("way", w.ID, orb.Polygon{orb.Ring(line)}, w.Tags)
		default:
			add("way", w.ID, line, w.Tags)
		}
	}
	for _, a := range areas {
		add("relation", a.id, a.geometry, a.tags)
	}
	if absent > 0 {
		l.Warn("%d nodes of ways are not in the extract: ways end at its border", absent)
	}
	if len(cut) > 0 {
		l.Warn("%d areas are cut by the border of the extract and left out (osmium extract -s smart keeps them whole): %s",
			len(cut), strings.Join(cut[:min(len(cut), 5)], ", "))
	}
	return l
}

type relationArea struct {
	id       int64
	tags     Tags
	geometry orb.Geometry
}

// relationAreas puts the areas of relations together. drawn are ways whose tags
// went to a relation without tags of its own, which is how areas with holes
// were once written; cut are relations that do not close.
func (o *OSM) relationAreas() (areas []relationArea, drawn map[int64]bool, cut []string) {
	index := make(map[int64]int, len(o.Ways))
	for k, w := range o.Ways {
		index[w.ID] = k
	}
	drawn = map[int64]bool{}
	for _, r := range o.Relations {
		kind := r.Tags.Get("type")
		if kind != "multipolygon" && kind != "boundary" {
			continue
		}
		var ways []OSMWay
		tags, complete := r.Tags, true
		bare := !slices.ContainsFunc(r.Tags, func(t Tag) bool { return t.Key != "type" && !slices.Contains(dullKeys, t.Key) })
		for _, m := range r.Members {
			if m.Type != "way" {
				continue // a label or an admin_centre
			}
			k, ok := index[m.ID]
			if !ok {
				complete = false
				break
			}
			ways = append(ways, o.Ways[k])
			if bare && m.Role != "inner" && len(o.Ways[k].Tags) > 0 {
				if len(tags) == len(r.Tags) {
					tags = append(r.Tags[:len(r.Tags):len(r.Tags)], o.Ways[k].Tags...)
				}
				drawn[m.ID] = true
			}
		}
		var g orb.Geometry
		if complete {
			g = o.assemble(ways)
		}
		if g == nil {
			cut = append(cut, fmt.Sprintf("relation/%d", r.ID))
			for _, w := range ways {
				delete(drawn, w.ID)
			}
			continue
		}
		areas = append(areas, relationArea{r.ID, tags, g})
	}
	return areas, drawn, cut
}

// assemble joins ways end to end into rings, and rings into polygons; nil when
// they do not close.
func (o *OSM) assemble(ways []OSMWay) orb.Geometry {
	ends := map[int64][]int{} // ways that begin or end at a node
	for k, w := range ways {
		if n := len(w.Nodes); n > 1 && w.Nodes[0] != w.Nodes[n-1] {
			ends[w.Nodes[0]] = append(ends[w.Nodes[0]], k)
			ends[w.Nodes[n-1]] = append(ends[w.Nodes[n-1]], k)
		}
	}
	used := make([]bool, len(ways))
	var rings []orb.Ring
	for k, w := range ways {
		if used[k] || len(w.Nodes) < 2 {
			continue
		}
		used[k] = true
		chain := slices.Clone(w.Nodes)
		for chain[0] != chain[len(chain)-1] {
			last := chain[len(chain)-1]
			next := slices.IndexFunc(ends[last], func(m int) bool { return !used[m] })
			if next < 0 {
				return nil
			}
			m := ends[last][next]
			used[m] = true
			more := ways[m].Nodes
			if more[0] != last {
				more = slices.Clone(more)
				slices.Reverse(more)
			}
			chain = append(chain, more[1:]...)
		}
		line, absent := o.Line(OSMWay{Nodes: chain})
		if absent > 0 || len(line) < 4 {
			return nil
		}
		rings = append(rings, orb.Ring(line))
	}
	return polygonsOf(rings)
}
