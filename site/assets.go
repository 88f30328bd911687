package site

import (
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/yamlfile"
)

// litre is a litre a second [m³/s].
const litre = 1e-3

func (l *loader) pumps() {
	for k, p := range l.doc.Pumps {
		node := l.at("pumps", k)
		id := "pump/" + p.ID
		l.take(node.At("id"), id)
		if p.Start <= p.Stop {
			l.fail(node.At("start_depth_m"), "%g: must be > stop_depth_m, %g, or it would never rest", p.Start, p.Stop)
		}
		curve := l.curve(node.At("curve_head_m_flow_l_per_s"), p.Curve)
		z, _ := l.standing(node.At("at"), p.At)
		properties := map[string]engine.Value{
			"discharge":                  engine.Word(offsite),
			"curve_head_m_flow_m3_per_s": engine.Points(curve...),
			"start_depth_m":              engine.Number(p.Start),
			"stop_depth_m":               engine.Number(p.Stop),
			"ramp_s":                     engine.Number(p.Ramp),
		}
		if to := p.Discharge.point; to != nil {
			height, _ := l.standing(node.At("discharge"), *to)
			properties["discharge"] = engine.Points(to.Vec3(height))
		} else if p.Discharge.thing != "" {
			l.nodeSump(node.At("discharge"), p.Discharge.thing)
			properties["discharge"] = engine.Word(p.Discharge.thing)
		}
		l.servicing(node, p, properties)
		l.site.Assets = append(l.site.Assets, engine.Asset{
			ID: id, Kind: "pump", Name: named(p.Name, p.ID), Position: p.At.Vec3(z), Properties: properties,
		})
	}
}

// servicing adds what a pump has beyond its hydraulics: standby, debris, power.
func (l *loader) servicing(node yamlfile.Node, p pump, into map[string]engine.Value) {
	number := func(key string, v float64) {
		if v != 0 {
			into[key] = engine.Number(v)
		}
	}
	number("start_delay_s", p.Delay)
	number("clogs_per_1000_m3", p.Clogs)
	number("rated_kw", p.RatedKW)
	number("efficiency", p.Efficient)
	if p.Priority > 1 {
		number("priority", float64(p.Priority))
	}
	if p.Group != "" {
		into["group"] = engine.Word(p.Group)
	}
	if p.Standby {
		into["standby"] = engine.Bool(true)
		if p.Group == "" {
			l.fail(node.At("group"), "missing: a standby pump stands in for the others of its group, e.g. main")
		}
	}
	if p.Assist != nil {
		number("assist_depth_m", *p.Assist)
		switch {
		case !p.Standby:
			l.fail(node.At("assist_depth_m"), "belongs to a standby pump: set standby: true")
		case *p.Assist <= p.Stop:
			l.fail(node.At("assist_depth_m"), "%g: must be > stop_depth_m, %g", *p.Assist, p.Stop)
		}
	}
	if p.Power != "" {
		into["power"] = engine.Word(p.Power)
		if !l.ids["power/"+p.Power] {
			l.fail(node.At("power"), "%s: there is no such feed under power", p.Power)
		}
	}
}

// nodeSump checks that a sump to pump into is there and a node.
func (l *loader) nodeSump(n yamlfile.Node, id string) {
	if strings.HasPrefix(id, "manhole/") {
		return // of a drainage network, which a scenario names
	}
	for _, s := range l.doc.Sumps {
		if "sump/"+s.ID == id {
			if s.Mode != "node" {
				l.fail(n, "%s: is dug into the ground (mode: ground): give a point in it instead", id)
			}
			return
		}
	}
	l.fail(n, "%s: there is no such sump", id)
}

// curve checks a pump's curve and returns it as (head [m], flow [m³/s], 0).
func (l *loader) curve(node yamlfile.Node, points []mgl64.Vec2) []mgl64.Vec3 {
	curve := make([]mgl64.Vec3, len(points))
	for k, p := range points {
		curve[k] = mgl64.Vec3{p[0], p[1] * litre}
		switch {
		case p[0] < 0:
			l.fail(node.At(k), "head %g m: must be >= 0", p[0])
		case p[1] < 0:
			l.fail(node.At(k), "flow %g L/s: must be >= 0", p[1])
		case k > 0 && p[0] <= points[k-1][0]:
			l.fail(node.At(k), "head %g m: must be > %g, that of the point before", p[0], points[k-1][0])
		case k > 0 && p[1] > points[k-1][1]:
			l.fail(node.At(k), "flow %g L/s at head %g m: must not rise with the head; the point before has %g", p[1], p[0], points[k-1][1])
		}
	}
	if len(points) > 0 && points[0][1] == 0 {
		l.fail(node.At(0), "flow 0 at the lowest head: this pump moves nothing")
	}
	return curve
}

func (l *loader) gauges() {
	for k, g := range l.doc.Gauges {
		node := l.at("gauges", k)
		id := "gauge/" + g.ID
		l.take(node.At("id"), id)
		z, known := l.standing(node.At("at"), g.At)
		properties := map[string]engine.Value{"dead_band_m": engine.Number(g.DeadBand)}
		for _, limit := range []struct {
			key   string
			value *float64
		}{
			{"prewarning_depth_m", g.PreWarningDepth}, {"alarm_depth_m", g.AlarmDepth},
			{"prewarning_level_m", g.PreWarningLevel}, {"alarm_level_m", g.AlarmLevel},
			{"freeboard_to_level_m", g.FreeboardTo},
		} {
			if limit.value != nil {
				properties[limit.key] = engine.Number(*limit.value)
			}
		}
		if g.NearestWet > 0 {
			properties["nearest_wet_within_m"] = engine.Number(g.NearestWet)
		}
		l.limits(node, "depth_m", g.PreWarningDepth, g.AlarmDepth, g.DeadBand, 0)
		if known {
			l.limits(node, "level_m", g.PreWarningLevel, g.AlarmLevel, g.DeadBand, z)
		}
		if b := g.Basis; b != nil {
			properties["basis_code"] = engine.Word(b.Code)
			properties["basis_clause"] = engine.Word(b.Clause)
			properties["basis_verified"] = engine.Bool(b.Verified)
			properties["basis_note"] = engine.Word(b.Note)
		}
		l.site.Assets = append(l.site.Assets, engine.Asset{
			ID: id, Kind: "gauge", Name: named(g.Name, g.ID), Position: g.At.Vec3(z), Properties: properties,
		})
	}
}

// limits checks that limits follow each other and that an alarm can end: the
// water must be able to fall a dead band below them, to a bed at the same
// reckoning.
func (l *loader) limits(node yamlfile.Node, unit string, preWarning, alarm *float64, deadBand, bed float64) {
	if preWarning != nil && alarm != nil && *preWarning >= *alarm {
		l.fail(node.At("prewarning_"+unit), "%g: must be < alarm_%s, %g", *preWarning, unit, *alarm)
	}
	for _, limit := range []struct {
		key   string
		value *float64
	}{{"prewarning_" + unit, preWarning}, {"alarm_" + unit, alarm}} {
		switch v := limit.value; {
		case v == nil:
		case *v <= bed:
			l.fail(node.At(limit.key), "%g: must be above the ground there, %.2f", *v, bed)
		case *v-deadBand < bed:
			l.fail(node.At(limit.key), "%g: is within the dead band of %g m above the ground: once raised, the alarm would never end", *v, deadBand)
		}
	}
}
