package alarm

import (
	"fmt"
	"math"
	"strings"
)

// strutLimits is what GB 50497 says of the force in a strut.
type strutLimits struct {
	Code             string     `json:"code"`
	Edition          string     `json:"edition"`
	Clause           string     `json:"clause"`
	Source           string     `json:"source"`
	Verified         bool       `json:"verified"`
	MostOfCapacity   [2]float64 `json:"most_of_capacity"`   // f2, what it can carry
	LeastOfPrestress [2]float64 `json:"least_of_prestress"` // fy
}

// StrutRules are the rules for the force in a strut [kN]: it shall not come near its
// capacity f2, and not lose its prestress fy (0: it has none). Of the range for the
// most the stricter end is the control value; the range for the least makes the
// tiers, from its upper end to its lower, since a strut that has lost nothing stands
// at its prestress.
func (t *Table) StrutRules(capacity, prestress float64, o Override) ([]Rule, error) {
	if !(capacity > 0) && o.MostKN == 0 || !(prestress >= 0) {
		return nil, fmt.Errorf("capacity %g kN, prestress %g kN: must be > 0, or a designer's value; and ≥ 0", capacity, prestress)
	}
	s := &t.Strut
	basis := Basis{Code: s.Code, Edition: s.Edition, Clause: s.Clause, Item: "strut_force", Source: s.Source, Verified: s.Verified}
	if o.MostKN > 0 || o.LeastKN > 0 {
		if basis.Override = o.By; o.By == "" {
			return nil, errNobodys
		}
	}
	most := s.MostOfCapacity[0] * capacity
	if o.MostKN > 0 {
		most = o.MostKN
	}
	rules := []Rule{{DeadBand: 0.03 * most, Basis: basis}}
	for k, share := range t.Tiers.Shares {
		rules[0].Limits[k] = share * most
	}
	low, high := s.LeastOfPrestress[0]*prestress, s.LeastOfPrestress[1]*prestress
	if o.LeastKN > 0 {
		low, high = o.LeastKN, o.LeastKN*s.LeastOfPrestress[1]/s.LeastOfPrestress[0]
	}
	if low > 0 {
		rules = append(rules, Rule{Below: true, Limits: [3]float64{high, (low + high) / 2, low}, DeadBand: 0.03 * low, Basis: basis})
	}
	return rules, nil
}

// formworkLimits is what Guangdong says of high formwork (高支模).
type formworkLimits struct {
	Code       string         `json:"code"`
	Edition    string         `json:"edition"`
	Source     string         `json:"source"`
	Verified   bool           `json:"verified"`
	Prewarning float64        `json:"prewarning"` // share of the alarm value
	Items      []formworkItem `json:"items"`
}

type formworkItem struct {
	Item   string  `json:"item"`
	ZH     string  `json:"zh"`
	EN     string  `json:"en"`
	Alarm  float64 `json:"alarm"`
	OfSpan float64 `json:"of_span"` // the alarm value as a share of a length
	Unit   string  `json:"unit"`    // mm or ‰
}

// FormworkRule is the rule for a measurement on high formwork, and the unit of its
// limits, mm or ‰. It has two tiers, as the standard has. Differential settlement is
// judged by the distance between the places that are compared [m].
func (t *Table) FormworkRule(item string, span float64, o Override) (Rule, string, error) {
	f := &t.Formwork
	var names []string
	for k := range f.Items {
		x := &f.Items[k]
		names = append(names, x.Item)
		if x.Item != item {
			continue
		}
		alarm := x.Alarm
		if x.OfSpan > 0 {
			if !(span > 0) && o.MM == 0 {
				return Rule{}, "", fmt.Errorf("span %g m: must be > 0", span)
			}
			alarm = x.OfSpan * span * 1000
		}
		basis := Basis{Code: f.Code, Edition: f.Edition, Item: item, Source: f.Source, Verified: f.Verified}
		if o.MM > 0 {
			if x.Unit != "mm" {
				return Rule{}, "", fmt.Errorf("a designer's value in mm: the limit is in %s", x.Unit)
			}
			if basis.Override = o.By; o.By == "" {
				return Rule{}, "", errNobodys
			}
			alarm = o.MM
		}
		return Rule{Both: true, Limits: [3]float64{f.Prewarning * alarm, alarm, math.NaN()}, DeadBand: 0.03 * alarm, Basis: basis}, x.Unit, nil
	}
	return Rule{}, "", fmt.Errorf("item %q: must be %s", item, strings.Join(names, ", "))
}
