package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"shapan/engine"
	"shapan/engine/record"
	"shapan/scenarios"
	"shapan/site"
)

// rehearsal is a scenario on its site, ready to run.
type rehearsal struct {
	file   *scenarios.File
	site   *engine.Site
	plan   engine.Plan
	script []engine.Event
}

// load reads a scenario file and the site that it names.
func load(path string) (*rehearsal, error) {
	file, err := scenarios.Open(path)
	if err != nil {
		return nil, err
	}
	world, err := site.Load(file.SitePath())
	if err != nil {
		return nil, err
	}
	return prepare(file, world)
}

func prepare(file *scenarios.File, world *engine.Site) (*rehearsal, error) {
	plan, script, err := file.Plan(world)
	if err != nil {
		return nil, err
	}
	return &rehearsal{file, world, plan, script}, nil
}

// meta describes the run for its recording.
func (r *rehearsal) meta(name string) (record.Meta, error) {
	sitePath := r.file.SitePath()
	siteText, err := os.ReadFile(sitePath)
	if err != nil {
		return record.Meta{}, err
	}
	if sitePath, err = filepath.Abs(sitePath); err != nil {
		return record.Meta{}, err
	}
	scenarioPath, err := filepath.Abs(r.file.Path)
	if err != nil {
		return record.Meta{}, err
	}
	return record.Meta{
		Version: version(), Name: name, Scenario: r.file.ID(), Site: r.site.ID,
		ScenarioText: r.file.Text, ScenarioPath: scenarioPath, SitePath: sitePath,
		Files: map[string][]byte{"site.yaml": siteText},
	}, nil
}

// rates returns how often the recorder writes.
func (r *rehearsal) rates() record.Options {
	rates := r.file.Record()
	return record.Options{Frames: rates.Frames, Poses: rates.Poses, Snapshots: rates.Snapshots, Hashes: rates.Hashes}
}

// alarmLine is an alarm as summary.json has it.
type alarmLine struct {
	At      float64     `json:"at_s"`
	Subject string      `json:"subject"`
	Level   string      `json:"level"`
	Text    engine.Text `json:"text"`
}

// diary is a sink that keeps the log of a run.
type diary struct {
	journal record.Journal
	log     []record.Entry
}

// WriteFrame implements engine.Sink.
func (d *diary) WriteFrame(f *engine.Frame) error {
	d.log = append(d.log, d.journal.Read(f)...)
	return nil
}

// summarize makes the content of summary.json.
func summarize(scenario string, run *engine.Run, log []record.Entry, wall time.Duration) (map[string]any, error) {
	hash, err := run.Hash()
	if err != nil {
		return nil, err
	}
	alarms := []alarmLine{}
	for _, e := range log {
		if e.Kind == record.AlarmEntry {
			alarms = append(alarms, alarmLine{e.Seconds, e.Subject, e.Level, e.Text})
		}
	}
	tick := run.Tick()
	summary := map[string]any{
		"scenario": scenario, "site": run.Plan().Site.ID, "version": version(),
		"simulated_s": tick.Seconds(), "wall_s": wall.Seconds(), "steps": tick.N,
		"alarms": alarms, "state_hash": hash,
	}
	run.Summarize(summary)
	return summary, nil
}

func writeJSON(path string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// printJSON is writeJSON for who reads along.
func printJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
