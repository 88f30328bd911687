package author

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/building"
	"shapan/bim/ifc"
	"shapan/engine"
	"shapan/gis/crs"
)

// margin around the models of a site without an elevation model: as much as they
// are large, but within these [m].
const (
	leastMargin = 30.0
	mostMargin  = 500.0
	flatCells   = 250_000 // of flat ground, unless --cell says otherwise
)

// standing is an IFC model of a site without an elevation model: its box, and
// where it says that it stands.
type standing struct {
	path      string
	low, high mgl64.Vec3 // [m] in the model's frame
	g         ifc.Georeference
}

// planFlat makes ground where none is given: flat, around the models, at the
// level 0 of the first that says where it stands, or as told.
func (r *Result) planFlat(dir string, in Inputs) (*draft, error) {
	d := &draft{dir: dir, name: in.Name, coords: "site", flat: true}
	if d.name == "" {
		if whole, err := filepath.Abs(dir); err == nil {
			d.name = filepath.Base(whole)
		}
	}
	all, err := standingModels(in.Models)
	if err != nil {
		return nil, err
	}
	given, givenHow, err := mapOf(in.CRS)
	if err != nil {
		return nil, err
	}
	if given != nil {
		d.system = given
		r.choose("map: %s, as you say (%s)", given, givenHow)
	}
	extent, why := in.Extent, "as you say"
	if extent == [4]float64{} {
		if extent, why, err = r.aroundModels(d, all); err != nil {
			return nil, err
		}
	} else if d.system == nil {
		return nil, fmt.Errorf("--extent is on a map: name it with --crs, or give --dem")
	}
	if d.system == nil && (in.Buildings != "" || in.Roads != "") {
		return nil, fmt.Errorf("no map is known on which buildings and roads could lie, since no model says where it stands: name it with --crs, and the place with --extent, or give --dem")
	}
	if d.ground, d.groundHow = groundHeight(in.Ground, all, d.system != nil); math.Abs(d.ground) > 9000 {
		return nil, fmt.Errorf("ground at %g m (%s): give its height with --ground-height", d.ground, d.groundHow)
	}
	west, south := math.Floor(extent[0]), math.Floor(extent[1])
	width, height := math.Ceil(extent[2]-west), math.Ceil(extent[3]-south)
	if d.cell = in.Cell; d.cell == 0 {
		d.cell = math.Max(1, math.Ceil(math.Sqrt(width*height/flatCells)))
	}
	nx, ny := int(math.Ceil(width/d.cell)), int(math.Ceil(height/d.cell))
	if nx < 2 || ny < 2 || float64(nx)*float64(ny) > most {
		return nil, fmt.Errorf("ground of %.0f × %.0f m in cells of %g m: give other --cell or --extent", width, height, d.cell)
	}
	d.width, d.height = float64(nx)*d.cell, float64(ny)*d.cell
	if d.system != nil {
		d.origin = engine.Origin{EPSG: d.system.Code, CRS: d.system.Name, Easting: west, Northing: south}
	} else {
		// Models without a place keep their places to one another.
		d.zero = mgl64.Vec2{-west, -south}
	}
	d.elevation = "ground.asc"
	d.files = append(d.files, file{filepath.Join(dir, d.elevation), flatGrid(nx, ny, d.cell, d.ground)})
	r.choose("ground: FLAT at %.2f m (%s), %.0f × %.0f m in cells of %g m, %s", d.ground, d.groundHow, d.width, d.height, d.cell, why)
	r.Doubts = append(r.Doubts, fmt.Sprintf("no elevation model was given, so the ground is flat at %.2f m: water, views and cut-and-fill follow no terrain. Name one in %s (ground: file), or run init again with --dem", d.ground, r.Path))
	return d, nil
}

// standingModels opens the IFC models and measures them.
func standingModels(paths []string) ([]standing, error) {
	var all []standing
	for _, path := range paths {
		if ext := strings.ToLower(filepath.Ext(path)); ext != ".ifc" && ext != ".ifczip" {
			continue // glTF: it stands in the middle; addModels tells what is no model
		}
		if _, err := os.Stat(path); err != nil {
			return nil, err
		}
		m, err := ifc.Open(path)
		if err != nil {
			return nil, err
		}
		b := building.Make(m, building.Options{})
		if !(b.Low[0] <= b.High[0]) || math.IsInf(b.High.Sub(b.Low).Len(), 0) {
			return nil, fmt.Errorf("%s: holds nothing to draw", path)
		}
		all = append(all, standing{path, b.Low, b.High, b.Georeference})
	}
	return all, nil
}

