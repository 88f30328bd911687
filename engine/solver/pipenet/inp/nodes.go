package inp

import (
	"strings"

	"shapan/engine/solver/pipenet"
)

// addNode adds a node, whose name must be new.
func (b *builder) addNode(n pipenet.Node) {
	key := strings.ToLower(n.Name)
	if n.Name == "" {
		b.wrong("a name is missing")
		return
	}
	if at, twice := b.lines["node/"+key]; twice {
		b.wrong("node %s: is there already on line %d", n.Name, at)
		return
	}
	b.nodes[key] = len(b.file.Network.Nodes)
	b.lines["node/"+key] = b.at.line
	b.file.Network.Nodes = append(b.file.Network.Nodes, n)
}

// node finds the node that field i names.
func (b *builder) node(i int, what string) int {
	name := b.need(i, what)
	if k, ok := b.nodes[strings.ToLower(name)]; ok {
		return k
	}
	if name != "" {
		b.wrong("%s: node %q is not defined", what, clip(name))
	}
	return -1
}

func (b *builder) readNodes() {
	L := b.u.length
	b.each("JUNCTIONS", func() {
		b.addNode(pipenet.Node{Name: b.text(0), Invert: b.number(1, "invert") * L,
			MaxDepth: b.notNegative(2, "maximum depth", 0) * L, Initial: b.notNegative(3, "initial depth", 0) * L,
			Surcharge: b.notNegative(4, "surcharge depth", 0) * L, Ponded: b.notNegative(5, "ponded area", 0) * L * L})
	})
	b.each("DIVIDERS", func() {
		n := pipenet.Node{Name: b.text(0), Invert: b.number(1, "invert") * L}
		k := 4 + map[string]int{"CUTOFF": 1, "TABULAR": 1, "WEIR": 3}[b.upper(3)]
		n.MaxDepth = b.notNegative(k, "maximum depth", 0) * L
		n.Initial = b.notNegative(k+1, "initial depth", 0) * L
		n.Surcharge = b.notNegative(k+2, "surcharge depth", 0) * L
		n.Ponded = b.notNegative(k+3, "ponded area", 0) * L * L
		b.addNode(n)
		b.leave(false, "divider %s: under the dynamic wave it is a junction, as in SWMM", n.Name)
	})
	b.each("OUTFALLS", b.outfall)
	b.each("STORAGE", b.storage)
}

func (b *builder) outfall() {
	L := b.u.length
	n := pipenet.Node{Name: b.text(0), Kind: pipenet.Outfall, Invert: b.number(1, "invert") * L}
	k, stage := 3, Stage{Node: len(b.file.Network.Nodes)}
	switch kind := b.upper(2); kind {
	case "FREE":
	case "NORMAL":
		n.Level = pipenet.Normal
	case "FIXED":
		n.Level, n.Stage, k = pipenet.Given, b.number(3, "stage")*L, 4
	case "TIDAL":
		n.Level, k = pipenet.Given, 4
		if c := b.curve(3, "tide", "TIDAL"); c != nil {
			tide := pipenet.Curve{X: c.X, Y: scaled(c.Y, L)}
			stage.Tide = &tide
		}
	case "TIMESERIES":
		n.Level, k = pipenet.Given, 4
		stage.Series = b.seriesOf(3, "stage")
	default:
		b.wrong("outfall %s: %q: expected FREE, NORMAL, FIXED, TIDAL or TIMESERIES", n.Name, clip(b.text(2)))
	}
	n.Flap = b.yes(k, "tide gate")
	if b.has(k + 1) {
		b.leave(true, "outfall %s: what it discharges is not led to %s", n.Name, b.text(k+1))
	}
	if stage.Series != nil || stage.Tide != nil {
		b.file.Stages = append(b.file.Stages, stage)
	}
	b.addNode(n)
}

