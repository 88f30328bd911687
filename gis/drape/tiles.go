package drape

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/crs"
)

// Tiles are square images that cut up the world in Web Mercator: at zoom z
// there are 2^z × 2^z of them, x eastwards from 180° W, y southwards from
// 85.06° N.
type Tiles struct {
	Way      *Way // to Web Mercator
	MinZoom  int
	MaxZoom  int
	Get      func(ctx context.Context, t Tile) ([]byte, error) // fs.ErrNotExist: there is none
	Complete bool                                              // a tile that is not there is missing
}

// Tile is one of them.
type Tile struct{ Z, X, Y int }

const (
	tilePixels = 256
	mostTiles  = 256                // of a picture
	maxZoom    = 24                 // pixels of 9 mm
	halfWorld  = 20037508.342789244 // π · 6378137 m: Web Mercator reaches from -halfWorld to halfWorld
)

// NewTiles leads a site to tiles.
func NewTiles(origin engine.Origin, site *crs.CRS, datum Datum) (*Tiles, error) {
	mercator, err := crs.FromEPSG(3857)
	if err != nil {
		return nil, err
	}
	way, err := NewWay(origin, site, mercator, datum)
	if err != nil {
		return nil, err
	}
	return &Tiles{Way: way, MaxZoom: 18}, nil
}

// worldAt places all tiles of a zoom as one image.
func worldAt(z int) Georef {
	n := int(tilePixels) << z
	return Extent(-halfWorld, -halfWorld, halfWorld, halfWorld, n, n)
}

// window is a rectangle of tiles.
type window struct{ z, x0, y0, x1, y1 int } // without x1, y1

func (w window) count() int { return (w.x1 - w.x0) * (w.y1 - w.y0) }

// over returns the tiles of a zoom that touch a part of a site, one pixel beyond
// it included: colours are bilinear.
func (t *Tiles) over(g engine.Grid, z int) (window, error) {
	world := placed{way: t.Way, ref: worldAt(z)}
	low, high := mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	const parts = 16
	for a := range parts + 1 {
		for b := range parts + 1 {
			u, v := world.pixel(mgl64.Vec2{g.X0 + float64(g.NX)*g.Cell*float64(a)/parts, g.Y0 + float64(g.NY)*g.Cell*float64(b)/parts})
			if math.IsNaN(u + v) {
				return window{}, errors.New("the site has no place in Web Mercator")
			}
			low = mgl64.Vec2{math.Min(low[0], u), math.Min(low[1], v)}
			high = mgl64.Vec2{math.Max(high[0], u), math.Max(high[1], v)}
		}
	}
	n := 1 << z
	first := func(v float64) int { return max(0, min(n-1, int(math.Floor((v-1)/tilePixels)))) }
	last := func(v float64) int { return max(0, min(n-1, int(math.Floor((v+1)/tilePixels)))) + 1 }
	return window{z, first(low[0]), first(low[1]), last(high[0]), last(high[1])}, nil
}

// best returns the finest tiles that are not too many.
func (t *Tiles) best(g engine.Grid) (window, error) {
	for z := min(t.MaxZoom, maxZoom); z >= max(0, t.MinZoom); z-- {
		w, err := t.over(g, z)
		if err != nil {
			return w, err
		}
		if w.count() <= mostTiles {
			return w, nil
		}
	}
	return window{}, fmt.Errorf("a site of %.0f × %.0f m needs more than %d tiles of zoom %d: add coarser ones", float64(g.NX)*g.Cell, float64(g.NY)*g.Cell, mostTiles, t.MinZoom)
}

// Grid implements Picture.
func (t *Tiles) Grid(site engine.Grid) (engine.Grid, error) {
	w, err := t.best(site)
	if err != nil {
		return engine.Grid{}, err
	}
	world := placed{way: t.Way, ref: worldAt(w.z)}
	u, v := world.pixel(mgl64.Vec2{site.X0 + float64(site.NX)*site.Cell/2, site.Y0 + float64(site.NY)*site.Cell/2})
	a, b, c := world.site(u, v), world.site(u+1, v), world.site(u, v+1)
	p, q := b.Sub(a), c.Sub(a)
	far := mgl64.Vec2{math.Inf(1), math.Inf(1)}
	return gridOver(site, far.Mul(-1), far, math.Sqrt(math.Abs(p[0]*q[1]-p[1]*q[0])))
}

// Draw implements Picture.
func (t *Tiles) Draw(ctx context.Context, on engine.Grid) (*image.RGBA, string, error) {
	w, err := t.best(on)
	if err != nil {
		return nil, "", err
	}
	whole, lost, why := t.gather(ctx, w)
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	if lost == w.count() {
		return nil, "", fmt.Errorf("none of its %d tiles of zoom %d: %w", lost, w.z, why)
	}
	missing := ""
	if lost > 0 && t.Complete {
		missing = fmt.Sprintf("%d of %d tiles of zoom %d: %v", lost, w.count(), w.z, why)
	}
	world := placed{way: t.Way, ref: worldAt(w.z)}
	left, top := float64(w.x0*tilePixels), float64(w.y0*tilePixels)
	return warp(on, whole, func(p mgl64.Vec2) (u, v float64) {
		u, v = world.pixel(p)
		return u - left, v - top
	}), missing, nil
}

