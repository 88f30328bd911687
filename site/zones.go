package site

import (
	"math"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/yamlfile"
)

// zone is a part of the site's space with a rule: where cranes must not carry
// loads, or may set them down.
type zone struct {
	ID      string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=school" jsonschema_description:"letters, digits, - and _"`
	Name    engine.Text  `yaml:"name"`
	Kind    string       `yaml:"kind" jsonschema:"required,enum=school,enum=street,enum=railway,enum=power_line,enum=prohibited,enum=laydown" jsonschema_description:"laydown: where loads are picked and set down; all others keep loads out"`
	Outline []mgl64.Vec2 `yaml:"outline" jsonschema:"oneof_required=outline,minItems=3" jsonschema_description:"[[x, y], …]"`
	Line    []mgl64.Vec3 `yaml:"line" jsonschema:"oneof_required=line,minItems=2" jsonschema_description:"of a power line: [[x, y, level], …] of the conductors, sag included"`
	Width   float64      `yaml:"width_m" jsonschema:"minimum=0,maximum=200" jsonschema_description:"of a power line, between its outer conductors"`
	Voltage *float64     `yaml:"voltage_kv" jsonschema:"exclusiveMinimum=0,maximum=1200,example=10" jsonschema_description:"of a power line; decides the distance to keep"`
	Base    *float64     `yaml:"base_level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"level from which it holds; absent: from the ground"`
	Top     *float64     `yaml:"top_level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"level up to which it holds; absent: to any height"`
	Rescue  string       `yaml:"in_emergency" jsonschema:"enum=blocked,enum=free" jsonschema_description:"what becomes of it when an emergency stops all cranes: blocked for rescue (no hook above it), or free, so that loads may pass; absent: nothing"`
	From    string       `yaml:"from" jsonschema:"pattern=^([01][0-9]|2[0-3]):[0-5][0-9]$,example=07:30" jsonschema_description:"time of day from which it holds; absent: all day"`
	To      string       `yaml:"to" jsonschema:"pattern=^([01][0-9]|2[0-3]):[0-5][0-9]$,example=17:00" jsonschema_description:"time of day until which it holds"`
}

func (l *loader) zones() {
	for k, z := range l.doc.Zones {
		node := l.at("zones", k)
		id := "zone/" + z.ID
		l.take(node.At("id"), id)
		properties := map[string]engine.Value{"type": engine.Word(z.Kind)}
		for key, level := range map[string]*float64{"base_level_m": z.Base, "top_level_m": z.Top} {
			if level != nil {
				properties[key] = engine.Number(*level)
			}
		}
		if z.Base != nil && z.Top != nil && *z.Base >= *z.Top {
			l.fail(node.At("top_level_m"), "%g: must be > base_level_m, %g", *z.Top, *z.Base)
		}
		l.hours(node, z, properties)
		if z.Rescue != "" {
			properties["in_emergency"] = engine.Word(z.Rescue)
		}
		feature := engine.Feature{ID: id, Kind: "zone", Name: named(z.Name, z.ID), Properties: properties}
		if z.Kind == "power_line" {
			l.powerLine(node, z, &feature)
		} else {
			if len(z.Line) > 0 {
				l.fail(node.At("line"), "belongs to a power_line: give a %s an outline", z.Kind)
			}
			if z.Voltage != nil {
				l.fail(node.At("voltage_kv"), "belongs to a power_line")
			}
			feature.Rings = l.rings(node.At("outline"), z.Outline)
		}
		l.site.Features = append(l.site.Features, feature)
	}
}

// powerLine puts the conductors' line and its plan on a feature.
func (l *loader) powerLine(node yamlfile.Node, z zone, f *engine.Feature) {
	if len(z.Line) == 0 {
		l.fail(node, "a power_line needs its line, [[x, y, level], …], and voltage_kv")
		return
	}
	if z.Voltage == nil {
		l.fail(node, "voltage_kv: missing: it decides the distance to keep")
	} else {
		f.Properties["voltage_v"] = engine.Number(*z.Voltage * 1000)
	}
	plan := make([]mgl64.Vec2, len(z.Line))
	for k, p := range z.Line {
		plan[k] = p.Vec2()
	}
	l.nearby(node.At("line"), plan)
	f.Properties["line"] = engine.Points(z.Line...)
	f.Properties["width_m"] = engine.Number(z.Width)
	f.Rings = [][]mgl64.Vec2{plan}
}

// hours adds the time of day in which a zone holds, in seconds from midnight.
func (l *loader) hours(node yamlfile.Node, z zone, into map[string]engine.Value) {
	if z.From == "" && z.To == "" {
		return
	}
	if z.From == "" || z.To == "" {
		l.fail(node, "from and to: give both or neither")
		return
	}
	into["from_s"], into["to_s"] = engine.Number(ofDay(z.From)), engine.Number(ofDay(z.To))
	if z.From == z.To {
		l.fail(node.At("to"), "%s: is the time from which it holds", z.To)
	}
}

// ofDay turns 07:30 into seconds from midnight; what is no time was reported
// when it was decoded.
func ofDay(clock string) float64 {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return math.NaN()
	}
	return float64(t.Hour()*3600 + t.Minute()*60)
}
