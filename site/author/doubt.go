package author

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/gis/crs"
)

// holes tells how much of the ground has no height.
func (r *Result) holes() {
	n := 0
	for _, v := range r.Site.Ground.Values {
		if v != v {
			n++
		}
	}
	if n > 0 {
		r.Doubts = append(r.Doubts, fmt.Sprintf("%d of %d cells of the ground have no data: nothing flows or stands there; fill them (gdal_fillnodata.py) or choose --extent without them",
			n, len(r.Site.Ground.Values)))
	}
}

// doubt looks at what only shows when everything lies in its place: a town
// whose streets run through its houses has been drawn from two maps, and in
// China one of them is mostly a web map's, some 500 m off.
func (r *Result) doubt(d *draft, ways []way) {
	if d.buildings == nil || len(ways) == 0 {
		return
	}
	dx, dy, ok := displacement(d)
	if !ok {
		return
	}
	asIs := r.built(ways, mgl64.Vec2{})
	const few, enough = 0.1, 50
	if asIs.points < enough || asIs.share < few {
		return
	}
	roads, houses := r.built(ways, mgl64.Vec2{-dx, -dy}), r.built(ways, mgl64.Vec2{dx, dy})
	who, moved := "the buildings are", houses
	if houses.points < enough || roads.points >= enough && roads.share < houses.share {
		who, moved = "the roads are", roads
	}
	if moved.points >= enough && moved.share < asIs.share/2 {
		r.Doubts = append(r.Doubts, fmt.Sprintf("%.0f %% of the streets' middles lie in buildings, but only %.0f %% if %s in GCJ-02, a web map's displacement (%.0f m here): if so, give that file as FILE@gcj02",
			100*asIs.share, 100*moved.share, who, math.Hypot(dx, dy)))
	}
}

// displacement is how GCJ-02 moves the middle of the site [m]; false outside China.
func displacement(d *draft) (dx, dy float64, ok bool) {
	wgs, err := crs.FromEPSG(4326)
	if err != nil {
		return 0, 0, false
	}
	t, err := crs.NewTransformation(d.system, wgs)
	if err != nil {
		return 0, 0, false
	}
	x, y := d.origin.Easting+d.width/2, d.origin.Northing+d.height/2
	lon, lat, _ := t.Forward(x, y, 0)
	if crs.OutOfChina(lon, lat) {
		return 0, 0, false
	}
	lon, lat = crs.GCJ02FromWGS84(lon, lat)
	u, v, _ := t.Inverse(lon, lat, 0)
	return u - x, v - y, true
}

type share struct {
	points int
	share  float64
}

// built is the share of the ways' points, moved by something, that lie in
// buildings, of those on the ground.
func (r *Result) built(ways []way, by mgl64.Vec2) share {
	roofs := r.Site.Layer("building")
	if roofs == nil {
		return share{}
	}
	points, inside := 0, 0
	for _, w := range ways {
		for k := 1; k < len(w.line); k++ {
			a, b := w.line[k-1], w.line[k]
			const apart = 5.0 // [m]
			n := int(math.Max(1, math.Min(200, b.Sub(a).Len()/apart)))
			for m := range n {
				q := a.Add(b.Sub(a).Mul(float64(m) / float64(n))).Add(by)
				cell, on := roofs.Grid.CellAt(q[0], q[1])
				if !on {
					continue
				}
				points++
				if !math.IsNaN(float64(roofs.Values[cell])) {
					inside++
				}
			}
		}
	}
	if points == 0 {
		return share{}
	}
	return share{points, float64(inside) / float64(points)}
}
