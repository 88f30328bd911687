package cdf_test

import (
	"bytes"
	"fmt"

	"shapan/gis/mesh/cdf"
)

// A series of levels at two gauges, written and read back.
func Example() {
	var file bytes.Buffer
	w, err := cdf.NewWriter(&file, cdf.Header{
		Dims: []cdf.Dim{{Name: "time"}, {Name: "gauge", Len: 2}},
		Vars: []cdf.Var{{Name: "level", Type: cdf.Float32, Dims: []string{"time", "gauge"}, Attrs: []cdf.Attr{{Name: "units", Value: "m"}}}},

		Records: 2,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	w.Put("level", []float32{3.1, 3.2})
	w.Put("level", []float32{3.5, 3.4})
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}
	f, err := cdf.Open(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		fmt.Println(err)
		return
	}
	second, err := f.Read("level", 1)
	fmt.Println(second, f.Var("level").Attr("units"), err)
	// Output: [3.5 3.4] m <nil>
}
