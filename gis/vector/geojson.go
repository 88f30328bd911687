package vector

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"

	"github.com/paulmach/orb"
)

// maxTextBytes bounds the text files that are held in memory while they are
// read: GeoJSON, CityJSON, tables.
const maxTextBytes = 2 << 30

// readWhole returns a regular file's bytes.
func readWhole(path string) ([]byte, error) {
	st, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !st.Mode().IsRegular():
		return nil, fmt.Errorf("%s: must be a regular file", path)
	case st.Size() > maxTextBytes:
		return nil, fmt.Errorf("%s: %d MiB: must be at most %d MiB: cut the site out first (ogr2ogr -clipsrc)", path, st.Size()>>20, maxTextBytes>>20)
	}
	return os.ReadFile(path)
}

// ParseGeoJSON reads a FeatureCollection, a Feature, a bare geometry, or
// several of them one after the other, as newline-delimited files have them;
// name is for messages. Its error is Errors when the content is at fault.
func ParseGeoJSON(name string, data []byte) (*Layer, error) {
	r := geoJSON{
		jsonScan: newJSONScan(data),
		report:   report{file: name},
		layer:    &Layer{File: name, Format: "GeoJSON"},
	}
	r.whole()
	if err := r.err(); err != nil {
		return nil, err
	}
	if r.layer.CRS == (CRS{}) {
		r.layer.CRS = CRS{EPSG: 4326, Name: "WGS 84 longitude, latitude", How: unsaidCRS}
		if b := r.layer.Bound(); !b.IsEmpty() && !onGlobe(b) && !r.layer.Swapped() {
			r.layer.CRS = CRS{How: brokenCRS}
			r.layer.Warn("coordinates are no degrees, which GeoJSON without a crs member must have: say the system (ogr2ogr -a_srs EPSG:… out.geojson %s)", name)
		}
	}
	return r.layer, nil
}

type geoJSON struct {
	*jsonScan
	report
	layer *Layer
	shape shapeReader
	index int
}

// recordSeparator stands before each text of RFC 8142.
const recordSeparator = 0x1e

func (r *geoJSON) whole() {
	documents := 0
	for {
		c := r.space()
		if c == recordSeparator {
			r.at++
			continue
		}
		if c == 0 && r.at >= len(r.data) && documents > 0 {
			break
		}
		start := r.at
		if c != '{' {
			if documents == 0 {
				r.fail(1, "", "%v", errNotGeoJSON)
			} else {
				r.fail(r.lineAt(r.at), "", "%v", r.unexpected("one feature a line"))
			}
			return
		}
		if err := r.document(start); err != nil {
			r.fail(r.lineAt(r.at), "", "%v", err)
			return
		}
		documents++
	}
	if documents > 1 {
		r.layer.Format = "GeoJSON, newline-delimited"
	}
}

var errNotGeoJSON = errors.New("must be GeoJSON: a FeatureCollection, Feature or geometry")

