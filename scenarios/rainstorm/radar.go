package rainstorm

import (
	"errors"
	"fmt"
	"time"

	"shapan/engine"
	"shapan/engine/solver/rainfall"
)

// Radar is a series of grids of rain.
type Radar struct {
	Images      []RadarImage  `yaml:"images" jsonschema:"required,minItems=1"`
	Coordinates string        `yaml:"coordinates" jsonschema:"enum=site,enum=map,default=map" jsonschema_description:"of the grids: map for those of the site's crs"`
	Until       time.Duration `yaml:"until" jsonschema_description:"when the last grid stops holding; absent: it holds as long as the one before it"`
	Linear      bool          `yaml:"linear" jsonschema_description:"rates change linearly from grid to grid; absent: each holds until the next"`
	Nearest     bool          `yaml:"nearest" jsonschema_description:"pixels keep their edges; absent: bilinear between their middles"`
	Dry         bool          `yaml:"dry_outside" jsonschema_description:"no rain where no pixel has data; absent: such cells are refused"`
}

// RadarImage is one grid.
type RadarImage struct {
	At   time.Duration `yaml:"at" jsonschema:"required,example=10min"`
	File string        `yaml:"file" jsonschema:"required,example=radar-0010.asc" jsonschema_description:"ESRI ASCII grid of rates in mm/h"`
}

func (m *Model) radar(p Radar) (rainfall.Field, error) {
	var errs []error
	images := make([]rainfall.Image, len(p.Images))
	for k, image := range p.Images {
		grid, values, err := m.rateGrid(image.File, p.Coordinates == "map")
		errs = append(errs, engine.Wrong(err, "images", k, "file"))
		images[k] = rainfall.Image{Time: image.At.Seconds(), Grid: grid, Values: values}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return rainfall.NewRadarField(rainGrid(m.grid), images, rainfall.Radar{Until: p.Until.Seconds(), Linear: p.Linear, Nearest: p.Nearest, Dry: p.Dry})
}

// rateGrid reads an ASCII grid and places it on the site.
func (m *Model) rateGrid(name string, onMap bool) (rainfall.Grid, []float32, error) {
	text, err := m.par.read.text(name)
	if err != nil {
		return rainfall.Grid{}, nil, err
	}
	grid, values, err := readASCIIGrid(name, text)
	if err != nil || !onMap {
		return grid, values, err
	}
	o := m.site.Origin
	if o.Rotation != 0 {
		return grid, nil, fmt.Errorf("%s: the site is turned against the map: give the grid in site coordinates", name)
	}
	p := o.SiteFromMap(grid.X0, grid.Y0, 0)
	grid.X0, grid.Y0 = p[0], p[1]
	return grid, values, nil
}
