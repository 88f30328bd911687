package historian

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/parquet-go/parquet-go"
)

// ParquetReading is a row of a Parquet file of readings. Rows of a row group are
// sorted by quantity and time, which makes them small; batch and item are their
// order in the log. Latest rows are the state at the row group's beginning.
type ParquetReading struct {
	Latest   bool    `parquet:"latest"`
	Subject  string  `parquet:"subject,dict,zstd"`
	Property string  `parquet:"property,dict,zstd"`
	At       int64   `parquet:"at,delta,zstd,timestamp(nanosecond)"`
	Value    float64 `parquet:"value,split,zstd"`
	Quality  int32   `parquet:"quality,delta,zstd"` // 0 good, 1 uncertain, 2 bad
	Received int64   `parquet:"received,delta,zstd,timestamp(nanosecond)"`
	Source   string  `parquet:"source,dict,zstd"`
	Batch    int64   `parquet:"batch,delta,zstd"`
	Item     int32   `parquet:"item,delta,zstd"`
}

// ParquetEvent is a row of a Parquet file of events.
type ParquetEvent struct {
	Kind     string `parquet:"kind,dict,zstd"`
	Subject  string `parquet:"subject,dict,zstd"`
	Who      string `parquet:"who,dict,zstd"`
	At       int64  `parquet:"at,delta,zstd,timestamp(nanosecond)"`
	Received int64  `parquet:"received,delta,zstd,timestamp(nanosecond)"`
	Body     string `parquet:"body,zstd"`
	Batch    int64  `parquet:"batch,delta,zstd"`
	Item     int32  `parquet:"item,delta,zstd"`
}

// rowGroup is how many readings are sorted, and read back, together.
const rowGroup = 128 << 10

func parquetReading(number uint64, item int, r *Reading) ParquetReading {
	return ParquetReading{
		Subject: r.Subject, Property: r.Property, At: r.At.UnixNano(), Value: r.Value, Quality: int32(r.Quality),
		Received: r.Received.UnixNano(), Source: r.Source, Batch: int64(number), Item: int32(item),
	}
}

func (p *ParquetReading) reading() Reading {
	return Reading{
		Subject: p.Subject, Property: p.Property, Value: p.Value, Quality: Quality(p.Quality), Source: p.Source,
		At: time.Unix(0, p.At).UTC(), Received: time.Unix(0, p.Received).UTC(),
	}
}

func (p *ParquetEvent) event() Event {
	return Event{
		Kind: p.Kind, Subject: p.Subject, Who: p.Who, Body: json.RawMessage(p.Body),
		At: time.Unix(0, p.At).UTC(), Received: time.Unix(0, p.Received).UTC(),
	}
}

// ParquetWriter writes batches into a Parquet file of readings.
type ParquetWriter struct {
	out    *parquet.GenericWriter[ParquetReading]
	rows   []ParquetReading
	latest latestValues
	begins []int64 // when the first batch of each row group was received
	n      int
}

// beginsKey is where a file tells when its row groups begin: a JSON array of
// nanoseconds since 1970.
const beginsKey = "shapan.begins"

// NewParquetWriter begins a file.
func NewParquetWriter(w io.Writer) *ParquetWriter {
	return &ParquetWriter{
		out:    parquet.NewGenericWriter[ParquetReading](w, parquet.KeyValueMetadata("shapan.rows", "readings"), parquet.CreatedBy("shapan", "1", "")),
		latest: noValues(),
	}
}

// Write takes the readings of a batch; of keyframes only the first counts.
func (w *ParquetWriter) Write(b *Batch) error {
	if b.Kind == Latest && len(w.latest.last) == 0 {
		for k := range b.Readings {
			w.latest.see(&b.Readings[k])
		}
	}
	if b.Kind != Readings {
		return nil
	}
	if w.rows == nil || len(w.rows) >= rowGroup {
		if err := w.flush(); err != nil {
			return err
		}
		w.begins = append(w.begins, b.Received.UnixNano())
		for _, r := range w.latest.everything() {
			row := parquetReading(b.Number, -1, &r)
			row.Latest = true
			w.rows = append(w.rows, row)
		}
	}
	for k := range b.Readings {
		w.rows = append(w.rows, parquetReading(b.Number, k, &b.Readings[k]))
		w.latest.see(&b.Readings[k])
	}
	w.n += len(b.Readings)
	return nil
}

