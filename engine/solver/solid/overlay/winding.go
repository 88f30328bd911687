package overlay

import (
	"math"
	"math/big"
)

// number finds how often each body winds around each side of each cell. Within
// a connected part of the surfaces that follows from one of them: from the
// front of a cell to its back the number grows by the times that the cell is
// the body's.
func (w *work) number() {
	n := 2 * len(w.cells)
	w.numbers = resized(w.numbers, n)
	w.known = resized(w.known, n)
	clear(w.known)
	w.count = resized(w.count, n+1)
	clear(w.count)
	for s := range int32(n) {
		w.count[w.root(s)+1]++
	}
	for k := 1; k <= n; k++ {
		w.count[k] += w.count[k-1]
	}
	w.facing = resized(w.facing, n)
	next := append(w.next[:0], w.count[:n]...)
	for s := range int32(n) {
		v := w.root(s)
		w.facing[next[v]] = s
		next[v]++
	}
	w.next = next
	w.torn = [2]bool{}
	for s := range int32(n) {
		if w.spent() {
			return
		}
		if v := w.root(s); !w.known[v] && !(w.nearby && w.tris[w.cells[s>>1].tri].far) {
			w.numberPart(v)
		}
	}
}

// numberPart numbers the volumes that are connected with volume start through
// cells; numbers of volumes are kept at their root side.
func (w *work) numberPart(start int32) {
	queue := append(w.queue[:0], start)
	w.known[start] = true
	w.numbers[start] = [2]int32{}
	widest, area := int32(-1), -1.0
	for k := 0; k < len(queue); k++ {
		v := queue[k]
		for _, s := range w.facing[w.count[v]:w.count[v+1]] {
			c := &w.cells[s>>1]
			other := w.root(s ^ 1)
			here := w.numbers[v]
			for body, times := range c.times {
				if s&1 == 0 {
					here[body] += times
				} else {
					here[body] -= times
				}
			}
			if w.known[other] {
				for body := range here {
					if here[body] != w.numbers[other][body] {
						w.torn[body] = true
					}
				}
			} else {
				w.known[other] = true
				w.numbers[other] = here
				queue = append(queue, other)
			}
			if s&1 == 0 {
				if a := w.spread(s >> 1); a > area {
					widest, area = s>>1, a
				}
			}
		}
	}
	w.queue = queue
	truth, ok := w.cast(widest)
	if !ok {
		w.unplaced++
	}
	at := w.numbers[w.root(2*widest)]
	for _, v := range queue {
		for body := range truth {
			w.numbers[v][body] += truth[body] - at[body]
		}
	}
}

// spread is twice the area of a cell's outer ring as it is seen.
func (w *work) spread(c int32) float64 {
	t := w.cells[c].tri
	see := w.seen(&w.planes[t])
	r := w.rings[w.cells[c].ring]
	loop := w.corners[r.from:r.to]
	o := &w.at[loop[0]]
	sum := 0.0
	for k := 2; k < len(loop); k++ {
		a, b := &w.at[loop[k-1]], &w.at[loop[k]]
		sum += (a[see.i]-o[see.i])*(b[see.j]-o[see.j]) - (a[see.j]-o[see.j])*(b[see.i]-o[see.i])
	}
	return sum
}

// split is how finely a ray may be placed between the lines of the grid.
const split = 1024

// cast counts how often each body winds around the front of a cell, by a ray
// from its inside along an axis. ok is false if no place for the ray could be
// made out inside the cell.
func (w *work) cast(c int32) (truth [2]int32, ok bool) {
	t := w.cells[c].tri
	pl := &w.planes[t]
	see := w.seen(pl)
	axis := pl.steepest()
	x, y, ok := w.insideOf(c, see)
	sign := signOf(pl.n[axis])
	w.spend(len(w.tris) / 8)
	for k := range w.tris {
		tr := &w.tris[k]
		if x < tr.low[see.i] || x > tr.high[see.i] || y < tr.low[see.j] || y > tr.high[see.j] {
			continue
		}
		if sign > 0 && tr.high[axis] < w.tris[t].low[axis] || sign < 0 && tr.low[axis] > w.tris[t].high[axis] {
			continue
		}
		turns := see.covers(tr, x, y)
		if turns == 0 || int32(k) == t {
			continue
		}
		if w.heightOrder(t, int32(k), axis, see, x, y)*sign > 0 {
			// the ray leaves the body where its outside faces along the ray;
			// in this view the cell's own front faces the eye
			truth[tr.body] += int32(turns)
		}
	}
	return truth, ok
}

