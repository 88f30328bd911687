package main

// Levels of the supports' axes [m]: one of concrete, below it steel tubes.
const concreteLevel = 3.3

var steelLevels = []struct{ level, to float64 }{ // from the west end to x = to
	{-0.4, 309}, {-4.0, 309}, {-8.0, 267},
}

// struts draws capping beam, concrete and steel struts, walers and columns.
func struts() *mesh {
	m := anchored(pitAnchor).in(concrete)
	cappingBeam(m)
	railing(m.in(craneYellow))
	m.in(concrete)
	x0, y0, x1, y1 := pit[0][0], pit[0][1], pit[2][0], pit[2][1]
	for x := x0 + 8; x < x1-4; x += 8 {
		m.beam(vec{x, y0, concreteLevel}, vec{x, y1, concreteLevel}, 0.8, 0.9)
	}
	for _, y := range []float64{y0 + 0.4, y1 - 0.4} { // concrete walers
		m.beam(vec{x0, y, concreteLevel}, vec{x1, y, concreteLevel}, 0.8, 0.9)
	}
	for _, c := range [][4]float64{{x0, y0 + 7, x0 + 7, y0}, {x0, y1 - 7, x0 + 7, y1}, {x1, y0 + 7, x1 - 7, y0}, {x1, y1 - 7, x1 - 7, y1}} {
		m.beam(vec{c[0], c[1], concreteLevel}, vec{c[2], c[3], concreteLevel}, 0.7, 0.9)
	}
	m.in(tubeRed)
	for _, l := range steelLevels {
		for x := x0 + 4; x < l.to-1; x += 4 {
			m.tube(vec{x, y0 + 0.5, l.level}, vec{x, y1 - 0.5, l.level}, 0.305, 0.305, 8)
		}
	}
	m.in(darkSteel)
	for _, l := range steelLevels {
		for _, y := range []float64{y0 + 0.3, y1 - 0.3} {
			m.beam(vec{x0, y, l.level}, vec{l.to, y, l.level}, 0.5, 0.5)
		}
	}
	middle := (y0 + y1) / 2
	for x := x0 + 16; x < x1-4; x += 16 { // lattice columns, drawn as four legs
		foot := levelWest
		if x > stageMid[0][0] {
			foot = levelMid
		}
		if x > stageEast[0][0] {
			foot = levelEast
		}
		for _, d := range [][2]float64{{0.22, 0.22}, {-0.22, 0.22}, {-0.22, -0.22}, {0.22, -0.22}} {
			m.bar(vec{x + d[0], middle + d[1], foot - 0.2}, vec{x + d[0], middle + d[1], concreteLevel + 0.3}, 0.14)
		}
	}
	return m
}

// cappingBeam follows the ground around the pit; its top is the coping.
func cappingBeam(m *mesh) {
	const in, out = 0.12, 0.8
	edge := pit.closed()
	for k := 1; k < len(edge); k++ {
		a, b := edge[k-1], edge[k]
		along := b.Sub(a).Normalize()
		outward := left(along).Mul(-1)
		n := int(b.Sub(a).Len() / 5)
		for s := range n {
			p := a.Add(b.Sub(a).Mul(float64(s) / float64(n)))
			q := a.Add(b.Sub(a).Mul(float64(s+1) / float64(n)))
			if s == 0 {
				p = p.Sub(along.Mul(out))
			}
			if s == n-1 {
				q = q.Add(along.Mul(out))
			}
			corner := func(p point, d, z float64) vec {
				top := copingCrest(p.Add(outward.Mul(1.5)))
				w := p.Add(outward.Mul(d))
				return vec{w[0], w[1], top + z}
			}
			m.hexahedron([8]vec{
				corner(p, out, -1.3), corner(q, out, -1.3), corner(q, -in, -1.3), corner(p, -in, -1.3),
				corner(p, out, 0), corner(q, out, 0), corner(q, -in, 0), corner(p, -in, 0),
			}, true)
		}
	}
}

// railing guards the edge, outside the coping.
func railing(m *mesh) {
	const out, tall = 1.1, 1.2
	edge := pit.closed()
	for k := 1; k < len(edge); k++ {
		along := edge[k].Sub(edge[k-1]).Normalize()
		outward := left(along).Mul(-1)
		a := edge[k-1].Add(outward.Mul(out)).Sub(along.Mul(out))
		b := edge[k].Add(outward.Mul(out)).Add(along.Mul(out))
		n := int(b.Sub(a).Len() / 4)
		foot := func(s int) vec {
			p := a.Add(b.Sub(a).Mul(float64(s) / float64(n)))
			return vec{p[0], p[1], height(p)}
		}
		for s := range n {
			p, q := foot(s), foot(s+1)
			m.bar(p, p.Add(vec{0, 0, tall}), 0.06)
			for _, z := range []float64{0.6, tall} {
				m.bar(p.Add(vec{0, 0, z}), q.Add(vec{0, 0, z}), 0.05)
			}
		}
	}
}
