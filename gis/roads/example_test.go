package roads_test

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"shapan/engine/solver/route"
	"shapan/gis/roads"
)

// A street and a one-way into it; who drives in does not get out again.
func Example() {
	d, err := roads.ParseOSM("town.osm", strings.NewReader(`<osm>
		<node id="1" lon="121.4700" lat="31.23"/><node id="2" lon="121.4710" lat="31.23"/><node id="3" lon="121.4710" lat="31.231"/>
		<way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="secondary"/></way>
		<way id="8"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>
	</osm>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := roads.Build(d, roads.Vehicle(), roads.Options{Measure: roads.Haversine})
	if err != nil {
		fmt.Println(err)
		return
	}
	a, b := n.Project(orb.Point{121.4700, 31.23}), n.Project(orb.Point{121.4710, 31.231})
	router, costs := n.NewRouter(50), n.Graph.NewCosts(route.Time)
	trip, err := router.Route(costs, a, b)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f m, %.2f s\n", trip.Length, trip.Time)
	_, err = router.Route(costs, b, a)
	fmt.Println(err)
	// Output:
	// 206.3 m, 20.95 s
	// (-47.5, -55.6) cannot be reached by vehicle: only against one-ways
}
