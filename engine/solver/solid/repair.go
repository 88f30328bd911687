package solid

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid/overlay"
)

// Repairs counts what Repair had to do.
type Repairs struct {
	Welded  int // points that became another
	Doubled int // triangles there twice, or there and back, that were dropped
	Split   int // triangles split because a corner lay on their side
	Turned  int // triangles turned round
	Filled  int // triangles that fill holes
	Open    int // edges still open
}

// Repair makes a body of a surface that is nearly one: points within the
// tolerance [m] become one, triangles there twice are dropped, sides are split
// where corners of others lie on them, triangles are turned so that neighbours
// agree and the outside is outside, and holes whose edges form loops are
// filled. A sheet that has no inside is filled as well, along its border: ask
// only of what is meant to be a body. The input is not changed.
func Repair(m *Mesh, tolerance float64) (*Mesh, Repairs) {
	out := &Mesh{Points: slices.Clone(m.Points), Triangles: slices.Clone(m.Triangles)}
	var did Repairs
	out.Weld(tolerance)
	did.Welded = len(m.Points) - len(out.Points)
	did.Doubled = out.dropDoubled()
	did.Split = out.splitSides(tolerance)
	did.Turned = out.agree() + out.faceOutwards()
	did.Filled = out.fillHoles()
	if did.Filled > 0 { // what was a sheet has an inside now
		did.Turned += out.faceOutwards()
	}
	did.Open = out.OpenEdges()
	return out, did
}

// edgeUse is one use of an edge: triangle t runs it from its lesser point to its
// greater, or back.
type edgeUse struct {
	lesser, greater uint32
	t               int32
	back            bool
}

// edgeUses lists the sides of all triangles, edge by edge.
func (m *Mesh) edgeUses() []edgeUse {
	out := make([]edgeUse, 0, 3*len(m.Triangles))
	for t, c := range m.Triangles {
		for k := range 3 {
			a, b := c[k], c[(k+1)%3]
			out = append(out, edgeUse{min(a, b), max(a, b), int32(t), a > b})
		}
	}
	slices.SortFunc(out, func(a, b edgeUse) int {
		switch {
		case a.lesser != b.lesser:
			return int(a.lesser) - int(b.lesser)
		case a.greater != b.greater:
			return int(a.greater) - int(b.greater)
		}
		return int(a.t) - int(b.t)
	})
	return out
}

// eachEdge calls do for the sides at each edge.
func eachEdge(all []edgeUse, do func([]edgeUse)) {
	for k := 0; k < len(all); {
		end := k + 1
		for end < len(all) && all[end].lesser == all[k].lesser && all[end].greater == all[k].greater {
			end++
		}
		do(all[k:end])
		k = end
	}
}

// dropDoubled drops triangles that have the corners of another: all but one of
// those that run the same way, and then those that cancel. What is all doubled,
// a sheet seen from both sides, keeps one of each.
func (m *Mesh) dropDoubled() int {
	type known struct {
		corners [3]uint32
		t       int32
	}
	list := make([]known, len(m.Triangles))
	for t, c := range m.Triangles {
		slices.Sort(c[:])
		list[t] = known{c, int32(t)}
	}
	slices.SortFunc(list, func(a, b known) int {
		if s := slices.Compare(a.corners[:], b.corners[:]); s != 0 {
			return s
		}
		return int(a.t - b.t)
	})
	gone := make([]bool, len(m.Triangles))
	firsts := []int32{}
	dropped := 0
	for k := 0; k < len(list); {
		end := k + 1
		for end < len(list) && list[end].corners == list[k].corners {
			end++
		}
		firsts = append(firsts, list[k].t)
		one, other := int32(-1), int32(-1)
		for _, l := range list[k:end] {
			keep := &other
			if sameWay(m.Triangles[list[k].t], m.Triangles[l.t]) {
				keep = &one
			}
			if *keep >= 0 {
				gone[l.t] = true
				dropped++
			} else {
				*keep = l.t
			}
		}
		if other >= 0 {
			gone[one], gone[other] = true, true
			dropped += 2
		}
		k = end
	}
	if dropped == 0 {
		return 0
	}
	var kept [][3]uint32
	for t, c := range m.Triangles {
		if !gone[t] {
			kept = append(kept, c)
		}
	}
	if len(kept) == 0 {
		slices.Sort(firsts)
		for _, t := range firsts {
			kept = append(kept, m.Triangles[t])
		}
	}
	dropped = len(m.Triangles) - len(kept)
	m.Triangles = kept
	return dropped
}

