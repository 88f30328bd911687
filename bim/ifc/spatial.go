package ifc

import "shapan/bim/ifc/step"

// A Spatial is a node of the spatial tree: project, site, building, storey,
// space; since IFC4X3 also facilities and their parts.
type Spatial struct {
	ID         step.ID    `json:"id"`
	GUID       string     `json:"guid,omitempty"`
	Type       string     `json:"type"`
	Name       string     `json:"name,omitempty"`
	LongName   string     `json:"long_name,omitempty"`
	Elevation  float64    `json:"elevation_m,omitempty"` // of a storey, above the building's zero
	Children   []*Spatial `json:"children,omitempty"`
	Elements   []step.ID  `json:"elements,omitempty"`   // what it holds itself, without their parts
	Referenced []step.ID  `json:"referenced,omitempty"` // what also reaches into it
}

// Tree gives the spatial tree: the project first, then spatial elements that hang
// on nothing. Each spatial element is in it once; faults are those that are not:
// in a ring, or deeper than 64.
func (m *Model) Tree() (roots []*Spatial, faults []Fault) {
	m.warm()
	seen := map[step.ID]bool{}
	var spatials []Entity
	for _, e := range m.Of("IfcObjectDefinition") {
		if spatialElement(e) {
			spatials = append(spatials, e)
		}
	}
	var grow func(e Entity, depth int) *Spatial
	grow = func(e Entity, depth int) *Spatial {
		seen[e.Number()] = true
		n := &Spatial{ID: e.Number(), GUID: e.Text("GlobalId"), Type: e.Type(), Name: e.Text("Name"), LongName: e.Text("LongName")}
		if up, ok := e.Real("Elevation"); ok {
			n.Elevation = up * m.Units.Length
		}
		for part := range m.Parts(e) {
			switch {
			case !spatialElement(part):
			case seen[part.Number()]:
				faults = append(faults, *part.Errorf("a part of itself or of two: hangs in the spatial tree once more on #%d", e.Number()))
			case depth >= deepestTree:
				faults = append(faults, *part.Errorf("deeper than %d in the spatial tree", deepestTree))
				seen[part.Number()] = true
			default:
				n.Children = append(n.Children, grow(part, depth+1))
			}
		}
		for element := range m.Contained(e) {
			if spatialElement(element) { // some hold spaces rather than aggregate them
				if !seen[element.Number()] && depth < deepestTree {
					n.Children = append(n.Children, grow(element, depth+1))
				}
				continue
			}
			n.Elements = append(n.Elements, element.Number())
		}
		for element := range m.relate(e, "IfcRelReferencedInSpatialStructure", "RelatingStructure", "RelatedElements") {
			n.Referenced = append(n.Referenced, element.Number())
		}
		return n
	}
	for _, project := range m.Of("IfcProject") {
		if !seen[project.Number()] {
			roots = append(roots, grow(project, 0))
		}
	}
	// What hangs on nothing, and then what is left: rings.
	for _, ring := range []bool{false, true} {
		for _, e := range spatials {
			if seen[e.Number()] || !ring && m.above(e).Exists() {
				continue
			}
			roots = append(roots, grow(e, 0))
		}
	}
	return roots, faults
}
