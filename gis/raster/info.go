package raster

import (
	"fmt"
	"strings"
)

// Info is a summary of a raster for people.
type Info struct {
	Source
	NX, NY                   int
	CellX, CellY             float64 // cell size in the unit of the coordinates
	West, South, East, North float64 // outer borders of the outer cells
	EPSG                     int     // 0 when unknown
	Degrees                  bool    // coordinates are degrees: EPSG is a geographic system, or the file says so
	Valid                    int     // cells with data
	Min, Max, Mean           float64 // over the cells with data; NaN when there are none
}

// ValidShare returns the share of cells with data, 0 to 1.
func (in Info) ValidShare() float64 { return float64(in.Valid) / float64(in.NX*in.NY) }

// Info summarises the raster; it looks at every value.
func (ra *Raster) Info() Info {
	in := Info{
		Source: ra.Source,
		NX:     ra.NX, NY: ra.NY,
		CellX: ra.CellX, CellY: ra.CellY,
		West: ra.X0, South: ra.Y0,
		East:  ra.X0 + float64(ra.NX)*ra.CellX,
		North: ra.Y0 + float64(ra.NY)*ra.CellY,
		EPSG:  ra.EPSG, Degrees: geographic(ra.EPSG) || ra.Source.MapUnit == "degree",
	}
	t := newTally()
	for _, v := range ra.Values {
		t.add(float64(v))
	}
	in.tell(t)
	return in
}

// String returns a few lines without a final newline, such as
//
//	GeoTIFF, int16, deflate, predictor 2, 1 band
//	680 × 680 cells of 5.00124 × 4.99921
//	x 499400 to 502800.842, y 4793800.535 to 4797200, EPSG:25830 ETRS89 / UTM zone 30N
//	min -2, max 103, mean 20.843; 100.00 % of the cells have data
func (in Info) String() string {
	var b strings.Builder
	if in.Format != "" {
		fmt.Fprintf(&b, "%s, %s, %s", in.Format, in.Sample, orUncompressed(in.Compression))
		if in.Predictor > 1 {
			fmt.Fprintf(&b, ", predictor %d", in.Predictor)
		}
		if in.Bands > 1 {
			fmt.Fprintf(&b, ", %d bands (%s is read)", in.Bands, ordinal(in.Band))
		} else {
			b.WriteString(", 1 band")
		}
		if in.NoData != "" {
			fmt.Fprintf(&b, ", no data %s", in.NoData)
		}
		b.WriteByte('\n')
	}

	digits := 3
	if in.Degrees {
		digits = 7
	}
	fmt.Fprintf(&b, "%d × %d cells of %.6g × %.6g%s\n", in.NX, in.NY, in.CellX, in.CellY, spaced(in.mapUnit()))
	fmt.Fprintf(&b, "x %s to %s, y %s to %s, ",
		trimmed(in.West, digits), trimmed(in.East, digits), trimmed(in.South, digits), trimmed(in.North, digits))
	if in.EPSG != 0 {
		fmt.Fprintf(&b, "EPSG:%d", in.EPSG)
	} else {
		b.WriteString("EPSG unknown")
	}
	b.WriteString(spaced(in.CRS))
	b.WriteByte('\n')

	if in.Valid == 0 {
		b.WriteString("no cell has data")
		return b.String()
	}
	fmt.Fprintf(&b, "min %s, max %s, mean %s%s; %.2f %% of the cells have data",
		trimmed(in.Min, 3), trimmed(in.Max, 3), trimmed(in.Mean, 3), spaced(in.ValueUnit), 100*in.ValidShare())
	if in.Rounding > 0.001 {
		fmt.Fprintf(&b, "; single precision changed values by up to %.2g", in.Rounding)
	}
	return b.String()
}

func (in Info) mapUnit() string {
	if in.Degrees {
		return "degree"
	}
	return in.MapUnit
}

// ordinal names a band; a raster made in memory has the first.
func ordinal(band int) string {
	if band <= 1 {
		return "the first"
	}
	return fmt.Sprintf("band %d", band)
}

func orUncompressed(compression string) string {
	if compression == "none" {
		return "uncompressed"
	}
	return compression
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

// trimmed writes v with at most the given number of decimals.
func trimmed(v float64, decimals int) string {
	s := fmt.Sprintf("%.*f", decimals, v)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}
