package crs_test

import (
	"fmt"
	"log"

	"shapan/gis/crs"
)

// A Shapefile in a 6° zone with its number before the easting comes to a site
// that works in the 3° zone of Shanghai.
func Example() {
	const prj = `PROJCS["CGCS2000_GK_Zone_21",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",` +
		`SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],` +
		`PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",21500000.0],PARAMETER["Central_Meridian",123.0],` +
		`PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
	file, how, err := crs.FromWKT(prj)
	if err != nil {
		log.Fatal(err)
	}
	site, _, err := crs.FromUser("EPSG:4549")
	if err != nil {
		log.Fatal(err)
	}
	t, err := crs.NewTransformation(file, site)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(how)
	fmt.Println(t.Description)
	x, y, _ := t.Forward(21354600, 3457700, 0)
	fmt.Printf("%.3f %.3f\n", x, y)
	// Output:
	// EPSG:4499 by the file's name "CGCS2000_GK_Zone_21" and its parameters
	// CGCS2000 / Gauss-Kruger zone 21 (EPSG:4499) → CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549): inverse Transverse Mercator; Transverse Mercator
	// 640432.036 3457632.547
}

// Four control points tie the site's own grid to the map; one was mistyped.
func ExampleFitLocalGrid() {
	g, err := crs.FitLocalGrid([]crs.ControlPoint{
		{Name: "K1", Local: [3]float64{0, 0, 4.10}, Map: [3]float64{634200.000, 3456300.000, 4.10}},
		{Name: "K2", Local: [3]float64{300, 0, 4.25}, Map: [3]float64{634459.808, 3456450.000, 4.25}},
		{Name: "K3", Local: [3]float64{300, 200, 4.02}, Map: [3]float64{634359.808, 3456623.205, 4.02}},
		{Name: "K4", Local: [3]float64{0, 200, 4.31}, Map: [3]float64{634100.000, 3456473.205, 4.31}},
		{Name: "K5", Local: [3]float64{150, 100, 4.40}, Map: [3]float64{634279.904, 3456461.063, 4.40}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(g)
	// Output:
	// local grid: origin at east 634200.0001 m, north 3456299.8920 m, height +0.0000 m, rotation 29.9999785° (anticlockwise), scale 1 +0.650 ppm
	// point           dx [m]    dy [m]    dz [m]   off [m]
	// K1             -0.0001    0.1080    0.0000    0.1964
	// K2              0.0001    0.1080    0.0000    0.1964
	// K3              0.0001    0.1078    0.0000    0.1960
	// K4             -0.0001    0.1078    0.0000    0.1960
	// K5              0.0000   -0.4316    0.0000    0.5395  suspect
	// root mean square 0.2158 m, standard deviation of a coordinate 0.1970 m
	// Probably wrong: K5 (0.539 m off): without, the root mean square falls from 0.216 to 0.000 m. Check numbers and names, or leave out.
}
