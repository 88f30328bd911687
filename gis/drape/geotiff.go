package drape

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/crs"
	"shapan/gis/raster"
)

var errNoTIFF = errors.New("is no TIFF")

// geotiff takes size and place from a GeoTIFF, and the system that it says, if
// no other is given; nil: it says none.
func (p *Photo) geotiff(system *crs.CRS) (*crs.CRS, error) {
	if !isTIFF(p.Path) {
		return nil, errNoTIFF
	}
	f, err := raster.Open(p.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := f.Colours(); err != nil {
		return nil, err
	}
	a := f.Affine
	p.bands, p.w, p.h, p.ref = true, f.NX, f.NY, Georef{X: a[0], XU: a[1], XV: a[2], Y: a[3], YU: a[4], YV: a[5]}
	if err := p.ref.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", p.Path, err)
	}
	switch {
	case system != nil:
	case len(f.Keys.Numbers) > 0:
		system, _, err = crs.FromGeoKeys(crs.GeoKeys(f.Keys))
	case f.Source.WKT != "":
		system, _, err = crs.FromWKT(f.Source.WKT)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Path, err)
	}
	return system, nil
}

// drawBands draws a GeoTIFF: from the overview that is just fine enough, of it
// no more than the site needs, and that put together while it is read. So an
// orthophoto of gigabytes takes no more memory than its picture.
func (p *Photo) drawBands(ctx context.Context, on engine.Grid) (*image.RGBA, error) {
	f, err := raster.Open(p.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	colours, err := f.Colours()
	if err != nil {
		return nil, err
	}
	low, high, finer := p.over(on)
	level := 0
	for k, l := range f.Levels {
		if float64(f.NX)/float64(l.NX) <= math.Max(1, finer*1.01) {
			level = k // finest first
		}
	}
	l := f.Levels[level]
	sx, sy := float64(l.NX)/float64(f.NX), float64(l.NY)/float64(f.NY)
	by := max(1, int(finer*math.Min(sx, sy)+0.01)) // cells that are put together, along each side
	const beyond = 2                               // colours are bilinear
	first := func(v float64, n int) int { return max(0, min(n-1, int(math.Floor(v))-beyond*by)) }
	last := func(v float64, n int) int { return max(1, min(n, int(math.Ceil(v))+beyond*by)) }
	i0, i1 := first(low[0]*sx, l.NX), last(high[0]*sx, l.NX)
	j0, j1 := first(low[1]*sy, l.NY), last(high[1]*sy, l.NY)
	if i1 <= i0 || j1 <= j0 {
		return image.NewRGBA(image.Rect(0, 0, on.NX, on.NY)), nil
	}
	r := reader{f: f, colours: colours, level: level, i0: i0, i1: i1, j0: j0, j1: j1, by: by}
	if r.width()*r.height() > mostImagePixels {
		return nil, fmt.Errorf("%s: %d × %d pixels over the site: at most %d Mpx are drawn", p.Path, r.width(), r.height(), mostImagePixels>>20)
	}
	img, err := r.read(ctx)
	if err != nil {
		return nil, err
	}
	n := float64(by)
	return warp(on, img, func(at mgl64.Vec2) (u, v float64) {
		u, v = p.pixel(at)
		return (u*sx - float64(i0)) / n, (v*sy - float64(j0)) / n
	}), nil
}

// over returns the box of an image's pixels that holds a grid, and how many of
// them, along a side, become one pixel of the grid's middle.
func (p *placed) over(on engine.Grid) (low, high mgl64.Vec2, finer float64) {
	low, high = mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	east, north := float64(on.NX)*on.Cell, float64(on.NY)*on.Cell
	at := func(s, t float64) mgl64.Vec2 {
		u, v := p.pixel(mgl64.Vec2{on.X0 + s*east, on.Y0 + t*north})
		return mgl64.Vec2{u, v}
	}
	const parts = 16
	for a := range parts + 1 {
		for b := range parts + 1 {
			q := at(float64(a)/parts, float64(b)/parts)
			for axis := range 2 {
				low[axis], high[axis] = math.Min(low[axis], q[axis]), math.Max(high[axis], q[axis])
			}
		}
	}
	m, u, v := at(0.5, 0.5), at(0.5+1/float64(on.NX), 0.5), at(0.5, 0.5+1/float64(on.NY))
	u, v = u.Sub(m), v.Sub(m)
	return low, high, math.Sqrt(math.Abs(u[0]*v[1] - u[1]*v[0]))
}

// reader reads a window of a level as colours, by × by cells as one.
type reader struct {
	f              *raster.File
	colours        raster.Colours
	level          int
	i0, i1, j0, j1 int // rows from the first that is stored
	by             int
}

func (r *reader) width() int  { return (r.i1 - r.i0 + r.by - 1) / r.by }
func (r *reader) height() int { return (r.j1 - r.j0 + r.by - 1) / r.by }

// cellsAtOnce bounds what is decoded at a time.
const cellsAtOnce = 4 << 20

func (r *reader) read(ctx context.Context) (*image.RGBA, error) {
	img := image.NewRGBA(image.Rect(0, 0, r.width(), r.height()))
	l, nx := r.f.Levels[r.level], r.i1-r.i0
	rows := max(cellsAtOnce/nx, min(l.BlockNY, 1024)) / r.by * r.by
	rows = max(rows, r.by)
	for j := r.j0; j < r.j1; j += rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ny := min(rows, r.j1-j)
		if err := r.strip(img, j, ny); err != nil {
			return nil, err
		}
	}
	return img, nil
}

