package shallowwater

import (
	"context"
	"fmt"
)

func ExampleSolver() {
	// A flat yard of 20×20 m with a wall around: 36 mm/h for ten minutes.
	yard := Grid{NX: 20, NY: 20, Cell: 1}
	s, err := New(Config{Grid: yard, Bed: make([]float64, yard.Cells())})
	if err != nil {
		fmt.Println(err)
		return
	}
	s.SetRain(1e-5, nil)
	for range 10 {
		if err := s.Advance(context.Background(), 60); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Printf("%.1f mm in the middle, %.2f m³ in all\n", 1000*s.Depth()[yard.Index(10, 10)], s.Ledger().Stored)
	// Output: 6.0 mm in the middle, 2.40 m³ in all
}
