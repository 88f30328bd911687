package drape

import (
	"bytes"
	"fmt"
	"math"
	"strconv"

	"github.com/go-gl/mathgl/mgl64"
)

// Georef places an image: (u, v) are pixels from its upper left corner, to the
// right and down, the first pixel's centre at (0.5, 0.5):
//
//	x = X + XU·u + XV·v,  y = Y + YU·u + YV·v
type Georef struct{ X, XU, XV, Y, YU, YV float64 }

// Extent places an image of w × h pixels between its outer borders, north up.
func Extent(west, south, east, north float64, w, h int) Georef {
	return Georef{X: west, XU: (east - west) / float64(w), Y: north, YV: (south - north) / float64(h)}
}

// ParseWorldFile reads the six numbers of a world file: XU, YU, XV, YV, and x
// and y of the first pixel's centre.
func ParseWorldFile(text []byte) (Georef, error) {
	words := bytes.Fields(bytes.TrimPrefix(text, []byte("\ufeff")))
	if len(words) != 6 {
		return Georef{}, fmt.Errorf("%d numbers: a world file has six", len(words))
	}
	var n [6]float64
	for k, word := range words {
		v, err := strconv.ParseFloat(string(bytes.ReplaceAll(word, []byte(","), []byte("."))), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return Georef{}, fmt.Errorf("number %d: %.40q: must be a number", k+1, word)
		}
		n[k] = v
	}
	g := Georef{XU: n[0], YU: n[1], XV: n[2], YV: n[3]}
	g.X, g.Y = n[4]-(g.XU+g.XV)/2, n[5]-(g.YU+g.YV)/2
	return g, g.check()
}

func (g Georef) check() error {
	if d := g.area(); !(math.Abs(d) > 0) || math.IsInf(d, 0) {
		return fmt.Errorf("pixels of %g × %g: must have an area", math.Hypot(g.XU, g.YU), math.Hypot(g.XV, g.YV))
	}
	return nil
}

// area of a pixel; negative where v runs down, as it should.
func (g Georef) area() float64 { return g.XU*g.YV - g.XV*g.YU }

func (g Georef) at(u, v float64) (x, y float64) {
	return g.X + g.XU*u + g.XV*v, g.Y + g.YU*u + g.YV*v
}

func (g Georef) pixel(x, y float64) (u, v float64) {
	x, y = x-g.X, y-g.Y
	return (g.YV*x - g.XV*y) / g.area(), (g.XU*y - g.YU*x) / g.area()
}

// placed is an image of w × h pixels on its way.
type placed struct {
	way  *Way
	ref  Georef
	w, h int
}

// pixel returns where a point of the site lies in the image.
func (p *placed) pixel(at mgl64.Vec2) (u, v float64) { return p.ref.pixel(p.way.To(at)) }

func (p *placed) site(u, v float64) mgl64.Vec2 { return p.way.From(p.ref.at(u, v)) }

// bounds returns the box in site coordinates that holds the image, and the size
// of its middle pixel [m].
func (p *placed) bounds() (low, high mgl64.Vec2, pixel float64) {
	low, high = mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	const parts = 16
	w, h := float64(p.w), float64(p.h)
	for k := range parts + 1 {
		s := float64(k) / parts
		for _, q := range [4]mgl64.Vec2{p.site(s*w, 0), p.site(s*w, h), p.site(0, s*h), p.site(w, s*h)} {
			for axis := range 2 {
				low[axis], high[axis] = math.Min(low[axis], q[axis]), math.Max(high[axis], q[axis])
			}
		}
	}
	a, b, c := p.site(w/2, h/2), p.site(w/2+1, h/2), p.site(w/2, h/2+1)
	u, v := b.Sub(a), c.Sub(a)
	return low, high, math.Sqrt(math.Abs(u[0]*v[1] - u[1]*v[0]))
}
