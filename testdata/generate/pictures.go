package main

import (
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
)

// hillshade draws the ground lit from the north-west, relief exaggerated.
func hillshade(z []float32, file string) error {
	n := int(size)
	img := image.NewRGBA(image.Rect(0, 0, 2*n, 2*n))
	at := func(i, j int) float64 { return float64(z[max(0, min(j, n-1))*n+max(0, min(i, n-1))]) }
	for y := range 2 * n {
		for x := range 2 * n {
			i, j := x/2, n-1-y/2
			gx, gy := (at(i+1, j)-at(i-1, j))/2, (at(i, j+1)-at(i, j-1))/2
			shade := 0.6 + 2.2*(gx-gy)
			t := (at(i, j) - 3.8) / 3.2
			lines := 1.0
			if c := at(i, j) / 0.25; math.Floor(c) != math.Floor(at(i+1, j)/0.25) || math.Floor(c) != math.Floor(at(i, j+1)/0.25) {
				lines = 0.8
			}
			paint := func(a, b float64) uint8 {
				return uint8(max(0, min(255, 255*lines*shade*(a+(b-a)*t))))
			}
			img.Set(x, y, color.RGBA{paint(0.5, 1.2), paint(0.9, 1.1), paint(1.1, 0.8), 255})
		}
	}
	return writePNG(img, file)
}

func writePNG(img image.Image, file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
