package roads

import (
	"bytes"
	"math"

	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"

	"shapan/engine/solver/route"
)

// tags of "highway=primary oneway=yes".
func tags(s string) Tags {
	t := Tags{}
	for _, pair := range strings.Fields(s) {
		k, v, _ := strings.Cut(pair, "=")
		t[k] = v
	}
	return t
}

func TestWhoMayPass(t *testing.T) {
	run := Emergency()
	run.AgainstWay = 0.5
	for _, c := range []struct {
		tags              string
		p                 Profile
		forward, backward float64 // [km/h], 0: closed
		notes             int
	}{
		{"highway=residential", Vehicle(), 30, 30, 0},
		{"highway=residential oneway=yes", Vehicle(), 30, 0, 0},
		{"highway=residential oneway=-1", Vehicle(), 0, 30, 0},
		{"highway=residential oneway=perhaps", Vehicle(), 30, 30, 1},
		{"highway=residential oneway=reversible", Vehicle(), 0, 0, 1},
		{"highway=primary junction=roundabout", Vehicle(), 50, 0, 0},
		{"highway=primary junction=roundabout oneway=no", Vehicle(), 50, 50, 0},
		{"highway=primary junction=roundabout", AllHighways(), -1, -1, 0},
		{"highway=motorway", Vehicle(), 100, 0, 0},
		{"highway=motorway_link", Vehicle(), 50, 50, 0},
		{"highway=motorway", Foot(), 0, 0, 0},
		{"highway=primary maxspeed=40", Vehicle(), 40, 40, 0},
		{"highway=primary maxspeed=fast", Vehicle(), 50, 50, 1 + 1},
		{"highway=primary maxspeed=60 maxspeed:backward=30", Vehicle(), 60, 30, 0},
		{"highway=residential access=private", Vehicle(), 0, 0, 0},
		{"highway=residential access=private", Emergency(), 30, 30, 0},
		{"highway=residential access=private", Foot(), 0, 0, 0},
		{"highway=residential access=no motor_vehicle=yes", Vehicle(), 30, 30, 0},
		{"highway=residential vehicle=no", Vehicle(), 0, 0, 0},
		{"highway=residential vehicle=no", Foot(), 4.824, 4.824, 0},
		{"highway=residential emergency=no", Emergency(), 0, 0, 0},
		{"highway=residential access:conditional=no@(7-9)", Vehicle(), 30, 30, 1},
		{"highway=footway", Vehicle(), 0, 0, 0},
		{"highway=footway", Emergency(), 0, 0, 0},
		{"highway=footway emergency=yes", Emergency(), 10, 10, 0},
		{"highway=construction emergency=yes", Emergency(), 0, 0, 0},
		{"highway=pedestrian", Vehicle(), 0, 0, 0},
		{"highway=pedestrian", Emergency(), 15, 15, 0},
		{"highway=steps", Foot(), 2.34, 2.34, 0},
		{"highway=residential oneway=yes", Foot(), 4.824, 4.824, 0},
		{"highway=residential oneway=yes", Emergency(), 30, 0, 0},
		{"highway=residential oneway=yes", run, 30, 15, 0},
		{"highway=residential oneway=-1", run, 15, 30, 0},
		{"building=yes", Vehicle(), 0, 0, 0},
	} {
		notes := 0
		g := c.p.passage(&Way{Tags: tags(c.tags)}, func(string, string, string) { notes++ })
		kmh := func(open bool, v float64) float64 {
			switch {
			case !open:
				return 0
			case v == 0:
				return -1
			}
			return v * 3.6
		}
		if f, b := kmh(g.open, g.forward), kmh(g.back, g.backward); math.Abs(f-c.forward) > 1e-9 || math.Abs(b-c.backward) > 1e-9 || notes != c.notes {
			t.Errorf("%s for %s: %v and %v km/h, %d notes; want %v, %v, %d", c.tags, c.p.Name, f, b, notes, c.forward, c.backward, c.notes)
		}
	}
}

func TestParseSpeed(t *testing.T) {
	for s, want := range map[string]float64{
		"50": 50 / 3.6, "50 km/h": 50 / 3.6, "30 mph": 13.4112, "30mph": 13.4112, "10 knots": 18520. / 3600,
		"walk": 5 / 3.6, "none": 0, "signals": 0, "CN:urban": 0, "80;60": 60 / 3.6, "80|none": 80 / 3.6, "7.5": 7.5 / 3.6,
	} {
		if v, ok := parseSpeed(s); !ok || math.Abs(v-want) > 1e-12 {
			t.Errorf("%q: %v %v, want %v", s, v, ok, want)
		}
	}
	for _, s := range []string{"", "fast", "-5", "0", "50 furlongs", "1e9", "NaN", ";", "50;fast", "Inf"} {
		if v, ok := parseSpeed(s); ok {
			t.Errorf("%q: %v, must be refused", s, v)
		}
	}
}

