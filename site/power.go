package site

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// feed is where pumps get their power.
type feed struct {
	ID        string      `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=F1" jsonschema_description:"letters, digits, - and _"`
	Name      engine.Text `yaml:"name"`
	Kind      string      `yaml:"kind" jsonschema:"enum=grid,enum=generator,default=grid" jsonschema_description:"a generator runs only when it is called"`
	At        *mgl64.Vec2 `yaml:"at" jsonschema_description:"where it stands [x, y], for display"`
	Capacity  float64     `yaml:"capacity_kw" jsonschema:"minimum=0,maximum=1000000,example=160" jsonschema_description:"what it can give; absent: as much as is asked"`
	Backs     string      `yaml:"backs" jsonschema:"pattern=^[0-9A-Za-z一-鿿_-]+$,example=F1" jsonschema_description:"of a generator: the feed whose pumps it takes over"`
	Automatic bool        `yaml:"automatic" jsonschema_description:"of a generator: starts by itself when the feed that it backs is out"`
	Delay     float64     `yaml:"start_delay_s" jsonschema:"minimum=0,maximum=86400,example=30" jsonschema_description:"of a generator: from the call to power"`
	Fuel      float64     `yaml:"fuel_h" jsonschema:"minimum=0,maximum=10000,example=8" jsonschema_description:"of a generator: hours that its fuel lasts; absent: for ever"`
}

func (l *loader) power() {
	grids := map[string]bool{}
	for _, f := range l.doc.Power {
		grids[f.ID] = f.Kind == "grid"
	}
	for k, f := range l.doc.Power {
		node := l.at("power", k)
		l.take(node.At("id"), "power/"+f.ID)
		properties := map[string]engine.Value{"kind": engine.Word(f.Kind)}
		if f.Capacity > 0 {
			properties["capacity_kw"] = engine.Number(f.Capacity)
		}
		if f.Kind == "generator" {
			properties["start_delay_s"] = engine.Number(f.Delay)
			properties["automatic"] = engine.Bool(f.Automatic)
			if f.Fuel > 0 {
				properties["fuel_h"] = engine.Number(f.Fuel)
			}
			if f.Backs != "" {
				properties["backs"] = engine.Word(f.Backs)
				if !grids[f.Backs] {
					l.fail(node.At("backs"), "%s: there is no such feed of kind grid", f.Backs)
				}
			}
			if f.Automatic && f.Backs == "" {
				l.fail(node.At("automatic"), "needs backs: the feed whose outage starts it")
			}
		} else {
			for _, key := range []string{"backs", "automatic", "start_delay_s", "fuel_h"} {
				if node.At(key).Exists() {
					l.fail(node.At(key), "belongs to a generator: set kind: generator")
				}
			}
		}
		at := mgl64.Vec2{}
		if f.At != nil {
			at = *f.At
			l.nearby(node.At("at"), []mgl64.Vec2{at})
		} else if l.ready {
			g := l.site.Ground.Grid
			at = mgl64.Vec2{g.X0, g.Y0}
		}
		l.site.Assets = append(l.site.Assets, engine.Asset{
			ID: "power/" + f.ID, Kind: "power", Name: named(f.Name, f.ID), Position: l.onGround(at), Properties: properties,
		})
	}
}

// onGround puts a point on the ground, or at level 0 where there is none.
func (l *loader) onGround(p mgl64.Vec2) mgl64.Vec3 {
	if l.ready {
		if cell, inside := l.site.Ground.Grid.CellAt(p[0], p[1]); inside && l.site.Ground.Values[cell] == l.site.Ground.Values[cell] {
			return p.Vec3(float64(l.site.Ground.Values[cell]))
		}
	}
	return p.Vec3(0)
}
