package main

import "math"

// relief holds heights of the street network [m] every 100 m, north row first:
// a low ridge along Xiaohe Road, where the town wall stood, another along Matou
// Street, and between them a shallow trough that falls towards Binjiang Road.
var relief = [7][7]float64{
	//  0    100   200   300   400   500   600   x [m]
	{4.80, 4.84, 4.78, 4.68, 4.74, 4.72, 4.66}, // y = 600
	{5.08, 5.22, 5.12, 5.00, 5.14, 5.10, 4.88},
	{5.10, 5.38, 5.26, 4.98, 5.26, 5.18, 4.85},
	{4.95, 5.16, 4.86, 4.72, 5.06, 4.96, 4.68},
	{4.92, 5.10, 5.04, 5.03, 5.04, 4.75, 4.40},
	{4.82, 4.92, 4.86, 4.78, 4.66, 4.40, 4.10},
	{4.60, 4.68, 4.60, 4.50, 4.35, 4.10, 3.90}, // y = 0
}

// The sag in Binjiang Road: the street has settled over a creek that was filled
// in. A bowl with a flat bottom, exp(-r^4) deep at r, r = 1 on an ellipse.
var sag = struct {
	at           point
	depth        float64 // [m]
	along, cross float64 // half axes of the ellipse [m]
}{point{283, 299}, 0.46, 118, 60}

const (
	crownSlope   = 0.015 // crossfall of a street [-]
	avenueSlope  = 0.008 // crossfall of the avenue [-]
	yardSlope    = 0.012 // land behind the pavements rises so much [-] …
	yardRise     = 0.25  // … up to this [m]
	junctionFade = 14.0  // a lesser street loses its crown over so many metres before a greater one
)

// street level: what gutters follow.
func streetLevel(p point) float64 {
	v := bicubic(p[0]/100, 6-p[1]/100)
	dx, dy := (p[0]-sag.at[0])/sag.along, (p[1]-sag.at[1])/sag.cross
	r2 := dx*dx + dy*dy
	return v - sag.depth*math.Exp(-r2*r2)
}

// bicubic interpolates the relief at column u, row v.
func bicubic(u, v float64) float64 {
	i, j := min(int(max(u, 0)), 5), min(int(max(v, 0)), 5)
	row := func(r int) float64 {
		r = max(0, min(r, 6))
		at := func(c int) float64 {
			if c < 0 { // go on straight, so that the rim keeps its slope
				return 2*relief[r][0] - relief[r][1]
			}
			if c > 6 {
				return 2*relief[r][6] - relief[r][5]
			}
			return relief[r][c]
		}
		return catmullRom(at(i-1), at(i), at(i+1), at(i+2), u-float64(i))
	}
	above, below := row(j-1), row(j+2)
	if j == 0 {
		above = 2*row(0) - row(1)
	}
	if j == 5 {
		below = 2*row(6) - row(5)
	}
	return catmullRom(above, row(j), row(j+1), below, v-float64(j))
}

// height of the bare ground [m], pit not cut in.
func height(p point) float64 {
	base := streetLevel(p)
	for k := range blocks {
		b := &blocks[k]
		if p[0] < b.low[0] || p[0] > b.high[0] || p[1] < b.low[1] || p[1] > b.high[1] || !b.kerb.contains(p) {
			continue
		}
		if !b.property.contains(p) {
			return base + kerbUpstand
		}
		return base + kerbUpstand + landscape(b, p)
	}
	for _, m := range medians {
		if m.contains(p) {
			return base + crown(p) + kerbUpstand
		}
	}
	return base + crown(p)
}

// landscape is what the ground inside a block rises above its pavements [m].
func landscape(b *block, p point) float64 {
	d := math.Inf(1)
	for k, f := range b.fronts {
		if b.sides[k].street == "" {
			continue // the land goes on beyond the site's edge
		}
		e, _ := f.distance(p)
		d = min(d, e)
	}
	rise := min(yardRise, yardSlope*d)
	for _, l := range landforms {
		rise += l.rise(p)
	}
	if square.contains(p) {
		return 0.02
	}
	if b.id == "station" {
		rise = siteRise(p, rise)
	}
	return rise
}

// landform is a mound (or hollow, where height < 0) with soft shoulders.
type landform struct {
	outline  ring
	height   float64 // [m]
	shoulder float64 // width over which it rises [m]
}

func (l landform) rise(p point) float64 {
	if !l.outline.contains(p) {
		return 0
	}
	return l.height * smoothstep(l.outline.edge(p)/l.shoulder)
}

func smoothstep(t float64) float64 {
	t = max(0, min(1, t))
	return t * t * (3 - 2*t)
}

// crown is the height of the carriageway above its gutters [m].
func crown(p point) float64 {
	highest, fade := 0.0, 1.0
	for _, s := range streets {
		d, _ := s.line.distance(p)
		slope := crownSlope
		if s.id == "binjiang" {
			slope = avenueSlope
		}
		highest = max(highest, fade*slope*max(0, s.half-d))
		fade = min(fade, smoothstep((d-s.half)/junctionFade))
	}
	return highest
}

// ground is the raster of heights, row by row from the south-west, in steps of
// 1/1024 m: a millimetre that costs float32 no digits, so it deflates well.
func ground() []float32 {
	n := int(size)
	z := make([]float32, n*n)
	for j := range n {
		for i := range n {
			h := height(point{float64(i) + 0.5, float64(j) + 0.5})
			z[j*n+i] = float32(math.Round(h*1024) / 1024)
		}
	}
	return z
}
