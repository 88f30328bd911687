package site

import (
	"fmt"
	"slices"
	"strings"

	"shapan/engine/alarm"
	"shapan/yamlfile"
)

// Units in which the standards' limits can be told, by the unit of the table.
var unitsOf = map[string]map[string]float64{
	"mm": {"mm": 1, "cm": 0.1, "m": 1e-3},
	"kN": {"kN": 1, "N": 1e3, "MN": 1e-3},
	"‰":  {"‰": 1, "mm/m": 1, "mrad": 1, "rad": 1e-3},
}

// standardRules are what a standard says of a point, in the point's unit.
func (l *loader) standardRules(node yamlfile.Node, p *point) []alarm.Rule {
	s, n := p.Standard, node.At("standard")
	var o alarm.Override
	if d := s.Designer; d != nil {
		o = alarm.Override{MM: d.MM, MMPerDay: d.MMPerDay, MostKN: d.MostKN, LeastKN: d.LeastKN, By: d.Paper}
		if d.Paper == "" {
			return nil // reported when it was decoded
		}
	}
	formwork, strut := strings.HasPrefix(s.Item, "formwork_"), s.Item == "strut_force"
	code := alarm.Standards.Pit.Code
	if formwork {
		code = alarm.Standards.Formwork.Code
	}
	if s.Code != "" && s.Code != code {
		l.fail(n.At("code"), "%s: must be %s, which has limits for %s", s.Code, code, s.Item)
	}
	var rules []alarm.Rule
	var err error
	unit := "mm"
	switch {
	case strut:
		unit = "kN"
		if s.Designer != nil && o.MostKN == 0 && o.LeastKN == 0 {
			l.fail(n.At("designer"), "control_kn or least_kn: give at least one")
		}
		if s.Capacity == 0 && o.MostKN == 0 {
			l.fail(n.At("capacity_kn"), "missing: what the strut can carry, or designer.control_kn")
			return nil
		}
		rules, err = alarm.Standards.StrutRules(s.Capacity, s.Prestress, o)
	case formwork:
		var r alarm.Rule
		if s.Designer != nil && o.MM == 0 {
			l.fail(n.At("designer"), "control_mm: missing")
		}
		if r, unit, err = alarm.Standards.FormworkRule(s.Item, s.Span, o); err == nil {
			rules = []alarm.Rule{r}
		}
	default:
		rules, err = l.pitRules(n, s, o)
	}
	if err != nil {
		l.fail(n.At("item"), "%v", err)
	}
	scale, known := unitsOf[unit][p.Unit]
	if !known {
		l.fail(node.At("unit"), "%s: must be %s, as the standard's limits are", p.Unit, map[string]string{"mm": "mm, cm or m", "kN": "kN, N or MN", "‰": "‰, mm/m, mrad or rad"}[unit])
		return nil
	}
	for k := range rules {
		r := &rules[k]
		for t := range r.Limits {
			r.Limits[t] *= scale
		}
		r.DeadBand *= scale
	}
	return rules
}

// pitRules are those for displacements about a pit and for its groundwater.
func (l *loader) pitRules(n yamlfile.Node, s *pointStandard, o alarm.Override) ([]alarm.Rule, error) {
	item := s.Item
	if s.Support != "" {
		item += "_" + s.Support
	}
	if !slices.Contains(alarm.Standards.PitItems(), item) {
		return nil, fmt.Errorf("with support: item %q: must be %s, strut_force or formwork_…", item, strings.Join(alarm.Standards.PitItems(), ", "))
	}
	if s.Designer != nil && o.MM == 0 && o.MMPerDay == 0 {
		l.fail(n.At("designer"), "control_mm or control_mm_per_day: give at least one")
	}
	if s.Grade == 0 {
		l.fail(n.At("grade"), "missing: of the pit, 1 to 3")
	}
	if s.Depth == 0 {
		l.fail(n.At("depth_m"), "missing: of the pit")
	}
	if s.Grade < 1 || s.Grade > 3 || !(s.Depth > 0) {
		return nil, nil // reported, here or when it was decoded
	}
	cumulative, rate, err := alarm.Standards.PitRules(item, s.Grade, s.Depth, o)
	cumulative.Both = true // a wall may lean out as well as in
	return []alarm.Rule{cumulative, rate}, err
}
