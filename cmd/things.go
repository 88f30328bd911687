package cmd

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"shapan/engine"
	"shapan/gis/crs"
	"shapan/server/historian"
	"shapan/server/sensorthings"
)

// things answers OGC SensorThings over a site's log: its assets are the Things,
// at their places in degrees where the site's system is known.
func (l *live) things(site *engine.Site) http.Handler {
	where := degreesOf(site)
	var all []sensorthings.Thing
	for k := range site.Assets {
		a := &site.Assets[k]
		thing := sensorthings.Thing{Subject: a.ID, Name: a.Name.EN, Sensor: a.Kind, Where: where(a)}
		if thing.Name == "" {
			thing.Name = a.Name.ZH
		}
		if a.Name.ZH != "" && a.Name.ZH != thing.Name {
			thing.Properties = map[string]any{"name_zh": a.Name.ZH}
		}
		all = append(all, thing)
	}
	units := map[string]string{}
	for _, p := range l.points {
		units[p.Property] = p.Unit
	}
	return sensorthings.New(sensorthings.Config{Log: measurements{l.log}, Things: all, Property: func(name string) sensorthings.Property {
		return sensorthings.Property{Name: strings.ReplaceAll(name, "_", " "), Unit: sensorthings.Unit{Symbol: units[name], Name: units[name]}}
	}})
}

// measurements is a log without what the twin writes into it about alarms.
type measurements struct{ log *historian.Log }

func measurement(r historian.Reading) bool {
	return !strings.HasPrefix(r.Property, "event/") && !strings.HasPrefix(r.Property, "act/")
}

// Latest implements sensorthings.Log.
func (m measurements) Latest() []historian.Reading {
	return slices.DeleteFunc(m.log.Latest(), func(r historian.Reading) bool { return !measurement(r) })
}

// Read implements sensorthings.Log.
func (m measurements) Read(ctx context.Context, from time.Time, each func(historian.Reading) error) error {
	return m.log.Read(ctx, from, func(r historian.Reading) error {
		if !measurement(r) {
			return nil
		}
		return each(r)
	})
}

// degreesOf returns what places assets in WGS 84; nothing where the site has no
// map system.
func degreesOf(site *engine.Site) func(*engine.Asset) *sensorthings.Where {
	nowhere := func(*engine.Asset) *sensorthings.Where { return nil }
	from, err := crs.FromEPSG(site.Origin.EPSG)
	if err != nil {
		return nowhere
	}
	to, err := crs.FromEPSG(4326)
	if err != nil {
		return nowhere
	}
	change, err := crs.NewTransformation(from, to)
	if err != nil {
		return nowhere
	}
	return func(a *engine.Asset) *sensorthings.Where {
		lon, lat, h := change.Forward(site.Origin.MapFromSite(a.Position))
		return &sensorthings.Where{Longitude: lon, Latitude: lat, Height: h}
	}
}
