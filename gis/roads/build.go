package roads

import (
	"fmt"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"

	"shapan/engine/solver/route"
)

// Options of Build.
type Options struct {
	Measure   Measure                    // of lengths; Planar is taken for planar data whatever stands here
	EveryNode bool                       // every node of a way becomes a node of the graph, not crossings and ends alone
	Project   func(orb.Point) mgl64.Vec2 // to site coordinates [m]; nil: planar data as they are, degrees around their centre
}

// Build makes the network of a profile.
func Build(d *Data, p Profile, o Options) (*Network, error) {
	if d.Planar {
		o.Measure = Planar
	} else if o.Measure == Planar {
		return nil, fmt.Errorf("%s: lengths in the plane need coordinates in metres; these are degrees: choose Haversine or Geodesic", d.Name)
	}
	b := builder{d: d, p: &p, o: o, n: &Network{Profile: p, Measure: o.Measure}, node: map[int64]int32{}, edges: map[stretch][]int32{}}
	b.judge()
	b.count()
	for k := range b.ways {
		b.way(&b.ways[k])
	}
	if len(b.list) == 0 {
		return nil, fmt.Errorf("%s: no way is open to %s: %d ways have a highway tag", d.Name, p.Name, len(d.Ways))
	}
	n := b.n
	forbidden := b.turns()
	at := make([]mgl64.Vec3, len(n.Nodes))
	for v, x := range n.Nodes {
		at[v] = o.Measure.position(x.At)
	}
	var err error
	if n.Graph, err = route.New(len(at), at, b.list, forbidden); err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	n.free = n.Graph.NewCosts(route.Length)
	n.strong, n.strongSizes = n.Graph.Strong(n.free)
	n.weak, _ = n.Graph.Weak(n.free)
	n.place(o.Project, d.Planar)
	return n, nil
}

// builder is one call of Build.
type builder struct {
	d    *Data
	p    *Profile
	o    Options
	n    *Network
	ways []openWay

	used     map[int64]int       // how many ways pass a node, ends twice
	stop     map[int64]bool      // barriers that stop
	node     map[int64]int32     // of the graph
	list     []route.Edge        // the graph's
	edges    map[stretch][]int32 // by way, from and to node
	wayEdges map[int64][]int32
}

// openWay is a way that may be passed, without its repetitions: runs of nodes
// one after another, cut where nodes are missing.
type openWay struct {
	*Way
	passage
	runs [][]int64
}

// stretch names edges by way and the data's nodes at their ends.
type stretch struct{ way, from, to int64 }

func (b *builder) note(object string) func(key, value, expected string) {
	return func(key, value, expected string) {
		b.n.Notes = append(b.n.Notes, Note{b.d.Name, object, key, value, expected})
	}
}

// judge picks the ways that may be passed.
func (b *builder) judge() {
	for k := range b.d.Ways {
		w := &b.d.Ways[k]
		if g := b.p.passage(w, b.note(fmt.Sprintf("way/%d", w.ID))); g.open || g.back {
			if runs := b.runs(w, g); runs != nil {
				b.ways = append(b.ways, openWay{w, g, runs})
			}
		}
	}
	b.stop = map[int64]bool{}
	for id, tags := range b.d.Barriers {
		if b.p.KmPerHour != nil && b.p.stops(tags) {
			b.stop[id] = true
		}
	}
}

// runs follows a way's nodes. A segment passed twice counts once: exports that
// write a two-way street as A B A would double it. In a one-way street only the
// same direction is the same.
func (b *builder) runs(w *Way, g passage) (runs [][]int64) {
	type pair struct{ from, to int64 }
	seen := map[pair]bool{}
	var run []int64
	cut := func() {
		if len(run) > 1 {
			runs = append(runs, run)
		}
		run = nil
	}
	for _, id := range w.Nodes {
		if _, ok := b.d.Point(id); !ok {
			cut()
			continue
		}
		if len(run) > 0 {
			last := run[len(run)-1]
			if last == id {
				continue
			}
			if !b.p.Repeats {
				if seen[pair{last, id}] || g.open && g.back && seen[pair{id, last}] {
					cut()
				}
				seen[pair{last, id}] = true
			}
		}
		run = append(run, id)
	}
	cut()
	return runs
}

