package site

import (
	"math"

	"shapan/engine"
)

// Info is what there is to know of a site at a glance.
type Info struct {
	ID        string         `json:"id"`
	Name      engine.Text    `json:"name"`
	EPSG      int            `json:"epsg"`
	CRS       string         `json:"crs"`
	Origin    [3]float64     `json:"origin"` // easting, northing, height [m]
	Grid      engine.Grid    `json:"grid"`
	Cells     int            `json:"cells"`
	NoData    int            `json:"cells_without_data"`
	Lowest    float64        `json:"lowest_m"` // ground, excavations cut in
	Highest   float64        `json:"highest_m"`
	BuiltUp   int            `json:"cells_built_up"`
	Features  map[string]int `json:"features"` // by kind
	Assets    map[string]int `json:"assets"`   // by kind
	Models    int            `json:"models"`
	Parts     int            `json:"building_parts"` // of models in IFC
	Excavated float64        `json:"excavated_m3"`   // pits and sumps
}

// Inspect loads a site and says what it holds.
func Inspect(path string) (Info, error) {
	s, err := Load(path)
	if err != nil {
		return Info{}, err
	}
	return InfoOf(s), nil
}

// InfoOf sums up a loaded site.
func InfoOf(s *engine.Site) Info {
	o := s.Origin
	i := Info{
		ID: s.ID, Name: s.Name, EPSG: o.EPSG, CRS: o.CRS, Origin: [3]float64{o.Easting, o.Northing, o.Height},
		Grid: s.Ground.Grid, Cells: s.Ground.Grid.Len(), Lowest: math.Inf(1), Highest: math.Inf(-1),
		Features: map[string]int{}, Assets: map[string]int{},
	}
	for _, v := range s.Ground.Values {
		if z := float64(v); math.IsNaN(z) {
			i.NoData++
		} else {
			i.Lowest, i.Highest = math.Min(i.Lowest, z), math.Max(i.Highest, z)
		}
	}
	if roofs := s.Layer("building"); roofs != nil {
		for _, v := range roofs.Values {
			if !math.IsNaN(float64(v)) {
				i.BuiltUp++
			}
		}
	}
	for _, f := range s.Features {
		i.Features[f.Kind]++
		if v, ok := f.Properties["volume_m3"].Number(); ok {
			i.Excavated += v
		}
	}
	for k := range s.Elements {
		if s.Elements[k].Of == "" {
			i.Models++
		} else {
			i.Parts++
		}
	}
	for _, a := range s.Assets {
		i.Assets[a.Kind]++
	}
	return i
}
