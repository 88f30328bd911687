package building

import (
	"regexp"

	"shapan/bim/ifc"
	"shapan/bim/ifc/shape"
)

// towerCrane is how tower cranes are called in models; IFC has no type for them.
var towerCrane = regexp.MustCompile(`(?i)tower[ _-]?crane|turmdrehkran|grue[ _]à[ _]tour|塔吊|塔式起重机|塔机`)

// movers are the types that cranes are modelled as.
var movers = map[string]bool{"IfcTransportElement": true, "IfcTransportationDevice": true, "IfcBuildingElementProxy": true, "IfcVehicle": true}

// isTowerCrane tells whether an element is one: a transport element or a proxy
// whose name, type or properties say so.
func isTowerCrane(m *ifc.Model, e *shape.Element) bool {
	if !movers[e.Type] {
		return false
	}
	entity := m.Entity(e.ID)
	for _, text := range []string{e.Name, entity.Text("ObjectType"), entity.Text("Description"), m.TypeObject(entity).Text("Name")} {
		if towerCrane.MatchString(text) {
			return true
		}
	}
	for _, set := range m.PropertySets(entity) {
		if towerCrane.MatchString(set.Name) {
			return true
		}
		for _, p := range set.Properties {
			if towerCrane.MatchString(p.Name) || towerCrane.MatchString(p.Value.Text) {
				return true
			}
		}
	}
	return false
}
