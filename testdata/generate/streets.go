package main

// A street is its centreline with a carriageway of 2·half metres and a pavement
// on each side. Streets are listed by rank: where two meet, the first keeps its
// crown and gutters.
type street struct {
	id, zh, en string
	line       polyline
	half       float64 // half the carriageway [m]
	pavement   float64 // width of each pavement [m]
}

const (
	size        = 600.0 // side of the site [m]
	medianHalf  = 2.0   // half the avenue's central planting [m]
	kerbRadius  = 6.0   // where the kerbs of two streets meet [m]
	overhang    = 30.0  // streets run on beyond the site's edge [m]
	kerbUpstand = 0.15  // pavement above gutter [m]
)

var streets = []street{
	{"binjiang", "滨江路", "Binjiang Road", smooth(point{-overhang, 303}, point{120, 303}, point{240, 303}, point{340, 303}, point{420, 306}, point{490, 313}, point{550, 324}, point{size + overhang, 341}), 12.5, 5.5},
	{"yongan", "永安路", "Yong'an Road", polyline{{184, -overhang}, {176, 303}, {168, size + overhang}}, 6.5, 4},
	{"wenchang", "文昌路", "Wenchang Road", smooth(point{416, -overhang}, point{413, 100}, point{410, 205}, point{409, 305}, point{413, 365}, point{424, 425}, point{442, 485}, point{467, 545}, point{500, size + overhang}), 6, 3.5},
	{"xiaohe", "小河路", "Xiaohe Road", smooth(point{-overhang, 424}, point{80, 431}, point{173, 440}, point{292, 447}, point{427, 441}, point{520, 430}, point{size + overhang, 412}), 5, 3},
	{"cangqian", "仓前街", "Cangqian Street", polyline{{288, 303}, {292, 447}, {287, size + overhang}}, 4.5, 3},
	{"matou", "码头街", "Matou Street", polyline{{-overhang, 190}, {179, 199}, {290, 203}, {410, 205}, {size + overhang, 146}}, 4.5, 3},
	{"jianshe", "建设路", "Jianshe Road", polyline{{-overhang, 78}, {181.5, 88}, {413, 97}}, 4.5, 3},
	{"laojie", "老街", "Old Street", polyline{{413, 97}, {size + overhang, 37.5}}, 3, 1.5},
	{"ranfang", "染坊弄", "Ranfang Lane", polyline{{170, 534}, {290, 527}, {460, 528}}, 3, 1.5},
	{"dengcao", "灯草弄", "Dengcao Lane", polyline{{86, 194.5}, {83, 303}}, 3, 1.5},
	{"yanma", "盐码弄", "Yanma Lane", polyline{{299, 92.5}, {294, 203}}, 3.5, 2},
	{"shuita", "水塔路", "Shuita Road", polyline{{528, 320}, {519, 430}}, 3.5, 2},
	{"guihua", "桂花弄", "Guihua Lane", polyline{{86, 303}, {88, 431}}, 3, 1.5},
}

// side is one kerb of a street, or an edge of the site.
type side struct {
	street string // "" on an edge of the site
	line   polyline
	walk   float64 // pavement behind it [m]
	inward float64 // +1: the block lies to the left of line, -1: to the right
}

// leftOf and rightOf name the block's place: the block to the left of the
// street as its line runs (west to east, south to north).
func leftOf(id string) side  { return sideOf(id, +1) }
func rightOf(id string) side { return sideOf(id, -1) }

func sideOf(id string, inward float64) side {
	for _, s := range streets {
		if s.id == id {
			return side{id, s.line.offset(inward * s.half), s.pavement, inward}
		}
	}
	panic("no street " + id)
}

var (
	westEdge  = side{"", polyline{{0, -99}, {0, size + 99}}, 0, -1}
	eastEdge  = side{"", polyline{{size, -99}, {size, size + 99}}, 0, +1}
	southEdge = side{"", polyline{{-99, 0}, {size + 99, 0}}, 0, +1}
	northEdge = side{"", polyline{{-99, size}, {size + 99, size}}, 0, -1}
)

// block is the land between streets.
type block struct {
	id        string
	kerb      ring // outer line of the pavement
	property  ring // inner line of the pavement
	sides     []side
	fronts    []polyline // property line along each side, anticlockwise
	pavement  []ring     // between kerb and property line
	low, high point      // of the kerb's bounding box
	corners   []ring     // carriageway between the street lines and the curved kerb
}

func newBlock(id string, sides ...side) block {
	b := block{id: id, sides: sides}
	kerb, _, corners := goRound(sides, 0, kerbRadius)
	property, fronts, _ := goRound(sides, 1, 2.5)
	b.kerb, b.property = ring(join(kerb)).rounded(0.1), ring(join(property)).rounded(0.1)
	b.low, b.high = b.kerb.bounds()
	b.fronts, b.corners = fronts, corners
	b.pavement = pavement(sides, kerb, property)
	return b
}

// pavement lies between kerb and property line: a ring with a hole, or a band
// where the block reaches the site's edge.
func pavement(sides []side, kerb, property []polyline) []ring {
	n, first := len(sides), -1
	for k := range n {
		if sides[(k+n-1)%n].street == "" && sides[k].street != "" {
			first = k
		}
	}
	if first < 0 {
		return []ring{ring(join(kerb)).rounded(0.1), ring(join(property)).rounded(0.1)}
	}
	var outer, inner []polyline
	for k := first; sides[k%n].street != ""; k++ {
		outer, inner = append(outer, kerb[k%n]), append(inner, property[k%n])
	}
	return []ring{ring(append(join(outer), join(inner).reversed()...)).rounded(0.1)}
}

