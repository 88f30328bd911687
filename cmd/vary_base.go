package cmd

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"shapan/engine"
	"shapan/engine/ensemble"
	"shapan/engine/record"
	"shapan/scenarios"
	"shapan/site"
	"shapan/yamlfile"
)

// varyFrom is where variants part.
type varyFrom struct {
	recording string        // whose state it is; "": the scenario is run
	at        time.Duration // since the start
	given     bool          // at was
}

// parseFrom reads 1h, RUN.mcap or RUN.mcap@1h.
func parseFrom(text string) (from varyFrom, err error) {
	if text == "" {
		return from, nil
	}
	instant := text
	if k := strings.LastIndexByte(text, '@'); k >= 0 {
		from.recording, instant = text[:k], text[k+1:]
	} else if strings.HasSuffix(text, ".mcap") {
		return varyFrom{recording: text}, nil
	}
	from.given = true
	from.at, err = yamlfile.ParseDuration(instant)
	if err != nil || from.at < 0 {
		return from, fmt.Errorf("--from %s: must be a duration with its unit (1h), a recording (RUN.mcap), or both (RUN.mcap@1h)", text)
	}
	return from, nil
}

// base is the rehearsal that variants leave, and the recording of it if there
// is one.
type base struct {
	*rehearsal
	recording *record.Recording // nil: it has to be run
}

func openBase(scenario string, from varyFrom, sitePath string) (*base, error) {
	if from.recording == "" {
		r, err := load(scenario)
		if err != nil {
			return nil, err
		}
		return &base{rehearsal: r}, nil
	}
	recording, err := record.Open(from.recording)
	if err != nil {
		return nil, inputError{err}
	}
	b := &base{recording: recording}
	if b.rehearsal, err = recordedRehearsal(recording, from.recording, scenario, sitePath); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// recordedRehearsal is the scenario of a recording on the recording's site.
func recordedRehearsal(recording *record.Recording, path, scenario, sitePath string) (*rehearsal, error) {
	meta := recording.Meta()
	if scenario != "" {
		text, err := os.ReadFile(scenario)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(text, meta.ScenarioText) {
			return nil, inputError{fmt.Errorf("%s is not the scenario of %s (%s, as it was run): leave it out, the recording has its own", scenario, path, meta.Scenario)}
		}
	}
	if sitePath == "" {
		sitePath = meta.SitePath
	}
	if _, err := os.Stat(sitePath); err != nil {
		return nil, inputError{fmt.Errorf("%s: the site of this recording is not there (%w): name it with --site FILE", path, err)}
	}
	if err := sameSite(recording, sitePath); err != nil {
		return nil, inputError{err}
	}
	file, err := scenarios.Parse(meta.ScenarioPath, meta.ScenarioText)
	if err != nil {
		return nil, err
	}
	world, err := site.Load(sitePath)
	if err != nil {
		return nil, err
	}
	return prepare(file, world)
}

func (b *base) close() {
	if b.recording != nil {
		b.recording.Close()
	}
}

// leave brings the run to a tick, by running it or by the recording, and
// branches it there.
func (b *base) leave(ctx context.Context, run *engine.Run, tick int64, seen func(*engine.Frame)) (*ensemble.Branch, error) {
	script := b.script
	if b.recording != nil {
		if err := b.recording.Rejoin(ctx, run, tick); err != nil {
			return nil, inputError{err}
		}
		script = nil
		for _, e := range b.script { // the rest has entered by the recording
			if !e.At.Before(run.Tick().Time()) {
				script = append(script, e)
			}
		}
	}
	return ensemble.Leave(ctx, run, script, tick, seen)
}
