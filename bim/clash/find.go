package clash

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
	"shapan/engine/solver/solid"
)

// Rules say what a clash is.
type Rules struct {
	Tolerance float64 // [m] up to which bodies may reach into one another
	Clearance float64 // [m] that must be between them; 0 for none
	Workers   int     // 0 for as many as there are processors
}

// Kind of a clash; the package's comment defines them.
type Kind string

// The kinds of clash.
const (
	Pierce    Kind = "pierce"
	Overlap   Kind = "overlap"
	Contains  Kind = "contains"
	Clearance Kind = "clearance"
)

// Hard tells whether the two cannot both be built as they are.
func (k Kind) Hard() bool { return k != Clearance }

// Pair is two objects that clash. Of two models, A is of the first; of one, A is
// that with the smaller GUID. With Contains, Inner says which lies within.
type Pair struct {
	A, B     *Object
	Kind     Kind
	Inner    *Object
	Depth    float64    // [m] that the surface of one reaches below that of the other
	Volume   float64    // [m³] that they share; NaN if that has no answer: a body is open
	Distance float64    // [m] between their surfaces
	Point    mgl64.Vec3 // where: between the nearest points, on the crossing, or deepest within
	Together Interval   // the first time that both stand
}

// Between finds the clashes of the objects of one model with those of another.
func Between(ctx context.Context, a, b []Object, rules Rules) ([]Pair, error) {
	return find(ctx, a, b, rules)
}

// Within finds the clashes of the objects of one model among themselves.
func Within(ctx context.Context, a []Object, rules Rules) ([]Pair, error) {
	return find(ctx, a, nil, rules)
}

func find(ctx context.Context, a, b []Object, rules Rules) ([]Pair, error) {
	if !(rules.Tolerance >= 0) || !(rules.Clearance >= 0) || math.IsInf(rules.Tolerance, 0) || math.IsInf(rules.Clearance, 0) {
		return nil, fmt.Errorf("clash rules: tolerance %v m and clearance %v m must be at least 0", rules.Tolerance, rules.Clearance)
	}
	if rules.Workers <= 0 {
		rules.Workers = runtime.GOMAXPROCS(0)
	}
	shapes := map[*solid.Mesh]*shape{}
	itemsA, itemsB := items(a, shapes), items(b, shapes)
	pairs := candidates(itemsA, itemsB, b == nil, rules.Clearance+grain)
	if err := prepare(ctx, pairs, rules.Workers); err != nil {
		return nil, err
	}
	found := make([]*Pair, len(pairs))
	err := each(ctx, len(pairs), rules.Workers, func(k int) {
		found[k] = judge(pairs[k][0], pairs[k][1], rules)
	})
	if err != nil {
		return nil, err
	}
	var out []Pair
	for k, p := range found {
		if p != nil {
			p.Together, _ = together(pairs[k][0].Object, pairs[k][1].Object)
			out = append(out, *p)
		}
	}
	slices.SortStableFunc(out, func(p, q Pair) int {
		return cmp.Or(cmp.Compare(p.A.GUID, q.A.GUID), cmp.Compare(p.B.GUID, q.B.GUID))
	})
	return out, nil
}

func items(objects []Object, shapes map[*solid.Mesh]*shape) []*item {
	type box struct{ low, high mgl64.Vec3 }
	boxes := map[*solid.Mesh]box{}
	var out []*item
	for k := range objects {
		o := &objects[k]
		if !material(o) {
			continue
		}
		s := shapes[o.Mesh]
		if s == nil {
			s = &shape{mesh: o.Mesh}
			shapes[o.Mesh] = s
		}
		b, known := boxes[o.Mesh]
		if !known {
			b.low, b.high, _ = o.Mesh.Bounds()
			boxes[o.Mesh] = b
		}
		i := &item{Object: o, order: k, shape: s, at: o.Transform}
		i.low, i.high = around(b.low, b.high, o.Transform)
		out = append(out, i)
	}
	return out
}

// candidates are the pairs whose boxes are no further apart than the clearance:
// a sweep along x. Of one model each pair comes once.
func candidates(a, b []*item, one bool, clearance float64) [][2]*item {
	type entry struct {
		*item
		second bool
	}
	var all []entry
	for _, i := range a {
		all = append(all, entry{i, false})
	}
	for _, i := range b {
		all = append(all, entry{i, true})
	}
	slices.SortStableFunc(all, func(p, q entry) int { return cmp.Compare(p.low[0], q.low[0]) })
	var out [][2]*item
	var open []entry
	for _, e := range all {
		kept := open[:0]
		for _, o := range open {
			if o.high[0]+clearance < e.low[0] {
				continue
			}
			kept = append(kept, o)
			if !one && o.second == e.second || !near(e.item, o.item, clearance) || mayMeet(e.Object, o.Object) {
				continue
			}
			if _, ever := together(e.Object, o.Object); !ever {
				continue
			}
			p, q := o.item, e.item
			if one && (q.GUID < p.GUID || q.GUID == p.GUID && q.order < p.order) || !one && o.second {
				p, q = q, p
			}
			out = append(out, [2]*item{p, q})
		}
		open = append(kept, e)
	}
	slices.SortFunc(out, func(p, q [2]*item) int {
		return cmp.Or(cmp.Compare(p[0].order, q[0].order), cmp.Compare(p[1].order, q[1].order))
	})
	return out
}

func near(a, b *item, clearance float64) bool {
	for axis := range 3 {
		if a.low[axis] > b.high[axis]+clearance || b.low[axis] > a.high[axis]+clearance {
			return false
		}
	}
	return true
}

// prepare sorts the meshes of the objects that are in a pair.
func prepare(ctx context.Context, pairs [][2]*item, workers int) error {
	var shapes []*shape
	var objects []*item
	seenShape, seen := map[*shape]bool{}, map[*item]bool{}
	for _, p := range pairs {
		for _, i := range p {
			if !seen[i] {
				seen[i] = true
				objects = append(objects, i)
			}
			if !seenShape[i.shape] {
				seenShape[i.shape] = true
				shapes = append(shapes, i.shape)
			}
		}
	}
	if err := each(ctx, len(shapes), workers, func(k int) { shapes[k].tree = collide.NewTree(shapes[k].mesh) }); err != nil {
		return err
	}
	return each(ctx, len(objects), workers, func(k int) { objects[k].place() })
}

// each does n things on several workers; what they do must not depend on order.
func each(ctx context.Context, n, workers int, do func(k int)) error {
	var next atomic.Int64
	var crew sync.WaitGroup
	for range min(workers, n) {
		crew.Go(func() {
			for k := next.Add(1) - 1; k < int64(n) && ctx.Err() == nil; k = next.Add(1) - 1 {
				do(int(k))
			}
		})
	}
	crew.Wait()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("finding clashes: %w", err)
	}
	return nil
}
