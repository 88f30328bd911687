package ifc

import (
	"strings"

	"shapan/bim/ifc/step"
)

// An Origin tells whether a property was given to the object itself or to its
// type.
type Origin string

const (
	OfOccurrence Origin = "occurrence"
	OfType       Origin = "type"
)

// A PropertySet is a named group of properties or quantities of an object. Sets of
// one name of an object and of its type are one here.
type PropertySet struct {
	ID         step.ID    `json:"id"`
	Name       string     `json:"name"`
	Quantities bool       `json:"quantities,omitempty"`
	Properties []Property `json:"properties"`
}

// Property finds a property by its name.
func (s *PropertySet) Property(name string) (Property, bool) {
	for _, p := range s.Properties {
		if p.Name == name {
			return p, true
		}
	}
	return Property{}, false
}

// A Property is one name with its value, or values.
type Property struct {
	Name   string `json:"name"`
	Origin Origin `json:"origin"`
	Value  Value  `json:"value"`
	// More are further values, by the property's Kind.
	More []Value      `json:"more,omitempty"`
	Kind PropertyKind `json:"kind"`
	Of   []Property   `json:"of,omitempty"` // of a complex one
}

// A PropertyKind is the form of a property.
type PropertyKind string

const (
	Single     PropertyKind = "single"
	Enumerated PropertyKind = "enumerated" // Value and More are those chosen
	Bounded    PropertyKind = "bounded"    // Value is the set point or the lower bound; More are lower and upper
	Listed     PropertyKind = "list"
	Table      PropertyKind = "table" // Value and More are defining value, defined value, and so on
	Reference  PropertyKind = "reference"
	Complex    PropertyKind = "complex"
	Quantity   PropertyKind = "quantity"
)

// PropertySets gives the property sets and quantities of an object, those of its
// type among them. What both give, the object's own counts. Of a type object, its
// own.
func (m *Model) PropertySets(e Entity) []PropertySet {
	var sets []PropertySet
	for r := range m.Inverse("IfcRelDefinesByProperties", "RelatedObjects").Of(e) {
		for set := range r.Each("RelatingPropertyDefinition") { // since IFC4 perhaps several
			sets = m.addSet(sets, set, OfOccurrence)
		}
	}
	typ, origin := m.TypeObject(e), OfType
	if e.Is("IfcTypeObject") {
		typ, origin = e, OfOccurrence
	}
	for set := range typ.Each("HasPropertySets") {
		sets = m.addSet(sets, set, origin)
	}
	return sets
}

func (m *Model) addSet(sets []PropertySet, e Entity, origin Origin) []PropertySet {
	set := m.propertySet(e, origin)
	if set.Name == "" && len(set.Properties) == 0 {
		return sets
	}
	for k := range sets {
		have := &sets[k]
		if have.Name != set.Name || have.Quantities != set.Quantities {
			continue
		}
		for _, p := range set.Properties {
			if _, there := have.Property(p.Name); !there {
				have.Properties = append(have.Properties, p)
			}
		}
		return sets
	}
	return append(sets, set)
}

func (m *Model) propertySet(e Entity, origin Origin) PropertySet {
	set := PropertySet{ID: e.Number(), Name: e.Text("Name")}
	r := propertyReader{m: m, origin: origin, left: maxMembers}
	switch {
	case e.Is("IfcPropertySet"):
		for p := range e.Each("HasProperties") {
			set.Properties = r.add(set.Properties, p, 0)
		}
	case e.Is("IfcElementQuantity"):
		set.Quantities = true
		for q := range e.Each("Quantities") {
			set.Properties = r.add(set.Properties, q, 0)
		}
	case e.Is("IfcPropertySetDefinition"): // a door's lining: its attributes are the properties
		if set.Name == "" {
			set.Name = e.Type()
		}
		a := e.Args()
		for k, name := range e.kind.Attributes {
			if k < 4 { // GlobalId, OwnerHistory, Name, Description
				continue
			}
			if v, ok := m.value(a, k, m.guess(name), Entity{}); ok {
				set.Properties = append(set.Properties, Property{Name: name, Origin: origin, Kind: Single, Value: v})
			}
		}
	}
	return set
}

