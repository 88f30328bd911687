package vector

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// CityModel is a CityJSON file, version 1.0 to 2.0, or a CityJSONSeq of one
// feature a line, as it is: every object in every level of detail. Coordinates
// are those of its reference system. See www.cityjson.org/specs.
type CityModel struct {
	File    string
	Version string
	Seq     bool
	CRS     CRS
	Objects []CityObject // in the order of the file
	Low     mgl64.Vec3   // extent of the vertices
	High    mgl64.Vec3
	Counts  map[string]int // objects of each type

	index map[string]int // of Objects, by ID
}

// CityObject is a building, a road, a tree …
type CityObject struct {
	ID, Type   string
	Attributes map[string]any
	Parents    []string
	Children   []string
	Geometries []CityGeometry
	Line       int
}

// CityGeometry is an object's shape in one level of detail.
type CityGeometry struct {
	Type     string // "Solid", "MultiSurface", …
	LoD      string // "1", "2.2"
	Surfaces []CitySurface
	Lines    [][]mgl64.Vec3 // of a MultiLineString
	Points   []mgl64.Vec3   // of a MultiPoint
}

// CitySurface is a flat face: an outer ring and holes, not closed, seen from
// outside anticlockwise.
type CitySurface struct {
	Rings    [][]mgl64.Vec3
	Semantic string // "RoofSurface", "GroundSurface", …; "": not said
	Shell    int    // of a solid: 0 is the outer one, others are caves in it
	Solid    int    // of several
}

// Object finds an object by ID.
func (m *CityModel) Object(id string) (*CityObject, bool) {
	k, ok := m.index[id]
	if !ok {
		return nil, false
	}
	return &m.Objects[k], true
}

func isCityJSON(head []byte) bool {
	text := textStart(head)
	if !bytes.HasPrefix(text, []byte("{")) {
		return false
	}
	return cityMark(text)
}

// cityMark tells whether a JSON text's head has what GeoJSON does not.
func cityMark(head []byte) bool {
	plain := bytes.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n", r) {
			return -1
		}
		return r
	}, head)
	return bytes.Contains(plain, []byte(`"type":"CityJSON`)) || bytes.Contains(plain, []byte(`"CityObjects":{`))
}

// ReadCityJSON reads a city model. Its error is Errors when the content is at
// fault.
func ReadCityJSON(path string) (*CityModel, error) {
	data, err := readWhole(path)
	if err != nil {
		return nil, err
	}
	return ParseCityJSON(path, data)
}

// ParseCityJSON reads a city model; name is for messages.
func ParseCityJSON(name string, data []byte) (*CityModel, error) {
	r := cityJSON{
		jsonScan: newJSONScan(data),
		report:   report{file: name},
		model: &CityModel{File: name, Counts: map[string]int{}, index: map[string]int{},
			Low:  mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)},
			High: mgl64.Vec3{math.Inf(-1), math.Inf(-1), math.Inf(-1)}},
		scale: mgl64.Vec3{1, 1, 1},
	}
	if err := r.whole(); err != nil {
		r.fail(r.lineAt(r.at), "", "%v", err)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return r.model, nil
}

type cityJSON struct {
	*jsonScan
	report
	model            *CityModel
	scale, translate mgl64.Vec3
	vertices         []mgl64.Vec3
	templates        []CityGeometry
	instanced        int64 // faces made of templates
}

func (r *cityJSON) whole() error {
	for n := 0; ; n++ {
		if r.space() == 0 && r.at >= len(r.data) && n > 0 {
			r.model.Seq = r.model.Seq || n > 1
			return nil
		}
		if err := r.document(n); err != nil {
			return err
		}
	}
}

// document reads a CityJSON or CityJSONFeature. Vertices mostly stand last, so
// their place is kept and gone to first.
func (r *cityJSON) document(n int) error {
	kind := ""
	objects, vertices, templates := -1, -1, -1
	start := r.at
	err := r.members(func(key string) (err error) {
		switch key {
		case "type":
			return r.decode(&kind)
		case "version":
			return r.decode(&r.model.Version)
		case "CityObjects":
			objects = r.at
		case "vertices":
			vertices = r.at
		case "geometry-templates":
			templates = r.at
		case "transform":
			return r.transform()
		case "metadata":
			return r.metadata()
		}
		_, err = r.raw()
		return err
	})
	end := r.at
	switch {
	case err != nil:
		return err
	case kind == "CityJSON" && n == 0:
		if !strings.HasPrefix(r.model.Version, "1.") && !strings.HasPrefix(r.model.Version, "2.") {
			return fmt.Errorf("version %q: must be 1.0, 1.1 or 2.0", r.model.Version)
		}
	case kind == "CityJSONFeature" && n > 0:
		r.model.Seq = true
	default:
		r.at = start
		return fmt.Errorf("type %q: must be CityJSON, then CityJSONFeature one a line", kind)
	}
	r.vertices = r.vertices[:0]
	if vertices >= 0 {
		r.at = vertices
		if r.vertices, err = r.positions(r.vertices, r.scale, r.translate); err != nil {
			return fmt.Errorf("vertices: %w", err)
		}
		for _, v := range r.vertices {
			for k := range v {
				r.model.Low[k], r.model.High[k] = min(r.model.Low[k], v[k]), max(r.model.High[k], v[k])
			}
		}
	}
	if templates >= 0 {
		r.at = templates
		if err := r.geometryTemplates(); err != nil {
			return fmt.Errorf("geometry-templates: %w", err)
		}
	}
	if objects >= 0 {
		r.at = objects
		if err := r.members(r.object); err != nil {
			return err
		}
	}
	r.at = end
	return nil
}

