package roads

import (
	"fmt"
	"slices"
	"strings"
)

// passage is what a profile makes of a way.
type passage struct {
	forward, backward float64 // speed [m/s]; 0 in a profile without speeds
	open, back        bool    // may be passed forward, backward
}

// passage judges a way; what it cannot take as it stands is noted.
func (p *Profile) passage(w *Way, note func(key, value, expected string)) (g passage) {
	class := w.Tags["highway"]
	if class == "" {
		return g
	}
	access, by := p.access(w.Tags, note)
	if access == refusedAccess {
		return g
	}
	if p.KmPerHour != nil {
		kmh, known := p.KmPerHour[class]
		if !known && p.OpenedKmPerHour > 0 && len(p.Access) > 0 && by == p.Access[len(p.Access)-1] && buildable(class) {
			kmh, known = p.OpenedKmPerHour, true
		}
		if !known {
			return g
		}
		g.forward, g.backward = kmh/3.6, kmh/3.6
		if p.Limited {
			g.forward = limit(w.Tags, g.forward, "maxspeed:forward", note)
			g.backward = limit(w.Tags, g.backward, "maxspeed:backward", note)
		}
	}
	g.open, g.back = p.directions(w.Tags, note)
	if p.AgainstWay > 0 && p.KmPerHour != nil && g.open != g.back {
		if g.open {
			g.backward *= p.AgainstWay
		} else {
			g.forward *= p.AgainstWay
		}
		g.open, g.back = true, true
	}
	return g
}

// buildable leaves out classes that are no ways yet or no longer.
func buildable(class string) bool {
	return !slices.Contains([]string{"construction", "proposed", "planned", "abandoned", "razed", "no", "raceway", "elevator"}, class)
}

type accessSays uint8

const (
	silentAccess accessSays = iota
	openAccess
	refusedAccess
)

// access returns what the most particular key says, and which it was.
func (p *Profile) access(t Tags, note func(key, value, expected string)) (says accessSays, by string) {
	for _, key := range p.Access {
		if v, ok := t[key+":conditional"]; ok {
			note(key+":conditional", v, "conditions are not judged")
		}
		switch v, ok := t[key]; {
		case !ok || v == "unknown":
		case p.Refused[v]:
			says, by = refusedAccess, key
		default:
			says, by = openAccess, key
		}
	}
	return says, by
}

// stops tells whether a barrier stops this traveller.
func (p *Profile) stops(t Tags) bool {
	switch says, _ := p.access(t, func(string, string, string) {}); says {
	case openAccess:
		return false
	case refusedAccess:
		return true
	}
	return p.Stopping[t["barrier"]]
}

// directions returns in which directions a way may be passed.
func (p *Profile) directions(t Tags, note func(key, value, expected string)) (forward, backward bool) {
	forward, backward = true, true
	if p.Implied {
		junction := t["junction"]
		backward = !(junction == "roundabout" || junction == "circular" || t["highway"] == "motorway")
	}
	for _, key := range p.OneWay {
		switch v, ok := t[key]; {
		case !ok:
		case v == "yes" || v == "true" || v == "1":
			forward, backward = true, false
		case v == "-1" || v == "reverse":
			forward, backward = false, true
		case v == "no" || v == "false" || v == "0":
			forward, backward = true, true
		case v == "reversible" || v == "alternating":
			forward, backward = false, false
			note(key, v, "direction changes with the hour; closed both ways until Costs say otherwise")
		default:
			note(key, v, "must be yes, no or -1; taken as if absent")
		}
	}
	return forward, backward
}

// limit returns the speed that maxspeed allows, or the class's.
func limit(t Tags, usual float64, directed string, note func(key, value, expected string)) float64 {
	for _, key := range []string{directed, "maxspeed"} {
		v, ok := t[key]
		if !ok {
			continue
		}
		speed, ok := parseSpeed(v)
		if !ok {
			note(key, v, "must be a speed such as 50 or 30 mph; the class's usual speed is taken")
			continue
		}
		if speed > 0 {
			return speed
		}
	}
	return usual
}

// kind returns what a restriction says to this traveller: "no_left_turn",
// "only_straight_on", or "" if nothing.
func (p *Profile) kind(r *Restriction, note func(key, value, expected string)) string {
	for _, name := range strings.Split(r.Tags["except"], ";") {
		if slices.Contains(p.Excepted, strings.TrimSpace(name)) {
			return ""
		}
	}
	kind := ""
	for _, key := range p.Turns {
		if v, ok := r.Tags[key+":conditional"]; ok {
			note(key+":conditional", v, "conditions are not judged; left out")
		}
		if v, ok := r.Tags[key]; ok {
			kind = v
		}
	}
	if kind != "" && !strings.HasPrefix(kind, "no_") && !strings.HasPrefix(kind, "only_") {
		note("restriction", kind, fmt.Sprintf("must begin with no_ or only_; left out for %s", p.Name))
		return ""
	}
	return kind
}
