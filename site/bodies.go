package site

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"shapan/bim/ifc"
	"shapan/bim/schedule"
	"shapan/bim/schedule/ofifc"
	"shapan/engine"
	"shapan/engine/solver/solid"
)

// plan says when the parts of the models stand.
type plan struct {
	File  string `yaml:"file" jsonschema:"required,example=plan.xml" jsonschema_description:"MS Project XML, Primavera XER, CSV, or an IFC model with tasks"`
	Rules string `yaml:"rules_file" jsonschema:"example=rules.csv" jsonschema_description:"which tasks build which elements, as of shapan schedule; a GLB model goes by its id as name and its class as type"`
	Dates string `yaml:"dates" jsonschema:"enum=computed,enum=planned,enum=baseline,enum=actual,default=computed" jsonschema_description:"which of its dates count"`
}

// part is a piece of a model that may stand in the way of cranes.
type part struct {
	of      string // ID of its element
	element schedule.Element
	mesh    func() *solid.Mesh // in the site
}

// noMatter are types whose shapes are no obstacle: space, the ground, which is the
// site's, and what lies in other parts.
var noMatter = map[string]bool{
	"IfcSpace": true, "IfcSpatialZone": true, "IfcExternalSpatialElement": true, "IfcVirtualElement": true, "IfcAnnotation": true, "IfcGrid": true,
	"IfcSite": true, "IfcGeographicElement": true, "IfcReinforcingBar": true, "IfcReinforcingMesh": true, "IfcTendon": true, "IfcTendonAnchor": true,
}

func (l *loader) inTheWay(p part, wanted bool) {
	if wanted && !noMatter[p.element.Type] {
		l.way = append(l.way, p)
	}
}

// bodies makes what stands in the way of the site's cranes, with the times of the
// schedule. Without cranes nobody asks.
func (l *loader) bodies() {
	cranes := false
	for k := range l.site.Assets {
		cranes = cranes || l.site.Assets[k].Kind == "crane"
	}
	stands := l.stands()
	if !cranes {
		return
	}
	for k, p := range l.way {
		mesh := p.mesh()
		if len(mesh.Triangles) == 0 {
			continue
		}
		body := engine.Body{Of: p.of, Points: mesh.Points, Triangles: mesh.Triangles}
		if stands != nil {
			body.Stands = stands[k]
		}
		l.site.Bodies = append(l.site.Bodies, body)
	}
}

// stands is when each part does; nil: all always.
func (l *loader) stands() [][]engine.Stay {
	doc := l.doc.Schedule
	if doc == nil {
		return nil
	}
	node := l.at("schedule")
	var rules []schedule.Rule
	if node.At("rules_file").Exists() {
		if file, ok := l.path(node.At("rules_file"), doc.Rules); ok {
			data, err := os.ReadFile(file)
			if err == nil {
				rules, err = schedule.ReadRules(doc.Rules, data, schedule.Options{})
			}
			if err != nil {
				l.fail(node.At("rules_file"), "%v", err)
			}
		}
	}
	file, ok := l.path(node.At("file"), doc.File)
	if !ok {
		return nil
	}
	s, err := readSchedule(file)
	var a *schedule.Analysis
	if err == nil {
		a, err = s.Analyse()
	}
	if err != nil {
		l.fail(node.At("file"), "%v", err)
		return nil
	}
	elements := make([]schedule.Element, len(l.way))
	for k := range l.way {
		elements[k] = l.way[k].element
	}
	links := s.Match(elements, rules)
	for n, m := range links.Unused {
		if n == 5 {
			l.notes = append(l.notes, fmt.Sprintf("%s: %d further rules and GUIDs found no element", doc.File, len(links.Unused)-n))
			break
		}
		l.notes = append(l.notes, fmt.Sprintf("%s: %s", doc.File, m.String()))
	}
	line := map[string]func() *schedule.Timeline{
		"planned": links.Planned, "baseline": links.Baseline,
		"computed": func() *schedule.Timeline { return links.Computed(a) }, "actual": func() *schedule.Timeline { return links.Actual(a) },
	}[doc.Dates]
	if line == nil {
		return nil // reported when it was decoded
	}
	all := make([][]engine.Stay, len(l.way))
	for k, p := range line().Presence() {
		if p.Always {
			continue
		}
		all[k] = []engine.Stay{}
		for _, s := range p.Stays {
			all[k] = append(all[k], engine.Stay{From: s.From, To: s.To})
		}
	}
	return all
}

// readSchedule reads a schedule, or that of an IFC model.
func readSchedule(file string) (*schedule.Schedule, error) {
	if !strings.HasPrefix(strings.ToLower(filepath.Ext(file)), ".ifc") {
		return schedule.Open(file, schedule.Options{})
	}
	m, err := ifc.Open(file)
	if err != nil {
		return nil, err
	}
	s, err := ofifc.Schedule(m)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}
