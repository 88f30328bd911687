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

// Read reads a raster file: GeoTIFF (.tif, .tiff) or ESRI ASCII grid (.asc,
// .txt). The first bytes decide which; where they say nothing, the extension.
func Read(path string) (*Raster, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: must be a regular file", path)
	}

	head := make([]byte, 512)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	head = head[:n]

	ext := strings.ToLower(filepath.Ext(path))
	switch {
	case looksLikeTIFF(head):
		return ReadGeoTIFF(f, st.Size(), path)
	case looksLikeASCIIGrid(head):
		return ReadASCII(f, path)
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}), bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, fmt.Errorf("%s: is a compressed archive: unpack it first", path)
	case ext == ".tif" || ext == ".tiff":
		return ReadGeoTIFF(f, st.Size(), path)
	case ext == ".asc" || ext == ".txt":
		return ReadASCII(f, path)
	}
	return nil, fmt.Errorf("%s: neither a GeoTIFF nor an ESRI ASCII grid: "+
		"convert it first (gdal_translate %s out.tif)", path, filepath.Base(path))
}
