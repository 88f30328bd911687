package record

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
	"sync"
	"time"

	"github.com/foxglove/mcap/go/mcap"

	"shapan/engine"
)

// Recording is a recorded run, opened for reading. Its methods may be called
// side by side.
type Recording struct {
	meta  Meta
	file  io.Closer
	index *index

	mu      sync.Mutex // guards what follows
	source  source
	inflate inflater
	cache   [4]cached // the chunks last used
	turn    int

	series func() (Series, error)
	log    func() ([]Entry, error)
}

type cached struct {
	chunk   int32
	records []byte
}

// Open opens a recording. One whose writer was killed opens as far as its
// chunks are whole.
func Open(path string) (*Recording, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open recording: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("open recording: %w", err)
	}
	r, err := NewRecording(file, info.Size())
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("open recording %s: %w", path, err)
	}
	r.file = file
	return r, nil
}

// NewRecording opens a recording of so many bytes wherever it lies.
func NewRecording(file io.ReaderAt, size int64) (*Recording, error) {
	r := &Recording{source: source{file, size}}
	start, err := r.readHead()
	if err != nil {
		return nil, err
	}
	if r.index, err = readIndex(r.source); err != nil {
		if r.index, err = scanIndex(r.source, start); err != nil {
			return nil, err
		}
	}
	r.series = sync.OnceValues(r.readSeries)
	r.log = sync.OnceValues(r.readLog)
	return r, nil
}

// Close closes the file.
func (r *Recording) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inflate.close()
	r.inflate = inflater{}
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

// Meta returns what the run was made of.
func (r *Recording) Meta() Meta { return r.meta }

// Complete tells whether the recording was closed properly; else its writer
// was killed, and its last seconds are missing.
func (r *Recording) Complete() bool { return r.index.complete }

// Span returns from when to when the run is recorded.
func (r *Recording) Span() (from, to float64) {
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, entries := range r.index.topics {
		if len(entries) > 0 {
			first, last = min(first, entries[0].at), max(last, entries[len(entries)-1].at)
		}
	}
	if first > last {
		return 0, 0
	}
	return r.seconds(first), r.seconds(last)
}

// seconds turns log time into seconds since the run's start.
func (r *Recording) seconds(at int64) float64 {
	return time.Duration(at - r.meta.Start.UnixNano()).Seconds()
}

// atSeconds turns seconds since the run's start into log time.
func (r *Recording) atSeconds(seconds float64) int64 {
	const most = math.MaxInt64 / 4
	ns := math.Round(seconds * 1e9)
	switch {
	case ns != ns || ns < -most:
		return math.MinInt64
	case ns > most:
		return math.MaxInt64
	}
	return r.meta.Start.UnixNano() + int64(ns)
}

// message reads a message. Its data are shared with the cache.
func (r *Recording) message(e entry) ([]byte, error) {
	records, err := r.chunk(e.chunk)
	if err != nil {
		return nil, err
	}
	op, where, err := inMemory(records).record(int64(e.offset))
	if err != nil {
		return nil, err
	}
	m, err := mcap.ParseMessage(records[where.at:where.end()])
	if err != nil {
		return nil, err
	}
	if op != mcap.OpMessage || m.ChannelID != e.channel || int64(m.LogTime) != e.at {
		return nil, fmt.Errorf("index of chunk %d: %w", e.chunk, errDamaged)
	}
	return m.Data, nil
}

func (r *Recording) chunk(number int32) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.cache {
		if c.records != nil && c.chunk == number {
			return c.records, nil
		}
	}
	content, err := r.source.bytes(r.index.chunks[number])
	if err != nil {
		return nil, fmt.Errorf("chunk %d: %w", number, err)
	}
	records, err := r.inflate.open(content)
	if err != nil {
		return nil, fmt.Errorf("chunk %d: %w", number, err)
	}
	r.cache[r.turn] = cached{number, records}
	r.turn = (r.turn + 1) % len(r.cache)
	return records, nil
}

// newest returns the last entry of a topic at or before an instant.
func (r *Recording) newest(topic string, at int64) (entry, bool) {
	entries := r.index.topics[topic]
	n := sort.Search(len(entries), func(k int) bool { return entries[k].at > at })
	if n == 0 {
		return entry{}, false
	}
	return entries[n-1], true
}

// each decodes all messages of a JSON topic in order.
func each[T any](r *Recording, topic string, visit func(entry, T) error) error {
	for _, e := range r.index.topics[topic] {
		message, err := decode[T](r, topic, e)
		if err != nil {
			return err
		}
		if err := visit(e, message); err != nil {
			return err
		}
	}
	return nil
}

func decode[T any](r *Recording, topic string, e entry) (T, error) {
	var message T
	data, err := r.message(e)
	if err == nil {
		err = json.Unmarshal(data, &message)
	}
	if err != nil {
		return message, fmt.Errorf("%s at %g s: %w", topic, r.seconds(e.at), err)
	}
	return message, nil
}

// tickAt returns the number of the tick at a log time.
func (r *Recording) tickAt(at int64) int64 {
	return (at - r.meta.Start.UnixNano()) / int64(r.meta.Step)
}

var _ Past = (*Recording)(nil)
var _ Past = (*History)(nil)
var _ engine.Sink = (*Writer)(nil)
var _ engine.Sink = (*History)(nil)
