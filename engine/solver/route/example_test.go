package route_test

import (
	"fmt"
	"math"

	"shapan/engine/solver/route"
)

// A square with a diagonal: the way from 0 to 3, then with water on the diagonal,
// then with all ways closed.
func Example() {
	edges := []route.Edge{{From: 0, To: 1, Length: 100, Speed: 10}, {From: 1, To: 3, Length: 100, Speed: 10},
		{From: 0, To: 2, Length: 120, Speed: 10}, {From: 2, To: 3, Length: 120, Speed: 10}, {From: 0, To: 3, Length: 142, Speed: 10}}
	g, err := route.New(4, nil, edges, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	costs, search := g.NewCosts(route.Time), g.NewSearch()
	from, to := []route.Place{route.AtNode(0)}, []route.Place{route.AtNode(3)}
	show := func() {
		p, ok := search.Route(costs, from, to, nil)
		fmt.Printf("%v %.1f s %v\n", p.Edges, p.Cost, ok)
	}
	show()
	costs.Speed(4, 5) // water: 5 m/s at most
	show()
	for _, e := range []int32{1, 3, 4} {
		costs.Set(e, math.Inf(1))
	}
	show()
	// Output:
	// [4] 14.2 s true
	// [0 1] 20.0 s true
	// [] 0.0 s false
}
