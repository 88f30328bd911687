package main

import "math"

// tree is a place for one.
type tree struct {
	at      point
	tall    float64 // [m]
	camphor bool    // or plane tree
}

// treesPerModel keeps a file below 200 kB.
const treesPerModel = 95

// trees plants streets, park, school and courtyards and merges them by the
// hundred.
func trees(t *town) []*mesh {
	var out []*mesh
	for k, tr := range plant(t) {
		if k%treesPerModel == 0 {
			out = append(out, newMesh())
		}
		m := out[len(out)-1]
		m.town(vec{tr.at[0], tr.at[1], height(tr.at)}, 0)
		crown := tr.tall * 0.36
		m.in(bark).tube(vec{0, 0, -0.2}, vec{0, 0, tr.tall * 0.5}, 0.16, 0.1, 5)
		leaves := leafLight
		if tr.camphor {
			leaves = leafDark
		}
		m.in(leaves).blob(vec{0, 0, tr.tall * 0.66}, crown, tr.tall*0.36, uint32(k)*2654435761+7)
	}
	return out
}

// plant chooses the places: clear of carriageways, buildings, the pit and each other.
func plant(t *town) []tree {
	var out []tree
	add := func(p point, tall float64, camphor bool) {
		p = point{math.Floor(p[0]) + 0.5, math.Floor(p[1]) + 0.5}
		if p[0] < 3 || p[1] < 3 || p[0] > size-3 || p[1] > size-3 || hoarding.contains(p) {
			return
		}
		for _, b := range t.buildings {
			if b.outline.contains(p) || b.outline.edge(p) < 2 {
				return
			}
		}
		for _, o := range out {
			if o.at.Sub(p).Len() < 4 {
				return
			}
		}
		out = append(out, tree{p, tall + 1.5*noise(len(out)), camphor})
	}
	for _, m := range medians {
		half := polyline(m[:len(m)/2])
		for s := 5.0; s < half.length()-3; s += 8 {
			p, d := half.at(s)
			add(p.Add(left(d).Mul(medianHalf)), 5.5, true)
		}
	}
	for _, s := range streets {
		step := map[string]float64{"binjiang": 14, "yongan": 17, "wenchang": 17, "xiaohe": 19}[s.id]
		if step == 0 {
			continue
		}
		for _, sign := range []float64{-1, 1} {
			kerb := s.line.offset(sign * (s.half + 1.2))
			for at := 6.0; at < kerb.length(); at += step {
				p, _ := kerb.at(at)
				if onPavement(p) {
					add(p, 7, s.id != "binjiang")
				}
			}
		}
	}
	park := blockByID("park").property
	for k := range 150 {
		p := point{430 + 170*noise(3*k+1), 440 + 160*noise(3*k+2)}
		if park.contains(p) && park.edge(p) > 3 && !grow(pond, 7).contains(p) {
			add(p, 5.5+4*noise(3*k), k%3 == 0)
		}
	}
	for y := 455.0; y < 556; y += 13 { // school
		add(point{76, y}, 6, true)
	}
	for x := 208.0; x < 262; x += 9 { // courtyard garden
		add(point{x, 406}, 6, true)
	}
	for _, x := range []float64{307, 314, 333, 340} { // square
		add(point{x, 335}, 5.5, false)
		add(point{x, 342}, 5.5, false)
	}
	for k := range 26 {
		green := []ring{dongmenGreen, ranfangGreen}[k%2]
		low, high := green.bounds()
		p := point{low[0] + (high[0]-low[0])*noise(500+2*k), low[1] + (high[1]-low[1])*noise(501+2*k)}
		if green.contains(p) && green.edge(p) > 2 {
			add(p, 6, k%3 > 0)
		}
	}
	for k, l := range t.lawns {
		if k%2 == 0 {
			add(l.centre(), 5, k%4 == 0)
		}
	}
	return out
}

// onPavement reports whether p lies between kerb and property line.
func onPavement(p point) bool {
	for _, b := range blocks {
		if b.kerb.contains(p) {
			return !b.property.contains(p) && b.kerb.edge(p) > 0.5
		}
	}
	return false
}

// noise is a number from 0 to 1 that looks random and is always the same for k.
func noise(k int) float64 {
	x := uint64(k)*0x9E3779B97F4A7C15 + 0x1234567
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return float64((x^x>>31)>>11) / (1 << 53)
}
