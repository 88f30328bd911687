package raster_test

import (
	"bytes"
	"fmt"
	"log"
	"strings"

	"shapan/gis/raster"
)

// A grid of heights from an ASCII file is asked for a height and exported as a
// GeoTIFF, which then knows its coordinate reference system.
func Example() {
	const grid = `ncols 3
nrows 2
xllcorner 500000
yllcorner 3456000
cellsize 10
NODATA_value -9999
12.0 13.0 14.0
10.0 11.0 -9999
`
	dem, err := raster.ReadASCII(strings.NewReader(grid), "dem.asc")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(dem.At(500010, 3456010)) // between four cells
	fmt.Println(dem.At(500020, 3456010)) // one of the four has no data

	dem.EPSG = 4547 // CGCS2000 / 3-degree Gauss-Krüger, central meridian 114° E
	var file bytes.Buffer
	if err := raster.WriteGeoTIFF(&file, dem); err != nil {
		log.Fatal(err)
	}
	again, err := raster.ReadGeoTIFF(bytes.NewReader(file.Bytes()), int64(file.Len()), "dem.tif")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.Info())
	// Output:
	// 11.5
	// NaN
	// GeoTIFF, float32, deflate, predictor 3, 1 band, no data nan
	// 3 × 2 cells of 10 × 10
	// x 500000 to 500030, y 3456000 to 3456020, EPSG:4547
	// min 10, max 14, mean 12; 83.33 % of the cells have data
}
