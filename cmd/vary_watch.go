package cmd

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"shapan/engine"
	"shapan/engine/ensemble"
)

// varyWatch shows how far the variants are and takes their times.
type varyWatch struct {
	v       *varied
	out     io.Writer
	mutex   sync.Mutex
	shown   time.Time
	began   time.Time
	branch  time.Duration // the way to the branching instant
	walls   []memberWall
	done    int
	longest int // line printed
}

type memberWall struct {
	began   time.Time
	restart time.Duration // until the state was taken over
	whole   time.Duration
	now     time.Duration // simulated instant
	under   bool          // way
}

func newVaryWatch(v *varied, out io.Writer) *varyWatch {
	return &varyWatch{v: v, out: out, began: time.Now(), walls: make([]memberWall, len(v.courses))}
}

// approach is shown every frame before the branching instant.
func (w *varyWatch) approach(f *engine.Frame) {
	if w.due() {
		w.say(fmt.Sprintf("to %s: %s", clock(w.v.from), clock(f.Tick.Elapsed())))
	}
}

func (w *varyWatch) parted() { w.branch = time.Since(w.began) }

// Begin implements ensemble.Watcher.
func (w *varyWatch) Begin(k int) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.walls[k].began, w.walls[k].now, w.walls[k].under = time.Now(), w.v.from, true
}

// Frame implements ensemble.Watcher.
func (w *varyWatch) Frame(k int, f *engine.Frame) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	m := &w.walls[k]
	if m.restart == 0 {
		m.restart = time.Since(m.began)
	}
	m.now = f.Tick.Elapsed()
	if w.due() {
		w.tell()
	}
}

// End implements ensemble.Watcher.
func (w *varyWatch) End(k int, o *ensemble.Outcome) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.walls[k].whole, w.walls[k].under = time.Since(w.walls[k].began), false
	w.done++
	w.tell()
}

func (w *varyWatch) due() bool {
	if now := time.Now(); now.After(w.shown) {
		w.shown = now.Add(300 * time.Millisecond)
		return true
	}
	return false
}

func (w *varyWatch) tell() {
	line := fmt.Sprintf("%d of %d variants", w.done, len(w.walls))
	for k, m := range w.walls {
		if m.under {
			line += fmt.Sprintf("; %s %s", w.v.courses[k].ID, clock(m.now))
		}
	}
	w.say(line)
}

func (w *varyWatch) say(line string) {
	fmt.Fprintf(w.out, "\r%s%s", line, strings.Repeat(" ", max(0, w.longest-len(line))))
	w.longest = max(w.longest, len(line))
}

func (w *varyWatch) close() { fmt.Fprintln(w.out) }
