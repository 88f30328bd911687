package rainfall_test

import (
	"fmt"

	"shapan/engine/solver/rainfall"
)

// A cell of 60 mm/h crosses a site of 2 km from west to east in the hour; each
// minute a model asks what fell.
func ExampleField() {
	site := rainfall.Grid{NX: 20, NY: 20, Cell: 100}
	var field rainfall.Field
	field, err := rainfall.NewMovingCell(site, rainfall.StormCell{
		X: -3000, Y: 1000, VX: 2, Along: 1500, Across: 600,
		Peak: rainfall.Constant{Rate: 0.060 / 3600, Duration: 3600},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	depths, total := make([]float32, site.Cells()), 0.0
	for t := 0.0; t < 3600; t += 60 {
		if _, ok := field.Uniform(); !ok {
			field.Depths(t, t+60, depths)
		}
		total += rainfall.ArealMean(depths, nil)
	}
	field.Depths(0, 3600, depths)
	fmt.Printf("%.2f mm on average; %.2f mm at once\n", 1000*total, 1000*rainfall.ArealMean(depths, nil))
	// Output: 20.69 mm on average; 20.69 mm at once
}