func (b *builder) storage() {
	L := b.u.length
	n := pipenet.Node{Name: b.text(0), Kind: pipenet.Storage, Invert: b.number(1, "invert") * L,
		MaxDepth: b.notNegative(2, "maximum depth", 0) * L, Initial: b.notNegative(3, "initial depth", 0) * L}
	k := 7
	switch kind := b.upper(4); kind {
	case "FUNCTIONAL":
		c, e, base := b.notNegative(5, "coefficient", 0), b.notNegative(6, "exponent", 0), b.notNegative(7, "constant", 0)
		n.Area = pipenet.FunctionalArea(base, c, e, n.MaxDepth/L)
		k = 8
	case "TABULAR":
		if c := b.curve(5, "storage curve", "STORAGE"); c != nil {
			n.Area = pipenet.Curve{X: c.X, Y: c.Y}
		}
		k = 6
	case "CYLINDRICAL", "CONICAL", "PYRAMIDAL", "PARABOLOID":
		p1, p2, p3 := b.notNegative(5, "first dimension", 0), b.notNegative(6, "second dimension", 0), b.notNegative(7, "third dimension", 0)
		n.Area = storageShape(kind, p1, p2, p3, n.MaxDepth/L)
		k = 8
	default:
		b.wrong("storage %s: %q: expected FUNCTIONAL, TABULAR, CYLINDRICAL, CONICAL, PARABOLOID or PYRAMIDAL", n.Name, clip(b.text(4)))
	}
	n.Area.X, n.Area.Y = scaled(n.Area.X, L), scaled(n.Area.Y, L*L)
	n.Surcharge = b.notNegative(k, "surcharge depth", 0) * L
	if b.notNegative(k+1, "evaporation", 0) > 0 {
		b.leave(true, "storage %s: evaporation", n.Name)
	}
	if b.has(k + 2) {
		b.leave(true, "storage %s: seepage", n.Name)
	}
	b.addNode(n)
}

// storageShape samples the plan area of a body over its depth.
func storageShape(kind string, p1, p2, p3, depth float64) pipenet.Curve {
	const pi = 3.141592653589793
	switch kind {
	case "CYLINDRICAL": // axes of the ellipse
		return pipenet.FunctionalArea(pi*p1*p2/4, 0, 1, depth)
	case "PARABOLOID": // axes at height p3
		if p3 > 0 {
			return pipenet.FunctionalArea(0, pi*p1*p2/4/p3, 1, depth)
		}
	}
	c := pipenet.Curve{}
	const n = 128
	for k := range n + 1 {
		y := depth * float64(k) / n
		l, w := p1+2*p3*y, p2
		if p1 > 0 {
			w = p2 * l / p1 // side slope run over rise along the long axis
		}
		a := l * w
		if kind == "CONICAL" {
			a *= pi / 4
		} else {
			a = l * (p2 + 2*p3*y)
		}
		c.X, c.Y = append(c.X, y), append(c.Y, a)
	}
	return c
}

// curve finds the curve that field i names, of one of the given kinds.
func (b *builder) curve(i int, what string, kinds ...string) *curve {
	name := b.need(i, what)
	if name == "" {
		return nil
	}
	c := b.curves[strings.ToLower(name)]
	if c == nil {
		b.wrong("%s: curve %q is not defined", what, clip(name))
		return nil
	}
	for _, k := range kinds {
		if c.kind == k {
			return c
		}
	}
	b.wrong("%s: curve %s on line %d is of kind %q: expected %s", what, name, c.line, c.kind, strings.Join(kinds, " or "))
	return nil
}

// seriesOf finds the time series that field i names.
func (b *builder) seriesOf(i int, what string) *Series {
	name := b.need(i, what)
	if name == "" {
		return nil
	}
	s := b.series[strings.ToLower(name)]
	if s == nil {
		b.wrong("%s: time series %q is not defined", what, clip(name))
	}
	return s
}

func scaled(v []float64, by float64) []float64 {
	out := make([]float64, len(v))
	for k := range v {
		out[k] = v[k] * by
	}
	return out
}
