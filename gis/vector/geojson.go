package vector

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
)

const (
	maxBytes    = 256 << 20
	maxVertices = 100_000 // of one polygon
	maxErrors   = 100
)

// ReadGeoJSON reads the polygons of a file. Its error is Errors when the
// content is at fault.
func ReadGeoJSON(path string) (*Collection, error) {
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
	case st.Size() > maxBytes:
		return nil, fmt.Errorf("%s: %d MiB: must be at most %d MiB: cut the site out first (ogr2ogr -clipdst)", path, st.Size()>>20, maxBytes>>20)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxBytes))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return ParseGeoJSON(path, data)
}

// ParseGeoJSON reads a FeatureCollection; name is for messages.
func ParseGeoJSON(name string, data []byte) (*Collection, error) {
	r := reader{c: &Collection{Name: name}, data: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), line: 1}
	if err := r.document(); err != nil {
		r.fail("", "%v", err)
	}
	if r.errs != nil {
		return nil, r.errs
	}
	return r.c, nil
}

// reader goes through the file member by member, so that a feature's line is
// known and no more than one feature is held twice.
type reader struct {
	c        *Collection
	data     []byte
	dec      *json.Decoder
	line     int   // of the byte at counted
	counted  int64 // bytes whose lines have been counted
	errs     Errors
	features bool
}

func (r *reader) fail(place, format string, args ...any) {
	if len(r.errs) < maxErrors {
		r.errs = append(r.errs, &Error{File: r.c.Name, Line: r.line, Place: place, Message: fmt.Sprintf(format, args...)})
	}
}

// here moves the line to where the decoder stands, at the next value.
func (r *reader) here() {
	to := min(r.dec.InputOffset(), int64(len(r.data)))
	for to < int64(len(r.data)) && bytes.IndexByte([]byte(" \t\r\n,:"), r.data[to]) >= 0 {
		to++
	}
	if to > r.counted {
		r.line += bytes.Count(r.data[r.counted:to], []byte("\n"))
		r.counted = to
	}
}

var errNotCollection = errors.New("must be a GeoJSON FeatureCollection")

func (r *reader) document() error {
	r.dec = json.NewDecoder(bytes.NewReader(r.data))
	if token, err := r.dec.Token(); err != nil || token != json.Delim('{') {
		return errNotCollection
	}
	kind := ""
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return r.syntax(err)
		}
		r.here()
		switch key {
		case "features":
			err = r.list()
		case "type":
			err = r.dec.Decode(&kind)
		case "crs":
			err = r.crs()
		default:
			err = r.dec.Decode(&json.RawMessage{})
		}
		if err != nil {
			return r.syntax(err)
		}
	}
	if _, err := r.dec.Token(); err != nil {
		return r.syntax(err)
	}
	if kind != "FeatureCollection" || !r.features {
		r.line = 1
		return errNotCollection
	}
	return nil
}

// syntax says in which line the JSON breaks off.
func (r *reader) syntax(err error) error {
	r.here()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		r.line += bytes.Count(r.data[r.counted:], []byte("\n"))
		return errors.New("the file ends too early: it is cut off")
	}
	var fault *json.SyntaxError
	if errors.As(err, &fault) {
		return fmt.Errorf("is not JSON: %w", err)
	}
	return err
}

var epsgCode = regexp.MustCompile(`(?i)EPSG:[\d.]*:?(\d+)$`)

func (r *reader) crs() error {
	var crs struct {
		Properties struct {
			Name string `json:"name"`
		} `json:"properties"`
	}
	if err := r.dec.Decode(&crs); err != nil {
		return fmt.Errorf("crs: %w", err)
	}
	r.c.CRS = crs.Properties.Name
	if m := epsgCode.FindStringSubmatch(r.c.CRS); m != nil {
		r.c.EPSG, _ = strconv.Atoi(m[1]) // digits; 0 when there are too many
	}
	return nil
}

func (r *reader) list() error {
	if token, err := r.dec.Token(); err != nil {
		return err
	} else if token != json.Delim('[') || r.features {
		return errors.New("features: must be one list")
	}
	r.features = true
	for index := 0; r.dec.More(); index++ {
		r.here()
		var raw json.RawMessage
		if err := r.dec.Decode(&raw); err != nil {
			return err
		}
		if err := r.feature(raw, index); err != nil {
			r.fail(fmt.Sprintf("features[%d]", index), "%v", err)
		}
	}
	_, err := r.dec.Token()
	return err
}

func (r *reader) feature(raw json.RawMessage, index int) error {
	var f struct {
		ID       any `json:"id"`
		Geometry *struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return err
	}
	if f.Geometry == nil {
		return errors.New("has no geometry")
	}
	var polygons [][][][]float64
	switch f.Geometry.Type {
	case "Polygon":
		polygons = make([][][][]float64, 1)
		if err := json.Unmarshal(f.Geometry.Coordinates, &polygons[0]); err != nil {
			return fmt.Errorf("coordinates of a Polygon: %w", err)
		}
	case "MultiPolygon":
		if err := json.Unmarshal(f.Geometry.Coordinates, &polygons); err != nil {
			return fmt.Errorf("coordinates of a MultiPolygon: %w", err)
		}
	default:
		return fmt.Errorf("geometry %q: must be Polygon or MultiPolygon", f.Geometry.Type)
	}
	if len(polygons) == 0 {
		return errors.New("has no polygon")
	}
	for part, coordinates := range polygons {
		polygon, err := polygonOf(coordinates)
		if err != nil {
			return err
		}
		rings := ringsOf(polygon)
		if err := Fault(rings); err != nil {
			return fmt.Errorf("%w (repair it: ogr2ogr -makevalid)", err)
		}
		out := Feature{Rings: rings, Properties: f.Properties, Index: index, Part: part, Line: r.line}
		switch id := f.ID.(type) {
		case string:
			out.ID = id
		case float64:
			out.ID = strconv.FormatFloat(id, 'f', -1, 64)
		}
		r.c.Features = append(r.c.Features, out)
	}
	return nil
}
