package drape

import (
	"image"
	"math"
	"runtime"
	"sync"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// stride is how many pixels apart places are computed; between, they are
// bilinear. Over so short a way no map bends by a hundredth of a pixel.
const stride = 16

// warp draws an image on a grid of site coordinates. pixel tells where a point
// of the site lies in it.
func warp(on engine.Grid, src *image.RGBA, pixel func(mgl64.Vec2) (u, v float64)) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, on.NX, on.NY))
	at := func(i, j float64) (u, v float64) { // of a pixel's centre, j from the north
		return pixel(mgl64.Vec2{on.X0 + (i+0.5)*on.Cell, on.Y0 + (float64(on.NY)-j-0.5)*on.Cell})
	}
	shift := 0.0 // halvings
	mi, mj := float64(on.NX)/2, float64(on.NY)/2
	u0, v0 := at(mi, mj)
	u1, v1 := at(mi+1, mj)
	u2, v2 := at(mi, mj+1)
	for f := math.Sqrt(math.Abs((u1-u0)*(v2-v0) - (u2-u0)*(v1-v0))); f >= 2 && src.Rect.Dx() > 1 && src.Rect.Dy() > 1; f /= 2 {
		src = halved(src)
		shift++
	}
	scale := math.Exp2(-shift)

	columns := (on.NX-1)/stride + 2
	bands := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			above, below := make([][2]float64, columns), make([][2]float64, columns)
			for j0 := range bands {
				for c := range columns {
					for row, j := range [2]float64{float64(j0), float64(j0 + stride)} {
						u, v := at(float64(c*stride), j)
						[2][][2]float64{above, below}[row][c] = [2]float64{u * scale, v * scale}
					}
				}
				for j := j0; j < min(j0+stride, on.NY); j++ {
					t := float64(j-j0) / stride
					line := out.Pix[out.PixOffset(0, j):]
					for i := range on.NX {
						c, s := i/stride, float64(i%stride)/stride
						a, b, d, e := above[c], above[c+1], below[c], below[c+1]
						u := (1-t)*((1-s)*a[0]+s*b[0]) + t*((1-s)*d[0]+s*e[0])
						v := (1-t)*((1-s)*a[1]+s*b[1]) + t*((1-s)*d[1]+s*e[1])
						sample(src, u-0.5, v-0.5, line[4*i:4*i+4])
					}
				}
			}
		})
	}
	for j := 0; j < on.NY; j += stride {
		bands <- j
	}
	close(bands)
	workers.Wait()
	return out
}

// sample is bilinear between pixels' centres at whole numbers; beyond the image
// all is transparent.
func sample(src *image.RGBA, u, v float64, to []uint8) {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	if !(u > -0.5 && v > -0.5 && u < float64(w)-0.5 && v < float64(h)-0.5) { // NaN too
		return
	}
	i, j := int(math.Floor(u)), int(math.Floor(v))
	s, t := u-float64(i), v-float64(j)
	i0, i1, j0, j1 := max(i, 0), min(i+1, w-1), max(j, 0), min(j+1, h-1)
	a, b := src.Pix[j0*src.Stride+4*i0:], src.Pix[j0*src.Stride+4*i1:]
	c, d := src.Pix[j1*src.Stride+4*i0:], src.Pix[j1*src.Stride+4*i1:]
	for k := range 4 {
		value := (1-t)*((1-s)*float64(a[k])+s*float64(b[k])) + t*((1-s)*float64(c[k])+s*float64(d[k]))
		to[k] = uint8(value + 0.5)
	}
}

// halved puts two by two pixels together; an odd last row or column counts twice.
func halved(src *image.RGBA) *image.RGBA {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, (w+1)/2, (h+1)/2))
	for j := range out.Rect.Dy() {
		a, b := src.Pix[2*j*src.Stride:], src.Pix[min(2*j+1, h-1)*src.Stride:]
		for i := range out.Rect.Dx() {
			left, right := 8*i, 4*min(2*i+1, w-1)
			for k := range 4 {
				sum := int(a[left+k]) + int(a[right+k]) + int(b[left+k]) + int(b[right+k])
				out.Pix[j*out.Stride+4*i+k] = uint8((sum + 2) / 4)
			}
		}
	}
	return out
}
