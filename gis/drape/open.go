package drape

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // read by image.Decode
	_ "image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"shapan/engine"
	"shapan/gis/crs"
)

// mostImagePixels bounds an image: it is in memory whole while it is drawn.
const mostImagePixels = 100 << 20

// Photo is an image in a file.
type Photo struct {
	Path string
	placed
	bands bool // a GeoTIFF, read by gis/raster: of any size
}

// Placement says how an image is to be placed; the zero value: as the files say.
type Placement struct {
	CRS    *crs.CRS    // of the coordinates; nil: as a GeoTIFF or .prj says, else the site's
	Datum  Datum       // "": WGS84
	Extent *[4]float64 // west, south, east, north in site coordinates; then no other is asked
}

// OpenPhoto finds the place of an image (PNG, JPEG, WebP, GeoTIFF). It reads
// the pixels when they are drawn.
func OpenPhoto(path string, p Placement, origin engine.Origin, site *crs.CRS) (*Photo, error) {
	photo := &Photo{Path: path}
	system, err := photo.geotiff(p.CRS)
	switch {
	case err == nil:
		if p.Extent == nil {
			photo.way, err = NewWay(origin, site, system, p.Datum)
			return photo, err
		}
	case isTIFF(path) && p.Extent == nil:
		return nil, err
	default:
		if photo.w, photo.h, err = sizeOf(path); err != nil {
			return nil, err
		}
	}
	if e := p.Extent; e != nil {
		photo.way, photo.ref = InSite(), Extent(e[0], e[1], e[2], e[3], photo.w, photo.h)
		return photo, photo.ref.check()
	}
	system = p.CRS
	ref, from, err := worldFile(path)
	switch {
	case err != nil:
		return nil, err
	case from != "":
		photo.ref = ref
		if system == nil {
			system, err = prj(path)
		}
	default:
		err = fmt.Errorf("nothing says where it lies: needs a world file beside it (%s), or extent_m", strings.Join(worldNames(path)[:2], ", "))
	}
	if err == nil {
		photo.way, err = NewWay(origin, site, system, p.Datum)
	}
	return photo, err
}

// Grid implements Picture.
func (p *Photo) Grid(site engine.Grid) (engine.Grid, error) {
	low, high, pixel := p.bounds()
	return gridOver(site, low, high, pixel)
}

// Draw implements Picture.
func (p *Photo) Draw(ctx context.Context, on engine.Grid) (*image.RGBA, string, error) {
	if p.bands {
		img, err := p.drawBands(ctx, on)
		return img, "", err
	}
	f, err := os.Open(p.Path)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	img, err := decode(f)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", p.Path, err)
	}
	return warp(on, img, p.pixel), "", nil
}

// decode reads an image. What is not ours may panic on broken files.
func decode(r io.Reader) (img *image.RGBA, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			img, err = nil, fmt.Errorf("broken image: %v", broken)
		}
	}()
	read, _, err := image.Decode(r)
	if err != nil {
		return nil, err
	}
	if rgba, ok := read.(*image.RGBA); ok && rgba.Rect.Min == (image.Point{}) {
		return rgba, nil
	}
	img = image.NewRGBA(image.Rect(0, 0, read.Bounds().Dx(), read.Bounds().Dy()))
	draw.Draw(img, img.Rect, read, read.Bounds().Min, draw.Src)
	return img, nil
}

// sizeOf believes a header no further than the file's bytes can bear out.
func sizeOf(path string) (w, h int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return 0, 0, err
	}
	c, err := header(f, st.Size())
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w", path, err)
	}
	return c.Width, c.Height, nil
}

func header(r io.Reader, bytes int64) (c image.Config, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("broken image: %v", broken)
		}
	}()
	c, _, err = image.DecodeConfig(r)
	if errors.Is(err, image.ErrFormat) {
		return c, errors.New("is no PNG, JPEG, WebP or TIFF image")
	}
	if err != nil {
		return c, err
	}
	const perByte = 8500 // deflate brings a byte to 1032, of 8 pixels each
	pixels := int64(c.Width) * int64(c.Height)
	switch {
	case c.Width <= 0 || c.Height <= 0:
		return c, fmt.Errorf("an image of %d × %d pixels", c.Width, c.Height)
	case pixels > mostImagePixels:
		return c, fmt.Errorf("%d × %d pixels: at most %d Mpx are read: make it smaller (gdal_translate -outsize 8192 0 in.tif out.tif) or cut it into tiles (gdal2tiles.py --xyz)", c.Width, c.Height, mostImagePixels>>20)
	case pixels > perByte*bytes:
		return c, fmt.Errorf("says %d × %d pixels in %d bytes: it is cut short", c.Width, c.Height, bytes)
	}
	return c, nil
}

func isTIFF(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".tif" || ext == ".tiff"
}

// worldNames returns how a world file may be called: photo.jgw, photo.jpgw,
// photo.wld, photo.jpg.wld.
func worldNames(path string) []string {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	names := []string{stem + ".wld", path + "w", path + ".wld"}
	if e := strings.TrimPrefix(ext, "."); len(e) > 2 {
		names = append([]string{stem + "." + e[:1] + e[len(e)-1:] + "w"}, names...)
	}
	return names
}

// worldFile finds and reads the world file of an image.
func worldFile(path string) (ref Georef, from string, err error) {
	for _, name := range worldNames(path) {
		text, err := readSmall(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			ref, err = ParseWorldFile(text)
		}
		if err != nil {
			return ref, name, fmt.Errorf("%s: %w", name, err)
		}
		return ref, name, nil
	}
	return ref, "", nil
}

// prj reads the reference system beside an image; nil: there is none.
func prj(path string) (*crs.CRS, error) {
	name := strings.TrimSuffix(path, filepath.Ext(path)) + ".prj"
	text, err := readSmall(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c, _, err := crs.FromUser(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// readSmall reads a text file that nobody writes long.
func readSmall(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 1<<20))
}
