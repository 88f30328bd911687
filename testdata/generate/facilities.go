package main

// containers is a site office: two storeys of n container cabins, doors to -y.
func containers(n int) *mesh {
	const w, d, h = 3.0, 6.0, 2.8
	m := newMesh()
	for floor := range 2 {
		z := 0.2 + float64(floor)*h
		for k := range n {
			x := float64(k)*w - float64(n)*w/2
			m.in(panelWhite).box(vec{x + 0.03, 0, z}, vec{x + w - 0.03, d, z + h - 0.12})
			m.in(panelBlue).box(vec{x, -0.03, z + h - 0.14}, vec{x + w, d + 0.03, z + h})
			m.in(glass)
			m.box(vec{x + 1.5, -0.05, z + 0.9}, vec{x + 2.7, 0, z + 2.1})
			m.box(vec{x + 0.8, d, z + 0.9}, vec{x + 2.2, d + 0.05, z + 2.1})
			m.in(darkSteel).box(vec{x + 0.3, -0.05, z}, vec{x + 1.2, 0, z + 2.1})
		}
	}
	length := float64(n) * w / 2
	m.in(darkSteel)
	m.box(vec{-length, -1.3, 0.2 + h - 0.15}, vec{length, 0, 0.2 + h}) // gallery
	for k := 0; k <= n; k++ {
		x := float64(k)*w - length
		m.bar(vec{x, -1.2, 0}, vec{x, -1.2, 0.2 + h + 1.1}, 0.09)
	}
	m.bar(vec{-length, -1.2, 0.2 + h + 1.1}, vec{length, -1.2, 0.2 + h + 1.1}, 0.07)
	for k := range 10 { // stair
		t := float64(k) / 10
		x := -length - 3.2 + 3.2*t
		m.box(vec{x, -1.3, 3 * t}, vec{x + 0.34, -0.2, 3*t + 0.08})
	}
	m.in(panelBlue) // one pitched roof over all
	e := length + 0.4
	m.face(vec{-e, -1.5, 5.9}, vec{e, -1.5, 5.9}, vec{e, 3, 6.9}, vec{-e, 3, 6.9})
	m.face(vec{e, 6.4, 5.9}, vec{-e, 6.4, 5.9}, vec{-e, 3, 6.9}, vec{e, 3, 6.9})
	m.face(vec{e, -1.5, 5.9}, vec{e, 6.4, 5.9}, vec{e, 3, 6.9})
	m.face(vec{-e, 6.4, 5.9}, vec{-e, -1.5, 5.9}, vec{-e, 3, 6.9})
	m.face(vec{-e, -1.5, 5.88}, vec{-e, 6.4, 5.88}, vec{e, 6.4, 5.88}, vec{e, -1.5, 5.88})
	return m
}

// gate spans 10 m along x: pillars, a sign across, a sliding gate half open, a guard's box.
func gate() *mesh {
	m := newMesh().in(panelBlue)
	for _, x := range []float64{-5.6, 5} {
		m.boxOnGround(vec{x, -0.4, -0.2}, vec{x + 0.6, 0.4, 6})
	}
	m.box(vec{-5.6, -0.5, 5.2}, vec{5.6, 0.5, 7})
	m.in(panelWhite).box(vec{-4.6, -0.56, 5.5}, vec{4.6, -0.5, 6.7})
	m.in(darkSteel)
	for x := -4.9; x < 0.2; x += 0.35 {
		m.bar(vec{x, 0.6, 0}, vec{x, 0.6, 1.7}, 0.06)
	}
	m.bar(vec{-5, 0.6, 0.2}, vec{0.2, 0.6, 0.2}, 0.1)
	m.bar(vec{-5, 0.6, 1.6}, vec{0.2, 0.6, 1.6}, 0.1)
	m.in(panelWhite).boxOnGround(vec{6.4, 0.6, -0.2}, vec{9.2, 3.2, 2.7})
	m.in(glass).box(vec{6.36, 1, 1}, vec{6.4, 2.8, 2.1})
	m.box(vec{6.9, 0.56, 1}, vec{8.7, 0.6, 2.1})
	m.in(panelBlue).box(vec{6.2, 0.4, 2.7}, vec{9.4, 3.4, 2.9})
	return m
}

// pumpHouse: a shed, a three-chamber settling tank along +x and the riser pipes.
func pumpHouse() *mesh {
	m := newMesh().in(panelWhite)
	m.boxOnGround(vec{-3, -2, -0.2}, vec{3, 2, 2.8})
	m.in(panelBlue).box(vec{-3.3, -2.3, 2.8}, vec{3.3, 2.3, 3})
	m.in(darkSteel).box(vec{-0.6, -2.05, 0}, vec{0.6, -2, 2.1})
	m.in(concrete)
	for _, y := range []float64{-2, 1.8} {
		m.boxOnGround(vec{4, y, -0.2}, vec{12, y + 0.2, 1.2})
	}
	for _, x := range []float64{4, 6.6, 9.2, 11.8} {
		m.boxOnGround(vec{x, -2, -0.2}, vec{x + 0.2, 2, 1.2})
	}
	m.in(panelBlue)
	for _, y := range []float64{-0.6, 0.6} {
		m.tube(vec{3, y, 1.5}, vec{4.6, y, 1.5}, 0.13, 0.13, 8)
	}
	return m
}

// materials: strut tubes, reinforcement, formwork and a silo.
func materials() *mesh {
	m := newMesh().in(tubeRed)
	for row := range 3 {
		for k := range 5 - row {
			y := float64(k)*0.66 + float64(row)*0.33
			z := 0.33 + float64(row)*0.57
			m.tube(vec{-6, y, z}, vec{6, y, z}, 0.3, 0.3, 10)
		}
	}
	m.in(rust)
	for k := range 4 {
		y := 6 + float64(k)*1.1
		m.boxOnGround(vec{-6, y, 0.15}, vec{5.5, y + 0.7, 0.55})
	}
	m.in(timber)
	for k := range 3 {
		x := -6 + float64(k)*4
		m.boxOnGround(vec{x, 12, 0}, vec{x + 3, 14.4, 0.9 + 0.25*float64(k)})
	}
	m.in(panelWhite) // silo
	c := vec{10, 4, 0}
	m.tube(c.Add(vec{0, 0, 4}), c.Add(vec{0, 0, 11}), 1.5, 1.5, 14)
	m.disc(c.Add(vec{0, 0, 11}), 1.5, 14)
	m.tube(c.Add(vec{0, 0, 1.8}), c.Add(vec{0, 0, 4}), 0.3, 1.5, 14)
	m.in(darkSteel)
	for _, d := range []vec{{1.2, 1.2}, {-1.2, 1.2}, {1.2, -1.2}, {-1.2, -1.2}} {
		m.bar(c.Add(d), c.Add(d).Add(vec{0, 0, 4.4}), 0.18)
	}
	return m
}
