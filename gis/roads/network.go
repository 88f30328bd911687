package roads

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"

	"shapan/engine/solver/route"
)

// Network is the ways that one profile may use, as a graph with geometry. It
// never changes: runs close and slow edges in their route.Costs.
type Network struct {
	Profile Profile
	Measure Measure
	Graph   *route.Graph
	Nodes   []Node // by the graph's numbers
	Edges   []Edge // by the graph's numbers
	Notes   []Note // what was not taken as it stands

	pieces    []piece
	where     []orb.Point  // shape points, piece by piece
	xy        []mgl64.Vec2 // the same in site coordinates [m]
	along     []float64    // from the piece's beginning [m]
	project   func(orb.Point) mgl64.Vec2
	unproject func(mgl64.Vec2) orb.Point // nil: only the caller knows
	index     rtree.RTreeGN[float64, segment]

	free         *route.Costs // without overrides, by Length
	strong, weak []int32
	strongSizes  []int
}

// Node is where ways meet or end. A barrier splits a node: what stands on its
// two sides are two nodes with one ID.
type Node struct {
	ID int64 // in the data
	At orb.Point
}

// Edge is a stretch of a way in one direction.
type Edge struct {
	Way    int64
	Class  string // the highway tag
	Name   string
	Layer  int   // above (+) or below (-) the ground's
	Bridge bool  // water on the ground does not reach it
	Tunnel bool  // or an underpass: water reaches it first
	Back   int32 // the same stretch the other way; -1: one-way

	piece    int32
	reversed bool
}

// piece is a stretch of a way between two nodes.
type piece struct {
	first, points  int32 // of its shape
	ahead, reverse int32 // edges; -1: none
}

// segment is one of a piece's straight parts.
type segment struct{ piece, at int32 }

// Shape returns the line of an edge in its direction, in site coordinates [m].
func (n *Network) Shape(e int32) []mgl64.Vec2 {
	return directed(n.xy, n.pieces[n.Edges[e].piece], n.Edges[e].reversed)
}

// Line is Shape in the data's coordinates.
func (n *Network) Line(e int32) []orb.Point {
	return directed(n.where, n.pieces[n.Edges[e].piece], n.Edges[e].reversed)
}

func directed[P any](all []P, p piece, reversed bool) []P {
	line := append([]P(nil), all[p.first:p.first+p.points]...)
	if reversed {
		for i, j := 0, len(line)-1; i < j; i, j = i+1, j-1 {
			line[i], line[j] = line[j], line[i]
		}
	}
	return line
}

// Part returns the line of an edge between two shares of its length, in site
// coordinates [m].
func (n *Network) Part(e int32, from, to float64) []mgl64.Vec2 {
	p := n.pieces[n.Edges[e].piece]
	xy, along := n.xy[p.first:p.first+p.points], n.along[p.first:p.first+p.points]
	if n.Edges[e].reversed {
		from, to = 1-to, 1-from
	}
	whole := along[len(along)-1]
	a, b := from*whole, to*whole
	line := []mgl64.Vec2{at(xy, along, a)}
	for k := range xy {
		if along[k] > a && along[k] < b {
			line = append(line, xy[k])
		}
	}
	line = append(line, at(xy, along, b))
	if n.Edges[e].reversed {
		for i, j := 0, len(line)-1; i < j; i, j = i+1, j-1 {
			line[i], line[j] = line[j], line[i]
		}
	}
	return line
}

// at returns the point of a line at a length from its beginning.
func at(xy []mgl64.Vec2, along []float64, s float64) mgl64.Vec2 {
	for k := 1; k < len(xy); k++ {
		if s <= along[k] || k == len(xy)-1 {
			if d := along[k] - along[k-1]; d > 0 {
				t := math.Max(0, math.Min(1, (s-along[k-1])/d))
				return xy[k-1].Add(xy[k].Sub(xy[k-1]).Mul(t))
			}
			return xy[k]
		}
	}
	return xy[0]
}

// Lines returns what a reach covers as lines in site coordinates [m].
func (n *Network) Lines(r *route.Reach) [][]mgl64.Vec2 {
	lines := make([][]mgl64.Vec2, 0, len(r.Spans))
	for _, s := range r.Spans {
		if s.To > s.From {
			lines = append(lines, n.Part(s.Edge, s.From, s.To))
		}
	}
	return lines
}

// NodeOf returns the first node with an ID of the data.
func (n *Network) NodeOf(id int64) (v int32, ok bool) {
	for v, x := range n.Nodes {
		if x.ID == id {
			return int32(v), true
		}
	}
	return 0, false
}

// LargestComponent returns the number of nodes of which each is reached from
// each other.
func (n *Network) LargestComponent() int {
	if len(n.strongSizes) == 0 {
		return 0
	}
	return n.strongSizes[0]
}

// InLargest tells whether an edge runs within that component: who starts there
// gets everywhere in it and back.
func (n *Network) InLargest(e int32) bool {
	edge := n.Graph.Edges()[e]
	return n.strong[edge.From] == 0 && n.strong[edge.To] == 0
}

// Project returns the site coordinates [m] of a point of the data.
func (n *Network) Project(p orb.Point) mgl64.Vec2 { return n.project(p) }

// aroundCentre returns a projection for data in degrees whose site has none:
// east and north of the data's centre on the sphere (equirectangular). Over a
// city of 20 km it stretches by less than 0.2 % at mid-latitudes; it serves
// finding the nearest road, while lengths come from Measure.
func aroundCentre(points []orb.Point) (project func(orb.Point) mgl64.Vec2, unproject func(mgl64.Vec2) orb.Point) {
	c := orb.MultiPoint(points).Bound().Center()
	perDegree := EarthRadius * math.Pi / 180
	perDegreeEast := perDegree * math.Cos(c[1]*math.Pi/180)
	project = func(p orb.Point) mgl64.Vec2 {
		return mgl64.Vec2{(p[0] - c[0]) * perDegreeEast, (p[1] - c[1]) * perDegree}
	}
	return project, func(p mgl64.Vec2) orb.Point {
		return orb.Point{c[0] + p[0]/perDegreeEast, c[1] + p[1]/perDegree}
	}
}
