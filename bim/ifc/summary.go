package ifc

import (
	"cmp"
	"slices"

	"shapan/bim/ifc/step"
)

// A Summary is what there is to know of a model at a glance, its shapes apart.
type Summary struct {
	File         step.Facts       `json:"file"`
	Project      string           `json:"project,omitempty"`
	Units        Units            `json:"units"`
	Products     []step.TypeCount `json:"products"` // by type, most frequent first
	Storeys      []Storey         `json:"storeys,omitempty"`
	Spatial      []step.TypeCount `json:"spatial,omitempty"`
	WithShape    int              `json:"with_shape"` // products that have a representation
	Openings     int              `json:"openings"`
	Filled       int              `json:"filled"` // openings with a door or window
	TypeObjects  int              `json:"type_objects"`
	PropertySets int              `json:"property_sets"`
	Quantities   int              `json:"quantity_sets"`
	Materials    []string         `json:"materials,omitempty"`       // names, at most 100
	Systems      []string         `json:"classifications,omitempty"` // classification systems
	Groups       []step.TypeCount `json:"groups,omitempty"`
	Ports        int              `json:"ports,omitempty"`
	Connections  int              `json:"connections,omitempty"`
	Layers       []string         `json:"layers,omitempty"` // presentation layers, at most 100
	Tasks        int              `json:"tasks,omitempty"`
	Sequences    int              `json:"sequences,omitempty"`
	Georeference Georeference     `json:"georeference"`
	Warnings     []Fault          `json:"warnings,omitempty"`
}

// A Storey is a storey and how many products stand in it.
type Storey struct {
	ID        step.ID `json:"id"`
	Name      string  `json:"name,omitempty"`
	Elevation float64 `json:"elevation_m"`
	Products  int     `json:"products"`
}

// Summary tells what the model holds.
func (m *Model) Summary() Summary {
	s := Summary{
		File: m.File.Facts(), Units: m.Units, Georeference: m.Georeference(), Warnings: slices.Clone(m.Warnings),
		Openings: len(m.Of("IfcOpeningElement")), TypeObjects: len(m.Of("IfcTypeObject")),
		Ports: len(m.Of("IfcPort")), Connections: len(m.Connections()), Tasks: len(m.Of("IfcProcess")), Sequences: len(m.Of("IfcRelSequence")),
	}
	if projects := m.Of("IfcProject"); len(projects) > 0 {
		if s.Project = projects[0].Text("Name"); s.Project == "" {
			s.Project = projects[0].Text("LongName")
		}
	}
	products := m.Products()
	standing := map[step.ID]int{}
	types, spatial := map[string]int{}, map[string]int{}
	for k := range products {
		p := &products[k]
		if p.Representation != 0 {
			s.WithShape++
		}
		standing[p.Storey]++
		if spatialElement(m.Entity(p.ID)) {
			spatial[p.Type]++
		} else {
			types[p.Type]++
		}
	}
	s.Products, s.Spatial = counted(types), counted(spatial)
	for _, e := range m.Of("IfcBuildingStorey") {
		up, _ := e.Real("Elevation")
		s.Storeys = append(s.Storeys, Storey{e.Number(), e.Text("Name"), up*m.Units.Length + 0, standing[e.Number()]})
	}
	slices.SortStableFunc(s.Storeys, func(a, b Storey) int { return cmp.Compare(a.Elevation, b.Elevation) })
	for _, e := range m.Of("IfcOpeningElement") {
		if m.one(e, "IfcRelFillsElement", "RelatingOpeningElement", "RelatedBuildingElement").Exists() {
			s.Filled++
		}
	}
	s.PropertySets, s.Quantities = len(m.Of("IfcPropertySet")), len(m.Of("IfcElementQuantity"))
	s.Materials, s.Systems = m.names("IfcMaterial"), m.names("IfcClassification")
	s.Layers = m.names("IfcPresentationLayerAssignment")
	groups := map[string]int{}
	for _, e := range m.Of("IfcGroup") {
		groups[e.Type()]++
	}
	s.Groups = counted(groups)
	_, faults := m.Tree()
	s.Warnings = append(s.Warnings, faults...)
	return s
}

// names gives the names of a type's entities, each once, at most a hundred.
func (m *Model) names(typ string) (names []string) {
	seen := map[string]bool{}
	for _, e := range m.Of(typ) {
		if name := e.Text("Name"); name != "" && !seen[name] && len(names) < 100 {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// counted sorts by number, then by name.
func counted(counts map[string]int) (all []step.TypeCount) {
	for name, n := range counts {
		all = append(all, step.TypeCount{Type: name, Count: n})
	}
	slices.SortFunc(all, func(a, b step.TypeCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Type, b.Type))
	})
	return all
}
