package engine

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// ticks is a Sink that notes what it saw and when, on the wall.
type ticks struct {
	n     []int64
	walls []time.Time
	fail  int64
}

func (s *ticks) WriteFrame(f *Frame) error {
	if s.fail > 0 && f.Tick.N == s.fail {
		return errors.New("disk full")
	}
	s.n, s.walls = append(s.n, f.Tick.N), append(s.walls, time.Now())
	return nil
}

// playing starts a pacer over the toy run in the bubble of the test.
func playing(t *testing.T) (pacer *Pacer, seen *ticks, stop func() error) {
	t.Helper()
	run, err := NewRun("toy", toyPlan())
	if err != nil {
		t.Fatal(err)
	}
	seen = &ticks{}
	pacer = NewPacer(run, toyScript(), seen)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- pacer.Play(ctx) }()
	synctest.Wait()
	return pacer, seen, func() error {
		cancel()
		return <-done
	}
}

func (s *ticks) last() int64 { return s.n[len(s.n)-1] }

func TestPacerBeginsPausedAndShowsTheFirstFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, seen, stop := playing(t)
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(seen.n) != 1 || seen.n[0] != 0 {
			t.Errorf("saw %v, want tick 0 alone", seen.n)
		}
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Errorf("Play: %v", err)
		}
	})
}

func TestPacerKeepsSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, seen, stop := playing(t)
		start := time.Now()
		pacer.SetSpeed(2)
		pacer.Resume()
		time.Sleep(10*time.Second + time.Millisecond)
		synctest.Wait()
		if seen.last() != 20 {
			t.Errorf("after 10 s at ×2: tick %d, want 20", seen.last())
		}
		for k := 1; k < len(seen.n); k++ {
			if want := start.Add(time.Duration(k) * 500 * time.Millisecond); !seen.walls[k].Equal(want) || seen.n[k] != int64(k) {
				t.Fatalf("frame %d: tick %d at %v, want %v", k, seen.n[k], seen.walls[k].Sub(start), want.Sub(start))
			}
		}
		if paused, speed, rate := pacer.Pace(); paused || speed != 2 || rate < 1.99 || rate > 2.01 {
			t.Errorf("pace: %v, ×%v, measured ×%v", paused, speed, rate)
		}
		pacer.SetSpeed(10)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if seen.last() != 40 {
			t.Errorf("after 2 s more at ×10: tick %d, want 40", seen.last())
		}
		stop()
	})
}

func TestPacerPausesStepsAndGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, seen, stop := playing(t)
		pacer.SetSpeed(1)
		pacer.Resume()
		time.Sleep(5*time.Second + time.Millisecond)
		pacer.Pause()
		time.Sleep(time.Minute)
		synctest.Wait()
		if seen.last() != 5 {
			t.Fatalf("paused at tick %d, want 5", seen.last())
		}
		pacer.StepOnce()
		synctest.Wait()
		pacer.StepOnce()
		pacer.StepOnce()
		synctest.Wait()
		if seen.last() != 8 {
			t.Fatalf("three steps on: tick %d, want 8", seen.last())
		}
		pacer.Resume()
		time.Sleep(3*time.Second + time.Millisecond)
		synctest.Wait()
		if seen.last() != 11 { // the minute is not caught up
			t.Errorf("3 s after the pause: tick %d, want 11", seen.last())
		}
		stop()
	})
}

func TestPacerPlaysToTheEndAndAgainstAPlainRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, seen, _ := playing(t)
		pacer.Resume() // speed 0: as fast as it can
		synctest.Wait()
		if seen.last() != 60 || len(seen.n) != 61 {
			t.Errorf("saw %d frames up to tick %d", len(seen.n), seen.last())
		}
		run, timeline := newToy(t)
		mustDrive(t, run, timeline, 60)
		pacer.Look(func(r *Run) {
			if mustHash(t, r) != mustHash(t, run) || !r.Done() {
				t.Error("a paced run differs from a plain one")
			}
		})
		if err := pacer.Play(context.Background()); err != nil || len(seen.n) != 61 {
			t.Errorf("playing a finished run: %v, %d frames", err, len(seen.n))
		}
	})
}

func TestPacerPost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, seen, stop := playing(t)
		pacer.SetSpeed(1)
		pacer.Resume()
		time.Sleep(5*time.Second + time.Millisecond)
		synctest.Wait()
		// Its instant has passed: it enters at the present tick.
		if err := pacer.Post(Event{At: toyStart, Subject: "a", Property: "word", Value: Word("late"), Source: "operator"}); err != nil {
			t.Error(err)
		}
		if err := pacer.Post(Event{At: toyStart, Subject: "pump/P9"}); err == nil {
			t.Error("an event that no model knows is taken")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		pacer.Look(func(r *Run) {
			events := r.Frame().Events
			if r.Tick().N != 6 || len(events) != 1 || !events[0].At.Equal(toyStart.Add(5*time.Second)) {
				t.Errorf("tick %d tells of %v", r.Tick().N, events)
			}
			if words := model(r, 0).Words; len(words) != 1 || words[0] != "word=late" {
				t.Errorf("the model saw %v", words)
			}
		})
		if seen.last() != 6 {
			t.Errorf("posting changed the pace: tick %d", seen.last())
		}
		stop()
	})
}

func TestPacerFork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, _, _ := playing(t)
		pacer.SetSpeed(1)
		pacer.Resume()
		time.Sleep(15*time.Second + time.Millisecond)
		synctest.Wait()
		fork, waiting, err := pacer.Fork("fork")
		if err != nil || fork.Tick().N != 15 || len(waiting) != 2 {
			t.Fatalf("fork at %d with %d events, %v", fork.Tick().N, len(waiting), err)
		}
		twin := NewPacer(fork, waiting)
		twin.Resume()
		if err := twin.Play(context.Background()); err != nil {
			t.Fatal(err)
		}
		pacer.SetSpeed(0)
		synctest.Wait()
		want := ""
		pacer.Look(func(r *Run) { want = mustHash(t, r) })
		if mustHash(t, fork) != want {
			t.Error("the fork ends otherwise than the original")
		}
	})
}
