package ifc

import (
	"math"
	"strconv"
	"strings"
)

// Units are what the project's numbers count: how many metres a length of 1 is,
// and so on, in SI.
type Units struct {
	Length float64 `json:"length_m"` // metres
	Angle  float64 `json:"angle_rad"`
	Area   float64 `json:"area_m2"`
	Volume float64 `json:"volume_m3"`
	Mass   float64 `json:"mass_kg"`
	Time   float64 `json:"time_s"`

	// Names as in the file: MILLIMETRE, FOOT; "" for what it does not give.
	LengthName string `json:"length"`
	AngleName  string `json:"angle"`
	AreaName   string `json:"area,omitempty"`
	VolumeName string `json:"volume,omitempty"`
	MassName   string `json:"mass,omitempty"`
	TimeName   string `json:"time,omitempty"`
}

// factors of SI's prefixes.
var prefixes = map[string]float64{
	"EXA": 1e18, "PETA": 1e15, "TERA": 1e12, "GIGA": 1e9, "MEGA": 1e6, "KILO": 1e3, "HECTO": 1e2, "DECA": 1e1,
	"DECI": 1e-1, "CENTI": 1e-2, "MILLI": 1e-3, "MICRO": 1e-6, "NANO": 1e-9, "PICO": 1e-12, "FEMTO": 1e-15, "ATTO": 1e-18,
}

// readUnits finds the project's units. Areas and volumes whose units are not
// given are those of the length.
func (m *Model) readUnits() {
	u := Units{Length: 1, Angle: 1, Mass: 1, Time: 1, LengthName: "METRE", AngleName: "RADIAN"}
	var assignment Entity
	for _, name := range []string{"IfcProject", "IfcContext"} {
		for _, project := range m.Of(name) {
			if assignment = project.Ref("UnitsInContext"); assignment.Exists() {
				break
			}
		}
		if assignment.Exists() {
			break
		}
	}
	if !assignment.Exists() {
		if all := m.Of("IfcUnitAssignment"); len(all) > 0 {
			assignment = all[0]
		}
	}
	if !assignment.Exists() {
		m.warn(assignment, "no IfcUnitAssignment: lengths are taken for metres, angles for radians")
	}
	given := map[string]Entity{} // the first of a kind counts
	for unit := range assignment.Each("Units") {
		factor, name, err := m.Unit(unit)
		if err != nil {
			m.Warnings = append(m.Warnings, *err)
			continue
		}
		kind := unit.Enum("UnitType")
		if before, twice := given[kind]; twice && kind != "USERDEFINED" && kind != "" {
			m.warn(unit, "the project has a %s already, #%d: that one is used", kind, before.Number())
			continue
		}
		given[kind] = unit
		switch kind {
		case "LENGTHUNIT":
			u.Length, u.LengthName = factor, name
		case "PLANEANGLEUNIT":
			u.Angle, u.AngleName = factor, name
		case "AREAUNIT":
			u.Area, u.AreaName = factor, name
		case "VOLUMEUNIT":
			u.Volume, u.VolumeName = factor, name
		case "MASSUNIT":
			u.Mass, u.MassName = factor, name
		case "TIMEUNIT":
			u.Time, u.TimeName = factor, name
		}
	}
	if assignment.Exists() && !given["LENGTHUNIT"].Exists() {
		m.warn(assignment, "no unit of length: lengths are taken for metres")
	}
	if u.Area == 0 {
		u.Area = u.Length * u.Length
	}
	if u.Volume == 0 {
		u.Volume = u.Length * u.Length * u.Length
	}
	m.Units = u
}

// Unit tells how many of SI's unit (metre, square metre, cubic metre, radian,
// kilogram, second ...) a unit is, and its name.
func (m *Model) Unit(unit Entity) (factor float64, name string, err *Fault) {
	return m.unit(unit, 0)
}

func (m *Model) unit(unit Entity, depth int) (factor float64, name string, err *Fault) {
	const deepest = 8 // units defined by units; inches by millimetres are 2
	if depth > deepest {
		return 0, "", unit.Errorf("a unit that is defined by itself, or over more than %d others", deepest)
	}
	switch {
	case unit.Is("IfcSIUnit"):
		prefix, name := unit.Enum("Prefix"), unit.Enum("Name")
		factor := 1.0
		if prefix != "" {
			p, ok := prefixes[prefix]
			if !ok {
				return 0, "", unit.Errorf("Prefix: expected one of SI's, found .%s.", prefix)
			}
			factor = p
		}
		switch {
		case name == "":
			return 0, "", unit.Errorf("Name: expected a unit of SI")
		case strings.HasPrefix(name, "SQUARE_"): // a square millimetre is one of (1 mm)²
			factor *= factor
		case strings.HasPrefix(name, "CUBIC_"):
			factor *= factor * factor
		case name == "GRAM":
			factor *= 1e-3
		}
		return factor, prefix + name, nil
	case unit.Is("IfcConversionBasedUnit"):
		measure := unit.Ref("ConversionFactor")
		value, ok := measure.Real("ValueComponent")
		if !ok || !(value > 0) {
			return 0, "", unit.Errorf("ConversionFactor: expected an IfcMeasureWithUnit with a number above 0")
		}
		base := measure.Ref("UnitComponent")
		of, _, err := m.unit(base, depth+1)
		if err != nil {
			return 0, "", err
		}
		if kind, by := unit.Enum("UnitType"), base.Enum("UnitType"); by != "" && kind != by {
			return 0, "", unit.Errorf("a %s cannot be so many of a %s, #%d", kind, by, base.Number())
		}
		return value * of, strings.ToUpper(unit.Text("Name")), nil
	case unit.Is("IfcDerivedUnit"):
		factor = 1
		var names []string
		for element := range unit.Each("Elements") {
			of, name, err := m.unit(element.Ref("Unit"), depth+1)
			if err != nil {
				return 0, "", err
			}
			exponent, ok := element.Int("Exponent")
			if !ok || exponent < -20 || exponent > 20 {
				return 0, "", element.Errorf("Exponent: expected an integer from -20 to 20")
			}
			factor *= math.Pow(of, float64(exponent))
			names = append(names, name+superscript(exponent))
		}
		return factor, strings.Join(names, "·"), nil
	case unit.Is("IfcContextDependentUnit"):
		return 1, unit.Text("Name"), nil
	case unit.Is("IfcMonetaryUnit"):
		if c := unit.Enum("Currency"); c != "" {
			return 1, c, nil
		}
		return 1, unit.Text("Currency"), nil
	case !unit.Exists():
		return 0, "", &Fault{Text: "a unit that refers to nothing"}
	}
	return 0, "", unit.Errorf("expected a unit")
}

func superscript(exponent int64) string {
	digits := []string{"⁰", "", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"}
	switch {
	case exponent >= 0 && exponent < 10:
		return digits[exponent]
	case exponent == -1:
		return "⁻¹"
	case exponent < 0 && exponent > -10:
		return "⁻" + digits[-exponent]
	}
	return "^" + strconv.FormatInt(exponent, 10)
}