func sameWay(a, b [3]uint32) bool {
	for k := range 3 {
		if a[0] == b[k] {
			return a[1] == b[(k+1)%3]
		}
	}
	return false
}

// splitSides splits triangles with an open side where the end of another open
// side lies on it.
func (m *Mesh) splitSides(tolerance float64) (split int) {
	for range 32 { // a side may have many such points: one more round for each
		var open []edgeUse
		eachEdge(m.edgeUses(), func(at []edgeUse) {
			if len(at) == 1 {
				open = append(open, at[0])
			}
		})
		var ends []uint32
		for _, s := range open {
			ends = append(ends, s.lesser, s.greater)
		}
		slices.SortFunc(ends, func(a, b uint32) int {
			switch d := m.Points[a][0] - m.Points[b][0]; {
			case d < 0:
				return -1
			case d > 0:
				return 1
			}
			return int(a) - int(b)
		})
		ends = slices.Compact(ends)
		taken := map[int32]bool{}
		for _, s := range open {
			if taken[s.t] {
				continue
			}
			if p, ok := m.onSide(s, ends, tolerance); ok {
				taken[s.t] = true
				split++
				t := m.Triangles[s.t]
				for k := range 3 {
					if a, b := t[k], t[(k+1)%3]; min(a, b) == s.lesser && max(a, b) == s.greater {
						c := t[(k+2)%3]
						m.Triangles[s.t] = [3]uint32{a, p, c}
						m.Triangles = append(m.Triangles, [3]uint32{p, b, c})
					}
				}
			}
		}
		if len(taken) == 0 {
			break
		}
	}
	return split
}

// onSide finds the point on a side nearest to its lesser end.
func (m *Mesh) onSide(s edgeUse, byX []uint32, tolerance float64) (found uint32, ok bool) {
	a, b := m.Points[s.lesser], m.Points[s.greater]
	d := b.Sub(a)
	length := d.Len()
	left, right := min(a[0], b[0])-tolerance, max(a[0], b[0])+tolerance
	first, _ := slices.BinarySearchFunc(byX, left, func(p uint32, x float64) int {
		if m.Points[p][0] < x {
			return -1
		}
		return 1
	})
	least := math.Inf(1)
	for _, p := range byX[first:] {
		q := m.Points[p]
		if q[0] > right {
			break
		}
		if p == s.lesser || p == s.greater || slices.Contains(m.Triangles[s.t][:], p) {
			continue
		}
		along := q.Sub(a).Dot(d) / length
		if along <= tolerance || along >= length-tolerance || along >= least {
			continue
		}
		if q.Sub(a).Sub(d.Mul(along/length)).Len() <= tolerance {
			found, least, ok = p, along, true
		}
	}
	return found, ok
}

// agree turns triangles so that two that share an edge alone run it opposite
// ways; of each connected part the greater number stays.
func (m *Mesh) agree() (turned int) {
	next := make([][]edgeUse, len(m.Triangles)) // neighbours; back: they run the edge the same way
	eachEdge(m.edgeUses(), func(at []edgeUse) {
		if len(at) == 2 && at[0].t != at[1].t {
			a, b := at[0], at[1]
			same := a.back == b.back
			next[a.t] = append(next[a.t], edgeUse{t: b.t, back: same})
			next[b.t] = append(next[b.t], edgeUse{t: a.t, back: same})
		}
	})
	seen, turn := make([]bool, len(m.Triangles)), make([]bool, len(m.Triangles))
	for start := range m.Triangles {
		if seen[start] {
			continue
		}
		seen[start] = true
		part, n := []int32{int32(start)}, 0
		for k := 0; k < len(part); k++ {
			for _, s := range next[part[k]] {
				if !seen[s.t] {
					seen[s.t] = true
					turn[s.t] = turn[part[k]] != s.back
					part = append(part, s.t)
				}
			}
		}
		for _, t := range part {
			if turn[t] {
				n++
			}
		}
		for _, t := range part {
			if turn[t] == (n <= len(part)/2) {
				c := &m.Triangles[t]
				c[1], c[2] = c[2], c[1]
				turned++
			}
		}
	}
	return turned
}

