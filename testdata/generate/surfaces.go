package main

import "fmt"

// medians are the avenue's central planting, open at the junctions.
var medians = planting([][2]float64{{-5, 66}, {103, 148}, {204, 258}, {318, 376}, {441, 506}, {548, 605}})

func planting(xs [][2]float64) []ring {
	avenue := streets[0].line
	at := func(x float64) float64 {
		_, s := avenue.distance(point{x, 310})
		return s
	}
	var out []ring
	for _, x := range xs {
		l := avenue.between(at(x[0]), at(x[1]))
		r := ring(l.offset(-medianHalf))
		r = append(r, ring(l.offset(medianHalf).reversed())...)
		out = append(out, r.rounded(0.1))
	}
	return out
}

// surface is ground of one kind; what comes later lies on top.
type surface struct {
	id, kind, zh, en string
	rings            []ring  // outline, then holes
	manning          float64 // [s/m^(1/3)]
	infiltration     float64 // [mm/h]
}

// Roughness after Chow (1959), infiltration of compacted town soils: rounded
// engineering values, not measurements.
func surfaces(t *town) []surface {
	var out []surface
	add := func(id, kind, zh, en string, manning, infiltration float64, rings ...ring) {
		out = append(out, surface{id, kind, zh, en, rings, manning, infiltration})
	}
	for _, b := range blocks {
		add("yard-"+b.id, "yard", "街坊地面", "Yards of the block", 0.022, yardInfiltration, b.property)
	}
	for _, b := range blocks {
		add("pavement-"+b.id, "pavement", "人行道", "Pavement", 0.016, 0, b.pavement...)
	}
	for k, r := range t.lawns {
		add(fmt.Sprintf("lawn-%02d", k+1), "park", "宅间绿地", "Lawn", 0.05, lawnInfiltration, r)
	}
	for k, r := range medians {
		add(fmt.Sprintf("median-%d", k+1), "park", "滨江路中央绿化带", "Binjiang Road, central planting", 0.05, lawnInfiltration, r)
	}
	add("park", "park", "镜湖公园", "Jinghu Park", 0.05, lawnInfiltration, blockByID("park").property)
	add("park-path", "plaza", "镜湖公园环路", "Jinghu Park, path round the pond", 0.018, 0, grow(pond, 6), grow(pond, 3))
	add("park-plaza", "plaza", "公园入口广场", "Park entrance", 0.018, 0, frameAt(457, 448, 0).shape(0, 0, 26, -2, 28, 16, 6, 22))
	add("pond", "water", "镜湖", "Jinghu Pond", 0.03, 0, pond)
	add("school-yard", "plaza", "学校广场", "School forecourt", 0.018, 0, schoolFrame.rect(14, 13, 46, 26))
	add("school-track", "sports", "学校跑道", "School running track", 0.02, 5, sportsField)
	add("school-pitch", "park", "学校足球场", "School football pitch", 0.04, lawnInfiltration, grow(sportsField, -8))
	add("old-temple-court", "plaza", "城隍庙广场", "Temple court", 0.02, 0, templeCourt)
	add("square", "plaza", "仓前广场", "Cangqian Square", 0.018, 0, square)
	add("square-bed-1", "park", "仓前广场花坛", "Cangqian Square, flower bed", 0.05, lawnInfiltration, ring{{304, 332}, {318, 332}, {318, 346}, {304, 346}})
	add("square-bed-2", "park", "仓前广场花坛", "Cangqian Square, flower bed", 0.05, lawnInfiltration, ring{{330, 332}, {344, 332}, {344, 346}, {330, 346}})
	add("dongmen-green", "park", "东门绿地", "Dongmen green", 0.05, lawnInfiltration, dongmenGreen)
	add("ranfang-green", "park", "染坊公寓绿地", "Ranfang Apartments, garden", 0.05, lawnInfiltration, ranfangGreen)
	add("market-plaza", "plaza", "菜市场前广场", "Market forecourt", 0.018, 0, ring{{492, 256}, {522, 256}, {522, 284}, {492, 282}})
	add("m2-court", "park", "仓前里中心花园", "Cangqian court garden", 0.05, lawnInfiltration, ring{{206, 398}, {262, 398}, {262, 414}, {206, 414}})
	add("site-yard", "yard", "施工场地", "Construction site, hardstanding", 0.02, 0, hoarding)
	add("station-plaza", "plaza", "站前小广场", "Station forecourt", 0.018, 0, ring{{387, 214}, {399, 214}, {398.5, 284.5}, {387, 284.5}})
	return out
}

const (
	yardInfiltration = 3.0  // yards: paved, with beds and trees [mm/h]
	lawnInfiltration = 12.0 // [mm/h]
)

var (
	pond = smoothRing(point{494, 500}, point{502, 486}, point{522, 478}, point{546, 482}, point{562, 498}, point{566, 522}, point{552, 540}, point{530, 536}, point{516, 544}, point{500, 530})

	dongmenGreen = ring{{530, 206}, {592, 190}, {592, 228}, {530, 230}}
	ranfangGreen = ring{{392, 537}, {450, 537}, {458, 544}, {482, 592}, {392, 592}}

	// square opens the north side of the avenue at the sag.
	square = ring{{298, 321}, {354, 321}, {354, 354}, {299, 354}}

	templeCourt = frameAt(480, 84, -16).rect(-2, 0, 30, 54)

	landforms = []landform{
		{pond, -0.9, 5},
		{smoothRing(point{560, 548}, point{584, 540}, point{590, 566}, point{572, 586}, point{552, 576}), 3.2, 16},
		{smoothRing(point{500, 562}, point{520, 558}, point{532, 576}, point{516, 590}, point{502, 584}), 1.8, 13},
		{smoothRing(point{470, 470}, point{486, 462}, point{490, 478}, point{478, 492}), 1.0, 9},
		{sportsField, -0.12, 4},
	}
)

// smoothRing runs a closed Catmull-Rom curve through the points.
func smoothRing(through ...point) ring {
	n := len(through)
	var out ring
	for k := range n {
		p0, p1, p2, p3 := through[(k+n-1)%n], through[k], through[(k+1)%n], through[(k+2)%n]
		for s := range 4 {
			t := float64(s) / 4
			out = append(out, point{
				catmullRom(p0[0], p1[0], p2[0], p3[0], t),
				catmullRom(p0[1], p1[1], p2[1], p3[1], t),
			})
		}
	}
	return out.rounded(0.5)
}

// grow moves a smooth ring's vertices d metres outwards.
func grow(r ring, d float64) ring {
	out := make(ring, len(r))
	for k, p := range r {
		along := r[(k+1)%len(r)].Sub(r[(k+len(r)-1)%len(r)]).Normalize()
		out[k] = p.Sub(left(along).Mul(d))
	}
	return out.rounded(0.5)
}

var (
	schoolFrame = frameAt(84, 458, 2)
	sportsField = oval(frameAt(8, 452, 2), 62, 96)
)

// oval is a running track of w × l metres, its straights along y.
func oval(f frame, w, l float64) ring {
	r := w / 2
	var out ring
	for k := range 13 { // northern bend
		d := heading(float64(k) * 15)
		out = append(out, f.at(r+r*d[0], l-r+r*d[1]))
	}
	for k := range 13 { // southern bend
		d := heading(180 + float64(k)*15)
		out = append(out, f.at(r+r*d[0], r+r*d[1]))
	}
	return out.rounded(0.5)
}
