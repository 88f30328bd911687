package cmd

import (
	"fmt"
	"maps"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"

	"shapan/engine/solver/route"
	"shapan/gis/roads"
)

// reached is what lies within a distance or a time, by ways that are open.
func (q routeCall) reached(n *roads.Network, router *roads.Router, costs *route.Costs, start []route.Place, from mgl64.Vec2) (map[string]any, *geojson.FeatureCollection, error) {
	off := 0.0 // from the place to the road [m]
	if start == nil {
		snap, err := n.Snap(from, q.limit, nil)
		if err != nil {
			return nil, nil, q.asTyped(n, err, from)
		}
		start, off = snap.Places, snap.Distance
	}
	limit := q.within
	if q.minutes > 0 {
		limit = 60 * q.minutes
	}
	var reach route.Reach
	router.Search.Within(costs, start, limit, &reach)
	length := 0.0
	var lines orb.MultiLineString
	for _, line := range n.Lines(&reach) {
		for k := 1; k < len(line); k++ {
			length += line[k].Sub(line[k-1]).Len()
		}
		lines = append(lines, onMap(n, line))
	}
	answer := map[string]any{"nodes": len(reach.Nodes), "roads_m": round(length, 1)}
	if off > 0 {
		answer["from_road_m"] = round(off, 1)
	}
	if q.minutes > 0 {
		answer["minutes"] = q.minutes
	} else {
		answer["within_m"] = q.within
	}
	if !q.shapes {
		return answer, nil, nil
	}
	area, err := n.Area(&reach, q.width)
	if err != nil {
		return nil, nil, fmt.Errorf("--width: %w", err)
	}
	properties := maps.Clone(answer)
	properties["width_m"], properties["area_m2"] = q.width, round(planar.Area(area), 0)
	for _, polygon := range area {
		for _, ring := range polygon {
			for k, p := range ring {
				ring[k], _ = n.Unproject(mgl64.Vec2(p))
			}
		}
	}
	return answer, collection(feature(area, properties), feature(lines, map[string]any{"roads_m": answer["roads_m"]})), nil
}

// onMap brings a line of the network back to degrees.
func onMap(n *roads.Network, line []mgl64.Vec2) []orb.Point {
	points := make([]orb.Point, len(line))
	for k, p := range line {
		points[k], _ = n.Unproject(p) // it knows the way back: it was built without a projection of ours
	}
	return points
}

func feature(g orb.Geometry, properties map[string]any) *geojson.Feature {
	f := geojson.NewFeature(orb.Round(g, 1e8)) // 1 mm
	f.Properties = properties
	return f
}

func collection(features ...*geojson.Feature) *geojson.FeatureCollection {
	c := geojson.NewFeatureCollection()
	c.Features = append(c.Features, features...)
	return c
}