func (w *ParquetWriter) flush() error {
	if len(w.rows) == 0 {
		return nil
	}
	slices.SortStableFunc(w.rows, func(a, b ParquetReading) int { // latest rows of one quantity stay in their order
		switch {
		case a.Latest != b.Latest && a.Latest:
			return -1
		case a.Latest != b.Latest:
			return 1
		}
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Property, b.Property), cmp.Compare(a.Batch, b.Batch), cmp.Compare(a.Item, b.Item))
	})
	if _, err := w.out.Write(w.rows); err != nil {
		return err
	}
	w.rows = w.rows[:0]
	return w.out.Flush()
}

// Close ends the file; it does not close what it was written to.
func (w *ParquetWriter) Close() error {
	begins, err := json.Marshal(w.begins)
	w.out.SetKeyValueMetadata(beginsKey, string(begins))
	return errors.Join(err, w.flush(), w.out.Close())
}

// coldWriter writes one cold file and its events.
type coldWriter struct {
	directory, name string
	readings        *os.File
	events          *os.File // nil: none yet
	to              *ParquetWriter
	eventsTo        *parquet.GenericWriter[ParquetEvent]
	from, until     time.Time
	sum             uint32 // of all that was written, in the log's order
	aborted         bool
}

func newColdWriter(directory, name string) (*coldWriter, error) {
	f, err := os.Create(coldPath(directory, name+".parquet.tmp"))
	if err != nil {
		return nil, err
	}
	return &coldWriter{directory: directory, name: name, readings: f, to: NewParquetWriter(f), aborted: true}, nil
}

// sumBatch goes on with a checksum of the items of a batch.
func sumBatch(sum uint32, b *Batch) uint32 {
	again := batch{kind: byte(b.Kind), keyframe: b.Number, received: time.Unix(0, 0), readings: b.Readings, events: b.Events}
	return crc32.Update(sum, castagnoli, again.encode())
}

func (w *coldWriter) write(b *Batch) error {
	if w.from.IsZero() {
		w.from = b.Received
	}
	w.until = b.Received
	if b.Kind == Latest {
		return w.to.Write(b)
	}
	w.sum = sumBatch(w.sum, b)
	if b.Kind == Readings {
		return w.to.Write(b)
	}
	if w.events == nil {
		f, err := os.Create(coldPath(w.directory, w.name+".events.parquet.tmp"))
		if err != nil {
			return err
		}
		w.events = f
		w.eventsTo = parquet.NewGenericWriter[ParquetEvent](f, parquet.KeyValueMetadata("shapan.rows", "events"), parquet.CreatedBy("shapan", "1", ""))
	}
	rows := make([]ParquetEvent, 0, len(b.Events))
	for k, e := range b.Events {
		rows = append(rows, ParquetEvent{e.Kind, e.Subject, e.Who, e.At.UnixNano(), e.Received.UnixNano(), string(e.Body), int64(b.Number), int32(k)})
	}
	_, err := w.eventsTo.Write(rows)
	return err
}

// close syncs the files and gives them their names.
func (w *coldWriter) close() (*coldFile, error) {
	f := &coldFile{Name: w.name + ".parquet", From: w.from, To: w.until, Readings: w.to.n}
	err := errors.Join(w.to.Close(), w.readings.Sync())
	if w.events != nil {
		f.Events = w.name + ".events.parquet"
		err = errors.Join(err, w.eventsTo.Close(), w.events.Sync())
	}
	if err != nil {
		return nil, err
	}
	w.aborted = false
	for _, part := range []struct {
		file *os.File
		name string
		sum  *string
	}{{w.readings, f.Name, &f.SHA256}, {w.events, f.Events, &f.EventSHA}} {
		if part.file == nil {
			continue
		}
		if err := errors.Join(part.file.Close(), os.Rename(part.file.Name(), coldPath(w.directory, part.name))); err != nil {
			return nil, err
		}
		if *part.sum, err = hashFile(coldPath(w.directory, part.name)); err != nil {
			return nil, err
		}
	}
	return f, syncDirectory(coldPath(w.directory, ""))
}

