package site

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/terrain"
	"shapan/yamlfile"
)

// mmPerHour is a millimetre an hour [m/s].
const mmPerHour = 1e-3 / 3600

// layers paints roughness and infiltration: the ground's, then roads, then
// surfaces.
func (l *loader) layers() {
	g := l.site.Ground.Grid
	manning := engine.Field{Name: "manning", Unit: "s/m^(1/3)", Grid: g, Values: make([]float32, g.Len())}
	infiltration := engine.Field{Name: "infiltration", Unit: "m/s", Grid: g, Values: make([]float32, g.Len())}
	for cell := range g.Len() {
		manning.Values[cell] = float32(l.doc.Ground.Manning)
		infiltration.Values[cell] = float32(l.doc.Ground.Infiltration * mmPerHour)
	}
	if name := l.doc.Ground.ManningFile; name != "" {
		l.paintRaster(l.at("ground"), "manning_file", name, manning, 0, 1)
	}
	for k, r := range l.doc.Roads {
		l.lay(l.at("roads", k), "road", r.Kind, r.place, r.layer, manning, infiltration)
	}
	for k, s := range l.doc.Surfaces {
		l.lay(l.at("surfaces", k), "surface", s.Kind, s.place, s.layer, manning, infiltration)
	}
	l.site.Layers = append(l.site.Layers, manning, infiltration)
}

// lay paints the areas of an entry and makes them features.
func (l *loader) lay(node yamlfile.Node, kind, class string, p place, on layer, manning, infiltration engine.Field) {
	for _, a := range l.areas(node, p) {
		kind, class := kind, class
		if own, ok := a.properties["kind"].(string); ok && own != "" && kind == "surface" {
			class = own
		}
		if class == "water" {
			kind = class
		}
		id := kind + "/" + a.id
		l.takeArea(a, id)
		properties := map[string]engine.Value{"class": engine.Word(class)}
		if n := a.number("manning_s_per_m13", on.Manning, 0, 1); n != nil {
			properties["manning_s_per_m13"] = engine.Number(*n)
			terrain.Paint(manning.Values, manning.Grid, a.rings, *n)
		}
		if n := a.number("infiltration_mm_per_h", on.Infiltration, 0, 1000); n != nil {
			properties["infiltration_mm_per_h"] = engine.Number(*n)
			terrain.Paint(infiltration.Values, infiltration.Grid, a.rings, *n*mmPerHour)
		}
		l.site.Features = append(l.site.Features, engine.Feature{
			ID: id, Kind: kind, Name: named(a.name, a.id), Rings: a.rings, Properties: properties,
		})
	}
}

// hoardings makes features of fences, which are drawn only.
func (l *loader) hoardings() {
	for k, h := range l.doc.Hoardings {
		l.nearby(l.at("hoardings", k, "line"), h.Line)
		id := "hoarding/" + h.ID
		l.take(l.at("hoardings", k, "id"), id)
		l.site.Features = append(l.site.Features, engine.Feature{
			ID: id, Kind: "hoarding", Name: named(h.Name, h.ID), Rings: [][]mgl64.Vec2{h.Line},
			Properties: map[string]engine.Value{"height_m": engine.Number(h.Height)},
		})
	}
}
