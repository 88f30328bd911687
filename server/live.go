package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"shapan/engine"
	"shapan/engine/record"
)

// live is the part of a hosted run that moves: its pacer and what ends with it.
type live struct {
	prepared *Prepared
	pacer    *engine.Pacer
	recorder *record.Writer // nil: not recorded
	stop     context.CancelCauseFunc
	ended    chan struct{} // closed when summary, recording and last frame are out
	begun    time.Time

	mu      sync.Mutex
	state   State // Running stands for Paused too, which the pacer knows
	err     string
	summary map[string]any
}

var (
	errStopped = errors.New("stopped")
	errClosing = errors.New("the server is closing")
)

const statusEvery = 500 * time.Millisecond

// host makes a hosted run of an engine.Run that nobody drives yet. It stands
// paused at its present tick until begin.
func (s *Server) host(run *engine.Run, script []engine.Event, p *Prepared, r *hosted) (*hosted, error) {
	packer := &record.Packer{}
	rates := p.Rates
	if rates.Frames <= 0 {
		rates.Frames = s.config.FrameEvery
	}
	rates.Packer = packer
	history := record.NewHistory(record.HistoryOptions{Frames: rates.Frames, MaxBytes: s.config.HistoryBytes, Packer: packer})
	plan := run.Plan()
	r.id, r.start, r.step, r.duration = run.ID, plan.Start, plan.Step, time.Duration(plan.Ticks)*plan.Step
	r.first = run.Tick().Seconds()
	r.past, r.changes = history, r.changes.unchanged()
	r.every = func() float64 { return history.FrameEvery().Seconds() }
	r.live = &live{prepared: p, state: Running, ended: make(chan struct{}), begun: time.Now()}

	sinks := []engine.Sink{history, engine.SinkFunc(func(f *engine.Frame) error { r.note(f.Events); return nil })}
	if s.config.RunsDir != "" && r.follower == nil { // a run without end would fill the disk; the log has what it heard
		r.recording = filepath.Join(s.config.RunsDir, run.ID+".mcap")
		recorder, err := record.Create(r.recording, run, s.meta(r, p), rates)
		if err != nil {
			return nil, err
		}
		r.live.recorder = recorder
		sinks = append(sinks, recorder)
	}
	r.hub = newHub(r)
	r.hub.table.learn(run.Frame(), nil) // who connects before the first tick is told the channels too
	sinks = append(sinks, r.hub)
	r.live.pacer = engine.NewPacer(run, script, sinks...)
	return r, nil
}

// begin drives the run in a goroutine of its own until it ends.
func (s *Server) begin(r *hosted, speed float64) {
	ctx, stop := context.WithCancelCause(context.Background())
	r.live.stop = stop
	r.live.pacer.SetSpeed(speed)
	r.live.pacer.Resume()
	go r.tellStatus()
	go func() {
		defer stop(nil)
		err := r.live.pacer.Play(ctx)
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			err = context.Cause(ctx)
		}
		if err := r.finish(err); err != nil {
			s.config.Log.Error("run ended badly", "run", r.id, "err", err)
		}
	}()
}

// finish completes a run that moves no more: summary, recording, last frame.
func (r *hosted) finish(why error) error {
	l := r.live
	state, text := Done, ""
	switch {
	case errors.Is(why, errStopped), errors.Is(why, errClosing):
		state = Stopped
	case why != nil:
		state, text = Failed, why.Error()
	}
	var summary map[string]any
	var bad error
	l.pacer.Look(func(run *engine.Run) {
		if state != Failed {
			summary, bad = l.prepared.summarize(run, r.past, time.Since(l.begun))
		}
		if l.recorder != nil {
			if err := l.recorder.Close(); err != nil {
				bad = errors.Join(bad, fmt.Errorf("complete the recording: %w", err))
			}
		}
	})
	if bad != nil && state != Failed {
		state, text = Failed, bad.Error()
	}
	l.mu.Lock()
	l.state, l.err, l.summary = state, text, summary
	l.mu.Unlock()
	r.hub.refresh()
	r.hub.tell()
	close(l.ended)
	return bad
}

// summarize makes a summary that is sure to become JSON.
func (p *Prepared) summarize(run *engine.Run, past record.Past, wall time.Duration) (map[string]any, error) {
	log, err := past.Log()
	if err != nil {
		return nil, fmt.Errorf("summary: %w", err)
	}
	summary := map[string]any{"simulated_s": run.Tick().Seconds(), "wall_s": wall.Seconds()}
	if p.Summarize != nil {
		summary = p.Summarize(run, log, wall)
	} else {
		run.Summarize(summary)
	}
	if _, err := json.Marshal(summary); err != nil {
		return nil, fmt.Errorf("summary: %w", err)
	}
	return summary, nil
}

// tellStatus sends the run's description while it moves.
func (r *hosted) tellStatus() {
	tick := time.NewTicker(statusEvery)
	defer tick.Stop()
	for {
		select {
		case <-r.live.ended:
			return
		case <-tick.C:
			if state, _, _, _ := r.live.status(); state == Running {
				r.hub.tell()
			}
		}
	}
}

func (l *live) status() (state State, text string, speed, rate float64) {
	paused, speed, rate := l.pacer.Pace()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state != Running {
		return l.state, l.err, speed, 0
	}
	if paused {
		return Paused, "", speed, 0
	}
	return Running, "", speed, rate
}

// over tells whether the run has ended.
func (l *live) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state != Running
}

func baseName(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(path)
}

// runNumber returns n of a run's ID "r<n>" or of its recording "r<n>.mcap".
func runNumber(name string) (n int, ok bool) {
	name = strings.TrimSuffix(name, ".mcap")
	_, err := fmt.Sscanf(name, "r%d", &n)
	return n, err == nil && fmt.Sprintf("r%d", n) == name
}
