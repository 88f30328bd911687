package record

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

func openBytes(b []byte) (*Recording, error) {
	return NewRecording(bytes.NewReader(b), int64(len(b)))
}

// cutRecording is one with many chunks, whole.
func cutRecording(t testing.TB) []byte {
	o := quick
	o.Frames, o.Poses = 5*time.Second, 5*time.Second
	return mustRead(t, recordPond(t, pondPlan(205, 100_000), o).path)
}

// A killed writer leaves a file that ends anywhere. What is there must open,
// and be the beginning of the whole.
func TestCutFileOpensUpToItsLastWholeChunk(t *testing.T) {
	whole := cutRecording(t)
	reference, err := openBytes(whole)
	if err != nil {
		t.Fatal(err)
	}
	want := contents(t, reference)
	opened, verified := 0, int64(-1)
	head := int64(0)
	for cut := 0; cut < len(whole); cut += 1000 {
		r, err := openBytes(whole[:cut])
		if err != nil {
			if opened > 0 {
				t.Fatalf("cut at %d: %v, though it opens when shorter", cut, err)
			}
			head = int64(cut)
			continue
		}
		opened++
		if r.Complete() {
			t.Fatalf("cut at %d is said to be complete", cut)
		}
		got := contents(t, r)
		got.prefixOf(t, cut, want)
		if len(got.hashes) == 0 || got.hashes[len(got.hashes)-1].Tick == verified {
			continue
		}
		verified = got.hashes[len(got.hashes)-1].Tick
		report, err := Verify(context.Background(), r, rebuild)
		if errors.Is(err, ErrNoSnapshot) && verified == 0 {
			continue // cut within the first snapshot
		}
		if err != nil || !report.OK() || report.To != verified {
			t.Fatalf("cut at %d: %+v, %v", cut, report, err)
		}
	}
	if opened < len(whole)/1000-2 || verified < 200 {
		t.Errorf("%d of %d cuts open, the first %d bytes do not; verified to tick %d", opened, len(whole)/1000, head, verified)
	}
}

// content is all that a recording says.
type content struct {
	hashes []HashAt
	inputs []Input
	alarms []Entry
	series Series
	times  []float64
	fields [][]byte
}

func contents(t testing.TB, r *Recording) content {
	t.Helper()
	var c content
	var err error
	must := func() {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c.hashes, err = r.Hashes()
	must()
	c.inputs, err = r.Inputs()
	must()
	c.alarms, err = r.Alarms()
	must()
	c.series, err = r.Series()
	must()
	c.times = r.Times("water_depth")
	for _, at := range c.times {
		m, err := r.FrameAt(at, "water_depth")
		if err != nil {
			t.Fatal(err)
		}
		c.fields = append(c.fields, m.Fields[0].Message)
	}
	return c
}

func (c content) prefixOf(t testing.TB, cut int, whole content) {
	t.Helper()
	rows := len(c.series.Seconds)
	ok := len(c.hashes) <= len(whole.hashes) && slices.Equal(c.hashes, whole.hashes[:len(c.hashes)]) &&
		(len(c.inputs) == 0 || reflect.DeepEqual(c.inputs, whole.inputs[:len(c.inputs)])) &&
		(len(c.alarms) == 0 || reflect.DeepEqual(c.alarms, whole.alarms[:len(c.alarms)])) &&
		(len(c.fields) == 0 || reflect.DeepEqual(c.fields, whole.fields[:len(c.fields)]) && reflect.DeepEqual(c.times, whole.times[:len(c.times)])) &&
		(rows == 0 || reflect.DeepEqual(c.series.Seconds, whole.series.Seconds[:rows]) &&
			reflect.DeepEqual(c.series.Columns[0].Values, whole.series.Columns[0].Values[:rows]))
	if !ok {
		t.Fatalf("cut at %d: what is read is not the beginning of the whole", cut)
	}
}

// touch asks a recording everything; errors are welcome, panics are not.
func touch(r *Recording) {
	r.Meta()
	r.Span()
	c := r.Channels()
	for _, at := range []float64{0, 100, math.Inf(1)} {
		if m, err := r.FrameAt(at); err == nil {
			for _, f := range m.Fields {
				f.Open()
			}
		}
	}
	for _, f := range c.Fields {
		r.Times(f.Name)
	}
	r.Series()
	r.Log()
	r.Alarms()
	r.Inputs()
	r.Hashes()
	r.SnapshotAt(math.MaxInt64)
	r.SnapshotAt(0)
	r.Close()
}

func TestDamagedBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	whole := cutRecording(t)
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 9))
		bad := bytes.Clone(whole)
		for range 1 + r.IntN(20) {
			at := r.IntN(len(bad))
			if r.IntN(3) == 0 {
				at = len(bad) - 1 - r.IntN(min(len(bad), 3000)) // the index
			}
			bad[at] = byte(r.Uint32())
		}
		if got, err := openBytes(bad); err == nil {
			touch(got)
		}
	}
}

// A chunk of a whole file that was damaged later is an error when it is read,
// not wrong numbers.
func TestDamagedChunkIsAnError(t *testing.T) {
	whole := cutRecording(t)
	r, err := openBytes(whole)
	if err != nil {
		t.Fatal(err)
	}
	chunk := r.index.chunks[len(r.index.chunks)/2]
	whole[chunk.at+chunk.length/2] ^= 0x10
	if _, err := contentsOf(r); !errors.Is(err, errDamaged) {
		t.Errorf("reading it: %v", err)
	}
}

func contentsOf(r *Recording) (n int, err error) {
	for k := range r.index.chunks {
		records, err := r.chunk(int32(k))
		if err != nil {
			return n, err
		}
		n += len(records)
	}
	return n, nil
}

func TestOtherFilesAreRefused(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("site: x\n"), bytes.Repeat([]byte{0}, 5000), []byte("\x89MCAP0\r\n"), append([]byte("\x89MCAP0\r\n"), bytes.Repeat([]byte{1}, 900)...)} {
		if _, err := openBytes(b); err == nil {
			t.Errorf("%d bytes %.10q open", len(b), b)
		}
	}
	if _, err := Open("no/such.mcap"); err == nil {
		t.Error("a file that is not there opens")
	}
}
