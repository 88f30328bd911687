package inp

import (
	"strings"

	"shapan/engine/solver/pipenet"
)

// addLink adds a link, whose name must be new, from field 1 to field 2.
func (b *builder) addLink(l pipenet.Link) {
	key := strings.ToLower(l.Name)
	if at, twice := b.lines["link/"+key]; twice {
		b.wrong("link %s: is there already on line %d", l.Name, at)
		return
	}
	if l.From < 0 || l.To < 0 {
		return // already said
	}
	b.links[key] = len(b.file.Network.Links)
	b.lines["link/"+key] = b.at.line
	b.file.Network.Links = append(b.file.Network.Links, l)
}

// ends starts a link of the present row.
func (b *builder) ends() pipenet.Link {
	return pipenet.Link{Name: b.text(0), From: b.node(1, "inlet node"), To: b.node(2, "outlet node")}
}

// offset reads the height of an end over its node's invert [m].
func (b *builder) offset(i int, what string, node int) float64 {
	v := b.optional(i, what, 0) * b.u.length
	if b.elevations && b.has(i) && b.text(i) != "*" && node >= 0 {
		v -= b.file.Network.Nodes[node].Invert
	}
	if v < 0 {
		if v > -1e-6 {
			return 0
		}
		b.leave(true, "%s: %.3f m below the invert of the node: taken as 0, as SWMM does", what, -v)
		return 0
	}
	return v
}

func (b *builder) readLinks() {
	L, Q := b.u.length, b.u.flow
	b.each("CONDUITS", func() {
		l := b.ends()
		l.Conduit = &pipenet.Conduit{Length: b.positive(3, "length") * L, N: b.notNegative(4, "Manning's n", 0),
			FromOffset: b.offset(5, "inlet offset", l.From), ToOffset: b.offset(6, "outlet offset", l.To),
			Initial: b.optional(7, "initial flow", 0) * Q, MaxFlow: b.notNegative(8, "maximum flow", 0) * Q}
		b.addLink(l)
	})
	b.each("PUMPS", func() {
		l := b.ends()
		p := &pipenet.Pump{Kind: pipenet.IdealPump}
		if b.has(3) && b.text(3) != "*" {
			if c := b.curve(3, "pump curve", "PUMP1", "PUMP2", "PUMP3", "PUMP4", "PUMP5"); c != nil {
				p.Kind = pipenet.PumpKind(c.kind[4] - '0')
				by := L
				if p.Kind == pipenet.ByVolume {
					by = L * L * L
				}
				p.Curve = pipenet.Curve{X: scaled(c.X, by), Y: scaled(c.Y, Q)}
			}
		}
		switch b.upper(4) {
		case "ON", "":
		case "OFF":
			p.Off = true
		default:
			b.wrong("initial status: %q: expected ON or OFF", clip(b.text(4)))
		}
		p.Startup = b.notNegative(5, "startup depth", 0) * L
		p.Shutoff = b.notNegative(6, "shutoff depth", 0) * L
		l.Pump = p
		b.addLink(l)
	})
	b.each("ORIFICES", func() {
		l := b.ends()
		o := &pipenet.Orifice{Offset: b.offset(4, "offset", l.From), Coefficient: b.positive(5, "discharge coefficient"),
			Closing: b.notNegative(7, "time to open or close", 0) * 3600}
		switch b.upper(3) {
		case "SIDE":
		case "BOTTOM":
			o.Bottom = true
		default:
			b.wrong("%q: expected SIDE or BOTTOM", clip(b.text(3)))
		}
		l.Flap = b.yes(6, "flap gate")
		l.Orifice = o
		b.addLink(l)
	})
	b.each("WEIRS", b.weir)
	b.each("OUTLETS", b.outlet)
	b.each("LOSSES", func() {
		k, ok := b.links[strings.ToLower(b.text(0))]
		if !ok {
			b.wrong("link %q is not defined", clip(b.text(0)))
			return
		}
		l := &b.file.Network.Links[k]
		if l.Conduit == nil {
			b.wrong("link %s is no conduit", l.Name)
			return
		}
		l.Conduit.Entry = b.notNegative(1, "entrance loss", 0)
		l.Conduit.Exit = b.notNegative(2, "exit loss", 0)
		l.Conduit.Along = b.notNegative(3, "average loss", 0)
		l.Flap = b.yes(4, "flap gate")
		if b.notNegative(5, "seepage", 0) > 0 {
			b.leave(true, "conduit %s: seepage", l.Name)
		}
	})
}

func (b *builder) weir() {
	l := b.ends()
	w := &pipenet.Weir{Offset: b.offset(4, "crest height", l.From), Coefficient: b.u.weir(b.notNegative(5, "discharge coefficient", 0)),
		Contractions: b.notNegative(7, "end contractions", 0), Ends: b.u.weir(b.notNegative(8, "end coefficient", 0)), Surcharge: true}
	switch b.upper(3) {
	case "TRANSVERSE":
	case "SIDEFLOW":
		w.Kind = pipenet.SideFlow
	case "V-NOTCH":
		w.Kind = pipenet.VNotch
	case "TRAPEZOIDAL":
		w.Kind = pipenet.TrapezoidalWeir
	case "ROADWAY":
		w.Kind, w.Surcharge = pipenet.Roadway, false
		if b.has(10) {
			b.leave(true, "weir %s: width and surface of the road: the coefficient is used as given", l.Name)
		}
	default:
		b.wrong("%q: expected TRANSVERSE, SIDEFLOW, V-NOTCH, TRAPEZOIDAL or ROADWAY", clip(b.text(3)))
	}
	l.Flap = b.yes(6, "flap gate")
	if b.has(9) && b.text(9) != "*" {
		w.Surcharge = b.yes(9, "can surcharge")
	}
	if b.has(12) {
		b.leave(true, "weir %s: coefficient curve %s", l.Name, b.text(12))
	}
	l.Weir = w
	b.addLink(l)
}

func (b *builder) outlet() {
	l := b.ends()
	o := &pipenet.Outlet{Offset: b.offset(3, "offset", l.From)}
	kind := strings.SplitN(b.upper(4), "/", 2)
	k := 7
	switch kind[0] {
	case "FUNCTIONAL":
		o.Power = b.positive(6, "exponent")
		o.Scale = b.notNegative(5, "coefficient", 0) * b.u.flow
		if b.u.us {
			o.Scale *= pow(1/foot, o.Power)
		}
	case "TABULAR":
		if c := b.curve(5, "rating curve", "RATING"); c != nil {
			o.Rating = pipenet.Curve{X: scaled(c.X, b.u.length), Y: scaled(c.Y, b.u.flow)}
		}
		k = 6
	default:
		b.wrong("%q: expected FUNCTIONAL or TABULAR, with /DEPTH or /HEAD", clip(b.text(4)))
	}
	if len(kind) == 2 {
		o.Head = b.choose("outlet", kind[1], "DEPTH", "HEAD") == 1
	}
	l.Flap = b.yes(k, "flap gate")
	l.Outlet = o
	b.addLink(l)
}
