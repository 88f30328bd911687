package main

// excavator digs along +x.
func excavator() *mesh {
	m := newMesh().in(rubber)
	for _, y := range []float64{-1.5, 0.9} { // tracks
		m.hexahedron([8]vec{{-1.6, y, 0}, {1.6, y, 0}, {1.6, y + 0.6, 0}, {-1.6, y + 0.6, 0}, {-2.1, y, 0.8}, {2.1, y, 0.8}, {2.1, y + 0.6, 0.8}, {-2.1, y + 0.6, 0.8}}, true)
	}
	m.in(darkSteel).box(vec{-1, -0.9, 0.5}, vec{1, 0.9, 1.05})
	m.in(machine)
	m.box(vec{-2.6, -1.3, 1.05}, vec{1, 1.3, 1.9})
	m.box(vec{-2.6, -1.3, 1.9}, vec{-1, 1.3, 2.4})
	m.box(vec{-0.6, 0.2, 1.9}, vec{1.1, 1.25, 3.05})
	m.in(glass)
	m.box(vec{1.1, 0.3, 1.95}, vec{1.14, 1.15, 2.9})
	m.box(vec{-0.4, 1.25, 2.1}, vec{0.95, 1.29, 2.9})
	m.in(machine)
	m.beam(vec{0.8, -0.3, 1.7}, vec{3.4, -0.3, 4.6}, 0.5, 0.6)
	m.beam(vec{3.2, -0.3, 4.5}, vec{5.6, -0.3, 3.9}, 0.45, 0.5)
	m.beam(vec{5.4, -0.3, 4.3}, vec{6.3, -0.3, 1.3}, 0.35, 0.4)
	m.in(darkSteel)
	m.hexahedron([8]vec{{5.6, -0.9, 0.2}, {6.4, -0.9, 0.05}, {6.4, 0.3, 0.05}, {5.6, 0.3, 0.2}, {5.4, -0.9, 1.1}, {6.6, -0.9, 1.3}, {6.6, 0.3, 1.3}, {5.4, 0.3, 1.1}}, true)
	m.bar(vec{1.4, -0.3, 1.4}, vec{3.2, -0.3, 3.6}, 0.16)
	m.bar(vec{4, -0.3, 4.8}, vec{5.6, -0.3, 4.4}, 0.14)
	return m
}

// chassis of a three-axle lorry along +x with a cab in the given colour.
func chassis(m *mesh, cab material) {
	m.in(darkSteel).box(vec{-4, -0.5, 0.7}, vec{3.2, 0.5, 1.1})
	m.in(cab).box(vec{2.2, -1.2, 0.8}, vec{4, 1.2, 2.9})
	m.in(glass)
	m.box(vec{4, -1.1, 1.8}, vec{4.04, 1.1, 2.7})
	m.box(vec{2.8, -1.24, 1.8}, vec{3.8, 1.24, 2.6})
	m.in(rubber)
	for _, x := range []float64{3, -1.8, -3.1} {
		m.wheel(vec{x, -1, 0.5}, 0.5, 0.35)
		m.wheel(vec{x, 1, 0.5}, 0.5, 0.35)
	}
}

func dumpTruck() *mesh {
	m := newMesh()
	chassis(m, panelBlue)
	m.in(machine)
	m.hexahedron([8]vec{{-4.2, -1.1, 1.1}, {1.9, -1.1, 1.1}, {1.9, 1.1, 1.1}, {-4.2, 1.1, 1.1}, {-4.6, -1.25, 2.5}, {2, -1.25, 2.5}, {2, 1.25, 2.5}, {-4.6, 1.25, 2.5}}, true)
	m.in(timber) // load of soil
	m.face(vec{-4.4, -1.1, 2.52}, vec{1.8, -1.1, 2.52}, vec{-1.2, 0, 3.1})
	m.face(vec{1.8, -1.1, 2.52}, vec{1.8, 1.1, 2.52}, vec{-1.2, 0, 3.1})
	m.face(vec{1.8, 1.1, 2.52}, vec{-4.4, 1.1, 2.52}, vec{-1.2, 0, 3.1})
	m.face(vec{-4.4, 1.1, 2.52}, vec{-4.4, -1.1, 2.52}, vec{-1.2, 0, 3.1})
	return m
}

// pumpTruck is the standby pump: pump set, hose reel and suction arm on a lorry.
func pumpTruck() *mesh {
	m := newMesh()
	chassis(m, rescueRed)
	m.in(rescueRed).box(vec{-1.4, -1.2, 1.1}, vec{2, 1.2, 2.8})
	m.in(panelWhite).box(vec{-1.3, -1.22, 1.7}, vec{1.9, 1.22, 2})
	m.in(darkSteel)
	m.wheel(vec{-2.9, 0, 2}, 0.95, 1.9) // reel
	m.beam(vec{-1.2, 0, 3}, vec{-4.4, 0, 3.3}, 0.3, 0.3)
	m.in(panelBlue).tube(vec{-4.4, 0, 3.3}, vec{-5.6, 0, 0.4}, 0.2, 0.2, 8)
	m.tube(vec{-5.6, 0, 0.5}, vec{-5.75, 0, 0.1}, 0.35, 0.35, 8)
	return m
}
