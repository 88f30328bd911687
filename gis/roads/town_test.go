package roads

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"

	"shapan/engine/solver/route"
)

// town is a small map of our own, one unit of the sketch 0.001° (about 111 m)
// near the equator, so that east and north measure alike:
//
//	7---8---9        ways: 1: 1-2-3, 2: 4-5, 5-6 (two ways), 3: 7-8-9
//	|   |   |              4: 1-4-7, 5: 2-5 and 6: 5-8, 7: 3-6-9
//	4---5---6
//	|   |   |        20-21: an island of its own
//	1---2---3
func town(extra string) string {
	var b strings.Builder
	b.WriteString("<osm version='0.6'>\n")
	for id := 1; id <= 9; id++ {
		fmt.Fprintf(&b, "<node id='%d' lon='%.3f' lat='%.3f'/>\n", id, float64((id-1)%3)*0.001, float64((id-1)/3)*0.001)
	}
	b.WriteString("<node id='20' lon='0.010' lat='0'/><node id='21' lon='0.011' lat='0'/>\n")
	street := func(id int, nodes ...int) {
		fmt.Fprintf(&b, "<way id='%d'>", id)
		for _, n := range nodes {
			fmt.Fprintf(&b, "<nd ref='%d'/>", n)
		}
		b.WriteString("<tag k='highway' v='residential'/></way>\n")
	}
	street(1, 1, 2, 3)
	street(21, 4, 5)
	street(22, 5, 6)
	street(3, 7, 8, 9)
	street(4, 1, 4, 7)
	street(5, 2, 5)
	street(6, 5, 8)
	street(7, 3, 6, 9)
	street(8, 20, 21)
	return b.String() + extra + "</osm>"
}

func relation(kind string, members ...string) string {
	var b strings.Builder
	b.WriteString("<relation id='1'><tag k='type' v='restriction'/><tag k='restriction' v='" + kind + "'/>")
	for _, m := range members {
		var role, what string
		var ref int
		fmt.Sscanf(m, "%s %s %d", &role, &what, &ref)
		fmt.Fprintf(&b, "<member type='%s' ref='%d' role='%s'/>", what, ref, role)
	}
	return b.String() + "</relation>"
}

