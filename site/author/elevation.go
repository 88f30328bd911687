package author

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"

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
	input, err := placement.ParseInput(in.Elevation)
	if err != nil {
		return nil, err
	}
	if input.Layer != "" {
		return nil, fmt.Errorf("%s#%s: rasters have no layers: leave #%s out", input.Path, input.Layer, input.Layer)
	}
	in.Elevation = input.Path
	switch strings.ToLower(filepath.Ext(input.Path)) {
	case ".geojson", ".json", ".shp", ".gpkg", ".fgb", ".osm", ".pbf", ".gz", ".csv":
		return nil, fmt.Errorf("%s: holds outlines, not elevation: give it as --buildings or --roads, and as --dem a raster (GeoTIFF, ESRI ASCII grid, SRTM)", input.Path)
	case ".las", ".laz":
		stem := strings.TrimSuffix(filepath.Base(input.Path), filepath.Ext(input.Path))
		return nil, fmt.Errorf("%s: is a point cloud: make a raster of its ground first (pdal translate %s %s.tif -f range --filters.range.limits=\"Classification[2:2]\" -w gdal --writers.gdal.resolution=1 --writers.gdal.output_type=idw)", input.Path, filepath.Base(input.Path), stem)
	}
	f, err := raster.Open(input.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := &draft{dir: dir, name: in.Name, coords: input.System}
	if d.name == "" {
		if whole, err := filepath.Abs(dir); err == nil {
			d.name = filepath.Base(whole)
		}
	}
	d.elevation = d.relative(input.Path)
	s := placement.SourceOfRaster(f)
	own, how, err := ownSystem(s, d.coords)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Elevation, err)
	}
	given, givenHow, err := mapOf(in.CRS)
	if err != nil {
		return nil, err
	}
	taken := own
	if taken == nil {
		d.coords, taken = "map", given
	}
	if _, swapped := placement.Doubts(taken, s.Bounds); swapped {
		s.Swap, d.swap = true, true
		r.choose("elevation: north (or latitude) stands first in the file, so x and y were exchanged; should the ground look mirrored, only the corner in the file's head is the wrong way round: exchange its numbers")
	}
	if d.system, err = r.chooseMap(s, own, given, how, givenHow); err != nil {
		return nil, err
	}
	s.Key = d.coords
	p, err := placement.Find(s, placement.Target{CRS: d.system, Extent: placement.Bounds{1, 1, -1, -1}})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Elevation, err)
	}
	whole := inner(p, s) // origin zero: the map's coordinates
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

// ownSystem is that of the elevation: the user's word for it, else the file's;
// nil: neither says.
func ownSystem(s placement.Source, key string) (c *crs.CRS, how string, err error) {
	switch strings.ToLower(key) {
	case "":
		if c, how, err = placement.SystemOf(s); err != nil {
			err = fmt.Errorf("%w; name its system as FILE@EPSG:4547", err)
		}
		return c, how, err
	case "map":
		return nil, "", nil
	case "site":
		return nil, "", errors.New("@site: the site is made from the elevation, so it has no coordinates yet: give @map with --crs, or a system")
	case "gcj02", "gcj-02", "bd09", "bd-09":
		c, err = crs.FromEPSG(4326)
	default:
		c, _, err = crs.FromUser(key)
	}
	return c, "as you say", err
}

// mapOf is the map that the user wants, and how it was recognised; nil: none is
// named.
func mapOf(name string) (*crs.CRS, string, error) {
	if name == "" {
		return nil, "", nil
	}
	c, how, err := crs.FromUser(name)
	if err != nil {
		return nil, "", fmt.Errorf("--crs %w", err)
	}
	if c.Kind != crs.Projected || c.Unit.Name != crs.Metre.Name {
		return nil, "", fmt.Errorf("--crs %s: is %s in %s: the site's map must be projected and in metres, e.g. EPSG:4549", name, c.Kind, c.Unit.Name)
	}
	return c, how.Detail, nil
}

// chooseMap: what the user says, the elevation's own if it is one in metres,
// else the zone of 3° of CGCS2000 in China, else that of UTM.
func (r *Result) chooseMap(s placement.Source, own, given *crs.CRS, how, givenHow string) (*crs.CRS, error) {
	if given != nil {
		r.choose("map: %s, as you say (%s)", given, givenHow)
		return given, nil
	}
	if own == nil {
		return nil, fmt.Errorf("%s: does not say its reference system: give it as %s@EPSG:4549, or as the site's map with --crs EPSG:4549", s.File, s.File)
	}
	if own.Kind == crs.Projected && own.Unit.Name == crs.Metre.Name && own.Code != 3857 {
		r.choose("map: %s, that of the elevation (%s)", own, how)
		return own, nil
	}
	x, y := (s.Bounds[0]+s.Bounds[2])/2, (s.Bounds[1]+s.Bounds[3])/2
	if s.Swap {
		x, y = y, x
	}
	lon, lat, _ := own.ToGeographic(x, y, 0)
	lon, lat = lon*180/math.Pi, lat*180/math.Pi
	if math.IsNaN(lon) || math.IsNaN(lat) {
		return nil, fmt.Errorf("%s: x %g, y %g has no place in %s: name the system that it is in as %s@EPSG:4549", s.File, x, y, own, s.File)
	}
	c, err := zoneOf(lon, lat)
	if err == nil {
		r.choose("map: %s, the zone in which the elevation (in %s) lies; give --crs for another", c, own)
	}
	return c, err
}

// zoneOf is the zone of 3° of CGCS2000 in China, elsewhere that of UTM.
func zoneOf(lon, lat float64) (*crs.CRS, error) {
	if c, err := crs.FromEPSG(4534 + int(math.Round(lon/3)) - 25); err == nil && c.Area.Contains(lon, lat) {
		return c, nil
	}
	code := 32601 + int(math.Floor((lon+180)/6))%60
	if lat < 0 {
		code += 100
	}
	return crs.FromEPSG(code)
}

// inner is the largest rectangle of the map, roughly, that lies inside the
// placed raster: its sides may be bent and turned.
func inner(p *placement.Placement, s placement.Source) placement.Bounds {
	b, place := s.Bounds, func(x, y float64) (float64, float64) { q := p.ToSite(x, y, 0); return q[0], q[1] }
	if s.Swap {
		b = placement.Bounds{b[1], b[0], b[3], b[2]}
		place = func(x, y float64) (float64, float64) { q := p.ToSite(y, x, 0); return q[0], q[1] }
	}
	out := placement.Bounds{math.Inf(-1), math.Inf(-1), math.Inf(1), math.Inf(1)}
	const parts = 32
	for k := range parts + 1 {
		t := float64(k) / parts
		x, y := b[0]+t*(b[2]-b[0]), b[1]+t*(b[3]-b[1])
		west, _ := place(b[0], y)
		_, south := place(x, b[1])
		east, _ := place(b[2], y)
		_, north := place(x, b[3])
		out = placement.Bounds{math.Max(out[0], west), math.Max(out[1], south), math.Min(out[2], east), math.Min(out[3], north)}
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
