package terrain_test

import (
	"fmt"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/terrain"
)

// A pit of 20 × 10 m is dug 4 m deep into level ground.
func ExampleExcavate() {
	ground := &engine.Field{Grid: engine.Grid{NX: 50, NY: 50, Cell: 1}, Values: make([]float32, 2500)}
	outline := []mgl64.Vec2{{10, 10}, {30, 10}, {30, 20}, {10, 20}}
	cut := terrain.Excavate(ground, terrain.Excavation{Rings: [][]mgl64.Vec2{outline}, Level: -4})
	fmt.Println(cut.Volume, "m³ from", cut.Cells, "cells")
	// Output: 800 m³ from 200 cells
}

func ExampleTrace() {
	g := engine.Grid{NX: 4, NY: 3, Cell: 1}
	house := map[int]bool{1: true, 2: true, 5: true}
	for _, region := range terrain.Trace(g, func(cell int) bool { return house[cell] }) {
		fmt.Println(region.Rings)
	}
	// Output: [[[1 0] [3 0] [3 1] [2 1] [2 2] [1 2]]]
}
