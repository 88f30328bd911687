package drape

import (
	"context"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// square is the colour of the picture of 64 × 48 pixels in squares of 8 from
// which GDAL made the GeoTIFFs in testdata.
func square(i, j int) color.RGBA {
	s, t := i/8, j/8
	return color.RGBA{R: uint8(30*s + 10), G: uint8(40*t + 10), B: uint8((s*7+t*13)%5*50 + 5), A: 255}
}

// GeoTIFFs as GDAL writes them: tiles with overviews, bands apart with alpha, 16
// bits, a palette, less is brighter, no-data values, turned. Every pixel has its
// colour at its place.
func TestGeoTIFFsOfManyKinds(t *testing.T) {
	clear := func(want color.RGBA, is bool) color.RGBA {
		if is {
			return color.RGBA{}
		}
		return want
	}
	for name, want := range map[string]func(i, j int) color.RGBA{
		"tiled.tif": square, "deep.tif": square, "palette.tif": square, "turned.tif": square,
		"apart.tif":  func(i, j int) color.RGBA { return clear(square(i, j), i/8 == 3 && j/8 == 2) },
		"nodata.tif": square, // 10 is no datum of red or green, but blue is never 10: nothing is clear
		"white.tif": func(i, j int) color.RGBA {
			v := 255 - square(i, j).R
			return color.RGBA{v, v, v, 255}
		},
	} {
		photo, err := OpenPhoto(filepath.Join("testdata", name), Placement{}, demo, system(t, 4549))
		if err != nil {
			t.Error(err)
			continue
		}
		if !photo.bands {
			t.Errorf("%s is not read as a GeoTIFF", name)
		}
		site := engine.Grid{NX: 200, NY: 200, Cell: 1}
		grid, err := photo.Grid(site)
		if err != nil {
			t.Fatal(err)
		}
		if name != "turned.tif" && grid != (engine.Grid{NX: 64, NY: 48, X0: 30, Y0: 66, Cell: 0.5}) {
			t.Errorf("%s lies on %+v", name, grid)
		}
		img, _, err := photo.Draw(context.Background(), grid)
		if err != nil {
			t.Fatal(err)
		}
		wrong, seen := 0, 0
		for j := range grid.NY {
			for i := range grid.NX {
				u, v := photo.pixel(mgl64.Vec2{grid.X0 + (float64(i)+0.5)*grid.Cell, grid.Y0 + (float64(grid.NY-j)-0.5)*grid.Cell})
				if name == "turned.tif" { // x = 30 + 0.4 u + 0.3 v, y = 90 + 0.3 u - 0.4 v, solved by hand
					x, y := grid.X0+(float64(i)+0.5)*grid.Cell-30, grid.Y0+(float64(grid.NY-j)-0.5)*grid.Cell-90
					u, v = (0.4*x+0.3*y)/0.25, (0.3*x-0.4*y)/0.25
				}
				du, dv := math.Mod(u, 8), math.Mod(v, 8)
				if u < 0 || v < 0 || u >= 64 || v >= 48 || min(du, dv) < 0.51 || max(du, dv) > 7.49 { // between squares colours are mixed
					continue
				}
				seen++
				got, should := img.RGBAAt(i, j), want(int(u), int(v))
				if name == "nodata.tif" {
					got.R, got.G, should.R, should.G = 0, 0, 0, 0 // of the 10s nothing is left
				}
				if got != should {
					wrong++
				}
			}
		}
		if wrong > 0 || seen < 1500 {
			t.Errorf("%s: %d of %d pixels have another colour", name, wrong, seen)
		}
	}
}

// Drawn coarsely, an overview serves, and without one cells are put together
// while they are read: either way the mean of what lies there.
func TestGeoTIFFIsReadAsCoarselyAsItIsDrawn(t *testing.T) {
	for _, name := range []string{"tiled.tif", "deep.tif"} {
		photo, err := OpenPhoto(filepath.Join("testdata", name), Placement{}, demo, system(t, 4549))
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := photo.Draw(context.Background(), engine.Grid{NX: 8, NY: 6, X0: 30, Y0: 66, Cell: 4}) // a pixel is a square
		if err != nil {
			t.Fatal(err)
		}
		for j := range 6 {
			for i := range 8 {
				if got, want := img.RGBAAt(i, j), square(8*i, 8*j); got != want {
					t.Errorf("%s, square %d, %d: %v, want %v", name, i, j, got, want)
				}
			}
		}
		// a part of it, drawn finely, is no other than that part of the whole
		part, _, err := photo.Draw(context.Background(), engine.Grid{NX: 8, NY: 8, X0: 42, Y0: 70, Cell: 0.5})
		if err != nil {
			t.Fatal(err)
		}
		whole, _, err := photo.Draw(context.Background(), engine.Grid{NX: 64, NY: 48, X0: 30, Y0: 66, Cell: 0.5})
		if err != nil {
			t.Fatal(err)
		}
		for j := range 8 {
			for i := range 8 {
				if a, b := part.RGBAAt(i, j), whole.RGBAAt(24+i, 32+j); a != b {
					t.Errorf("%s: part %d, %d: %v, in the whole %v", name, i, j, a, b)
				}
			}
		}
	}
}

func TestGeoTIFFMistakes(t *testing.T) {
	for name, want := range map[string]string{"float.tif": "no colours", "jpeg.tif": "convert it first"} {
		if _, err := OpenPhoto(filepath.Join("testdata", name), Placement{}, demo, system(t, 4549)); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	content, err := os.ReadFile("testdata/tiled.tif")
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{len(content) / 4, len(content) / 3, len(content) / 2} {
		photo, err := OpenPhoto(write(t, filepath.Join(t.TempDir(), "cut.tif"), content[:cut]), Placement{}, demo, system(t, 4549))
		if err == nil {
			_, _, err = photo.Draw(context.Background(), engine.Grid{NX: 64, NY: 48, X0: 30, Y0: 66, Cell: 0.5})
		}
		if err == nil {
			t.Errorf("cut short after %d bytes: no error", cut)
		}
	}
}

func FuzzGeoTIFF(f *testing.F) {
	names, err := filepath.Glob("testdata/*.tif")
	if err != nil || len(names) == 0 {
		f.Fatal(err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		photo, err := OpenPhoto(write(t, filepath.Join(t.TempDir(), "a.tif"), content), Placement{}, demo, system(t, 4549))
		if err != nil {
			return
		}
		img, _, err := photo.Draw(context.Background(), engine.Grid{NX: 16, NY: 12, X0: 30, Y0: 66, Cell: 2})
		if err == nil && img.Rect != image.Rect(0, 0, 16, 12) {
			t.Errorf("%v", img.Rect)
		}
	})
}
