package site

import (
	"fmt"
	"math"
	"strings"

	"shapan/engine"
	"shapan/gis/crs"
	"shapan/gis/placement"
	"shapan/gis/raster"
	"shapan/gis/vector"
	"shapan/yamlfile"
)

// positioned says in which coordinates a file is.
type positioned struct {
	Coordinates string `yaml:"coordinates" jsonschema:"example=EPSG:4490" jsonschema_description:"of the file: site, map for those of crs, a reference system (EPSG:4490, well-known text), or gcj02, bd09 for a web map's; absent: what the file says"`
	Swap        bool   `yaml:"swap_axes" jsonschema_description:"the file has north (or latitude) first"`
}

// controlPoint is known in the site's coordinates and on the map.
type controlPoint struct {
	ID   string    `yaml:"id" jsonschema:"required,minLength=1,example=K1"`
	Site []float64 `yaml:"site" jsonschema:"required,minItems=2,maxItems=3" jsonschema_description:"[x, y] or [x, y, z]"`
	Map  []float64 `yaml:"map" jsonschema:"required,minItems=2,maxItems=3" jsonschema_description:"[easting, northing] or [easting, northing, height]"`
}

// origin places the site on the map: by its numbers, or by control points.
func (l *loader) origin() {
	c := l.doc.CRS
	o := engine.Origin{EPSG: c.EPSG, CRS: c.Name, Height: c.Height, Rotation: c.Rotation * math.Pi / 180}
	l.system = l.mapSystem()
	if l.system != nil && o.CRS == "" {
		o.CRS = l.system.Name
	}
	if l.system != nil && o.EPSG == 0 {
		o.EPSG = l.system.Code
	}
	switch {
	case len(c.ControlPoints) > 0:
		l.fit(&o)
	case !l.at("crs").Exists(): // a tank or a flume: the map is the site
	default:
		for _, k := range [...]struct {
			key     string
			given   *float64
			into    *float64
			example int
		}{{"easting_m", c.Easting, &o.Easting, 634200}, {"northing_m", c.Northing, &o.Northing, 3456300}} {
			if k.given == nil {
				l.fail(l.at("crs", k.key), "missing (of the site's origin, e.g. %d; or give control_points)", k.example)
				continue
			}
			*k.into = *k.given
		}
	}
	l.site.Origin = o
}

// mapSystem is the reference system of the site's map; nil: none is named.
func (l *loader) mapSystem() *crs.CRS {
	c, n := l.doc.CRS, l.at("crs")
	var s *crs.CRS
	var err error
	switch {
	case c.Definition != "":
		n = n.At("definition")
		s, _, err = crs.FromUser(c.Definition)
		if err == nil && c.EPSG != 0 && s.Code != c.EPSG {
			err = fmt.Errorf("is %s, crs.epsg says %d: leave one out", s, c.EPSG)
		}
	case c.EPSG != 0:
		n = n.At("epsg")
		s, err = crs.FromEPSG(c.EPSG)
	default:
		return nil
	}
	switch {
	case err != nil:
		l.fail(n, "%v", err)
		return nil
	case s.Kind != crs.Projected:
		l.fail(n, "%s: is %s: must be a projected system in metres, e.g. 4549", s.ID(), s.Kind)
		return nil
	case s.Unit.Name != crs.Metre.Name:
		l.fail(n, "%s: is in %s: must be in metres", s.ID(), s.Unit.Name)
		return nil
	}
	return s
}

// worstFit is the residual of a control point [m] above which no site is made.
const worstFit = 0.5

// fit finds the origin from control points.
func (l *loader) fit(o *engine.Origin) {
	node := l.at("crs", "control_points")
	for _, key := range [...]string{"easting_m", "northing_m", "rotation_deg"} {
		if l.at("crs", key).Exists() {
			l.fail(l.at("crs", key), "follows from control_points: leave one out")
		}
	}
	points := make([]crs.ControlPoint, len(l.doc.CRS.ControlPoints))
	for k, p := range l.doc.CRS.ControlPoints {
		if len(p.Site) < 2 || len(p.Map) < 2 {
			return // reported when it was decoded
		}
		points[k].Name = p.ID
		copy(points[k].Local[:], p.Site)
		copy(points[k].Map[:], p.Map)
	}
	g, err := crs.FitLocalGrid(points)
	if err != nil {
		l.fail(node, "%v", err)
		return
	}
	for k, r := range g.Residuals {
		if d := math.Hypot(r.DX, r.DY); d > worstFit {
			l.fail(node.At(k), "%s: lies %.3f m from where the others put it: must be within %g m: %s", points[k].Name, d, worstFit, g)
		}
	}
	o.Easting, o.Northing, o.Rotation, o.Scale = g.East, g.North, g.Rotation, g.Scale
	if !l.at("crs", "height_m").Exists() {
		o.Height = g.Up
	}
	l.notes = append(l.notes, "local grid: "+g.String())
	l.notes = append(l.notes, g.Warnings...)
}

// target is what inputs are brought to.
func (l *loader) target() placement.Target {
	t := placement.Target{CRS: l.system, Origin: l.site.Origin, Extent: placement.Bounds{1, 1, -1, -1}}
	if l.ready {
		t.Extent = boundsOf(l.site.Ground.Grid)
	}
	return t
}

func boundsOf(g engine.Grid) placement.Bounds {
	return placement.Bounds{g.X0, g.Y0, g.X0 + float64(g.NX)*g.Cell, g.Y0 + float64(g.NY)*g.Cell}
}

