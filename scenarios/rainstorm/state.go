package rainstorm

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// head is the small part of a state, as JSON: exact for float64 and the same
// bytes for the same state.
type head struct {
	save
	Pumps     []pumpSave    `json:"pumps"`
	Starting  []startStop   `json:"starting"`
	Feeds     []feedSave    `json:"feeds"`
	Sumps     []sumpSave    `json:"sumps"`
	Links     []linkSave    `json:"links"`
	Inflows   []inflowSave  `json:"inflows"`
	Stretches []stretchSave `json:"stretches"`
	Gauges    []gaugeSave   `json:"gauges"`
	Sections  []sectionSave `json:"sections"`
	Pits      []pitSave     `json:"pits"`
	Barriers  []barrier     `json:"barriers"`
	Sewer     *networkState `json:"sewer,omitempty"`
}

// startStop holds what events may change of a pump besides its pumpSave.
type startStop struct {
	Start float64 `json:"start"`
	Stop  float64 `json:"stop"`
}

// each calls visit for every list of the head beside the model's parts: how
// many there are of both, and what moves one of them to the head or back.
func (m *Model) each(h *head, visit func(name string, saved, there int, copy func(k int, out bool))) {
	visit("pumps", len(h.Pumps), len(m.pumps), func(k int, out bool) {
		p := m.pumps[k]
		swap(out, &h.Pumps[k], &p.pumpSave)
		swap(out, &h.Starting[k].Start, &p.start)
		swap(out, &h.Starting[k].Stop, &p.stop)
	})
	visit("feeds", len(h.Feeds), len(m.feeds), func(k int, out bool) { swap(out, &h.Feeds[k], &m.feeds[k].feedSave) })
	visit("sumps", len(h.Sumps), len(m.sumps), func(k int, out bool) { swap(out, &h.Sumps[k], &m.sumps[k].sumpSave) })
	visit("links", len(h.Links), len(m.links), func(k int, out bool) { swap(out, &h.Links[k], &m.links[k].linkSave) })
	visit("inflows", len(h.Inflows), len(m.inflows), func(k int, out bool) { swap(out, &h.Inflows[k], &m.inflows[k].inflowSave) })
	visit("boundaries", len(h.Stretches), len(m.stretches), func(k int, out bool) { swap(out, &h.Stretches[k], &m.stretches[k].stretchSave) })
	visit("gauges", len(h.Gauges), len(m.gauges), func(k int, out bool) { swap(out, &h.Gauges[k], &m.gauges[k].gaugeSave) })
	visit("sections", len(h.Sections), len(m.sections), func(k int, out bool) { swap(out, &h.Sections[k], &m.sections[k].sectionSave) })
	visit("pits", len(h.Pits), len(m.pits), func(k int, out bool) { swap(out, &h.Pits[k], &m.pits[k].pitSave) })
}

// swap copies the part out to the saved, or the saved back into the part.
func swap[T any](out bool, saved, part *T) {
	if out {
		*saved = *part
	} else {
		*part = *saved
	}
}

// State implements engine.Model: the head, the soil's and the
// solver's, each behind its length.
func (m *Model) State() ([]byte, error) {
	h := head{
		save: m.save, Barriers: m.barriers, Pumps: make([]pumpSave, len(m.pumps)), Starting: make([]startStop, len(m.pumps)),
		Feeds: make([]feedSave, len(m.feeds)), Sumps: make([]sumpSave, len(m.sumps)), Links: make([]linkSave, len(m.links)),
		Inflows: make([]inflowSave, len(m.inflows)), Stretches: make([]stretchSave, len(m.stretches)),
		Gauges: make([]gaugeSave, len(m.gauges)), Sections: make([]sectionSave, len(m.sections)), Pits: make([]pitSave, len(m.pits)),
	}
	m.each(&h, func(_ string, _, there int, copy func(int, bool)) {
		for k := range there {
			copy(k, true)
		}
	})
	var err error
	if h.Sewer, err = m.pipes.state(); err != nil {
		return nil, err
	}
	small, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	var soil []byte
	if m.soil != nil {
		soil = m.soil.State()
	}
	out := make([]byte, 0, 16+len(small)+len(soil)+m.water.StateSize())
	out = binary.LittleEndian.AppendUint64(out, uint64(len(small)))
	out = append(out, small...)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(soil)))
	return m.water.AppendState(append(out, soil...)), nil
}

// SetState implements engine.Model.
func (m *Model) SetState(state []byte) error {
	if len(state) < 8 || binary.LittleEndian.Uint64(state) > uint64(len(state)-8) {
		return fmt.Errorf("rainstorm: state of %d bytes is cut off", len(state))
	}
	small, rest := state[8:8+binary.LittleEndian.Uint64(state)], state[8+binary.LittleEndian.Uint64(state):]
	var h head
	decoder := json.NewDecoder(bytes.NewReader(small))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&h); err != nil {
		return fmt.Errorf("rainstorm: state: %w", err)
	}
	var differ error
	m.each(&h, func(name string, saved, there int, _ func(int, bool)) {
		if saved != there || len(h.Starting) != len(h.Pumps) {
			differ = fmt.Errorf("rainstorm: state has %d %s, the site and parameters make %d", saved, name, there)
		}
	})
	if differ != nil {
		return differ
	}
	if len(rest) < 8 || binary.LittleEndian.Uint64(rest) > uint64(len(rest)-8) {
		return fmt.Errorf("rainstorm: state of %d bytes is cut off", len(state))
	}
	soil := rest[8:][:binary.LittleEndian.Uint64(rest)]
	if m.soil != nil {
		if err := m.soil.SetState(soil); err != nil {
			return err
		}
	}
	if err := m.water.SetState(rest[8+len(soil):]); err != nil {
		return err
	}
	if err := m.pipes.setState(h.Sewer); err != nil {
		return err
	}
	m.save, m.barriers = h.save, h.Barriers
	m.each(&h, func(_ string, _, there int, copy func(int, bool)) {
		for k := range there {
			copy(k, false)
		}
	})
	for _, p := range m.pumps {
		if err := p.place(m); err != nil {
			return fmt.Errorf("rainstorm: state: %w", err)
		}
	}
	m.forgetRules()
	return m.layWalls(m.Time)
}
