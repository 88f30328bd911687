package replay

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"shapan/engine"
	"shapan/server/historian"
)

// Log is where readings go; a historian.Log is one.
type Log interface {
	Append(ctx context.Context, readings ...historian.Reading) error
}

// Options of a Player.
type Options struct {
	Speed  float64   // recorded seconds per second, 1 to 1000; 0: 1
	From   time.Time // where to begin; zero: at the first reading
	Shift  bool      // instants are moved so that it begins now; at speed 1 only
	Paused bool      // it waits for Resume
	Loop   bool      // from the beginning again at the end; with Shift only
}

// The speeds at which a record is played.
const (
	LeastSpeed = 1
	MostSpeed  = 1000
)

// beat is how often readings are played [of the wall's time]: a tick of the pacer
// is as much recorded time as passes in it.
const beat = 50 * time.Millisecond

// State is where a Player is.
type State struct {
	File        string
	First, Last time.Time // of the record
	At          time.Time // up to which it has been played
	Speed       float64
	Paused      bool
	Done        bool // all was played
	Played      int64
	Err         error // why it stopped
}

// Player plays a record into a log.
type Player struct {
	record *Record
	to     Log
	shift  bool
	loop   bool
	cancel context.CancelFunc
	ended  context.Context

	turn sync.Mutex // one jump at a time

	mu     sync.Mutex
	pacer  *engine.Pacer
	stop   context.CancelFunc // of the pacer's play
	done   chan struct{}      // of the pacer's play
	state  State
	next   int // number of the reading that is played next
	speed  float64
	paused bool
}

// Play begins to play a record.
func Play(record *Record, to Log, o Options) (*Player, error) {
	if o.Speed == 0 {
		o.Speed = 1
	}
	if err := checkSpeed(o.Speed, o.Shift); err != nil {
		return nil, err
	}
	if o.Loop && !o.Shift {
		return nil, errors.New("loop: only with shift: the same instants would come again and again")
	}
	first, last := record.Span()
	if o.From.IsZero() {
		o.From = first
	}
	p := &Player{record: record, to: to, shift: o.Shift, loop: o.Loop, speed: o.Speed, paused: o.Paused,
		state: State{File: record.Name, First: first, Last: last}}
	p.ended, p.cancel = context.WithCancel(context.Background())
	p.turn.Lock()
	defer p.turn.Unlock()
	p.begin(o.From, -1)
	return p, nil
}

func checkSpeed(speed float64, shift bool) error {
	switch {
	case !(speed >= LeastSpeed && speed <= MostSpeed):
		return fmt.Errorf("speed %g: must be from %d to %d", speed, LeastSpeed, MostSpeed)
	case shift && speed != 1:
		return fmt.Errorf("speed %g: shifted to the present, a record can only be played at 1", speed)
	}
	return nil
}

// begin starts a pacer at an instant: a run without models, whose frames are the
// beat. It goes on with a reading, or if that is -1 with the first that is not
// before the instant. The turn is ours.
func (p *Player) begin(from time.Time, next int) {
	from = clamp(from, p.state.First, p.state.Last)
	p.mu.Lock()
	defer p.mu.Unlock()
	step := max(time.Duration(float64(beat)*p.speed), time.Millisecond)
	// One tick early, so that the readings at the beginning itself are played.
	plan := engine.Plan{Start: from.Add(-step), Step: step, Ticks: int64(p.state.Last.Sub(from)/step) + 2}
	run, err := engine.NewRun("replay", plan)
	if err != nil {
		p.state.Err = err
		return
	}
	if p.next = next; next < 0 {
		p.next = p.record.after(from.Add(-1))
	}
	sink := &sink{player: p, next: p.next, from: from}
	if p.shift {
		sink.moved = time.Since(from)
	}
	ctx, stop := context.WithCancel(p.ended)
	p.pacer, p.stop, p.done = engine.NewPacer(run, nil, sink), stop, make(chan struct{})
	p.state.At, p.state.Done, p.state.Err = from, false, nil
	p.pacer.SetSpeed(p.speed)
	if !p.paused {
		p.pacer.Resume()
	}
	go p.play(ctx, p.pacer, p.done)
}

