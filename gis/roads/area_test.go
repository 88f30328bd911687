package roads

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"shapan/engine/solver/route"
)

// within returns what is reached from nodes at a length of up to limit [m].
func within(n *Network, limit float64, from ...int32) *route.Reach {
	var places []route.Place
	for _, v := range from {
		places = append(places, route.AtNode(v))
	}
	var r route.Reach
	n.Graph.NewSearch().Within(n.Graph.NewCosts(route.Length), places, limit, &r)
	return &r
}

// apart is how far a point lies from the nearest of the lines.
func apart(p mgl64.Vec2, lines [][]mgl64.Vec2) float64 {
	d := math.Inf(1)
	for _, line := range lines {
		for k := 1; k < len(line); k++ {
			a, u := line[k-1], line[k].Sub(line[k-1])
			t := 0.0
			if l := u.Dot(u); l > 0 {
				t = math.Max(0, math.Min(1, p.Sub(a).Dot(u)/l))
			}
			d = math.Min(d, p.Sub(a.Add(u.Mul(t))).Len())
		}
	}
	return d
}

// checkArea compares an area with its definition at random points: a point is
// inside if it lies within the width of a stretch that is reached. Points within
// 0.12 % of the width of the border, as far as round ends may fall short, and a
// millimetre, are not asked. It returns how many were inside and in a hole.
func checkArea(t *testing.T, area orb.MultiPolygon, lines [][]mgl64.Vec2, width float64, points int) (inside, hole int) {
	t.Helper()
	low, high := mgl64.Vec2(area.Bound().Min), mgl64.Vec2(area.Bound().Max)
	random := rand.New(rand.NewPCG(4, 6))
	wrong := 0
	for range points {
		p := mgl64.Vec2{low[0] + random.Float64()*(high[0]-low[0]), low[1] + random.Float64()*(high[1]-low[1])}
		d := apart(p, lines)
		if d > width*(1-0.0012)-1e-3 && d < width+1e-3 {
			continue
		}
		in := planar.MultiPolygonContains(area, orb.Point(p))
		if in != (d < width) {
			wrong++
		}
		if in {
			inside++
			continue
		}
		for _, polygon := range area {
			if planar.RingContains(polygon[0], orb.Point(p)) {
				hole++
				break
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d points on the wrong side", wrong, points)
	}
	return inside, hole
}

func built(t *testing.T, osm string, p Profile) *Network {
	t.Helper()
	d, err := ParseOSM("town.osm", strings.NewReader(osm))
	if err != nil {
		t.Fatal(err)
	}
	n, err := Build(d, p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// All four blocks of the town are holes: each 0.001° less two widths wide.
func TestAreaOfATownHasItsBlocksAsHoles(t *testing.T) {
	n := built(t, town(""), AllHighways())
	v, _ := n.NodeOf(5)
	r := within(n, 1000, v)
	const width = 10.0
	area, err := n.Area(r, width)
	if err != nil {
		t.Fatal(err)
	}
	if len(area) != 1 || len(area[0]) != 5 {
		t.Fatalf("%d polygons, the first of %d rings: want one with four holes", len(area), len(area[0]))
	}
	if o := area[0][0].Orientation(); o != orb.CCW {
		t.Errorf("outer ring runs %v", o)
	}
	a, b := n.Project(orb.Point{0, 0}), n.Project(orb.Point{0.001, 0.001})
	east, north := b[0]-a[0], b[1]-a[1]
	hole := (east - 2*width) * (north - 2*width)
	for k, ring := range area[0][1:] {
		if got := planar.Area(ring); math.Abs(math.Abs(got)-hole) > 0.001 || ring.Orientation() != orb.CW {
			t.Errorf("hole %d: %.4f m², runs %v; want %.4f, clockwise", k, got, ring.Orientation(), hole)
		}
	}
	// 64 sides instead of a circle at the four corners together
	corners := 32 * math.Sin(2*math.Pi/64) * width * width
	want := 4*east*north + 4*(east+north)*width + corners - 4*hole
	if got := planar.Area(area); math.Abs(got-want) > 0.01 {
		t.Errorf("%.3f m², want %.3f", got, want)
	}
	inside, holes := checkArea(t, area, n.Lines(r), width, 4000)
	if inside < 500 || holes < 500 {
		t.Errorf("%d points inside, %d in holes: too few to tell", inside, holes)
	}
}

// A street ends where the limit is reached; one-ways are followed as they run.
func TestAreaEndsWhereTheLimitDoes(t *testing.T) {
	n := built(t, `<osm version='0.6'><node id='1' lon='0' lat='0'/><node id='2' lon='0.002' lat='0'/><node id='3' lon='0' lat='0.002'/>
<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/></way>
<way id='2'><nd ref='3'/><nd ref='1'/><tag k='highway' v='residential'/><tag k='oneway' v='yes'/></way></osm>`, AllHighways())
	v, _ := n.NodeOf(1)
	const limit, width = 100.0, 20.0
	area, err := n.Area(within(n, limit, v), width)
	if err != nil {
		t.Fatal(err)
	}
	x := n.Project(orb.Point{0, 0})
	b := area.Bound()
	for what, pair := range map[string][2]float64{
		"west": {b.Min[0], x[0] - width}, "east": {b.Max[0], x[0] + limit + width},
		"south": {b.Min[1], x[1] - width}, "north": {b.Max[1], x[1] + width},
	} {
		if math.Abs(pair[0]-pair[1]) > 0.01 {
			t.Errorf("%s: %.3f, want %.3f", what, pair[0], pair[1])
		}
	}
	if p, ok := n.Unproject(x); !ok || math.Abs(p[0]) > 1e-12 || math.Abs(p[1]) > 1e-12 {
		t.Errorf("back on the map: %v, %v", p, ok)
	}
	// nothing but the node itself: a disc
	area, err = n.Area(within(n, 0, v), width)
	if disc := 32 * math.Sin(2*math.Pi/64) * width * width; err != nil || math.Abs(planar.Area(area)-disc) > 0.01 {
		t.Errorf("around the start: %.3f m², %v; want %.3f", planar.Area(area), err, disc)
	}
	if area, err := n.Area(&route.Reach{}, width); err != nil || area != nil {
		t.Errorf("nothing reached: %v, %v", area, err)
	}
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := n.Area(within(n, 50, v), bad); err == nil {
			t.Errorf("width %g is taken", bad)
		}
	}
}

// On real roads: by its definition at 20,000 points, larger with every limit,
// its holes as large as what the outer rings enclose beyond it.
func TestAreaOnShanghaisRoads(t *testing.T) {
	_, n := load(t, shanghai, AllHighways(), Options{EveryNode: true})
	v, ok := n.NodeOf(62906031)
	if !ok {
		t.Fatal("node 62906031 is not there")
	}
	const width = 25.0
	var last orb.MultiPolygon
	for _, limit := range []float64{500, 1000, 2000} {
		r := within(n, limit, v)
		area, err := n.Area(r, width)
		if err != nil {
			t.Fatal(err)
		}
		holes, rings := 0.0, 0
		for _, p := range area {
			for _, ring := range p[1:] {
				holes += math.Abs(planar.Area(ring))
				rings++
			}
		}
		inside, inHole := checkArea(t, area, n.Lines(r), width, 20_000/int(limit/500))
		t.Logf("%g m: %d nodes, %d polygons, %.0f m², %d holes of %.0f m²; %d points inside, %d in holes",
			limit, len(r.Nodes), len(area), planar.Area(area), rings, holes, inside, inHole)
		if len(area) != 1 {
			t.Errorf("%g m: %d polygons: what is reached hangs together", limit, len(area))
		}
		if limit >= 1000 && rings == 0 || limit == 1000 && inHole == 0 {
			t.Errorf("%g m: %d holes, %d points in them", limit, rings, inHole)
		}
		for _, ring := range last {
			for _, q := range ring[0] {
				if d := apart(mgl64.Vec2(q), n.Lines(r)); d > width+1e-3 {
					t.Fatalf("%g m: %v was inside at a smaller limit, lies %.3f m from the roads", limit, q, d)
				}
			}
		}
		last = area
	}
}