// guess is the measure of an attribute of a predefined set, which the file does
// not write: nearly all are lengths, and their names tell.
func (m *Model) guess(attribute string) string {
	for _, end := range []string{"Depth", "Thickness", "Width", "Height", "Offset", "OffsetX", "OffsetY", "OffsetZ"} {
		if strings.HasSuffix(attribute, end) {
			return "IFCLENGTHMEASURE"
		}
	}
	return ""
}

// measures of quantities, and the attribute that holds each.
var quantities = []struct{ entity, attribute, measure string }{
	{"IfcQuantityLength", "LengthValue", "IFCLENGTHMEASURE"},
	{"IfcQuantityArea", "AreaValue", "IFCAREAMEASURE"},
	{"IfcQuantityVolume", "VolumeValue", "IFCVOLUMEMEASURE"},
	{"IfcQuantityWeight", "WeightValue", "IFCMASSMEASURE"},
	{"IfcQuantityTime", "TimeValue", "IFCTIMEMEASURE"},
	{"IfcQuantityCount", "CountValue", "IFCCOUNTMEASURE"},
	{"IfcQuantityNumber", "NumberValue", "IFCNUMERICMEASURE"},
}

// A propertyReader reads one set. Complex properties may share their parts, so
// that few lines can stand for very many: it stops at maxMembers of them.
type propertyReader struct {
	m      *Model
	origin Origin
	left   int
}

func (r *propertyReader) add(to []Property, e Entity, depth int) []Property {
	const deepest = 8 // complex ones within each other
	if depth > deepest || r.left <= 0 {
		return to
	}
	r.left--
	m := r.m
	p := Property{Name: e.Text("Name"), Origin: r.origin}
	one := func(attribute string, unit Entity) (Value, bool) {
		a, k := e.find(attribute)
		return m.value(a, k, "", unit)
	}
	all := func(attribute string, unit Entity) (values []Value) {
		list, _ := e.List(attribute)
		for k := 0; list.Kind(k) != step.None && k < maxMembers; k++ {
			if v, ok := m.value(list, k, "", unit); ok {
				values = append(values, v)
			}
		}
		return values
	}
	put := func(values []Value) {
		if len(values) > 0 {
			p.Value, p.More = values[0], values[1:]
		}
	}
	switch {
	case e.Is("IfcPropertySingleValue"):
		p.Kind = Single
		p.Value, _ = one("NominalValue", e.Ref("Unit"))
	case e.Is("IfcPropertyEnumeratedValue"):
		p.Kind = Enumerated
		put(all("EnumerationValues", e.Ref("EnumerationReference").Ref("Unit")))
	case e.Is("IfcPropertyBoundedValue"):
		p.Kind = Bounded
		unit := e.Ref("Unit")
		lower, below := one("LowerBoundValue", unit)
		upper, above := one("UpperBoundValue", unit)
		point, set := one("SetPointValue", unit)
		switch {
		case set:
			p.Value = point
		case below:
			p.Value = lower
		}
		if below || above {
			p.More = []Value{lower, upper}
		}
	case e.Is("IfcPropertyListValue"):
		p.Kind = Listed
		put(all("ListValues", e.Ref("Unit")))
	case e.Is("IfcPropertyTableValue"):
		p.Kind = Table
		defining, defined := all("DefiningValues", e.Ref("DefiningUnit")), all("DefinedValues", e.Ref("DefinedUnit"))
		var pairs []Value
		for k := range min(len(defining), len(defined)) {
			pairs = append(pairs, defining[k], defined[k])
		}
		put(pairs)
	case e.Is("IfcPropertyReferenceValue"):
		p.Kind = Reference
		p.Value, _ = one("PropertyReference", Entity{})
	case e.Is("IfcComplexProperty"):
		p.Kind = Complex
		for part := range e.Each("HasProperties") {
			p.Of = r.add(p.Of, part, depth+1)
		}
	case e.Is("IfcPhysicalComplexQuantity"):
		p.Kind = Complex
		for part := range e.Each("HasQuantities") {
			p.Of = r.add(p.Of, part, depth+1)
		}
	case e.Is("IfcPhysicalSimpleQuantity"):
		p.Kind = Quantity
		for _, q := range quantities {
			if e.Is(q.entity) {
				a, k := e.find(q.attribute)
				p.Value, _ = m.value(a, k, q.measure, e.Ref("Unit"))
			}
		}
	default:
		return to
	}
	return append(to, p)
}
