package rainstorm

import (
	_ "embed"
	"encoding/json"

	"shapan/engine"
)

//go:embed hazard.json
var hazardJSON []byte

// HazardTable is a classification of danger by depth and depth times velocity.
type HazardTable struct {
	Code     string        `json:"code"`
	Edition  string        `json:"edition"`
	Clause   string        `json:"clause"`
	Verified bool          `json:"verified"`
	Note     string        `json:"note"`
	Classes  []HazardClass `json:"classes"`
}

// HazardClass holds up to its limits.
type HazardClass struct {
	Class    int         `json:"class"`
	MaxDepth float64     `json:"max_depth_m"`
	MaxDV    float64     `json:"max_dv_m2_per_s"`
	Text     engine.Text `json:"text"`
}

// Hazard is the table in force.
var Hazard = func() (t HazardTable) {
	if err := json.Unmarshal(hazardJSON, &t); err != nil {
		panic(err) // it is compiled in; a test reads it
	}
	return t
}()

// Of returns the class of a depth [m] and speed [m/s]; 0 is dry.
func (t *HazardTable) Of(depth, speed float64) int {
	if depth < wetDepth {
		return 0
	}
	return t.wet(depth, speed)
}

// wet is Of water that counts as such, whatever its depth.
func (t *HazardTable) wet(depth, speed float64) int {
	for k := range t.Classes {
		if c := &t.Classes[k]; depth <= c.MaxDepth && depth*speed <= c.MaxDV {
			return c.Class
		}
	}
	return t.Classes[len(t.Classes)-1].Class
}
