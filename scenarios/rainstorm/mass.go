package rainstorm

import "math"

// MassSummary accounts for all water [m³].
type MassSummary struct {
	Rain        float64 `json:"rain_m3"`
	Inflow      float64 `json:"inflow_m3"`                 // over the rim, through inflows, and what stood at the start
	Pumped      float64 `json:"pumped_m3"`                 // off the site
	ToSewer     float64 `json:"to_sewer_m3"`               // pumped into manholes
	Taken       float64 `json:"taken_m3"`                  // by inflows that take water out
	Outflow     float64 `json:"outflow_m3"`                // over the rim
	Infiltrated float64 `json:"infiltrated_m3"`            // into soil and storm sewers, and dried
	FollowedIn  float64 `json:"followed_in_m3,omitempty"`  // given to follow readings of levels
	FollowedOut float64 `json:"followed_out_m3,omitempty"` // taken to follow them
	Stored      float64 `json:"stored_m3"`                 // on the ground, in sumps, hoses and barrels
	// Of the drainage network, where there is one; ToSewer is then within it.
	SewerIn     float64 `json:"sewer_in_m3,omitempty"`     // in it at the start, by the inflows of its file and through outfalls
	SewerOut    float64 `json:"sewer_out_m3,omitempty"`    // through outfalls, and over rims off the ground
	SewerStored float64 `json:"sewer_stored_m3,omitempty"` // in it now
	Error       float64 `json:"error_relative"`            // of all that came
}

func (m *Model) mass() MassSummary {
	l := m.water.Ledger()
	s := MassSummary{
		Rain: l.Rain, Inflow: l.BoundaryIn + l.Initial, Pumped: m.OffSite, ToSewer: m.ToSewer,
		Outflow: l.BoundaryOut, Infiltrated: l.Infiltrated, Stored: m.held() + l.Stored,
		FollowedIn: m.Heard.Given, FollowedOut: m.Heard.Taken,
	}
	for _, f := range m.inflows {
		s.Inflow += math.Max(f.Given, 0)
		s.Taken += math.Max(-f.Given, 0)
	}
	toSewer := s.ToSewer
	if m.pipes != nil {
		l := m.pipes.run.Net.Ledger()
		toSewer = 0
		s.SewerIn = l.Initial + l.Inflow + l.OutfallIn - s.ToSewer
		s.SewerOut = l.OutfallOut + l.Flooded + l.Withdrawn
		s.SewerStored = l.Stored
	}
	came := s.Rain + s.Inflow + s.SewerIn + s.FollowedIn
	s.Error = (s.Stored + s.Pumped + s.FollowedOut + toSewer + s.Taken + s.Outflow + s.Infiltrated + s.SewerStored + s.SewerOut - came) / math.Max(came, 1)
	return s
}
