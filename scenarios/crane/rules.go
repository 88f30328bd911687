package crane

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
)

// Rule is a limit with where it comes from.
type Rule struct {
	Item     string  `json:"item"`
	Code     string  `json:"code"`
	Edition  string  `json:"edition,omitempty"`
	Clause   string  `json:"clause"`
	Value    float64 `json:"value"`
	Unit     string  `json:"unit"`
	UpTo     float64 `json:"up_to,omitempty"` // of voltages [V]
	Source   string  `json:"source"`
	Verified bool    `json:"verified"`
}

// Cite names the clause.
func (r *Rule) Cite() string {
	if r.Clause == "" {
		return r.Code
	}
	return r.Code + " " + r.Clause
}

//go:embed rules.json
var rulesJSON []byte

var rules = func() map[string]Rule {
	var list []Rule
	if err := json.Unmarshal(rulesJSON, &list); err != nil {
		panic(fmt.Sprintf("rules.json: %v", err)) // embedded: a test loads it
	}
	all := map[string]Rule{}
	for _, r := range list {
		all[r.Item] = r
	}
	return all
}()

// lineGap is the rule for a power line's voltage [V]; above the table the last
// row grows with the voltage.
func lineGap(voltage float64) Rule {
	best := Rule{UpTo: math.Inf(1)}
	most := Rule{}
	for _, r := range rules {
		if r.UpTo == 0 {
			continue
		}
		if r.UpTo >= voltage && r.UpTo < best.UpTo {
			best = r
		}
		if r.UpTo > most.UpTo {
			most = r
		}
	}
	if math.IsInf(best.UpTo, 1) {
		best = most
		best.Value *= voltage / most.UpTo
		best.Verified = false
	}
	return best
}
