package raster

import (
	"encoding/json"
	"math"
)

// MarshalJSON writes what `shapan inspect --json` prints: lower-case keys, null
// where nothing is known. Who knows reference systems adds to crs and bounds.
func (in Info) MarshalJSON() ([]byte, error) {
	type crs struct {
		Code     int    `json:"code"` // EPSG, 0 when unknown
		Name     string `json:"name"`
		Unit     string `json:"unit,omitempty"`
		Vertical int    `json:"vertical,omitempty"`
	}
	type bounds struct {
		Native [4]float64 `json:"native"` // west, south, east, north
	}
	return json.Marshal(struct {
		Kind          string      `json:"kind"`
		Format        string      `json:"format"`
		Sample        string      `json:"sample"`
		Compression   string      `json:"compression"`
		Predictor     int         `json:"predictor,omitempty"`
		Bands         int         `json:"bands"`
		Band          int         `json:"band"`
		CRS           crs         `json:"crs"`
		Bounds        bounds      `json:"bounds"`
		Width         int         `json:"width"`
		Height        int         `json:"height"`
		Pixel         [2]float64  `json:"pixel"` // in the unit of the map
		PixelM        *[2]float64 `json:"pixel_m"`
		NoData        *string     `json:"nodata"`
		Unit          string      `json:"unit,omitempty"`
		Min           *float64    `json:"min"`
		Max           *float64    `json:"max"`
		Mean          *float64    `json:"mean"`
		ValidFraction float64     `json:"valid_fraction"`
	}{
		Kind: "raster", Format: in.Format, Sample: in.Sample, Compression: in.Compression, Predictor: in.Predictor,
		Bands: in.Bands, Band: max(in.Band, 1), CRS: crs{in.EPSG, in.CRS, in.mapUnit(), in.VerticalEPSG},
		Bounds: bounds{[4]float64{in.West, in.South, in.East, in.North}},
		Width:  in.NX, Height: in.NY, Pixel: [2]float64{in.CellX, in.CellY}, PixelM: in.pixelM(),
		NoData: known(in.NoData, in.NoData != ""), Unit: in.ValueUnit,
		Min: known(in.Min, in.Valid > 0), Max: known(in.Max, in.Valid > 0), Mean: known(in.Mean, in.Valid > 0),
		ValidFraction: in.ValidShare(),
	})
}

func known[T any](v T, ok bool) *T {
	if !ok {
		return nil
	}
	return &v
}

// metresIn is how long the units of maps are [m]; foot and US survey foot by
// definition.
var metresIn = map[string]float64{"m": 1, "ft": 0.3048, "US survey ft": 1200.0 / 3937}

// pixelM returns the size of a cell in metres, of one in degrees that in the
// middle of the raster; nil where the file does not tell the unit and no EPSG
// code stands for metres as most do.
func (in Info) pixelM() *[2]float64 {
	if !in.Degrees {
		metres, ok := metresIn[in.MapUnit]
		switch {
		case ok:
		case in.MapUnit == "" && in.EPSG != 0:
			metres = 1
		default:
			return nil
		}
		return &[2]float64{in.CellX * metres, in.CellY * metres}
	}
	// Radii of curvature of the WGS 84 ellipsoid at latitude φ: along the
	// meridian M = a(1-e²)/W³, across it N = a/W, W² = 1 - e² sin² φ.
	const a, e2 = 6378137, 0.00669437999014
	sin, cos := math.Sincos((in.South + in.North) / 2 * math.Pi / 180)
	w := math.Sqrt(1 - e2*sin*sin)
	m, n := a*(1-e2)/(w*w*w), a/w
	const degree = math.Pi / 180
	return &[2]float64{in.CellX * degree * n * cos, in.CellY * degree * m}
}
