package main

import (
	"image"
	"image/color"
	"strings"
)

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
