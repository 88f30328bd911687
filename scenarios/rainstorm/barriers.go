package rainstorm

import (
	"math"
	"sort"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// barrier is a wall or a line of sandbags that is placed while the run goes.
type barrier struct {
	ID     string       `json:"id"` // "barrier/bags-1"
	Line   []mgl64.Vec3 `json:"line"`
	Height float64      `json:"height"` // above the higher ground beside it [m]
}

// sandbags is the height [m] of a barrier whose event names none: three layers
// of filled bags.
const sandbags = 0.5

// layWalls gives the solver every kerb and barrier. Where two stand on one
// edge, the higher crest counts.
func (m *Model) layWalls() error {
	crests := map[engine.Edge]float64{}
	raise := func(e engine.Edge, crest float64) {
		if old, ok := crests[e]; !ok || crest > old {
			crests[e] = crest
		}
	}
	for _, p := range m.pits {
		for _, k := range p.kerb {
			raise(k.edge, k.crest)
		}
	}
	g, ground := m.grid, m.site.Ground.Values
	for _, b := range m.barriers {
		line := make([]mgl64.Vec2, len(b.Line))
		for k, point := range b.Line {
			line[k] = point.Vec2()
		}
		for _, e := range g.Edges(line) {
			other := e.Cell + 1
			if e.North {
				other = e.Cell + g.NX
			}
			if m.wettable(e.Cell) && m.wettable(other) {
				raise(e, math.Max(float64(ground[e.Cell]), float64(ground[other]))+b.Height)
			}
		}
	}
	edges := make([]engine.Edge, 0, len(crests))
	for e := range crests {
		edges = append(edges, e)
	}
	sort.Slice(edges, func(a, b int) bool {
		if edges[a].Cell != edges[b].Cell {
			return edges[a].Cell < edges[b].Cell
		}
		return !edges[a].North && edges[b].North
	})
	walls := make([]shallowwater.Wall, len(edges))
	for k, e := range edges {
		walls[k] = shallowwater.Wall{Cell: e.Cell, Side: shallowwater.EastEdge, Crest: crests[e]}
		if e.North {
			walls[k].Side = shallowwater.NorthEdge
		}
	}
	return m.water.SetWalls(walls)
}
