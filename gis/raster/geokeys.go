package raster

import (
	"cmp"
	"fmt"
	"strings"
)

// GeoKeys that are read or written: OGC 19-008r4, GeoTIFF 1.1, annex B.
const (
	keyModelType       = 1024
	keyRasterType      = 1025
	keyCitation        = 1026
	keyGeodeticCRS     = 2048
	keyGeodeticName    = 2049
	keyAngularUnits    = 2054
	keyProjectedCRS    = 3072
	keyProjectedName   = 3073
	keyLinearUnits     = 3076
	keyVerticalUnits   = 4099
	modelProjected     = 1
	modelGeographic    = 2
	rasterPixelIsArea  = 1
	rasterPixelIsPoint = 2
)

// EPSG codes lie between what the GeoTIFF standard leaves for others.
const (
	minEPSG     = 1024
	maxEPSG     = 32766
	userDefined = 32767
)

// geoKeys is what the GeoKeys say about the map.
type geoKeys struct {
	pixelIsPoint bool // the tie points are cell centres, not corners
	epsg         int
	name         string
	mapUnit      string
	valueUnit    string
}

// readGeoKeys reads the GeoKeyDirectory: four numbers each for a header and
// for every key. The zero value is what a file without GeoKeys means.
func readGeoKeys(d *directory) (geoKeys, error) {
	dir, err := d.uints(tagGeoKeyDirectory)
	if dir == nil || err != nil {
		return geoKeys{}, err
	}
	if len(dir) < 4 {
		return geoKeys{}, fmt.Errorf("GeoKeyDirectory: %d numbers: the header alone has 4", len(dir))
	}
	if n := dir[3]; n > uint64(len(dir)/4-1) {
		return geoKeys{}, fmt.Errorf("GeoKeyDirectory: claims %d keys, has room for %d", n, len(dir)/4-1)
	}
	params, err := d.text(tagGeoASCIIParams)
	if err != nil {
		return geoKeys{}, err
	}

	number := map[uint64]uint64{}
	text := map[uint64]string{}
	for k := range dir[3] {
		key, place, count, value := dir[4+4*k], dir[5+4*k], dir[6+4*k], dir[7+4*k]
		switch place {
		case 0:
			number[key] = value
		case tagGeoASCIIParams:
			from := min(value, uint64(len(params)))
			to := min(value+count, uint64(len(params)))
			text[key] = strings.Trim(params[from:max(from, to)], "|\x00 ")
		}
	}

	keys := geoKeys{valueUnit: unitNames[number[keyVerticalUnits]]}
	switch t := number[keyRasterType]; t {
	case 0, rasterPixelIsArea, userDefined:
	case rasterPixelIsPoint:
		keys.pixelIsPoint = true
	default:
		return geoKeys{}, fmt.Errorf("GTRasterTypeGeoKey: %d: must be 1 (pixel is area) or 2 (pixel is point)", t)
	}
	if number[keyModelType] == modelGeographic || number[keyModelType] == 0 && number[keyProjectedCRS] == 0 {
		keys.epsg = epsgCode(number[keyGeodeticCRS])
		keys.mapUnit = unitNames[number[keyAngularUnits]]
		keys.name = cmp.Or(text[keyGeodeticName], text[keyCitation])
	} else {
		keys.epsg = epsgCode(number[keyProjectedCRS])
		keys.mapUnit = unitNames[number[keyLinearUnits]]
		keys.name = cmp.Or(text[keyProjectedName], text[keyCitation])
	}
	return keys, nil
}

func epsgCode(key uint64) int {
	if key < minEPSG || key > maxEPSG {
		return 0 // undefined or user-defined
	}
	return int(key)
}

// unitNames names the EPSG units of measure that maps and heights come in.
var unitNames = map[uint64]string{9001: "m", 9002: "ft", 9003: "US survey ft", 9102: "degree"}

// writtenGeoKeys returns the GeoKeyDirectory for a north-up grid of areas.
func writtenGeoKeys(epsg int) ([]uint16, error) {
	keys := []uint16{1, 1, 0, 0}
	add := func(key, value uint16) {
		keys = append(keys, key, 0, 1, value)
		keys[3]++
	}
	switch {
	case epsg == 0:
		add(keyRasterType, rasterPixelIsArea)
	case epsg < minEPSG || epsg > maxEPSG:
		return nil, fmt.Errorf("EPSG %d: must be 0 (unknown) or %d to %d to fit a GeoTIFF", epsg, minEPSG, maxEPSG)
	case geographic(epsg):
		add(keyModelType, modelGeographic)
		add(keyRasterType, rasterPixelIsArea)
		add(keyGeodeticCRS, uint16(epsg))
	default:
		add(keyModelType, modelProjected)
		add(keyRasterType, rasterPixelIsArea)
		add(keyProjectedCRS, uint16(epsg))
	}
	return keys, nil
}
