package raster

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// SRTM's .hgt is nothing but heights above the EGM96 geoid [m]: big-endian
// int16, rows from north to south, -32768 where the radar saw nothing. A file
// is one degree square with a sample on every border, so n samples lie 1/(n-1)
// of a degree apart and the outer ones are cell centres. Its name tells the
// centre of the south-western cell: N43E007. Source: USGS, "SRTM Topography"
// (SRTM_Topo.pdf), section 2.
var hgtSides = []int{1201, 3601}

const (
	hgtVoid     = "-32768"
	wgs84       = 4326
	egm96Height = 5773
)

// OpenHGT opens an SRTM tile of size bytes; the last element of name tells
// where it lies.
func OpenHGT(r io.ReaderAt, size int64, name string) (*File, error) {
	f, err := openHGT(r, size, filepath.Base(name))
	if err != nil {
		return nil, named(name, err)
	}
	f.name = name
	return f, nil
}

func openHGT(r io.ReaderAt, size int64, name string) (*File, error) {
	lon, lat, errName := hgtCorner(name)
	n := 0
	var sizes []string
	for _, side := range hgtSides {
		bytes := int64(side) * int64(side) * 2
		if size == bytes {
			n = side
		}
		sizes = append(sizes, fmt.Sprintf("%d (%d × %d)", bytes, side, side))
	}
	var errSize error
	if n == 0 {
		errSize = fmt.Errorf("%d bytes: an SRTM tile has %s: cut short?", size, strings.Join(sizes, " or "))
	}
	if err := errors.Join(errName, errSize); err != nil {
		return nil, err
	}

	im := &layout{
		f:  &tiffFile{r: r, size: size, order: binary.BigEndian},
		nx: n, ny: n, bands: 1, kind: sampleKind{formatInt, 16}, bigEndian: true,
		compression: compressionNone, predictor: 1,
		blockNX: n, blockNY: n, across: 1, down: 1,
	}
	im.offsets = numbers{f: im.f, n: 1, size: 1, all: []byte{0}}
	im.counts = numbers{f: im.f, n: 1, size: 4, all: binary.BigEndian.AppendUint32(nil, uint32(size))}

	cell := 1 / float64(n-1)
	f := &File{
		EPSG:   wgs84,
		Levels: []Level{levelOf(im)},
		Affine: Affine{lon - cell/2, cell, 0, lat + 1 + cell/2, 0, -cell},
		Source: Source{
			Format: "SRTM .hgt", Sample: im.kind.String(), Compression: im.compression.String(), Predictor: 1, Bands: 1,
			NoData: hgtVoid, CRS: "WGS 84", MapUnit: "degree", VerticalEPSG: egm96Height, ValueUnit: "m",
		},
	}
	f.setPlace(n, n)
	return f, nil
}

var hgtName = regexp.MustCompile(`(?i)^([NS])(\d\d)([EW])(\d\d\d)`)

// hgtCorner reads longitude and latitude of the south-western sample off a name
// like N43E007.hgt or N43E007.SRTMGL1.hgt.
func hgtCorner(name string) (lon, lat float64, err error) {
	m := hgtName.FindStringSubmatch(name)
	if m == nil {
		return 0, 0, fmt.Errorf("name %q: must begin like N43E007, the tile's south-west corner in degrees", name)
	}
	lat, _ = strconv.ParseFloat(m[2], 64) // digits, by the pattern
	lon, _ = strconv.ParseFloat(m[4], 64)
	if strings.EqualFold(m[1], "S") {
		lat = -lat
	}
	if strings.EqualFold(m[3], "W") {
		lon = -lon
	}
	if lat < -90 || lat > 89 || lon < -180 || lon > 179 {
		return 0, 0, fmt.Errorf("name %q: latitude must be S90 to N89, longitude W180 to E179", name)
	}
	return lon, lat, nil
}

// openHGTZip opens the tile in a zip archive, which is unpacked in memory.
func openHGTZip(r io.ReaderAt, size int64, path string) (*File, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var tiles []*zip.File
	for _, entry := range z.File {
		if strings.EqualFold(filepath.Ext(entry.Name), ".hgt") {
			tiles = append(tiles, entry)
		}
	}
	if len(tiles) != 1 {
		return nil, fmt.Errorf("%s: holds %d files .hgt: must hold one", path, len(tiles))
	}
	name := path + "/" + tiles[0].Name
	packed, err := tiles[0].Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer packed.Close()
	largest := hgtSides[len(hgtSides)-1]
	plain, err := io.ReadAll(io.LimitReader(packed, int64(largest)*int64(largest)*2+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return OpenHGT(bytes.NewReader(plain), int64(len(plain)), name)
}
