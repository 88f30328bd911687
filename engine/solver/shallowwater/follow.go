package shallowwater

import "math"

// FollowWaves divides coarse cells (see Config.Coarsest) that a steep wave is in
// or may reach within the next until seconds. Call it between Advances, every
// until seconds or sooner. A wave is steep where both level and depth bend by
// more than bend [m] from one cell to the next two: over uneven ground a lake has
// an even level and a film an even depth, and neither is divided.
//
// Coarse cells spread a bore over some cells of their own and can, whatever the
// scheme, not show one sharper than they are; ahead of it and where it never
// comes they cost a fraction. What is divided stays so: behind a bore the water
// is rarely smooth for long, and a State knows the sizes.
func (s *Solver) FollowWaves(bend, until float64) {
	if !s.mixed {
		return
	}
	for _, b := range s.blocks {
		n := 1 << b.res
		b.eachOpen(func(i, j, k int) {
			if !(b.water[k] > Film) {
				return // the water that may come is another cell's
			}
			I, J := b.corner(i, j)
			if max(s.bendAt(b, k, I, J, n, 1, 0), s.bendAt(b, k, I, J, n, 0, 1)) > bend {
				s.pinWithin(I, J, n, int(until*s.reachOf(b, k, I, J, n)/s.grid.Cell))
			}
		})
	}
	s.refine()
}

// bendAt is how much the level and the depth both bend across cell k of a block,
// whose south-west corner is (I,J), along (dx,dy) [m].
func (s *Solver) bendAt(b *block, k, I, J, n, dx, dy int) float64 {
	before, after := s.waterNear(b, k, I-dx, J-dy), s.waterNear(b, k, I+n*dx, J+n*dy)
	h, z := b.water[k], b.ground[k]
	depth := (before.h + after.h) - 2*h
	level := ((before.h + before.z) + (after.h + after.z)) - 2*(h+z)
	return min(math.Abs(depth), math.Abs(level))
}

// waterNear is depth and ground at a cell of the Grid beside cell k of b. Where
// none is, or its dry ground stands out of the water in k, it is as k.
func (s *Solver) waterNear(b *block, k, I, J int) water {
	own := water{h: b.water[k], z: b.ground[k]}
	if !s.openAt(I, J) {
		return own
	}
	o, at := s.blockAt(s.grid.Index(I, J))
	if !(o.water[at] > Film) && o.ground[at] >= own.h+own.z {
		return own
	}
	return water{h: o.water[at], z: o.ground[at]}
}

// reachOf is how fast a wave may leave cell k of a block, by its own water and
// that around it [m/s]: a bore is slower than u + c behind it (Lax), and a front
// on dry ground runs at u + 2c.
func (s *Solver) reachOf(b *block, k, I, J, n int) float64 {
	slow, fast, dry := 0.0, 0.0, false
	look := func(b *block, k int) {
		u, c := math.Hypot(float64(b.motion[k]), float64(b.motion[motionV+k])), celerity(b.water[k])
		slow, fast, dry = max(slow, u+c), max(fast, u+2*c), dry || c == 0
	}
	look(b, k)
	for _, c := range [4][2]int{{I - 1, J}, {I + n, J}, {I, J - 1}, {I, J + n}} {
		if s.openAt(c[0], c[1]) {
			look(s.blockAt(s.grid.Index(c[0], c[1])))
		}
	}
	if dry {
		return fast
	}
	return slow
}

// pinWithin keeps fine the 32×32 cells that lie within far cells of the n×n from
// (i,j) on.
func (s *Solver) pinWithin(i, j, n, far int) {
	for y := max(j-far, 0) / side; y <= min(j+n-1+far, s.grid.NY-1)/side; y++ {
		for x := max(i-far, 0) / side; x <= min(i+n-1+far, s.grid.NX-1)/side; x++ {
			if s.sizes[y*s.tilesX+x] == 0 {
				continue
			}
			dx := max(x*side-(i+n-1), i-(x*side+side-1), 0)
			dy := max(y*side-(j+n-1), j-(y*side+side-1), 0)
			if dx*dx+dy*dy <= far*far {
				s.pin(s.grid.Index(x*side+side/2, y*side+side/2)) // beside no other square
			}
		}
	}
}
