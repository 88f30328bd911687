package record

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/foxglove/mcap/go/mcap"

	"shapan/engine"
)

// Options say how often what is recorded, in simulated time. Inputs and alarms
// are recorded whenever there are any.
type Options struct {
	Frames    time.Duration // fields; 0 = 30 s
	Poses     time.Duration // those that have moved; 0 = 1 s
	Lasting   time.Duration // fields of what the run has seen so far, and always at the end; 0 = 10 min
	Scalars   time.Duration // 0 = 10 s
	Hashes    time.Duration // 0 = 5 min
	Snapshots time.Duration // 0 = 30 min
	Flush     time.Duration // of wall time: a crash loses no more; 0 = 5 s
	Packer    *Packer       // to share with a History; may be nil
}

// Writer records a run to a file. It is a Sink, to be given to whoever drives
// the run: it looks at the run itself, which stands still while a Sink works.
// What it has seen it packs and writes while the run goes on; what goes wrong
// then, a later WriteFrame or Close tells.
type Writer struct {
	run    *engine.Run
	out    *chunks
	packer *Packer
	scribe *scribe

	frames, poses, allPoses, lasting, scalars, hashes, snapshots rate

	begun       bool
	last        engine.Tick // that was seen
	lastScalars engine.Tick // that were written
	lastMoment  engine.Tick
	lastPoses   engine.Tick
	lastLasting engine.Tick
	lastHash    engine.Tick

	diary  Journal
	paths  []engine.Path
	moved  posesWriter
	listed []ScalarInfo // of the present scalars channel

	// The scribe's.
	channels map[string]uint16 // by topic, the newest
	fields   map[string]string // metadata of the newest channel, by topic
	sequence map[uint16]uint32
}

// Create begins a recording of the run, in place of any file at the path. What
// the run knows best itself (ID, start, step, ticks, seed) it takes from there.
func Create(path string, run *engine.Run, meta Meta, o Options) (*Writer, error) {
	meta = meta.fromRun(run)
	every := orDefault(o.Poses, posesUsual)
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	out, err := newChunks(file, meta.Version, orDefault(o.Flush, flushWall))
	if err == nil {
		err = out.writeMeta(meta)
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("record %s: %w", path, err)
	}
	w := &Writer{
		run: run, out: out, packer: o.Packer, scribe: newScribe(),
		frames:    rate{every: orDefault(o.Frames, 30*time.Second)},
		poses:     rate{every: every},
		allPoses:  rate{every: max(every, posesWhole)},
		lasting:   rate{every: orDefault(o.Lasting, 10*time.Minute)},
		scalars:   rate{every: orDefault(o.Scalars, 10*time.Second)},
		hashes:    rate{every: orDefault(o.Hashes, 5*time.Minute)},
		snapshots: rate{every: orDefault(o.Snapshots, 30*time.Minute)},
		channels:  map[string]uint16{}, fields: map[string]string{}, sequence: map[uint16]uint32{},
	}
	if w.packer == nil {
		w.packer = &Packer{}
	}
	return w, nil
}

func (c *chunks) writeMeta(meta Meta) error {
	text, err := json.Marshal(meta)
	if err != nil {
		return err
	}
	if err := c.out.WriteMetadata(&mcap.Metadata{Name: metaRecord, Metadata: map[string]string{metaKey: string(text)}}); err != nil {
		return err
	}
	if err := c.attach(scenarioFile, meta.ScenarioText, meta.Start); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(meta.Files)) {
		if err := c.attach(filesPrefix+name, meta.Files[name], meta.Start); err != nil {
			return err
		}
	}
	return nil
}

// WriteFrame records what is due at the frame's tick, which must be the run's.
func (w *Writer) WriteFrame(f *engine.Frame) error {
	if now := w.run.Tick(); now != f.Tick {
		return fmt.Errorf("record: frame of tick %d while the run is at %d", f.Tick.N, now.N)
	}
	if err := w.record(f); err != nil {
		return fmt.Errorf("record tick %d: %w", f.Tick.N, err)
	}
	if !w.begun { // from here on the file can be replayed
		w.begun = true
		if err := w.scribe.do(w.out.cut); err != nil {
			return err
		}
		return w.scribe.wait()
	}
	return nil
}

func (w *Writer) record(f *engine.Frame) error {
	w.last = f.Tick
	elapsed := f.Tick.Elapsed()
	if err := w.writeLog(f); err != nil {
		return err
	}
	if w.scalars.due(elapsed) {
		if err := w.writeScalars(f); err != nil {
			return err
		}
	}
	if w.frames.due(elapsed) {
		if err := w.writeMoment(f); err != nil {
			return err
		}
	}
	if w.poses.due(elapsed) {
		if err := w.writePoses(f, w.allPoses.due(elapsed)); err != nil {
			return err
		}
	}
	if w.lasting.due(elapsed) {
		if err := w.writeLasting(f); err != nil {
			return err
		}
	}
	if snapshot := w.snapshots.due(elapsed); w.hashes.due(elapsed) || snapshot {
		return w.writeState(f.Tick, snapshot)
	}
	return nil
}

// Close records the last tick and completes the file. It is called when the
// run stands still: a run that was stopped is recorded to its very last tick.
func (w *Writer) Close() error {
	err := w.finish()
	if ended := w.scribe.end(); err == nil {
		err = ended
	}
	if closed := w.out.close(); err == nil {
		err = closed
	}
	return err
}

func (w *Writer) finish() error {
	f := w.run.Frame()
	if !w.begun || w.out.closed() || f.Tick != w.last || w.run.Tick() != w.last {
		return nil
	}
	if w.lastScalars != w.last {
		if err := w.writeScalars(f); err != nil {
			return err
		}
	}
	if w.lastMoment != w.last {
		if err := w.writeMoment(f); err != nil {
			return err
		}
	}
	if w.lastPoses != w.last {
		if err := w.writePoses(f, true); err != nil {
			return err
		}
	}
	if w.lastLasting != w.last {
		if err := w.writeLasting(f); err != nil {
			return err
		}
	}
	if _, err := w.run.Snapshot(); err != nil || w.lastHash == w.last {
		return nil // a run that has failed has no state; its driver knows
	}
	return w.writeState(w.last, false)
}
