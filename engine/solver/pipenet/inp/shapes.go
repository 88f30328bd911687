package inp

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"shapan/engine/solver/pipenet"
)

func pow(x, y float64) float64 { return math.Pow(x, y) }

// readShapes gives links their cross-sections.
func (b *builder) readShapes() {
	b.each("XSECTIONS", func() {
		key := strings.ToLower(b.text(0))
		k, ok := b.links[key]
		if !ok {
			if _, failed := b.lines["link/"+key]; !failed {
				b.wrong("link %q is not defined", clip(b.text(0)))
			}
			return
		}
		b.shapes[key] = true
		l := &b.file.Network.Links[k]
		L := b.u.length
		shape := b.upper(1)
		switch {
		case l.Conduit != nil:
			b.conduitShape(l, shape)
		case l.Orifice != nil:
			l.Orifice.Height = b.positive(2, "height") * L
			switch shape {
			case "CIRCULAR":
				l.Orifice.Circular = true
			case "RECT_CLOSED", "RECT_OPEN":
				l.Orifice.Width = b.positive(3, "width") * L
			default:
				b.wrong("orifice %s: %q: expected CIRCULAR or RECT_CLOSED", l.Name, clip(b.text(1)))
			}
		case l.Weir != nil:
			l.Weir.Height = b.positive(2, "height") * L
			l.Weir.Width = b.notNegative(3, "width", 0) * L
			switch shape {
			case "TRIANGULAR": // width at full height
				l.Weir.Slope = l.Weir.Width / l.Weir.Height / 2
			case "TRAPEZOIDAL":
				l.Weir.Slope = b.notNegative(4, "side slope", 0)
			case "RECT_OPEN", "RECT_CLOSED":
			default:
				b.wrong("weir %s: %q: expected RECT_OPEN, TRIANGULAR or TRAPEZOIDAL", l.Name, clip(b.text(1)))
			}
		default:
			b.wrong("link %s has no cross-section: it is a pump or an outlet", l.Name)
		}
	})
	b.section = "XSECTIONS"
	for k := range b.file.Network.Links {
		l := &b.file.Network.Links[k]
		key := strings.ToLower(l.Name)
		if l.Pump == nil && l.Outlet == nil && !b.shapes[key] {
			b.at = row{line: b.lines["link/"+key]}
			b.wrong("link %s has no cross-section", l.Name)
		}
		b.raise(l)
	}
	b.section = ""
}

// raise lifts a junction's rim to the top of a weir or side orifice that leaves
// it, as SWMM does; for conduits the solver does.
func (b *builder) raise(l *pipenet.Link) {
	top := 0.0
	switch {
	case l.Weir != nil:
		top = l.Weir.Offset + l.Weir.Height
	case l.Orifice != nil && !l.Orifice.Bottom:
		top = l.Orifice.Offset + l.Orifice.Height
	}
	if n := &b.file.Network.Nodes[l.From]; n.Kind == pipenet.Junction && n.MaxDepth > 0 {
		n.MaxDepth = max(n.MaxDepth, top)
	}
}

func (b *builder) conduitShape(l *pipenet.Link, shape string) {
	c := l.Conduit
	if shape == "DUMMY" {
		c.Section = nil
		return
	}
	barrels := b.optional(6, "barrels", 1)
	if barrels < 1 || barrels > 1000 || barrels != math.Trunc(barrels) {
		b.wrong("barrels: %v: expected a whole number from 1 to 1000", barrels)
		return
	}
	c.Barrels = int(barrels)
	if b.has(7) {
		code := b.number(7, "culvert code")
		if code < 0 || code > 57 || code != math.Trunc(code) {
			b.wrong("culvert code %v: expected 0 to 57", code)
			return
		}
		c.Culvert = int(code)
	}
	// Sections are tabulated once for all conduits of the same shape.
	fields := b.at.fields[1:min(len(b.at.fields), 6)]
	key := strings.ToLower(strings.Join(fields, " "))
	s := b.sections[key]
	if s == nil {
		before := len(b.mistakes)
		var err error
		s, err = b.shape(shape)
		if err != nil {
			b.wrong("conduit %s: %s: %v", l.Name, shape, err)
		}
		if len(b.mistakes) > before || s == nil {
			return
		}
		b.sections[key] = s
	}
	c.Section = s
	if shape == "FORCE_MAIN" {
		if b.hazen {
			c.Main.HazenWilliams = b.positive(3, "Hazen-Williams C")
		} else {
			c.Main.DarcyWeisbach = b.positive(3, "roughness height") * map[bool]float64{true: inch, false: 1e-3}[b.u.us]
		}
		c.N = 0
	}
	if shape == "IRREGULAR" {
		if t := b.transects[strings.ToLower(b.text(2))]; t != nil {
			c.N = t.Bed
		}
	}
}