func (r *cityJSON) transform() error {
	var t struct{ Scale, Translate []float64 }
	if err := r.decode(&t); err != nil {
		return fmt.Errorf("transform: %w", err)
	}
	if len(t.Scale) != 3 || len(t.Translate) != 3 {
		return errors.New("transform: scale and translate must be three numbers each")
	}
	r.scale, r.translate = mgl64.Vec3(t.Scale), mgl64.Vec3(t.Translate)
	return nil
}

func (r *cityJSON) metadata() error {
	var m struct {
		ReferenceSystem string `json:"referenceSystem"`
	}
	if err := r.decode(&m); err != nil {
		return fmt.Errorf("metadata: %w", err)
	}
	if m.ReferenceSystem != "" {
		r.model.CRS = CRS{EPSG: EPSGOf(m.ReferenceSystem), Name: m.ReferenceSystem, How: "metadata.referenceSystem"}
	}
	return nil
}

// positions appends a list of [x, y, z].
func (r *cityJSON) positions(list []mgl64.Vec3, scale, shift mgl64.Vec3) ([]mgl64.Vec3, error) {
	err := r.elements(func(index int) error {
		var v mgl64.Vec3
		n := 0
		err := r.elements(func(k int) error {
			x, err := r.number()
			if k < 3 {
				v[k] = x
			}
			n = k + 1
			return err
		})
		if err == nil && n != 3 {
			err = fmt.Errorf("%d numbers: must be three", n)
		}
		for k := range v {
			v[k] = v[k]*scale[k] + shift[k]
			if err == nil && !(math.Abs(v[k]) <= furthest) {
				err = fmt.Errorf("%g: must be on the earth", v[k])
			}
		}
		if err != nil {
			return fmt.Errorf("[%d]: %w", index, err)
		}
		list = append(list, v)
		return nil
	})
	return list, err
}

// object reads one; a mistake in it is reported, and reading goes on.
func (r *cityJSON) object(id string) error {
	line := r.lineAt(r.at)
	raw, err := r.raw()
	if err != nil {
		return err
	}
	o := CityObject{ID: id, Line: line}
	s := &jsonScan{data: raw}
	at := ""
	err = s.members(func(key string) error {
		at = key + ": "
		switch key {
		case "type":
			return s.decode(&o.Type)
		case "attributes":
			return s.decode(&o.Attributes)
		case "parents":
			return s.decode(&o.Parents)
		case "children":
			return s.decode(&o.Children)
		case "geometry":
			if s.null() {
				return nil
			}
			return s.elements(func(k int) error {
				at = fmt.Sprintf("geometry[%d]: ", k)
				g, err := r.geometry(s)
				o.Geometries = append(o.Geometries, g)
				return err
			})
		}
		raw, err := s.raw()
		if err == nil && !json.Valid(raw) {
			err = errors.New("is not JSON")
		}
		return err
	})
	_, twice := r.model.index[id]
	switch {
	case err != nil:
		r.fail(line+countLines(raw[:min(s.at, len(raw))]), fmt.Sprintf("CityObjects[%q]", id), "%s%v", at, err)
		return nil
	case o.Type == "":
		r.fail(line, fmt.Sprintf("CityObjects[%q]", id), "has no type")
		return nil
	case twice:
		r.fail(line, fmt.Sprintf("CityObjects[%q]", id), "there is another of this name")
		return nil
	}
	r.model.Counts[o.Type]++
	r.model.index[id] = len(r.model.Objects)
	r.model.Objects = append(r.model.Objects, o)
	return nil
}

// lodOf reads a level of detail, which version 1.0 wrote as a number.
func lodOf(raw []byte) (string, error) {
	var lod any
	if err := json.Unmarshal(raw, &lod); err != nil {
		return "", fmt.Errorf("lod: is not JSON: %w", err)
	}
	switch lod := lod.(type) {
	case string:
		return lod, nil
	case float64:
		return strconv.FormatFloat(lod, 'f', -1, 64), nil
	}
	return "", fmt.Errorf(`lod: %.20s: must be such as "2.2"`, raw)
}

// LoDs returns the levels of detail that the model has, ascending.
func (m *CityModel) LoDs() []string {
	var list []string
	for _, o := range m.Objects {
		for _, g := range o.Geometries {
			if g.LoD != "" && !slices.Contains(list, g.LoD) {
				list = append(list, g.LoD)
			}
		}
	}
	slices.Sort(list)
	return list
}
