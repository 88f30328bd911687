package pipenet_test

import (
	"context"
	"fmt"

	"shapan/engine/solver/pipenet"
)

// A street of one basin above one manhole: each tick the surface tells its level
// and what it has, the sewer takes or gives, and both book the same number.
func ExampleSolver_Exchange() {
	pipe, _ := pipenet.Circle(0.3)
	s, _ := pipenet.New(pipenet.Network{
		Nodes: []pipenet.Node{
			{Name: "manhole", Invert: 1, MaxDepth: 2, Inlet: &pipenet.Inlet{Perimeter: 1.6, OpenArea: 0.15}},
			{Name: "river", Kind: pipenet.Outfall},
		},
		Links: []pipenet.Link{{Name: "pipe", From: 0, To: 1, Conduit: &pipenet.Conduit{Section: pipe, Length: 50, N: 0.013}}},
	})
	street, area := 10.0, 100.0 // water [m³], plan area [m²]
	for range 60 {
		s.SetSurface(0, s.NodeRim(0)+street/area, street)
		if err := s.Advance(context.Background(), 5); err != nil {
			fmt.Println(err)
		}
		street -= s.Exchange(0)
	}
	l := s.Ledger()
	fmt.Printf("street %.2f m³, sewer %.2f m³, river %.2f m³: %.2f m³\n", street, l.Stored-l.Initial, l.OutfallOut, street+l.Stored-l.Initial+l.OutfallOut)
	// Output: street 1.91 m³, sewer 0.48 m³, river 7.61 m³: 10.00 m³
}
