package author

import (
	"fmt"
	"math"
	"path/filepath"

	"shapan/engine"
	"shapan/gis/crs"
	"shapan/gis/placement"
	"shapan/gis/raster"
)

// most cells of a site that is made without a word about its cells: loaded in
// seconds, and its water fits a usual machine.
const most = 25_000_000

// plan chooses the site's map, extent and cells from the elevation.
func (r *Result) plan(dir string, in Inputs) (*draft, error) {
	path, key := split(in.Elevation)
	in.Elevation = path
	f, err := raster.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := &draft{dir: dir, name: in.Name}
	if d.name == "" {
		if whole, err := filepath.Abs(dir); err == nil {
			d.name = filepath.Base(whole)
		}
	}
	d.elevation = d.relative(in.Elevation)
	s := placement.Source{
		File: in.Elevation, What: "raster", EPSG: f.EPSG, WKT: f.Source.WKT, From: "its GeoKeys",
		Bounds: placement.Bounds{f.X0, f.Y0, f.X0 + float64(f.NX)*f.CellX, f.Y0 + float64(f.NY)*f.CellY},
	}
	if keys := crs.GeoKeys(f.Keys); len(keys.Numbers) > 0 {
		s.Keys = &keys
	} else if s.WKT != "" {
		s.From = "its .prj"
	} else if f.EPSG != 0 {
		s.From = "its format"
	}
	own, how, err := placement.SystemOf(s)
	if key != "" {
		d.coords, how = key, "as you say"
		own, _, err = crs.FromUser(key)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Elevation, err)
	}
	if d.system, err = r.chooseMap(in, s, own, how); err != nil {
		return nil, err
	}
	if own == nil {
		d.coords = "map"
	}
	p, err := placement.Find(withKey(s, d.coords), placement.Target{CRS: d.system, Extent: placement.Bounds{1, 1, -1, -1}})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Elevation, err)
	}
	whole := inner(p, s.Bounds) // origin zero: the map's coordinates
	extent := whole
	if in.Extent != [4]float64{} {
		extent = placement.Bounds{math.Max(whole[0], in.Extent[0]), math.Max(whole[1], in.Extent[1]), math.Min(whole[2], in.Extent[2]), math.Min(whole[3], in.Extent[3])}
		if extent.Empty() {
			return nil, fmt.Errorf("extent %v: lies outside the elevation, which covers %.0f,%.0f,%.0f,%.0f in %s", in.Extent, whole[0], whole[1], whole[2], whole[3], d.system)
		}
	}
	if w, h := whole[2]-whole[0], whole[3]-whole[1]; w < 1 && h < 1 {
		return nil, fmt.Errorf("%s: is %.3g × %.3g m large as %s: are its numbers degrees? Then give it as FILE@EPSG:4490 (CGCS2000) or FILE@EPSG:4326", in.Elevation, w, h, p.CRS)
	}
	if in.Extent != [4]float64{} && extent != in.Extent {
		r.choose("extent: cut to %.0f,%.0f,%.0f,%.0f, since the elevation ends there", extent[0], extent[1], extent[2], extent[3])
	}
	r.chooseCells(d, in, f, p, extent)
	return d, nil
}

func withKey(s placement.Source, key string) placement.Source {
	s.Key = key
	return s
}

