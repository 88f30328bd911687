package mesh

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"shapan/gis/mesh/cdf"
)

// File is a UGRID file opened for reading.
type File struct {
	Mesh  *Mesh // without Cells
	Times []float64
	EPSG  int
	file  *cdf.File
	name  string // of the mesh
}

// Open reads the first two-dimensional mesh of quadrilaterals of a UGRID file
// of so many bytes.
func Open(r io.ReaderAt, size int64) (*File, error) {
	in, err := cdf.Open(r, size)
	if err != nil {
		return nil, err
	}
	f := &File{file: in, Mesh: &Mesh{}}
	var topology *cdf.Var
	for k := range in.Vars {
		if v := &in.Vars[k]; v.Attr("cf_role") == "mesh_topology" && number(v.Attr("topology_dimension")) == 2 {
			topology = v
			break
		}
	}
	if topology == nil {
		return nil, errors.New("UGRID: no variable has the cf_role mesh_topology and topology_dimension 2")
	}
	f.name = topology.Name
	if err := f.readMesh(topology); err != nil {
		return nil, fmt.Errorf("UGRID: mesh %s: %w", f.name, err)
	}
	if v := in.Var(timeName); v != nil {
		for n := range in.Records {
			t, err := numbers(in.Read(timeName, n))
			if err != nil {
				return nil, fmt.Errorf("UGRID: %w", err)
			}
			if len(t) != 1 || len(v.Dims) != 1 {
				return nil, fmt.Errorf("UGRID: time %d: %d numbers: must be one", n, len(t))
			}
			f.Times = append(f.Times, t[0])
		}
	}
	return f, nil
}

func (f *File) readMesh(topology *cdf.Var) error {
	text, _ := topology.Attr("node_coordinates").(string)
	names := strings.Fields(text)
	if len(names) != 2 {
		return fmt.Errorf("node_coordinates %q: must name two variables", text)
	}
	var err error
	if f.Mesh.X, err = numbers(f.file.Read(names[0], 0)); err != nil {
		return err
	}
	if f.Mesh.Y, err = numbers(f.file.Read(names[1], 0)); err != nil {
		return err
	}
	if len(f.Mesh.X) != len(f.Mesh.Y) {
		return fmt.Errorf("%d values of %s, %d of %s", len(f.Mesh.X), names[0], len(f.Mesh.Y), names[1])
	}
	if z := f.file.Var(f.name + "_node_z"); z != nil {
		if f.Mesh.Z, err = numbers(f.file.Read(z.Name, 0)); err != nil {
			return err
		}
	}
	if crs, ok := f.file.Var(names[0]).Attr("grid_mapping").(string); ok {
		if v := f.file.Var(crs); v != nil {
			f.EPSG = number(v.Attr("epsg"))
		}
	}
	connectivity, _ := topology.Attr("face_node_connectivity").(string)
	read, err := f.file.Read(connectivity, 0)
	if err != nil {
		return err
	}
	nodes, ok := read.([]int32)
	v := f.file.Var(connectivity)
	if corners, _ := f.file.Dim(last(v.Dims)); !ok || len(v.Dims) != 2 || corners != 4 {
		return fmt.Errorf("%s: must be whole numbers, four for each face", connectivity)
	}
	start := int32(number(v.Attr("start_index")))
	f.Mesh.Faces = make([][4]int32, len(nodes)/4)
	for k, n := range nodes {
		if n -= start; n < 0 || int(n) >= len(f.Mesh.X) {
			return fmt.Errorf("%s: face %d: node %d of %d: only quadrilaterals are read", connectivity, k/4, n, len(f.Mesh.X))
		}
		f.Mesh.Faces[k/4][k%4] = n
	}
	return nil
}

// Variables returns the names of the quantities on the faces, without the
// mesh's name before them.
func (f *File) Variables() (fixed, timed []string) {
	for _, v := range f.file.Vars {
		name, ours := strings.CutPrefix(v.Name, f.name+"_")
		if v.Attr("location") != "face" || !ours || len(v.Dims) == 0 || v.Attr("standard_name") == "projection_x_coordinate" || v.Attr("standard_name") == "projection_y_coordinate" {
			continue
		}
		if v.Dims[0] == timeName {
			timed = append(timed, name)
		} else {
			fixed = append(fixed, name)
		}
	}
	return fixed, timed
}

// Attr returns an attribute of a quantity as text, or "".
func (f *File) Attr(variable, name string) string {
	if v := f.file.Var(f.name + "_" + variable); v != nil {
		text, _ := v.Attr(name).(string)
		return text
	}
	return ""
}

// Values returns a quantity on all faces at a step; a fixed one has step 0.
func (f *File) Values(variable string, step int) ([]float32, error) {
	read, err := f.file.Read(f.name+"_"+variable, step)
	if err != nil {
		return nil, err
	}
	values, ok := read.([]float32)
	if !ok || len(values) != len(f.Mesh.Faces) {
		return nil, fmt.Errorf("UGRID: %s: must be floats, one for each of %d faces", variable, len(f.Mesh.Faces))
	}
	return values, nil
}

func numbers(read any, err error) ([]float64, error) {
	if err != nil {
		return nil, err
	}
	v, ok := read.([]float64)
	if !ok {
		return nil, errors.New("must be doubles")
	}
	return v, nil
}

func number(attr any) int {
	if v, ok := attr.([]int32); ok && len(v) == 1 {
		return int(v[0])
	}
	return 0
}

func last(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}
