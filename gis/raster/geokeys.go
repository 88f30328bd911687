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
	keyVertical        = 4096
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

// GeoKeys holds the GeoKeys of a GeoTIFF as they stand in it, by the number of
// the key (OGC 19-008r4, annex B), for whoever makes a coordinate reference
// system of them: crs.FromGeoKeys(crs.GeoKeys(file.Keys)). Its maps are nil in a
// file without GeoKeys.
type GeoKeys struct {
	Numbers map[int][]float64 // SHORT and DOUBLE ones: ProjectedCRSGeoKey 3072, ProjNatOriginLongGeoKey 3080, ...
	Texts   map[int]string    // ASCII ones without the final |: GTCitationGeoKey 1026, ...
}

// code returns the first number of a key that holds a code, 0 when it is absent.
func (k *GeoKeys) code(key int) int {
	v := k.Numbers[key]
	if len(v) == 0 || !(v[0] >= 0 && v[0] <= 65535) {
		return 0
	}
	return int(v[0])
}

// ModelType returns 1 for a projected, 2 for a geographic, 3 for a geocentric
// system; 0 where the file does not say.
func (k *GeoKeys) ModelType() int { return k.code(keyModelType) }

// PixelIsPoint reports whether the tie points are centres of cells, not
// corners. Affine and corners have taken it into account.
func (k *GeoKeys) PixelIsPoint() bool { return k.code(keyRasterType) == rasterPixelIsPoint }

// VerticalEPSG returns the code of the vertical reference system, 0 when unknown.
func (k *GeoKeys) VerticalEPSG() int { return epsgCode(k.code(keyVertical)) }

// geographic reports whether the map is in latitude and longitude.
func (k *GeoKeys) geographic() bool {
	return k.ModelType() == modelGeographic || k.ModelType() == 0 && k.code(keyProjectedCRS) == 0
}

// EPSG returns the code of the horizontal reference system, 0 when the file
// gives none or defines one of its own.
func (k *GeoKeys) EPSG() int {
	if k.geographic() {
		return epsgCode(k.code(keyGeodeticCRS))
	}
	return epsgCode(k.code(keyProjectedCRS))
}

// Name returns what the file calls its reference system; "" when it does not.
func (k *GeoKeys) Name() string {
	if k.geographic() {
		return cmp.Or(k.Texts[keyGeodeticName], k.Texts[keyCitation])
	}
	return cmp.Or(k.Texts[keyProjectedName], k.Texts[keyCitation])
}

func (k *GeoKeys) mapUnit() string {
	if k.geographic() {
		return unitNames[k.code(keyAngularUnits)]
	}
	return unitNames[k.code(keyLinearUnits)]
}

// readGeoKeys reads the GeoKeyDirectory: four numbers each for a header and
// for every key. The zero value is what a file without GeoKeys means.
func readGeoKeys(d *directory) (GeoKeys, error) {
	dir, err := d.uints(tagGeoKeyDirectory)
	if dir == nil || err != nil {
		return GeoKeys{}, err
	}
	if len(dir) < 4 {
		return GeoKeys{}, fmt.Errorf("GeoKeyDirectory: %d numbers: the header alone has 4", len(dir))
	}
	if n := dir[3]; n > uint64(len(dir)/4-1) {
		return GeoKeys{}, fmt.Errorf("GeoKeyDirectory: claims %d keys, has room for %d", n, len(dir)/4-1)
	}
	text, err := d.text(tagGeoASCIIParams)
	if err != nil {
		return GeoKeys{}, err
	}
	doubles, err := d.floats(tagGeoDoubleParams)
	if err != nil {
		return GeoKeys{}, err
	}

	keys := GeoKeys{Numbers: map[int][]float64{}, Texts: map[int]string{}}
	for k := range dir[3] {
		key, place, count, value := int(dir[4+4*k]), dir[5+4*k], dir[6+4*k], dir[7+4*k]
		switch place {
		case 0:
			keys.Numbers[key] = []float64{float64(value)}
		case tagGeoASCIIParams:
			begin, end := within(len(text), value, count)
			keys.Texts[key] = strings.Trim(text[begin:end], "|\x00 ")
		case tagGeoDoubleParams:
			begin, end := within(len(doubles), value, count)
			keys.Numbers[key] = doubles[begin:end]
		case tagGeoKeyDirectory:
			begin, end := within(len(dir), value, count)
			for _, v := range dir[begin:end] {
				keys.Numbers[key] = append(keys.Numbers[key], float64(v))
			}
		}
	}
	switch t := keys.code(keyRasterType); t {
	case 0, rasterPixelIsArea, rasterPixelIsPoint, userDefined:
	default:
		return GeoKeys{}, fmt.Errorf("GTRasterTypeGeoKey: %d: must be 1 (pixel is area) or 2 (pixel is point)", t)
	}
	return keys, nil
}

// within returns where count values from the given one on begin and end, as far
// as there are that many of n.
func within(n int, from, count uint64) (begin, end uint64) {
	begin = min(from, uint64(n))
	return begin, begin + min(count, uint64(n)-begin)
}

func epsgCode(key int) int {
	if key < minEPSG || key > maxEPSG {
		return 0 // undefined or user-defined
	}
	return key
}

// unitNames names the EPSG units of measure that maps and heights come in.
var unitNames = map[int]string{9001: "m", 9002: "ft", 9003: "US survey ft", 9102: "degree"}

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
