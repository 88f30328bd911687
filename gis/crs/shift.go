package crs

import "fmt"

// Shift is a transformation from a datum to another on the way to WGS 84.
type Shift struct {
	Helmert
	Code     int     // EPSG code of the operation; 0 when it is none of EPSG's
	Name     string  // "Amersfoort to ETRS89 (8)"
	To       int     // EPSG code of the geographic system that it leads to
	Accuracy float64 // [m]; 0 when unknown
}

func (r *registry) readShift(f *fields, authority string) {
	s := &Shift{Code: f.integer(), Name: f.text()}
	from := f.integer()
	s.To = f.integer()
	convention := map[string]Convention{"T": PositionVector, "PV": PositionVector, "CF": CoordinateFrame}[f.text()]
	s.Helmert = HelmertFromArcseconds(convention, f.number(), f.number(), f.number(), f.number(), f.number(), f.number(), f.number())
	s.Accuracy = f.number()
	if authority == "EPSG" && s.Code == 0 {
		f.keep(fmt.Errorf("no code"))
	}
	r.shifts[from] = s
}

// String returns name, code and accuracy.
func (s *Shift) String() string {
	text := s.Name
	if s.Code != 0 {
		text += fmt.Sprintf(" [EPSG:%d]", s.Code)
	}
	if !s.null() {
		text += ": " + s.Helmert.String()
	}
	if s.Accuracy > 0 {
		text += fmt.Sprintf(", ±%g m", s.Accuracy)
	}
	return text
}

const wgs84 = 4326

// WithShift returns a copy of the system whose datum is tied to WGS 84 by the
// parameters of the user, in place of published ones if there are any. Where
// they come from (a survey office, FitSevenParameters) is named in reports.
func (c *CRS) WithShift(h Helmert, source string) (*CRS, error) {
	if err := h.check(); err != nil {
		return nil, fmt.Errorf("%s: shift to WGS 84: %w", c, err)
	}
	if c.Datum.Code == wgs84 && !h.null() {
		return nil, fmt.Errorf("%s: is on WGS 84: takes no shift to it", c)
	}
	d := *c
	d.Datum.Shift = &Shift{Helmert: h, Name: fmt.Sprintf("%s to WGS 84 by parameters from %s", c.Datum.Name, source), To: wgs84}
	return &d, nil
}

// same tells whether two datums are one, so that no shift is needed.
func (d *Datum) same(o *Datum) bool {
	if d.Code != 0 || o.Code != 0 {
		return d.Code == o.Code
	}
	if !d.Ellipsoid.alike(o.Ellipsoid) || spelling(d.Name) != spelling(o.Name) || unnamed(d.Name) {
		return false
	}
	if d.Shift == nil || o.Shift == nil {
		return d.Shift == o.Shift
	}
	return d.Shift.Helmert == o.Shift.Helmert
}

// way returns the shifts from a datum towards WGS 84.
func (d *Datum) way() []*Shift {
	var way []*Shift
	for s := d.Shift; s != nil && len(way) < 8; {
		way = append(way, s)
		s = tables().shifts[s.To]
	}
	return way
}

// end returns the geographic system where a way ends.
func (d *Datum) end(way []*Shift) int {
	if len(way) == 0 {
		return d.Code
	}
	return way[len(way)-1].To
}