// aroundModels is the extent around the models that stand on the map: that of
// the first that names one, or the zone where it lies; without one, around where
// they stand to one another.
func (r *Result) aroundModels(d *draft, all []standing) (extent [4]float64, why string, err error) {
	low, high := mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	take := func(p mgl64.Vec2) {
		for axis := range 2 {
			low[axis], high[axis] = min(low[axis], p[axis]), max(high[axis], p[axis])
		}
	}
	placed := 0
	for k := range all {
		corners, system, how, ok := all[k].onMap(d.system)
		if !ok {
			continue
		}
		if d.system == nil {
			d.system = system
			r.choose("map: %s, %s; give --crs for another", system, how)
		}
		placed++
		for _, p := range corners {
			take(p)
		}
	}
	why = fmt.Sprintf("around the %d models that say where they stand", placed)
	if placed == 0 {
		d.system = nil // a map alone is no place on it
		for _, m := range all {
			take(m.low.Vec2())
			take(m.high.Vec2())
		}
		if len(all) == 0 {
			take(mgl64.Vec2{-50, -50})
			take(mgl64.Vec2{50, 50})
		}
		why = "around the models, none of which says where on the map it stands: the site has no map"
		r.choose("map: none, since no model says where it stands (IfcMapConversion, IfcSite); give crs, easting and northing in the site file when they are known")
	}
	size := math.Max(high[0]-low[0], high[1]-low[1])
	edge := max(leastMargin, min(size, mostMargin))
	if size > 20_000 {
		return extent, why, fmt.Errorf("the models lie %.0f km apart: do they name the same map? Give --extent, or one model at a time", size/1000)
	}
	return [4]float64{low[0] - edge, low[1] - edge, high[0] + edge, high[1] + edge}, why, nil
}

// onMap is where the corners of a model's box lie, on a map or, if none is given,
// on that which the model names or in whose zone it lies. Where only its latitude
// and longitude are told, it is a box around these that holds it however it turns.
func (m *standing) onMap(system *crs.CRS) (corners []mgl64.Vec2, own *crs.CRS, how string, ok bool) {
	if c := m.g.Conversion; c != nil && !c.Geographic {
		named := system
		if m.g.CRS != nil && m.g.CRS.Name+m.g.CRS.WKT != "" {
			var err error
			if named, _, err = crs.FromUser(m.g.CRS.Name); err != nil {
				named, _, err = crs.FromUser(m.g.CRS.WKT)
			}
			if err != nil {
				named = nil
			}
		}
		if named != nil && named.Kind == crs.Projected {
			if system == nil {
				if own, how = named, fmt.Sprintf("that of %s", filepath.Base(m.path)); named.Unit.Name != crs.Metre.Name {
					return nil, nil, "", false
				}
				system = own
			}
			way, err := crs.NewTransformation(named, system)
			if err != nil {
				return nil, nil, "", false
			}
			mapFromIFC := c.MapFromModel()
			for k := range 4 {
				p := m.low
				if k&1 == 1 {
					p[0] = m.high[0]
				}
				if k&2 == 2 {
					p[1] = m.high[1]
				}
				q := mgl64.TransformCoordinate(p, mapFromIFC)
				x, y, _ := way.Forward(q[0]/named.Unit.Scale, q[1]/named.Unit.Scale, 0)
				corners = append(corners, mgl64.Vec2{x, y})
			}
			return corners, system, how, finite(corners)
		}
	}
	lon, lat, found := m.degrees()
	if !found {
		return nil, nil, "", false
	}
	if system == nil {
		var err error
		if system, err = zoneOf(lon, lat); err != nil {
			return nil, nil, "", false
		}
		how = fmt.Sprintf("the zone in which %s lies (longitude %.4f°, latitude %.4f°)", filepath.Base(m.path), lon, lat)
	}
	wgs, err := crs.FromEPSG(4326)
	if err != nil {
		return nil, nil, "", false
	}
	way, err := crs.NewTransformation(wgs, system)
	if err != nil {
		return nil, nil, "", false
	}
	x, y, _ := way.Forward(lon, lat, 0)
	reach := max(m.low.Vec2().Len(), m.high.Vec2().Len(), mgl64.Vec2{m.low[0], m.high[1]}.Len(), mgl64.Vec2{m.high[0], m.low[1]}.Len())
	corners = []mgl64.Vec2{{x - reach, y - reach}, {x + reach, y + reach}}
	return corners, system, how, finite(corners)
}

// degrees is where the model says that it stands, as longitude and latitude.
func (m *standing) degrees() (lon, lat float64, ok bool) {
	switch {
	case m.g.Conversion != nil && m.g.Conversion.Geographic:
		return m.g.Conversion.First * 180 / math.Pi, m.g.Conversion.Second * 180 / math.Pi, true
	case m.g.Conversion == nil && m.g.Site != nil:
		return m.g.Site.Longitude, m.g.Site.Latitude, true
	}
	return 0, 0, false
}

func finite(points []mgl64.Vec2) bool {
	for _, p := range points {
		if !(math.Abs(p[0]) < 1e9 && math.Abs(p[1]) < 1e9) {
			return false
		}
	}
	return true
}

// groundHeight is the level of flat ground and whose it is.
func groundHeight(given *float64, all []standing, onMap bool) (float64, string) {
	if given != nil {
		return *given, "as you say"
	}
	for _, m := range all {
		switch name := filepath.Base(m.path); {
		case !onMap:
		case m.g.Conversion != nil:
			return m.g.Conversion.Height, "level 0 of " + name
		case m.g.Site != nil:
			return m.g.Site.Elevation, "the height of IfcSite in " + name
		}
	}
	return 0, "level 0 of the models"
}

// flatGrid is an ESRI ASCII grid in the site's own coordinates.
func flatGrid(nx, ny int, cell, height float64) []byte {
	var s strings.Builder
	fmt.Fprintf(&s, "ncols %d\nnrows %d\nxllcorner 0\nyllcorner 0\ncellsize %g\nNODATA_value -9999\n", nx, ny, cell)
	row := strings.TrimSuffix(strings.Repeat(fmt.Sprintf("%g ", height), nx), " ") + "\n"
	for range ny {
		s.WriteString(row)
	}
	return []byte(s.String())
}
