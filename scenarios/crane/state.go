package crane

import (
	"bytes"
	"encoding/json"
	"fmt"

	"shapan/engine"
)

type stateJSON struct {
	save
	Towers []towerSave `json:"towers"`
}

// State implements engine.Model: JSON is exact for float64 and the same bytes for
// the same state.
func (m *Model) State() ([]byte, error) {
	s := stateJSON{save: m.save}
	for _, t := range m.towers {
		s.Towers = append(s.Towers, t.towerSave)
	}
	return json.Marshal(s)
}

// SetState implements engine.Model.
func (m *Model) SetState(state []byte) error {
	var s stateJSON
	d := json.NewDecoder(bytes.NewReader(state))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return fmt.Errorf("crane: the state is damaged: %w", err)
	}
	if len(s.Towers) != len(m.towers) {
		return fmt.Errorf("crane: the state has %d cranes, the site %d", len(s.Towers), len(m.towers))
	}
	if len(s.Zones) != len(m.zones) {
		return fmt.Errorf("crane: the state has %d zones, the site %d", len(s.Zones), len(m.zones))
	}
	if s.Read < 0 || s.Read > len(m.readings) {
		return fmt.Errorf("crane: the state has read %d readings of %d", s.Read, len(m.readings))
	}
	m.save = s.save
	for k, t := range m.towers {
		t.towerSave = s.Towers[k]
		t.heard = nil
	}
	m.raise()
	m.look()
	return nil
}

// Summarize implements engine.Summarizer.
func (m *Model) Summarize(into map[string]any) {
	cranes := map[string]any{}
	for _, t := range m.towers {
		cranes[t.id] = map[string]any{
			"name": t.name, "slewed_rad": t.Slewed, "lifts": t.Lifts, "max_load_ratio": t.MaxRatio, "stops": t.Stops, "mode": t.Mode.String(),
		}
	}
	encounters := m.Encounters
	if encounters == nil {
		encounters = []Encounter{}
	}
	layout := m.Layout
	if layout == nil {
		layout = []LayoutFinding{}
	}
	if m.sweeps != nil {
		into["free_sweeps"] = m.sweeps
	}
	into["cranes"], into["encounters"], into["layout"], into["crane_warnings"] = cranes, encounters, layout, m.Warnings
	into["limits"] = usedRules()
	var story []engine.Text
	for k := range m.Encounters {
		story = append(story, m.Encounters[k].story())
	}
	if len(story) > 0 {
		if before, ok := into["story"].([]engine.Text); ok {
			story = append(before, story...)
		}
		into["story"] = story
	}
}

func usedRules() (all []Rule) {
	_ = json.Unmarshal(rulesJSON, &all) // it has been read before
	return all
}

// story is an encounter as a sentence.
func (e *Encounter) story() engine.Text {
	h, m, s := int(e.At)/3600, int(e.At)/60%60, int(e.At)%60
	zh := map[string]string{"stopped": "自动停车", "overridden": "操作员强制通过", "failed": "防碰撞失效", "off": "防碰撞关闭", "none": "无动作"}
	return engine.Text{
		ZH: fmt.Sprintf("%d:%02d:%02d %s 与 %s 相遇，最近 %.1f 米，%s（%s）。", h, m, s, e.A, e.B, e.Clearance, zh[e.Action], e.Clause),
		EN: fmt.Sprintf("%d:%02d:%02d %s meets %s, closest %.1f m, %s (%s).", h, m, s, e.A, e.B, e.Clearance, e.Action, e.Clause),
	}
}
