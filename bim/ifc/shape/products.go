package shape

import (
	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// Build makes the shapes of all products of a model, in the order of the file.
func Build(m *ifc.Model, o Options) []Element {
	if o.Tolerance == (solid.Tolerance{}) {
		o.Tolerance = solid.Default
	}
	r := &reader{file: m.File, metre: m.Units.Length, radian: m.Units.Angle, tol: o.Tolerance, shared: &shared{styles: readStyles(m.File)}}
	m.Linear = r.linear
	entities := m.Of("IfcProduct")
	all := make([]product, len(entities))
	byID := make(map[step.ID]*product, len(entities))
	for k, e := range entities {
		p := &all[k]
		p.in, _ = m.File.Instance(e.Number())
		p.ID, p.Type, p.GUID, p.Name = e.Number(), e.Type(), e.Text("GlobalId"), e.Text("Name")
		p.Storey = storeyName(m, e)
		p.Opening = e.Is("IfcFeatureElementSubtraction")
		p.placement, p.placed = m.Placement(e.ID("ObjectPlacement"))
		if to := e.ID("Representation"); to != 0 {
			p.representation, p.shaped = m.File.Instance(to)
			p.material = r.shared.styles.material(m, e)
		} else if to := e.ID("Axis"); to != 0 && e.Is("IfcLinearPositioningElement") { // of IFC4X1
			p.axis, p.shaped = m.File.Instance(to)
			p.onAxis = true
		}
		byID[p.ID] = p
	}
	for _, e := range m.Of("IfcRelVoidsElement") {
		if p := byID[e.ID("RelatingBuildingElement")]; p != nil {
			p.openings = append(p.openings, e.ID("RelatedOpeningElement"))
		}
	}
	any := false
	for k := range all {
		any = any || all[k].shaped
	}
	if !any { // a library of types, or bodies that nothing holds
		if all = typeShapes(m); len(all) == 0 {
			all = loose(m)
		}
	}
	find := func(id step.ID) *product { return byID[id] }
	inParallel(len(all), o.Workers, func(k int) {
		if all[k].shaped {
			r.shape(&all[k], find)
		}
	})
	out := make([]Element, 0, len(all))
	for k := range all {
		if all[k].shaped {
			out = append(out, all[k].Element)
		}
	}
	return out
}

// storeyName is the name of the storey that an element stands in; an opening
// stands in that of its host.
func storeyName(m *ifc.Model, e ifc.Entity) string {
	if storey := m.Storey(e); storey.Exists() {
		return storey.Text("Name")
	}
	if host := m.Host(e); host.Exists() {
		return m.Storey(host).Text("Name")
	}
	return ""
}
