package site

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/yamlfile"
)

// between is what culverts, sluices and weirs share: two places on open ground.
type between struct {
	ID   string      `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=C1" jsonschema_description:"letters, digits, - and _"`
	Name engine.Text `yaml:"name"`
	From mgl64.Vec2  `yaml:"from" jsonschema:"required" jsonschema_description:"[x, y] of the water on one side; flow to the other counts as positive"`
	To   mgl64.Vec2  `yaml:"to" jsonschema:"required" jsonschema_description:"[x, y] of the water on the other side"`
}

type culvert struct {
	between
	Diameter   float64  `yaml:"diameter_m" jsonschema:"oneof_required=pipe,exclusiveMinimum=0,maximum=50,example=1.2" jsonschema_description:"of a pipe"`
	Width      float64  `yaml:"width_m" jsonschema:"oneof_required=box,exclusiveMinimum=0,maximum=100,example=2" jsonschema_description:"of a box"`
	Height     float64  `yaml:"height_m" jsonschema:"oneof_required=box,exclusiveMinimum=0,maximum=50,example=1.5" jsonschema_description:"of a box"`
	Barrels    int      `yaml:"barrels" jsonschema:"minimum=1,maximum=100,default=1"`
	Length     float64  `yaml:"length_m" jsonschema:"exclusiveMinimum=0,maximum=10000" jsonschema_description:"absent: the distance from from to to"`
	InvertFrom *float64 `yaml:"invert_from_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"level of its floor at from; absent: the ground there"`
	InvertTo   *float64 `yaml:"invert_to_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"level of its floor at to; absent: the ground there"`
	Manning    float64  `yaml:"manning_s_per_m13" jsonschema:"exclusiveMinimum=0,maximum=0.2,default=0.013" jsonschema_description:"0.013 concrete, 0.024 corrugated metal"`
	Inlet      string   `yaml:"inlet" jsonschema:"enum=square_edge,enum=groove_end,enum=metal_headwall,enum=metal_mitered,enum=metal_projecting,enum=box_flared_wings,enum=box_headwall,enum=box_parallel_wings" jsonschema_description:"form of its mouths (FHWA HDS-5); absent: square_edge, of a box box_headwall"`
	ExitLoss   float64  `yaml:"exit_loss" jsonschema:"minimum=0,maximum=2,default=1" jsonschema_description:"share of the velocity head that is lost"`
	Flap       bool     `yaml:"flap_gate" jsonschema_description:"no way back from to to from"`
	Blocked    float64  `yaml:"blocked" jsonschema:"minimum=0,maximum=1" jsonschema_description:"share of its opening that debris blocks"`
}

type sluice struct {
	between
	Width   float64 `yaml:"width_m" jsonschema:"required,exclusiveMinimum=0,maximum=1000,example=3"`
	Sill    float64 `yaml:"sill_level_m" jsonschema:"required,minimum=-1000,maximum=10000" jsonschema_description:"level of its lower edge"`
	Opening float64 `yaml:"opening_m" jsonschema:"required,minimum=0,maximum=100,example=0.5" jsonschema_description:"height of the opening over the sill; 0: shut"`
	Speed   float64 `yaml:"speed_m_per_min" jsonschema:"minimum=0,maximum=100" jsonschema_description:"at which events move it; 0: at once"`
	Factor  float64 `yaml:"contraction_factor" jsonschema:"exclusiveMinimum=0,maximum=1.6,default=1" jsonschema_description:"of the jet under a sharp edge, 0.611"`
	Flap    bool    `yaml:"flap_gate" jsonschema_description:"no way back from to to from"`
}

type weir struct {
	between
	Width  float64 `yaml:"width_m" jsonschema:"required,exclusiveMinimum=0,maximum=10000,example=10" jsonschema_description:"length of its crest"`
	Crest  float64 `yaml:"crest_level_m" jsonschema:"required,minimum=-1000,maximum=10000"`
	Factor float64 `yaml:"coefficient_factor" jsonschema:"exclusiveMinimum=0,maximum=2,default=1" jsonschema_description:"of the broad-crested coefficient, 1.705 m^(1/2)/s"`
}

// crossing checks both ends and makes the asset; heights are the ground's.
func (l *loader) crossing(node yamlfile.Node, kind string, b between, properties map[string]engine.Value) (z [2]float64, ok bool) {
	id := kind + "/" + b.ID
	l.take(node.At("id"), id)
	from, sound := l.standing(node.At("from"), b.From)
	to, soundTo := l.standing(node.At("to"), b.To)
	if l.ready && sound && soundTo {
		a, _ := l.site.Ground.Grid.CellAt(b.From[0], b.From[1])
		c, _ := l.site.Ground.Grid.CellAt(b.To[0], b.To[1])
		if a == c {
			l.fail(node.At("to"), "%s: lies in the same cell of %g m as from", xy(b.To), l.site.Ground.Grid.Cell)
		}
	}
	properties["from"] = engine.Points(b.From.Vec3(from))
	properties["to"] = engine.Points(b.To.Vec3(to))
	l.site.Assets = append(l.site.Assets, engine.Asset{
		ID: id, Kind: kind, Name: named(b.Name, b.ID), Position: b.From.Vec3(from), Properties: properties,
	})
	return [2]float64{from, to}, sound && soundTo
}

func (l *loader) culverts() {
	for k, c := range l.doc.Culverts {
		node := l.at("culverts", k)
		properties := map[string]engine.Value{
			"diameter_m": engine.Number(c.Diameter), "width_m": engine.Number(c.Width), "height_m": engine.Number(c.Height),
			"barrels": engine.Number(float64(c.Barrels)), "manning_s_per_m13": engine.Number(c.Manning),
			"exit_loss": engine.Number(c.ExitLoss), "flap_gate": engine.Bool(c.Flap), "blocked": engine.Number(c.Blocked),
		}
		inlet := c.Inlet
		if inlet == "" {
			inlet = "square_edge"
			if c.Diameter == 0 {
				inlet = "box_headwall"
			}
		}
		properties["inlet"] = engine.Word(inlet)
		length := c.Length
		if length == 0 {
			length = c.To.Sub(c.From).Len()
		}
		properties["length_m"] = engine.Number(length)
		z, ok := l.crossing(node, "culvert", c.between, properties)
		for m, given := range []*float64{c.InvertFrom, c.InvertTo} {
			key, level := [...]string{"invert_from_m", "invert_to_m"}[m], z[m]
			if given != nil {
				level = *given
			}
			properties[key] = engine.Number(level)
			if top := level + c.Diameter + c.Height; ok && top < z[m] {
				l.fail(node.At(key), "%g: the whole mouth lies below the ground there, %.2f: no water could get in or out", level, z[m])
			}
		}
	}
}

func (l *loader) sluices() {
	for k, s := range l.doc.Sluices {
		l.crossing(l.at("sluices", k), "sluice", s.between, map[string]engine.Value{
			"width_m": engine.Number(s.Width), "sill_level_m": engine.Number(s.Sill), "opening_m": engine.Number(s.Opening),
			"speed_m_per_min": engine.Number(s.Speed), "contraction_factor": engine.Number(s.Factor), "flap_gate": engine.Bool(s.Flap),
		})
	}
}

func (l *loader) weirs() {
	for k, w := range l.doc.Weirs {
		l.crossing(l.at("weirs", k), "weir", w.between, map[string]engine.Value{
			"width_m": engine.Number(w.Width), "crest_level_m": engine.Number(w.Crest), "coefficient_factor": engine.Number(w.Factor),
		})
	}
}
