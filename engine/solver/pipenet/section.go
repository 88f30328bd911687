package pipenet

import "math"

// rows is the number of equal steps of depth in a section's table. Between two
// rows the area is linear in depth, so that the volume of a reach is piecewise
// linear in the level: Newton's method then ends after finitely many steps.
const rows = 256

// Section is the shape of a conduit, tabulated over depth. It is shared by all
// conduits of that shape and never changes.
//
//	symbol  meaning                                   unit
//	y       depth above the section's bottom          m
//	A       wetted area                               m²
//	P, R    wetted perimeter, hydraulic radius A/P    m
//	T       dA/dy, the width of the free surface      m
//	K       A R^(2/3), section factor                 m^(8/3)
type Section struct {
	Name  string
	Depth float64 // full depth [m]
	Open  bool    // no crown: an open channel

	step     float64 // depth between rows [m]
	table    [rows + 1]sectionRow
	exit     [rows + 1]float64 // A sqrt(g A / T): the discharge for which the row's depth is critical, never falling [m³/s]
	flow     [rows + 1]float64 // K, made never falling [m^(8/3)]
	top      [rows + 1]float64 // T at the row itself [m]; for EXTRAN's scheme
	shoulder edge              // of a closed section
	swmm     *stepped          // as SWMM has it; nil: as here
}

// sectionRow holds what one depth needs; the slopes hold up to the next row.
type sectionRow struct {
	area, width float64 // A [m²]; its slope to the next row [m]
	grip, rise  float64 // R^(4/3) [m^(4/3)]; its slope to the next row
}

// at returns A [m²], T [m], R^(4/3) and its derivative at depth y, which is cut
// to 0 and the full depth; there T is zero.
func (s *Section) at(y float64) (area, width, grip, rise float64) {
	if y <= 0 {
		return 0, s.table[0].width, 0, s.table[0].rise
	}
	x := y / s.step
	if x >= rows {
		last := &s.table[rows]
		return last.area, 0, last.grip, 0
	}
	k := int(x)
	r := &s.table[k]
	d := y - float64(k)*s.step
	return r.area + d*r.width, r.width, r.grip + d*r.rise, r.rise
}

// Area returns the wetted area [m²] at depth y [m].
func (s *Section) Area(y float64) float64 { a, _, _, _ := s.at(y); return a }

// Width returns the width of the free surface [m] at depth y [m]; 0 when full.
func (s *Section) Width(y float64) float64 { _, w, _, _ := s.at(y); return w }

// Radius returns the hydraulic radius [m] at depth y [m].
func (s *Section) Radius(y float64) float64 {
	_, _, grip, _ := s.at(y)
	return math.Pow(grip, 0.75)
}

// FullArea returns the area when full [m²].
func (s *Section) FullArea() float64 { return s.table[rows].area }

// factor returns K = A R^(2/3) [m^(8/3)] at depth y and its derivative, never
// negative: above the depth of greatest discharge a closed section counts as
// constant, so that more depth never means less normal flow.
func (s *Section) factor(y float64) (k, slope float64) {
	x := y / s.step
	if x >= rows {
		return s.flow[rows], 0
	}
	if x <= 0 {
		return 0, 0
	}
	i := int(x)
	slope = (s.flow[i+1] - s.flow[i]) / s.step
	return s.flow[i] + (y-float64(i)*s.step)*slope, slope
}

// leaves returns the critical discharge [m³/s] of depth y and its derivative.
func (s *Section) leaves(y float64) (q, slope float64) {
	x := y / s.step
	if x >= rows {
		return s.exit[rows], 0
	}
	if x <= 0 {
		return 0, 0
	}
	i := int(x)
	slope = (s.exit[i+1] - s.exit[i]) / s.step
	return s.exit[i] + (y-float64(i)*s.step)*slope, slope
}

// critical returns the depth [m] at which q [m³/s] flows with the least energy,
// q² T = g A³.
func (s *Section) critical(q float64) float64 { return s.inverse(&s.exit, q) }

// normal returns the depth [m] whose section factor is k [m^(8/3)]; the full
// depth where k is more than the section carries.
func (s *Section) normal(k float64) float64 { return s.inverse(&s.flow, k) }

func (s *Section) inverse(column *[rows + 1]float64, v float64) float64 {
	if v <= 0 {
		return 0
	}
	if v >= column[rows] {
		return s.Depth
	}
	low, high := 0, rows
	for high-low > 1 {
		middle := (low + high) / 2
		if column[middle] <= v {
			low = middle
		} else {
			high = middle
		}
	}
	return s.step * (float64(low) + (v-column[low])/(column[high]-column[low]))
}

// tabulate fills the table from areas [m²] and hydraulic radii [m] at the rows.
func (s *Section) tabulate(area, radius *[rows + 1]float64) {
	s.step = s.Depth / rows
	for k := range s.table {
		s.table[k].area = area[k]
		s.table[k].grip = math.Pow(radius[k], 4.0/3)
		s.flow[k] = area[k] * math.Pow(radius[k], 2.0/3)
	}
	for k := range rows {
		s.table[k].width = max((area[k+1]-area[k])/s.step, 0)
		s.table[k].rise = (s.table[k+1].grip - s.table[k].grip) / s.step
	}
	widest := 0.0
	for k := range rows {
		widest = max(widest, s.table[k].width)
	}
	s.top[0], s.top[rows] = s.table[0].width, s.table[rows-1].width
	for k := 1; k < rows; k++ {
		s.top[k] = (s.table[k-1].width + s.table[k].width) / 2
	}
	y := keep * s.Depth
	a, w, _, _ := s.at(y)
	s.shoulder = edge{y: y, area: a, width: w, least: narrow * widest}
	for k := 1; k <= rows; k++ {
		s.flow[k] = max(s.flow[k], s.flow[k-1]*(1+1e-12))
		// The width at a row itself is the mean of its two sides; at the crown
		// of a closed section the width goes to zero, the discharge to infinity.
		w := s.table[k-1].width
		if k < rows {
			w = (w + s.table[k].width) / 2
		}
		s.exit[k] = max(area[k]*math.Sqrt(gravity*area[k]/max(w, 1e-9)), s.exit[k-1]*(1+1e-12))
	}
}
