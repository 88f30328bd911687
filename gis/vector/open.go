package vector

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Open reads the one layer that o chooses. A GeoPackage of several without a
// choice is an error that names them.
func Open(path string, o Options) (*Layer, error) {
	layers, err := OpenAll(path, o)
	if err != nil {
		return nil, err
	}
	switch len(layers) {
	case 0:
		return nil, fmt.Errorf("%s: has no layer with geometries", path)
	case 1:
		return layers[0], nil
	}
	e := &SeveralLayers{File: path}
	for _, l := range layers {
		e.Names = append(e.Names, l.Name)
	}
	return nil, e
}

// SeveralLayers is the error of Open where a file has several and none is chosen.
type SeveralLayers struct {
	File  string
	Names []string
}

// Error names the layers.
func (e *SeveralLayers) Error() string {
	return fmt.Sprintf("%s: has %d layers: choose one: %s", e.File, len(e.Names), strings.Join(e.Names, ", "))
}

// OpenAll reads all layers of a file, or the one that o chooses.
func OpenAll(path string, o Options) ([]*Layer, error) {
	head, err := headOf(path)
	if err != nil {
		return nil, err
	}
	kind, err := kindOf(path, head)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	l, err := kind.Read(path, o)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// headBytes are enough to tell formats apart.
const headBytes = 4096

func headOf(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !st.Mode().IsRegular():
		return nil, fmt.Errorf("%s: must be a regular file", path)
	}
	head := make([]byte, headBytes)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if n == 0 {
		return nil, fmt.Errorf("%s: %w", path, ErrEmpty)
	}
	return head[:n], nil
}

// ErrEmpty is the error of a file without a byte: most are downloads or copies
// that broke off.
var ErrEmpty = errors.New("the file is empty (0 bytes): copy or export it again")

// Format is a kind of file: what its head looks like, and its reader.
type Format struct {
	Name string
	Is   func(head []byte) bool
	Read func(path string, o Options) ([]*Layer, error)
}

// Register adds a format, which is tried before those that are known. It is for
// init functions, as of package geopackage.
func Register(f Format) { formats = append([]Format{f}, formats...) }

// formats in the order in which they are tried; the table, which has no mark
// of its own, last.
var formats = []Format{
	{"FlatGeobuf", isFlatGeobuf, one(readFlatGeobuf)},
	{"Shapefile", isShapefile, one(readShapefile)},
	{"OpenStreetMap", isOSM, one(readOSMLayer)},
	{"CityJSON", isCityJSON, one(readCityLayer)},
	{"GeoJSON", looksLikeGeoJSON, one(readGeoJSON)},
	{"CSV", looksLikeTable, one(readTable)},
}

// kindOf finds the format by content; the ending decides between texts alone.
func kindOf(path string, head []byte) (Format, error) {
	for _, f := range formats {
		if f.Is(head) {
			return f, nil
		}
	}
	switch strings.ToLower(filepath.Ext(path)) { // whose readers say what is missing
	case ".geojson", ".json":
		return Format{"GeoJSON", nil, one(readGeoJSON)}, nil
	case ".csv", ".tsv":
		return Format{"CSV", nil, one(readTable)}, nil
	}
	if bytes.HasPrefix(head, []byte("SQLite")) {
		return Format{}, errors.New("is SQLite, as GeoPackage is: this program was built without shapan/gis/vector/geopackage")
	}
	if bytes.HasPrefix(head, []byte("LASF")) {
		return Format{}, errors.New("is a point cloud: make a grid of it (package pointcloud), it has no features")
	}
	return Format{}, errors.New("unknown kind of file: must be GeoJSON, Shapefile, GeoPackage, OpenStreetMap (XML, PBF), FlatGeobuf, CityJSON or a table (.csv) with coordinates")
}

func one(read func(string, Options) (*Layer, error)) func(string, Options) ([]*Layer, error) {
	return func(path string, o Options) ([]*Layer, error) {
		l, err := read(path, o)
		switch {
		case err != nil:
			return nil, err
		case o.Layer != "" && o.Layer != l.Name && l.Name != "":
			return nil, fmt.Errorf("%s: layer %q: the file has but one, %s: leave the layer out", path, o.Layer, l.Name)
		case o.Layer != "" && o.Layer != l.Name:
			return nil, fmt.Errorf("%s: layer %q: a %s file has no named layers: leave the layer out", path, o.Layer, l.Format)
		}
		return []*Layer{l}, nil
	}
}

// textStart returns a text's head without its byte order mark and white space.
func textStart(head []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\x1e")
}

func looksLikeGeoJSON(head []byte) bool { return bytes.HasPrefix(textStart(head), []byte("{")) }

func readGeoJSON(path string, _ Options) (*Layer, error) {
	data, err := readWhole(path)
	if err != nil {
		return nil, err
	}
	return ParseGeoJSON(path, data)
}

func readOSMLayer(path string, _ Options) (*Layer, error) {
	o, err := ReadOSM(path)
	if err != nil {
		return nil, err
	}
	return o.Layer(), nil
}
