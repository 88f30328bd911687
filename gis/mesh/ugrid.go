package mesh

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"shapan/engine"
	"shapan/gis/mesh/cdf"
)

// Results says what goes into a UGRID file beside the mesh.
type Results struct {
	Title  string // what it is, for people
	Source string // the program that computed it
	Origin engine.Origin
	Start  time.Time  // the instant that times count from
	Times  []float64  // [s], rising: one for each step; none when all is fixed
	Fixed  []Variable // one value a face for the whole run, such as a maximum
	Timed  []Variable // one value a face and step
}

// Variable is a quantity on the faces. Long is what QGIS shows; two quantities
// whose Long ends in ", x-component" and ", y-component" it takes for a vector.
type Variable struct {
	Name     string // letters, digits and _
	Long     string
	Standard string // of the CF table; "" where that has none that fits
	Unit     string // as engine has it: "m/s", "class"
	Method   string // CF cell method, such as "time: maximum"; may be empty
	Comment  string
	Values   []float32 // of a fixed one: one for each face; NaN: no data
}

// Names in the file, those that MDAL and the Delft tools use too.
const (
	meshName  = "mesh2d"
	faceDim   = "nmesh2d_face"
	nodeDim   = "nmesh2d_node"
	cornerDim = "max_nmesh2d_face_nodes"
	timeName  = "time"
	crsName   = "crs"
	noNode    = -999 // would stand for the fourth node of a triangle
)

// Writer writes the steps of a UGRID file.
type Writer struct {
	out   *cdf.Writer
	times []float64
	timed []Variable
	step  int
}

// NewWriter begins a UGRID 1.0 file: mesh, ground and what is fixed are
// written at once; then Step is called for each of the times.
func NewWriter(w io.Writer, m *Mesh, r Results) (*Writer, error) {
	for _, v := range r.Fixed {
		if len(v.Values) != len(m.Faces) {
			return nil, fmt.Errorf("UGRID: %s: %d values for %d faces", v.Name, len(v.Values), len(m.Faces))
		}
	}
	for k, t := range r.Times {
		if math.IsNaN(t) || math.IsInf(t, 0) || k > 0 && t <= r.Times[k-1] {
			return nil, fmt.Errorf("UGRID: time %g s after %g s: times must rise", t, r.Times[max(k-1, 0)])
		}
	}
	h := header(m, r)
	out, err := cdf.NewWriter(w, h)
	if err != nil {
		return nil, fmt.Errorf("UGRID: %w", err)
	}
	u := &Writer{out: out, times: r.Times, timed: r.Timed}
	if len(r.Times) == 0 {
		u.timed = nil
	}
	return u, u.putFixed(m, r)
}

// putFixed writes, in the order of the header, all that has no time.
func (u *Writer) putFixed(m *Mesh, r Results) error {
	put := func(name string, values any) error { return u.out.Put(name, values) }
	if err := put(meshName, []int32{0}); err != nil {
		return err
	}
	if r.Origin.EPSG != 0 || r.Origin.CRS != "" {
		if err := put(crsName, []int32{int32(r.Origin.EPSG)}); err != nil {
			return err
		}
	}
	coordinates := []struct {
		name   string
		values []float64
	}{{meshName + "_node_x", m.X}, {meshName + "_node_y", m.Y}, {meshName + "_node_z", m.Z}}
	for _, c := range coordinates {
		if c.values == nil {
			continue
		}
		if err := put(c.name, c.values); err != nil {
			return err
		}
	}
	nodes := make([]int32, 0, 4*len(m.Faces))
	x, y := make([]float64, len(m.Faces)), make([]float64, len(m.Faces))
	for f, face := range m.Faces {
		nodes = append(nodes, face[:]...)
		x[f], y[f] = m.Center(f)
	}
	if err := put(meshName+"_face_nodes", nodes); err != nil {
		return err
	}
	if err := put(meshName+"_face_x", x); err != nil {
		return err
	}
	if err := put(meshName+"_face_y", y); err != nil {
		return err
	}
	for _, v := range r.Fixed {
		if err := put(meshName+"_"+v.Name, v.Values); err != nil {
			return err
		}
	}
	return nil
}

