package pipenet

import (
	"fmt"
	"math"
)

// check names what is wrong with an orifice.
func (o *Orifice) check() error {
	if err := positive("height", o.Height, "discharge coefficient", o.Coefficient); err != nil {
		return err
	}
	if !o.Circular {
		if err := positive("width", o.Width); err != nil {
			return err
		}
	}
	if !(o.Closing >= 0) {
		return fmt.Errorf("closing time %v s: must be >= 0", o.Closing)
	}
	return nil
}

// rating of an orifice whose lower edge is at z [m]. Drowned,
//
//	Q = C A sqrt(2 g h)
//
// with h the head over the middle of a side opening, over the plane of a bottom
// one, or the difference of the levels; while the level stands within the side
// opening, or so low over a bottom one that its rim is a weir, Q goes with the
// power 1.5 of the depth and joins the first law smoothly.
// Source: SWMM Reference Manual II, section 3.4.2 (weir coefficient 0.414).
func (o *Orifice) rating(z float64) rating {
	return both(func(high, low, setting float64, _ bool) float64 {
		height, area := o.Height*setting, o.Height*o.Width*setting
		if o.Circular {
			area = segment(o.Height, height)
		}
		head := high - z
		if head <= 0 || area <= 0 {
			return 0
		}
		full, middle := height, z+height/2 // depth from which it runs as an orifice
		if o.Bottom {
			rim := 2 * (o.Height*setting + o.Width)
			if o.Circular {
				rim = math.Pi * o.Height
				area = math.Pi / 4 * o.Height * o.Height * setting
			} else {
				area = o.Height * o.Width * setting
			}
			full, middle = o.Coefficient/0.414*area/rim, z
		}
		k := o.Coefficient * area * math.Sqrt(2*gravity)
		if head < full && low < z+full {
			limit := math.Sqrt(full)
			if !o.Bottom {
				limit = math.Sqrt(full / 2)
			}
			x := head / full
			return k * limit * x * math.Sqrt(x) * drowning(head, low-z, 1.5)
		}
		return k * root(high-max(low, middle))
	})
}

// segment is the area of a circle of diameter d [m] up to height y [m].
func segment(d, y float64) float64 {
	if y >= d {
		return math.Pi / 4 * d * d
	}
	angle := 2 * math.Acos(1-2*y/d)
	return d * d / 8 * (angle - math.Sin(angle))
}