func clamp(t, low, high time.Time) time.Time {
	if t.Before(low) {
		return low
	}
	if t.After(high) {
		return high
	}
	return t
}

func (p *Player) play(ctx context.Context, pacer *engine.Pacer, done chan struct{}) {
	err := pacer.Play(ctx)
	close(done)
	if ctx.Err() != nil {
		return
	}
	p.mu.Lock()
	p.state.Done, p.state.Err = err == nil, err
	p.mu.Unlock()
	if err == nil && p.loop {
		p.turn.Lock()
		defer p.turn.Unlock()
		if ctx.Err() == nil && p.ended.Err() == nil { // nobody has jumped meanwhile
			p.begin(p.record.readings[0].At, -1)
		}
	}
}

// halt ends the pacer's play and returns where it was. The turn is ours.
func (p *Player) halt() time.Time {
	p.mu.Lock()
	stop, done := p.stop, p.done
	p.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state.At
}

// Seek jumps to an instant; readings between are not played.
func (p *Player) Seek(to time.Time) {
	p.turn.Lock()
	defer p.turn.Unlock()
	if p.ended.Err() != nil {
		return
	}
	p.halt()
	p.begin(to, -1)
}

// SetSpeed changes the speed from where it is.
func (p *Player) SetSpeed(speed float64) error {
	if err := checkSpeed(speed, p.shift); err != nil {
		return err
	}
	p.turn.Lock()
	defer p.turn.Unlock()
	if p.ended.Err() != nil {
		return context.Canceled
	}
	at := p.halt()
	p.mu.Lock()
	p.speed = speed
	done, next := p.state.Done, p.next
	p.mu.Unlock()
	if !done {
		p.begin(at, next)
	}
	return nil
}

// Pause holds it.
func (p *Player) Pause() { p.hold(true) }

// Resume lets it go on.
func (p *Player) Resume() { p.hold(false) }

func (p *Player) hold(paused bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused = paused
	if p.pacer == nil {
		return
	}
	if paused {
		p.pacer.Pause()
	} else {
		p.pacer.Resume()
	}
}

// Shifts tells whether instants are moved to the present.
func (p *Player) Shifts() bool { return p.shift }

// State tells where it is.
func (p *Player) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.state
	s.Speed, s.Paused = p.speed, p.paused
	return s
}

// Close ends it.
func (p *Player) Close() error {
	p.cancel()
	p.turn.Lock() // who jumps has begun
	defer p.turn.Unlock()
	p.mu.Lock()
	done := p.done
	p.mu.Unlock()
	<-done
	return nil
}

// sink writes at every beat what has become due.
type sink struct {
	player *Player
	next   int // number of the next reading
	from   time.Time
	moved  time.Duration // added to instants
}

// WriteFrame brings the readings up to a frame's instant into the log.
func (s *sink) WriteFrame(f *engine.Frame) error {
	p, now := s.player, f.Tick.Time()
	if now.Before(s.from) {
		return nil
	}
	end := p.record.after(now)
	for s.next < end {
		n := min(end-s.next, historian.MostAppend)
		part := make([]historian.Reading, n)
		copy(part, p.record.readings[s.next:])
		for k := range part {
			part[k].At = part[k].At.Add(s.moved)
			part[k].Source = "replay/" + p.record.Name
		}
		if err := p.to.Append(p.ended, part...); err != nil {
			return fmt.Errorf("playing %s: %w", p.record.Name, err)
		}
		s.next += n
		p.mu.Lock()
		p.state.Played += int64(n)
		p.next = s.next
		p.mu.Unlock()
	}
	p.mu.Lock()
	p.state.At = clamp(now, p.state.First, p.state.Last)
	p.mu.Unlock()
	return nil
}
