package raster

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"
)

// maxBeside bounds the small files beside a raster: real ones have up to a few
// kilobytes; what follows in an .aux.xml (histograms, tables) is not needed.
const maxBeside = 1 << 16

// besides returns the text and the path of the file that lies beside path with
// another extension; "" where there is none.
func besides(path, ext string) (text, file string) {
	stem := strings.TrimSuffix(path, filepath.Ext(path))
	for _, e := range []string{ext, strings.ToUpper(ext)} {
		if text := smallText(stem + e); text != "" {
			return text, stem + e
		}
	}
	return "", ""
}

func smallText(path string) string {
	file, size, err := openRegular(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	text := make([]byte, min(size, maxBeside))
	if _, err := io.ReadFull(file, text); err != nil {
		return ""
	}
	return strings.TrimSpace(string(bytes.TrimPrefix(text, utf8BOM)))
}

// auxiliary is what GDAL's .aux.xml says of the place.
type auxiliary struct {
	file  string
	wkt   string
	place *Affine // nil: nothing
}

// readAuxiliary reads the .aux.xml of a raster, named as GDAL does (dem.tif.aux.xml)
// or as ArcGIS (dem.aux.xml). The zero value: there is none.
func readAuxiliary(path string) auxiliary {
	for _, file := range [...]string{path + ".aux.xml", strings.TrimSuffix(path, filepath.Ext(path)) + ".aux.xml"} {
		if text := smallText(file); text != "" {
			a := parseAuxiliary(text)
			a.file = file
			return a
		}
	}
	return auxiliary{}
}

// parseAuxiliary takes <SRS> and <GeoTransform> below <PAMDataset>. What it
// cannot read says nothing: the file is GDAL's own notes, not the user's words.
func parseAuxiliary(text string) (a auxiliary) {
	x := xml.NewDecoder(strings.NewReader(text))
	for depth := 0; ; {
		token, err := x.Token()
		if err != nil {
			return a // its end, or where it was cut
		}
		switch token := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			if depth++; depth != 2 || token.Name.Local != "SRS" && token.Name.Local != "GeoTransform" {
				continue
			}
			var content string
			if err := x.DecodeElement(&content, &token); err != nil {
				return a
			}
			depth--
			if token.Name.Local == "SRS" {
				a.wkt = strings.TrimSpace(content)
			} else {
				a.place = parseGeoTransform(content)
			}
		}
	}
}

// parseGeoTransform reads six numbers with commas; nil: they are none.
func parseGeoTransform(text string) *Affine {
	parts := strings.Split(text, ",")
	var a Affine
	if len(parts) != len(a) {
		return nil
	}
	for k, part := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return nil
		}
		a[k] = v
	}
	if a.check() != nil {
		return nil
	}
	return &a
}

// lookBeside takes from files beside the raster what it does not say itself, and
// notes where they put it elsewhere.
func (f *File) lookBeside(path string) {
	aux := readAuxiliary(path)
	if wkt, file := besides(path, ".prj"); wkt != "" {
		f.Beside = append(f.Beside, Beside{file, wkt})
	}
	if aux.wkt != "" {
		f.Beside = append(f.Beside, Beside{aux.file, aux.wkt})
	}
	if f.EPSG == 0 && f.Keys.Numbers == nil && len(f.Beside) > 0 {
		f.Source.WKT, f.WKTFrom = f.Beside[0].WKT, f.Beside[0].File
		if f.memory != nil {
			f.memory.Source.WKT = f.Source.WKT
		}
	}
	if f.placedBy != "" {
		return
	}
	if aux.place != nil {
		f.compare(*aux.place, aux.file, "GDAL and QGIS take the place from there")
	}
	if f.dir == nil {
		return // world files belong to pictures
	}
	for _, ext := range worldFiles {
		if text, file := besides(path, ext); text != "" {
			if place, err := parseWorldFile(text); err == nil && place.check() == nil {
				f.compare(place, file, "some programs take the place from there")
			}
			return
		}
	}
}

// compare notes where another place puts the raster's corners elsewhere than the
// file itself, by more than a hundredth of a cell.
func (f *File) compare(other Affine, file, who string) {
	away, i, j := 0.0, float64(f.Levels[0].NX), float64(f.Levels[0].NY)
	for _, c := range [4][2]float64{{0, 0}, {i, 0}, {0, j}, {i, j}} {
		x, y := f.Affine.At(c[0], c[1])
		u, v := other.At(c[0], c[1])
		away = math.Max(away, math.Hypot(u-x, v-y))
	}
	cell := math.Min(f.CellX, f.CellY)
	if !(away > cell/100) {
		return
	}
	unit := f.Source.MapUnit
	if unit == "" {
		unit = "of the map's units"
	}
	hint := ""
	if d := away / math.Hypot(f.CellX, f.CellY); d > 0.49 && d < 0.51 {
		hint = ", half a cell: one of the two means the cell's centre where the other means its corner"
	}
	f.Notes = append(f.Notes, fmt.Sprintf("%s puts it %.6g %s from where the file itself does%s: the file was taken, yet %s; delete %s if the file is right, else write its place into the file (gdal_translate -a_ullr west north east south in.tif out.tif)",
		filepath.Base(file), away, unit, hint, who, filepath.Base(file)))
}
