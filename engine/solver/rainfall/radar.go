package rainfall

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Image is one picture of the radar: rates over a grid of its own, in rows from
// the south-west.
type Image struct {
	Time   float64 // [s]
	Grid   Grid
	Values []float32 // [mm/h]
}

// Radar says how pictures become rain on the ground. Nothing moves with the
// rain between two pictures (no advection).
type Radar struct {
	// Until is when the last picture stops holding [s]; 0 lets it hold as long
	// as the one before it did. With Linear it is the last picture's time.
	Until float64
	// NoData is the value of pixels that saw nothing, beside NaN, which always
	// means that. nil: NaN alone.
	NoData *float32
	// Dry lets it not rain on cells that no pixel speaks for. Otherwise they
	// are refused.
	Dry bool
	// Nearest takes the pixel around the cell; otherwise its middle is
	// interpolated between four pixels' middles (bilinear). Pixels without
	// data are left out and the others' weights grow in proportion.
	Nearest bool
	// Linear lets rates change linearly from picture to picture; otherwise
	// each holds until the next.
	Linear bool
}

// RadarField is the Field of a series of pictures.
type RadarField struct {
	grid   Grid
	frames []frame
	linear bool
	until  float64 // [s]
}

// frame is a picture ready for use. Column i of the ground lies between columns
// cols[i].low and .high of the picture, at cols[i].share of the way; rows
// likewise.
type frame struct {
	time       float64
	grid       Grid
	rates      []float32 // [m/s]; NaN is no data
	holes      bool      // there are NaN
	cols, rows []between
}

type between struct {
	low, high int32
	share     float32
	outside   bool
}

// NewRadarField checks the pictures and finds which pixels speak for each cell.
func NewRadarField(g Grid, images []Image, r Radar) (*RadarField, error) {
	if err := errors.Join(g.check(), checkImages(images, r)); err != nil {
		return nil, err
	}
	f := &RadarField{grid: g, linear: r.Linear}
	var errs []error
	for k, m := range images {
		a := newFrame(g, m, r)
		if k > 0 && f.frames[k-1].grid == m.Grid {
			a.cols, a.rows = f.frames[k-1].cols, f.frames[k-1].rows
		}
		if n := a.unseen(g); n > 0 && !r.Dry {
			errs = append(errs, fmt.Errorf("picture %d (%g s): %d of %d cells have no data: expected pixels around every cell, or Dry to let it not rain there", k+1, m.Time, n, g.Cells()))
		}
		f.frames = append(f.frames, a)
	}
	last := len(images) - 1
	f.until = images[last].Time
	switch {
	case r.Linear:
	case r.Until != 0:
		f.until = r.Until
	default:
		f.until += images[last].Time - images[last-1].Time
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return f, nil
}

func checkImages(images []Image, r Radar) error {
	var errs []error
	wrong := func(k int, format string, args ...any) {
		errs = append(errs, fmt.Errorf("picture %d: %w", k+1, fmt.Errorf(format, args...)))
	}
	if len(images) == 0 {
		return errors.New("no pictures: expected at least 1")
	}
	if len(images) == 1 && (r.Until == 0 || r.Linear) {
		errs = append(errs, errors.New("1 picture alone: expected Until, or a second"))
	}
	for k, m := range images {
		switch err := m.Grid.check(); {
		case !finite(m.Time):
			wrong(k, "time %g s: expected a number", m.Time)
		case k > 0 && !(m.Time > images[k-1].Time):
			wrong(k, "time %g s: expected it after %g s of the picture before", m.Time, images[k-1].Time)
		case err != nil:
			wrong(k, "%w", err)
		case len(m.Values) != m.Grid.Cells():
			wrong(k, "%d values: expected %d for %d×%d pixels", len(m.Values), m.Grid.Cells(), m.Grid.NX, m.Grid.NY)
		default:
			for c, v := range m.Values {
				if v < 0 && !r.isNoData(v) || math.IsInf(float64(v), 0) {
					wrong(k, "column %d, row %d: rate %g mm/h: expected ≥ 0, NaN or the value for no data", c%m.Grid.NX, c/m.Grid.NX, v)
					break
				}
			}
		}
	}
	if last := images[len(images)-1].Time; r.Until != 0 && !r.Linear && !(r.Until > last) {
		errs = append(errs, fmt.Errorf("until %g s: expected after the last picture at %g s", r.Until, last))
	}
	return errors.Join(errs...)
}

func (r Radar) isNoData(v float32) bool { return v != v || r.NoData != nil && v == *r.NoData }

func newFrame(g Grid, m Image, r Radar) frame {
	a := frame{time: m.Time, grid: m.Grid, rates: make([]float32, len(m.Values))}
	for c, v := range m.Values {
		a.rates[c] = v / 1000 / 3600
		if r.isNoData(v) {
			a.rates[c] = float32(math.NaN())
			a.holes = true
		}
	}
	a.cols = place(g.X0, g.Cell, g.NX, m.Grid.X0, m.Grid.Cell, m.Grid.NX, r.Nearest)
	a.rows = place(g.Y0, g.Cell, g.NY, m.Grid.Y0, m.Grid.Cell, m.Grid.NY, r.Nearest)
	return a
}

// place finds the pixels for the middles of n cells along one axis.
func place(start, cell float64, n int, pixels, pixel float64, m int, nearest bool) []between {
	list := make([]between, n)
	for i := range list {
		u := (start + (float64(i)+0.5)*cell - pixels) / pixel // in pixels from their rim
		b := &list[i]
		b.outside = !(u >= 0 && u <= float64(m))
		in := int(min(max(u, 0), float64(m-1))) // the pixel around it
		b.low, b.high = int32(in), int32(in)
		if b.outside || nearest {
			continue
		}
		v := min(max(u-0.5, 0), float64(m-1)) // from the first pixel's middle; at the rim it holds
		low := min(int(v), max(m-2, 0))
		b.low, b.high, b.share = int32(low), int32(min(low+1, m-1)), float32(v-float64(low))
	}
	return list
}

// unseen counts the cells that no pixel speaks for.
func (a *frame) unseen(g Grid) int {
	n := 0
	out := func(b between) bool { return b.outside }
	if !a.holes && !slices.ContainsFunc(a.cols, out) && !slices.ContainsFunc(a.rows, out) {
		return 0
	}
	for _, row := range a.rows {
		for _, col := range a.cols {
			if _, seen := a.known(row, col); !seen {
				n++
			}
		}
	}
	return n
}

// known returns the rate of a cell from those of its pixels that have data.
func (a *frame) known(row, col between) (rate float32, seen bool) {
	if row.outside || col.outside {
		return 0, false
	}
	sum, all := float32(0), float32(0)
	add := func(j, i int32, w float32) {
		if v := a.rates[int(j)*a.grid.NX+int(i)]; v == v && w > 0 {
			sum += w * v
			all += w
		}
	}
	add(row.low, col.low, (1-row.share)*(1-col.share))
	add(row.low, col.high, (1-row.share)*col.share)
	add(row.high, col.low, row.share*(1-col.share))
	add(row.high, col.high, row.share*col.share)
	if all == 0 {
		return 0, false
	}
	return sum / all, true
}