// count finds out where ways meet.
func (b *builder) count() {
	b.used = map[int64]int{}
	for _, w := range b.ways {
		for _, run := range w.runs {
			for k, id := range run {
				b.used[id]++
				if k == 0 || k == len(run)-1 || run[k-1] == run[k+1] || b.stop[id] {
					b.used[id]++
				}
			}
		}
	}
	for _, r := range b.d.Restrictions {
		if r.ViaWays == nil {
			b.used[r.Via] += 2 // a turn at a place where only two ways meet
		}
	}
}

// way cuts a way into pieces.
func (b *builder) way(w *openWay) {
	for _, run := range w.runs {
		from := 0
		for k := 1; k < len(run); k++ {
			if b.o.EveryNode || b.used[run[k]] > 1 {
				b.piece(w, run[from:k+1])
				from = k
			}
		}
	}
}

// piece adds a stretch of a way and its edges.
func (b *builder) piece(w *openWay, ids []int64) {
	n := b.n
	p := piece{first: int32(len(n.where)), points: int32(len(ids)), ahead: -1, reverse: -1}
	length := 0.0
	for k, id := range ids {
		at, _ := b.d.Point(id)
		if k > 0 {
			length += b.o.Measure.Between(n.where[len(n.where)-1], at)
		}
		n.where, n.along = append(n.where, at), append(n.along, length)
	}
	from, to := b.at(ids[0]), b.at(ids[len(ids)-1])
	layer, _ := layer(w.Tags)
	edge := Edge{Way: w.ID, Class: w.Tags["highway"], Name: w.Tags["name"], Layer: layer,
		Bridge: says(w.Tags, "bridge"), Tunnel: says(w.Tags, "tunnel"), Back: -1, piece: int32(len(n.pieces))}
	if w.open {
		p.ahead = b.add(edge, route.Edge{From: from, To: to, Length: length, Speed: w.forward}, ids[0], ids[len(ids)-1])
	}
	if w.back {
		edge.reversed = true
		p.reverse = b.add(edge, route.Edge{From: to, To: from, Length: length, Speed: w.backward}, ids[len(ids)-1], ids[0])
	}
	if p.ahead >= 0 && p.reverse >= 0 {
		n.Edges[p.ahead].Back, n.Edges[p.reverse].Back = p.reverse, p.ahead
	}
	n.pieces = append(n.pieces, p)
}

func (b *builder) add(e Edge, r route.Edge, from, to int64) int32 {
	k := int32(len(b.list))
	b.n.Edges, b.list = append(b.n.Edges, e), append(b.list, r)
	name := stretch{e.Way, from, to}
	b.edges[name] = append(b.edges[name], k)
	return k
}

// at returns the graph's node of a node of the data; at a barrier that stops,
// a new one for each piece that ends there.
func (b *builder) at(id int64) int32 {
	if v, ok := b.node[id]; ok && !b.stop[id] {
		return v
	}
	v := int32(len(b.n.Nodes))
	at, _ := b.d.Point(id)
	b.n.Nodes = append(b.n.Nodes, Node{id, at})
	b.node[id] = v
	return v
}

// place lays the network out in site coordinates and indexes it.
func (n *Network) place(project func(orb.Point) mgl64.Vec2, planar bool) {
	switch {
	case project != nil:
	case planar:
		project = func(p orb.Point) mgl64.Vec2 { return mgl64.Vec2(p) }
		n.unproject = func(p mgl64.Vec2) orb.Point { return orb.Point(p) }
	default:
		project, n.unproject = aroundCentre(n.where)
	}
	n.project = project
	n.xy = make([]mgl64.Vec2, len(n.where))
	for k, p := range n.where {
		n.xy[k] = project(p)
	}
	for k, p := range n.pieces {
		for i := p.first + 1; i < p.first+p.points; i++ {
			a, b := n.xy[i-1], n.xy[i]
			n.index.Insert([2]float64{min(a[0], b[0]), min(a[1], b[1])}, [2]float64{max(a[0], b[0]), max(a[1], b[1])}, segment{int32(k), i})
		}
	}
}