// strip reads ny rows from row j, which become rows of img.
func (r *reader) strip(img *image.RGBA, j, ny int) error {
	nx := r.i1 - r.i0
	up := r.f.Affine[5] > 0 && !r.f.Turned() // stored from the south
	band := func(k int) ([]float64, error) {
		j0 := r.f.Levels[r.level].NY - j - ny // counted from the last that is stored
		if up {
			j0 = j
		}
		return r.f.Float64s(raster.Window{Level: r.level, Band: k, I0: r.i0, J0: j0, NX: nx, NY: ny})
	}
	var bands [4][]float64 // red, green, blue, opaque
	var err error
	if bands[0], err = band(1); err != nil {
		return err
	}
	bands[1], bands[2] = bands[0], bands[0]
	if r.colours.Bands == 3 {
		for k := 1; k < 3; k++ {
			if bands[k], err = band(k + 1); err != nil {
				return err
			}
		}
	}
	if r.colours.Alpha > 0 {
		if bands[3], err = band(r.colours.Alpha); err != nil {
			return err
		}
	}
	for row := 0; row < ny; row += r.by {
		out := img.Pix[img.PixOffset(0, (j-r.j0+row)/r.by):]
		for c := 0; c < nx; c += r.by {
			var sum [4]float64
			n := 0.0
			for b := row; b < min(row+r.by, ny); b++ {
				at := (ny - 1 - b) * nx // windows run from the south
				if up {
					at = b * nx
				}
				for a := c; a < min(c+r.by, nx); a++ {
					n++
					q := r.colour(&bands, at+a)
					for k := range sum {
						sum[k] += q[k]
					}
				}
			}
			for k := range sum {
				out[c/r.by*4+k] = uint8(255*sum[k]/n + 0.5)
			}
		}
	}
	return nil
}

// colour of a cell, 0 to 1, its opacity multiplied in. What has no data in every
// band is clear.
func (r *reader) colour(bands *[4][]float64, k int) (q [4]float64) {
	red, green, blue := bands[0][k], bands[1][k], bands[2][k]
	if math.IsNaN(red) && math.IsNaN(green) && math.IsNaN(blue) {
		return q
	}
	most := r.colours.Most
	q[3] = 1
	if bands[3] != nil {
		if q[3] = bands[3][k] / most; !(q[3] > 0) {
			return [4]float64{}
		}
	}
	switch {
	case r.colours.Palette != nil:
		p := r.colours.Palette[min(max(0, int(red)), len(r.colours.Palette)-1)]
		q[0], q[1], q[2] = float64(p[0])/255, float64(p[1])/255, float64(p[2])/255
	default:
		for c, v := range [3]float64{red, green, blue} {
			if !math.IsNaN(v) {
				q[c] = math.Max(0, math.Min(1, v/most))
			}
			if r.colours.Inverse {
				q[c] = 1 - q[c]
			}
		}
	}
	for c := range 3 {
		q[c] *= q[3]
	}
	return q
}