// Step writes the next instant: for each timed variable, in their order, the
// values of all faces.
func (u *Writer) Step(values [][]float32) error {
	if u.step >= len(u.times) || len(values) != len(u.timed) {
		return fmt.Errorf("UGRID: step %d of %d with %d of %d variables", u.step+1, len(u.times), len(values), len(u.timed))
	}
	if err := u.out.Put(timeName, u.times[u.step:u.step+1]); err != nil {
		return err
	}
	for k, v := range u.timed {
		if err := u.out.Put(meshName+"_"+v.Name, values[k]); err != nil {
			return err
		}
	}
	u.step++
	return nil
}

// Close ends the file. It is an error if steps are missing.
func (u *Writer) Close() error { return u.out.Close() }

// header makes the file's header. CF counts times from an instant in UTC.
func header(m *Mesh, r Results) cdf.Header {
	h := cdf.Header{
		Dims: []cdf.Dim{{Name: nodeDim, Len: len(m.X)}, {Name: faceDim, Len: len(m.Faces)}, {Name: cornerDim, Len: 4}},
		Attrs: []cdf.Attr{
			{Name: "Conventions", Value: "CF-1.8 UGRID-1.0"}, {Name: "title", Value: r.Title}, {Name: "source", Value: r.Source},
		},
		Records: len(r.Times),
	}
	mapped := r.Origin.EPSG != 0 || r.Origin.CRS != ""
	h.Vars = append(h.Vars, topology(m))
	if mapped {
		h.Vars = append(h.Vars, referenceSystem(r.Origin))
	}
	h.Vars = append(h.Vars, coordinates(m, mapped)...)
	for _, v := range r.Fixed {
		h.Vars = append(h.Vars, v.declare([]string{faceDim}, mapped))
	}
	if len(r.Times) == 0 {
		return h
	}
	h.Dims = append(h.Dims, cdf.Dim{Name: timeName})
	h.Vars = append(h.Vars, cdf.Var{Name: timeName, Type: cdf.Float64, Dims: []string{timeName}, Attrs: []cdf.Attr{
		{Name: "standard_name", Value: "time"}, {Name: "long_name", Value: "simulated time"}, {Name: "axis", Value: "T"},
		{Name: "units", Value: "seconds since " + r.Start.UTC().Format("2006-01-02 15:04:05.999")}, {Name: "calendar", Value: "proleptic_gregorian"},
	}})
	for _, v := range r.Timed {
		h.Vars = append(h.Vars, v.declare([]string{timeName, faceDim}, mapped))
	}
	return h
}

func (v *Variable) declare(dims []string, mapped bool) cdf.Var {
	attrs := []cdf.Attr{
		{Name: "mesh", Value: meshName}, {Name: "location", Value: "face"},
		{Name: "long_name", Value: v.Long}, {Name: "units", Value: cfUnit(v.Unit)},
		{Name: "coordinates", Value: meshName + "_face_x " + meshName + "_face_y"},
		{Name: "_FillValue", Value: []float32{float32(math.NaN())}},
	}
	for _, a := range []cdf.Attr{{Name: "standard_name", Value: v.Standard}, {Name: "cell_methods", Value: v.Method}, {Name: "comment", Value: v.Comment}} {
		if a.Value != "" {
			attrs = append(attrs, a)
		}
	}
	if mapped {
		attrs = append(attrs, cdf.Attr{Name: "grid_mapping", Value: crsName})
	}
	return cdf.Var{Name: meshName + "_" + v.Name, Type: cdf.Float32, Dims: dims, Attrs: attrs}
}

// cfUnit spells a unit as the CF conventions want it.
func cfUnit(unit string) string {
	switch unit {
	case "", "class":
		return "1"
	}
	return strings.NewReplacer("m³/s", "m3 s-1", "m²/s", "m2 s-1", "m/s", "m s-1", "²", "2", "³", "3").Replace(unit)
}
