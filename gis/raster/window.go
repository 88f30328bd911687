package raster

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Read reads the first band of the whole file.
func (f *File) Read() (*Raster, error) {
	if im := f.Levels[0].image; im != nil && f.NX <= maxCells/f.NY {
		jobs, err := im.jobs(span{0, 0, f.NX, f.NY}, 0)
		if err == nil {
			err = im.plausibleWhole(jobs)
		}
		if err != nil {
			return nil, f.fail(err)
		}
	}
	return f.ReadWindow(f.Whole(0))
}

// ReadWindow reads a part of the file, decoding the blocks that it touches and
// no others. It is a raster of its own at its place on the map.
func (f *File) ReadWindow(w Window) (*Raster, error) {
	if f.turned {
		return nil, f.fail(errors.New("raster is rotated, sheared or mirrored against the map: " +
			"make it north-up first (gdalwarp in.tif out.tif)"))
	}
	r, err := f.reading(w)
	if err != nil {
		return nil, f.fail(err)
	}
	cellX, cellY := f.cellOf(w.Level)
	ra := &Raster{
		NX: w.NX, NY: w.NY,
		X0: f.X0 + float64(w.I0)*cellX, Y0: f.Y0 + float64(w.J0)*cellY,
		CellX: cellX, CellY: cellY, EPSG: f.EPSG, Source: f.Source,
		Values: make([]float32, w.NX*w.NY),
	}
	ra.Source.Band = r.w.Band + 1
	exact := r.image != nil && r.image.kind.exact() && !r.meaning.scaled // single precision loses nothing
	losses := make([]float64, max(len(r.jobs), 1))
	err = r.run(func(n, i, j int, values []float64) {
		out := ra.Values[j*w.NX+i:][:len(values)]
		if exact {
			for k, v := range values {
				out[k] = float32(v)
			}
			return
		}
		loss := losses[n]
		for k, v := range values {
			out[k] = float32(v)
			if l := math.Abs(float64(out[k]) - v); l > loss {
				loss = l
			}
		}
		losses[n] = loss
	})
	if err != nil {
		return nil, f.fail(err)
	}
	ra.Source.Rounding = max(ra.Source.Rounding, slices.Max(losses))
	return ra, nil
}

// Float64s reads a part of the file in double precision, row-major from the
// south-west; NaN where there is no data.
func (f *File) Float64s(w Window) ([]float64, error) {
	r, err := f.reading(w)
	if err != nil {
		return nil, f.fail(err)
	}
	all := make([]float64, w.NX*w.NY)
	err = r.run(func(_, i, j int, values []float64) { copy(all[j*w.NX+i:], values) })
	if err != nil {
		return nil, f.fail(err)
	}
	return all, nil
}

// reading is all that has to be known before the values of a window are
// decoded: that the file can hold them, too.
type reading struct {
	f       *File
	w       Window // lies inside; its band counts from 0
	s       span   // the same in rows as stored
	image   *layout
	jobs    []job
	meaning meaning
	valid   []bool // by cell of the span; nil where the file has no mask
}

func (f *File) reading(w Window) (*reading, error) {
	if err := f.inside(&w); err != nil {
		return nil, err
	}
	level := &f.Levels[w.Level]
	r := &reading{f: f, w: w, s: span{w.I0, w.J0, w.NX, w.NY}, image: level.image}
	if r.image == nil {
		return r, nil // in memory
	}
	if !f.southUp {
		r.s.j0 = level.NY - w.J0 - w.NY
	}
	var err error
	if r.meaning, err = f.meaning(w.Band); err != nil {
		return nil, err
	}
	if r.jobs, err = r.image.jobs(r.s, w.Band); err != nil {
		return nil, err
	}
	if _, _, err = r.image.plausible(r.jobs); err != nil {
		return nil, err
	}
	if r.valid, err = level.valid(r.s, f.goroutines()); err != nil {
		return nil, fmt.Errorf("mask: %w", err)
	}
	return r, nil
}

// run gives the values to put: parts of rows, row j and column i counted within
// the window from the south-west. Calls for different blocks, n, come from
// several goroutines at once.
func (r *reading) run(put func(n, i, j int, values []float64)) error {
	if r.image == nil {
		row := make([]float64, r.w.NX)
		for j := range r.w.NY {
			for i, v := range r.f.memory.Values[(r.w.J0+j)*r.f.NX+r.w.I0:][:r.w.NX] {
				row[i] = float64(v)
			}
			put(0, 0, j, row)
		}
		return nil
	}
	return r.image.decode(r.jobs, r.s, r.w.Band, r.meaning.missing(), r.f.goroutines(), func(n, i, j int, stored []float64) {
		i, j = i-r.s.i0, j-r.s.j0
		r.meaning.values(stored)
		if r.valid != nil {
			for k, ok := range r.valid[j*r.s.nx+i:][:len(stored)] {
				if !ok {
					stored[k] = math.NaN()
				}
			}
		}
		if !r.f.southUp {
			j = r.w.NY - 1 - j
		}
		put(n, i, j, stored)
	})
}

// valid reads which cells of a span have data; nil where the file has no mask.
func (l *Level) valid(s span, goroutines int) ([]bool, error) {
	if l.mask == nil {
		return nil, nil
	}
	jobs, err := l.mask.jobs(s, 0)
	if err == nil {
		_, _, err = l.mask.plausible(jobs)
	}
	if err != nil {
		return nil, err
	}
	valid := make([]bool, s.nx*s.ny)
	return valid, l.mask.decode(jobs, s, 0, 0, goroutines, func(_, i, j int, stored []float64) {
		out := valid[(j-s.j0)*s.nx+i-s.i0:]
		for k, v := range stored {
			out[k] = v != 0
		}
	})
}
