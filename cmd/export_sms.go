package cmd

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"shapan/gis/mesh"
)

// export2DM writes the mesh and, beside it, a data set for every quantity.
func export2DM(s *source, f *exportFlags) (files []string, err error) {
	o, err := newOnMesh(s, f)
	if err != nil {
		return nil, err
	}
	path, err := f.file(stem(s.path), ".2dm")
	if err != nil {
		return nil, err
	}
	err = writeFile(path, func(file *os.File) error { return mesh.Write2DM(file, o.mesh, s.recording.Meta().Run) })
	if err != nil {
		return nil, err
	}
	d := &datSets{onMesh: o, base: strings.TrimSuffix(path, filepath.Ext(path)), files: []string{path}}
	for _, v := range o.fixedValues {
		dat, err := d.begin(v, false)
		if err == nil {
			err = dat.Step(0, v.Values)
		}
		if err != nil {
			return d.files, errors.Join(err, d.close())
		}
	}
	return d.files, errors.Join(d.writeTimed(), d.close())
}

// datSets are the data sets beside a mesh, written side by side so that each
// instant is opened once.
type datSets struct {
	*onMesh
	base  string // of the files' names
	files []string
	open  []func() error
}

func (d *datSets) begin(v mesh.Variable, vector bool) (*mesh.DatWriter, error) {
	name := d.base + "_els_" + v.Name + ".dat"
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	d.files = append(d.files, name)
	long, begin := v.Long, mesh.NewDatWriter
	if v.Unit != "" {
		long += " [" + v.Unit + "]"
	}
	if vector {
		begin = mesh.NewVectorDatWriter
	}
	dat := begin(file, d.mesh, long, d.recording.Meta().Start)
	d.open = append(d.open, func() error { return errors.Join(dat.Close(), file.Close()) })
	return dat, nil
}

func (d *datSets) close() (err error) {
	for _, close := range d.open {
		err = errors.Join(err, close())
	}
	return err
}

// writeTimed writes what has times. The components of a velocity, which come
// together, make one vector.
func (d *datSets) writeTimed() error {
	type set struct {
		dat  *mesh.DatWriter
		x, y int // numbers of the fields; y < 0 of a scalar
	}
	var sets []set
	for k, v := range d.timedNames {
		s := set{x: k, y: -1}
		if other := otherComponent(v.Name); other != "" && slices.Contains(d.timed, other) {
			if v.Name > other {
				continue // it goes with its x-component
			}
			s.y = slices.Index(d.timed, other)
			v.Name = strings.TrimSuffix(v.Name, "_x")
			v.Long = strings.TrimSuffix(v.Long, ", x-component")
		}
		var err error
		if s.dat, err = d.begin(v, s.y >= 0); err != nil {
			return err
		}
		sets = append(sets, s)
	}
	return d.eachStep(func(t float64, values [][]float32) error {
		for _, s := range sets {
			parts := [][]float32{values[s.x]}
			if s.y >= 0 {
				parts = append(parts, values[s.y])
			}
			if err := s.dat.Step(t, parts...); err != nil {
				return err
			}
		}
		return nil
	})
}
