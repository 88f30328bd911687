package engine

import (
	"context"
	"sync"
	"time"
)

// Pacer drives a run along its timeline at a multiple of real time: the only
// place where the wall clock is read. Its methods may be called while Play is
// under way.
type Pacer struct {
	turn     sync.Mutex // held for a tick, a fork, a look at the run
	run      *Run
	timeline Timeline
	sinks    []Sink
	written  bool // the present frame has reached the sinks

	mu     sync.Mutex // guards what follows
	paused bool
	speed  float64 // simulated seconds per wall second; 0 = as fast as it can
	steps  int     // ticks to take although paused
	late   time.Duration
	follow bool // ticks are taken late after their instant on the wall
	nudge  chan struct{}
	rate   rateMeter
}

// NewPacer makes a paused pacer whose timeline holds the script.
func NewPacer(run *Run, script []Event, sinks ...Sink) *Pacer {
	p := &Pacer{run: run, sinks: sinks, paused: true, nudge: make(chan struct{}, 1)}
	p.timeline.Add(script...)
	return p
}

// Play advances the run until its end, an error, or the end of ctx, which is
// heeded between ticks so that no tick is half done. It obeys SetSpeed, Pause,
// Resume and StepOnce. All sinks have seen every frame when it returns.
func (p *Pacer) Play(ctx context.Context) error {
	if err := p.writeFirst(); err != nil {
		return err
	}
	var pace anchor
	for !p.run.Done() {
		wait, ok := p.nextIn(&pace)
		if !ok || wait > 0 {
			if err := p.sleep(ctx, wait, ok); err != nil {
				return err
			}
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.advance(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pacer) writeFirst() error {
	p.turn.Lock()
	defer p.turn.Unlock()
	if p.written {
		return nil
	}
	p.written = true
	return p.write(p.run.Frame())
}

func (p *Pacer) advance(ctx context.Context) error {
	p.turn.Lock()
	defer p.turn.Unlock()
	frame, err := p.run.Advance(context.WithoutCancel(ctx), p.timeline.Due(p.run.Tick().Time()))
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.rate.add(time.Now(), p.run.Tick().Elapsed())
	p.mu.Unlock()
	return p.write(frame)
}

func (p *Pacer) write(f *Frame) error {
	for _, s := range p.sinks {
		if err := s.WriteFrame(f); err != nil {
			return err
		}
	}
	return nil
}

// anchor ties an instant of the wall to one of the simulation. When speed
// changes or the run cannot keep up, it is dropped anew: time lost is not
// caught up in a rush.
type anchor struct {
	wall  time.Time
	sim   time.Duration
	speed float64
}

const lagForgiven = 500 * time.Millisecond

// nextIn returns how long to wait for the next tick; ok is false while paused.
func (p *Pacer) nextIn(pace *anchor) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paused {
		pace.speed = 0
		if p.steps == 0 {
			return 0, false
		}
		p.steps--
		return 0, true
	}
	if p.speed == 0 && !p.follow {
		pace.speed = 0
		return 0, true
	}
	now, tick := time.Now(), p.run.Tick()
	if p.follow {
		return tick.Next().Time().Add(p.late).Sub(now), true
	}
	due := pace.wall.Add(time.Duration(float64(tick.Next().Elapsed()-pace.sim) / p.speed))
	if pace.speed != p.speed || now.Sub(due) > lagForgiven {
		*pace = anchor{wall: now, sim: tick.Elapsed(), speed: p.speed}
		due = now.Add(time.Duration(float64(tick.Step) / p.speed))
	}
	return due.Sub(now), true
}

func (p *Pacer) sleep(ctx context.Context, wait time.Duration, limited bool) error {
	var timer <-chan time.Time
	if limited {
		timer = time.After(wait)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer:
	case <-p.nudge:
	}
	return nil
}

func (p *Pacer) change(f func()) {
	p.mu.Lock()
	f()
	p.mu.Unlock()
	select {
	case p.nudge <- struct{}{}:
	default:
	}
}

// Pause holds the run after the present tick.
func (p *Pacer) Pause() { p.change(func() { p.paused = true; p.steps = 0; p.rate = rateMeter{} }) }

// Resume lets the run go on.
func (p *Pacer) Resume() { p.change(func() { p.paused = false; p.steps = 0; p.rate = rateMeter{} }) }

// StepOnce pauses the run and takes one tick.
func (p *Pacer) StepOnce() { p.change(func() { p.paused = true; p.steps++ }) }

// SetSpeed sets the simulated seconds per wall second; 0 is as fast as it can.
func (p *Pacer) SetSpeed(speed float64) {
	p.change(func() { p.speed = max(0, speed); p.rate = rateMeter{} })
}

// Follow drives the run by the wall's clock: each tick is taken late after its
// own instant, so that what was measured then has come in; what is behind is
// caught up as fast as it can. SetSpeed means nothing then.
func (p *Pacer) Follow(late time.Duration) {
	p.change(func() { p.follow, p.late, p.rate = true, late, rateMeter{} })
}

// Pace returns whether the run is paused, the speed asked for, and the rate
// measured of late [simulated s per wall s].
func (p *Pacer) Pace() (paused bool, speed, rate float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paused, p.speed, p.rate.rate()
}

// Post puts events on the timeline between two ticks, all or none: those whose
// instant has passed at the present tick, once some model of the run
// understands each.
func (p *Pacer) Post(events ...Event) error {
	p.turn.Lock()
	defer p.turn.Unlock()
	now := p.run.Tick().Time()
	for k := range events {
		if events[k].At.Before(now) {
			events[k].At = now
		}
		if err := p.run.CheckEvent(events[k]); err != nil {
			return err
		}
	}
	p.timeline.Add(events...)
	return nil
}

// Fork branches the run at its present tick, with what waits on its timeline.
func (p *Pacer) Fork(id string) (*Run, []Event, error) {
	p.turn.Lock()
	defer p.turn.Unlock()
	run, err := p.run.Fork(id)
	return run, p.timeline.Waiting(), err
}

// Branch is the state of the run at its present tick with what waits on its
// timeline.
func (p *Pacer) Branch() (Snapshot, []Event, error) {
	p.turn.Lock()
	defer p.turn.Unlock()
	state, err := p.run.Snapshot()
	return state, p.timeline.Waiting(), err
}

// Look calls f between two ticks; f must not keep the run.
func (p *Pacer) Look(f func(*Run)) {
	p.turn.Lock()
	defer p.turn.Unlock()
	f(p.run)
}

// rateMeter measures simulated time per wall time over the last seconds.
type rateMeter struct {
	walls [16]time.Time
	sims  [16]time.Duration
	n     int
}

// add notes the progress at most every 200 ms.
func (m *rateMeter) add(wall time.Time, sim time.Duration) {
	if m.n > 0 && wall.Sub(m.walls[(m.n-1)%len(m.walls)]) < 200*time.Millisecond {
		return
	}
	m.walls[m.n%len(m.walls)], m.sims[m.n%len(m.walls)] = wall, sim
	m.n++
}

func (m *rateMeter) rate() float64 {
	if m.n < 2 {
		return 0
	}
	oldest := max(0, m.n-len(m.walls)) % len(m.walls)
	newest := (m.n - 1) % len(m.walls)
	wall := m.walls[newest].Sub(m.walls[oldest])
	return float64(m.sims[newest]-m.sims[oldest]) / float64(wall)
}
