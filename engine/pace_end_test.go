package engine

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// slow is a model whose step takes wall time.
type slow struct {
	tank
	took  time.Duration
	ended bool // ctx had ended while it stepped
}

func (m *slow) Step(ctx context.Context, s *Step) error {
	time.Sleep(m.took)
	m.ended = m.ended || ctx.Err() != nil
	return m.tank.Step(ctx, s)
}

func TestPacerHeedsTheEndBetweenTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &slow{tank: tank{name: "a"}, took: 10 * time.Second}
		plan := toyPlan()
		plan.Parts = []Part{{Name: "a", New: func() (Model, error) { return m, nil }}}
		run, err := NewRun("slow", plan)
		if err != nil {
			t.Fatal(err)
		}
		seen := &ticks{}
		pacer := NewPacer(run, nil, seen)
		pacer.Resume()
		ctx, cancel := context.WithTimeout(context.Background(), 25*time.Second)
		defer cancel()
		if err := pacer.Play(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Play: %v", err)
		}
		if m.ended || seen.last() != 3 || run.Tick().N != 3 {
			t.Errorf("tick %d, seen %d, cut short %v; want the third tick whole", run.Tick().N, seen.last(), m.ended)
		}
		if _, err := run.Hash(); err != nil {
			t.Errorf("the run is spoilt: %v", err)
		}
	})
}

// A run that cannot keep up does not rush when it could.
func TestPacerDoesNotCatchUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &slow{tank: tank{name: "a"}, took: 3 * time.Second}
		plan := toyPlan()
		plan.Parts = []Part{{Name: "a", New: func() (Model, error) { return m, nil }}}
		run, err := NewRun("slow", plan)
		if err != nil {
			t.Fatal(err)
		}
		seen := &ticks{}
		pacer := NewPacer(run, nil, seen)
		pacer.SetSpeed(1)
		pacer.Resume()
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- pacer.Play(ctx) }()
		time.Sleep(20 * time.Second)
		before := int64(0)
		pacer.Look(func(*Run) { m.took, before = 0, seen.last() })
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := seen.last() - before; n > 11 {
			t.Errorf("%d ticks in 10 s at ×1", n)
		}
		cancel()
		<-done
	})
}

func TestPacerStopsWhenASinkFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		run, _ := newToy(t)
		pacer := NewPacer(run, nil, &ticks{fail: 4})
		pacer.Resume()
		if err := pacer.Play(context.Background()); err == nil || err.Error() != "disk full" || run.Tick().N != 4 {
			t.Errorf("Play: %v at tick %d", err, run.Tick().N)
		}
	})
}

func TestPacerStopsWhenTheRunFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		run, _ := newToy(t)
		seen := &ticks{}
		pacer := NewPacer(run, []Event{{At: toyStart.Add(9 * time.Second), Subject: "b", Property: "broken", Value: Word("error")}}, seen)
		pacer.Resume()
		if err := pacer.Play(context.Background()); err == nil || seen.last() != 9 {
			t.Errorf("Play: %v after tick %d", err, seen.last())
		}
	})
}

// Everything may be called while the run plays; the race detector watches.
func TestPacerUnderManyHands(t *testing.T) {
	plan := toyPlan()
	plan.Ticks = 3000
	run, err := NewRun("busy", plan)
	if err != nil {
		t.Fatal(err)
	}
	pacer := NewPacer(run, toyScript(), &ticks{})
	pacer.Resume()
	ctx, cancel := context.WithCancel(context.Background())
	var hands sync.WaitGroup
	for k := range 4 {
		hands.Go(func() {
			for ctx.Err() == nil {
				pacer.SetSpeed(float64(1e6 * k))
				pacer.StepOnce()
				pacer.Pace()
				pacer.Resume()
				if err := pacer.Post(Event{At: toyStart, Subject: "a", Property: "word", Value: Word("x")}); err != nil {
					t.Error(err)
				}
				pacer.Look(func(r *Run) { _ = r.Frame().Scalars[0] })
				if _, _, err := pacer.Fork("fork"); err != nil {
					t.Error(err)
				}
				time.Sleep(time.Millisecond)
			}
		})
	}
	if err := pacer.Play(context.Background()); err != nil {
		t.Error(err)
	}
	cancel()
	hands.Wait()
}
