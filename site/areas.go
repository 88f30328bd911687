package site

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/vector"
	"shapan/yamlfile"
)

// area is one outline of a list, from the site file or from a file that it
// names.
type area struct {
	id         string
	name       engine.Text
	rings      [][]mgl64.Vec2
	properties map[string]any // of a file; nil: none
	fail       func(key, format string, args ...any)
}

// areas returns what an entry stands for: its own outline, or those of its
// file. Entries with mistakes are left out.
func (l *loader) areas(node yamlfile.Node, p place) []area {
	if node.At("coordinates").Exists() && p.File == "" {
		l.fail(node.At("coordinates"), "belongs to file, which is not given")
	}
	if p.File != "" {
		return l.areasOfFile(node, p)
	}
	if !node.At("outline").Exists() {
		return nil
	}
	if p.ID == "" {
		l.fail(node.At("id"), "missing (letters, digits, - and _, e.g. b1)")
	}
	rings := l.rings(node.At("outline"), p.Outline)
	if rings == nil {
		return nil
	}
	return []area{{id: p.ID, name: p.Name, rings: rings, fail: func(key, format string, args ...any) {
		l.fail(node.At(key), format, args...)
	}}}
}

func (l *loader) areasOfFile(node yamlfile.Node, p place) []area {
	path, ok := l.path(node.At("file"), p.File)
	if !node.At("coordinates").Exists() {
		l.fail(node.At("coordinates"), "missing: site, or map for those of crs")
		ok = false
	}
	if !ok {
		return nil
	}
	c, err := vector.ReadOutlines(path, vector.Options{})
	var faults vector.Errors
	switch {
	case errors.As(err, &faults):
		for _, e := range faults {
			l.errs = append(l.errs, mistake(e))
		}
		return nil
	case err != nil:
		l.fail(node.At("file"), "%v", err)
		return nil
	case c.Degrees():
		l.fail(node.At("file"), "%s: is in degrees, as GeoJSON mostly is: this version takes metres: project it (ogr2ogr -t_srs EPSG:%d out.geojson %s) and say coordinates: map",
			p.File, l.doc.CRS.EPSG, p.File)
		return nil
	case c.EPSG != 0 && (p.Coordinates == "site" || l.doc.CRS.EPSG != 0 && c.EPSG != l.doc.CRS.EPSG):
		l.fail(node.At("coordinates"), "%s: the file says EPSG:%d, crs.epsg says %d", p.Coordinates, c.EPSG, l.doc.CRS.EPSG)
		return nil
	}
	if p.Coordinates == "map" {
		l.toSite(c)
	}
	if l.ready && len(c.Areas) > 0 && !l.near(c) {
		l.fail(node.At("coordinates"), "%s: all of %s then lies outside the ground, %s: is it %s?",
			p.Coordinates, p.File, extent(l.site.Ground.Grid), map[string]string{"site": "map", "map": "site"}[p.Coordinates])
		return nil
	}
	list := make([]area, 0, len(c.Areas))
	for _, f := range c.Areas {
		a := area{rings: f.Rings, properties: f.Properties}
		a.fail = func(key, format string, args ...any) {
			e := mistake(c.Errorf(f, format, args...))
			if key != "outline" {
				e.Path += ".properties." + key
			}
			l.errs = append(l.errs, e)
		}
		a.id, a.name = idOf(f, p), nameOf(f.Properties)
		list = append(list, a)
	}
	return list
}

// toSite turns map coordinates into the site's.
func (l *loader) toSite(c *vector.Outlines) {
	for _, f := range c.Areas {
		for _, ring := range f.Rings {
			for k, v := range ring {
				ring[k] = l.site.Origin.SiteFromMap(v[0], v[1], 0).Vec2()
			}
		}
	}
}

// near tells whether any of a file's areas can lie on the ground.
func (l *loader) near(c *vector.Outlines) bool {
	g, b := l.site.Ground.Grid, c.Bound()
	return b.Min[0] < g.X0+float64(g.NX)*g.Cell && b.Max[0] > g.X0 && b.Min[1] < g.Y0+float64(g.NY)*g.Cell && b.Max[1] > g.Y0
}

func mistake(e *vector.Error) *yamlfile.Error {
	return &yamlfile.Error{File: e.File, Line: e.Line, Path: e.Place, Message: e.Message}
}

// takeArea claims an ID for an area.
func (l *loader) takeArea(a area, id string) {
	if l.ids[id] {
		a.fail("id", "there is another %s: each needs an id of its own", id)
	}
	l.ids[id] = true
}

var notID = regexp.MustCompile(`[^0-9A-Za-z一-鿿_-]+`)

// idOf finds a feature's id: its property, its own, or its number in the file.
func idOf(f vector.Outline, p place) string {
	id := f.ID
	switch v := f.Properties["id"].(type) {
	case string:
		id = v
	case float64:
		id = fmt.Sprintf("%.0f", v)
	}
	id = strings.Trim(notID.ReplaceAllString(id, "-"), "-")
	if id == "" {
		stem := p.ID
		if stem == "" {
			stem = strings.Trim(notID.ReplaceAllString(stemOf(p.File), "-"), "-")
		}
		id = fmt.Sprintf("%s-%d", stem, f.Index+1)
	}
	if f.Part > 0 {
		id = fmt.Sprintf("%s-%d", id, f.Part+1)
	}
	return id
}

// nameOf reads name_zh and name_en, or name, a text or {zh, en}.
func nameOf(properties map[string]any) engine.Text {
	text := func(keys ...string) string {
		for _, key := range keys {
			if s, ok := properties[key].(string); ok && s != "" {
				return s
			}
		}
		return ""
	}
	if both, ok := properties["name"].(map[string]any); ok {
		return nameOf(map[string]any{"name_zh": both["zh"], "name_en": both["en"]})
	}
	zh, en := text("name_zh", "name:zh", "name"), text("name_en", "name:en", "name")
	if zh == "" {
		zh = en
	}
	if en == "" {
		en = zh
	}
	return engine.Text{ZH: zh, EN: en}
}

// number returns a property of an area from a file, which goes before what the
// entry says for all of it.
func (a area) number(key string, entry *float64, low, high float64) *float64 {
	v, given := a.properties[key]
	if !given || v == nil {
		return entry
	}
	n, ok := v.(float64)
	if !ok || !(n >= low && n <= high) || math.IsNaN(n) {
		a.fail(key, "%v: must be a number from %g to %g", v, low, high)
		return nil
	}
	return &n
}
