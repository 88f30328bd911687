package record

import (
	"encoding/json"
	"fmt"
	"time"

	"shapan/engine"
)

// Meta is what a recorded run was made of: enough to build it again.
type Meta struct {
	Version      string          `json:"version"` // of Shapan
	Run          string          `json:"run"`     // its ID
	Name         string          `json:"name"`
	Scenario     string          `json:"scenario"`                // its name
	ScenarioPath string          `json:"scenario_path,omitempty"` // where its file lay
	Site         string          `json:"site"`                    // its ID
	SitePath     string          `json:"site_path,omitempty"`     // where its file lay
	Start        time.Time       `json:"start"`
	Step         time.Duration   `json:"step_ns"`
	Ticks        int64           `json:"ticks"` // length that was planned
	Seed         uint64          `json:"seed"`
	Parent       string          `json:"parent,omitempty"`  // the run that it was forked from
	Changes      json.RawMessage `json:"changes,omitempty"` // what was asked to differ from the scenario file

	ScenarioText []byte            `json:"-"` // the scenario file, an attachment
	Files        map[string][]byte `json:"-"` // further files by path, attachments
}

// Names in the file: of the metadata record with the Meta, its only key, and
// the attachments.
const (
	metaRecord    = "shapan.run"
	metaKey       = "json"
	scenarioFile  = "scenario.yaml"
	filesPrefix   = "files/"
	headerProfile = "shapan"
)

// fromRun takes over what the run knows best itself.
func (m Meta) fromRun(run *engine.Run) Meta {
	plan := run.Plan()
	m.Run, m.Start, m.Step, m.Ticks, m.Seed = run.ID, plan.Start, plan.Step, plan.Ticks, plan.Seed
	return m
}

// TickAt returns the tick of that number.
func (m Meta) TickAt(n int64) engine.Tick {
	return engine.Tick{N: n, Step: m.Step, Start: m.Start}
}

func parseMeta(text string) (Meta, error) {
	var m Meta
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return Meta{}, fmt.Errorf("metadata %s: %w", metaRecord, err)
	}
	if m.Step <= 0 {
		return Meta{}, fmt.Errorf("metadata %s: step_ns %d: must be > 0", metaRecord, m.Step)
	}
	return m, nil
}
