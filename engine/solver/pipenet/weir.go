package pipenet

import (
	"fmt"
	"math"
)

// check names what is wrong with a weir.
func (w *Weir) check() error {
	if err := positive("height", w.Height); err != nil {
		return err
	}
	if w.Kind != VNotch {
		if !(w.Width >= 0) || w.Width == 0 && w.Kind != TrapezoidalWeir {
			return fmt.Errorf("width %v m: must be > 0", w.Width)
		}
	}
	if !(w.Coefficient >= 0 && w.Ends >= 0 && w.Slope >= 0 && w.Contractions >= 0) {
		return fmt.Errorf("discharge coefficients %v and %v, slope %v, contractions %v: none may be negative", w.Coefficient, w.Ends, w.Slope, w.Contractions)
	}
	return nil
}

// rating of a weir whose crest is at z [m]; h the head over the crest, L the
// crest less 0.1 h for each end contraction:
//
//	transverse, roadway  Q = C L h^1.5
//	side flow            Q = C L^0.83 h^1.67, transverse when it runs back
//	V-notch              Q = C s h^2.5
//	trapezoid            Q = C L h^1.5 + C_ends s h^2.5
//
// reduced by Villemonte's factor when drowned. A setting below 1 raises the
// crest. Above the opening's height it is an orifice that joins on, or the head
// counts no further. Source: SWMM Reference Manual II, section 3.4.3.
func (w *Weir) rating(z float64) rating {
	return both(func(high, low, setting float64, back bool) float64 {
		crest, height := z+(1-setting)*w.Height, setting*w.Height
		h := high - crest
		if h <= 0 || height <= 0 {
			return 0
		}
		if h > height {
			if w.Surcharge {
				center, edge := w.free(height, setting, back)
				return (center + edge) / math.Sqrt(height/2) * root(high-max(low, crest+height/2))
			}
			h = height
			low = min(low, crest+height*(low-crest)/max(high-crest, 1e-9))
		}
		center, edge := w.free(h, setting, back)
		q := center * drowning(h, low-crest, w.power(back))
		if edge > 0 {
			q += edge * drowning(h, low-crest, 2.5)
		}
		return q
	})
}

// free is what falls over the weir with the head h over its crest [m] when
// nothing stands below: over its middle, and over the ends of a trapezoid [m³/s].
func (w *Weir) free(h, setting float64, back bool) (center, edge float64) {
	length := max(w.Width-0.1*w.Contractions*h, 0)
	switch w.Kind {
	case VNotch:
		return w.Coefficient * w.Slope * h * h * math.Sqrt(h), 0
	case TrapezoidalWeir:
		length += 2 * w.Slope * (1 - setting) * w.Height
		return w.Coefficient * length * h * math.Sqrt(h), w.Ends * w.Slope * h * h * math.Sqrt(h)
	case SideFlow:
		if !back {
			return w.Coefficient * math.Pow(length, 0.83) * math.Pow(h, 1.67), 0
		}
	}
	return w.Coefficient * length * h * math.Sqrt(h), 0
}

// power of the head in the middle's law.
func (w *Weir) power(back bool) float64 {
	switch {
	case w.Kind == VNotch:
		return 2.5
	case w.Kind == SideFlow && !back:
		return 1.67
	}
	return 1.5
}

// check names what is wrong with an outlet.
func (o *Outlet) check() error {
	if len(o.Rating.X) == 0 {
		if !(o.Scale >= 0 && o.Power > 0) {
			return fmt.Errorf("rating %v x^%v: the factor must be >= 0, the power > 0", o.Scale, o.Power)
		}
		return nil
	}
	return o.Rating.Check()
}

// rating of an outlet at height z [m].
func (o *Outlet) rating(z float64) rating {
	return both(func(high, low, setting float64, back bool) float64 {
		x := high - z
		if o.Head {
			x = high - max(low, z)
		} else if back {
			return 0 // a rating by depth belongs to the upstream end alone
		}
		if x <= 0 {
			return 0
		}
		if len(o.Rating.X) > 0 {
			return setting * o.Rating.At(x)
		}
		return setting * o.Scale * math.Pow(x, o.Power)
	})
}
