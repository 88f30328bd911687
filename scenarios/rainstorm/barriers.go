package rainstorm

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// barrier is a flood wall of the site, or a line of sandbags that is placed
// while the run goes.
type barrier struct {
	ID     string       `json:"id"` // "barrier/bags-1"
	Line   []mgl64.Vec3 `json:"line"`
	Height float64      `json:"height"` // above the higher ground beside it [m]
	Crest  *float64     `json:"crest"`  // or its level [m]
	Breach breach       `json:"breach"`

	edges  []barrierEdge // of the line, once traced
	length float64       // of the line [m]
	traced bool
}

// barrierEdge is one cell edge that a barrier stands on.
type barrierEdge struct {
	edge  engine.Edge
	cells [2]int
	base  float64 // the higher ground beside it [m]
	along float64 // where on the line it is [m]
}

// sandbags is the height [m] of a barrier whose event names none: three layers
// of filled bags.
const sandbags = 0.5

// newBarrier reads a barrier of the site.
func newBarrier(a engine.Asset) barrier {
	b := barrier{ID: a.ID, Breach: newBreach()}
	line, _ := a.Properties["line"].Points()
	b.Line = append(b.Line, line...)
	b.Height, _ = a.Properties["height_m"].Number()
	if v, ok := a.Properties["crest_level_m"].Number(); ok {
		b.Crest = &v
	}
	b.Breach.read(a)
	return b
}

// barrier returns the barrier of that name, placed anew where there is none.
func (m *Model) barrier(id string) *barrier {
	at, found := slices.BinarySearchFunc(m.barriers, id, func(b barrier, id string) int { return strings.Compare(b.ID, id) })
	if !found {
		m.barriers = slices.Insert(m.barriers, at, barrier{ID: id, Height: sandbags, Breach: newBreach()})
	}
	return &m.barriers[at]
}

// trace finds the edges that a barrier stands on.
func (m *Model) trace(b *barrier) {
	if b.traced {
		return
	}
	b.traced, b.edges, b.length = true, nil, 0
	g, ground := m.grid, m.site.Ground.Values
	line := make([]mgl64.Vec2, len(b.Line))
	for k, point := range b.Line {
		line[k] = point.Vec2()
	}
	for k := 0; k+1 < len(line); k++ {
		b.length += line[k+1].Sub(line[k]).Len()
	}
	for _, e := range g.Edges(line) {
		other, middle := e.Cell+1, g.Center(e.Cell).Add(mgl64.Vec2{g.Cell / 2, 0})
		if e.North {
			other, middle = e.Cell+g.NX, g.Center(e.Cell).Add(mgl64.Vec2{0, g.Cell / 2})
		}
		if m.wettable(e.Cell) && m.wettable(other) {
			b.edges = append(b.edges, barrierEdge{
				edge: e, cells: [2]int{e.Cell, other}, along: along(line, middle),
				base: math.Max(float64(ground[e.Cell]), float64(ground[other])),
			})
		}
	}
}

// along returns how far along a polyline its point nearest to p lies [m].
func along(line []mgl64.Vec2, p mgl64.Vec2) float64 {
	best, at, passed := math.Inf(1), 0.0, 0.0
	for k := 0; k+1 < len(line); k++ {
		way := line[k+1].Sub(line[k])
		length := way.Len()
		if length == 0 {
			continue
		}
		s := math.Min(math.Max(p.Sub(line[k]).Dot(way)/length, 0), length)
		if d := p.Sub(line[k].Add(way.Mul(s / length))).Len(); d < best {
			best, at = d, passed+s
		}
		passed += length
	}
	return at
}

// top is the crest of a barrier on one of its edges at t [s].
func (b *barrier) top(e barrierEdge, t float64) float64 {
	crest := e.base + b.Height
	if b.Crest != nil {
		crest = *b.Crest
	}
	return b.Breach.cut(crest, e.base, e.along, b.length, t)
}

// layWalls gives the solver every kerb and barrier as it stands at t [s]. Where
// two stand on one edge, the higher crest counts.
func (m *Model) layWalls(t float64) error {
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
	for k := range m.barriers {
		b := &m.barriers[k]
		m.trace(b)
		for _, e := range b.edges {
			raise(e.edge, b.top(e, t))
		}
	}
	m.crests = crests
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

// set lets an event act on a barrier.
func (b *barrier) set(e engine.Event, t float64) (err error) {
	switch e.Property {
	case "line":
		line, ok := e.Value.Points()
		if !ok || len(line) == 1 {
			return fmt.Errorf("%s.line: %v: expected at least two points [[x, y], …]; none removes the barrier", e.Subject, e.Value)
		}
		b.Line, b.traced = append([]mgl64.Vec3(nil), line...), false
		return nil
	case "height_m":
		b.Height, err = number(e.Value, 0, 10)
		b.Crest = nil
		return err
	case "crest_level_m":
		var level float64
		level, err = number(e.Value, -1000, 10000)
		b.Crest = &level
		return err
	}
	known, err := b.Breach.set(e, t)
	if !known {
		return fmt.Errorf("%s.%s: a barrier knows line, height_m, crest_level_m, state, breach_at, breach_width_m, breach_time_s, residual_m, fails_overtopped_by_m, fails_after_s", e.Subject, e.Property)
	}
	return err
}

// shownHeight is the height [m] that is drawn, over the points of the line.
func (b *barrier) shownHeight() float64 {
	if b.Crest == nil || len(b.Line) == 0 {
		return b.Height
	}
	low := math.Inf(1)
	for _, p := range b.Line {
		low = math.Min(low, p[2])
	}
	return math.Max(*b.Crest-low, 0)
}