// A barrier stops whom it stops, and splits the street.
func TestBarriers(t *testing.T) {
	street := func(barrier string) string {
		return "<osm><node id='1' lon='0' lat='0'/><node id='2' lon='0.001' lat='0'>" + barrier + "</node><node id='3' lon='0.002' lat='0'/>" +
			"<way id='1'><nd ref='1'/><nd ref='2'/><nd ref='3'/><tag k='highway' v='service'/></way></osm>"
	}
	bollard := "<tag k='barrier' v='bollard'/>"
	for _, c := range []struct {
		barrier string
		p       Profile
		passes  bool
	}{
		{"", Vehicle(), true}, {bollard, Vehicle(), false}, {bollard, Emergency(), true}, {bollard, Foot(), true},
		{bollard + "<tag k='motor_vehicle' v='yes'/>", Vehicle(), true},
		{"<tag k='barrier' v='gate'/>", Vehicle(), true},
		{"<tag k='barrier' v='gate'/><tag k='access' v='private'/>", Vehicle(), false},
		{"<tag k='barrier' v='block'/>", Emergency(), false},
	} {
		if _, ok := between(build(t, street(c.barrier), c.p), 1, 3); ok != c.passes {
			t.Errorf("%s for %s: passes %v, want %v", c.barrier, c.p.Name, ok, c.passes)
		}
	}
}

// Exports that write a two-way street as A B A have it once; a one-way street
// that returns by itself keeps both ways.
func TestRepeatedSegments(t *testing.T) {
	for _, c := range []struct {
		oneway string
		edges  int
	}{{"no", 2}, {"yes", 2}} {
		n := build(t, "<osm><node id='1' lon='0' lat='0'/><node id='2' lon='0.001' lat='0'/><way id='1'><nd ref='1'/><nd ref='2'/><nd ref='1'/>"+
			"<tag k='highway' v='service'/><tag k='oneway' v='"+c.oneway+"'/></way></osm>", Vehicle())
		_, there := between(n, 1, 2)
		_, back := between(n, 2, 1)
		if len(n.Edges) != c.edges || !there || !back {
			t.Errorf("oneway=%s: %d edges, there %v, back %v", c.oneway, len(n.Edges), there, back)
		}
	}
}

