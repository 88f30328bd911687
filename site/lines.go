package site

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/yamlfile"
)

// barrier is a wall that stands from the start. Events lay further ones.
type barrier struct {
	ID     string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=B1" jsonschema_description:"letters, digits, - and _"`
	Name   engine.Text  `yaml:"name"`
	Line   []mgl64.Vec2 `yaml:"line" jsonschema:"required,minItems=2" jsonschema_description:"[[x, y], …]"`
	Height float64      `yaml:"height_m" jsonschema:"oneof_required=height,exclusiveMinimum=0,maximum=100,example=0.5" jsonschema_description:"above the higher ground beside it"`
	Crest  *float64     `yaml:"crest_level_m" jsonschema:"oneof_required=level,minimum=-1000,maximum=10000" jsonschema_description:"level of its crest"`
	Breach *breach      `yaml:"breach" jsonschema_description:"how it fails; absent: all of it at once, when an event says so"`
}

// breach is how a barrier fails.
type breach struct {
	At        *mgl64.Vec2 `yaml:"at" jsonschema_description:"where it begins [x, y]; absent: where it is overtopped, else its middle"`
	Width     float64     `yaml:"width_m" jsonschema:"minimum=0,maximum=10000,example=20" jsonschema_description:"of the breach in the end; absent: the whole barrier"`
	Minutes   float64     `yaml:"time_min" jsonschema:"minimum=0,maximum=100000,example=10" jsonschema_description:"until it is as wide and deep as it gets; 0: at once"`
	Residual  float64     `yaml:"residual_m" jsonschema:"minimum=0,maximum=100" jsonschema_description:"height above the ground that is left"`
	Overtops  *float64    `yaml:"fails_overtopped_by_m" jsonschema:"minimum=0,maximum=100,example=0.1" jsonschema_description:"water over the crest that makes it fail; absent: it only fails by an event"`
	OvertopsS float64     `yaml:"fails_after_s" jsonschema:"minimum=0,maximum=1000000,example=60" jsonschema_description:"how long the water must be so high"`
	FailsAt   *float64    `yaml:"fails_at_min" jsonschema:"minimum=0,maximum=1000000,example=30" jsonschema_description:"time since the start at which it fails in any case"`
}

func (l *loader) barriers() {
	for k, b := range l.doc.Barriers {
		node := l.at("barriers", k)
		id := "barrier/" + b.ID
		l.take(node.At("id"), id)
		l.onSite(node.At("line"), b.Line)
		points := make([]mgl64.Vec3, len(b.Line))
		for m, p := range b.Line {
			points[m] = l.onGround(p)
		}
		properties := map[string]engine.Value{"line": engine.Points(points...), "height_m": engine.Number(b.Height)}
		if b.Crest != nil {
			properties["crest_level_m"] = engine.Number(*b.Crest)
		}
		if f := b.Breach; f != nil {
			properties["breach_width_m"] = engine.Number(f.Width)
			properties["breach_time_s"] = engine.Number(f.Minutes * 60)
			properties["residual_m"] = engine.Number(f.Residual)
			if f.At != nil {
				l.nearby(node.At("breach", "at"), []mgl64.Vec2{*f.At})
				properties["breach_at"] = engine.Points(f.At.Vec3(0))
			}
			if f.Overtops != nil {
				properties["fails_overtopped_by_m"] = engine.Number(*f.Overtops)
				properties["fails_after_s"] = engine.Number(f.OvertopsS)
			} else if f.OvertopsS > 0 {
				l.fail(node.At("breach", "fails_after_s"), "belongs to fails_overtopped_by_m, which is not given")
			}
			if f.FailsAt != nil {
				properties["fails_at_s"] = engine.Number(*f.FailsAt * 60)
			}
		}
		l.site.Assets = append(l.site.Assets, engine.Asset{
			ID: id, Kind: "barrier", Name: named(b.Name, b.ID), Position: points[0], Properties: properties,
		})
	}
}

// onSite tells whether a line touches the ground's cells at all.
func (l *loader) onSite(n yamlfile.Node, line []mgl64.Vec2) {
	if l.nearby(n, line) && l.ready && len(line) > 1 && len(l.site.Ground.Grid.Edges(line)) == 0 {
		l.fail(n, "crosses no edge between cells of the ground, %s", extent(l.site.Ground.Grid))
	}
}

// section is a line through which discharge is counted: positive to the right
// of one who walks from its first point to its last.
type section struct {
	ID   string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=outlet" jsonschema_description:"letters, digits, - and _"`
	Name engine.Text  `yaml:"name"`
	Line []mgl64.Vec2 `yaml:"line" jsonschema:"required,minItems=2" jsonschema_description:"[[x, y], …]; what flows to the right of one who walks along it counts as positive"`
}

func (l *loader) sections() {
	for k, s := range l.doc.Sections {
		node := l.at("sections", k)
		id := "section/" + s.ID
		l.take(node.At("id"), id)
		l.onSite(node.At("line"), s.Line)
		l.site.Features = append(l.site.Features, engine.Feature{
			ID: id, Kind: "section", Name: named(s.Name, s.ID), Rings: [][]mgl64.Vec2{s.Line}, Properties: map[string]engine.Value{},
		})
	}
}
