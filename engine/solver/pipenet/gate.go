package pipenet

import "math"

// gate is a link without volume: a pump, orifice, weir, outlet or dummy conduit.
// Its flow follows from the levels alone.
type gate struct {
	link     int32
	from, to int32
	z1, z2   float64 // inverts of both [m]; -Inf: an outfall, which never runs dry
	rating   rating
	flap     bool
	pump     *Pump
	well     float64 // volume per depth of a pump's well that is no storage node [m²]

	running bool    // state of a pump between its start and stop levels
	setting float64 // share open, or speed of a pump; goes towards target
	target  float64

	fixed        float64 // flow of a pump by stages, held for the step [m³/s]
	guess        float64
	last         float64 // EXTRAN's scheme: of the last trial [m³/s]
	surface1     float64 // plan area that both nodes see of it there [m²]
	surface2     float64
	toward, away float64 // dQ/dH1, -dQ/dH2, both >= 0 [m²/s]
}

// rating gives the flow [m³/s] from the levels at both ends [m], open by the
// share setting; it falls with h2 and rises with h1.
type rating func(h1, h2, setting float64) float64

// bump is half the difference of levels that a rating's slopes are taken over [m].
const bump = 1e-5

func (g *gate) try(h1, h2 float64) {
	g.toward, g.away = 0, 0
	if g.pump != nil {
		g.lift(h1, h2)
		return
	}
	q := g.rating(h1, h2, g.setting)
	if g.flap && q < 0 {
		g.guess = 0
		return
	}
	g.guess = q
	g.toward = max((g.rating(h1+bump, h2, g.setting)-g.rating(h1-bump, h2, g.setting))/(2*bump), 0)
	g.away = max((g.rating(h1, h2-bump, g.setting)-g.rating(h1, h2+bump, g.setting))/(2*bump), 0)
	// A node that runs dry gives less and less, wherever the crest stands.
	if depth := h1 - g.z1; q > 0 && depth < shallow {
		share := max(depth/shallow, 0)
		g.guess, g.away, g.toward = q*share, g.away*share, g.toward*share
		if depth > 0 {
			g.toward += q / shallow
		}
	} else if depth := h2 - g.z2; q < 0 && depth < shallow {
		share := max(depth/shallow, 0)
		g.guess, g.away, g.toward = q*share, g.away*share, g.toward*share
		if depth > 0 {
			g.away -= q / shallow
		}
	}
}

// shallow is the depth over which a pump falls off as its well runs dry [m].
const shallow = 0.01

// ready is the flow per depth of what passes on all that arrives: an ideal pump
// or a dummy conduit [m²/s]. 1 m³/s stands 1 cm deep.
const ready = 100

func (g *gate) lift(h1, h2 float64) {
	p := g.pump
	if !g.running || g.setting <= 0 {
		g.guess = 0
		return
	}
	depth := h1 - g.z1
	var q, in, out float64
	switch p.Kind {
	case IdealPump:
		g.guess, g.toward = ready*max(depth, 0), ready
		return
	case ByVolume, ByStage:
		q = g.fixed * g.setting
	case ByDepth:
		q, in = p.Curve.slope(depth)
		q, in = q*g.setting, max(in, 0)*g.setting
	case ByHead:
		q, in = p.Curve.slope(max(h2-h1, 0))
		q, in = q*g.setting, max(-in, 0)*g.setting
		out = in
	case BySpeed: // affinity: Q ~ n, H ~ n²
		n := g.setting
		q, in = p.Curve.slope(max(h2-h1, 0) / n / n)
		q, in = q*n, max(-in, 0)/n
		out = in
	}
	// A well that runs dry throttles the pump.
	if depth < shallow {
		share := max(depth/shallow, 0)
		slope := 1 / shallow
		if depth < 0 {
			slope = 0
		}
		in = in*share + q*slope
		q, out = q*share, out*share
	}
	g.guess, g.toward, g.away = q, in, out
}

// begin settles what a pump does in the coming step, from the levels and the
// volume of its well at the start of it, and moves the setting of an orifice.
func (g *gate) begin(depth, volume float64) {
	p := g.pump
	if p == nil {
		return
	}
	if g.running && p.Shutoff > 0 && depth <= p.Shutoff {
		g.running = false
	} else if !g.running && p.Startup > 0 && depth >= p.Startup {
		g.running = true
	}
	switch p.Kind {
	case ByVolume:
		if g.well > 0 {
			volume = g.well * depth
		}
		g.fixed = p.Curve.step(volume)
	case ByStage:
		g.fixed = p.Curve.step(depth)
	}
}

// root is sqrt(h), made linear below a tenth of a millimetre so that its slope
// stays finite.
func root(h float64) float64 {
	const small = 1e-4
	if h <= 0 {
		return 0
	}
	return h / math.Sqrt(h+small*math.Exp(-h/small))
}

// drowning is the share of free flow over a crest that is left when the level
// downstream is above it too. Source: Villemonte (1947), (1 - (h2/h1)^n)^0.385.
func drowning(h1, h2, n float64) float64 {
	if h2 <= 0 {
		return 1
	}
	return math.Pow(max(1-math.Pow(h2/h1, n), 0), 0.385)
}

// both makes a rating that holds in either direction of one for h1 >= h2.
func both(f func(high, low, setting float64, back bool) float64) rating {
	return func(h1, h2, setting float64) float64 {
		if setting <= 0 {
			return 0
		}
		if h1 >= h2 {
			return f(h1, h2, setting, false)
		}
		return -f(h2, h1, setting, true)
	}
}
