package site

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/alarm"
	"shapan/gis/crs"
	"shapan/gis/placement"
	"shapan/gis/vector"
	"shapan/yamlfile"
)

// loader builds a site stop by stop and collects mistakes on the way. A stop
// works with what the ones before could make; what could not be read is not
// judged (ErrorList.AddNew).
type loader struct {
	file *yamlfile.File
	dir  string // of the site file: names in it are relative to this
	doc  document
	errs yamlfile.ErrorList
	site *engine.Site
	work earthwork
	pics []Picture
	ifc  []IFCModel

	watched   []alarm.Point
	following *Live

	system     *crs.CRS // of the site's map; nil: none is named
	placements []*placement.Placement
	notes      []string // on the local grid

	ids     map[string]bool // that are taken
	most    int             // cells that the grid may have
	ready   bool            // site.Ground has been made
	pitCell []int32         // per cell: number of its pit from 1; 0: none
	roofs   []string        // IDs of the buildings that block cells
	covered []int32         // per cell: number of its building from 1; 0: none
}

// at returns the node of a key.
func (l *loader) at(steps ...any) yamlfile.Node { return l.file.At(steps...) }

// fail reports a mistake at a node, unless that is known to be broken already.
func (l *loader) fail(n yamlfile.Node, format string, args ...any) {
	l.errs.AddNew(n.Errorf(format, args...))
}

// take claims an ID for a thing.
func (l *loader) take(n yamlfile.Node, id string) {
	if l.ids[id] {
		l.fail(n, "there is another %s: each needs an id of its own", id)
	}
	l.ids[id] = true
}

// path returns where a file that the site names lies, if it is a regular file.
func (l *loader) path(n yamlfile.Node, name string) (string, bool) {
	if name == "" {
		return "", false // reported when it was decoded
	}
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(l.dir, path)
	}
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.fail(n, "%s: there is no such file (looked for %s)", name, path)
	case err != nil:
		l.fail(n, "%s: %v", name, err)
	case !st.Mode().IsRegular():
		l.fail(n, "%s: must be a regular file", name)
	default:
		return path, true
	}
	return "", false
}

// rings checks an outline and returns it as rings; nil when it is no area.
func (l *loader) rings(n yamlfile.Node, outline []mgl64.Vec2) [][]mgl64.Vec2 {
	if !l.nearby(n, outline) {
		return nil
	}
	rings := [][]mgl64.Vec2{vector.OpenRing(outline)}
	if err := vector.Fault(rings); err != nil {
		l.fail(n, "%v", err)
		return nil
	}
	return rings
}

// nearby tells whether points are of this site and not, say, of the map.
func (l *loader) nearby(n yamlfile.Node, points []mgl64.Vec2) bool {
	for k, p := range points {
		if math.Abs(p[0]) > 2*maxOffset || math.Abs(p[1]) > 2*maxOffset {
			l.fail(n.At(k), "%s: must be site coordinates, at most %.0f km from the origin", xy(p), 2*maxOffset/1000)
			return false
		}
	}
	return true
}

// inGround tells whether all corners lie in the ground's grid.
func (l *loader) inGround(n yamlfile.Node, rings [][]mgl64.Vec2) bool {
	for _, ring := range rings {
		for _, p := range ring {
			if !l.onGrid(p) {
				l.fail(n, "corner %s: lies outside the ground, %s", xy(p), extent(l.site.Ground.Grid))
				return false
			}
		}
	}
	return true
}

// onGrid tells whether a point lies in the ground's grid or on its border.
func (l *loader) onGrid(p mgl64.Vec2) bool {
	g := l.site.Ground.Grid
	return p[0] >= g.X0 && p[1] >= g.Y0 && p[0] <= g.X0+float64(g.NX)*g.Cell && p[1] <= g.Y0+float64(g.NY)*g.Cell
}

// xy shows a point, map coordinates without powers of ten.
func xy(p mgl64.Vec2) string {
	return "(" + strconv.FormatFloat(p[0], 'f', -1, 64) + ", " + strconv.FormatFloat(p[1], 'f', -1, 64) + ")"
}

func extent(g engine.Grid) string {
	return fmt.Sprintf("x %g to %g, y %g to %g", g.X0, g.X0+float64(g.NX)*g.Cell, g.Y0, g.Y0+float64(g.NY)*g.Cell)
}

// standing returns the height of open ground at a point.
func (l *loader) standing(n yamlfile.Node, p mgl64.Vec2) (z float64, ok bool) {
	if !l.ready {
		return 0, false
	}
	cell, inside := l.site.Ground.Grid.CellAt(p[0], p[1])
	if !inside {
		l.fail(n, "%s: lies outside the ground, %s", xy(p), extent(l.site.Ground.Grid))
		return 0, false
	}
	z = float64(l.site.Ground.Values[cell])
	switch {
	case math.IsNaN(z):
		l.fail(n, "%s: the ground has no data there", xy(p))
		return 0, false
	case l.covered[cell] != 0:
		l.fail(n, "%s: %s stands there", xy(p), l.roofs[l.covered[cell]-1])
		return 0, false
	}
	return z, true
}

// named gives a thing without a name its ID for one.
func named(name engine.Text, id string) engine.Text {
	if name == (engine.Text{}) {
		return engine.Text{ZH: id, EN: id}
	}
	return name
}

// order puts everything into the order of the IDs.
func (l *loader) order() {
	s := l.site
	slices.SortFunc(s.Features, func(a, b engine.Feature) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Assets, func(a, b engine.Asset) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Elements, func(a, b engine.Element) int { return cmp.Compare(a.ID, b.ID) })
}
