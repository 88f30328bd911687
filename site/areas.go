package site

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"

	"shapan/engine"
	"shapan/gis/placement"
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
	for _, key := range [...]string{"coordinates", "swap_axes", "where", "layer"} {
		if node.At(key).Exists() && p.File == "" {
			l.fail(node.At(key), "belongs to file, which is not given")
		}
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
	layer, at := l.layer(node, p.File, p.positioned, vector.Options{Layer: p.Layer, Encoding: p.Encoding})
	if layer == nil {
		return nil
	}
	if p.Where != "" {
		where, err := vector.ParseWhere(p.Where)
		if err != nil {
			l.fail(node.At("where"), "%q: %v", p.Where, err)
			return nil
		}
		all := len(layer.Features)
		if layer = layer.Chosen(where); len(layer.Features) == 0 {
			l.fail(node.At("where"), "%q: none of the %d features of %s is such", p.Where, all, p.File)
			return nil
		}
	}
	outlines := l.outlines(node, p, layer, at)
	if outlines == nil {
		return nil
	}
	list := make([]area, 0, len(outlines.Areas))
	taken := map[string]int{}
	for _, f := range outlines.Areas {
		for _, ring := range f.Rings {
			for k, v := range ring {
				ring[k] = at.ToSite(v[0], v[1], 0).Vec2()
			}
		}
		a := area{rings: f.Rings, properties: f.Properties}
		a.fail = func(key, format string, args ...any) {
			e := mistake(outlines.Errorf(f, format, args...))
			if key != "outline" {
				e.Path += ".properties." + key
			}
			l.errs = append(l.errs, e)
		}
		a.id, a.name = idOf(f, p), nameOf(f.Properties)
		if taken[a.id]++; taken[a.id] > 1 { // tiles cut things in two
			a.id = fmt.Sprintf("%s-%d", a.id, taken[a.id])
		}
		list = append(list, a)
	}
	return list
}

// outlines are the areas of a layer. What else it holds is left out with a word.
func (l *loader) outlines(node yamlfile.Node, p place, layer *vector.Layer, at *placement.Placement) *vector.Outlines {
	areas := *layer
	areas.Features = nil
	others := map[string]int{}
	for _, f := range layer.Features {
		switch f.Geometry.(type) {
		case orb.Polygon, orb.MultiPolygon:
			areas.Features = append(areas.Features, f)
		default:
			others[vector.TypeOf(f.Geometry)]++
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(others)) {
		at.Warnings = append(at.Warnings, fmt.Sprintf("%d of %d features are no areas (%s): left out", others[kind], len(layer.Features), kind))
	}
	if len(areas.Features) == 0 { // then each feature is a mistake
		areas = *layer
	}
	found, err := vector.OutlinesOf(&areas)
	if err == nil {
		return found
	}
	if p.Faulty != "skip" {
		l.faults(node.At("file"), err)
		return nil
	}
	sound := areas
	sound.Features = nil
	for _, f := range areas.Features {
		one := areas
		one.Features = []vector.Feature{f}
		if _, err := vector.OutlinesOf(&one); err == nil {
			sound.Features = append(sound.Features, f)
		}
	}
	at.Warnings = append(at.Warnings, fmt.Sprintf("%d of %d areas cross themselves or are none: skipped", len(areas.Features)-len(sound.Features), len(areas.Features)))
	found, err = vector.OutlinesOf(&sound)
	if err != nil {
		l.faults(node.At("file"), err)
		return nil
	}
	return found
}

// faults reports what is wrong with a file, each at its place there.
func (l *loader) faults(n yamlfile.Node, err error) {
	var faults vector.Errors
	if !errors.As(err, &faults) {
		l.fail(n, "%v", err)
		return
	}
	for _, e := range faults {
		l.errs = append(l.errs, mistake(e))
	}
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
