package record

import (
	"slices"
	"sort"
	"sync"
	"time"

	"shapan/engine"
	"shapan/engine/pack"
)

// HistoryOptions say how much a History keeps.
type HistoryOptions struct {
	Frames    time.Duration // simulated time between frames; 0 = 30 s; at most 1 s of runs that only move things
	MaxBytes  int           // of packed fields and poses; 0 = 256 MiB
	MaxPoints int           // of each scalar; 0 = 20 000
	Packer    *Packer       // to share with a Writer; may be nil
}

// History is the past of a run that is under way, in memory: a Sink that may be
// read while it is written. When it is full, every second frame or point goes
// and the interval doubles, so that it always reaches back to the start.
type History struct {
	packer    *Packer
	maxBytes  int
	maxPoints int

	mu     sync.RWMutex
	frames rate
	kept   []kept
	bytes  int
	table  table
	log    []Entry
	diary  Journal
	known  map[string]int // index of a field in fields
	fields []pack.FieldInfo
	first  engine.Tick
	last   engine.Tick
	begun  bool
}

// kept is a frame as a History keeps it.
type kept struct {
	seconds float64
	fields  []FieldFrame
	poses   []engine.Pose
	paths   []engine.Path
}

// movingEvery is the time between frames of a run that has poses and no fields.
const movingEvery = time.Second

// poseBytes is about what a kept pose takes.
const poseBytes = 72

// NewHistory makes an empty history.
func NewHistory(o HistoryOptions) *History {
	h := &History{
		packer: o.Packer, maxBytes: o.MaxBytes, maxPoints: o.MaxPoints,
		frames: rate{every: orDefault(o.Frames, 30*time.Second)},
		known:  map[string]int{},
		table:  newTable(),
	}
	if h.packer == nil {
		h.packer = &Packer{}
	}
	if h.maxBytes <= 0 {
		h.maxBytes = 256 << 20
	}
	if h.maxPoints <= 0 {
		h.maxPoints = 20000
	}
	return h
}

// WriteFrame notes what the frame has to say.
func (h *History) WriteFrame(f *engine.Frame) error {
	var next *kept
	if h.frames.due(f.Tick.Elapsed()) { // only here and in thin, both of the writer
		fields, err := h.packer.Pack(f, anyField)
		if err != nil {
			return err
		}
		// A crane is somewhere else after half a minute, and without fields a
		// frame costs next to nothing.
		if !h.begun && len(fields) == 0 && len(f.Poses) > 0 {
			h.frames.hasten(movingEvery)
		}
		next = &kept{seconds: f.Tick.Seconds(), fields: fields, poses: slices.Clone(f.Poses)}
		for k, p := range next.poses {
			next.poses[k] = inSteps(p)
		}
	}
	entries := h.diary.Read(f)

	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.begun {
		h.begun, h.first = true, f.Tick
	}
	h.last = f.Tick
	h.log = append(h.log, entries...)
	h.table.add(f)
	if len(h.table.seconds) >= h.maxPoints {
		h.table.thin()
	}
	if next != nil {
		h.keep(*next, f.Paths)
	}
	return nil
}

func (h *History) keep(k kept, paths []engine.Path) {
	if n := len(h.kept); n > 0 && samePaths(h.kept[n-1].paths, paths) {
		k.paths = h.kept[n-1].paths
	} else {
		k.paths = copyPaths(paths)
	}
	for _, f := range k.fields {
		at, ok := h.known[f.Name]
		if !ok {
			at = len(h.fields)
			h.known[f.Name] = at
			h.fields = append(h.fields, f.FieldInfo)
		}
		h.fields[at] = f.FieldInfo
		h.bytes += len(f.Message)
	}
	h.bytes += len(k.poses) * poseBytes
	h.kept = append(h.kept, k)
	for h.bytes > h.maxBytes && len(h.kept) > 2 {
		h.thin()
	}
}

// thin drops every second frame, into new memory: readers hold the old.
func (h *History) thin() {
	old := h.kept
	h.kept, h.bytes = nil, 0
	for k := 0; k < len(old); k += 2 {
		h.kept = append(h.kept, old[k])
		h.bytes += len(old[k].poses) * poseBytes
		for _, f := range old[k].fields {
			h.bytes += len(f.Message)
		}
	}
	h.frames.every *= 2
}

// Span returns from when to when the run is recorded.
func (h *History) Span() (from, to float64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.first.Seconds(), h.last.Seconds()
}

// FrameEvery returns the present interval between frames.
func (h *History) FrameEvery() time.Duration {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.frames.every
}

// Channels returns what there is to ask for.
func (h *History) Channels() Channels {
	h.mu.RLock()
	defer h.mu.RUnlock()
	c := Channels{Fields: slices.Clone(h.fields), Scalars: h.table.infos()}
	if n := len(h.kept); n > 0 {
		for _, p := range h.kept[n-1].poses {
			c.Poses = append(c.Poses, p.Name)
		}
	}
	return c
}

// Times returns the instants at which the field was kept.
func (h *History) Times(field string) []float64 {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var times []float64
	for _, k := range h.kept {
		for _, f := range k.fields {
			if f.Name == field {
				times = append(times, k.seconds)
			}
		}
	}
	return times
}

// FrameAt returns what was newest at an instant.
func (h *History) FrameAt(seconds float64, fields ...string) (Moment, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	moment := Moment{Scalars: h.table.at(seconds)}
	n := sort.Search(len(h.kept), func(k int) bool { return !(h.kept[k].seconds <= seconds) })
	if n == 0 {
		return moment, nil
	}
	k := h.kept[n-1]
	moment.Poses, moment.Paths = k.poses, k.paths
	for _, f := range k.fields {
		if wanted(f.Name, fields) {
			moment.Fields = append(moment.Fields, f)
		}
	}
	return moment, nil
}

// Series returns the scalars named, or all.
func (h *History) Series(names ...string) (Series, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.table.series().only(names), nil
}

// Log returns the events and alarms so far.
func (h *History) Log() ([]Entry, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.log[:len(h.log):len(h.log)], nil
}