// covers tells whether a triangle covers a place: 1 if it runs anticlockwise in
// this view, −1 if clockwise, 0 if it does not. The place is moved right by an
// infinitely small way, and up by a much smaller one, so that it is on no edge.
func (v view) covers(t *triangle, x, y float64) int {
	turns := 0
	for k := range 3 {
		a, b := &v.at[t.v[k]], &v.at[t.v[(k+1)%3]]
		dx, dy := b[v.i]-a[v.i], b[v.j]-a[v.j]
		l, r := dx*(y-a[v.j]), dy*(x-a[v.i])
		s := 0
		if bound := (math.Abs(l) + math.Abs(r)) * (1.0 / (1 << 51)); l-r > bound {
			s = 1
		} else if r-l > bound {
			s = -1
		} else {
			s = mulWide(int64(dx), int64((y-a[v.j])*split)).sub(mulWide(int64(dy), int64((x-a[v.i])*split))).sign()
		}
		if s == 0 {
			s = -signOf(dy)
		}
		if s == 0 {
			s = signOf(dx)
		}
		if s == 0 || s*turns < 0 {
			return 0
		}
		turns = s
	}
	return turns
}

// heightOrder tells whether at a place triangle u lies beyond t along an axis
// (1), before it (−1) or at it (0).
func (w *work) heightOrder(t, u int32, axis int, see view, x, y float64) int {
	p, q := &w.planes[t], &w.planes[u]
	if q.n[axis] == 0 {
		return 0
	}
	h, eh := p.heightAt(axis, see, x, y)
	g, eg := q.heightAt(axis, see, x, y)
	if d := g - h; math.Abs(d) > eh+eg {
		return signOf(d)
	}
	return new(big.Rat).Sub(q.exactHeightAt(axis, see, x, y), p.exactHeightAt(axis, see, x, y)).Sign()
}

func (p *plane) heightAt(axis int, see view, x, y float64) (h, bound float64) {
	u, v := p.n[see.i]*(x-p.a[see.i]), p.n[see.j]*(y-p.a[see.j])
	h = p.a[axis] - (u+v)/p.n[axis]
	return h, ((math.Abs(u)+math.Abs(v))/math.Abs(p.n[axis]) + math.Abs(p.a[axis])) * (1.0 / (1 << 50))
}

func (p *plane) exactHeightAt(axis int, see view, x, y float64) *big.Rat {
	rat := func(f float64) *big.Rat { return new(big.Rat).SetFloat64(f) }
	u := new(big.Rat).Mul(rat(p.n[see.i]), new(big.Rat).Sub(rat(x), rat(p.a[see.i])))
	v := new(big.Rat).Mul(rat(p.n[see.j]), new(big.Rat).Sub(rat(y), rat(p.a[see.j])))
	u.Add(u, v).Quo(u, rat(p.n[axis]))
	return u.Sub(rat(p.a[axis]), u)
}

// insideOf is a place, on the split grid, inside a cell: in the middle of one of
// the triangles it falls into. ok is false if the cell is too narrow for one.
func (w *work) insideOf(c int32, see view) (x, y float64, ok bool) {
	w.ears.out = w.ears.out[:0]
	w.triangulate(c)
	best := 0.0
	for _, t := range w.ears.out {
		a, b, d := &w.at[t[0]], &w.at[t[1]], &w.at[t[2]]
		ax, ay, bx, by, dx, dy := a[see.i], a[see.j], b[see.i], b[see.j], d[see.i], d[see.j]
		area := (bx-ax)*(dy-ay) - (by-ay)*(dx-ax)
		if area <= best {
			continue
		}
		px, py := math.Round((ax+bx+dx)/3*split)/split, math.Round((ay+by+dy)/3*split)/split
		clear := func(ax, ay, bx, by float64) bool {
			ux, uy := bx-ax, by-ay
			return ux*(py-ay)-uy*(px-ax) > 8*blur*(math.Abs(ux)+math.Abs(uy)+math.Abs(px-ax)+math.Abs(py-ay))+1e-6
		}
		if clear(ax, ay, bx, by) && clear(bx, by, dx, dy) && clear(dx, dy, ax, ay) {
			best, x, y, ok = area, px, py, true
		} else if !ok {
			x, y = px, py
		}
	}
	return x, y, ok
}
