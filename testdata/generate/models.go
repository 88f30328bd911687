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

// Obstacle tells whether cranes keep clear of it: houses of the site, which are in no
// other file. What drives about, what they load and trees that bend are none, and the
// roofs of the town lie on boxes that are obstacles already.
func (p placement) Obstacle() bool {
	return p.Class == "site_office" || p.Class == "gate" || p.Class == "pump_house"
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
	put("vehicles", "停放车辆", "Parked cars", "cars", townAnchor[:], 0, cars())
	return files, placed
}
