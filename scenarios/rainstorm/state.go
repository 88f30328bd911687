package rainstorm

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
)

// head is the small part of a state, as JSON: exact for float64 and the same
// bytes for the same state.
type head struct {
	save
	Pumps    []pumpSave  `json:"pumps"`
	Starting []startStop `json:"starting"`
	Gauges   []gaugeSave `json:"gauges"`
	Pits     []pitSave   `json:"pits"`
	Barriers []barrier   `json:"barriers"`
}

// startStop holds what events may change of a pump besides its pumpSave.
type startStop struct {
	Start float64 `json:"start"`
	Stop  float64 `json:"stop"`
}

// State implements engine.Model: the head, the peaks and the solver's state,
// each behind its length.
func (m *Model) State() ([]byte, error) {
	h := head{save: m.save, Barriers: m.barriers}
	for _, p := range m.pumps {
		h.Pumps = append(h.Pumps, p.pumpSave)
		h.Starting = append(h.Starting, startStop{p.startDepth, p.stopDepth})
	}
	for _, g := range m.gauges {
		h.Gauges = append(h.Gauges, g.gaugeSave)
	}
	for _, p := range m.pits {
		h.Pits = append(h.Pits, p.pitSave)
	}
	small, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	water := m.water.State()
	n := m.grid.Len()
	out := make([]byte, 0, 8+len(small)+12*n+len(water))
	out = binary.LittleEndian.AppendUint64(out, uint64(len(small)))
	out = append(out, small...)
	for _, peak := range [][]float32{m.peaks.depth, m.peaks.hazard, m.peaks.wetAt} {
		for _, v := range peak {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
		}
	}
	return append(out, water...), nil
}

// SetState implements engine.Model.
func (m *Model) SetState(state []byte) error {
	n := m.grid.Len()
	if len(state) < 8 || binary.LittleEndian.Uint64(state) > uint64(len(state)-8) {
		return fmt.Errorf("rainstorm: state of %d bytes is cut off", len(state))
	}
	small, rest := state[8:8+binary.LittleEndian.Uint64(state)], state[8+binary.LittleEndian.Uint64(state):]
	if len(rest) < 12*n {
		return fmt.Errorf("rainstorm: state lacks the peaks of %d cells", n)
	}
	var h head
	decoder := json.NewDecoder(bytes.NewReader(small))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&h); err != nil {
		return fmt.Errorf("rainstorm: state: %w", err)
	}
	if len(h.Pumps) != len(m.pumps) || len(h.Starting) != len(m.pumps) || len(h.Gauges) != len(m.gauges) || len(h.Pits) != len(m.pits) {
		return fmt.Errorf("rainstorm: state has %d pumps, %d gauges, %d pits; the site has %d, %d, %d",
			len(h.Pumps), len(h.Gauges), len(h.Pits), len(m.pumps), len(m.gauges), len(m.pits))
	}
	if err := m.water.SetState(rest[12*n:]); err != nil {
		return err
	}
	for k, peak := range [][]float32{m.peaks.depth, m.peaks.hazard, m.peaks.wetAt} {
		for cell := range peak {
			peak[cell] = math.Float32frombits(binary.LittleEndian.Uint32(rest[4*(k*n+cell):]))
		}
	}
	m.save, m.barriers = h.save, h.Barriers
	for k, p := range m.pumps {
		p.pumpSave = h.Pumps[k]
		p.startDepth, p.stopDepth = h.Starting[k].Start, h.Starting[k].Stop
		if err := p.place(&m.site.Ground, m.wettable); err != nil {
			return fmt.Errorf("rainstorm: state: %w", err)
		}
	}
	for k, g := range m.gauges {
		g.gaugeSave = h.Gauges[k]
	}
	for k, p := range m.pits {
		p.pitSave = h.Pits[k]
	}
	return m.layWalls()
}
