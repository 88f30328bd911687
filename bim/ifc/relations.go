package ifc

import (
	"iter"
	"sync"
)

// deepestTree bounds the walks up and down through parts of parts, so that
// relations in a ring end. Buildings have about eight.
const deepestTree = 64

// relate gives what the relations of a type lead to from an entity: forward from
// the one side to the many, or back.
func (m *Model) relate(e Entity, relation, from, to string) iter.Seq[Entity] {
	return func(yield func(Entity) bool) {
		for r := range m.Inverse(relation, from).Of(e) {
			for other := range r.Each(to) {
				if !yield(other) {
					return
				}
			}
		}
	}
}

// one gives the first of what relate gives.
func (m *Model) one(e Entity, relation, from, to string) Entity {
	r := m.Inverse(relation, from).first(e)
	if other := r.Ref(to); other.Exists() {
		return other
	}
	if !r.Exists() {
		return r
	}
	for other := range m.relate(e, relation, from, to) { // a list, or the first leads nowhere
		return other
	}
	return Entity{}
}

// Parts gives what an object is made of: by aggregation and nesting.
func (m *Model) Parts(whole Entity) iter.Seq[Entity] {
	return func(yield func(Entity) bool) {
		for _, relation := range []string{"IfcRelAggregates", "IfcRelNests"} {
			for part := range m.relate(whole, relation, "RelatingObject", "RelatedObjects") {
				if !yield(part) {
					return
				}
			}
		}
	}
}

// Whole gives what an object is a part of, by aggregation or nesting.
func (m *Model) Whole(part Entity) Entity {
	for _, relation := range []string{"IfcRelAggregates", "IfcRelNests"} {
		if whole := m.one(part, relation, "RelatedObjects", "RelatingObject"); whole.Exists() {
			return whole
		}
	}
	return Entity{}
}

// Contained gives the products that a spatial element holds itself.
func (m *Model) Contained(spatial Entity) iter.Seq[Entity] {
	return m.relate(spatial, "IfcRelContainedInSpatialStructure", "RelatingStructure", "RelatedElements")
}

// Openings gives what is cut out of an element.
func (m *Model) Openings(element Entity) iter.Seq[Entity] {
	return m.relate(element, "IfcRelVoidsElement", "RelatingBuildingElement", "RelatedOpeningElement")
}

// Projections gives what is added to an element.
func (m *Model) Projections(element Entity) iter.Seq[Entity] {
	return m.relate(element, "IfcRelProjectsElement", "RelatingElement", "RelatedFeatureElement")
}

// Host gives the element from which an opening is cut.
func (m *Model) Host(opening Entity) Entity {
	return m.one(opening, "IfcRelVoidsElement", "RelatedOpeningElement", "RelatingBuildingElement")
}

// Fillings gives the doors and windows that fill an opening.
func (m *Model) Fillings(opening Entity) iter.Seq[Entity] {
	return m.relate(opening, "IfcRelFillsElement", "RelatingOpeningElement", "RelatedBuildingElement")
}

// Filled gives the opening that a door or window fills.
func (m *Model) Filled(element Entity) Entity {
	return m.one(element, "IfcRelFillsElement", "RelatedBuildingElement", "RelatingOpeningElement")
}

// TypeObject gives the IfcTypeObject that an object is of.
func (m *Model) TypeObject(e Entity) Entity {
	return m.one(e, "IfcRelDefinesByType", "RelatedObjects", "RelatingType")
}

// above is the object in which another stands, one step up: the spatial element
// that holds it, what it is a part of, the opening it fills, the element it is
// cut from.
func (m *Model) above(e Entity) Entity {
	if up := m.one(e, "IfcRelContainedInSpatialStructure", "RelatedElements", "RelatingStructure"); up.Exists() {
		return up
	}
	if up := m.Whole(e); up.Exists() {
		return up
	}
	if up := m.Filled(e); up.Exists() {
		return up
	}
	if up := m.Host(e); up.Exists() {
		return up
	}
	return m.one(e, "IfcRelProjectsElement", "RelatedFeatureElement", "RelatingElement")
}

// Container gives the nearest spatial element in which a product stands, or,
// asked for a spatial element, the one of which that is a part.
func (m *Model) Container(e Entity) Entity { return m.up(e, spatialElement) }

// Storey gives the nearest storey in which a product stands.
func (m *Model) Storey(e Entity) Entity {
	return m.up(e, func(e Entity) bool { return e.Is("IfcBuildingStorey") })
}

func (m *Model) up(e Entity, wanted func(Entity) bool) Entity {
	for range deepestTree {
		if e = m.above(e); !e.Exists() || wanted(e) {
			return e
		}
	}
	return Entity{}
}

// spatialElement tells sites, buildings, storeys, spaces, zones, facilities.
func spatialElement(e Entity) bool {
	return e.Is("IfcSpatialStructureElement") || e.Is("IfcSpatialElement")
}

// warm makes the ways back that nearly every question needs, on all cores.
func (m *Model) warm() {
	m.warmed.Do(func() {
		var wait sync.WaitGroup
		for _, key := range []inverseKey{
			{"IfcRelAggregates", "RelatedObjects"}, {"IfcRelAggregates", "RelatingObject"},
			{"IfcRelNests", "RelatedObjects"}, {"IfcRelNests", "RelatingObject"},
			{"IfcRelContainedInSpatialStructure", "RelatedElements"}, {"IfcRelContainedInSpatialStructure", "RelatingStructure"},
			{"IfcRelVoidsElement", "RelatingBuildingElement"}, {"IfcRelVoidsElement", "RelatedOpeningElement"},
			{"IfcRelFillsElement", "RelatingOpeningElement"}, {"IfcRelFillsElement", "RelatedBuildingElement"},
			{"IfcRelProjectsElement", "RelatedFeatureElement"}, {"IfcRelDefinesByType", "RelatedObjects"},
		} {
			wait.Go(func() { m.Inverse(key.typ, key.attribute) })
		}
		wait.Wait()
	})
}
