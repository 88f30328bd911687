package roads

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/route"
)

// Router finds ways between points of the site. One goroutine each; a Network
// is shared by all.
type Router struct {
	Network *Network
	Limit   float64            // within which a point must have a road [m]
	Want    func(e int32) bool // roads on which points are put; nil: all. See Network.Snap
	Search  *route.Search
}

// NewRouter returns a router that looks for roads within limit [m].
func (n *Network) NewRouter(limit float64) *Router {
	return &Router{Network: n, Limit: limit, Search: n.Graph.NewSearch()}
}

// Trip is a way from one point of the site to another.
type Trip struct {
	route.Path              // Cost is of what the run's costs measure
	Length     float64      // along the roads [m]
	Time       float64      // at the free speeds of this profile [s]; +Inf in a profile without
	Start, End Snap         // the points put on roads; the ways to and from the roads are in no figure
	Line       []mgl64.Vec2 // in site coordinates [m]
}

// Route returns the least-cost way under the costs of a run. Where there is
// none the error is Unreachable and says why.
func (r *Router) Route(c *route.Costs, from, to mgl64.Vec2) (*Trip, error) {
	a, err := r.Network.Snap(from, r.Limit, r.Want)
	if err != nil {
		return nil, err
	}
	b, err := r.Network.Snap(to, r.Limit, r.Want)
	if err != nil {
		return nil, err
	}
	p, ok := r.Search.Route(c, a.Places, b.Places, nil)
	if !ok {
		return nil, &Unreachable{Reason: r.why(c, a, b), Profile: r.Network.Profile.Name, At: to, Limit: r.Limit, Nearest: b.Distance}
	}
	return r.trip(p, a, b), nil
}

// Alternatives returns up to k ways that differ as route.Alternative asks, the
// best first.
func (r *Router) Alternatives(c *route.Costs, from, to mgl64.Vec2, k int, want route.Alternative) ([]*Trip, error) {
	best, err := r.Route(c, from, to)
	if err != nil {
		return nil, err
	}
	var trips []*Trip
	for _, p := range r.Search.Alternatives(c, best.Start.Places, best.End.Places, k, want) {
		trips = append(trips, r.trip(p, best.Start, best.End))
	}
	return trips, nil
}

// trip measures and draws a path.
func (r *Router) trip(p route.Path, a, b Snap) *Trip {
	n := r.Network
	t := &Trip{Path: p, Start: a, End: b}
	for k, e := range p.Edges {
		from, to := 0.0, 1.0
		if k == 0 {
			from = a.Places[p.From].At
		}
		if k == len(p.Edges)-1 {
			to = b.Places[p.To].At
		}
		edge := n.Graph.Edges()[e]
		t.Length += (to - from) * edge.Length
		if edge.Speed > 0 {
			t.Time += (to - from) * edge.Length / edge.Speed
		} else {
			t.Time = math.Inf(1)
		}
		part := n.Part(e, from, to)
		if len(t.Line) > 0 {
			part = part[1:]
		}
		t.Line = append(t.Line, part...)
	}
	return t
}

// why finds out why there is no way: by looking what would have to be otherwise.
func (r *Router) why(c *route.Costs, a, b Snap) Reason {
	n := r.Network
	if _, ok := r.Search.Route(n.free, a.Places, b.Places, nil); ok {
		return Closed
	}
	edges := n.Graph.Edges()
	if n.weak[edges[a.Edge].From] != n.weak[edges[b.Edge].From] {
		return OtherComponent
	}
	var starts []int32
	for _, p := range a.Places {
		starts = append(starts, edges[p.Edge].To)
	}
	reached := n.Graph.Reachable(starts)
	for _, p := range b.Places {
		if reached[edges[p.Edge].From] {
			return ForbiddenTurn
		}
	}
	return AgainstOneWay
}
