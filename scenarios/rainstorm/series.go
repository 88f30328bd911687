package rainstorm

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"time"

	"shapan/engine"
	"shapan/engine/solver/hydraulics"
)

// FlowSeries is a discharge over time: exactly one of its members.
type FlowSeries struct {
	FlowM3PerS *float64  `yaml:"flow_m3_per_s" jsonschema:"oneof_required=constant,example=5" jsonschema_description:"steady; negative takes water out"`
	Hydrograph []FlowRow `yaml:"hydrograph" jsonschema:"oneof_required=table,minItems=1" jsonschema_description:"linear between its rows, constant before and after"`
	File       string    `yaml:"hydrograph_file" jsonschema:"oneof_required=file,example=inflow.csv" jsonschema_description:"CSV with a header: time_s, time_min or time_h, and m3_per_s"`
}

// FlowRow is a row of a hydrograph.
type FlowRow struct {
	At     time.Duration `yaml:"at" jsonschema:"required,example=30min"`
	M3PerS float64       `yaml:"m3_per_s" jsonschema:"required,example=20"`
}

// LevelRow is a row of a table of levels.
type LevelRow struct {
	At     time.Duration `yaml:"at" jsonschema:"required,example=30min"`
	LevelM float64       `yaml:"level_m" jsonschema:"required,minimum=-1000,maximum=10000,example=2.4"`
}

// TideParameters are a tide by its harmonics.
type TideParameters struct {
	MeanM        float64            `yaml:"mean_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"mean level"`
	Constituents []TidalConstituent `yaml:"constituents" jsonschema:"required,minItems=1"`
}

// TidalConstituent is one harmonic.
type TidalConstituent struct {
	Name       string  `yaml:"name" jsonschema:"enum=M2,enum=S2,enum=N2,enum=K2,enum=K1,enum=O1,enum=P1,enum=Q1,enum=M4,enum=MS4,enum=M6" jsonschema_description:"gives its speed"`
	PeriodH    float64 `yaml:"period_h" jsonschema:"exclusiveMinimum=0,maximum=10000" jsonschema_description:"instead of a name"`
	AmplitudeM float64 `yaml:"amplitude_m" jsonschema:"required,minimum=0,maximum=50"`
	PhaseDeg   float64 `yaml:"phase_deg" jsonschema:"minimum=-360,maximum=360" jsonschema_description:"at the start of the run: 0 is high water, 90 rising through the mean, 180 low water"`
}

// overTime is a quantity whose mean over an interval [s] is known.
type overTime interface {
	Mean(from, to float64) float64
}

type steady float64

func (s steady) Mean(_, _ float64) float64 { return float64(s) }

// tidal takes the middle of an interval for its mean: a tick is short to a tide.
type tidal struct{ hydraulics.Tide }

func (t tidal) Mean(from, to float64) float64 { return t.Level(0.5 * (from + to)) }

// series builds the discharge; files are read by read.
func (f FlowSeries) series(read reader) (overTime, error) {
	switch {
	case f.FlowM3PerS != nil:
		return steady(*f.FlowM3PerS), nil
	case f.File != "":
		s, err := read.series(f.File, "m3_per_s")
		return s, engine.Wrong(err, "hydrograph_file")
	}
	times, values := make([]float64, len(f.Hydrograph)), make([]float64, len(f.Hydrograph))
	for k, row := range f.Hydrograph {
		times[k], values[k] = row.At.Seconds(), row.M3PerS
	}
	s, err := hydraulics.NewSeries(times, values)
	return s, wrongRow(err, "hydrograph")
}

// wrongRow finds the row of a table that an error is about.
func wrongRow(err error, key string) error {
	var row *hydraulics.RowError
	if errors.As(err, &row) {
		return engine.Wrong(errors.New(row.Message), key, row.Row-1)
	}
	return engine.Wrong(err, key)
}

// reader reads a file that the scenario names, by a path relative to it.
type reader func(name string) (text []byte, err error)

func (r reader) text(name string) ([]byte, error) {
	if r == nil {
		return nil, fmt.Errorf("%s: this rehearsal was not read from a file, so it cannot name others", name)
	}
	return r(name)
}

func (r reader) series(name, column string) (*hydraulics.Series, error) {
	text, err := r.text(name)
	if err != nil {
		return nil, err
	}
	return hydraulics.ReadSeries(bytes.NewReader(text), name, column)
}

// tide builds the level of a tide.
func (t TideParameters) tide() (overTime, error) {
	made := tidal{hydraulics.Tide{Mean: t.MeanM}}
	for k, c := range t.Constituents {
		speed := hydraulics.TidalSpeeds[c.Name]
		switch {
		case (c.Name == "") == (c.PeriodH == 0):
			return nil, engine.Wrong(errors.New("needs either name or period_h"), "constituents", k)
		case c.Name == "":
			speed = 2 * math.Pi / (c.PeriodH * 3600)
		}
		made.Constituents = append(made.Constituents, hydraulics.Constituent{Speed: speed, Amplitude: c.AmplitudeM, Phase: c.PhaseDeg * math.Pi / 180})
	}
	return made, nil
}
