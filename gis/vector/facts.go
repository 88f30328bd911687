package vector

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/project"
)

// Facts summarise a layer for people and for the placement report.
type Facts struct {
	Kind      string         `json:"kind"`   // "vector"
	Format    string         `json:"format"` // "GeoJSON", …
	Layer     string         `json:"layer,omitempty"`
	CRS       FactsCRS       `json:"crs"`
	Bounds    FactsBounds    `json:"bounds"`
	Features  int            `json:"features"`
	ByType    map[string]int `json:"by_type"`
	IDs       int            `json:"distinct_ids,omitempty"` // of the features' own ids, or their property "id"
	LengthM   float64        `json:"length_m"`               // of lines: on the ellipsoid where degrees, else planar, in the unit of WKT or taken for metres
	AreaM2    float64        `json:"area_m2"`                // of polygons, likewise
	Unit      string         `json:"unit,omitempty"`         // of the coordinates, where WKT names one
	Heights   *[2]float64    `json:"heights,omitempty"`      // lowest and highest, as in the file
	Degrees   bool           `json:"degrees"`                // coordinates look like, or are said to be, longitude and latitude
	Swapped   bool           `json:"swapped,omitempty"`      // latitude seems to stand before longitude
	Positions int            `json:"positions"`
	Objects   map[string]int `json:"objects,omitempty"`
	Warnings  []string       `json:"warnings,omitempty"`
}

// FactsCRS is what the file says of its reference system.
type FactsCRS struct {
	Code int    `json:"code,omitempty"`
	Name string `json:"name,omitempty"`
	How  string `json:"how"`
	WKT  string `json:"wkt,omitempty"`
}

// FactsBounds is the extent as [west, south, east, north]; nil: no positions.
type FactsBounds struct {
	Native *[4]float64 `json:"native"`
	WGS84  *[4]float64 `json:"wgs84,omitempty"` // where the native ones are of it already; else package crs gives them
}

// FactsOf counts and measures a layer.
func FactsOf(l *Layer) Facts {
	f := Facts{
		Kind: "vector", Format: l.Format, Layer: l.Name, ByType: map[string]int{}, Features: len(l.Features),
		CRS:     FactsCRS{Code: l.CRS.EPSG, Name: l.CRS.Name, How: l.CRS.How, WKT: l.CRS.WKT},
		Degrees: l.Degrees(), Swapped: l.Swapped(), Objects: l.Objects, Warnings: l.Warnings,
	}
	if f.CRS.How == "" {
		f.CRS.How = "the file does not say"
	}
	bound, ids := l.Bound(), map[any]bool{}
	for _, feature := range l.Features {
		f.ByType[TypeOf(feature.Geometry)]++
		Positions(feature.Geometry, func(orb.Point) { f.Positions++ })
		length, area := Measure(upright(feature.Geometry, f.Swapped), f.Degrees)
		f.LengthM += length
		f.AreaM2 += area
		switch id := feature.Properties["id"].(type) {
		case string, float64, int64:
			ids[id] = true
		default:
			if feature.ID != "" {
				ids[feature.ID] = true
			}
		}
	}
	f.IDs = len(ids)
	if name, metres := l.CRS.Unit(); metres > 0 {
		f.Unit = name
		f.LengthM *= metres
		f.AreaM2 *= metres * metres
	}
	if !bound.IsEmpty() {
		f.Bounds.Native = &[4]float64{bound.Min[0], bound.Min[1], bound.Max[0], bound.Max[1]}
		if f.Degrees && l.CRS.EPSG == 4326 && !f.Swapped {
			f.Bounds.WGS84 = f.Bounds.Native
		}
	}
	if low, high, ok := l.HeightRange(); ok {
		f.Heights = &[2]float64{low, high}
	}
	if f.Swapped && !l.toldSwapped {
		f.Warnings = append(f.Warnings[:len(f.Warnings):len(f.Warnings)],
			"latitude seems to stand before longitude: on a site say swap_axes: true, which shapan init does by itself, or exchange them (ogr2ogr -swapxy out.geojson "+l.File+")")
	}
	return f
}

// upright returns a geometry with longitude first, so that it can be measured.
func upright(g orb.Geometry, swapped bool) orb.Geometry {
	if !swapped || g == nil {
		return g
	}
	return project.Geometry(orb.Clone(g), func(p orb.Point) orb.Point { return orb.Point{p[1], p[0]} })
}

// Inspect returns the facts of all layers of a file.
func Inspect(path string, o Options) ([]Facts, error) {
	layers, err := OpenAll(path, o)
	if err != nil {
		return nil, err
	}
	facts := make([]Facts, len(layers))
	for k, l := range layers {
		facts[k] = FactsOf(l)
	}
	return facts, nil
}
