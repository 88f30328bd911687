package site

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/shape"
	"shapan/engine"
	"shapan/yamlfile"
)

// towersOf makes cranes of the site of the tower cranes of an IFC model: where
// they stand and how high is the model's to say, what they can do the catalogue's.
func (l *loader) towersOf(node yamlfile.Node, m model, read *ReadIFC, siteFromIFC mgl64.Mat4) {
	if m.Tower == "" {
		if n := len(read.Shown.Cranes); n > 0 {
			l.notes = append(l.notes, fmt.Sprintf("%s: %d tower cranes stand in it as a part of the building, such as %s: give crane_type to make cranes of them", m.File, n, read.Shown.Cranes[0].Name))
		}
		return
	}
	usual := l.craneType(node.At("crane_type"), m.Tower)
	if usual == nil {
		return
	}
	if len(read.Shown.Cranes) == 0 {
		l.fail(node.At("crane_type"), "%s: no element of %s is a tower crane: its name, type or a property must say so", m.Tower, m.File)
	}
	for k := range read.Shown.Cranes {
		e := &read.Shown.Cranes[k]
		listed := usual
		for n := range l.doc.CraneTypes {
			if t := &l.doc.CraneTypes[n]; t != usual && said(read, e, t.ID) {
				listed = t
			}
		}
		t := tower{ID: craneID(m.ID, e.Name, k), Type: listed.ID, Name: engine.Text{ZH: e.Name, EN: e.Name}, machine: listed.machine}
		foot, height, err := standingCrane(read, e, &listed.machine)
		if err != nil {
			l.fail(node.At("file"), "tower crane %s (#%d): %v", e.Name, e.ID, err)
			continue
		}
		t.JibHeight = height
		l.take(node.At("file"), "crane/"+t.ID)
		l.erect(&t, mgl64.TransformCoordinate(foot, siteFromIFC), nil)
	}
}

// said tells whether an element's name or one of its properties names a type.
func said(read *ReadIFC, e *shape.Element, id string) bool {
	holds := func(text string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(id)) }
	entity := read.Model.Entity(e.ID)
	if holds(e.Name) || holds(entity.Text("ObjectType")) || holds(entity.Text("Tag")) {
		return true
	}
	for _, set := range read.Model.PropertySets(entity) {
		for _, p := range set.Properties {
			if strings.EqualFold(p.Value.Text, id) {
				return true
			}
		}
	}
	return false
}

// craneID is the short name of a crane: the part of its name that looks like one
// (T1, TC-2), else the model's with a number.
func craneID(model, name string, k int) string {
	if short := shortName.FindString(name); short != "" {
		return short
	}
	return fmt.Sprintf("%s-%d", model, k+1)
}

var (
	shortName  = regexp.MustCompile(`\b[A-Za-z]{1,3}-?[0-9]{1,3}\b`)
	heightName = regexp.MustCompile(`(?i)^(jib[ _]?height|height of (the )?jib|boom[ _]?height|起重臂高度|臂架高度|臂高|塔身高度)`)
)

// standingCrane is the mast's foot in the model [m] and the height of the jib
// above it: what a property says, else what the body's top leaves below a head.
func standingCrane(read *ReadIFC, e *shape.Element, t *machine) (foot mgl64.Vec3, height float64, err error) {
	entity := read.Model.Entity(e.ID)
	placement, err := read.Model.Placement(entity.ID("ObjectPlacement"))
	if err != nil {
		return foot, 0, err
	}
	foot = placement.Col(3).Vec3()
	low, high, some := e.Mesh().Bounds()
	if some {
		// The mast's axis is the origin of the element where its body stands round it.
		if foot[0] < low[0]-0.5 || foot[0] > high[0]+0.5 || foot[1] < low[1]-0.5 || foot[1] > high[1]+0.5 {
			return foot, 0, fmt.Errorf("its origin (%.2f, %.2f) lies outside of its body: it must be on the mast's axis", foot[0], foot[1])
		}
		foot[2] = low[2]
	}
	for _, set := range read.Model.PropertySets(entity) {
		for _, p := range set.Properties {
			if p.Value.IsNumber && heightName.MatchString(p.Name) && p.Value.Number > 0 {
				return foot, p.Value.Number, nil
			}
		}
	}
	if !some || t.Kind == "luffing" {
		return foot, 0, fmt.Errorf("has no property JibHeight, and its body does not tell (a luffing jib rises above it)")
	}
	above := 1.0 // half a jib's depth
	if t.Kind == "hammerhead" {
		above = orElse(t.Head, 7)
	}
	height = math.Round(100*(high[2]-low[2]-above)) / 100
	if !(height > 0) {
		return foot, 0, fmt.Errorf("its body is %.2f m high, less than the head of its type, %g m: is it another type?", high[2]-low[2], above)
	}
	return foot, height, nil
}
