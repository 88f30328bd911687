package site

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/gis/crs"
	"shapan/gis/placement"
	"shapan/yamlfile"
)

// Geographic leads from metres on a map to degrees. The shift between datums is
// left out: it moves a building by some hundred metres and not to another town.
func Geographic(name string, east, north float64) (latitude, longitude float64, err error) {
	c, _, err := crs.FromUser(name)
	if err != nil {
		return 0, 0, err
	}
	if c.Kind != crs.Projected {
		return 0, 0, fmt.Errorf("%s is no map", name)
	}
	lon, lat, _ := c.ToGeographic(east/c.Unit.Scale, north/c.Unit.Scale, 0)
	if math.IsNaN(lon) || math.IsNaN(lat) {
		return 0, 0, fmt.Errorf("%s has no place %.0f, %.0f", name, east, north)
	}
	return lat * 180 / math.Pi, lon * 180 / math.Pi, nil
}

// georeferenced places a model where it says itself that it stands.
func (l *loader) georeferenced(node yamlfile.Node, m model, read *ReadIFC) (mgl64.Mat4, bool) {
	none := mgl64.Ident4()
	if l.errs.Knows(l.at("crs")) {
		return none, false
	}
	if node.At("heading_deg").Exists() {
		l.fail(node.At("heading_deg"), "without at the model's own georeference counts: give at as well, or leave heading_deg out")
		return none, false
	}
	siteFromIFC, p, err := l.byGeoreference(m, read)
	if err != nil {
		l.fail(node.At("file"), "%s: %v: say at: [x, y] or [x, y, z]", m.File, err)
		return none, false
	}
	if l.ready && !l.reaches(siteFromIFC, read) {
		where := mgl64.TransformCoordinate(read.Shown.Low.Add(read.Shown.High).Mul(0.5), siteFromIFC)
		l.fail(node.At("file"), "%s: its georeference puts it at %s, off the ground, %s: correct crs or the model, or say at: [x, y]",
			m.File, xy(mgl64.Vec2{math.Round(where[0]), math.Round(where[1])}), extent(l.site.Ground.Grid))
		return none, false
	}
	l.placements = append(l.placements, p)
	return siteFromIFC, true
}

// byGeoreference is the way from a model to the site over the map. The map's
// metre differs from the model's by some hundred parts in a million, and its
// north turns by seconds of arc across a building: the way is taken as straight
// about the model's middle.
func (l *loader) byGeoreference(m model, read *ReadIFC) (siteFromIFC mgl64.Mat4, p *placement.Placement, err error) {
	g := &read.Shown.Georeference
	switch {
	case l.system == nil:
		return siteFromIFC, nil, fmt.Errorf("the site names no reference system (crs.epsg), so the model's georeference leads nowhere")
	case g.Conversion != nil && !g.Conversion.Geographic:
		return l.byMap(m, read)
	case g.Conversion != nil:
		return l.byDegrees(m, read, g.Conversion.Source, g.Conversion.Second, g.Conversion.First, g.Conversion.Height, mgl64.Vec3{}, 0)
	case g.Site != nil:
		at := mgl64.Vec3{}
		if frame, err := read.Model.Placement(read.Model.Entity(g.Site.ID).ID("ObjectPlacement")); err == nil {
			at = frame.Col(3).Vec3()
		}
		siteFromIFC, p, err = l.byDegrees(m, read, "IfcSite", g.Site.Latitude*math.Pi/180, g.Site.Longitude*math.Pi/180, g.Site.Elevation, at, g.TrueNorth)
		if p != nil {
			p.Warnings = append(p.Warnings, "it stands by the latitude and longitude of IfcSite alone, which are often those of the town: look whether that is right, or say at")
		}
		return siteFromIFC, p, err
	}
	return siteFromIFC, nil, fmt.Errorf("the model does not say where on the map it stands (IfcMapConversion, IfcSite)")
}

