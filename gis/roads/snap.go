package roads

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/route"
)

// Reason is why there is no way.
type Reason uint8

// The reasons.
const (
	TooFar         Reason = iota // no road within the limit
	OtherComponent               // the roads there are not joined to those here
	AgainstOneWay                // joined, but only the wrong way through one-ways
	ForbiddenTurn                // only by a turn that is forbidden
	Closed                       // open without what this run has closed
)

// String names the reason.
func (r Reason) String() string {
	return [...]string{"no road near enough", "on roads that are not joined", "only against one-ways", "only by a forbidden turn", "closed in this run"}[r]
}

// Unreachable is the answer where there is no way.
type Unreachable struct {
	Reason  Reason
	Profile string
	At      mgl64.Vec2 // the point that is not reached, in site coordinates
	Name    string     // what the asker calls it; "": by its coordinates
	Nearest float64    // to the nearest road that would do [m], +Inf: there is none at all
	Limit   float64    // within which one was sought [m]
}

// Error tells what was sought and what would help.
func (u *Unreachable) Error() string {
	name := u.Name
	if name == "" {
		name = fmt.Sprintf("(%.1f, %.1f)", u.At[0], u.At[1])
	}
	at := fmt.Sprintf("%s cannot be reached by %s: %v", name, u.Profile, u.Reason)
	switch {
	case u.Reason == TooFar && math.IsInf(u.Nearest, 1):
		return at + ": there is none"
	case u.Reason == TooFar:
		return fmt.Sprintf("%s: the nearest is %.1f m away, the limit %.1f m", at, u.Nearest, u.Limit)
	}
	return at
}

// Snap is a point of the site put on the nearest road.
type Snap struct {
	Asked    mgl64.Vec2 // in site coordinates [m]
	At       mgl64.Vec2 // on the road
	Distance float64    // between the two [m]
	Edge     int32      // one of the edges there
	Places   []route.Place
}

// Snap puts a point on the nearest road within limit [m] that want accepts
// (nil: all). Of roads equally near, the one with the lower number is taken.
// Want InLargest to keep off car parks that the map has cut off; want no bridges
// to find the street below.
func (n *Network) Snap(p mgl64.Vec2, limit float64, want func(e int32) bool) (Snap, error) {
	best, found := n.nearest(p, want)
	if !found || !(best.distance <= limit) {
		return Snap{}, &Unreachable{Reason: TooFar, Profile: n.Profile.Name, At: p, Nearest: best.distance, Limit: limit}
	}
	piece := n.pieces[best.piece]
	s := Snap{Asked: p, At: best.foot, Distance: best.distance, Edge: max(piece.ahead, piece.reverse)}
	whole := n.along[piece.first+piece.points-1]
	share := 0.0
	if a, b := n.along[best.at-1], n.along[best.at]; whole > 0 {
		share = math.Min(1, (a+best.t*(b-a))/whole)
	}
	if piece.ahead >= 0 {
		s.Edge = piece.ahead
		s.Places = append(s.Places, route.OnEdge(piece.ahead, share))
	}
	if piece.reverse >= 0 {
		s.Places = append(s.Places, route.OnEdge(piece.reverse, 1-share))
	}
	return s, nil
}

// hit is the nearest point of a segment.
type hit struct {
	segment
	distance float64
	t        float64 // share of the segment
	foot     mgl64.Vec2
}

func (n *Network) nearest(p mgl64.Vec2, want func(e int32) bool) (best hit, found bool) {
	best.distance = math.Inf(1)
	n.index.Nearby(
		func(lo, hi [2]float64, s segment, item bool) float64 {
			if item {
				return n.hit(p, s).distance
			}
			return math.Hypot(max(0, lo[0]-p[0], p[0]-hi[0]), max(0, lo[1]-p[1], p[1]-hi[1]))
		},
		func(_, _ [2]float64, s segment, distance float64) bool {
			if distance > best.distance {
				return false
			}
			piece := n.pieces[s.piece]
			if want != nil && !(piece.ahead >= 0 && want(piece.ahead)) && !(piece.reverse >= 0 && want(piece.reverse)) {
				return true
			}
			if !found || s.piece < best.piece || s.piece == best.piece && s.at < best.at {
				best, found = n.hit(p, s), true
			}
			return true
		})
	return best, found
}

func (n *Network) hit(p mgl64.Vec2, s segment) hit {
	a, b := n.xy[s.at-1], n.xy[s.at]
	d := b.Sub(a)
	t := 0.0
	if l := d.Dot(d); l > 0 {
		t = math.Max(0, math.Min(1, p.Sub(a).Dot(d)/l))
	}
	foot := a.Add(d.Mul(t))
	return hit{s, p.Sub(foot).Len(), t, foot}
}
