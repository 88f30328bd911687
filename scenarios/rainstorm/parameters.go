package rainstorm

import (
	"time"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// Parameters are what a scenario file says under `with:`.
type Parameters struct {
	Rain                Rain             `yaml:"rain" jsonschema_description:"what falls; absent: no rain"`
	Inflows             []Inflow         `yaml:"inflows" jsonschema_description:"water that comes in inside the ground"`
	Boundaries          Boundaries       `yaml:"boundaries" jsonschema_description:"the four sides of the ground"`
	Initial             Initial          `yaml:"initial" jsonschema_description:"water on the ground at the start; absent: dry"`
	InitialLevelM       *float64         `yaml:"initial_level_m" jsonschema_description:"still water at this level at the start wherever the ground is lower; the same as initial.level_m"`
	DrainageMMPerH      float64          `yaml:"drainage_mm_per_h" jsonschema:"minimum=0,maximum=1000,example=36" jsonschema_description:"what the storm sewers can take from the ground outside pits and buildings"`
	EvaporationMMPerDay float64          `yaml:"evaporation_mm_per_day" jsonschema:"minimum=0,maximum=100" jsonschema_description:"what dries from wet ground; absent: nothing"`
	FloodedAboveM       float64          `yaml:"flooded_above_m" jsonschema:"minimum=0,default=0.15" jsonschema_description:"depth from which ground counts as flooded"`
	WetFromM            float64          `yaml:"wet_from_m" jsonschema:"minimum=0,maximum=10,example=0.002" jsonschema_description:"depth from which ground and gauges count as wet: arrival, duration, speed and hazard; absent: 0.01, on cells below 0.1 m a tenth of a cell"`
	LookEvery           time.Duration    `yaml:"look_every" jsonschema:"example=0.1s" jsonschema_description:"how often at least, in ticks at most, all ground is looked at for its greatest depth and speed and for arrival; absent: 5s, on cells below 1 m as much less"`
	Soil                *SoilParameters  `yaml:"soil" jsonschema_description:"ground that fills up; absent: the site's infiltration, which stays"`
	Sewer               *SewerParameters `yaml:"sewer" jsonschema_description:"a drainage network below the ground; leave drainage_mm_per_h at 0 where it lies"`
	Storm               *DesignStorm     `yaml:"storm" jsonschema_description:"the design storm that an event (rain: storm_years) may let begin; absent: rain.design_storm"`
	Assimilation        Assimilation     `yaml:"assimilation" jsonschema_description:"how the water follows readings of gauges"`
	Solver              Tuning           `yaml:"solver" jsonschema_description:"how the water is computed"`

	start time.Time // of the run
	read  reader
}

// FromFile says when the run starts and how files that the parameters name are
// read.
func (p *Parameters) FromFile(start time.Time, read func(name string) ([]byte, error)) {
	p.start, p.read = start, read
}

// Boundaries says what each side of the ground lets through.
type Boundaries struct {
	West   string  `yaml:"west" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	East   string  `yaml:"east" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	South  string  `yaml:"south" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	North  string  `yaml:"north" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	Rim    string  `yaml:"rim" jsonschema:"enum=open,enum=wall,default=open" jsonschema_description:"edges of holes in the terrain data"`
	LevelM float64 `yaml:"level_m" jsonschema_description:"the water level outside sides of kind level"`

	Stretches []Stretch `yaml:"stretches" jsonschema_description:"parts of the sides with a rule of their own; later ones win"`
}

func (b Boundaries) side(kind string) shallowwater.Boundary {
	switch kind {
	case "wall":
		return shallowwater.Boundary{Kind: shallowwater.Closed}
	case "level":
		return shallowwater.Boundary{Kind: shallowwater.Level, Level: b.LevelM}
	}
	return shallowwater.Boundary{Kind: shallowwater.OpenOutflow}
}

// solverGrid is the site's grid in the solver's words.
func solverGrid(g engine.Grid) shallowwater.Grid {
	return shallowwater.Grid{NX: g.NX, NY: g.NY, Cell: g.Cell}
}
