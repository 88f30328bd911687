package vector

import (
	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// Index finds a layer's features by place (an R-tree of their extents).
type Index struct {
	layer *Layer
	tree  rtree.RTreeG[int]
}

// NewIndex makes an index of a layer, which must not change after.
func NewIndex(l *Layer) *Index {
	x := &Index{layer: l}
	for k, f := range l.Features {
		if f.Geometry == nil {
			continue
		}
		if b := f.Geometry.Bound(); !b.IsEmpty() {
			x.tree.Insert(b.Min, b.Max, k)
		}
	}
	return x
}

// Within visits the features whose extents touch a box until visit says no.
// Their order is that of the tree.
func (x *Index) Within(b orb.Bound, visit func(*Feature) bool) {
	x.tree.Search(b.Min, b.Max, func(_, _ [2]float64, k int) bool { return visit(&x.layer.Features[k]) })
}

// Nearest visits features by the distance of their extents from a point, near
// ones first, until visit says no. Distances are in the unit of the coordinates.
func (x *Index) Nearest(p orb.Point, visit func(f *Feature, distance2 float64) bool) {
	x.tree.Nearby(rtree.BoxDist[float64, int](p, p, nil), func(_, _ [2]float64, k int, d float64) bool {
		return visit(&x.layer.Features[k], d)
	})
}
