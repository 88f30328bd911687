package main

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

var (
	craneYellow = paint("crane yellow", 0xE0A21B, 0.2, 0.55)
	machine     = paint("machine yellow", 0xD9931A, 0.1, 0.6)
	darkSteel   = paint("dark steel", 0x3B3F45, 0.6, 0.5)
	rust        = paint("rusty steel", 0x7A4A32, 0.4, 0.8)
	tubeRed     = paint("strut red", 0x9A3B2C, 0.3, 0.55)
	concrete    = paint("concrete", 0x9B9890, 0, 0.9)
	panelWhite  = paint("panel white", 0xE9EAE6, 0, 0.7)
	panelBlue   = paint("panel blue", 0x2D6AA3, 0, 0.6)
	glass       = paint("glass", 0x2B3A44, 0.1, 0.2)
	rubber      = paint("rubber", 0x202124, 0, 0.9)
	rescueRed   = paint("rescue red", 0xB3261E, 0.1, 0.45)
	timber      = paint("timber", 0xA8814F, 0, 0.85)
	bark        = paint("bark", 0x5D4B3A, 0, 0.95)
	leafDark    = paint("camphor leaves", 0x3F6B34, 0, 0.9)
	leafLight   = paint("plane leaves", 0x6A8F3F, 0, 0.9)
	tile        = paint("grey roof tile", 0x5B6068, 0, 0.85)
	tileRed     = paint("temple tile", 0x8A5A3A, 0, 0.8)
	plaster     = paint("roof structures", 0xB9B3A6, 0, 0.9)
)

// placement puts a model file on the site.
type placement struct {
	ID, Class, ZH, EN, File string
	At                      []float64 // on the ground, or with a height
	turn                    float64   // anticlockwise [°]
}

// Heading is the same clockwise, from 0 to 360.
func (p placement) Heading() float64 { return math.Mod(360-p.turn, 360) }

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

// townAnchor and pitAnchor are the origins of models that are spread over the
// site. They are drawn in site coordinates and moved there.
var (
	townAnchor = vec{300, 300, 5}
	pitAnchor  = vec{292, 263.5, 5}
)

// anchored draws in site coordinates.
func anchored(anchor vec) *mesh {
	m := newMesh()
	m.to = mgl64.Translate3D(-anchor[0], -anchor[1], -anchor[2])
	return m
}

// town draws what follows at p of the site, turned by degrees.
func (m *mesh) town(p vec, degrees float64) *mesh { return m.at(p.Sub(townAnchor), degrees) }

// models returns the GLB files and where they stand.
func models(t *town) (files map[string][]byte, placed []placement) {
	files = map[string][]byte{}
	put := func(class, zh, en, file string, at []float64, turn float64, m *mesh) {
		id := file
		for k := 2; ; k++ {
			taken := false
			for _, p := range placed {
				taken = taken || p.ID == id
			}
			if !taken {
				break
			}
			id = fmt.Sprintf("%s-%d", file, k)
		}
		if m != nil {
			files["models/"+file+".glb"] = m.glb(file)
		}
		placed = append(placed, placement{id, class, zh, en, file, at, turn})
	}
	put("pit_support", "冠梁与支撑", "Capping beam and struts", "struts", pitAnchor[:], 0, struts())
	put("tower_crane", "1号塔吊", "Tower crane 1", "tower-crane-1", []float64{256.5, 243.5}, 0, towerCrane(36, 50, 62))
	put("tower_crane", "2号塔吊", "Tower crane 2", "tower-crane-2", []float64{334.5, 243.5}, 0, towerCrane(44, 55, 118))
	put("site_office", "项目部办公室", "Site office", "office", []float64{224.5, 219.5}, 0, containers(8))
	put("gate", "工地大门", "Site gate", "gate", []float64{291.5, 213.5}, 0, gate())
	put("pump_house", "泵房与沉淀池", "Pump house and settling tank", "pump-house", []float64{208.5, 262.5}, 0, pumpHouse())
	put("material_yard", "材料堆场", "Material yard", "materials", []float64{352.5, 224.5}, 0, materials())
	put("excavator", "1号挖掘机", "Excavator 1", "excavator", []float64{300.5, 262.5}, 20, excavator())
	put("excavator", "2号挖掘机", "Excavator 2", "excavator", []float64{338.5, 266.5}, 195, nil)
	put("excavator", "3号挖掘机", "Excavator 3", "excavator", []float64{318.5, 256.5}, 150, nil)
	put("truck", "1号渣土车", "Tipper 1", "dump-truck", []float64{296.5, 226.5}, 80, dumpTruck())
	put("truck", "2号渣土车", "Tipper 2", "dump-truck", []float64{302.5, 238.5}, 100, nil)
	put("pump_truck", "移动泵车", "Pump truck", "pump-truck", []float64{323.5, 226.5}, 0, pumpTruck())
	for k, m := range trees(t) {
		put("trees", "行道树与园林", "Trees", fmt.Sprintf("trees-%d", k+1), townAnchor[:], 0, m)
	}
	put("roofs", "老城区屋面", "Roofs of the old town", "roofs", townAnchor[:], 0, roofs(t))
	put("roofs", "屋顶楼梯间", "Stair heads on the roofs", "roof-plant", townAnchor[:], 0, stairHeads(t))
	put("street_furniture", "路灯", "Street lamps", "lamps", townAnchor[:], 0, lamps())
	put("vehicles", "停放车辆", "Parked cars", "cars", townAnchor[:], 0, cars(t))
	return files, placed
}