// document reads one top-level object. Its type may come after its features.
func (r *geoJSON) document(start int) error {
	kind, collection := "", false
	err := r.members(func(key string) (err error) {
		switch key {
		case "features":
			if collection || r.space() != '[' {
				return errors.New("features: must be one list")
			}
			collection = true
			return r.elements(func(index int) error {
				from := r.at
				raw, err := r.raw()
				if err != nil {
					return err
				}
				r.feature(raw, from, fmt.Sprintf("features[%d]", index))
				return nil
			})
		case "type":
			return r.decode(&kind)
		case "name":
			if err := r.decode(&r.layer.Name); err != nil {
				return fmt.Errorf("name: %w", err)
			}
			return nil
		case "crs":
			return r.crs()
		}
		raw, err := r.raw()
		if err == nil && !json.Valid(raw) {
			err = fmt.Errorf("is not JSON: %s", key)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case kind == "FeatureCollection" && collection:
		return nil
	case kind == "Feature":
		r.feature(r.data[start:r.at], start, fmt.Sprintf("features[%d]", r.index))
		return nil
	case geometryTypes[kind]:
		s := jsonScan{data: r.data[start:r.at]}
		r.shape.reset()
		g, err := r.shape.geometry(&s, 0)
		line, place := r.lineAt(start), fmt.Sprintf("features[%d]", r.index)
		if err != nil {
			r.fail(line, place, "%v", err)
		}
		r.layer.Features = append(r.layer.Features, Feature{Geometry: g, Heights: r.shape.kept(), Index: r.index, Line: line})
		r.index++
		return nil
	case kind == "Topology":
		r.fail(1, "", "is TopoJSON: must be GeoJSON (ogr2ogr out.geojson %s)", r.file)
		return nil
	}
	r.fail(1, "", "%v", errNotGeoJSON)
	return nil
}

var epsgCode = regexp.MustCompile(`(?i)EPSG(?:/|:)+(?:[\d.]*(?:/|:)+)?(\d+)$`)

// EPSGOf finds the code in a name such as "urn:ogc:def:crs:EPSG::4549",
// "EPSG:4549" or "https://www.opengis.net/def/crs/EPSG/0/7415"; 0: none.
func EPSGOf(name string) int {
	m := epsgCode.FindStringSubmatch(name)
	if m == nil {
		return 0
	}
	code, err := strconv.Atoi(m[1])
	if err != nil || code > 999_999 {
		return 0 // too many digits for a code
	}
	return code
}

// crs reads the member of the GeoJSON of 2008, which GDAL and QGIS still write.
func (r *geoJSON) crs() error {
	if r.null() {
		r.layer.CRS.How = "crs member: null"
		return nil
	}
	var crs struct {
		Properties struct {
			Name string          `json:"name"`
			Code json.RawMessage `json:"code"`
			Href string          `json:"href"`
		} `json:"properties"`
	}
	if err := r.decode(&crs); err != nil {
		return fmt.Errorf("crs: %w", err)
	}
	p := crs.Properties
	if p.Name == "" && len(p.Code) > 0 {
		p.Name = "EPSG:" + string(p.Code)
	}
	if p.Name == "" {
		p.Name = p.Href
	}
	r.layer.CRS = CRS{Name: p.Name, EPSG: EPSGOf(p.Name), How: "crs member"}
	if len(p.Name) > 5 && p.Name[len(p.Name)-5:] == "CRS84" {
		r.layer.CRS.EPSG = 4326
	}
	return nil
}

// feature reads a feature, which begins at an offset of the file.
func (r *geoJSON) feature(raw []byte, from int, place string) {
	line := r.lineAt(from)
	f := Feature{Index: r.index, Line: line}
	r.index++
	s := jsonScan{data: raw, line: line}
	r.shape.reset()
	geometry, place2 := false, ""
	if raw[0] != '{' {
		r.fail(line, place, "%.24s: must be a Feature", raw)
		return
	}
	err := s.members(func(key string) (err error) {
		place2 = ""
		switch key {
		case "geometry":
			geometry = true
			if s.null() {
				return nil
			}
			f.Geometry, err = r.shape.geometry(&s, 0)
			return err
		case "properties":
			place2 = "properties: "
			f.Properties, err = s.properties()
			return err
		case "id":
			raw, err := s.raw()
			if err == nil {
				f.ID, err = featureID(raw)
			}
			return err
		case "type":
			kind := ""
			if err := s.decode(&kind); err != nil {
				return err
			}
			if kind != "Feature" {
				return fmt.Errorf("type %q: must be Feature", kind)
			}
			return nil
		}
		raw, err := s.raw()
		if err == nil && !json.Valid(raw) {
			err = fmt.Errorf("is not JSON: %s", key)
		}
		return err
	})
	if err == nil && !geometry {
		err = errors.New("has no geometry")
	}
	if err != nil {
		r.fail(r.line+countLines(raw[:min(s.at, len(raw))]), place, "%s%v", place2, err)
		return
	}
	f.Heights = r.shape.kept()
	r.layer.Features = append(r.layer.Features, f)
}

func countLines(b []byte) (n int) {
	for _, c := range b {
		if c == '\n' {
			n++
		}
	}
	return n
}

// featureID returns an id, a text or a number, as text.
func featureID(raw []byte) (string, error) {
	var id any
	if err := json.Unmarshal(raw, &id); err != nil {
		return "", fmt.Errorf("id: is not JSON: %w", err)
	}
	switch id := id.(type) {
	case string:
		return id, nil
	case float64:
		if _, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			return string(raw), nil // also beyond 2^53
		}
		return strconv.FormatFloat(id, 'f', -1, 64), nil
	}
	return "", nil
}

var geometryTypes = map[string]bool{
	"Point": true, "MultiPoint": true, "LineString": true, "MultiLineString": true,
	"Polygon": true, "MultiPolygon": true, "GeometryCollection": true,
}

// onGlobe tells whether all lies where degrees can.
func onGlobe(b orb.Bound) bool {
	return b.Min[0] >= -180 && b.Max[0] <= 180 && b.Min[1] >= -90 && b.Max[1] <= 90
}
