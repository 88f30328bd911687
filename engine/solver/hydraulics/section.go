package hydraulics

import "math"

// Shape is the form of a barrel.
type Shape uint8

const (
	Circular Shape = iota
	Box
)

// Section is the inside of one barrel.
type Section struct {
	Shape  Shape
	Width  float64 // of a Box [m]
	Height float64 // of a Box, or the diameter [m]
}

// angle is half the angle [rad] under which the water's surface is seen from
// the centre of a circular section filled to y [m]: y = D/2 (1 - cos angle).
func (s Section) angle(y float64) float64 {
	return math.Acos(clamp(1-2*y/s.Height, -1, 1))
}

// Area [m²] of water of depth y [m]; a full barrel holds no more.
func (s Section) Area(y float64) float64 {
	y = clamp(y, 0, s.Height)
	if s.Shape == Box {
		return s.Width * y
	}
	a := s.angle(y)
	return s.Height * s.Height / 4 * (a - math.Sin(a)*math.Cos(a))
}

// Perimeter [m] that water of depth y [m] wets, the roof of a full Box included.
func (s Section) Perimeter(y float64) float64 {
	if s.Shape == Box {
		if y >= s.Height {
			return 2 * (s.Width + s.Height)
		}
		return s.Width + 2*math.Max(y, 0)
	}
	return s.Height * s.angle(clamp(y, 0, s.Height))
}

// Radius is the hydraulic radius A/P [m]; 0 where it is dry.
func (s Section) Radius(y float64) float64 {
	if p := s.Perimeter(y); p > 0 {
		return s.Area(y) / p
	}
	return 0
}

// TopWidth [m] of the surface at depth y [m]; 0 in a full circle.
func (s Section) TopWidth(y float64) float64 {
	if s.Shape == Box {
		return s.Width
	}
	return s.Height * math.Sin(s.angle(clamp(y, 0, s.Height)))
}

// NormalFlow is Manning's flow [m³/s] at depth y [m], slope S [-] and
// roughness n:  Q = A R^(2/3) S^(1/2) / n.  Source: Chow (1959).
func (s Section) NormalFlow(y, slope, n float64) float64 {
	return s.Area(y) * math.Pow(s.Radius(y), 2.0/3) * math.Sqrt(math.Max(slope, 0)) / n
}

// CriticalFlow is the flow [m³/s] whose Froude number is 1 at depth y [m]:
// Q² = g A³/T. It grows beyond all bounds in a circle that is nearly full.
func (s Section) CriticalFlow(y float64) float64 {
	a, t := s.Area(y), s.TopWidth(y)
	if a <= 0 {
		return 0
	}
	return a * math.Sqrt(Gravity*a/t)
}

// criticalHead is the specific energy y + V²/2g = y + A/2T [m] at CriticalFlow.
func (s Section) criticalHead(y float64) float64 {
	a, t := s.Area(y), s.TopWidth(y)
	if a <= 0 {
		return y
	}
	return y + 0.5*a/t
}

// CriticalDepth [m] of a flow [m³/s] in the barrel; its height where the flow
// would need more.
func (s Section) CriticalDepth(q float64) float64 {
	return bisect(0, s.Height, func(y float64) float64 { return s.CriticalFlow(y) - q })
}
