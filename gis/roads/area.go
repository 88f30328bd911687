package roads

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"

	"shapan/engine/solver/route"
	"shapan/gis/vector"
)

// Area returns an isochrone's area: all that lies within a width [m] to either
// side of the stretches that a reach covers, the last metre of each included. It
// is in site coordinates [m], outer rings against the clock. Blocks into whose
// middle the width does not reach are holes. Round ends are polygons that fall
// short of the width by 0.12 % at most.
//
// The width stands for the plots along the road; no way across country is
// invented, so it says nothing of a yard behind a wall.
func (n *Network) Area(r *route.Reach, width float64) (orb.MultiPolygon, error) {
	if !(width > 0) || math.IsInf(width, 1) {
		return nil, fmt.Errorf("area: width of %g m: must be more than 0", width)
	}
	g := n.covered(r)
	if g == nil {
		return nil, nil
	}
	area, err := vector.Buffer(g, width)
	if err != nil {
		return nil, err
	}
	var list orb.MultiPolygon
	switch a := area.(type) {
	case orb.Polygon:
		list = orb.MultiPolygon{a}
	case orb.MultiPolygon:
		list = a
	default:
		return nil, errors.New("area: what is around the roads is no area")
	}
	for _, p := range list {
		for k, ring := range p {
			if want := [2]orb.Orientation{orb.CCW, orb.CW}[min(k, 1)]; ring.Orientation() != want {
				ring.Reverse()
			}
		}
	}
	return list, nil
}

// covered returns the stretches of a reach, each once though it be reached both
// ways, or the nodes where nothing but them is reached; nil: nothing is.
func (n *Network) covered(r *route.Reach) orb.Geometry {
	whole := map[int32]bool{}
	for _, s := range r.Spans {
		if s.From <= 0 && s.To >= 1 {
			whole[s.Edge] = true
		}
	}
	var lines orb.MultiLineString
	for _, s := range r.Spans {
		if back := n.Edges[s.Edge].Back; s.To <= s.From || whole[back] && (!whole[s.Edge] || back < s.Edge) {
			continue
		}
		var line orb.LineString
		for _, p := range n.Part(s.Edge, s.From, s.To) {
			if q := orb.Point(p); len(line) == 0 || line[len(line)-1] != q {
				line = append(line, q)
			}
		}
		if len(line) > 1 {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		return lines
	}
	var points orb.MultiPoint
	for _, v := range r.Nodes {
		points = append(points, orb.Point(n.project(n.Nodes[v.Node].At)))
	}
	if len(points) == 0 {
		return nil
	}
	return points
}

// Unproject is the inverse of Project; false where Options.Project was given:
// its inverse is the caller's.
func (n *Network) Unproject(p mgl64.Vec2) (orb.Point, bool) {
	if n.unproject == nil {
		return orb.Point{}, false
	}
	return n.unproject(p), true
}
