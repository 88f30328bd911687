package route

import (
	"fmt"
	"math"
)

// Place is where a route begins or ends: at a node, or on an edge. A point of a
// two-way road lies on two edges; give both places and the better one is taken.
// Places given together must be one point of the world.
type Place struct {
	Node int32   // -1 when it is on an edge
	Edge int32   // -1 when it is at a node
	At   float64 // share of the edge's length from its beginning, 0 … 1
}

// AtNode is a place at a node.
func AtNode(v int32) Place { return Place{Node: v, Edge: -1} }

// OnEdge is a place on an edge, a share of its length from its beginning.
func OnEdge(e int32, at float64) Place { return Place{Node: -1, Edge: e, At: at} }

// check panics on a place that is none: that is a mistake of the caller's code.
func (g *Graph) check(places []Place) {
	for _, p := range places {
		onNode := p.Edge < 0 && p.Node >= 0 && int(p.Node) < g.Nodes()
		onEdge := p.Node < 0 && p.Edge >= 0 && int(p.Edge) < len(g.edges) && p.At >= 0 && p.At <= 1
		if !onNode && !onEdge {
			panic(fmt.Sprintf("route: place %+v: must be a node 0 … %d or an edge 0 … %d with At 0 … 1", p, g.Nodes()-1, len(g.edges)-1))
		}
	}
}

// start returns the state in which a route from p stands first and what it has
// cost by then.
func (g *Graph) start(c *Costs, p Place) (state int32, cost float64) {
	if p.Edge < 0 {
		return p.Node, 0
	}
	return g.after(p.Edge), portion(1-p.At, c.Of(p.Edge))
}

// last returns the node from which p is reached and what the rest of the way
// costs: nothing at a node, a part of its edge otherwise.
func (g *Graph) last(c *Costs, p Place) (node int32, cost float64) {
	if p.Edge < 0 {
		return p.Node, 0
	}
	return g.edges[p.Edge].From, portion(p.At, c.Of(p.Edge))
}

// portion is a share of a cost; nothing of a closed edge costs nothing.
func portion(share, cost float64) float64 {
	if share == 0 {
		return 0
	}
	return share * cost
}

// between returns the cost along one edge from p to q, +Inf unless both lie on
// it and q not before p.
func (g *Graph) between(c *Costs, p, q Place) float64 {
	if p.Edge < 0 || p.Edge != q.Edge || q.At < p.At {
		return math.Inf(1)
	}
	return portion(q.At-p.At, c.Of(p.Edge))
}
