package roads

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Line is a road of a source without topology: GeoJSON, Shapefile, a drawing.
type Line struct {
	ID     int64
	Points []orb.Point // lon, lat [°] or easting, northing [m]
	Tags   Tags        // as OSM has them: highway, oneway, maxspeed, layer, bridge, tunnel …
}

// FromLines finds out which lines meet. Vertices at the same place (1 mm, or
// 1e-8°) are one node if both lines run on the same level there, or if both end
// there, so that a ramp joins its bridge but the road below does not. Lines that
// only cross, without a vertex in common, do not meet. The level is the layer
// tag, or 1 on a bridge and -1 in a tunnel without one.
func FromLines(name string, lines []Line, planar bool) (*Data, error) {
	d := &Data{Name: name, Planar: planar, Barriers: map[int64]Tags{}}
	step := 1e-8
	if planar {
		step = 1e-3
	}
	type spot struct{ x, y int64 }
	type key struct {
		spot
		level int
	}
	place := func(p orb.Point) spot {
		return spot{int64(math.Round(p[0] / step)), int64(math.Round(p[1] / step))}
	}
	// Where lines end, levels in which something ends are one node, under the
	// key of the first of them.
	endsAt := map[spot]map[int]int{}
	var all []error
	for _, l := range lines {
		for k, p := range l.Points {
			wrong := misplaced(p, planar)
			if wrong == "" && planar && max(math.Abs(p[0]), math.Abs(p[1])) > 1e9 {
				wrong = fmt.Sprintf("%v m: must be within ±1e9", p)
			}
			if wrong != "" && len(all) < 100 {
				all = append(all, fmt.Errorf("%s: line %d, point %d: %s", name, l.ID, k, wrong))
			}
		}
		if n := len(l.Points); n > 1 && all == nil {
			for _, p := range []orb.Point{l.Points[0], l.Points[n-1]} {
				at := place(p)
				if endsAt[at] == nil {
					endsAt[at] = map[int]int{}
				}
				endsAt[at][level(l.Tags)] = 0
			}
		}
	}
	if all != nil {
		return nil, errors.Join(all...)
	}
	first := map[spot]int{}
	ids := map[key]int64{}
	for _, l := range lines {
		w := Way{ID: l.ID, Tags: l.Tags}
		for _, p := range l.Points {
			at := key{place(p), level(l.Tags)}
			if _, ends := endsAt[at.spot][at.level]; ends {
				if _, ok := first[at.spot]; !ok {
					first[at.spot] = at.level
				}
				at.level = first[at.spot]
			}
			id, ok := ids[at]
			if !ok {
				id = int64(len(ids) + 1)
				ids[at] = id
				d.node(id, p)
			}
			w.Nodes = append(w.Nodes, id)
		}
		d.Ways = append(d.Ways, w)
	}
	d.order()
	return d, nil
}

// level is the level of a way relative to the ground, for keeping apart what
// runs above another.
func level(t Tags) int {
	if n, ok := layer(t); ok {
		return n
	}
	switch {
	case says(t, "bridge"):
		return 1
	case says(t, "tunnel"):
		return -1
	}
	return 0
}

// layer parses the layer tag: a whole number of a few digits.
func layer(t Tags) (n int, ok bool) {
	var rest string
	k, _ := fmt.Sscanf(t["layer"]+" ", "%d%s", &n, &rest)
	return n, k == 1 && n >= -20 && n <= 20
}

// says tells whether a key is there and does not say no.
func says(t Tags, key string) bool { v, ok := t[key]; return ok && v != "no" }
