package roads

import (
	"math"
	"strconv"
	"strings"
)

// parseSpeed reads a maxspeed value [m/s]: "50", "50 km/h", "30 mph", "5 knots",
// "walk", and of lists ("80;60") the least. Values that state no number without
// being wrong (none, signals, variable, CN:urban) give ok without a speed
// (v = 0); ok is false for anything else.
func parseSpeed(s string) (v float64, ok bool) {
	least := math.Inf(1)
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '|' || r == ',' }) {
		one, ok := oneSpeed(strings.TrimSpace(part))
		if !ok {
			return 0, false
		}
		if one > 0 {
			least = min(least, one)
		}
		v = one
	}
	switch {
	case least < math.Inf(1):
		return least, true
	case strings.Trim(s, " ;|,") == "":
		return 0, false
	}
	return v, true
}

func oneSpeed(s string) (v float64, ok bool) {
	switch lower := strings.ToLower(s); {
	case lower == "none" || lower == "signals" || lower == "variable" || lower == "unposted" || lower == "default":
		return 0, true
	case lower == "walk":
		return 5 / 3.6, true
	case len(s) > 3 && s[2] == ':' && strings.ToUpper(s[:2]) == s[:2]:
		return 0, true // a country's rule: "CN:urban"
	}
	unit := 1 / 3.6
	for _, u := range []struct {
		name string
		mps  float64
	}{{"km/h", 1 / 3.6}, {"kmh", 1 / 3.6}, {"kph", 1 / 3.6}, {"mph", 0.44704}, {"knots", 1852. / 3600}} {
		if rest, found := strings.CutSuffix(strings.ToLower(s), u.name); found {
			s, unit = strings.TrimSpace(rest), u.mps
			break
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0 && n <= 500) {
		return 0, false
	}
	return n * unit, true
}
