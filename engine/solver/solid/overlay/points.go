package overlay

import (
	"math"
	"math/big"
)

// blur bounds how far the stored place of a rough point may lie from its exact
// place, along each axis, in steps of the grid.
const blur = 1.0 / (1 << 24)

// points are the corners of the overlay: those that came with the surfaces,
// and those where an edge crosses a plane or three planes meet. A point is
// whole if its coordinates are whole numbers, which at then holds exactly. A
// rough point is kept by its recipe, and at is a rounding of it.
type points struct {
	at     []vec
	rough  []bool
	recipe []recipe // of rough points; empty for whole ones
	planes []plane

	index map[uint64]int32 // cell of space → the latest point in it
	older []int32          // the point before it in the same cell, or −1
	made  map[[4]int32]int32
	exact map[int32]*ratio
}

// recipe says what a rough point is: where the line from point a to point b
// crosses planes[0], or, if a is negative, where three planes meet.
type recipe struct {
	a, b   int32
	planes [3]int32
}

// ratio is an exact place: at divided by w, which is positive.
type ratio struct {
	at [3]big.Int
	w  big.Int
}

func (p *points) reset() {
	p.at, p.rough, p.recipe, p.planes, p.older = p.at[:0], p.rough[:0], p.recipe[:0], p.planes[:0], p.older[:0]
	if p.index == nil {
		p.index, p.made, p.exact = map[uint64]int32{}, map[[4]int32]int32{}, map[int32]*ratio{}
		return
	}
	clear(p.index)
	clear(p.made)
	clear(p.exact)
}

// forget drops all points and planes but the first, and what is known to find.
func (p *points) forget(points, planes int) {
	p.at, p.rough, p.recipe, p.older = p.at[:points], p.rough[:points], p.recipe[:points], p.older[:points]
	p.planes = p.planes[:planes]
	for k := range p.older {
		p.older[k] = -1
	}
	clear(p.index)
	clear(p.made)
	clear(p.exact)
}

func (p *points) add(at vec, rough bool, r recipe) int32 {
	k := int32(len(p.at))
	p.at, p.rough, p.recipe, p.older = append(p.at, at), append(p.rough, rough), append(p.recipe, r), append(p.older, -1)
	return k
}

// fine is how many cells the index has per step of the grid, along each axis.
// Whole points lie in the middle of theirs.
const fine = 64

func cellKey(c *[3]int64) uint64 {
	h := uint64(c[0])*0x9e3779b97f4a7c15 ^ uint64(c[1])*0xc2b2ae3d27d4eb4f ^ uint64(c[2])*0x165667b19e3779f9
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return h ^ h>>32
}

func cellOf(at *vec) (c [3]int64) {
	for k, v := range at {
		c[k] = int64(math.Floor(v*fine + 0.5))
	}
	return c
}

// enter makes a point known to find.
func (p *points) enter(k int32) {
	c := cellOf(&p.at[k])
	key := cellKey(&c)
	if before, ok := p.index[key]; ok {
		p.older[k] = before
	} else {
		p.older[k] = -1
	}
	p.index[key] = k
}

// find returns the known point at this very place, or makes one.
func (p *points) find(at vec, rough bool, r recipe) int32 {
	k := p.add(at, rough, r)
	c := cellOf(&at)
	if same := p.inCell(&c, k); same >= 0 {
		p.drop(k)
		return same
	}
	if rough { // its twin may have been rounded into a neighbouring cell
		for axis := range 3 {
			for _, step := range [2]float64{-4 * blur, 4 * blur} {
				moved := at
				moved[axis] += step
				if n := cellOf(&moved); n != c {
					if same := p.near(&at, k); same >= 0 {
						p.drop(k)
						return same
					}
				}
			}
		}
	}
	p.enter(k)
	return k
}

func (p *points) drop(k int32) {
	p.at, p.rough, p.recipe, p.older = p.at[:k], p.rough[:k], p.recipe[:k], p.older[:k]
	delete(p.exact, k)
}

func (p *points) near(at *vec, k int32) int32 {
	for corner := range 8 {
		moved := *at
		for axis := range 3 {
			if corner>>axis&1 == 0 {
				moved[axis] -= 4 * blur
			} else {
				moved[axis] += 4 * blur
			}
		}
		c := cellOf(&moved)
		if same := p.inCell(&c, k); same >= 0 {
			return same
		}
	}
	return -1
}

func (p *points) inCell(c *[3]int64, k int32) int32 {
	j, ok := p.index[cellKey(c)]
	for ok && j >= 0 {
		if p.same(j, k) {
			return j
		}
		j = p.older[j]
	}
	return -1
}

