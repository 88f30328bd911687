package alarm

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

//go:embed limits.json
var limitsJSON []byte

// Table holds the limits of standards as data.
type Table struct {
	Tiers struct {
		Shares   [3]float64 `json:"shares"`
		Source   string     `json:"source"`
		Verified bool       `json:"verified"`
	} `json:"tiers"`
	Pit struct {
		Code     string    `json:"code"`
		Edition  string    `json:"edition"`
		Clause   string    `json:"clause"`
		Source   string    `json:"source"`
		Verified bool      `json:"verified"`
		Items    []PitItem `json:"items"`
	} `json:"pit"`
	Strut    strutLimits    `json:"strut"`
	Formwork formworkLimits `json:"formwork"`
}

// PitItem is what GB 50497 says of one kind of measurement, by the pit's grade.
type PitItem struct {
	Item   string `json:"item"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
	Grades []struct {
		MM       [2]float64 `json:"mm"`
		Share    [2]float64 `json:"share"` // of the pit's depth; 0: none
		MMPerDay [2]float64 `json:"mm_per_day"`
	} `json:"grades"`
}

// Standards are the limits that the program comes with.
var Standards = func() (t Table) {
	if err := json.Unmarshal(limitsJSON, &t); err != nil {
		panic(fmt.Sprintf("limits.json: %v", err)) // embedded: a test loads it
	}
	return t
}()

// Override is a designer's value in place of a table's.
type Override struct {
	MM       float64 // control value [mm]; 0: the table's
	MMPerDay float64 // 0: the table's
	MostKN   float64 // control value of a strut's force [kN]; 0: the table's
	LeastKN  float64 // that a strut must keep [kN]; 0: the table's
	By       string  // who says so, on what paper
}

var errNobodys = errors.New("an override must say whose it is")

// PitRules are the rules for a measurement in a pit of a grade (1 to 3) and depth
// [m]: the cumulative value in mm, of which the smaller of the table's mm and
// share of depth is the control value, and its rate over a day. Where the table
// gives a range its stricter end is taken.
func (t *Table) PitRules(item string, grade int, depth float64, o Override) (cumulative, rate Rule, err error) {
	if grade < 1 || grade > 3 {
		return cumulative, rate, fmt.Errorf("grade %d: must be 1, 2 or 3", grade)
	}
	if !(depth > 0) {
		return cumulative, rate, fmt.Errorf("depth %g m: must be > 0", depth)
	}
	for k := range t.Pit.Items {
		x := &t.Pit.Items[k]
		if x.Item != item {
			continue
		}
		g := x.Grades[grade-1]
		mm, perDay := g.MM[0], g.MMPerDay[0]
		if share := g.Share[0] * depth * 1000; share > 0 {
			mm = math.Min(mm, share)
		}
		basis := Basis{Code: t.Pit.Code, Edition: t.Pit.Edition, Clause: t.Pit.Clause, Item: item, Source: t.Pit.Source, Verified: t.Pit.Verified}
		if o.MM > 0 || o.MMPerDay > 0 {
			if basis.Override = o.By; o.By == "" {
				return cumulative, rate, errNobodys
			}
		}
		if o.MM > 0 {
			mm = o.MM
		}
		if o.MMPerDay > 0 {
			perDay = o.MMPerDay
		}
		for k, s := range t.Tiers.Shares {
			cumulative.Limits[k], rate.Limits[k] = s*mm, s*perDay
		}
		cumulative.DeadBand, rate.DeadBand = 0.03*mm, 0.1*perDay
		rate.Rate = 24 * time.Hour
		cumulative.Basis, rate.Basis = basis, basis
		return cumulative, rate, nil
	}
	return cumulative, rate, fmt.Errorf("item %q: must be %s", item, strings.Join(t.PitItems(), ", "))
}

// PitItems are the measurements that PitRules knows.
func (t *Table) PitItems() (items []string) {
	for k := range t.Pit.Items {
		items = append(items, t.Pit.Items[k].Item)
	}
	return items
}
