package pipenet

import (
	"fmt"
	"math"
)

// basin is the volume of a storage node over depth: areas linear between depths,
// so volumes are quadratic, and level outside.
type basin struct {
	depth, area, volume []float64 // [m], [m²], [m³] at the points
}

// least is the smallest plan area that a storage node is given [m²]: a level
// must always mean something.
const least = 0.01

func newBasin(c Curve) (*basin, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	b := &basin{}
	for k, x := range c.X {
		if c.Y[k] < 0 {
			return nil, fmt.Errorf("row %d: area %v m²: must be >= 0", k+1, c.Y[k])
		}
		if x < 0 {
			return nil, fmt.Errorf("row %d: depth %v m: must be >= 0", k+1, x)
		}
		if k == 0 && x > 0 {
			b.depth, b.area = append(b.depth, 0), append(b.area, max(c.Y[0], least))
		}
		b.depth, b.area = append(b.depth, x), append(b.area, max(c.Y[k], least))
	}
	b.volume = make([]float64, len(b.depth))
	for k := 1; k < len(b.depth); k++ {
		b.volume[k] = b.volume[k-1] + (b.depth[k]-b.depth[k-1])*(b.area[k]+b.area[k-1])/2
	}
	return b, nil
}

// at returns volume [m³] and plan area [m²] at a depth [m]; below zero depth the
// volume goes on linearly, so that a search for a level does not stop there.
func (b *basin) at(y float64) (volume, area float64) {
	n := len(b.depth) - 1
	if y <= 0 {
		return y * b.area[0], b.area[0]
	}
	if y >= b.depth[n] {
		return b.volume[n] + (y-b.depth[n])*b.area[n], b.area[n]
	}
	k := 0
	for b.depth[k+1] <= y {
		k++
	}
	d, w := y-b.depth[k], b.depth[k+1]-b.depth[k]
	slope := (b.area[k+1] - b.area[k]) / w
	return b.volume[k] + d*(b.area[k]+slope*d/2), b.area[k] + slope*d
}

// FunctionalArea returns the storage curve area = base + scale·depth^power [m²]
// as points up to depth [m].
func FunctionalArea(base, scale, power, depth float64) Curve {
	if scale == 0 || power == 0 {
		if power == 0 {
			base += scale
		}
		return Curve{X: []float64{0}, Y: []float64{base}}
	}
	const n = 256
	c := Curve{}
	for k := range n + 1 {
		y := depth * float64(k) / n
		c.X, c.Y = append(c.X, y), append(c.Y, base+scale*math.Pow(y, power))
	}
	return c
}