// bring finds the place of an input that an entry names by a key; nil: that
// failed and is reported.
func (l *loader) bring(node yamlfile.Node, key string, at positioned, s placement.Source) *placement.Placement {
	if l.errs.Knows(l.at("crs")) {
		return nil
	}
	s.Key, s.Swap = at.Coordinates, at.Swap
	n := node.At("coordinates")
	if !n.Exists() {
		n = node.At(key)
	}
	if own := s.Key == "site" || s.Key == "map"; own && s.EPSG != 0 && (s.Key == "site" || l.system != nil && s.EPSG != l.system.Code) {
		l.fail(n, "%s: %s says EPSG:%d: leave the key out, or name the system that is right", s.Key, s.File, s.EPSG)
		return nil
	}
	p, err := placement.Find(s, l.target())
	if err == nil {
		err = p.Judge()
	}
	if err != nil {
		l.fail(n, "%s: %v", s.File, err)
		return nil
	}
	l.placements = append(l.placements, p)
	return p
}

// placed is a raster with its place.
type placed struct {
	*raster.Raster
	at     *placement.Placement
	metres float64 // of its unit of heights
}

// where finds the raster's coordinates of a point of the site.
func (r *placed) where(x, y float64) (float64, float64) {
	u, v, _ := r.at.FromSite([3]float64{x, y})
	return u, v
}

// raster reads of a raster what covers the site.
func (l *loader) raster(node yamlfile.Node, key, name string, at positioned) *placed {
	n := node.At(key)
	path, ok := l.path(n, name)
	if !ok {
		return nil
	}
	f, err := raster.Open(path)
	if err != nil {
		l.fail(n, "%v", err)
		return nil
	}
	defer f.Close()
	s := placement.SourceOfRaster(f)
	s.File = name
	silent := s.From == "" && at.Coordinates == ""
	if silent {
		at.Coordinates = "map"
	}
	p := l.bring(node, key, at, s)
	if p == nil {
		return nil
	}
	if silent {
		p.How = "neither the file nor the key coordinates says it: the site's map was taken"
	}
	p.Warnings = append(p.Warnings, f.Notes...)
	ra, err := f.ReadWindow(l.window(f, p))
	if err != nil {
		l.fail(n, "%v", err)
		return nil
	}
	return &placed{Raster: ra, at: p, metres: l.heightUnit(f, p)}
}

// window is the part of a raster that covers the site, with some cells around.
func (l *loader) window(f *raster.File, p *placement.Placement) raster.Window {
	w := f.Whole(0)
	e := l.target().Extent
	if given := l.doc.Ground.Extent; e.Empty() && given != nil {
		e = *given
	}
	if e.Empty() || f.Turned() {
		return w
	}
	const around = 3
	b := p.NativeOf(e)
	i0, i1 := math.Floor((b[0]-f.X0)/f.CellX)-around, math.Ceil((b[2]-f.X0)/f.CellX)+around
	j0, j1 := math.Floor((b[1]-f.Y0)/f.CellY)-around, math.Ceil((b[3]-f.Y0)/f.CellY)+around
	i0, i1 = math.Max(i0, 0), math.Min(i1, float64(f.NX))
	j0, j1 = math.Max(j0, 0), math.Min(j1, float64(f.NY))
	if !(i1 > i0 && j1 > j0) {
		return w // what it lacks is said when it is sampled
	}
	w.I0, w.J0, w.NX, w.NY = int(i0), int(j0), int(i1-i0), int(j1-j0)
	return w
}

// heightUnit is that of a raster's values in metres.
func (l *loader) heightUnit(f *raster.File, p *placement.Placement) float64 {
	if c := p.System(); c != nil && c.Kind == crs.Geographic3D {
		lon, lat, _ := c.ToGeographic((f.X0 + float64(f.NX)/2*f.CellX), (f.Y0 + float64(f.NY)/2*f.CellY), 0)
		p.Warnings = append(p.Warnings, fmt.Sprintf("its heights are above the ellipsoid: say height_offset_m (the EGM96 geoid gives about %.1f here)",
			-crs.GeoidEGM96(lon*180/math.Pi, lat*180/math.Pi)))
	}
	if c := p.System(); c != nil && c.Vertical != nil && c.Vertical.Unit.Scale != 1 && c.Vertical.Unit.Scale > 0 {
		p.Warnings = append(p.Warnings, fmt.Sprintf("its heights are in %s; they were turned into metres", strings.Replace(c.Vertical.Unit.Name, "foot", "feet", 1)))
		return c.Vertical.Unit.Scale
	}
	metres := map[string]float64{"ft": crs.Foot.Scale, "foot": crs.Foot.Scale, "US survey ft": crs.USSurveyFoot.Scale, "US survey foot": crs.USSurveyFoot.Scale}[f.Source.ValueUnit]
	if metres == 0 {
		return 1
	}
	p.Warnings = append(p.Warnings, "its heights are in feet; they were turned into metres")
	return metres
}

// layer reads a file of things on the map.
func (l *loader) layer(node yamlfile.Node, name string, at positioned, o vector.Options) (*vector.Layer, *placement.Placement) {
	path, ok := l.path(node.At("file"), name)
	if !ok {
		return nil, nil
	}
	layer, err := vector.Open(path, o)
	if err != nil {
		l.faults(node.At("file"), err)
		return nil, nil
	}
	s := placement.SourceOfLayer(layer)
	s.File = name
	p := l.bring(node, "file", at, s)
	if p == nil {
		return nil, nil
	}
	if at.Coordinates == "" && !at.Swap { // else they are answered
		p.Warnings = append(p.Warnings, layer.Warnings...)
	}
	return layer, p
}
