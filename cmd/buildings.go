package cmd

import (
	"cmp"
	"slices"
	"sync"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc"
	"shapan/engine"
	"shapan/server"
	"shapan/site"
)

// buildings brings the IFC models of a site to the server.
type buildings struct {
	place *site.Place
	once  sync.Once
	parts server.Parts
	index map[[2]string]int // of Parts.Elements by model and GUID
	first map[string]int    // by GUID alone
}

// Parts implements server.Buildings. Measuring takes a moment, so it is done when
// first asked for.
func (b *buildings) Parts() server.Parts {
	b.once.Do(b.measure)
	return b.parts
}

func (b *buildings) measure() {
	b.parts = server.Parts{Models: []server.PartsModel{}, Elements: []server.Part{}}
	b.index, b.first = map[[2]string]int{}, map[string]int{}
	for _, m := range b.place.IFC {
		k := slices.IndexFunc(b.place.Elements, func(e engine.Element) bool { return e.ID == m.ID })
		b.parts.Models = append(b.parts.Models, server.PartsModel{
			ID: m.ID, File: m.File, Schema: string(m.Model.Edition), Storeys: storeys(m, b.place.Elements[k].SiteFromModel),
		})
		facts := m.Shown.Measure()
		for k := range b.place.Elements {
			e := &b.place.Elements[k]
			if e.Of != m.ID {
				continue
			}
			f := &facts[e.Feature]
			guid := e.ID[len(m.ID)+1:]
			p := server.Part{
				GUID: guid, Model: m.ID, Feature: e.Feature, Type: e.Class, Name: e.Name.EN, Storey: e.Storey,
				Volume: f.Volume, Gross: f.Gross, Area: f.Area, Closed: f.Closed, Boxed: f.Boxed,
				Authored: authored(m.Model.PropertySets(m.Model.Entity(m.Shown.Elements[e.Feature].ID))),
			}
			b.index[[2]string{m.ID, guid}] = len(b.parts.Elements)
			if _, known := b.first[guid]; !known {
				b.first[guid] = len(b.parts.Elements)
			}
			b.parts.Elements = append(b.parts.Elements, p)
		}
	}
}

// storeys are those of a model, from below.
func storeys(m site.IFCModel, siteFromGLB mgl64.Mat4) []server.Storey {
	all := []server.Storey{}
	for _, e := range m.Model.Of("IfcBuildingStorey") {
		frame, err := m.Model.Placement(e.ID("ObjectPlacement"))
		if err != nil {
			continue // told at its elements
		}
		p := frame.Col(3).Vec3().Sub(m.Shown.Drawn.Origin)
		z := mgl64.TransformCoordinate(mgl64.Vec3{p[0], p[2], -p[1]}, siteFromGLB)[2] // glTF is y up
		all = append(all, server.Storey{Name: e.Text("Name"), Height: z})
	}
	slices.SortStableFunc(all, func(a, b server.Storey) int { return cmp.Compare(a.Height, b.Height) })
	return all
}

// authored are the quantities that a file gives.
func authored(sets []ifc.PropertySet) map[string]float64 {
	var all map[string]float64
	for _, set := range sets {
		if !set.Quantities {
			continue
		}
		for _, p := range set.Properties {
			if !p.Value.IsNumber {
				continue
			}
			if all == nil {
				all = map[string]float64{}
			}
			if _, known := all[p.Name]; !known {
				all[p.Name] = p.Value.Number
			}
		}
	}
	return all
}

// Part implements server.Buildings.
func (b *buildings) Part(model, guid string) (server.PartFacts, bool) {
	b.once.Do(b.measure)
	k, known := b.first[guid]
	if model != "" {
		k, known = b.index[[2]string{model, guid}]
	}
	if !known {
		return server.PartFacts{}, false
	}
	part := b.parts.Elements[k]
	m := b.place.IFC[slices.IndexFunc(b.place.IFC, func(m site.IFCModel) bool { return m.ID == part.Model })]
	shown := &m.Shown.Elements[part.Feature]
	e := m.Model.Entity(shown.ID)
	facts := server.PartFacts{
		Part: part, Sets: []server.PartSet{}, Materials: []server.PartMaterial{}, Classifications: []server.PartClass{},
		Failures: append([]string{}, shown.Failures...), TypeName: m.Model.TypeObject(e).Text("Name"),
	}
	if p, ok := m.Model.Product(shown.ID); ok {
		facts.Tag, facts.Description, facts.PredefinedType = p.Tag, p.Description, p.PredefinedType
	}
	for _, set := range m.Model.PropertySets(e) {
		facts.Sets = append(facts.Sets, server.PartSet{Name: set.Name, Quantities: set.Quantities, Properties: flatten("", set.Properties)})
	}
	for _, use := range m.Model.Materials(e) {
		for _, layer := range use.Parts {
			facts.Materials = append(facts.Materials, server.PartMaterial{Name: layer.Material, Layer: layer.Name, Thickness: layer.Thickness, Origin: string(use.Origin)})
		}
	}
	for _, c := range m.Model.Classifications(e) {
		facts.Classifications = append(facts.Classifications, server.PartClass{System: c.System, Code: c.Code, Name: c.Name, Origin: string(c.Origin)})
	}
	return facts, true
}

// flatten names the parts of complex properties a/b.
func flatten(within string, properties []ifc.Property) []server.PartProperty {
	out := []server.PartProperty{}
	for _, p := range properties {
		if len(p.Of) > 0 {
			out = append(out, flatten(within+p.Name+"/", p.Of)...)
			continue
		}
		text := p.Value.Text
		for _, more := range p.More {
			text += ", " + more.Text
		}
		out = append(out, server.PartProperty{Name: within + p.Name, Value: text, Unit: p.Value.Unit, Origin: string(p.Origin)})
	}
	return out
}
