package drape

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/crs"
)

func system(t testing.TB, code int) *crs.CRS {
	t.Helper()
	c, err := crs.FromEPSG(code)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func encoded(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// chequered has squares of some pixels, red where the upper left one is, else blue.
func chequered(w, h, square int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for j := range h {
		for i := range w {
			c := color.RGBA{B: 255, A: 255}
			if (i/square+j/square)%2 == 0 {
				c = color.RGBA{R: 255, A: 255}
			}
			img.SetRGBA(i, j, c)
		}
	}
	return img
}

var demo = engine.Origin{EPSG: 4549, Easting: 634200, Northing: 3456300}

// A chequered photograph on a turned site, by world file, in the site's system
// and in a neighbouring zone: every pixel has the colour of the square in which
// its place lies; only within a pixel of the squares' sides may it be between.
func TestChequeredPhotoLandsToAPixel(t *testing.T) {
	const square, size, pixel = 10, 200, 0.5
	origin := demo
	origin.Rotation = 0.35
	for _, code := range []int{4549, 4550, 3857} {
		picture := system(t, code)
		way, err := NewWay(origin, system(t, 4549), picture, WGS84)
		if err != nil {
			t.Fatal(err)
		}
		x, y := way.To(mgl64.Vec2{30, 90}) // its upper left corner
		dir := t.TempDir()
		path := write(t, filepath.Join(dir, "photo.png"), encoded(t, chequered(size, size, square)))
		world := []float64{pixel, 0.05, 0.05, -pixel, x + (pixel+0.05)/2, y + (0.05-pixel)/2} // a little turned itself
		var text strings.Builder
		for _, v := range world {
			text.WriteString(strings.TrimRight(strings.TrimRight(formatted(v), "0"), ".") + "\n")
		}
		write(t, filepath.Join(dir, "photo.pgw"), []byte(text.String()))
		photo, err := OpenPhoto(path, Placement{CRS: picture}, origin, system(t, 4549))
		if err != nil {
			t.Fatal(err)
		}
		on, err := photo.Grid(engine.Grid{NX: 200, NY: 200, Cell: 1})
		if err != nil {
			t.Fatal(err)
		}
		on.Cell /= 3 // finer than the photograph: places are seen to a third of its pixels
		on.NX, on.NY = 3*on.NX, 3*on.NY
		got, missing, err := photo.Draw(context.Background(), on)
		if err != nil || missing != "" {
			t.Fatal(missing, err)
		}
		wrong, seen, clear := 0, 0, 0
		for j := range on.NY {
			for i := range on.NX {
				p := mgl64.Vec2{on.X0 + (float64(i)+0.5)*on.Cell, on.Y0 + (float64(on.NY-j)-0.5)*on.Cell}
				mx, my := way.To(p)
				// the world file's own equations, solved
				dx, dy := mx-x, my-y
				det := -pixel*pixel - 0.05*0.05
				u, v := (-pixel*dx-0.05*dy)/det, (pixel*dy-0.05*dx)/det
				c := got.RGBAAt(i, j)
				inside := u > 0 && v > 0 && u < size && v < size
				if !inside {
					if c.A != 0 && (u < -0.01 || v < -0.01 || u > size+0.01 || v > size+0.01) {
						clear++
					}
					continue
				}
				du, dv := math.Mod(u, square), math.Mod(v, square)
				if du < 0.51 || dv < 0.51 || du > square-0.51 || dv > square-0.51 {
					continue
				}
				seen++
				want := color.RGBA{B: 255, A: 255}
				if (int(u/square)+int(v/square))%2 == 0 {
					want = color.RGBA{R: 255, A: 255}
				}
				if c != want {
					wrong++
				}
			}
		}
		t.Logf("EPSG:%d: %d of %d pixels wrong, %d outside not clear; pixels of %.4f m", code, wrong, seen, clear, on.Cell)
		if wrong > 0 || clear > 0 || seen < 100_000 {
			t.Errorf("EPSG:%d: %d of %d pixels wrong, %d outside not clear", code, wrong, seen, clear)
		}
	}
}

func formatted(v float64) string {
	return strings.TrimSpace(strings.ReplaceAll(string(appendFloat(v)), "+", ""))
}

// By extent, north up and within the site, a photograph is copied as it is.
func TestExtentKeepsEveryPixel(t *testing.T) {
	dir := t.TempDir()
	img := image.NewRGBA(image.Rect(0, 0, 37, 23))
	for k := range img.Pix {
		img.Pix[k] = uint8(k * 7)
		if k%4 == 3 {
			img.Pix[k] = 255
		}
	}
	path := write(t, filepath.Join(dir, "a.png"), encoded(t, img))
	photo, err := OpenPhoto(path, Placement{Extent: &[4]float64{10, 20, 10 + 37*0.25, 20 + 23*0.25}}, engine.Origin{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	on, err := photo.Grid(engine.Grid{NX: 50, NY: 50, Cell: 1})
	if err != nil || on != (engine.Grid{NX: 37, NY: 23, X0: 10, Y0: 20, Cell: 0.25}) {
		t.Fatal(on, err)
	}
	got, _, err := photo.Draw(context.Background(), on)
	if err != nil || !bytes.Equal(got.Pix, img.Pix) {
		t.Errorf("not the same image: %v", err)
	}
}

// Drawn much smaller, a fine chequer becomes its mean, not a moiré.
func TestFinePhotoIsAveraged(t *testing.T) {
	photo := placed{way: InSite(), ref: Extent(0, 0, 64, 64, 512, 512), w: 512, h: 512}
	got := warp(engine.Grid{NX: 16, NY: 16, Cell: 4}, chequered(512, 512, 1), photo.pixel)
	for k, v := range got.Pix {
		if want := [4]int{128, 0, 128, 255}[k%4]; int(v) < want-1 || int(v) > want+1 {
			t.Fatalf("pixel %d channel %d: %d, want %d ± 1", k/4, k%4, v, want)
		}
	}
}

func TestPhotoMistakes(t *testing.T) {
	dir := t.TempDir()
	good := encoded(t, chequered(20, 20, 5))
	site := system(t, 4549)
	at := func(name string, content []byte, p Placement, want string) {
		t.Helper()
		_, err := OpenPhoto(write(t, filepath.Join(dir, name), content), p, demo, site)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	at("bare.png", good, Placement{}, "nothing says where it lies")
	at("text.png", []byte("<html>"), Placement{}, "no PNG")
	claim := bytes.Clone(good)
	copy(claim[16:24], []byte{0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10}) // 10,000 × 10,000
	at("claim.png", claim, Placement{Extent: &[4]float64{0, 0, 1, 1}}, "")
	write(t, filepath.Join(dir, "five.pgw"), []byte("1 0 0 -1 5"))
	at("five.png", good, Placement{}, "six")
	write(t, filepath.Join(dir, "flat.pgw"), []byte("1\n0\n0\n0\n5\n5"))
	at("flat.png", good, Placement{}, "area")
	write(t, filepath.Join(dir, "moved.pgw"), []byte("1\n0\n0\n-1\n5\n5"))
	at("moved.png", good, Placement{Datum: GCJ02}, "not displaced")
	photo, err := OpenPhoto(write(t, filepath.Join(dir, "moved.png"), good), Placement{}, demo, site)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := photo.Grid(engine.Grid{NX: 100, NY: 100, Cell: 1}); err == nil || !strings.Contains(err.Error(), "beside the site") {
		t.Errorf("beside the site: %v", err)
	}
}

func FuzzWorldFile(f *testing.F) {
	f.Add([]byte("0.5\n0\n0\n-0.5\n634200.25\n3456299.75\n"))
	f.Add([]byte("\ufeff0,5 0 0 -0,5 1 2"))
	f.Add([]byte("1e308 1e308 1e308 1e308 0 0"))
	f.Fuzz(func(t *testing.T, text []byte) {
		g, err := ParseWorldFile(text)
		if err != nil {
			return
		}
		if a := g.area(); a == 0 || math.IsNaN(a) || math.IsInf(a, 0) {
			t.Errorf("%+v has no area", g)
		}
	})
}

func FuzzImage(f *testing.F) {
	f.Add(encoded(f, chequered(tilePixels, tilePixels, 16)))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	f.Fuzz(func(t *testing.T, content []byte) {
		if checkTile(content) != nil {
			return
		}
		if img, err := decode(bytes.NewReader(content)); err == nil && img.Rect != image.Rect(0, 0, tilePixels, tilePixels) {
			t.Errorf("%v", img.Rect)
		}
	})
}
