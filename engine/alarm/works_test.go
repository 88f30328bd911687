package alarm

import (
	"math"
	"testing"
)

func TestStrutForce(t *testing.T) {
	rules, err := Standards.StrutRules(3000, 800, Override{})
	if err != nil || len(rules) != 2 {
		t.Fatal(rules, err)
	}
	for k, want := range [3]float64{1260, 1530, 1800} { // 70, 85, 100 % of 60 % of 3,000 kN
		if got := rules[0].Limits[k]; math.Abs(got-want) > 1e-9 {
			t.Errorf("most, tier %d: %g kN, want %g", k, got, want)
		}
	}
	if got := rules[1]; !got.Below || got.Limits != [3]float64{800, 720, 640} || got.Basis.Verified || got.Basis.Clause != "8.0.4" {
		t.Errorf("least: %+v", got)
	}
	for _, c := range []struct {
		kN   float64
		want Tier
	}{{900, 0}, {1300, Notice}, {1600, Warning}, {1801, Danger}, {790, Notice}, {700, Warning}, {600, Danger}} {
		worst := Tier(0)
		for k := range rules {
			worst = max(worst, (Judged{}).Next(&rules[k], t0, c.kN, nil).Tier)
		}
		if worst != c.want {
			t.Errorf("%g kN: %v, want %v", c.kN, worst, c.want)
		}
	}
	own, err := Standards.StrutRules(0, 0, Override{MostKN: 1500, LeastKN: 400, By: "strut design S-03"})
	if err != nil || own[0].Limits[2] != 1500 || own[1].Limits[2] != 400 || own[0].Basis.Override != "strut design S-03" {
		t.Errorf("%+v %v", own, err)
	}
	if one, err := Standards.StrutRules(3000, 0, Override{}); err != nil || len(one) != 1 {
		t.Errorf("without prestress: %+v %v", one, err)
	}
	for _, bad := range [][2]float64{{0, 800}, {-1, 0}, {math.NaN(), 0}, {3000, -1}} {
		if _, err := Standards.StrutRules(bad[0], bad[1], Override{}); err == nil {
			t.Errorf("%v: nothing is said", bad)
		}
	}
	if _, err := Standards.StrutRules(3000, 0, Override{MostKN: 3}); err == nil {
		t.Error("nobody's value is taken")
	}
}

func TestFormwork(t *testing.T) {
	for _, c := range []struct {
		item  string
		span  float64
		unit  string
		alarm float64
	}{{"formwork_horizontal", 0, "mm", 12}, {"formwork_settlement", 0, "mm", 8}, {"formwork_tilt", 0, "‰", 4}, {"formwork_base_differential", 6, "mm", 6}} {
		r, unit, err := Standards.FormworkRule(c.item, c.span, Override{})
		if err != nil || unit != c.unit || math.Abs(r.Limits[0]-0.8*c.alarm) > 1e-9 || math.Abs(r.Limits[1]-c.alarm) > 1e-9 || !math.IsNaN(r.Limits[2]) || !r.Both {
			t.Errorf("%s: %+v in %s, %v", c.item, r, unit, err)
		}
	}
	if r, _, err := Standards.FormworkRule("formwork_settlement", 0, Override{MM: 6, By: "scheme F-2"}); err != nil || r.Limits[1] != 6 {
		t.Errorf("%+v %v", r, err)
	}
	for _, bad := range []func() (Rule, string, error){
		func() (Rule, string, error) { return Standards.FormworkRule("formwork", 0, Override{}) },
		func() (Rule, string, error) {
			return Standards.FormworkRule("formwork_base_differential", 0, Override{})
		},
		func() (Rule, string, error) {
			return Standards.FormworkRule("formwork_tilt", 0, Override{MM: 3, By: "x"})
		},
		func() (Rule, string, error) { return Standards.FormworkRule("formwork_settlement", 0, Override{MM: 3}) },
	} {
		if _, _, err := bad(); err == nil {
			t.Error("nothing is said")
		}
	}
}
