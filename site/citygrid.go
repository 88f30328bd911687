package site

import (
	"shapan/engine"
	"shapan/engine/solver/citygrid"
)

// cityGrid divides the city around the site for its management (网格化管理).
type cityGrid struct {
	Prefix string `yaml:"prefix" jsonschema:"required,example=310101" jsonschema_description:"before every code: the district by GB/T 2260, or more"`
	Cell   int    `yaml:"cell_m" jsonschema:"minimum=1,maximum=100000,default=100" jsonschema_description:"edge of a cell; 100 makes the 万米单元网格 of 10,000 m²"`
}

// cityCells tells every asset the cell of the city that it stands in: what
// happens to it carries the same. Cells are of the map, so two sites agree.
func (l *loader) cityCells() {
	c := l.doc.CityGrid
	if c == nil {
		return
	}
	grid, err := citygrid.New(c.Prefix, c.Cell)
	if err != nil {
		l.fail(l.at("city_grid"), "%v", err)
		return
	}
	for k := range l.site.Assets {
		a := &l.site.Assets[k]
		x, y, _ := l.site.Origin.MapFromSite(a.Position)
		cell, ok := grid.At(x, y)
		if !ok {
			continue // its place is no number, which has been reported
		}
		if a.Properties == nil {
			a.Properties = map[string]engine.Value{}
		}
		a.Properties["city_cell"] = engine.Word(grid.Code(cell))
	}
}
