package rainstorm

import (
	"cmp"
	"slices"
)

// SewerSummary is what the drainage network did.
type SewerSummary struct {
	Manholes    int                       `json:"manholes"`    // joined to the ground
	Apart       int                       `json:"apart"`       // nodes that are not
	Taken       float64                   `json:"taken_m3"`    // from the ground
	Returned    float64                   `json:"returned_m3"` // to it
	FirstReturn *float64                  `json:"first_return_s"`
	Surcharge   float64                   `json:"peak_surcharge_m"` // greatest head above the ground
	Volume      float64                   `json:"volume_m3"`        // in the network now
	Outflow     float64                   `json:"outflow_m3"`       // through outfalls, net
	Lost        float64                   `json:"lost_m3"`          // over rims of nodes that are not joined to the ground
	Busiest     map[string]ManholeSummary `json:"busiest"`          // those that returned most, or rose highest
	Notes       []string                  `json:"notes,omitempty"`
}

// ManholeSummary is what a manhole saw.
type ManholeSummary struct {
	At          [2]float64 `json:"at_m"` // site x, y
	Taken       float64    `json:"taken_m3"`
	Returned    float64    `json:"returned_m3"`
	FirstReturn *float64   `json:"first_return_s"`
	MaxHead     float64    `json:"max_head_m"`
	Surcharge   float64    `json:"surcharge_m"` // of it above the ground; negative: below
	TimeOfMax   float64    `json:"time_of_max_s"`
}

const (
	busiestMost = 20
	notesMost   = 50
)

func (n *network) summary() SewerSummary {
	l := n.run.Net.Ledger()
	taken, returned, first := n.totals()
	s := SewerSummary{
		Apart: n.apart, Taken: taken, Returned: returned, FirstReturn: ever(first),
		Volume: l.Stored, Outflow: n.outflow(), Lost: l.Flooded,
		Busiest: map[string]ManholeSummary{}, Notes: n.notes[:min(len(n.notes), notesMost)],
	}
	busy := slices.DeleteFunc(slices.Clone(n.manholes), func(h *manhole) bool { return h.outfall })
	s.Manholes = len(busy)
	slices.SortStableFunc(busy, func(a, b *manhole) int {
		return cmp.Or(cmp.Compare(b.Returned, a.Returned), cmp.Compare(b.MaxHead-b.rim, a.MaxHead-a.rim))
	})
	for k, h := range busy {
		s.Surcharge = max(s.Surcharge, h.MaxHead-h.rim)
		if k < busiestMost {
			s.Busiest[h.name] = ManholeSummary{
				At: h.at, Taken: h.Taken, Returned: h.Returned, FirstReturn: ever(h.FirstReturn),
				MaxHead: h.MaxHead + n.par.LevelOffsetM, Surcharge: h.MaxHead - h.rim, TimeOfMax: h.TimeOfMax,
			}
		}
	}
	return s
}

// observe appends the network's numbers.
func (n *network) observe(add func(name, unit string, value float64)) {
	for _, h := range n.watched {
		add(h.id()+".head", "m", n.run.Net.NodeHead(h.node)+n.par.LevelOffsetM)
		add(h.id()+".flow", "m³/s", h.Rate)
	}
	l := n.run.Net.Ledger()
	taken, returned, _ := n.totals()
	add("sewer.volume", "m³", l.Stored)
	add("sewer.outflow", "m³", n.outflow())
	add("sewer.taken", "m³", taken)
	add("sewer.returned", "m³", returned)
}
