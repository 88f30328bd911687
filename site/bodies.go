package site

import (
	"shapan/bim/schedule"
	"shapan/engine"
	"shapan/engine/solver/solid"
)

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
	if l.plan == nil {
		return nil
	}
	elements := make([]schedule.Element, len(l.way))
	for k := range l.way {
		elements[k] = l.way[k].element
	}
	links := l.plan.Schedule.Match(elements, l.plan.rules)
	line := links.Baseline()
	if l.doc.Schedule.Obstacles == "actual" {
		line = links.Actual(l.plan.Analysis)
	}
	all := make([][]engine.Stay, len(l.way))
	for k, p := range line.Presence() {
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