// compare reads the files back.
func (w *coldWriter) compare(f *coldFile) error {
	sum, n := uint32(0), 0
	err := f.walk(w.directory, func(b *Batch) error {
		sum = sumBatch(sum, b)
		n += len(b.Readings)
		return nil
	})
	if err == nil && (sum != w.sum || n != w.to.n) {
		err = fmt.Errorf("%s: what was written is not what is read back (%d readings, %d)", f.Name, w.to.n, n)
	}
	return err
}

// abort removes what close has not ended.
func (w *coldWriter) abort() {
	if !w.aborted {
		return
	}
	for _, f := range []*os.File{w.readings, w.events} {
		if f != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}
}

// walk gives the batches of a cold file in the log's order.
func (f *coldFile) walk(directory string, each func(*Batch) error) error {
	if err := f.check(directory); err != nil {
		return err
	}
	events := map[int64]*Batch{} // a day's events are few beside its readings
	if f.Events != "" {
		err := readRows(coldPath(directory, f.Events), nil, func(rows []ParquetEvent) error {
			for k := range rows {
				b := events[rows[k].Batch]
				if b == nil {
					b = &Batch{Number: uint64(rows[k].Batch), Kind: Events}
					events[rows[k].Batch] = b
				}
				b.Events = append(b.Events, rows[k].event())
				b.Received = b.Events[0].Received
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	order := slices.Sorted(maps.Keys(events))
	eventsBefore := func(number int64) error {
		for len(order) > 0 && order[0] < number {
			if err := each(events[order[0]]); err != nil {
				return err
			}
			order = order[1:]
		}
		return nil
	}
	err := readRows(coldPath(directory, f.Name), nil, func(rows []ParquetReading) error {
		return inOrder(rows, func(b *Batch) error {
			if err := eventsBefore(int64(b.Number)); err != nil {
				return err
			}
			return each(b)
		})
	})
	if err != nil {
		return err
	}
	return eventsBefore(1<<63 - 1)
}

// inOrder makes batches of a row group's rows again.
func inOrder(rows []ParquetReading, each func(*Batch) error) error {
	slices.SortFunc(rows, func(a, b ParquetReading) int {
		return cmp.Or(cmp.Compare(a.Batch, b.Batch), cmp.Compare(a.Item, b.Item))
	})
	for k := 0; k < len(rows); {
		if rows[k].Latest {
			k++
			continue
		}
		b := &Batch{Number: uint64(rows[k].Batch), Kind: Readings, Received: time.Unix(0, rows[k].Received).UTC()}
		for ; k < len(rows) && uint64(rows[k].Batch) == b.Number; k++ {
			b.Readings = append(b.Readings, rows[k].reading())
		}
		if err := each(b); err != nil {
			return err
		}
	}
	return nil
}

// readRows gives the rows of a Parquet file by row group, of those that wanted
// takes (nil: of all) by when they begin. The library panics at some files that
// are none.
func readRows[T any](path string, wanted func(k int, begins []time.Time) bool, each func([]T) error) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fmt.Errorf("%s: is no Parquet file that can be read: %v", path, trouble)
		}
	}()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	p, err := parquet.OpenFile(file, info.Size(), parquet.SkipBloomFilters(true))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var nanoseconds []int64
	if text, known := p.Lookup(beginsKey); known {
		if err := json.Unmarshal([]byte(text), &nanoseconds); err != nil {
			return fmt.Errorf("%s: %s: %w", path, beginsKey, err)
		}
	}
	begins := make([]time.Time, len(nanoseconds))
	for k, ns := range nanoseconds {
		begins[k] = time.Unix(0, ns)
	}
	for k, group := range p.RowGroups() {
		if wanted != nil && !wanted(k, begins) {
			continue
		}
		reader := parquet.NewGenericRowGroupReader[T](group)
		var rows []T
		for {
			part := make([]T, 4096)
			n, err := reader.Read(part)
			rows = append(rows, part[:n]...)
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				reader.Close()
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		if err := reader.Close(); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := each(rows); err != nil {
			return err
		}
	}
	return nil
}