func build(t *testing.T, text string, p Profile) *Network {
	t.Helper()
	d, err := ParseOSM("town.osm", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	n, err := Build(d, p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// through returns the nodes a route passes, from node to node of the data.
func through(t *testing.T, n *Network, from, to int64) (ids []int64) {
	t.Helper()
	p, ok := between(n, from, to)
	if !ok {
		return nil
	}
	ids = []int64{from}
	for _, e := range p.Edges {
		ids = append(ids, n.Nodes[n.Graph.Edges()[e].To].ID)
	}
	return ids
}

func TestTurnRestrictions(t *testing.T) {
	for _, c := range []struct {
		name, extra string
		profile     Profile
		from, to    int64
		legs        int // edges of the shortest route
		avoid       []int64
	}{
		{"free", "", Vehicle(), 2, 4, 2, nil},
		// From 2 the way to 4 over 5 is a left turn at 5; over 1 it is free.
		{"no left", relation("no_left_turn", "from way 5", "via node 5", "to way 21"), Vehicle(), 2, 4, 2, []int64{2, 5, 4}},
		{"no left, nor at 1", relation("no_left_turn", "from way 5", "via node 5", "to way 21") + relation("no_right_turn", "from way 1", "via node 1", "to way 4"), Vehicle(), 2, 4, 4, nil},
		{"only straight", relation("only_straight_on", "from way 5", "via node 5", "to way 6"), Vehicle(), 2, 6, 2, []int64{2, 5, 6}},
		{"on foot", relation("no_left_turn", "from way 5", "via node 5", "to way 21"), Foot(), 2, 4, 2, nil},
		// From 2 by 5 to 8 and left to 7 is forbidden; from 4 or 6 by 5 it is not.
		{"via way, forbidden", relation("no_left_turn", "from way 5", "via way 6", "to way 3"), Vehicle(), 2, 7, 3, []int64{2, 5, 8, 7}},
		{"via way, other approach", relation("no_left_turn", "from way 22", "via way 6", "to way 3"), Vehicle(), 2, 7, 3, nil},
	} {
		n := build(t, town(c.extra), c.profile)
		got := through(t, n, c.from, c.to)
		if len(got)-1 != c.legs {
			t.Errorf("%s: %v, want %d edges", c.name, got, c.legs)
		}
		if c.avoid != nil && slices.Equal(got, c.avoid) {
			t.Errorf("%s: takes the forbidden turn %v", c.name, got)
		}
		for _, note := range n.Notes {
			if !strings.Contains(note.Expected, "more than one way") { // streets 1, 3 and 4 run through their crossings
				t.Errorf("%s: %v", c.name, note)
			}
		}
	}
}

// The turn itself, not what the search makes of it: of all pairs of edges that
// meet, exactly the forbidden ones must be missing.
func TestForbiddenSequences(t *testing.T) {
	walk := func(n *Network, ids ...int64) bool { // can these nodes be passed in this order?
		var sequence []int32
		edges := n.Graph.Edges()
		for k := 1; k < len(ids); k++ {
			for e := range edges {
				if n.Nodes[edges[e].From].ID == ids[k-1] && n.Nodes[edges[e].To].ID == ids[k] {
					sequence = append(sequence, int32(e))
				}
			}
		}
		c := n.Graph.NewCosts(route.Length) // close all else, so that only this walk remains
		for e := range edges {
			if !slices.Contains(sequence, int32(e)) {
				c.Close(int32(e))
			}
		}
		p, ok := n.Graph.NewSearch().Route(c, []route.Place{route.OnEdge(sequence[0], 0)}, []route.Place{route.OnEdge(sequence[len(sequence)-1], 1)}, nil)
		return ok && slices.Equal(p.Edges, sequence)
	}
	free := Vehicle()
	free.TurnBack = true
	for _, c := range []struct {
		extra string
		p     Profile
		nodes []int64
		may   bool
	}{
		{"", free, []int64{2, 5, 2}, true},
		{"", Vehicle(), []int64{2, 5, 2}, false}, // turning back at a crossing
		{"", Vehicle(), []int64{2, 5, 4}, true},
		{relation("no_u_turn", "from way 5", "via node 5", "to way 5"), free, []int64{2, 5, 2}, false},
		{relation("no_u_turn", "from way 5", "via node 5", "to way 5"), free, []int64{2, 5, 4}, true},
		{relation("only_straight_on", "from way 5", "via node 5", "to way 6"), free, []int64{2, 5, 8}, true},
		{relation("only_straight_on", "from way 5", "via node 5", "to way 6"), free, []int64{2, 5, 4}, false},
		{relation("only_straight_on", "from way 5", "via node 5", "to way 6"), free, []int64{2, 5, 2}, false},
		{relation("only_straight_on", "from way 5", "via node 5", "to way 6"), free, []int64{4, 5, 2}, true},
		{relation("no_left_turn", "from way 5", "via way 6", "to way 3"), free, []int64{2, 5, 8, 7}, false},
		{relation("no_left_turn", "from way 5", "via way 6", "to way 3"), free, []int64{4, 5, 8, 7}, true},
		{relation("no_left_turn", "from way 5", "via way 6", "to way 3"), free, []int64{2, 5, 8, 9}, true}, // way 3 runs both ways from 8
		{relation("no_right_turn", "from way 5", "via way 6", "to way 3"), free, []int64{2, 5, 8, 9}, false},
		{relation("no_right_turn", "from way 1", "via node 2", "to way 5"), free, []int64{3, 2, 5}, false}, // and way 1 both ways into 2
		{relation("no_right_turn", "from way 1", "via node 2", "to way 5"), free, []int64{1, 2, 5}, true},
		{relation("only_left_turn", "from way 5", "via way 6", "to way 3"), free, []int64{2, 5, 8, 7}, true},
		{relation("only_left_turn", "from way 5", "via way 6", "to way 3"), free, []int64{2, 5, 8, 9}, false},
		{relation("only_left_turn", "from way 5", "via way 6", "to way 3"), free, []int64{2, 5, 8, 5}, false},
		{relation("only_left_turn", "from way 5", "via way 6", "to way 3"), free, []int64{2, 5, 4}, true}, // not by the via way
		{relation("only_left_turn", "from way 5", "via way 6", "to way 3"), free, []int64{4, 5, 8, 9}, true},
		{relation("only_straight_on", "from way 1", "via node 2", "to way 1"), free, []int64{1, 2, 3}, true},
		{relation("only_straight_on", "from way 1", "via node 2", "to way 1"), free, []int64{1, 2, 5}, false},
		{relation("only_right_turn", "from way 21", "via way 6", "to way 22"), free, []int64{4, 5, 6}, true}, // does not meet: noted
		{relation("no_entry", "from way 21", "from way 22", "via node 5", "to way 6"), free, []int64{4, 5, 8}, false},
		{relation("no_entry", "from way 21", "from way 22", "via node 5", "to way 6"), free, []int64{6, 5, 8}, false},
		{relation("no_entry", "from way 21", "from way 22", "via node 5", "to way 6"), free, []int64{2, 5, 8}, true},
	} {
		if got := walk(build(t, town(c.extra), c.p), c.nodes...); got != c.may {
			t.Errorf("%v with %q: passed %v, want %v", c.nodes, c.extra, got, c.may)
		}
	}
}

func TestUnreachableSaysWhy(t *testing.T) {
	oneWay := "<node id='30' lon='-0.001' lat='0'/><way id='30'><nd ref='30'/><nd ref='1'/><tag k='highway' v='residential'/><tag k='oneway' v='yes'/></way>"
	n := build(t, town(oneWay), Vehicle())
	r, c := n.NewRouter(40), n.Graph.NewCosts(route.Time)
	at := func(lon, lat float64) mgl64.Vec2 { return n.Project(orb.Point{lon, lat}) }
	reason := func(from, to mgl64.Vec2, want Reason) *Unreachable {
		t.Helper()
		trip, err := r.Route(c, from, to)
		var u *Unreachable
		if !errors.As(err, &u) || u.Reason != want {
			t.Fatalf("%v %v, want %v", trip, err, want)
		}
		return u
	}
	middle, island, west := at(0.0005, 0.0001), at(0.0105, 0), at(-0.0005, 0)
	if trip, err := r.Route(c, west, middle); err != nil || math.Abs(trip.Length-111.195) > 0.01 || len(trip.Line) < 3 {
		t.Fatalf("%+v %v", trip, err)
	}
	if u := reason(middle, at(0.0005, 0.0005), TooFar); math.Abs(u.Nearest-55.597) > 0.01 {
		t.Errorf("nearest road at %v m, want 55.597", u.Nearest) // half of 0.001° of 111.195 m
	}
	reason(middle, island, OtherComponent)
	reason(middle, west, AgainstOneWay)
	for e := range n.Edges {
		if n.Edges[e].Way == 30 {
			c.Close(int32(e))
		}
	}
	reason(west, at(0.0015, 0), Closed)
	reason(mgl64.Vec2{math.NaN(), 0}, middle, TooFar)

	// Ahead of a forbidden turn that is the only way on.
	dead := build(t, "<osm><node id='1' lon='0' lat='0'/><node id='2' lon='0.001' lat='0'/><node id='3' lon='0.001' lat='0.001'/>"+
		"<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='service'/></way><way id='2'><nd ref='2'/><nd ref='3'/><tag k='highway' v='service'/></way>"+
		relation("no_left_turn", "from way 1", "via node 2", "to way 2")+"</osm>", Vehicle())
	_, err := dead.NewRouter(10).Route(dead.Graph.NewCosts(route.Time), dead.Project(orb.Point{0, 0}), dead.Project(orb.Point{0.001, 0.001}))
	var u *Unreachable
	if !errors.As(err, &u) || u.Reason != ForbiddenTurn {
		t.Errorf("%v, want a forbidden turn", err)
	}
}

// A point snaps to the nearest road that is wanted, on both of its directions.
func TestSnap(t *testing.T) {
	n := build(t, town(""), Vehicle())
	p := n.Project(orb.Point{0.00025, 0.0001})
	s, err := n.Snap(p, 50, nil)
	if err != nil || math.Abs(s.Distance-11.1195) > 1e-3 || len(s.Places) != 2 {
		t.Fatalf("%+v %v", s, err)
	}
	for _, place := range s.Places {
		want := 0.25 // of the edge 1 → 2
		if n.Nodes[n.Graph.Edges()[place.Edge].From].ID == 2 {
			want = 0.75
		}
		if math.Abs(place.At-want) > 1e-9 {
			t.Errorf("at %v of edge %d, want %v", place.At, place.Edge, want)
		}
	}
	island := n.Project(orb.Point{0.0105, 0})
	if s, err = n.Snap(island, 2000, n.InLargest); err != nil || n.Edges[s.Edge].Way == 8 {
		t.Errorf("%+v %v: must be put on the largest component", s, err)
	}
	// Against all segments, one by one.
	for x := -0.0005; x < 0.0125; x += 0.00037 {
		for y := -0.0005; y < 0.003; y += 0.00041 {
			p := n.Project(orb.Point{x, y})
			least := math.Inf(1)
			for k, piece := range n.pieces {
				for i := piece.first + 1; i < piece.first+piece.points; i++ {
					least = min(least, n.hit(p, segment{int32(k), i}).distance)
				}
			}
			if s, err := n.Snap(p, 1e6, nil); err != nil || s.Distance != least {
				t.Fatalf("%v: %v %v, want %v", p, s.Distance, err, least)
			}
		}
	}
}
