package review

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/clash"
	"shapan/bim/clash/ofifc"
	"shapan/site"
)

// A Found is a clash between two parts, on the site.
type Found struct {
	Topic    string // GUID of its issue
	Kind     clash.Kind
	A, B     Ref
	Depth    float64 // [m]
	Volume   float64 // [m³]; NaN: a body is open
	Distance float64 // [m]
	Point    mgl64.Vec3
	Together clash.Interval
	Group    int // number in Comparison.Groups
}

// Ref names a part of a model.
type Ref struct{ Model, GUID, Type, Name string } // Model: "model/house"

// A Comparison is what was found by one rule.
type Comparison struct {
	Rule      site.ClashRule
	Found     []Found
	Groups    []Group
	Compared  int // parts
	Unchecked []ofifc.Unchecked
}

// A Group is clashes of one cause: one part that meets several of a type.
type Group struct {
	Element Ref
	Other   string // type
	Hard    bool
	Count   int
}

// Find compares what a rule says, in the coordinates of the site. What it finds for
// the first time has an author: by, or the program where that is "".
func (r *Register) Find(ctx context.Context, rule site.ClashRule, by string) (*Comparison, error) {
	a, leftA, err := r.objects(rule.A, rule.OverTime)
	if err != nil {
		return nil, err
	}
	var b []clash.Object
	c := &Comparison{Rule: rule, Compared: len(a), Unchecked: leftA, Found: []Found{}, Groups: []Group{}}
	rules := clash.Rules{Tolerance: rule.Tolerance, Clearance: rule.Clearance}
	var pairs []clash.Pair
	if rule.B == "" {
		pairs, err = clash.Within(ctx, a, rules)
	} else {
		var leftB []ofifc.Unchecked
		if b, leftB, err = r.objects(rule.B, rule.OverTime); err != nil {
			return nil, err
		}
		c.Compared, c.Unchecked = c.Compared+len(b), append(c.Unchecked, leftB...)
		pairs, err = clash.Between(ctx, a, b, rules)
	}
	if err != nil {
		return nil, err
	}
	topics := clash.Topics(r.named(pairs), clash.Report{Author: cmp.Or(by, "shapan"), Created: r.created(rule)})
	for k := range pairs {
		p := &pairs[k]
		c.Found = append(c.Found, Found{
			Topic: topics[k].GUID, Kind: p.Kind, A: refOf(p.A), B: refOf(p.B), Depth: p.Depth, Volume: p.Volume, Distance: p.Distance, Point: p.Point, Together: p.Together,
		})
	}
	for n, g := range clash.Groups(pairs) {
		c.Groups = append(c.Groups, Group{refOf(g.Element), g.Other, g.Hard, len(g.Pairs)})
		for _, k := range g.Pairs {
			c.Found[k].Group = n
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range topics {
		r.put(t, fromComparison)
	}
	same := func(o *Comparison) bool { return o.Rule.A == rule.A && o.Rule.B == rule.B }
	if k := slices.IndexFunc(r.made, same); k >= 0 { // made anew: the last counts
		r.made[k] = c
	} else {
		r.made = append(r.made, c)
	}
	return c, r.save()
}

func refOf(o *clash.Object) Ref { return Ref{o.Model, o.GUID, o.Type, o.Name} }

// named calls models by their files, as BCF does; objects keep the site's IDs.
func (r *Register) named(pairs []clash.Pair) []clash.Pair {
	known := map[*clash.Object]*clash.Object{}
	file := func(o *clash.Object) *clash.Object {
		if known[o] == nil {
			named := *o
			if m := r.model(o.Model); m != nil {
				named.Model = filepath.Base(m.File)
			}
			known[o] = &named
		}
		return known[o]
	}
	out := slices.Clone(pairs)
	for k := range out {
		p := &out[k]
		if p.Inner == p.A {
			p.Inner = file(p.A)
		} else if p.Inner == p.B {
			p.Inner = file(p.B)
		}
		p.A, p.B = file(p.A), file(p.B)
	}
	return out
}

// created is when the later of the models was written, by its own word, so that
// equal models give equal issues.
func (r *Register) created(rule site.ClashRule) time.Time {
	at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, id := range []string{rule.A, rule.B} {
		m := r.model(id)
		if m == nil {
			continue
		}
		for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05"} {
			if t, err := time.Parse(form, strings.TrimSpace(m.Model.File.Header.Time)); err == nil && t.After(at) {
				at = t.UTC()
			}
		}
	}
	return at
}

func (r *Register) model(id string) *site.IFCModel {
	for k := range r.place.IFC {
		if r.place.IFC[k].ID == id {
			return &r.place.IFC[k]
		}
	}
	return nil
}

// objects are the bodies of a model where they stand on the site.
func (r *Register) objects(id string, overTime bool) ([]clash.Object, []ofifc.Unchecked, error) {
	m := r.model(id)
	if m == nil {
		return nil, nil, fmt.Errorf("%q: must be an IFC model of this site", id)
	}
	if overTime && r.place.Plan == nil {
		return nil, nil, fmt.Errorf("over time: the site has no schedule")
	}
	objects, left := ofifc.Objects(m.Model, m.Shown.Elements, id)
	var stands map[string][]clash.Interval
	if overTime {
		stands = map[string][]clash.Interval{}
		presence := r.place.Plan.Actual.Presence()
		for e, part := range r.place.Plan.Parts {
			if part.Model != id || presence[e].Always {
				continue
			}
			list := []clash.Interval{}
			for _, stay := range presence[e].Stays {
				list = append(list, clash.Interval{From: stay.From, To: stay.To})
			}
			stands[m.Shown.Elements[part.Feature].GUID] = list
		}
	}
	for k := range objects {
		o := &objects[k]
		o.Transform = m.SiteFromIFC.Mul4(o.Transform)
		if times, known := stands[o.GUID]; known {
			o.Stands = times
		}
	}
	return objects, left, nil
}

// finite is a number as JSON can hold it.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// Liters that a clash shares; known is false where a body is open.
func (f *Found) Liters() (v float64, known bool) {
	return 1000 * finite(f.Volume), !math.IsNaN(f.Volume)
}