// chooseMap: what the user says, the elevation's own if it is one in metres,
// else the zone of 3° of CGCS2000 in China, else that of UTM.
func (r *Result) chooseMap(in Inputs, s placement.Source, own *crs.CRS, how string) (*crs.CRS, error) {
	if in.CRS != "" {
		c, found, err := crs.FromUser(in.CRS)
		if err != nil {
			return nil, err
		}
		if c.Kind != crs.Projected || c.Unit.Name != crs.Metre.Name {
			return nil, fmt.Errorf("%s: is %s in %s: the site's map must be projected and in metres, e.g. EPSG:4549", in.CRS, c.Kind, c.Unit.Name)
		}
		r.choose("map: %s, as you say (%s)", c, found.Detail)
		return c, nil
	}
	if own == nil {
		return nil, fmt.Errorf("%s: does not say its reference system: give it with --crs (e.g. --crs EPSG:4549)", in.Elevation)
	}
	if own.Kind == crs.Projected && own.Unit.Name == crs.Metre.Name && own.Code != 3857 {
		r.choose("map: %s, that of the elevation (%s)", own, how)
		return own, nil
	}
	x, y := (s.Bounds[0]+s.Bounds[2])/2, (s.Bounds[1]+s.Bounds[3])/2
	lon, lat, _ := own.ToGeographic(x, y, 0)
	lon, lat = lon*180/math.Pi, lat*180/math.Pi
	if c, err := crs.FromEPSG(4534 + int(math.Round(lon/3)) - 25); err == nil && c.Area.Contains(lon, lat) {
		r.choose("map: %s, the zone in which the elevation (in %s) lies; give --crs for another", c, own)
		return c, nil
	}
	code := 32601 + int(math.Floor((lon+180)/6))%60
	if lat < 0 {
		code += 100
	}
	c, err := crs.FromEPSG(code)
	if err == nil {
		r.choose("map: %s, the zone in which the elevation (in %s) lies; give --crs for another", c, own)
	}
	return c, err
}

// inner is the largest rectangle of the map, roughly, that lies inside the
// placed raster: its sides may be bent and turned.
func inner(p *placement.Placement, b placement.Bounds) placement.Bounds {
	out := placement.Bounds{math.Inf(-1), math.Inf(-1), math.Inf(1), math.Inf(1)}
	const parts = 32
	for k := range parts + 1 {
		s := float64(k) / parts
		x, y := b[0]+s*(b[2]-b[0]), b[1]+s*(b[3]-b[1])
		west, south := p.ToSite(b[0], y, 0), p.ToSite(x, b[1], 0)
		east, north := p.ToSite(b[2], y, 0), p.ToSite(x, b[3], 0)
		out = placement.Bounds{math.Max(out[0], west[0]), math.Max(out[1], south[1]), math.Min(out[2], east[0]), math.Min(out[3], north[1])}
	}
	return out
}

// chooseCells sets origin, extent and cells.
func (r *Result) chooseCells(d *draft, in Inputs, f *raster.File, p *placement.Placement, e placement.Bounds) {
	d.cell = in.Cell
	if d.cell == 0 {
		d.cell = math.Min(f.CellX, f.CellY)
		if !p.AsMap() { // as large on the map, to two digits
			d.cell = math.Sqrt((e[2] - e[0]) * (e[3] - e[1]) / (float64(f.NX) * float64(f.NY)))
			digits := math.Pow(10, math.Floor(math.Log10(d.cell))-1)
			d.cell = math.Round(d.cell/digits) * digits
		}
		d.cell = math.Round(d.cell*1e6) / 1e6
		if n := (e[2] - e[0]) * (e[3] - e[1]) / (d.cell * d.cell); n > most {
			fine := d.cell
			d.cell = math.Ceil(d.cell * math.Sqrt(n/most))
			r.choose("cells of %g m: at the elevation's %g m there would be %.0f million; give --cell or --extent for finer ones", d.cell, fine, n/1e6)
		}
	}
	x, y := e[0], e[1]
	if !p.AsMap() || in.Extent != [4]float64{} { // round numbers are easier to live with
		x, y = math.Ceil(x), math.Ceil(y)
	}
	d.origin = engine.Origin{EPSG: d.system.Code, CRS: d.system.Name, Easting: x, Northing: y}
	whole := func(length float64) float64 { return math.Floor(length/d.cell+1e-6) * d.cell }
	d.width, d.height = whole(e[2]-x), whole(e[3]-y)
	r.choose("ground: %.0f × %.0f m in cells of %g m, %.0f × %.0f of them", d.width, d.height, d.cell, d.width/d.cell, d.height/d.cell)
}
