package ifc

import "shapan/bim/ifc/step"

// A Classification is an object's place in a system such as Uniclass or OmniClass.
type Classification struct {
	ID       step.ID `json:"id"`
	System   string  `json:"system,omitempty"`
	Edition  string  `json:"edition,omitempty"`
	Code     string  `json:"code,omitempty"`
	Name     string  `json:"name,omitempty"`
	Location string  `json:"location,omitempty"` // address of its description
	Origin   Origin  `json:"origin"`
}

// Classifications gives an object's classifications and those of its type.
func (m *Model) Classifications(e Entity) (all []Classification) {
	for _, from := range []struct {
		e      Entity
		origin Origin
	}{{e, OfOccurrence}, {m.TypeObject(e), OfType}} {
		if !from.e.Exists() {
			continue
		}
		for c := range m.relate(from.e, "IfcRelAssociatesClassification", "RelatedObjects", "RelatingClassification") {
			all = append(all, m.classification(c, from.origin))
		}
	}
	return all
}

func (m *Model) classification(e Entity, origin Origin) Classification {
	c := Classification{ID: e.Number(), Name: e.Text("Name"), Location: e.Text("Location"), Origin: origin}
	if c.Code = e.Text("Identification"); c.Code == "" {
		c.Code = e.Text("ItemReference") // before IFC4
	}
	// A reference may be one in a tree of references; at its root is the system.
	system := e
	for n := 0; n < deepestTree && system.Is("IfcClassificationReference"); n++ {
		system = system.Ref("ReferencedSource")
	}
	if system.Is("IfcClassification") {
		c.System, c.Edition = system.Text("Name"), system.Text("Edition")
		if system == e {
			c.Name = ""
		}
	}
	if e.Is("IfcClassificationNotation") { // IFC2X3: facets
		for facet := range e.Each("NotationFacets") {
			if c.Code != "" {
				c.Code += " "
			}
			c.Code += facet.Text("NotationValue")
		}
	}
	return c
}

// A Layer is a presentation layer, as in CAD.
type Layer struct {
	ID          step.ID   `json:"id"`
	Name        string    `json:"name"`
	Identifier  string    `json:"identifier,omitempty"`
	Description string    `json:"description,omitempty"`
	Items       []step.ID `json:"items"` // representations and their items
	Off         bool      `json:"off,omitempty"`
	Frozen      bool      `json:"frozen,omitempty"`
	Blocked     bool      `json:"blocked,omitempty"`
}

// Layers gives the presentation layers in the order of the file.
func (m *Model) Layers() (all []Layer) {
	for _, e := range m.Of("IfcPresentationLayerAssignment") {
		l := Layer{ID: e.Number(), Name: e.Text("Name"), Identifier: e.Text("Identifier"), Description: e.Text("Description"), Items: e.Refs("AssignedItems")}
		if on, ok := e.Bool("LayerOn"); ok {
			l.Off = !on
		}
		l.Frozen, _ = e.Bool("LayerFrozen")
		l.Blocked, _ = e.Bool("LayerBlocked")
		all = append(all, l)
	}
	return all
}

// LayersOf gives the layers to which a representation or item is assigned.
func (m *Model) LayersOf(item Entity) (names []string) {
	for layer := range m.Inverse("IfcPresentationLayerAssignment", "AssignedItems").Of(item) {
		names = append(names, layer.Text("Name"))
	}
	return names
}
