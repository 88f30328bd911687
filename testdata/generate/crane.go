package main

import "math"

// towerCrane is a trolley jib on a lattice mast, slewed anticlockwise from +x.
func towerCrane(hook, jib, slew float64) *mesh {
	m := newMesh().in(concrete)
	m.boxOnGround(vec{-2.8, -2.8, -0.3}, vec{2.8, 2.8, 0.7})
	m.in(craneYellow)
	const half = 0.9 // mast
	lattice(m, hook, func(z float64) [4]vec {
		z += 0.7
		return [4]vec{{half, half, z}, {-half, half, z}, {-half, -half, z}, {half, -half, z}}
	}, 3.0, 0.16, 0.08)
	top := hook + 0.7
	m.at(vec{}, slew)
	m.in(darkSteel).box(vec{-1.1, -1.1, top}, vec{1.1, 1.1, top + 0.9}) // slewing ring
	m.in(craneYellow)
	deck := top + 0.9
	apex := vec{-0.4, 0, deck + 7}
	for _, y := range []float64{-0.7, 0.7} {
		m.bar(vec{0.7, y, deck}, apex, 0.16)
		m.bar(vec{-1.2, y, deck}, apex, 0.16)
	}
	jibLattice(m, vec{1, 0, deck + 0.3}, jib, 2.0)
	for _, y := range []float64{-0.7, 0.7} { // counter-jib
		m.beam(vec{-0.8, y, deck + 0.3}, vec{-14, y, deck + 0.3}, 0.2, 0.35)
	}
	for x := -2.0; x > -14; x -= 2 {
		m.bar(vec{x, -0.7, deck + 0.3}, vec{x, 0.7, deck + 0.3}, 0.12)
	}
	m.in(darkSteel)
	m.bar(apex, vec{1 + jib*0.62, 0, deck + 1.6}, 0.07) // pendants
	m.bar(apex, vec{1 + jib*0.28, 0, deck + 1.6}, 0.07)
	m.bar(apex, vec{-13, 0.6, deck + 0.5}, 0.07)
	m.bar(apex, vec{-13, -0.6, deck + 0.5}, 0.07)
	m.box(vec{-10.6, -0.9, deck + 0.5}, vec{-8.2, 0.9, deck + 1.9}) // winch
	m.in(concrete)
	for k := range 4 {
		x := -13.6 + 0.75*float64(k)
		m.box(vec{x, -0.95, deck - 1.5}, vec{x + 0.6, 0.95, deck + 0.9})
	}
	m.in(panelWhite).box(vec{0.4, 0.95, deck - 0.6}, vec{2.2, 2.3, deck + 1.6}) // cab
	m.in(glass).box(vec{2.2, 1.0, deck - 0.2}, vec{2.26, 2.25, deck + 1.4})
	m.box(vec{0.8, 2.3, deck}, vec{2.2, 2.36, deck + 1.4})
	trolley := 1 + jib*0.55
	m.in(darkSteel).box(vec{trolley - 0.8, -0.6, deck - 0.05}, vec{trolley + 0.8, 0.6, deck + 0.2})
	rope := deck - 16
	m.bar(vec{trolley - 0.3, 0, deck}, vec{trolley - 0.1, 0, rope}, 0.05)
	m.bar(vec{trolley + 0.3, 0, deck}, vec{trolley + 0.1, 0, rope}, 0.05)
	m.in(craneYellow).box(vec{trolley - 0.3, -0.2, rope - 0.9}, vec{trolley + 0.3, 0.2, rope})
	return m
}

// lattice draws a square tower of the given height; legs gives the four corners at z.
func lattice(m *mesh, height float64, legs func(z float64) [4]vec, bay, chord, brace float64) {
	low, high := legs(0), legs(height)
	for k := range 4 {
		m.bar(low[k], high[k], chord)
	}
	bays := int(math.Round(height / bay))
	for b := range bays {
		lo, hi := legs(height*float64(b)/float64(bays)), legs(height*float64(b+1)/float64(bays))
		for k := range 4 {
			l := (k + 1) % 4
			if b%2 == 0 {
				m.bar(lo[k], hi[l], brace)
			} else {
				m.bar(lo[l], hi[k], brace)
			}
			m.bar(hi[k], hi[l], brace)
		}
	}
}

// jibLattice is a triangular truss along +x from its root.
func jibLattice(m *mesh, root vec, length, bay float64) {
	const half, tall = 0.65, 1.3
	p := func(x, y, z float64) vec { return root.Add(vec{x, y, z}) }
	m.bar(p(0, -half, 0), p(length, -half, 0), 0.15)
	m.bar(p(0, half, 0), p(length, half, 0), 0.15)
	m.bar(p(0, 0, tall), p(length-bay, 0, tall), 0.13)
	for x := 0.0; x < length-0.1; x += bay {
		end := min(x+bay, length)
		m.bar(p(x, -half, 0), p(end, half, 0), 0.06)
		for _, y := range []float64{-half, half} {
			m.bar(p(x, y, 0), p((x+end)/2, 0, tall), 0.07)
			m.bar(p((x+end)/2, 0, tall), p(end, y, 0), 0.07)
		}
	}
}
