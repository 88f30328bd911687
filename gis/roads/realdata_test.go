package roads

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"shapan/engine/solver/route"
)

// realData returns the path of a file of shared/data/gis, which lies beside the
// repository, or skips the test.
func realData(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("../../../shared/data/gis", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("real data absent: %v", err)
	}
	return path
}

func load(t testing.TB, name string, p Profile, o Options) (*Data, *Network) {
	t.Helper()
	d, err := ReadOSM(realData(t, name))
	if err != nil {
		t.Fatal(err)
	}
	n, err := Build(d, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return d, n
}

const (
	shanghai = "osm_shanghai_huangpu_roads.osm"
	monaco   = "osm_monaco.osm.gz"
)

// The facts of shared/data/MANIFEST.md, found by others. They hold under these
// conventions: every way with a highway tag counts, whatever its access; each
// node of a way is a vertex; each pair of following nodes is an edge, as often
// as it is written; one-way only where oneway=yes or -1 says so (no implied
// roundabouts); lengths by haversine, R = 6371008.8 m. Allowed: half of the last
// digit given there.
func TestManifestFacts(t *testing.T) {
	near := func(what string, got, want, within float64) {
		t.Helper()
		t.Logf("%s: %.3f, want %.2f", what, got, want)
		if !(math.Abs(got-want) <= within) {
			t.Errorf("%s: %.4f, want %.4f ± %v", what, got, want, within)
		}
	}
	count := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	d, n := load(t, shanghai, AllHighways(), Options{EveryNode: true})
	count("nodes in the file", d.Nodes(), 2958)
	count("ways", len(d.Ways), 796)
	count("V", len(n.Nodes), 2458)
	count("E", len(n.Edges), 3387)
	count("largest component", n.LargestComponent(), 1505)
	near("length, haversine [km]", d.Length(Haversine, nil)/1e3, 102.004, 0.0005)
	near("length, geodesic [km]", d.Length(Geodesic, nil)/1e3, 101.966, 0.0005)
	for _, r := range []struct {
		from, to int64
		length   float64
	}{{62906031, 1888343889, 5008.45}, {62906031, 13290354021, 2499.86}, {13290354021, 62906031, 2742.14}} {
		p, ok := between(n, r.from, r.to)
		if !ok {
			t.Fatalf("%d → %d: no route", r.from, r.to)
		}
		near("route [m]", p.Cost, r.length, 0.005)
	}
	start, _ := n.NodeOf(62906031)
	var reach route.Reach
	for _, c := range []struct {
		limit float64
		nodes int
	}{{500, 33}, {1000, 130}, {2000, 305}} {
		n.Graph.NewSearch().Within(n.free, []route.Place{route.AtNode(start)}, c.limit, &reach)
		count("nodes reached", len(reach.Nodes), c.nodes)
	}

	d, n = load(t, monaco, AllHighways(), Options{EveryNode: true})
	count("nodes in the file", d.Nodes(), 13739)
	count("V", len(n.Nodes), 4770)
	count("E", len(n.Edges), 9069)
	count("largest component", n.LargestComponent(), 4580)
	near("length, haversine [km]", d.Length(Haversine, nil)/1e3, 83.493, 0.0005)
}

// Between crossings it must not matter whether the nodes between them are nodes
// of the graph; allowed 1e-6 m, for sums in another order.
func TestCrossingsAloneGiveTheSameLengths(t *testing.T) {
	for _, file := range []string{shanghai, monaco} {
		_, every := load(t, file, AllHighways(), Options{EveryNode: true})
		_, alone := load(t, file, AllHighways(), Options{})
		r := rand.New(rand.NewPCG(3, 4))
		worst, joined := 0.0, 0
		for range 500 {
			a, b := alone.Nodes[r.IntN(len(alone.Nodes))].ID, alone.Nodes[r.IntN(len(alone.Nodes))].ID
			p, ok := between(every, a, b)
			q, ok2 := between(alone, a, b)
			if ok != ok2 {
				t.Fatalf("%d → %d: joined %v and %v", a, b, ok, ok2)
			}
			if ok {
				joined++
				worst = max(worst, math.Abs(p.Cost-q.Cost))
			}
		}
		t.Logf("%s: %d nodes, %d edges instead of %d, %d; %d of 500 pairs joined, lengths differ by %.1e m (allowed 1e-6)", file, len(alone.Nodes), len(alone.Edges), len(every.Nodes), len(every.Edges), joined, worst)
		if worst > 1e-6 || joined < 100 {
			t.Error("lengths differ, or hardly any pair was compared")
		}
	}
}

func between(n *Network, from, to int64) (route.Path, bool) {
	a, ok := n.NodeOf(from)
	b, ok2 := n.NodeOf(to)
	if !ok || !ok2 {
		return route.Path{}, false
	}
	return n.Graph.NewSearch().Route(n.free, []route.Place{route.AtNode(a)}, []route.Place{route.AtNode(b)}, nil)
}

// A thousand random pairs of points for each traveller on each real network: three searches, one
// answer, to the last bit for A*, to 1e-12 for both ends at once.
func TestSearchesAgreeOnRealRoads(t *testing.T) {
	for _, file := range []string{shanghai, monaco} {
		for _, p := range []Profile{Vehicle(), Emergency(), Foot()} {
			_, n := load(t, file, p, Options{})
			c, s := n.Graph.NewCosts(route.Time), n.Graph.NewSearch()
			r := rand.New(rand.NewPCG(1, 2))
			found, worst := 0, 0.0
			some := func() []route.Place {
				e := int32(r.IntN(len(n.Edges)))
				at := r.Float64()
				places := []route.Place{route.OnEdge(e, at)}
				if back := n.Edges[e].Back; back >= 0 {
					places = append(places, route.OnEdge(back, 1-at))
				}
				return places
			}
			for range 1000 {
				from, to := some(), some()
				d, ok := s.Dijkstra(c, from, to, nil)
				a, ok2 := s.Route(c, from, to, nil)
				b, ok3 := s.Bidirectional(c, from, to, nil)
				if ok != ok2 || ok != ok3 || d.Cost != a.Cost || !slices.Equal(d.Edges, a.Edges) {
					t.Fatalf("%v → %v: %v %v and %v %v", from, to, d, ok, a, ok2)
				}
				if ok {
					found++
					worst = max(worst, math.Abs(b.Cost-d.Cost)/(1+d.Cost))
				}
			}
			t.Logf("%s, %s: %d nodes, %d edges, %d states; %d of 1000 pairs joined; both ends err by %.1e (allowed 1e-12)", file, p.Name, len(n.Nodes), len(n.Edges), n.Graph.States(), found, worst)
			if worst > 1e-12 || found == 0 {
				t.Error("searches differ, or nothing was compared")
			}
		}
	}
}

func BenchmarkRealRoads(b *testing.B) {
	for _, file := range []string{shanghai, monaco} {
		_, n := load(b, file, Vehicle(), Options{})
		r := n.NewRouter(100)
		c := n.Graph.NewCosts(route.Time)
		b.Run(file+"/Route", func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			var edges []int32
			for b.Loop() {
				from, to := int32(random.IntN(len(n.Nodes))), int32(random.IntN(len(n.Nodes)))
				p, _ := r.Search.Route(c, []route.Place{route.AtNode(from)}, []route.Place{route.AtNode(to)}, edges)
				edges = p.Edges
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
		})
		b.Run(file+"/Snap", func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			for b.Loop() {
				if _, err := n.Snap(n.xy[random.IntN(len(n.xy))].Add(n.xy[random.IntN(len(n.xy))]).Mul(0.5), 1e4, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "snaps/s")
		})
		b.Run(file+"/Build", func(b *testing.B) {
			d, err := ReadOSM(realData(b, file))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := Build(d, Vehicle(), Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
