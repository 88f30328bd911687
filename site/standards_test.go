package site

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The yard with one point under it, whose standard is given.
func yardWith(t *testing.T, point string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "yard")
	if err := os.CopyFS(dir, os.DirFS("../testdata/yard")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "site.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(text, "\npoints:\n  - {id: P1, kind: x, at: [25, 14], property: v, "+point+"}\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLimitsOfStandards(t *testing.T) {
	for _, c := range []struct {
		point string
		want  [][3]float64 // of each rule
		below int          // rule that is; -1: none
	}{
		{"unit: MN, standard: {item: strut_force, capacity_kn: 3000, prestress_kn: 800}", [][3]float64{{1.26, 1.53, 1.8}, {0.8, 0.72, 0.64}}, 1},
		{"unit: kN, standard: {item: strut_force, designer: {control_kn: 1000, paper: S-03}}", [][3]float64{{700, 850, 1000}}, -1},
		{"unit: m, standard: {item: groundwater_level, grade: 1, depth_m: 16}", [][3]float64{{0.7, 0.85, 1}, {0.35, 0.425, 0.5}}, -1},
		{"unit: mm/m, standard: {item: formwork_tilt, code: DBJ/T 15-197-2020}", [][3]float64{{3.2, 4, math.NaN()}}, -1},
		{"unit: mm, standard: {item: formwork_base_differential, span_m: 6}", [][3]float64{{4.8, 6, math.NaN()}}, -1},
	} {
		place, err := Open(yardWith(t, c.point))
		if err != nil || len(place.Points) != 1 {
			t.Errorf("%s: %v", c.point, err)
			continue
		}
		rules := place.Points[0].Rules
		if len(rules) != len(c.want) {
			t.Errorf("%s: %d rules: %+v", c.point, len(rules), rules)
			continue
		}
		for k, r := range rules {
			for i, want := range c.want[k] {
				if got := r.Limits[i]; math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-12 {
					t.Errorf("%s: rule %d: %v, want %v", c.point, k, r.Limits, c.want[k])
					break
				}
			}
			if r.Below != (k == c.below) {
				t.Errorf("%s: rule %d is below: %v", c.point, k, r.Below)
			}
		}
	}
}

func TestMistakesOfStandards(t *testing.T) {
	for _, c := range []struct{ point, want string }{
		{"unit: kN, standard: {item: strut_force}", "standard.capacity_kn: missing: what the strut can carry, or designer.control_kn"},
		{"unit: mm, standard: {item: strut_force, capacity_kn: 3000}", "unit: mm: must be kN, N or MN"},
		{"unit: kN, standard: {item: strut_force, capacity_kn: 3000, designer: {control_mm: 3, paper: S-03}}", "standard.designer: control_kn or least_kn: give at least one"},
		{"unit: mm, standard: {item: groundwater_level, depth_m: 16}", "standard.grade: missing: of the pit, 1 to 3"},
		{"unit: mm, standard: {item: ground_settlement, grade: 1}", "standard.depth_m: missing: of the pit"},
		{"unit: mm, standard: {item: formwork_base_differential}", "standard.item: span 0 m: must be > 0"},
		{"unit: mm, standard: {item: formwork_settlement, code: GB 50497-2019}", "standard.code: GB 50497-2019: must be DBJ/T 15-197-2020, which has limits for formwork_settlement"},
		{"unit: mm, standard: {item: formwork}", "standard.item: with support: item \"formwork\": must be top_horizontal_wall"},
	} {
		if _, err := Open(yardWith(t, c.point)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected %q", c.point, err, c.want)
		}
	}
}
