package rainstorm

import "math"

// MassSummary accounts for all water [m³].
type MassSummary struct {
	Rain        float64 `json:"rain_m3"`
	Inflow      float64 `json:"inflow_m3"`      // over the rim, through inflows, and what stood at the start
	Pumped      float64 `json:"pumped_m3"`      // off the site
	ToSewer     float64 `json:"to_sewer_m3"`    // pumped into manholes
	Taken       float64 `json:"taken_m3"`       // by inflows that take water out
	Outflow     float64 `json:"outflow_m3"`     // over the rim
	Infiltrated float64 `json:"infiltrated_m3"` // into soil and storm sewers, and dried
	Stored      float64 `json:"stored_m3"`      // on the ground, in sumps, hoses and barrels
	Error       float64 `json:"error_relative"` // of all that came
}

func (m *Model) mass() MassSummary {
	l := m.water.Ledger()
	s := MassSummary{
		Rain: l.Rain, Inflow: l.BoundaryIn + l.Initial, Pumped: m.OffSite, ToSewer: m.ToSewer,
		Outflow: l.BoundaryOut, Infiltrated: l.Infiltrated, Stored: m.held() + l.Stored,
	}
	for _, f := range m.inflows {
		s.Inflow += math.Max(f.Given, 0)
		s.Taken += math.Max(-f.Given, 0)
	}
	came := s.Rain + s.Inflow
	s.Error = (s.Stored + s.Pumped + s.ToSewer + s.Taken + s.Outflow + s.Infiltrated - came) / math.Max(came, 1)
	return s
}
