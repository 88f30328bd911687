package tin

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// refiner makes the triangles of one tile after the other.
type refiner struct {
	*triangulation
	b      *builder
	tile   *tile
	z      []float64 // height of every point [m]; where it is on a wall, the mean
	onLine []uint8   // whether a line goes through a point

	// Heights of the points where lines cross what other tiles share, at the
	// clockwise and the anticlockwise end of their triangles [m].
	ends map[int32][2]float64

	worst []candidate // of every triangle
	queue []candidate // a heap, worst on top
	stamp []int32     // which insertion a triangle was last scanned after
	turn  int32
}

// candidate is the cell that is furthest from a triangle.
type candidate struct {
	off  float64 // [m]; 0: none is beyond the limit
	tri  int32
	i, j int32
}

// before orders the queue; equals go by number, so that every run is the same.
func (c candidate) before(d candidate) bool { return c.off > d.off || c.off == d.off && c.tri < d.tri }

func (r *refiner) run(b *builder, t *tile) part {
	r.start(b, t)
	for id := range r.tris {
		r.scan(int32(id))
	}
	for len(r.queue) > 0 {
		c := r.pop()
		if r.worst[c.tri] != c { // scanned again since
			continue
		}
		p, isNew := r.insert(mgl64.Vec2{float64(c.i), float64(c.j)})
		if !isNew {
			r.worst[c.tri].off = 0
			continue
		}
		r.setHeight(p, r.value(c.i, c.j))
		r.turn++
		for _, id := range r.touched {
			for int(id) >= len(r.stamp) {
				r.stamp = append(r.stamp, 0)
			}
			if r.stamp[id] != r.turn {
				r.stamp[id] = r.turn
				r.scan(id)
			}
		}
	}
	return r.part()
}

func (r *refiner) value(i, j int32) float64 {
	return float64(r.b.ground.Values[int(j)*r.b.ground.Grid.NX+int(i)])
}

// start makes a tile's rectangle, its border's corners and its lines.
func (r *refiner) start(b *builder, t *tile) {
	west, east := b.columns[t.column], b.columns[t.column+1]
	south, north := b.rows[t.row], b.rows[t.row+1]
	*r = refiner{b: b, tile: t, z: r.z[:0], onLine: r.onLine[:0], worst: r.worst[:0], queue: r.queue[:0], stamp: r.stamp[:0], ends: map[int32][2]float64{}}
	low, high := mgl64.Vec2{float64(west), float64(south)}, mgl64.Vec2{float64(east), float64(north)}
	r.triangulation = newTriangulation(low, high, 1024)
	for k, c := range [4][2]int{{west, south}, {east, south}, {east, north}, {west, north}} {
		z := r.value(int32(c[0]), int32(c[1]))
		r.setHeight(int32(k), z)
		if !(c[0] == b.columns[0] || c[0] == b.columns[len(b.columns)-1]) || !(c[1] == b.rows[0] || c[1] == b.rows[len(b.rows)-1]) {
			r.ends[int32(k)] = [2]float64{z, z} // lines that run through close here: the tiles beside them have none
		}
	}
	for side := range 2 {
		upright, level := &b.upright[t.row][t.column+side], &b.level[t.row+side][t.column]
		r.follow(upright, side == 1, func(at float64) mgl64.Vec2 { return mgl64.Vec2{float64(b.columns[t.column+side]), at} })
		r.follow(level, side == 0, func(at float64) mgl64.Vec2 { return mgl64.Vec2{at, float64(b.rows[t.row+side])} })
	}
	r.takeLines()
}

// follow takes a border's corners. On the tile's east and south sides, whoever
// walks along the border has the tile on the left; there the triangles round a
// corner begin, anticlockwise, with what is beyond it.
func (r *refiner) follow(s *border, beyondFirst bool, place func(at float64) mgl64.Vec2) {
	for _, c := range s.corners {
		p, _ := r.insert(place(c.at))
		r.setHeight(p, (c.before+c.beyond)/2)
		if !c.crossed || s.rim {
			continue
		}
		r.ends[p] = [2]float64{c.before, c.beyond}
		if beyondFirst {
			r.ends[p] = [2]float64{c.beyond, c.before}
		}
	}
}

func (r *refiner) setHeight(p int32, z float64) {
	for int(p) >= len(r.z) {
		r.z, r.onLine = append(r.z, 0), append(r.onLine, 0)
	}
	r.z[p] = z
}

// What goes through a point.
const (
	onALine = 1 + iota // the line has given its height
	onAWall            // it has two
)

// takeLines holds the tile's segments and gives heights to their points. Walls
// come first: where a line without a step runs along one, the wall stands.
func (r *refiner) takeLines() {
	for _, walls := range [2]bool{true, false} {
		for _, id := range r.tile.segments {
			if s := &r.b.segments[id]; s.wall() == walls {
				r.take(s, id+1)
			}
		}
	}
	for p, z := range r.ends {
		r.z[p] = (z[0] + z[1]) / 2
	}
	for _, tri := range r.tris {
		for k, line := range tri.line {
			if line == 0 {
				continue
			}
			what := uint8(onALine)
			if r.b.segments[line-1].wall() {
				what = onAWall
			}
			for _, v := range [2]int32{tri.v[(k+1)%3], tri.v[(k+2)%3]} {
				r.onLine[v] = max(r.onLine[v], what)
			}
		}
	}
}