// gather puts tiles together. After some failures and no success it gives up:
// a service that is not there must not be waited for a hundred times.
func (t *Tiles) gather(ctx context.Context, w window) (whole *image.RGBA, lost int, why error) {
	const atOnce, patience = 6, 8
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	whole = image.NewRGBA(image.Rect(0, 0, (w.x1-w.x0)*tilePixels, (w.y1-w.y0)*tilePixels))
	next := make(chan Tile)
	var mu sync.Mutex
	var workers sync.WaitGroup
	there := 0
	for range atOnce {
		workers.Go(func() {
			for tile := range next {
				img, err := t.one(ctx, tile)
				mu.Lock()
				if err == nil {
					there++
					at := image.Pt((tile.X-w.x0)*tilePixels, (tile.Y-w.y0)*tilePixels)
					draw.Draw(whole, image.Rectangle{at, at.Add(image.Pt(tilePixels, tilePixels))}, img, image.Point{}, draw.Src)
				} else {
					lost++
					if why == nil || errors.Is(why, fs.ErrNotExist) {
						why = err
					}
					if there == 0 && lost >= patience && !errors.Is(err, fs.ErrNotExist) {
						stop()
					}
				}
				mu.Unlock()
			}
		})
	}
	for y := w.y0; y < w.y1; y++ {
		for x := w.x0; x < w.x1; x++ {
			next <- Tile{w.z, x, y}
		}
	}
	close(next)
	workers.Wait()
	return whole, lost, why
}

func (t *Tiles) one(ctx context.Context, tile Tile) (*image.RGBA, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	content, err := t.Get(ctx, tile)
	if err != nil {
		return nil, err
	}
	if err := checkTile(content); err != nil {
		return nil, fmt.Errorf("tile %d/%d/%d: %w", tile.Z, tile.X, tile.Y, err)
	}
	return decode(bytes.NewReader(content))
}

// checkTile tells whether content is an image of a tile's size.
func checkTile(content []byte) error {
	c, err := header(bytes.NewReader(content), int64(len(content)))
	if err == nil && (c.Width != tilePixels || c.Height != tilePixels) {
		err = fmt.Errorf("%d × %d pixels: must be %d × %d", c.Width, c.Height, tilePixels, tilePixels)
	}
	return err
}

// Folder makes tiles of a folder z/x/y.png (or .jpg, .jpeg, .webp). The zooms
// are those that it has. tms: rows count from the south.
func (t *Tiles) Folder(path string, tms bool) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	t.MinZoom, t.MaxZoom = maxZoom+1, -1
	for _, e := range entries {
		if z, err := strconv.Atoi(e.Name()); err == nil && e.IsDir() && z >= 0 && z <= maxZoom {
			t.MinZoom, t.MaxZoom = min(t.MinZoom, z), max(t.MaxZoom, z)
		}
	}
	if t.MaxZoom < 0 {
		return fmt.Errorf("%s: no folders of zooms 0 to %d in it: must be z/x/y.png", path, maxZoom)
	}
	t.Get = func(_ context.Context, tile Tile) ([]byte, error) {
		row := tile.Y
		if tms {
			row = 1<<tile.Z - 1 - row
		}
		at := filepath.Join(path, strconv.Itoa(tile.Z), strconv.Itoa(tile.X), strconv.Itoa(row))
		for _, ext := range []string{".png", ".jpg", ".jpeg", ".webp"} {
			content, err := readTile(at + ext)
			if !errors.Is(err, fs.ErrNotExist) {
				return content, err
			}
		}
		return nil, fmt.Errorf("no tile %d/%d/%d: %w", tile.Z, tile.X, tile.Y, fs.ErrNotExist)
	}
	return nil
}

// mostTileBytes bounds a tile: 256 × 256 pixels, four bytes each, and some.
const mostTileBytes = 1 << 20

func readTile(path string) ([]byte, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if st.Size() > mostTileBytes {
		return nil, fmt.Errorf("%s: %d bytes: a tile has at most %d", path, st.Size(), mostTileBytes)
	}
	return os.ReadFile(path)
}

// unknownWords returns which words of a template in braces are none of those given.
func unknownWords(template string, words ...string) (unknown []string) {
	for _, part := range strings.Split(template, "{")[1:] {
		word, _, closed := strings.Cut(part, "}")
		ok := false
		for _, w := range words {
			ok = ok || w == word
		}
		if !ok || !closed {
			unknown = append(unknown, "{"+word+"}")
		}
	}
	return unknown
}
