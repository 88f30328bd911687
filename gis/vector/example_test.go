package vector_test

import (
	"fmt"

	"shapan/gis/vector"
)

func ExampleOutlinesOf() {
	l, err := vector.ParseGeoJSON("sheds.geojson", []byte(`{"type": "FeatureCollection", "features": [
		{"properties": {"id": "shed"}, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [8, 0], [8, 5], [0, 5], [0, 0]]]}}
	]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	sheds, err := vector.OutlinesOf(l)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range sheds.Areas {
		fmt.Println(f.Properties["id"], vector.Area(f.Rings[0]), "m²")
	}

	l, _ = vector.ParseGeoJSON("bow.geojson", []byte(`{"type": "FeatureCollection", "features": [
		{"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [8, 6], [8, 0], [0, 6], [0, 0]]]}}
	]}`))
	_, err = vector.OutlinesOf(l)
	fmt.Println(err)
	// Output:
	// shed 40 m²
	// bow.geojson:2: features[0]: side 1 crosses side 3 at (4.00, 3.00) (repair it: ogr2ogr -makevalid)
}