// Lines without topology: a bridge over a street does not meet it, though they
// share a vertex; its ramp does.
func TestLevelsKeptApart(t *testing.T) {
	lines := []Line{
		{1, []orb.Point{{0, 0}, {100, 0}, {200, 0}}, tags("highway=residential")},
		{2, []orb.Point{{100, -100}, {100, 0}, {100, 100}}, tags("highway=primary bridge=yes")},
		{3, []orb.Point{{100, 100}, {200, 0}}, tags("highway=primary_link")},
		{4, []orb.Point{{0, 50}, {200, 50}}, tags("highway=residential")}, // crosses 2 without a vertex
	}
	d, err := FromLines("lines", lines, true)
	if err != nil {
		t.Fatal(err)
	}
	n, err := Build(d, Vehicle(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := n.NewRouter(1)
	c := n.Graph.NewCosts(route.Length)
	trip, err := r.Route(c, mgl64.Vec2{0, 0}, mgl64.Vec2{100, -100})
	if want := 200 + 100*math.Sqrt2 + 200; err != nil || math.Abs(trip.Length-want) > 1e-9 {
		t.Fatalf("%+v %v, want %v m: by the ramp, not through the bridge's vertex", trip, err, want)
	}
	// The street below the bridge: want no bridges.
	s, err := n.Snap(mgl64.Vec2{100, 1}, 50, func(e int32) bool { return !n.Edges[e].Bridge })
	if err != nil || n.Edges[s.Edge].Way != 1 {
		t.Errorf("%+v %v", s, err)
	}
	if _, err := r.Route(c, mgl64.Vec2{0, 0}, mgl64.Vec2{0, 50}); err == nil {
		t.Error("lines that cross without a vertex must not meet")
	}
	if _, err := FromLines("swapped", []Line{{1, []orb.Point{{31, 121}, {31, 121.1}}, nil}}, false); err == nil || !strings.Contains(err.Error(), "swapped") {
		t.Errorf("%v, want a word on swapped axes", err)
	}
}

// Vincenty's geodesic against values of others. Flinders Peak to Buninyong,
// 54972.271 m, is the worked example of the GDA technical manual (ICSM), on
// GRS 80, whose flattening differs by 2e-11. Along the equator it is an arc of
// radius a; from equator to pole WGS 84 has 10001965.729 m.
func TestGeodesic(t *testing.T) {
	dms := func(d, m, s float64) float64 { return math.Copysign(math.Abs(d)+m/60+s/3600, d) }
	for _, c := range []struct {
		a, b         orb.Point
		want, within float64
	}{
		{orb.Point{dms(144, 25, 29.52440), dms(-37, 57, 3.72030)}, orb.Point{dms(143, 55, 35.38390), dms(-37, 39, 10.15610)}, 54972.271, 0.0005},
		{orb.Point{10, 0}, orb.Point{11, 0}, halfAxis * math.Pi / 180, 1e-6},
		{orb.Point{0, 0}, orb.Point{0, 90}, 10001965.729, 0.001},
		{orb.Point{5, 5}, orb.Point{5, 5}, 0, 0},
	} {
		if got := Geodesic.Between(c.a, c.b); math.Abs(got-c.want) > c.within {
			t.Errorf("%v – %v: %.4f m, want %.4f ± %v", c.a, c.b, got, c.want, c.within)
		}
		if c.want > 0 && c.want < 1e6 {
			for _, m := range []Measure{Haversine, Geodesic} {
				if chord := m.position(c.a).Sub(m.position(c.b)).Len(); chord > m.Between(c.a, c.b) {
					t.Errorf("a straight line of %v m is longer than the way of %v m: A* would err", chord, m.Between(c.a, c.b))
				}
			}
		}
	}
	if got := Haversine.Between(orb.Point{0, 0}, orb.Point{0, 90}); math.Abs(got-EarthRadius*math.Pi/2) > 1e-6 {
		t.Errorf("quarter of the sphere: %v", got)
	}
}

func TestBadFiles(t *testing.T) {
	for text, want := range map[string]string{
		"":      "no way with a highway tag",
		"<osm>": "XML syntax error",
		"<osm><node id='1' lon='31' lat='121'/><node id='2' lon='31' lat='122'/><way id='1'><nd ref='1'/><tag k='highway' v='service'/></way></osm>": "node/2",
		"<osm><node id='x' lon='1' lat='2'/></osm>": "bad.osm",
	} {
		if _, err := ParseOSM("bad.osm", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	d, err := ParseOSM("gap.osm", strings.NewReader("<osm><node id='1' lon='0' lat='0'/><way id='1'><nd ref='1'/><nd ref='9'/><tag k='highway' v='service'/></way>"+
		"<relation id='5'><tag k='type' v='restriction'/><member type='way' ref='1' role='from'/></relation></osm>"))
	if err != nil || len(d.Notes) != 2 {
		t.Fatalf("%v %v: want notes on the missing node and the incomplete restriction", err, d)
	}
	if _, err := Build(d, Vehicle(), Options{}); err == nil || !strings.Contains(err.Error(), "no way is open") {
		t.Errorf("%v", err)
	}
}

// Whatever is read must not panic, and what is built must answer.
func FuzzParseOSM(f *testing.F) {
	f.Add([]byte(town("")))
	f.Add([]byte(town(relation("no_left_turn", "from way 5", "via way 6", "to way 3"))))
	f.Add([]byte(town(relation("only_u_turn", "from way 5", "via node 5", "to way 5"))))
	f.Add([]byte("<osm><way id='1'><tag k='highway' v='road'/></way></osm>"))
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := ParseOSM("fuzz.osm", bytes.NewReader(b))
		if err != nil {
			return
		}
		for _, p := range []Profile{Vehicle(), Emergency(), Foot(), AllHighways()} {
			n, err := Build(d, p, Options{})
			if err != nil {
				continue
			}
			r := n.NewRouter(1000)
			trip, err := r.Route(n.Graph.NewCosts(route.Length), n.xy[0], n.xy[len(n.xy)-1])
			if err == nil && !(trip.Length >= 0 && len(trip.Line) > 0) {
				t.Fatalf("%+v", trip)
			}
		}
	})
}
