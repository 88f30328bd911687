package rainstorm

import (
	"fmt"
	"time"

	"shapan/engine"
	"shapan/engine/solver/rainfall"
	"shapan/engine/solver/shallowwater"
)

// Parameters are what a scenario file says under `with:`.
type Parameters struct {
	Rain           Rain       `yaml:"rain" jsonschema:"required,description=what falls"`
	DrainageMMPerH float64    `yaml:"drainage_mm_per_h" jsonschema:"minimum=0,maximum=1000,description=what the storm sewers can take from the ground outside pits and buildings,example=36"`
	Boundaries     Boundaries `yaml:"boundaries" jsonschema:"description=the four sides of the ground"`
	FloodedAboveM  float64    `yaml:"flooded_above_m" jsonschema:"minimum=0,description=depth from which ground counts as flooded,default=0.15"`
	InitialLevelM  *float64   `yaml:"initial_level_m" jsonschema:"description=still water at this level at the start wherever the ground is lower; absent: dry ground"`
}

// Rain is exactly one of its members.
type Rain struct {
	DesignStorm  *DesignStorm  `yaml:"design_storm" jsonschema:"description=GB 50014 design storm in a Chicago pattern"`
	ConstantMMPH *float64      `yaml:"constant_mm_per_h" jsonschema:"minimum=0,maximum=2000,description=steady rain"`
	Duration     time.Duration `yaml:"duration" jsonschema:"description=how long the steady rain lasts; absent: to the end"`
	Table        []RainRow     `yaml:"table" jsonschema:"description=rain that holds from each time to the next"`
	Factor       float64       `yaml:"factor" jsonschema:"minimum=0,maximum=10,description=multiplies all of it,default=1"`
}

// RainRow is a row of a table of rain.
type RainRow struct {
	At      time.Duration `yaml:"at" jsonschema:"required,description=from this time on,example=30min"`
	MMPerHR float64       `yaml:"mm_per_h" jsonschema:"required,minimum=0,maximum=2000,description=this rain holds"`
}

// DesignStorm holds the coefficients of q = 167 A1 (1 + C lg P) / (t + b)^n.
type DesignStorm struct {
	ReturnPeriodYears float64       `yaml:"return_period_years" jsonschema:"required,minimum=0.25,maximum=10000,description=P,example=50"`
	A1                float64       `yaml:"a1" jsonschema:"required,exclusiveMinimum=0,description=A1 in mm/min,example=9.581"`
	C                 float64       `yaml:"c" jsonschema:"required,minimum=0,example=0.846"`
	BMin              float64       `yaml:"b_min" jsonschema:"required,minimum=0,description=b in minutes,example=7"`
	N                 float64       `yaml:"n" jsonschema:"required,exclusiveMinimum=0,exclusiveMaximum=1,example=0.656"`
	PeakRatio         float64       `yaml:"peak_ratio" jsonschema:"required,exclusiveMinimum=0,exclusiveMaximum=1,description=r,example=0.4"`
	Duration          time.Duration `yaml:"duration" jsonschema:"required,description=length of the storm,example=3h"`
}

// Boundaries says what each side of the ground lets through.
type Boundaries struct {
	West   string  `yaml:"west" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	East   string  `yaml:"east" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	South  string  `yaml:"south" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	North  string  `yaml:"north" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	Rim    string  `yaml:"rim" jsonschema:"enum=open,enum=wall,default=open,description=edges of holes in the terrain data"`
	LevelM float64 `yaml:"level_m" jsonschema:"description=the water level outside sides of kind level"`
}

// defaults fills in what the file leaves out.
func (p *Parameters) defaults() {
	set := func(v *float64, to float64) {
		if *v == 0 {
			*v = to
		}
	}
	set(&p.FloodedAboveM, 0.15)
	set(&p.Rain.Factor, 1)
}

// hyetograph builds the rain that the parameters describe.
func (r Rain) hyetograph() (rainfall.Hyetograph, error) {
	kinds := 0
	for _, given := range []bool{r.DesignStorm != nil, r.ConstantMMPH != nil, len(r.Table) > 0} {
		if given {
			kinds++
		}
	}
	if kinds != 1 {
		return nil, fmt.Errorf("rain: expected exactly one of design_storm, constant_mm_per_h, table; got %d", kinds)
	}
	switch {
	case r.DesignStorm != nil:
		d := r.DesignStorm
		return rainfall.DesignStorm{
			ReturnPeriod: d.ReturnPeriodYears, A1: d.A1, C: d.C, B: d.BMin, N: d.N,
			Peak: d.PeakRatio, Duration: d.Duration.Seconds(),
		}, nil
	case r.ConstantMMPH != nil:
		return rainfall.Constant{Rate: metresPerSecond(*r.ConstantMMPH), Duration: r.Duration.Seconds()}, nil
	}
	times, rates := make([]float64, len(r.Table)), make([]float64, len(r.Table))
	for k, row := range r.Table {
		times[k], rates[k] = row.At.Seconds(), metresPerSecond(row.MMPerHR)
	}
	table, err := rainfall.NewTable(times, rates)
	if err != nil {
		return nil, fmt.Errorf("rain.table: %w", err)
	}
	return table, nil
}

// metresPerSecond turns mm/h into m/s.
func metresPerSecond(mmPerH float64) float64 { return mmPerH / 1000 / 3600 }

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