// same tells whether two points lie at the same place. A rough point has a
// coordinate that is no whole number, so it is never at a whole one.
func (p *points) same(j, k int32) bool {
	a, b := &p.at[j], &p.at[k]
	if p.rough[j] != p.rough[k] {
		return false
	}
	if !p.rough[j] {
		return *a == *b
	}
	for axis := range 3 {
		if math.Abs(a[axis]-b[axis]) > 2*blur {
			return false
		}
	}
	x, y := p.ratio(j), p.ratio(k)
	var l, r big.Int
	for axis := range 3 {
		if l.Mul(&x.at[axis], &y.w).Cmp(r.Mul(&y.at[axis], &x.w)) != 0 {
			return false
		}
	}
	return true
}

// crossing is the point at which the line through two grid points on either
// side of a plane crosses it.
func (p *points) crossing(a, b, onPlane int32) int32 {
	if a > b {
		a, b = b, a
	}
	pl := &p.planes[onPlane]
	from, to := p.at[a], p.at[b]
	h := pl.height(&from)
	w := h.sub(pl.height(&to))
	t := h.float() / w.float()
	var at, whole vec
	rough := false
	for axis := range 3 {
		at[axis] = from[axis] + (to[axis]-from[axis])*t
		whole[axis] = math.Round(at[axis])
		rough = rough || math.Abs(at[axis]-whole[axis]) > 4*blur
	}
	for axis := 0; axis < 3 && !rough; axis++ {
		rough = w.times(int64(whole[axis]-from[axis])) != h.times(int64(to[axis]-from[axis]))
	}
	if !rough {
		at = whole
	}
	return p.find(at, rough, recipe{a, b, [3]int32{onPlane, -1, -1}})
}

// junction is the point at which three planes meet, of which guess is a
// rounding of any quality.
func (p *points) junction(i, j, k int32, guess *vec) int32 {
	r := recipe{-1, -1, [3]int32{i, j, k}}
	whole := vec{math.Round(guess[0]), math.Round(guess[1]), math.Round(guess[2])}
	onAll := true
	for _, l := range r.planes {
		onAll = onAll && p.planes[l].side(&whole) == 0
	}
	if onAll {
		return p.find(whole, false, r)
	}
	n := int32(len(p.at))
	exact := p.meeting(&r)
	var at vec
	rough := false
	var rest, quotient big.Int
	var x, w big.Float
	w.SetPrec(80).SetInt(&exact.w)
	for axis := range 3 {
		quotient.QuoRem(&exact.at[axis], &exact.w, &rest)
		rough = rough || rest.Sign() != 0
		x.SetPrec(80).SetInt(&exact.at[axis])
		at[axis], _ = x.Quo(&x, &w).Float64()
	}
	if rough {
		p.exact[n] = exact
	}
	return p.find(at, rough, r)
}

// ratio is the exact place of a point.
func (p *points) ratio(k int32) *ratio {
	if r, ok := p.exact[k]; ok {
		return r
	}
	var out *ratio
	switch r := &p.recipe[k]; {
	case !p.rough[k]:
		out = &ratio{}
		for axis := range 3 {
			out.at[axis].SetInt64(int64(p.at[k][axis]))
		}
		out.w.SetInt64(1)
	case r.a >= 0:
		out = p.onLine(r)
	default:
		out = p.meeting(r)
	}
	p.exact[k] = out
	return out
}

func (p *points) onLine(r *recipe) *ratio {
	from, to := &p.at[r.a], &p.at[r.b]
	pl := &p.planes[r.planes[0]]
	h := pl.height(from)
	w := h.sub(pl.height(to))
	if w.sign() < 0 {
		h, w = wide{}.sub(h), wide{}.sub(w)
	}
	out := &ratio{}
	for axis := range 3 { // (from·w + (to−from)·h) / w
		out.at[axis].Set(w.times(int64(from[axis])).add(h.times(int64(to[axis] - from[axis]))).big())
	}
	out.w.Set(w.big())
	return out
}

// meeting solves n·x = n·a of three planes by Cramer's rule.
func (p *points) meeting(r *recipe) *ratio {
	var n [3][3]*big.Int
	var d [3]*big.Int
	for row, l := range r.planes {
		pl := &p.planes[l]
		d[row] = new(big.Int)
		for axis := range 3 {
			n[row][axis] = big.NewInt(int64(pl.n[axis]))
			d[row].Add(d[row], new(big.Int).Mul(n[row][axis], big.NewInt(int64(pl.a[axis]))))
		}
	}
	out := &ratio{}
	out.w.Set(det3(&n))
	for axis := range 3 {
		m := n
		for row := range 3 {
			m[row][axis] = d[row]
		}
		out.at[axis].Set(det3(&m))
	}
	if out.w.Sign() < 0 {
		out.w.Neg(&out.w)
		for axis := range 3 {
			out.at[axis].Neg(&out.at[axis])
		}
	}
	return out
}

func det3(m *[3][3]*big.Int) *big.Int {
	var sum, term, l, r big.Int
	for k := range 3 {
		i, j := (k+1)%3, (k+2)%3
		term.Sub(l.Mul(m[1][i], m[2][j]), r.Mul(m[1][j], m[2][i]))
		sum.Add(&sum, term.Mul(&term, m[0][k]))
	}
	return &sum
}
