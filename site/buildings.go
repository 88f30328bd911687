package site

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"shapan/engine"
	"shapan/gis/terrain"
	"shapan/yamlfile"
)

// defaultAbove is the height [m] from which a cell of a raster of heights is a
// building: over cars and hedges, under sheds.
const defaultAbove = 2.5

// buildings blocks the cells of buildings.
func (l *loader) buildings() {
	g := l.site.Ground.Grid
	heights := engine.Field{Name: "building", Unit: "m", Grid: g, Values: make([]float32, g.Len())}
	for cell := range heights.Values {
		heights.Values[cell] = float32(math.NaN())
	}
	for k, b := range l.doc.Buildings {
		node := l.at("buildings", k)
		if node.At("above_m").Exists() && b.Raster == "" {
			l.fail(node.At("above_m"), "belongs to raster, which is not given")
		}
		if b.Raster != "" {
			l.buildingsOfRaster(node, b, heights)
			continue
		}
		for _, a := range l.areas(node, b.place) {
			b.findHeight(a, node.At("height_property").Exists())
			l.building(a, b.Height, heights)
		}
	}
	l.site.Layers = append(l.site.Layers, heights)
}

// storeyHeight is taken where a file counts storeys [m].
const storeyHeight = 3

// findHeight puts the height of a building of a file under the usual name. In a
// property that the entry names, what is no height above 0 means that it is not
// known, as in most registers.
func (b building) findHeight(a area, named bool) {
	if a.properties == nil {
		return
	}
	if name := b.HeightProperty; named && name != "" {
		if h := numberIn(a.properties[name]); h > 0 {
			a.properties["height_m"] = h
			return
		}
		delete(a.properties, "height_m")
	}
	if n := numberIn(a.properties[b.StoreysProperty]); b.StoreysProperty != "" && n > 0 && a.properties["height_m"] == nil {
		a.properties["height_m"] = n * storeyHeight
	}
}

// numberIn reads a number, as OSM has them as text too ("12", "12 m"); 0: none.
func numberIn(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	case string:
		n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "m")), 64)
		if err == nil && n > 0 && n < 1000 {
			return n
		}
	}
	return 0
}

func (l *loader) building(a area, entry *float64, heights engine.Field) {
	id := "building/" + a.id
	l.takeArea(a, id)
	height := a.number("height_m", entry, 0.01, 1000)
	if height == nil {
		if v, given := a.properties["height_m"]; !given || v == nil {
			a.fail("height_m", "missing (above the ground, e.g. 12)")
		}
		return
	}
	pit := int32(0)
	l.roofs = append(l.roofs, id)
	heights.Grid.Inside(a.rings, func(cell int) {
		heights.Values[cell] = float32(*height)
		l.covered[cell] = int32(len(l.roofs))
		if l.pitCell[cell] != 0 {
			pit = l.pitCell[cell]
		}
	})
	if pit != 0 {
		a.fail("outline", "stands in pit %s: draw them apart", l.doc.Pits[pit-1].ID)
	}
	l.site.Features = append(l.site.Features, engine.Feature{
		ID: id, Kind: "building", Name: named(a.name, a.id), Rings: a.rings,
		Properties: map[string]engine.Value{"height_m": engine.Number(*height)},
	})
}

// buildingsOfRaster finds buildings in a raster of heights above ground. What
// stood where a pit is now has been pulled down.
func (l *loader) buildingsOfRaster(node yamlfile.Node, b building, heights engine.Field) {
	ra := l.raster(node, "raster", b.Raster, b.positioned)
	if ra == nil || !l.ready {
		return
	}
	above := defaultAbove
	if b.Above != nil {
		above = *b.Above
	}
	roofs := terrain.RoofsBy(ra.Raster, ra.where, heights.Grid, above/ra.metres)
	for cell := range roofs {
		roofs[cell] *= float32(ra.metres)
	}
	isRoof := func(cell int) bool {
		return !math.IsNaN(float64(roofs[cell])) && l.pitCell[cell] == 0 && !math.IsNaN(float64(l.site.Ground.Values[cell]))
	}
	stem := b.ID
	if stem == "" {
		stem = notID.ReplaceAllString(stemOf(b.Raster), "-")
	}
	for k, region := range terrain.Trace(heights.Grid, isRoof) {
		id := fmt.Sprintf("building/%s-%d", stem, k+1)
		l.take(node.At("id"), id)
		l.roofs = append(l.roofs, id)
		sum := 0.0
		for _, cell := range region.Cells {
			heights.Values[cell] = roofs[cell]
			l.covered[cell] = int32(len(l.roofs))
			sum += float64(roofs[cell])
		}
		mean := math.Round(10*sum/float64(len(region.Cells))) / 10
		l.site.Features = append(l.site.Features, engine.Feature{
			ID: id, Kind: "building", Name: named(b.Name, id[len("building/"):]), Rings: region.Rings,
			Properties: map[string]engine.Value{"height_m": engine.Number(mean)},
		})
	}
}
