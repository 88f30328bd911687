package raster

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// openPlaced opens a GeoTIFF that may owe its place to a world file beside it,
// as surveyors' software likes to write.
func openPlaced(r io.ReaderAt, size int64, path string) (*File, error) {
	f, err := openGeoTIFF(r, size, path, nil)
	if err == nil || !errors.Is(err, errUnplaced) {
		return f, err
	}
	for _, ext := range worldFiles {
		text, _ := besides(path, ext)
		if text == "" {
			continue
		}
		place, wrong := parseWorldFile(text)
		if wrong != nil {
			return nil, fmt.Errorf("%s: its world file (%s): %w", path, ext, wrong)
		}
		if f, err = openGeoTIFF(r, size, path, &place); err == nil {
			f.placedBy = ext
			f.Notes = append(f.Notes, "placed by the world file beside it ("+ext+")")
		}
		return f, err
	}
	if aux := readAuxiliary(path); aux.place != nil {
		if f, err = openGeoTIFF(r, size, path, aux.place); err == nil {
			f.placedBy = ".aux.xml"
			f.Notes = append(f.Notes, "placed by the .aux.xml beside it")
		}
		return f, err
	}
	return nil, err
}

// worldFiles are the endings that world files of a TIFF have.
var worldFiles = []string{".tfw", ".tifw", ".tiffw", ".wld"}

// parseWorldFile reads the six lines A, D, B, E, C, F of a world file, by which
// column I, row J of the centre of a cell, both from 0, lies at
//
//	x = A·I + B·J + C,   y = D·I + E·J + F
func parseWorldFile(text string) (Affine, error) {
	fields := strings.Fields(text)
	if len(fields) != 6 {
		return Affine{}, fmt.Errorf("%d numbers: must be 6", len(fields))
	}
	var v [6]float64
	var wrong []error
	for k, field := range fields {
		var err error
		if v[k], err = strconv.ParseFloat(field, 64); err != nil {
			wrong = append(wrong, fmt.Errorf("line %d: %q: must be a number%s", k+1, field, commaHint(field)))
		}
	}
	a := Affine{v[4], v[0], v[2], v[5], v[1], v[3]}
	a[0], a[3] = a.At(-0.5, -0.5)
	return a, errors.Join(wrong...)
}
