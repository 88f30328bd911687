package pipenet

import (
	"fmt"
	"math"
)

// Transect is a surveyed section of an open channel with overbanks.
type Transect struct {
	Station, Height  []float64 // [m], stations rising (not falling)
	LeftBank         float64   // station where the left overbank ends [m]
	RightBank        float64   // station where the right overbank begins [m]
	Left, Right, Bed float64   // Manning's n of the overbanks and the bed [s/m^(1/3)]
	// Steps > 0 takes area and radius at as many equal steps of depth and straight
	// lines between them, as SWMM does with 50: where a shelf goes under, the
	// carried flow then does not stop growing while the shelf is a film.
	Steps int
}

// Section returns the channel's shape. Its hydraulic radius is the one that,
// with the bed's n, carries what the parts carry together:
//
//	K = sum A_i R_i^(2/3) / n_i = A R^(2/3) / n_bed
func (t Transect) Section() (*Section, error) {
	if len(t.Station) < 2 || len(t.Station) != len(t.Height) {
		return nil, fmt.Errorf("%d stations for %d heights: expected the same number, at least 2", len(t.Station), len(t.Height))
	}
	if !(t.Bed > 0 && t.Left >= 0 && t.Right >= 0) {
		return nil, fmt.Errorf("roughness %v, %v, %v (Manning's n of left, right, bed): must be > 0", t.Left, t.Right, t.Bed)
	}
	low, high := math.Inf(1), math.Inf(-1)
	for k, z := range t.Height {
		if math.IsNaN(z) || math.IsInf(z, 0) || k > 0 && !(t.Station[k] >= t.Station[k-1]) {
			return nil, fmt.Errorf("point %d: station %v, height %v: stations must not fall, heights be numbers", k+1, t.Station[k], z)
		}
		low, high = min(low, z), max(high, z)
	}
	s := &Section{Name: "transect", Depth: high - low, Open: true}
	if err := positive("depth", s.Depth); err != nil {
		return nil, err
	}
	if t.Steps < 0 || t.Steps > rows {
		return nil, fmt.Errorf("%d steps of depth: must be from 0 to %d", t.Steps, rows)
	}
	at := func(share float64) (area, radius float64) {
		area, carried := t.wet(low + s.Depth*share)
		if area <= 0 {
			return 0, 0
		}
		return area, math.Pow(t.Bed*carried/area, 1.5)
	}
	var area, radius [rows + 1]float64
	for k := 1; k <= rows; k++ {
		x := float64(k) / rows
		if n := float64(t.Steps); n > 0 {
			step := min(math.Floor(x*n), n-1)
			a0, r0 := at(step / n)
			a1, r1 := at((step + 1) / n)
			x = x*n - step
			area[k], radius[k] = a0+x*(a1-a0), r0+x*(r1-r0)
		} else {
			area[k], radius[k] = at(x)
		}
	}
	if !(area[rows] > 0) || math.IsInf(area[rows], 1) {
		return nil, fmt.Errorf("the section has no area")
	}
	s.tabulate(&area, &radius)
	return s, nil
}

// wet returns the area [m²] and the conveyance [m³/s] below a level [m].
func (t Transect) wet(level float64) (area, carried float64) {
	var a, p [3]float64
	for k := 1; k < len(t.Station); k++ {
		x0, x1, z0, z1 := t.Station[k-1], t.Station[k], t.Height[k-1], t.Height[k]
		if z0 >= level && z1 >= level {
			continue
		}
		part := 1
		if middle := (x0 + x1) / 2; middle < t.LeftBank {
			part = 0
		} else if middle > t.RightBank {
			part = 2
		}
		if z0 > level {
			x0, z0 = x1+(x0-x1)*(level-z1)/(z0-z1), level
		}
		if z1 > level {
			x1, z1 = x0+(x1-x0)*(level-z0)/(z1-z0), level
		}
		a[part] += (x1 - x0) * (level - (z0+z1)/2)
		p[part] += math.Hypot(x1-x0, z1-z0)
	}
	for part, n := range [3]float64{t.Left, t.Bed, t.Right} {
		if n == 0 {
			n = t.Bed
		}
		if p[part] > 0 {
			area += a[part]
			carried += a[part] * math.Pow(a[part]/p[part], 2.0/3) / n
		}
	}
	return area, carried
}
