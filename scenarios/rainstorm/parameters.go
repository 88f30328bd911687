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
	Rain           Rain       `yaml:"rain" jsonschema:"required" jsonschema_description:"what falls"`
	DrainageMMPerH float64    `yaml:"drainage_mm_per_h" jsonschema:"minimum=0,maximum=1000,example=36" jsonschema_description:"what the storm sewers can take from the ground outside pits and buildings"`
	Boundaries     Boundaries `yaml:"boundaries" jsonschema_description:"the four sides of the ground"`
	FloodedAboveM  float64    `yaml:"flooded_above_m" jsonschema:"minimum=0,default=0.15" jsonschema_description:"depth from which ground counts as flooded"`
	InitialLevelM  *float64   `yaml:"initial_level_m" jsonschema_description:"still water at this level at the start wherever the ground is lower; absent: dry ground"`
}

// Rain is exactly one of its members.
type Rain struct {
	DesignStorm  *DesignStorm  `yaml:"design_storm" jsonschema:"oneof_required=design" jsonschema_description:"GB 50014 design storm in a Chicago pattern"`
	ConstantMMPH *float64      `yaml:"constant_mm_per_h" jsonschema:"oneof_required=constant,minimum=0,maximum=2000" jsonschema_description:"steady rain"`
	Duration     time.Duration `yaml:"duration" jsonschema_description:"how long the steady rain lasts; absent: to the end"`
	Table        []RainRow     `yaml:"table" jsonschema:"oneof_required=table,minItems=1" jsonschema_description:"rain that holds from each time to the next"`
	Factor       float64       `yaml:"factor" jsonschema:"minimum=0,maximum=10,default=1" jsonschema_description:"multiplies all of it"`
}

// RainRow is a row of a table of rain.
type RainRow struct {
	At      time.Duration `yaml:"at" jsonschema:"required,example=30min" jsonschema_description:"from this time on"`
	MMPerHR float64       `yaml:"mm_per_h" jsonschema:"required,minimum=0,maximum=2000" jsonschema_description:"this rain holds"`
}

// DesignStorm holds the coefficients of q = 167 A1 (1 + C lg P) / (t + b)^n.
type DesignStorm struct {
	ReturnPeriodYears float64       `yaml:"return_period_years" jsonschema:"required,minimum=0.25,maximum=10000,example=50" jsonschema_description:"P"`
	A1                float64       `yaml:"a1" jsonschema:"required,exclusiveMinimum=0,example=9.581" jsonschema_description:"A1 in mm/min"`
	C                 float64       `yaml:"c" jsonschema:"required,minimum=0,example=0.846"`
	BMin              float64       `yaml:"b_min" jsonschema:"required,minimum=0,example=7" jsonschema_description:"b in minutes"`
	N                 float64       `yaml:"n" jsonschema:"required,exclusiveMinimum=0,exclusiveMaximum=1,example=0.656"`
	PeakRatio         float64       `yaml:"peak_ratio" jsonschema:"required,exclusiveMinimum=0,exclusiveMaximum=1,example=0.4" jsonschema_description:"r"`
	Duration          time.Duration `yaml:"duration" jsonschema:"required,example=3h" jsonschema_description:"length of the storm"`
}

// Boundaries says what each side of the ground lets through.
type Boundaries struct {
	West   string  `yaml:"west" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	East   string  `yaml:"east" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	South  string  `yaml:"south" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	North  string  `yaml:"north" jsonschema:"enum=open,enum=wall,enum=level,default=open"`
	Rim    string  `yaml:"rim" jsonschema:"enum=open,enum=wall,default=open" jsonschema_description:"edges of holes in the terrain data"`
	LevelM float64 `yaml:"level_m" jsonschema_description:"the water level outside sides of kind level"`
}

// hyetograph builds the rain that the parameters describe.
func (r Rain) hyetograph() (rainfall.Hyetograph, error) {
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