// byMap follows a map conversion.
func (l *loader) byMap(m model, read *ReadIFC) (mgl64.Mat4, *placement.Placement, error) {
	g := &read.Shown.Georeference
	mapFromIFC := g.Conversion.MapFromModel()
	unit := 1.0
	s := placement.Source{File: m.File, What: "model", From: fmt.Sprintf("%s #%d", g.Conversion.Source, g.Conversion.ID)}
	unnamed := true
	if g.CRS != nil && (g.CRS.Name != "" || g.CRS.WKT != "") {
		unnamed = false
		name := g.CRS.Name
		c, _, err := crs.FromUser(name)
		if err != nil && g.CRS.WKT != "" {
			name = g.CRS.WKT
			c, _, err = crs.FromUser(name)
		}
		if err != nil {
			return mapFromIFC, nil, fmt.Errorf("%s #%d: its map is not known here: %w", "IfcProjectedCRS", g.CRS.ID, err)
		}
		unit = c.Unit.Scale
		if s.EPSG = c.Code; s.EPSG == 0 {
			s.Key = name
		}
	} else {
		s.Key = "map"
	}
	low, high := mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	for _, corner := range boxCorners(read) {
		q := mgl64.TransformCoordinate(corner, mapFromIFC)
		for axis := range 2 {
			low[axis], high[axis] = min(low[axis], q[axis]/unit), max(high[axis], q[axis]/unit)
		}
	}
	s.Bounds = placement.Bounds{low[0], low[1], high[0], high[1]}
	p, err := placement.Find(s, l.target())
	if err != nil {
		return mapFromIFC, nil, err
	}
	if unnamed {
		p.How = "the model does not name its map: the site's was taken"
		p.Warnings = append(p.Warnings, p.How)
	}
	return straight(read, func(q mgl64.Vec3) mgl64.Vec3 {
		onMap := mgl64.TransformCoordinate(q, mapFromIFC)
		return l.level(p.ToSite(onMap[0]/unit, onMap[1]/unit, onMap[2]), onMap[2])
	}), p, nil
}

// level keeps heights those of the map: a change of datum moves ellipsoidal ones,
// which these are not.
func (l *loader) level(q mgl64.Vec3, height float64) mgl64.Vec3 {
	q[2] = height - l.site.Origin.Height
	return q
}

// byDegrees follows a latitude and longitude [rad] of a point of the model and
// true north, which is anticlockwise from the model's y [rad].
func (l *loader) byDegrees(m model, read *ReadIFC, from string, latitude, longitude, height float64, at mgl64.Vec3, trueNorth float64) (siteFromIFC mgl64.Mat4, p *placement.Placement, err error) {
	lat, lon := latitude*180/math.Pi, longitude*180/math.Pi
	p, err = placement.Find(placement.Source{File: m.File, What: "model", EPSG: 4326, From: from, Bounds: placement.Bounds{lon, lat, lon, lat}}, l.target())
	if err != nil {
		return siteFromIFC, nil, err
	}
	const step = 1e-4 // degrees: 11 m, over which meridians are straight
	here := l.level(p.ToSite(lon, lat, 0), height)
	north := p.ToSite(lon, lat+step, 0).Vec2().Sub(here.Vec2())
	turn := math.Atan2(north[1], north[0]) - (math.Pi/2 + trueNorth)
	siteFromIFC = translated(here).Mul4(mgl64.HomogRotate3DZ(turn)).Mul4(translated(at.Mul(-1)))
	for _, v := range siteFromIFC {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return siteFromIFC, nil, fmt.Errorf("%s: latitude %.6f°, longitude %.6f° are beyond the site's map", from, lat, lon)
		}
	}
	return siteFromIFC, p, nil
}

// straight is a way between metres as a matrix, exact about the middle of a model.
func straight(read *ReadIFC, way func(mgl64.Vec3) mgl64.Vec3) mgl64.Mat4 {
	const across = 100 // [m]: long enough for double precision, short enough for the curve of a map
	middle := read.Shown.Low.Add(read.Shown.High).Mul(0.5)
	here := way(middle)
	out := mgl64.Ident4()
	for axis := range 3 {
		var by mgl64.Vec3
		by[axis] = across / 2
		column := way(middle.Add(by)).Sub(way(middle.Sub(by))).Mul(1.0 / across)
		out.SetCol(axis, column.Vec4(0))
	}
	out.SetCol(3, here.Vec4(1))
	return out.Mul4(translated(middle.Mul(-1)))
}

// boxCorners are those of the box around what is drawn.
func boxCorners(read *ReadIFC) (all [8]mgl64.Vec3) {
	for k := range all {
		for axis := range 3 {
			all[k][axis] = read.Shown.Low[axis]
			if k>>axis&1 == 1 {
				all[k][axis] = read.Shown.High[axis]
			}
		}
	}
	return all
}

// reaches tells whether some of a model stands above the ground's grid.
func (l *loader) reaches(siteFromIFC mgl64.Mat4, read *ReadIFC) bool {
	low, high := mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	for _, corner := range boxCorners(read) {
		q := mgl64.TransformCoordinate(corner, siteFromIFC)
		for axis := range 2 {
			low[axis], high[axis] = min(low[axis], q[axis]), max(high[axis], q[axis])
		}
	}
	b := boundsOf(l.site.Ground.Grid)
	return low[0] <= b[2] && high[0] >= b[0] && low[1] <= b[3] && high[1] >= b[1]
}
