package raster

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strings"
)

// Label says what the values of a written raster are, in the words and places
// where GDAL and QGIS show them, and how its rows lie.
type Label struct {
	Title    string  // of the file (TIFF ImageDescription; ASCII by that standard, UTF-8 by practice)
	Band     string  // name of the band: "Maximum water depth"
	Unit     string  // of the values: "m"
	Items    []Item  // further facts
	Rotation float64 // from map east to the raster's columns, anticlockwise about its south-west corner [rad]
}

// Item is a fact with a name, for people and GDAL's metadata.
type Item struct{ Name, Value string }

func (l *Label) check() error {
	if !finite(l.Rotation) {
		return fmt.Errorf("rotation %g: must be finite", l.Rotation)
	}
	for _, item := range l.Items {
		if item.Name == "" {
			return fmt.Errorf("item %q has no name", item.Value)
		}
	}
	return nil
}

// fields returns the tags that hold the words.
func (l *Label) fields() []field {
	var fields []field
	if title := strings.ReplaceAll(l.Title, "\x00", ""); title != "" {
		fields = append(fields, field{tagImageDescription, []byte(title + "\x00")})
	}
	var b bytes.Buffer
	item := func(attributes, name, value string) {
		if value == "" {
			return
		}
		b.WriteString("  <Item name=\"")
		xml.EscapeText(&b, []byte(name)) // into a bytes.Buffer: no error
		b.WriteString("\"" + attributes + ">")
		var once bytes.Buffer // GDAL writes and reads the values escaped twice
		xml.EscapeText(&once, []byte(value))
		xml.EscapeText(&b, once.Bytes())
		b.WriteString("</Item>\n")
	}
	item(` sample="0" role="description"`, "DESCRIPTION", l.Band)
	item(` sample="0" role="unittype"`, "UNITTYPE", l.Unit)
	for _, fact := range l.Items {
		item("", fact.Name, fact.Value)
	}
	if b.Len() > 0 {
		fields = append(fields, field{tagGDALMetadata, []byte("<GDALMetadata>\n" + b.String() + "</GDALMetadata>\x00")})
	}
	return fields
}

// placed returns the tags that put the raster on the map: cell size and north-
// west corner or, for a turned one, the matrix that takes column I and row J
// from the north to
//
//	x = x0 + I·dx·cos φ - (NY - J)·dy·sin φ,   y = y0 + I·dx·sin φ + (NY - J)·dy·cos φ
func placed(ra *Raster, rotation float64) []field {
	if rotation == 0 {
		north := ra.Y0 + float64(ra.NY)*ra.CellY
		return []field{
			{tagModelPixelScale, []float64{ra.CellX, ra.CellY, 0}},
			{tagModelTiepoint, []float64{0, 0, 0, ra.X0, north, 0}},
		}
	}
	sin, cos := math.Sincos(rotation)
	height := float64(ra.NY) * ra.CellY
	return []field{{tagModelTransformation, []float64{
		ra.CellX * cos, ra.CellY * sin, 0, ra.X0 - height*sin,
		ra.CellX * sin, -ra.CellY * cos, 0, ra.Y0 + height*cos,
		0, 0, 0, 0,
		0, 0, 0, 1,
	}}}
}
