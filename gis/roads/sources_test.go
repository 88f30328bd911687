package roads

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmtest"

	"shapan/engine/solver/route"
)

// Any scanner serves, such as the one of PBF files, and any order.
func TestAnyScannerServes(t *testing.T) {
	objects := osm.Objects{
		&osm.Relation{ID: 1, Tags: osm.Tags{{Key: "type", Value: "restriction"}, {Key: "restriction", Value: "no_straight_on"}},
			Members: osm.Members{{Type: osm.TypeWay, Ref: 1, Role: "from"}, {Type: osm.TypeNode, Ref: 2, Role: "via"}, {Type: osm.TypeWay, Ref: 2, Role: "to"}}},
		&osm.Way{ID: 1, Nodes: osm.WayNodes{{ID: 1}, {ID: 2}}, Tags: osm.Tags{{Key: "highway", Value: "service"}}},
		&osm.Way{ID: 2, Nodes: osm.WayNodes{{ID: 2}, {ID: 3}}, Tags: osm.Tags{{Key: "highway", Value: "service"}}},
		&osm.Node{ID: 3, Lon: 0.002}, &osm.Node{ID: 1}, &osm.Node{ID: 2, Lon: 0.001},
	}
	d, err := FromOSM("objects", osmtest.NewScanner(objects))
	if err != nil {
		t.Fatal(err)
	}
	n, err := Build(d, Vehicle(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, there := between(n, 1, 3)
	_, back := between(n, 3, 1)
	if there || !back {
		t.Errorf("joined %v, back %v: the restriction forbids one direction", there, back)
	}
}

// A tiled map of real roads: lines cut at tile borders, without topology.
func TestTilesOfRealRoads(t *testing.T) {
	text, err := os.ReadFile(realData(t, "shanghai_bund_lujiazui_roads.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := geojson.UnmarshalFeatureCollection(text)
	if err != nil {
		t.Fatal(err)
	}
	d, err := FromGeoJSON("tiles", c, false, TileTags)
	if err != nil {
		t.Fatal(err)
	}
	n, err := Build(d, Foot(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Half of the nodes at least must be joined, or the lines were not put together.
	t.Logf("%d lines, %d nodes, %d edges, largest component %d, %d notes", len(d.Ways), len(n.Nodes), len(n.Edges), n.LargestComponent(), len(n.Notes))
	if len(c.Features) != 1778 || n.LargestComponent()*2 < len(n.Nodes) {
		t.Error("the tiles' lines do not hang together")
	}
}

// Water on a street: its speed by depth (Pregnolato 2017, of the scenario, not
// of this package) and the way round it, on a plan drawn in metres.
func TestWaterOnTheWay(t *testing.T) {
	d, err := FromLines("plan", []Line{
		{1, []orb.Point{{0, 0}, {1000, 0}}, tags("highway=residential maxspeed=36")},
		{2, []orb.Point{{0, 0}, {500, 300}, {1000, 0}}, tags("highway=residential maxspeed=36 bridge=yes")},
	}, true)
	if err != nil {
		t.Fatal(err)
	}
	n, err := Build(d, Vehicle(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, dry := n.NewRouter(20), n.Graph.NewCosts(route.Time)
	took := func(c *route.Costs) int64 {
		trip, err := r.Route(c, mgl64.Vec2{0, 0}, mgl64.Vec2{1000, 0})
		if err != nil {
			t.Fatal(err)
		}
		if trip.Length > 1100 {
			return 2
		}
		return 1
	}
	speed := func(mm float64) float64 { // [m/s]
		if mm >= 300 {
			return 0
		}
		return (0.0009*mm*mm - 0.5529*mm + 86.9448) / 3.6
	}
	for _, c := range []struct {
		mm  float64
		way int64
	}{{0, 1}, {100, 1}, {150, 2}, {300, 2}, {50, 1}} { // 36, 36, 24.3, 0, 36 km/h against 1166 m at 36
		wet := dry.Clone()
		for e, edge := range n.Edges {
			if !edge.Bridge {
				wet.Speed(int32(e), speed(c.mm))
			}
		}
		if way := took(wet); way != c.way {
			t.Errorf("%v mm of water: takes way %d, want %d", c.mm, way, c.way)
		}
	}
	if took(dry) != 1 {
		t.Error("a run's water has got into the costs it was forked from")
	}
}

func TestGeoJSONNotesWhatIsNoLine(t *testing.T) {
	c := geojson.NewFeatureCollection()
	c.Append(geojson.NewFeature(orb.Point{1, 2}))
	c.Append(&geojson.Feature{})
	line := geojson.NewFeature(orb.MultiLineString{{{0, 0}, {0.001, 0}}, {{0.001, 0}, {0.002, 0}}})
	line.Properties = geojson.Properties{"highway": "service", "oneway": true, "lanes": 2.0}
	c.Append(line)
	d, err := FromGeoJSON("mixed", c, false, nil)
	if err != nil || len(d.Notes) != 2 || len(d.Ways) != 2 || !strings.Contains(d.Notes[0].String(), "Point") {
		t.Fatalf("%+v %v", d, err)
	}
	if !slices.Equal(d.Ways[0].Nodes, []int64{1, 2}) || !slices.Equal(d.Ways[1].Nodes, []int64{2, 3}) || d.Ways[0].Tags["oneway"] != "yes" {
		t.Errorf("%+v", d.Ways)
	}
}
