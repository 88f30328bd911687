package ifc

import "shapan/bim/ifc/step"

// A Group gathers objects for a purpose: a system of pipes, a zone of spaces.
type Group struct {
	ID             step.ID   `json:"id"`
	GUID           string    `json:"guid,omitempty"`
	Type           string    `json:"type"` // IfcDistributionSystem, IfcZone, IfcGroup
	Name           string    `json:"name,omitempty"`
	LongName       string    `json:"long_name,omitempty"`
	ObjectType     string    `json:"object_type,omitempty"`
	PredefinedType string    `json:"predefined_type,omitempty"`
	Members        []step.ID `json:"members"`
	Serves         []step.ID `json:"serves,omitempty"` // spatial elements
}

// Groups gives systems, zones and other groups in the order of the file.
func (m *Model) Groups() (all []Group) {
	for _, e := range m.Of("IfcGroup") {
		g := Group{
			ID: e.Number(), GUID: e.Text("GlobalId"), Type: e.Type(), Name: e.Text("Name"), LongName: e.Text("LongName"),
			ObjectType: e.Text("ObjectType"), PredefinedType: e.Enum("PredefinedType"),
		}
		for member := range m.relate(e, "IfcRelAssignsToGroup", "RelatingGroup", "RelatedObjects") {
			g.Members = append(g.Members, member.Number())
		}
		for served := range m.relate(e, "IfcRelServicesBuildings", "RelatingSystem", "RelatedBuildings") {
			g.Serves = append(g.Serves, served.Number())
		}
		all = append(all, g)
	}
	return all
}

// GroupsOf gives the groups of which an object is a member.
func (m *Model) GroupsOf(e Entity) (ids []step.ID) {
	for group := range m.relate(e, "IfcRelAssignsToGroup", "RelatedObjects", "RelatingGroup") {
		ids = append(ids, group.Number())
	}
	return ids
}

// A Port is where an element of a distribution system joins another.
type Port struct {
	ID      step.ID `json:"id"`
	GUID    string  `json:"guid,omitempty"`
	Name    string  `json:"name,omitempty"`
	Element step.ID `json:"element,omitempty"`
	Flow    string  `json:"flow,omitempty"` // SOURCE, SINK, SOURCEANDSINK
	System  string  `json:"system,omitempty"`
}

// Ports gives the ports in the order of the file.
func (m *Model) Ports() (all []Port) {
	for _, e := range m.Of("IfcPort") {
		all = append(all, Port{
			ID: e.Number(), GUID: e.Text("GlobalId"), Name: e.Text("Name"), Element: m.portElement(e).Number(),
			Flow: e.Enum("FlowDirection"), System: e.Enum("SystemType"),
		})
	}
	return all
}

// portElement is the element of a port: by a relation of its own, or since IFC4 by
// nesting.
func (m *Model) portElement(port Entity) Entity {
	if e := m.one(port, "IfcRelConnectsPortToElement", "RelatingPort", "RelatedElement"); e.Exists() {
		return e
	}
	return m.one(port, "IfcRelNests", "RelatedObjects", "RelatingObject")
}

// A Connection says that two elements are joined: by ports, or as walls meet.
type Connection struct {
	ID    step.ID    `json:"id"`
	Type  string     `json:"type"` // IfcRelConnectsPorts, IfcRelConnectsPathElements
	Ends  [2]step.ID `json:"ends"` // the elements
	Ports [2]step.ID `json:"ports,omitzero"`
	By    step.ID    `json:"by,omitempty"` // the element that makes the joint
}

// Connections gives what joins elements, in the order of the file.
func (m *Model) Connections() (all []Connection) {
	for _, e := range m.Of("IfcRelConnects") {
		c := Connection{ID: e.Number(), Type: e.Type()}
		switch {
		case e.Is("IfcRelConnectsPorts"):
			a, b := e.Ref("RelatingPort"), e.Ref("RelatedPort")
			c.Ports = [2]step.ID{a.Number(), b.Number()}
			c.Ends = [2]step.ID{m.portElement(a).Number(), m.portElement(b).Number()}
			c.By = e.ID("RealizingElement")
		case e.Is("IfcRelConnectsElements"):
			c.Ends = [2]step.ID{e.ID("RelatingElement"), e.ID("RelatedElement")}
			if by := e.Refs("RealizingElements"); len(by) > 0 {
				c.By = by[0]
			}
		default:
			continue
		}
		all = append(all, c)
	}
	return all
}