// goRound goes round the sides anticlockwise, walk pavements behind the kerb,
// and cuts the corners between streets by radius. A line begins where the one
// before it ends; fronts run on into the corners.
func goRound(sides []side, walk, radius float64) (lines, fronts []polyline, corners []ring) {
	n := len(sides)
	whole := make([]polyline, n)
	for k, s := range sides {
		whole[k] = s.line.offset(s.inward * s.walk * walk)
	}
	begin, end := make([]float64, n), make([]float64, n)
	for k := range n {
		next := (k + 1) % n
		s, t, ok := whole[k].crossing(whole[next])
		if !ok {
			panic("sides do not meet: " + sides[k].street + " and " + sides[next].street)
		}
		end[k], begin[next] = s, t
	}
	lines, fronts = make([]polyline, n), make([]polyline, n)
	for k := range n {
		next := (k + 1) % n
		fronts[k] = whole[k].between(begin[k], end[k])
		from, to := begin[k], end[k]
		if corner(sides, k) {
			to -= radius * direction(begin[k], end[k])
		}
		if corner(sides, (k+n-1)%n) {
			from += radius * direction(begin[k], end[k])
		}
		lines[k] = whole[k].between(from, to)
		if !corner(sides, k) {
			continue
		}
		a := lines[k][len(lines[k])-1]
		c, _ := whole[k].at(end[k])
		b, _ := whole[next].at(begin[next] + radius*direction(begin[next], end[next]))
		var arc polyline
		for s := 1; s < 6; s++ { // a quadratic Bézier curve
			t := float64(s) / 6
			arc = append(arc, a.Mul((1-t)*(1-t)).Add(c.Mul(2*t*(1-t))).Add(b.Mul(t*t)))
		}
		lines[k] = append(lines[k], arc...)
		corners = append(corners, append(append(ring{c, b}, arc.reversed()...), a).rounded(0.1))
	}
	return lines, fronts, corners
}

func join(lines []polyline) (all polyline) {
	for _, l := range lines {
		all = append(all, l...)
	}
	return all
}

// corner reports whether streets meet at the end of side k.
func corner(sides []side, k int) bool {
	return sides[k].street != "" && sides[(k+1)%len(sides)].street != ""
}

func direction(from, to float64) float64 {
	if to < from {
		return -1
	}
	return 1
}

// blocks from the north-west to the south-east, row by row.
var blocks = []block{
	newBlock("school", leftOf("xiaohe"), leftOf("yongan"), northEdge, westEdge),
	newBlock("n2s", leftOf("xiaohe"), leftOf("cangqian"), rightOf("ranfang"), rightOf("yongan")),
	newBlock("n2n", leftOf("ranfang"), leftOf("cangqian"), northEdge, rightOf("yongan")),
	newBlock("n3s", leftOf("xiaohe"), leftOf("wenchang"), rightOf("ranfang"), rightOf("cangqian")),
	newBlock("n3n", leftOf("ranfang"), leftOf("wenchang"), northEdge, rightOf("cangqian")),
	newBlock("park", leftOf("xiaohe"), eastEdge, northEdge, rightOf("wenchang")),

	newBlock("m1w", leftOf("binjiang"), leftOf("guihua"), rightOf("xiaohe"), westEdge),
	newBlock("m1e", leftOf("binjiang"), leftOf("yongan"), rightOf("xiaohe"), rightOf("guihua")),
	newBlock("m2", leftOf("binjiang"), leftOf("cangqian"), rightOf("xiaohe"), rightOf("yongan")),
	newBlock("m3", leftOf("binjiang"), leftOf("wenchang"), rightOf("xiaohe"), rightOf("cangqian")),
	newBlock("m4", leftOf("binjiang"), leftOf("shuita"), rightOf("xiaohe"), rightOf("wenchang")),
	newBlock("m5", leftOf("binjiang"), eastEdge, rightOf("xiaohe"), rightOf("shuita")),

	newBlock("s1w", leftOf("matou"), leftOf("dengcao"), rightOf("binjiang"), westEdge),
	newBlock("s1e", leftOf("matou"), leftOf("yongan"), rightOf("binjiang"), rightOf("dengcao")),
	newBlock("station", leftOf("matou"), leftOf("wenchang"), rightOf("binjiang"), rightOf("yongan")),
	newBlock("market", leftOf("matou"), eastEdge, rightOf("binjiang"), rightOf("wenchang")),

	newBlock("t1", leftOf("jianshe"), leftOf("yongan"), rightOf("matou"), westEdge),
	newBlock("t2", leftOf("jianshe"), leftOf("yanma"), rightOf("matou"), rightOf("yongan")),
	newBlock("t3", leftOf("jianshe"), leftOf("wenchang"), rightOf("matou"), rightOf("yanma")),
	newBlock("old", leftOf("laojie"), eastEdge, rightOf("matou"), rightOf("wenchang")),

	newBlock("u1", southEdge, leftOf("yongan"), rightOf("jianshe"), westEdge),
	newBlock("u2", southEdge, leftOf("wenchang"), rightOf("jianshe"), rightOf("yongan")),
	newBlock("u3", southEdge, eastEdge, rightOf("laojie"), rightOf("wenchang")),
}

func blockByID(id string) block {
	for k := range blocks {
		if blocks[k].id == id {
			return blocks[k]
		}
	}
	panic("no block " + id)
}
