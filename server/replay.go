package server

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/record"
)

// Replay shows a recorded run. Its site must be one of the server's.
func (s *Server) Replay(path string) error {
	_, err := s.openRecording(path)
	return spoken(err)
}

func (s *Server) openRecording(path string) (Run, error) {
	recording, err := record.Open(path)
	if err != nil {
		return Run{}, userError("the recording cannot be opened", err)
	}
	r, err := s.replay(path, recording)
	if err != nil {
		recording.Close()
		return Run{}, err
	}
	return r.describe(), nil
}

func (s *Server) replay(path string, recording *record.Recording) (*hosted, error) {
	meta := recording.Meta()
	site, err := s.site(meta.Site)
	if err != nil {
		return nil, huma.Error422UnprocessableEntity(fmt.Sprintf("the recording is of site %q, which this server does not have", meta.Site))
	}
	id, release, err := s.reserve(false)
	if err != nil {
		return nil, err
	}
	defer release()
	r := &hosted{
		id: id, name: meta.Name, scenario: meta.Scenario, parent: meta.Parent, site: site,
		start: meta.Start, step: meta.Step, duration: time.Duration(meta.Ticks) * meta.Step,
		past: recording, recording: path, release: recording.Close,
	}
	if r.name == "" {
		r.name = filepath.Base(path)
	}
	if len(meta.Changes) > 0 {
		if err := json.Unmarshal(meta.Changes, &r.changes); err != nil {
			return nil, userError("the recording cannot be opened", fmt.Errorf("its changes: %w", err))
		}
	}
	r.changes = r.changes.unchanged()
	every := recordedEvery(recording)
	r.every = func() float64 { return every }
	log, err := recording.Log()
	if err != nil {
		return nil, userError("the recording cannot be opened", err)
	}
	for _, entry := range log {
		if entry.Event != nil {
			r.note([]engine.Event{*entry.Event})
		}
	}
	last := sync.OnceValues(func() (*engine.Frame, error) { return lastFrame(recording) })
	if _, err := last(); err != nil {
		return nil, userError("the recording cannot be opened", err)
	}
	r.last = func() *engine.Frame { f, _ := last(); return f }
	r.hub = newHub(r)
	r.hub.refresh() // learns the channels and the news
	return r, s.keep(r, func() {})
}

// recordedEvery is the time between recorded fields, or of a run without fields
// between poses [s].
func recordedEvery(past *record.Recording) float64 {
	for _, f := range past.Channels().Fields {
		if times := past.Times(f.Name); len(times) > 2 { // the last is the run's end
			return (times[len(times)-2] - times[0]) / float64(len(times)-2)
		}
	}
	if every := past.PosesEvery(); every > 0 {
		return every
	}
	return 30
}

// lastFrame puts a frame together of what was recorded last.
func lastFrame(recording *record.Recording) (*engine.Frame, error) {
	_, to := recording.Span()
	moment, err := recording.FrameAt(to)
	if err != nil {
		return nil, err
	}
	meta := recording.Meta()
	f := &engine.Frame{
		Run: meta.Run, Tick: meta.TickAt(int64(time.Duration(to*1e9+0.5) / meta.Step)),
		Poses: moment.Poses, Paths: moment.Paths, Scalars: moment.Scalars,
	}
	missing(f, recording.Channels())
	for k := range moment.Fields {
		field, err := moment.Fields[k].Open()
		if err != nil {
			return nil, err
		}
		f.Fields = append(f.Fields, field)
	}
	return f, nil
}

// missing adds what there was before and is not there at the end, without values,
// so that it has a channel: a load that has been set down.
func missing(f *engine.Frame, all record.Channels) {
	scalars, poses := map[string]bool{}, map[string]bool{}
	for _, s := range f.Scalars {
		scalars[s.Name] = true
	}
	for _, p := range f.Poses {
		poses[p.Name] = true
	}
	for _, s := range all.Scalars {
		if !scalars[s.Name] {
			f.Scalars = append(f.Scalars, engine.Scalar{Name: s.Name, Unit: s.Unit, Value: math.NaN()})
		}
	}
	nowhere := engine.Pose{Position: mgl64.Vec3{math.NaN(), math.NaN(), math.NaN()}, Rotation: mgl64.QuatIdent()}
	for _, name := range all.Poses {
		if !poses[name] {
			nowhere.Name = name
			f.Poses = append(f.Poses, nowhere)
		}
	}
}
