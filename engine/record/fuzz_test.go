package record

import (
	"bytes"
	"runtime"
	"testing"
	"time"

	"github.com/foxglove/mcap/go/mcap"

	"shapan/engine"
)

// FuzzOpen gives the reader files that somebody broke on purpose. It must not
// panic, hang, or take memory because a header says so.
func FuzzOpen(f *testing.F) {
	small := recordPond(f, smallPlan(), Options{Frames: 4 * time.Second, Snapshots: 5 * time.Second})
	whole := mustRead(f, small.path)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add(whole[:len(whole)-footerSize])
	f.Add(withoutCRC(whole))
	for k, m := range handmade(f) {
		if k < 10 || k%17 == 0 {
			f.Add(m)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := openBytes(b); err == nil {
			touch(r)
		}
	})
}

func smallPlan() engine.Plan {
	plan := pondPlan(12, 40)
	plan.Parts = plan.Parts[:1]
	return plan
}

// withoutCRC is the file with its summary's checksum left out, so that changes
// to the index are believed.
func withoutCRC(whole []byte) []byte {
	b := bytes.Clone(whole)
	clear(b[len(b)-8-4 : len(b)-8])
	return b
}

// handmade are files that lie: lengths beyond the file, indexes that overlap,
// fields larger than any memory.
func handmade(t testing.TB) [][]byte {
	t.Helper()
	var files [][]byte
	build := func(o mcap.WriterOptions, more func(w *mcap.Writer) error) []byte {
		var b bytes.Buffer
		w, err := mcap.NewWriter(&b, &o)
		if err != nil {
			t.Fatal(err)
		}
		meta := map[string]string{metaKey: `{"start":"2026-07-20T18:00:00Z","step_ns":1000000000}`}
		if err := w.WriteHeader(&mcap.Header{}); err != nil {
			t.Fatal(err)
		}
		if err := w.WriteMetadata(&mcap.Metadata{Name: metaRecord, Metadata: meta}); err != nil {
			t.Fatal(err)
		}
		if err := more(w); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		files = append(files, b.Bytes())
		return b.Bytes()
	}
	field := func(metadata string, data []byte) func(w *mcap.Writer) error {
		return func(w *mcap.Writer) error {
			if err := w.WriteChannel(&mcap.Channel{ID: 1, Topic: "/fields/x", Metadata: map[string]string{fieldKey: metadata}}); err != nil {
				return err
			}
			return w.WriteMessage(&mcap.Message{ChannelID: 1, LogTime: 1e18, Data: data})
		}
	}
	header := func(bodyLen uint32) []byte { // 1 field, key and deflate
		return append([]byte{1, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, byte(bodyLen), byte(bodyLen >> 8), byte(bodyLen >> 16), byte(bodyLen >> 24)}, make([]byte, 20)...)
	}
	plain := mcap.WriterOptions{Chunked: true}
	build(plain, field(`{"grid":{"nx":2000000000,"ny":1}}`, header(4000000000)))
	build(plain, field(`{"grid":{"nx":4000000000,"ny":4000000000}}`, header(0)))
	build(plain, field(`{"grid":{"nx":-1,"ny":-1}}`, header(2)))
	build(plain, field(`{"grid":{"nx":0,"ny":0}}`, header(0)))
	build(mcap.WriterOptions{}, field(`[]`, nil))
	build(mcap.WriterOptions{Chunked: true, Compression: mcap.CompressionLZ4}, field(`[]`, nil))
	for _, compression := range []mcap.CompressionFormat{mcap.CompressionNone, mcap.CompressionZSTD} {
		honest := build(mcap.WriterOptions{Chunked: true, Compression: compression}, field(`{}`, make([]byte, 100)))
		for at := range len(honest) - 8 { // every length gets its turn to lie, within reason and beyond
			for _, high := range []byte{0x07, 0x7f} {
				lie := bytes.Clone(honest)
				copy(lie[at:], []byte{0xff, 0xff, 0xff, high})
				files = append(files, lie)
			}
		}
	}
	return files
}

// The lies are refused or read as nothing; none takes more memory than reading
// a small file does.
func TestFilesThatLie(t *testing.T) {
	const allowed = 16 << 20 // most of it the window of a zstd decoder
	for k, b := range handmade(t) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if r, err := openBytes(b); err == nil {
			touch(r)
		}
		runtime.ReadMemStats(&after)
		if d := after.TotalAlloc - before.TotalAlloc; d > allowed {
			t.Errorf("file %d of %d bytes took %d bytes of memory", k, len(b), d)
		}
	}
}

func TestSnapshotsThatLie(t *testing.T) {
	good, err := snapshotParts(engine.Snapshot{Models: []engine.ModelSave{{Name: "a", State: make([]byte, 2*partSize)}}})
	if err != nil || len(good) != 3 {
		t.Fatalf("%d parts, %v", len(good), err)
	}
	if s, err := joinParts(good); err != nil || len(s.Models[0].State) != 2*partSize {
		t.Fatal(err)
	}
	for what, parts := range map[string][][]byte{
		"none":         nil,
		"one missing":  good[:2],
		"out of order": {good[1], good[0], good[2]},
		"short":        {good[0][:10]},
	} {
		if _, err := joinParts(parts); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	for _, whole := range []string{"", "\x05\x00\x00\x00{}", "\xff\xff\xff\xff{}", "\x02\x00\x00\x00{}x", "\x2a\x00\x00\x00" + `{"models":[{"name":"a","bytes":999999999}]}`, "\x23\x00\x00\x00" + `{"models":[{"name":"a","bytes":-1}]}`} {
		if s, err := decodeSnapshot([]byte(whole)); err == nil {
			t.Errorf("%q reads as %+v", whole, s)
		}
	}
}
