package site

import (
	"math"

	"shapan/engine"
	"shapan/gis/raster"
	"shapan/yamlfile"
)

// layerFile is a property of the ground that scenarios know by its id.
type layerFile struct {
	positioned
	ID     string `yaml:"id" jsonschema:"required,pattern=^[a-z][a-z0-9_]*$,example=soil" jsonschema_description:"small letters, digits and _"`
	File   string `yaml:"file" jsonschema:"required,example=soil.tif" jsonschema_description:"GeoTIFF, ESRI ASCII grid or SRTM tile"`
	Unit   string `yaml:"unit" jsonschema:"example=m" jsonschema_description:"of its values; for display"`
	Sample string `yaml:"sample" jsonschema:"enum=nearest,enum=bilinear,default=nearest" jsonschema_description:"nearest for classes, bilinear for what changes smoothly"`
}

// ownLayers are those that the site makes itself.
var ownLayers = map[string]bool{"ground": true, "building": true, "manning": true, "infiltration": true}

func (l *loader) rasters() {
	for k, r := range l.doc.Rasters {
		node := l.at("rasters", k)
		if ownLayers[r.ID] {
			l.fail(node.At("id"), "%s: is the site's own layer: take another id", r.ID)
		}
		l.take(node.At("id"), "raster/"+r.ID)
		ra := l.raster(node, "file", r.File, r.positioned)
		if ra == nil || !l.ready {
			continue
		}
		f := engine.Field{Name: r.ID, Unit: r.Unit, Grid: l.site.Ground.Grid}
		var known int
		f.Values, known = l.sampled(ra, r.Sample == "bilinear")
		if known == 0 {
			l.fail(node.At("file"), "%s: has no data where the site is", r.File)
		}
		l.site.Layers = append(l.site.Layers, f)
	}
}

// sampled returns a raster's values at the centres of the ground's cells, NaN
// where it has none, and how many there are.
func (l *loader) sampled(ra *placed, bilinear bool) (values []float32, known int) {
	g := l.site.Ground.Grid
	values = make([]float32, g.Len())
	for cell := range values {
		x, y := ra.where(g.Center(cell).Elem())
		if bilinear {
			values[cell] = float32(ra.At(x, y))
		} else {
			values[cell] = float32(nearestIn(ra.Raster, x, y))
		}
		if values[cell] == values[cell] {
			known++
		}
	}
	return values, known
}

// nearestIn returns the value of the cell that holds a point; NaN outside.
func nearestIn(ra *raster.Raster, x, y float64) float64 {
	i, j := math.Floor((x-ra.X0)/ra.CellX), math.Floor((y-ra.Y0)/ra.CellY)
	if !(i >= 0 && j >= 0 && i < float64(ra.NX) && j < float64(ra.NY)) {
		return math.NaN()
	}
	return float64(ra.Values[int(j)*ra.NX+int(i)])
}

// paintRaster lays a raster over a layer where it has data, all of it within
// limits.
func (l *loader) paintRaster(node yamlfile.Node, key, name string, on engine.Field, low, high float64) {
	n := node.At(key)
	ra := l.raster(node, key, name, positioned{})
	if ra == nil || !l.ready {
		return
	}
	values, known := l.sampled(ra, false)
	if known == 0 {
		l.fail(n, "%s: has no data where the site is", name)
	}
	for cell, v := range values {
		if v != v {
			continue
		}
		if float64(v) < low || float64(v) > high {
			i, j := cell%on.Grid.NX, cell/on.Grid.NX
			l.fail(n, "%s: %g at %s (cell %d east, %d north): must be from %g to %g", name, v, xy(on.Grid.Center(cell)), i, j, low, high)
			return
		}
		on.Values[cell] = v
	}
}
