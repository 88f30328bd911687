package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"shapan/engine"
	"shapan/gis/mesh"
)

// onMesh is a recording on a mesh of its wet cells.
type onMesh struct {
	*source
	mesh         *mesh.Mesh
	fixed, timed []string
	fixedValues  []mesh.Variable
	timedNames   []mesh.Variable
	times        []float64 // of the timed fields
}

// newOnMesh chooses fields, instants and cells. Results come from the last
// frame of the run whatever the instants are.
func newOnMesh(s *source, f *exportFlags) (*onMesh, error) {
	names, err := s.choose(f.fields)
	if err != nil {
		return nil, err
	}
	o := &onMesh{source: s}
	for _, name := range names {
		if isResult(name) {
			o.fixed = append(o.fixed, name)
		} else {
			o.timed = append(o.timed, name)
		}
	}
	if len(o.timed) > 0 {
		if o.times, err = s.instants(o.timed[0], f); err != nil {
			return nil, err
		}
	}
	_, end := s.recording.Span()
	results, err := s.at(end, o.fixed)
	if err != nil {
		return nil, err
	}
	var first []engine.Field
	if len(o.times) > 0 {
		if first, err = s.at(o.times[len(o.times)-1], o.timed); err != nil {
			return nil, err
		}
	}
	grid := append(results, first...)[0].Grid
	for _, field := range append(results, first...) {
		if field.Grid != grid {
			return nil, fmt.Errorf("%s: fields %s and %s are on different grids: export them one after the other with --field", s.path, names[0], field.Name)
		}
	}
	keep, err := o.wetCells(grid, f.wet)
	if err != nil {
		return nil, err
	}
	bed, err := s.bed(grid)
	if err != nil {
		return nil, err
	}
	if o.mesh, err = mesh.OfGrid(grid, s.origin, keep, bed); err != nil {
		return nil, fmt.Errorf("%s: no cell ever held %g m of water: nothing to export (--wet-m 0 exports dry ground too)", s.path, f.wet)
	}
	o.describe(results, first, bed)
	return o, nil
}

// describe lists the quantities; the ground is the first of the fixed ones.
func (o *onMesh) describe(results, timed []engine.Field, bed []float32) {
	if bed != nil {
		v := describe("bed", "m")
		v.Values = o.mesh.Pick(bed, nil)
		for k := range v.Values {
			v.Values[k] += float32(o.origin.Height)
		}
		o.fixedValues = append(o.fixedValues, v)
	}
	for k := range results {
		v := describe(results[k].Name, results[k].Unit)
		v.Values = o.mesh.Pick(results[k].Values, nil)
		o.fixedValues = append(o.fixedValues, v)
	}
	for k := range timed {
		o.timedNames = append(o.timedNames, describe(o.timed[k], timed[k].Unit))
	}
}

// wetCells marks the cells that were so deep at some time [m]; of a recording
// without water, those that have data at all.
func (o *onMesh) wetCells(g engine.Grid, wet float64) ([]bool, error) {
	keep := make([]bool, g.Len())
	mark := func(f engine.Field, least float32) {
		for k, v := range f.Values {
			keep[k] = keep[k] || v >= least // never of NaN
		}
	}
	field, times := o.deepest()
	least := float32(wet)
	if field == "" {
		_, end := o.recording.Span()
		field, times = append(o.timed, o.fixed...)[0], []float64{end}
		least = float32(-1e38)
	}
	for _, t := range times {
		fields, err := o.at(t, []string{field})
		if err != nil {
			return nil, err
		}
		if fields[0].Grid != g {
			return nil, fmt.Errorf("%s: field %s is on another grid than what is to be exported", o.path, field)
		}
		mark(fields[0], least)
	}
	return keep, nil
}

// deepest returns the field that tells where water was, and the instants at
// which to look; "" when none does.
func (o *onMesh) deepest() (field string, times []float64) {
	for _, info := range o.recording.Channels().Fields {
		switch info.Name {
		case "max_depth":
			_, end := o.recording.Span()
			return info.Name, []float64{end}
		case "water_depth":
			field, times = info.Name, o.recording.Times(info.Name)
		}
	}
	return field, times
}

// eachStep calls visit with the values of the timed fields on the faces, one
// instant after the other. The memory is used again.
func (o *onMesh) eachStep(visit func(t float64, values [][]float32) error) error {
	values := make([][]float32, len(o.timed))
	for _, t := range o.times {
		fields, err := o.at(t, o.timed)
		if err != nil {
			return err
		}
		for k := range fields {
			if len(fields[k].Values) == 0 || int(o.mesh.Cells[len(o.mesh.Cells)-1]) >= len(fields[k].Values) {
				return fmt.Errorf("%s at %g s: field %s is on another grid than before", o.path, t, o.timed[k])
			}
			values[k] = o.mesh.Pick(fields[k].Values, values[k])
		}
		if err := visit(t, values); err != nil {
			return err
		}
	}
	return nil
}

func exportUGRID(s *source, f *exportFlags) ([]string, error) {
	o, err := newOnMesh(s, f)
	if err != nil {
		return nil, err
	}
	path, err := f.file(stem(s.path), ".nc")
	if err != nil {
		return nil, err
	}
	meta := s.recording.Meta()
	return []string{path}, writeFile(path, func(file *os.File) error {
		w, err := mesh.NewWriter(file, o.mesh, mesh.Results{
			Title: strings.Join(slices.Compact([]string{meta.Site, meta.Scenario, meta.Run}), ", "), Source: "Shapan " + version(),
			Origin: s.origin, Start: meta.Start, Times: o.times, Fixed: o.fixedValues, Timed: o.timedNames,
		})
		if err != nil {
			return err
		}
		if err := o.eachStep(func(_ float64, values [][]float32) error { return w.Step(values) }); err != nil {
			return err
		}
		return w.Close()
	})
}

// stem returns a file's name without folder and ending.
func stem(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}
