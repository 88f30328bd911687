package raster

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Read reads the first band of a raster file as a whole: what Open opens. A
// GeoTIFF that is turned against the map is an error.
func Read(path string) (*Raster, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if f.memory != nil {
		return f.memory, nil
	}
	return f.Read()
}

// Open opens a raster file: GeoTIFF (.tif, .tiff), ESRI ASCII grid (.asc, .txt)
// or SRTM (.hgt, .hgt.zip). The first bytes decide which; where they say
// nothing, the extension. Of a GeoTIFF it reads the directories alone, however
// large the file is; an ASCII grid or archive is read as a whole.
//
// Beside a file it looks for what belongs to it: world file (.tfw), reference
// system (.prj) and what GDAL and QGIS remember (.aux.xml). They fill in what
// the file does not say; where they say otherwise than the file, that is noted
// (sidecar.go).
func Open(path string) (*File, error) {
	file, size, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	f, err := open(file, size, path)
	if err != nil {
		file.Close()
		return nil, err
	}
	if f.memory != nil {
		file.Close()
	} else {
		f.closer = file
	}
	f.lookBeside(path)
	return f, nil
}

func openRegular(path string) (*os.File, int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	st, err := file.Stat()
	switch {
	case err != nil:
	case !st.Mode().IsRegular():
		err = fmt.Errorf("%s: must be a regular file", path)
	case st.Size() == 0:
		err = fmt.Errorf("%s: the file is empty (0 bytes): copy or export it again", path)
	}
	if err != nil {
		file.Close()
		return nil, 0, err
	}
	return file, st.Size(), nil
}

func open(file *os.File, size int64, path string) (*File, error) {
	head := make([]byte, 512)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	head = head[:n]

	lower := strings.ToLower(path)
	ext := filepath.Ext(lower)
	archive := bytes.HasPrefix(head, []byte{0x1f, 0x8b}) || bytes.HasPrefix(head, []byte("PK\x03\x04"))
	switch {
	case looksLikeTIFF(head):
		return openPlaced(file, size, path)
	case ext == ".hgt":
		return OpenHGT(file, size, path)
	case strings.HasSuffix(lower, ".hgt.zip"):
		return openHGTZip(file, size, path)
	case looksLikeASCIIGrid(head):
		return openASCII(file, path)
	case archive:
		return nil, fmt.Errorf("%s: is a compressed archive: unpack it first", path)
	case ext == ".tif" || ext == ".tiff":
		return openPlaced(file, size, path)
	case ext == ".asc" || ext == ".txt":
		return openASCII(file, path)
	}
	return nil, fmt.Errorf("%s: neither a GeoTIFF, an ESRI ASCII grid nor SRTM .hgt: "+
		"convert it first (gdal_translate %s out.tif)", path, filepath.Base(path))
}

// openASCII reads an ASCII grid and keeps it in memory.
func openASCII(r io.Reader, path string) (*File, error) {
	ra, err := ReadASCII(r, path)
	if err != nil {
		return nil, err
	}
	return inMemory(ra, path), nil
}

// inMemory makes a file of a raster.
func inMemory(ra *Raster, name string) *File {
	f := &File{
		name: name, memory: ra, EPSG: ra.EPSG, Source: ra.Source,
		Affine: Affine{ra.X0, ra.CellX, 0, ra.Y0 + float64(ra.NY)*ra.CellY, 0, -ra.CellY},
		Levels: []Level{{NX: ra.NX, NY: ra.NY, BlockNX: ra.NX, BlockNY: 1}},
		NX:     ra.NX, NY: ra.NY, X0: ra.X0, Y0: ra.Y0, CellX: ra.CellX, CellY: ra.CellY,
	}
	return f
}