// faceOutwards turns parts that are closed by themselves and face inwards,
// unless they lie within another part: then they bound a hollow.
func (m *Mesh) faceOutwards() (turned int) {
	type part struct {
		Mesh
		list      []int32
		low, high mgl64.Vec3
	}
	var parts []part
	for _, list := range m.parts() {
		p := part{Mesh: Mesh{Points: m.Points}, list: list}
		for _, t := range list {
			p.Triangles = append(p.Triangles, m.Triangles[t])
		}
		p.low, p.high, _ = p.Bounds()
		parts = append(parts, p)
	}
	for k := range parts {
		p := &parts[k]
		if p.Volume() >= 0 {
			continue
		}
		hollow := false
		for l := range parts {
			q := &parts[l]
			hollow = hollow || l != k && boxesMeet(p.low, p.high, q.low, q.high) && q.windsAround(m.Points[p.Triangles[0][0]])
		}
		if hollow {
			continue
		}
		for _, t := range p.list {
			c := &m.Triangles[t]
			c[1], c[2] = c[2], c[1]
		}
		turned += len(p.list)
	}
	return turned
}

// parts lists the triangles that are connected through points.
func (m *Mesh) parts() [][]int32 {
	of := make([]int32, len(m.Points))
	for k := range of {
		of[k] = int32(k)
	}
	root := func(k int32) int32 {
		for of[k] != k {
			of[k] = of[of[k]]
			k = of[k]
		}
		return k
	}
	for _, t := range m.Triangles {
		a := root(int32(t[0]))
		of[root(int32(t[1]))] = a
		of[root(int32(t[2]))] = a
	}
	number := map[int32]int{}
	var out [][]int32
	for t, c := range m.Triangles {
		r := root(int32(c[0]))
		n, ok := number[r]
		if !ok {
			n = len(out)
			number[r] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], int32(t))
	}
	return out
}

// windsAround tells whether the surface fills more than half of the view from a
// point (van Oosterom and Strackee 1983).
func (m *Mesh) windsAround(p mgl64.Vec3) bool {
	angle := 0.0
	for _, t := range m.Triangles {
		a, b, c := m.Points[t[0]].Sub(p), m.Points[t[1]].Sub(p), m.Points[t[2]].Sub(p)
		la, lb, lc := a.Len(), b.Len(), c.Len()
		angle += 2 * math.Atan2(a.Dot(b.Cross(c)), la*lb*lc+a.Dot(b)*lc+b.Dot(c)*la+c.Dot(a)*lb)
	}
	return math.Abs(angle) > 2*math.Pi
}

// fillHoles closes loops of open edges, each as flat as it is.
func (m *Mesh) fillHoles() (filled int) {
	var open [][2]uint32
	for _, t := range m.Triangles {
		for k := range 3 {
			open = append(open, [2]uint32{t[k], t[(k+1)%3]})
		}
	}
	open = overlay.Unpaired(open)
	for _, loop := range loopsAlong(open) {
		var normal mgl64.Vec3 // Newell's, of the loop as the filling runs it
		origin := m.Points[loop[0]]
		for k, p := range loop {
			normal = normal.Add(m.Points[p].Sub(origin).Cross(m.Points[loop[(k+1)%len(loop)]].Sub(origin)))
		}
		if normal.Len() == 0 {
			normal = mgl64.Vec3{0, 0, 1}
		}
		right, up := acrossAxes(normal.Normalize())
		places := make([]mgl64.Vec2, len(loop))
		around := make([][2]int32, len(loop))
		for k, p := range loop {
			q := m.Points[p].Sub(origin)
			places[k] = mgl64.Vec2{right.Dot(q), up.Dot(q)}
			around[k] = [2]int32{int32(k), int32((k + 1) % len(loop))}
		}
		for _, t := range overlay.Cap(places, around) {
			m.Triangles = append(m.Triangles, [3]uint32{loop[t[0]], loop[t[1]], loop[t[2]]})
			filled++
		}
	}
	return filled
}

// loopsAlong walks open edges backwards, the way their filling runs, and
// returns the loops they form.
func loopsAlong(open [][2]uint32) (loops [][]uint32) {
	leaving := map[uint32][]uint32{}
	for _, e := range open {
		leaving[e[1]] = append(leaving[e[1]], e[0])
	}
	for _, e := range open {
		way := []uint32{e[1]}
		where := map[uint32]int{e[1]: 0}
		for at := e[1]; len(leaving[at]) > 0; {
			next := leaving[at][0]
			leaving[at] = leaving[at][1:]
			if k, ok := where[next]; ok {
				loops = append(loops, slices.Clone(way[k:]))
				for _, p := range way[k+1:] {
					delete(where, p)
				}
				way = way[:k+1]
			} else {
				where[next] = len(way)
				way = append(way, next)
			}
			at = next
		}
	}
	return loops
}