// shape makes the section of the present row.
func (b *builder) shape(kind string) (*pipenet.Section, error) {
	L := b.u.length
	g := func(i int) float64 { return b.optional(i+1, fmt.Sprintf("dimension %d", i), 0) }
	switch kind {
	case "CIRCULAR", "FORCE_MAIN":
		return pipenet.Circle(g(1) * L)
	case "FILLED_CIRCULAR":
		return pipenet.FilledCircle(g(1)*L, g(2)*L)
	case "RECT_CLOSED":
		return pipenet.Rectangle(g(1)*L, g(2)*L)
	case "RECT_OPEN":
		return pipenet.Flume(g(1)*L, g(2)*L, g(3))
	case "TRAPEZOIDAL":
		return pipenet.Trapezoid(g(1)*L, g(2)*L, g(3), g(4))
	case "TRIANGULAR":
		return pipenet.Triangle(g(1)*L, g(2)*L)
	case "PARABOLIC":
		return pipenet.Power(g(1)*L, g(2)*L, 2)
	case "POWER":
		return pipenet.Power(g(1)*L, g(2)*L, g(3))
	case "RECT_TRIANGULAR":
		return pipenet.RectTriangle(g(1)*L, g(2)*L, g(3)*L)
	case "RECT_ROUND":
		return pipenet.RectRound(g(1)*L, g(2)*L, g(3)*L)
	case "MODBASKETHANDLE":
		return pipenet.ModBasketHandle(g(1)*L, g(2)*L, g(3)*L)
	case "HORIZ_ELLIPSE", "VERT_ELLIPSE", "ARCH":
		code := g(3)
		if g(2) == 0 && code == 0 {
			code = g(1)
		}
		if !(code >= 0 && code < 1000) {
			return nil, fmt.Errorf("size code %v: must be a number of the catalogue", code)
		}
		switch {
		case code > 0 && kind == "ARCH":
			return pipenet.StandardArch(int(code))
		case code > 0:
			return pipenet.StandardEllipse(int(code), kind == "VERT_ELLIPSE")
		case kind == "ARCH":
			return pipenet.Arch(g(1)*L, g(2)*L)
		}
		return pipenet.Ellipse(g(1)*L, g(2)*L)
	case "EGG":
		return pipenet.ManualEgg.Section(g(1) * L) // a file means SWMM's own
	case "HORSESHOE":
		return pipenet.Horseshoe(g(1) * L)
	case "GOTHIC":
		return pipenet.Gothic.Section(g(1) * L)
	case "CATENARY":
		return pipenet.Catenary.Section(g(1) * L)
	case "SEMIELLIPTICAL":
		return pipenet.SemiElliptical.Section(g(1) * L)
	case "BASKETHANDLE":
		return pipenet.BasketHandle.Section(g(1) * L)
	case "SEMICIRCULAR":
		return pipenet.SemiCircular.Section(g(1) * L)
	case "IRREGULAR":
		t := b.transects[strings.ToLower(b.need(2, "transect"))]
		if t == nil {
			return nil, fmt.Errorf("transect %q is not defined", clip(b.text(2)))
		}
		return t.Section()
	case "CUSTOM":
		// Geom1 is the height; the curve's name stands after it.
		height := g(1) * L
		c := b.curve(3, "shape", "SHAPE")
		if c == nil {
			return nil, nil
		}
		return pipenet.Shape(height, c.X, c.Y)
	case "STREET":
		return nil, fmt.Errorf("street sections are not modelled: give the street as IRREGULAR")
	}
	return nil, fmt.Errorf("%s is no shape of SWMM 5", strconv.Quote(clip(kind)))
}
