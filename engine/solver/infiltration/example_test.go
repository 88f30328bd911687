package infiltration_test

import (
	"fmt"

	"shapan/engine/solver/infiltration"
)

// A lawn on silt loam and a half paved yard, in an hour of 50 mm. The pond
// stands for the surface solver.
func ExampleSoil() {
	loam, err := infiltration.FindTexture("粉砂壤土")
	if err != nil {
		fmt.Println(err)
		return
	}
	soil, err := infiltration.New(infiltration.Config{
		Classes: []infiltration.Class{{Name: "lawn", Law: loam.GreenAmpt(0.3), Storage: 0.002}},
		Soil:    []uint8{0, 0},
		Paved:   []float32{0, 0.5},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	const dt, rain = 10, 0.050 / 3600
	soaked, pond, loss := make([]float64, 2), make([]float64, 2), make([]float32, 2)
	for range 360 {
		if err := soil.Capacity(dt, pond, loss); err != nil { // then water.SetLoss(loss)
			fmt.Println(err)
			return
		}
		for c := range pond { // water.Advance
			x := min(pond[c]+rain*dt, float64(loss[c])*dt)
			pond[c] += rain*dt - x
			soaked[c] += x
		}
		if err := soil.Book(dt, soaked); err != nil { // what really soaked in
			fmt.Println(err)
			return
		}
	}
	fmt.Printf("lawn takes %.1f mm, yard %.1f mm\n", 1000*soaked[0], 1000*soaked[1])
	// Output: lawn takes 31.9 mm, yard 17.0 mm
}
