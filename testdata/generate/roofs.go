package main

// roofs puts tiled gables on the small houses and hips on the temple.
func roofs(t *town) *mesh {
	m := anchored(townAnchor)
	for _, b := range t.buildings {
		temple := b.id == "old-temple" || b.id == "old-temple-gate" || b.id == "park-tea"
		if len(b.outline) != 4 || !temple && (b.height > storeys(3) || !gabled[quarter(b.id)]) {
			continue
		}
		top := topOf(b)
		if temple {
			m.in(tileRed)
			roof(m, b.outline, top, 1.4, 0.55, 0.35)
		} else {
			m.in(tile)
			roof(m, b.outline, top, 0.5, 0.5, 0)
		}
	}
	return m
}

var gabled = map[string]bool{"old": true, "lj": true, "gy": true, "mt": true, "dm": true}

// quarter is the part of a building's id before its number.
func quarter(id string) string {
	if n := len(id); n > 3 && id[n-3] == '-' {
		return id[:n-3]
	}
	return id
}

// topOf is the height of a building's flat top, standing on the mean ground of its corners [m].
func topOf(b building) float64 {
	sum := 0.0
	for _, p := range b.outline {
		sum += height(p)
	}
	return sum/float64(len(b.outline)) + b.height
}

// roof over a rectangle: eaves stand out, the ridge runs along the longer side
// and is shorter than the eaves by hip times the width at each end.
func roof(m *mesh, r ring, top, eaves, pitch, hip float64) {
	long, short := r[1].Sub(r[0]), r[3].Sub(r[0])
	a := r[0]
	if short.Len() > long.Len() {
		long, short = short, long.Mul(-1)
		a = r[1]
	}
	l, w := long.Len()+2*eaves, short.Len()+2*eaves
	f := frame{a.Sub(long.Normalize().Mul(eaves)).Sub(short.Normalize().Mul(eaves)), long.Normalize()}
	at := func(x, y, z float64) vec {
		p := f.at(x, y)
		return vec{p[0], p[1], top + z}
	}
	rise := pitch * w / 2
	down := -pitch * eaves
	in := hip * w
	a0, a1, b0, b1 := at(0, 0, down), at(l, 0, down), at(0, w, down), at(l, w, down)
	r0, r1 := at(in, w/2, rise+down), at(l-in, w/2, rise+down)
	m.face(a0, a1, r1, r0)
	m.face(b1, b0, r0, r1)
	m.face(a1, b1, r1)
	m.face(b0, a0, r0)
	m.face(a0, b0, b1, a1)
}

// stairHeads are the small structures on flat roofs of slabs and towers.
func stairHeads(t *town) *mesh {
	m := anchored(townAnchor).in(plaster)
	for k, b := range t.buildings {
		if b.height < storeys(4) {
			continue
		}
		r := b.outline
		top := topOf(b)
		if len(r) != 4 {
			c := r.centre()
			m.boxOnGround(vec{c[0] - 3, c[1] - 2.5, top - 0.2}, vec{c[0] + 3, c[1] + 2.5, top + 3.4})
			continue
		}
		long := r[1].Sub(r[0])
		f := frame{r[0], long.Normalize()}
		n := max(1, int(long.Len()/26))
		depth := r[3].Sub(r[0]).Len()
		for s := range n {
			x := long.Len()*(float64(s)+0.5)/float64(n) - 1.5 + 3*(noise(k)-0.5)
			c := [8]vec{}
			for i, d := range [4][2]float64{{0, 0}, {3, 0}, {3, 4.5}, {0, 4.5}} {
				p := f.at(x+d[0], depth/2-2.2+d[1])
				c[i], c[i+4] = vec{p[0], p[1], top - 0.2}, vec{p[0], p[1], top + 2.6}
			}
			m.hexahedron(c, false)
		}
	}
	return m
}
