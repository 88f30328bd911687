package ifc

import (
	"strconv"
	"strings"

	"shapan/bim/ifc/step"
)

// A Value is a number, a text or a truth with its measure.
type Value struct {
	Type string `json:"type,omitempty"` // as the file writes it: IFCLENGTHMEASURE
	// Text is what a person reads: the text, .T. as true, a number as it is written
	// in the file.
	Text   string  `json:"text"`
	Number float64 `json:"number,omitempty"` // in SI: metres, square metres, radians, kilograms
	Unit   string  `json:"unit,omitempty"`   // of Text, by name, where the file or the project gives one

	IsNumber bool `json:"-"`
}

// value reads argument k of a, a typed value or a plain one of a given type. unit
// is the property's own unit, or does not exist: then the project's counts.
func (m *Model) value(a step.Args, k int, typ string, unit Entity) (Value, bool) {
	v := Value{Type: typ}
	if name, inside, ok := a.Typed(k); ok {
		v.Type = name
		a, k = inside, 0
	}
	switch a.Kind(k) {
	case step.Text:
		v.Text, _ = a.String(k)
	case step.Enum:
		v.Text, _ = a.Enum(k)
		if t, ok := map[string]string{"T": "true", "F": "false", "U": "unknown"}[v.Text]; ok {
			v.Text = t
		}
	case step.Integer, step.Real:
		number, ok := a.Real(k)
		if !ok {
			return v, false
		}
		v.IsNumber = true
		v.Text = strconv.FormatFloat(number, 'g', -1, 64)
		factor, name := m.Units.measure(v.Type)
		if unit.Exists() {
			if f, n, err := m.Unit(unit); err == nil {
				factor, name = f, n
			}
		}
		v.Number, v.Unit = number*factor, name
	case step.Binary:
		v.Text, _ = a.Binary(k)
	case step.Ref:
		id, _ := a.Ref(k)
		v.Text = m.label(m.Entity(id))
	case step.List: // IFCCOMPOUNDPLANEANGLEMEASURE((49,6,1))
		list, _ := a.List(k)
		var parts []string
		for n := 0; list.Kind(n) != step.None && n < maxMembers; n++ {
			if one, ok := m.value(list, n, "", Entity{}); ok {
				parts = append(parts, one.Text)
			}
		}
		v.Text = strings.Join(parts, ", ")
	default:
		return v, false
	}
	return v, true
}

// maxMembers bounds what is shown of a list within a property.
const maxMembers = 10_000

// label is what names an entity to a person.
func (m *Model) label(e Entity) string {
	for _, attribute := range []string{"Name", "Identification", "FamilyName", "GivenName", "Description", "Location"} {
		if s := e.Text(attribute); s != "" {
			return s
		}
	}
	return e.Type()
}

// measure is the factor from the project's units to SI of a measure's type as it
// stands in a typed value, IFCLENGTHMEASURE, and the unit's name; 1 for a number
// without unit.
func (u *Units) measure(typ string) (factor float64, name string) {
	switch strings.ToUpper(typ) {
	case "IFCLENGTHMEASURE", "IFCPOSITIVELENGTHMEASURE", "IFCNONNEGATIVELENGTHMEASURE":
		return u.Length, u.LengthName
	case "IFCAREAMEASURE":
		return u.Area, u.AreaName
	case "IFCVOLUMEMEASURE":
		return u.Volume, u.VolumeName
	case "IFCPLANEANGLEMEASURE", "IFCPOSITIVEPLANEANGLEMEASURE":
		return u.Angle, u.AngleName
	case "IFCMASSMEASURE":
		return u.Mass, u.MassName
	case "IFCTIMEMEASURE":
		return u.Time, u.TimeName
	}
	return 1, ""
}