func (r *refiner) take(s *segment, line int32) {
	a, _ := r.insert(s.a)
	b, _ := r.insert(s.b)
	r.setHeight(a, (s.left[0]+s.right[0])/2)
	r.setHeight(b, (s.left[1]+s.right[1])/2)
	r.hold(a, b, line)
	for p := len(r.z); p < len(r.points); p++ { // where it crosses others
		left, right := s.heights(r.points[p])
		r.setHeight(int32(p), (left+right)/2)
	}
}

// scan finds the cell that is furthest from a triangle, and queues it when it
// is beyond the limit.
func (r *refiner) scan(id int32) {
	for int(id) >= len(r.worst) {
		r.worst = append(r.worst, candidate{})
	}
	tri := &r.tris[id]
	a, b, c := r.points[tri.v[0]], r.points[tri.v[1]], r.points[tri.v[2]]
	var h [3]float64
	atLine := false
	for k, v := range tri.v {
		h[k] = r.z[v]
		if r.onLine[v] != 0 {
			atLine = true
		}
		if r.onLine[v] == onAWall {
			h[k] = r.levelAt(id, k)
		}
	}
	det := (b[0]-a[0])*(c[1]-a[1]) - (c[0]-a[0])*(b[1]-a[1])
	gu := ((h[1]-h[0])*(c[1]-a[1]) - (h[2]-h[0])*(b[1]-a[1])) / det
	gv := ((h[2]-h[0])*(b[0]-a[0]) - (h[1]-h[0])*(c[0]-a[0])) / det
	void := math.IsNaN(h[0] + h[1] + h[2])

	worst := candidate{off: r.b.limit, tri: id}
	west, east := r.b.columns[r.tile.column]+1, r.b.columns[r.tile.column+1]-1
	south, north := r.b.rows[r.tile.row]+1, r.b.rows[r.tile.row+1]-1
	low, high := min(a[1], b[1], c[1]), max(a[1], b[1], c[1])
	nx, values := r.b.ground.Grid.NX, r.b.ground.Values
	for j := max(south, int(math.Ceil(low))); j <= min(north, int(math.Floor(high))); j++ {
		from, to := reach(float64(j), a, b, c)
		i0, i1 := max(west, int(math.Ceil(from-1e-9))), min(east, int(math.Floor(to+1e-9)))
		if i0 > i1 {
			continue
		}
		z := h[0] + gv*(float64(j)-a[1]) + gu*(float64(i0)-a[0])
		for n, value := range values[j*nx+i0 : j*nx+i1+1] {
			off := math.Abs(float64(value) - z)
			z += gu
			if off <= worst.off { // NaN is not
				continue
			}
			if off != off {
				if void == (value != value) {
					continue
				}
				off = math.Inf(1)
				if off <= worst.off {
					continue
				}
			}
			i := i0 + n
			if (atLine || void) && r.onSide(tri, float64(i), float64(j)) {
				continue
			}
			worst.off, worst.i, worst.j = off, int32(i), int32(j)
		}
	}
	if worst.off == r.b.limit {
		r.worst[id] = candidate{}
		return
	}
	r.worst[id] = worst
	r.push(worst)
}

// reach returns from where to where a row lies in a triangle.
func reach(y float64, a, b, c mgl64.Vec2) (from, to float64) {
	from, to = math.Inf(1), math.Inf(-1)
	for _, e := range [3][2]mgl64.Vec2{{a, b}, {b, c}, {c, a}} {
		p, q := e[0], e[1]
		if p[1] > q[1] {
			p, q = q, p
		}
		switch {
		case y < p[1] || y > q[1]:
		case p[1] == q[1]:
			from, to = min(from, p[0], q[0]), max(to, p[0], q[0])
		default:
			x := p[0] + (y-p[1])/(q[1]-p[1])*(q[0]-p[0])
			from, to = min(from, x), max(to, x)
		}
	}
	return from, to
}

func (r *refiner) push(c candidate) {
	r.queue = append(r.queue, c)
	for k := len(r.queue) - 1; k > 0; {
		up := (k - 1) / 2
		if !r.queue[k].before(r.queue[up]) {
			return
		}
		r.queue[k], r.queue[up] = r.queue[up], r.queue[k]
		k = up
	}
}

func (r *refiner) pop() candidate {
	q := r.queue
	top, last := q[0], len(q)-1
	q[0] = q[last]
	q = q[:last]
	for k := 0; ; {
		down := 2*k + 1
		if down >= last {
			break
		}
		if down+1 < last && q[down+1].before(q[down]) {
			down++
		}
		if !q[down].before(q[k]) {
			break
		}
		q[k], q[down] = q[down], q[k]
		k = down
	}
	r.queue = q
	return top
}
