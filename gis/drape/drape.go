// Package drape lays photographs and maps over the ground: it draws them anew
// on a grid of pixels in site coordinates.
//
// A picture comes as an image, placed by a world file, a GeoTIFF's own keys or
// an extent (georef.go, open.go), or as XYZ tiles in Web Mercator, from a folder
// or from a map service (tiles.go, service.go). A Way (way.go) leads from the
// site to the picture's reference system, over another datum where need be, and
// undoes the displacement of GCJ-02 and BD-09 maps. warp.go does the drawing:
// where every pixel lies is exact to a hundredth of a pixel, its colour is
// bilinear, from an image halved as often as it is finer than the grid.
//
// It will not stitch, balance colours or straighten photographs (they must be
// orthophotos), and Baidu's own tile numbers are not XYZ ones.
package drape

import (
	"context"
	"fmt"
	"image"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Picture is what can be laid over the ground.
type Picture interface {
	// Grid returns the pixels on which it is best drawn over a site; an error
	// where it does not touch the site.
	Grid(site engine.Grid) (engine.Grid, error)
	// Draw draws it, north up. missing tells people what is left transparent
	// though it should not be.
	Draw(ctx context.Context, on engine.Grid) (img *image.RGBA, missing string, err error)
}

// mostPixels is the longest side of what is drawn: the largest texture that
// every browser takes.
const mostPixels = 4096

// gridOver returns pixels of a size [m] over the part of a site in which a
// picture lies, larger ones where they would be too many.
func gridOver(site engine.Grid, low, high mgl64.Vec2, pixel float64) (engine.Grid, error) {
	west, south := math.Max(low[0], site.X0), math.Max(low[1], site.Y0)
	east := math.Min(high[0], site.X0+float64(site.NX)*site.Cell)
	north := math.Min(high[1], site.Y0+float64(site.NY)*site.Cell)
	if !(east > west && north > south) {
		return engine.Grid{}, fmt.Errorf("lies beside the site: x %.0f to %.0f, y %.0f to %.0f in site coordinates", low[0], high[0], low[1], high[1])
	}
	const most = mostPixels - 1e-6
	pixel = math.Max(pixel, math.Max(east-west, north-south)/most)
	whole := func(length float64) int { return max(1, int(math.Ceil(length/pixel-1e-6))) }
	return engine.Grid{NX: whole(east - west), NY: whole(north - south), X0: west, Y0: south, Cell: pixel}, nil
}
