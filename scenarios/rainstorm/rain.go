package rainstorm

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/rainfall"
)

// Rain is exactly one of its members.
type Rain struct {
	DesignStorm  *DesignStorm  `yaml:"design_storm" jsonschema:"oneof_required=design" jsonschema_description:"GB 50014 design storm in a Chicago pattern"`
	ConstantMMPH *float64      `yaml:"constant_mm_per_h" jsonschema:"oneof_required=constant,minimum=0,maximum=2000" jsonschema_description:"steady rain"`
	Duration     time.Duration `yaml:"duration" jsonschema_description:"how long the steady rain lasts; absent: to the end"`
	Table        []RainRow     `yaml:"table" jsonschema:"oneof_required=table,minItems=1" jsonschema_description:"rain that holds from each time to the next"`
	File         string        `yaml:"file" jsonschema:"oneof_required=file,example=rain.csv" jsonschema_description:"CSV with a header such as time_min,mm_per_h or time,mm; with dates, times count from the start of the run"`
	Gauges       *RainGauges   `yaml:"gauges" jsonschema:"oneof_required=gauges" jsonschema_description:"several records, interpolated between their places"`
	StormCell    *StormCell    `yaml:"storm_cell" jsonschema:"oneof_required=cell" jsonschema_description:"a cell of rain that moves over the site"`
	Radar        *Radar        `yaml:"radar" jsonschema:"oneof_required=radar" jsonschema_description:"a series of grids"`
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

func (d DesignStorm) hyetograph() rainfall.Hyetograph {
	return rainfall.DesignStorm{
		ReturnPeriod: d.ReturnPeriodYears, A1: d.A1, C: d.C, B: d.BMin, N: d.N,
		Peak: d.PeakRatio, Duration: d.Duration.Seconds(),
	}
}

// RainGauges are rain gauges and how far each speaks.
type RainGauges struct {
	At      []RainGauge `yaml:"at" jsonschema:"required,minItems=1"`
	Power   float64     `yaml:"power" jsonschema:"minimum=0,maximum=10,default=2" jsonschema_description:"a gauge weighs 1/distance^power"`
	RadiusM float64     `yaml:"radius_m" jsonschema:"minimum=0" jsonschema_description:"gauges farther away are not heard; absent: all"`
	Nearest int         `yaml:"nearest" jsonschema:"minimum=0,maximum=1000" jsonschema_description:"hear at most so many; 1: the nearest alone (Thiessen); absent: all"`
}

// RainGauge is one record and its place.
type RainGauge struct {
	ID       string     `yaml:"id" jsonschema:"required,example=R1"`
	Position mgl64.Vec2 `yaml:"position" jsonschema:"required" jsonschema_description:"[x, y] in site coordinates, also outside the ground"`
	File     string     `yaml:"file" jsonschema:"oneof_required=file,example=r1.csv" jsonschema_description:"CSV as of rain.file; empty values are gaps"`
	Table    []RainRow  `yaml:"table" jsonschema:"oneof_required=table,minItems=1"`
}

// StormCell is rain that moves.
type StormCell struct {
	At         mgl64.Vec2    `yaml:"at" jsonschema:"required" jsonschema_description:"its centre at the start [x, y]"`
	SpeedMPerS float64       `yaml:"speed_m_per_s" jsonschema:"minimum=0,maximum=60"`
	HeadingDeg float64       `yaml:"heading_deg" jsonschema:"minimum=-360,maximum=360" jsonschema_description:"where it goes: clockwise from the site's north"`
	AlongM     float64       `yaml:"along_m" jsonschema:"required,exclusiveMinimum=0,example=2000" jsonschema_description:"half axis along its way: of a Gaussian cell the standard deviation, of a flat one the radius"`
	AcrossM    float64       `yaml:"across_m" jsonschema:"required,exclusiveMinimum=0,example=1000" jsonschema_description:"half axis across it"`
	Shape      string        `yaml:"shape" jsonschema:"enum=gaussian,enum=flat,default=gaussian"`
	PeakMMPerH float64       `yaml:"peak_mm_per_h" jsonschema:"oneof_required=steady,exclusiveMinimum=0,maximum=2000" jsonschema_description:"at its centre"`
	PeakTable  []RainRow     `yaml:"peak_table" jsonschema:"oneof_required=table,minItems=1" jsonschema_description:"at its centre, over time"`
	Duration   time.Duration `yaml:"duration" jsonschema_description:"of a steady peak; absent: to the end"`
}

// field builds the rain that the parameters describe.
func (m *Model) field() (rainfall.Field, error) {
	r := m.par.Rain
	switch {
	case r.DesignStorm != nil:
		return rainfall.Uniform{Rain: r.DesignStorm.hyetograph()}, nil
	case r.ConstantMMPH != nil:
		return rainfall.Uniform{Rain: rainfall.Constant{Rate: metresPerSecond(*r.ConstantMMPH), Duration: r.Duration.Seconds()}}, nil
	case r.Table != nil:
		table, err := rainTable(r.Table)
		return rainfall.Uniform{Rain: table}, engine.Wrong(err, "table")
	case r.File != "":
		s, err := m.rainFile(r.File)
		if err != nil {
			return nil, engine.Wrong(err, "file")
		}
		return rainfall.Uniform{Rain: s.Rain}, nil
	case r.Gauges != nil:
		f, err := m.rainGauges(*r.Gauges)
		return f, engine.Wrong(err, "gauges")
	case r.StormCell != nil:
		f, err := m.stormCell(*r.StormCell)
		return f, engine.Wrong(err, "storm_cell")
	case r.Radar != nil:
		f, err := m.radar(*r.Radar)
		return f, engine.Wrong(err, "radar")
	}
	return rainfall.Uniform{Rain: rainfall.Constant{}}, nil
}

func rainTable(rows []RainRow) (*rainfall.Table, error) {
	times, rates := make([]float64, len(rows)), make([]float64, len(rows))
	for k, row := range rows {
		times[k], rates[k] = row.At.Seconds(), metresPerSecond(row.MMPerHR)
		if k > 0 && times[k] <= times[k-1] {
			return nil, engine.Wrong(fmt.Errorf("%v is not after %v of the row before", row.At, rows[k-1].At), k, "at")
		}
	}
	return rainfall.NewTable(times, rates)
}

// rainFile reads a record; its dates, if it has any, count from the run's start.
func (m *Model) rainFile(name string) (*rainfall.Series, error) {
	text, err := m.par.read.text(name)
	if err != nil {
		return nil, err
	}
	s, err := rainfall.ReadSeriesIn(bytes.NewReader(text), name, m.par.start.Location())
	if err != nil || s.Start.IsZero() {
		return s, err
	}
	return s.Since(m.par.start)
}

func (m *Model) rainGauges(p RainGauges) (rainfall.Field, error) {
	var errs []error
	gauges := make([]rainfall.Gauge, 0, len(p.At))
	for k, g := range p.At {
		if g.File == "" {
			table, err := rainTable(g.Table)
			errs = append(errs, engine.Wrong(engine.Wrong(err, "table"), "at", k))
			gauges = append(gauges, rainfall.Gauge{Name: g.ID, X: g.Position[0], Y: g.Position[1], Rain: table})
			continue
		}
		s, err := m.rainFile(g.File)
		errs = append(errs, engine.Wrong(engine.Wrong(err, "file"), "at", k))
		if err == nil {
			gauges = append(gauges, s.Gauge(g.ID, g.Position[0], g.Position[1]))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return rainfall.NewGauges(rainGrid(m.grid), gauges, rainfall.Spread{Power: p.Power, Radius: p.RadiusM, Nearest: p.Nearest})
}

func (m *Model) stormCell(p StormCell) (rainfall.Field, error) {
	heading := p.HeadingDeg * math.Pi / 180
	c := rainfall.StormCell{
		X: p.At[0], Y: p.At[1], VX: p.SpeedMPerS * math.Sin(heading), VY: p.SpeedMPerS * math.Cos(heading),
		Along: p.AlongM, Across: p.AcrossM, Angle: math.Pi/2 - heading,
		Peak: rainfall.Constant{Rate: metresPerSecond(p.PeakMMPerH), Duration: p.Duration.Seconds()},
	}
	if p.Shape == "flat" {
		c.Shape = rainfall.Flat
	}
	if p.PeakTable != nil {
		table, err := rainTable(p.PeakTable)
		if err != nil {
			return nil, engine.Wrong(err, "peak_table")
		}
		c.Peak = table
	}
	return rainfall.NewMovingCell(rainGrid(m.grid), c)
}

func rainGrid(g engine.Grid) rainfall.Grid {
	return rainfall.Grid{NX: g.NX, NY: g.NY, X0: g.X0, Y0: g.Y0, Cell: g.Cell}
}

// metresPerSecond turns mm/h into m/s.
func metresPerSecond(mmPerH float64) float64 { return mmPerH / 1000 / 3600 }
