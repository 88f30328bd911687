package main

import (
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"strings"
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

// planPicture draws streets, surfaces, buildings and the pit at 2 pixels to the metre.
func planPicture(t *town, file string) error {
	const scale = 2
	n := int(size) * scale
	img := image.NewRGBA(image.Rect(0, 0, n, n))
	fill := func(r ring, c color.RGBA) {
		low, high := r.bounds()
		for y := max(0, int(low[1]*scale)); y < min(n, int(high[1]*scale)+1); y++ {
			for x := max(0, int(low[0]*scale)); x < min(n, int(high[0]*scale)+1); x++ {
				if r.contains(point{(float64(x) + 0.5) / scale, (float64(y) + 0.5) / scale}) {
					img.SetRGBA(x, n-1-y, c)
				}
			}
		}
	}
	fill(ring{{0, 0}, {size, 0}, {size, size}, {0, size}}, color.RGBA{95, 98, 104, 255})
	for _, b := range blocks {
		fill(b.kerb, color.RGBA{190, 186, 178, 255})
		fill(b.property, color.RGBA{214, 209, 196, 255})
	}
	for _, s := range surfaces(t) {
		if s.kind == "pavement" || strings.HasPrefix(s.id, "yard-") {
			continue
		}
		fill(s.rings[0], surfaceColour[s.kind])
	}
	for _, b := range t.buildings {
		shade := uint8(max(60, 190-2*b.height))
		fill(b.outline, color.RGBA{shade, shade - 12, shade - 24, 255})
	}
	fill(pit, color.RGBA{120, 84, 50, 255})
	fill(stageMid, color.RGBA{150, 112, 70, 255})
	fill(stageEast, color.RGBA{178, 140, 95, 255})
	fill(sump1, color.RGBA{30, 60, 160, 255})
	fill(sump2, color.RGBA{30, 60, 160, 255})
	return writePNG(img, file)
}

var surfaceColour = map[string]color.RGBA{
	"park": {126, 166, 98, 255}, "sports": {190, 96, 72, 255}, "water": {96, 144, 190, 255},
	"plaza": {204, 190, 172, 255}, "yard": {182, 170, 146, 255}, "pavement": {190, 186, 178, 255},
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
