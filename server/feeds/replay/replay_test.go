package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/foxglove/mcap/go/mcap"

	"shapan/server/feeds/forms"
	"shapan/server/historian"
)

type kept struct {
	mu       sync.Mutex
	readings []historian.Reading
	fails    error
}

func (k *kept) Append(_ context.Context, rs ...historian.Reading) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails != nil {
		return k.fails
	}
	k.readings = append(k.readings, rs...)
	return nil
}

func (k *kept) values() (all []float64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, r := range k.readings {
		all = append(all, r.Value)
	}
	return all
}

var start = time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC)

// seconds of the record that is played.
const seconds = 600

// record is a reading every second, the number of its second.
func record(t testing.TB) *Record {
	b := forms.NewBatch(most)
	for s := range seconds {
		b.Add(0, historian.Reading{Subject: "point/P", Property: "p", Value: float64(s), At: start.Add(time.Duration(s) * time.Second)})
	}
	r, err := recordOf("ten.csv", b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func play(t *testing.T, log Log, o Options) *Player {
	t.Helper()
	p, err := Play(record(t), log, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// At every speed, what has come at an instant is what was due, to one beat.
func TestPacedByTheClock(t *testing.T) {
	for _, speed := range []float64{1, 7, 60, 1000} {
		synctest.Test(t, func(t *testing.T) {
			log := &kept{}
			p := play(t, log, Options{Speed: speed})
			began := time.Now()
			for range 10 {
				time.Sleep(330 * time.Millisecond)
				synctest.Wait()
				passed := time.Since(began).Seconds() * speed
				low, high := int(max(0, passed-2*beat.Seconds()*speed)), int(passed)+1
				if n := len(log.values()); n < min(low, seconds) || n > min(high, seconds) {
					t.Errorf("×%g: after %.0f recorded seconds %d readings, want %d to %d", speed, passed, n, low, high)
				}
			}
			time.Sleep(seconds * time.Second)
			synctest.Wait()
			all := log.values()
			if len(all) != seconds {
				t.Fatalf("×%g: %d readings in all", speed, len(all))
			}
			for k, v := range all {
				if v != float64(k) {
					t.Fatalf("×%g: reading %d is of second %g", speed, k, v)
				}
			}
			if s := p.State(); !s.Done || s.Err != nil || s.Played != seconds || !s.At.Equal(start.Add((seconds-1)*time.Second)) {
				t.Errorf("%+v", s)
			}
			if r := log.readings[7]; !r.At.Equal(start.Add(7*time.Second)) || r.Source != "replay/ten.csv" {
				t.Errorf("%+v", r)
			}
			p.Close()
		})
	}
}

// Pauses and changes of speed lose nothing and repeat nothing; a jump does as it is
// told.
func TestPauseSpeedAndSeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &kept{}
		p := play(t, log, Options{Speed: 10, Paused: true})
		wait := func(d time.Duration) { time.Sleep(d); synctest.Wait() }
		if wait(time.Hour); len(log.values()) != 0 {
			t.Error("it plays although it is paused")
		}
		p.Resume()
		for k := range 20 {
			wait(730 * time.Millisecond)
			if err := p.SetSpeed(float64(1 + k)); err != nil {
				t.Fatal(err)
			}
		}
		p.Pause()
		n := len(log.values())
		if wait(time.Minute); len(log.values()) != n {
			t.Error("it plays although it is paused")
		}
		if err := p.SetSpeed(100); err != nil || !p.State().Paused {
			t.Errorf("a new speed must leave it paused: %v", err)
		}
		if wait(time.Minute); len(log.values()) != n {
			t.Error("it plays although it is paused")
		}
		p.Resume()
		wait(seconds * time.Second)
		all := log.values()
		if len(all) != seconds {
			t.Fatalf("%d readings", len(all))
		}
		for k, v := range all {
			if v != float64(k) {
				t.Fatalf("reading %d is of second %g", k, v)
			}
		}
		p.Seek(start.Add((seconds - 10) * time.Second))
		wait(time.Minute)
		p.Seek(start.Add(-time.Hour)) // before the beginning
		wait(time.Second)
		p.Seek(start.Add((seconds-2)*time.Second + 1))
		wait(time.Minute)
		rest := log.values()[seconds:]
		if rest[0] != seconds-10 || rest[9] != seconds-1 || rest[10] != 0 || rest[len(rest)-2] == seconds-2 || rest[len(rest)-1] != seconds-1 {
			t.Errorf("after the jumps: %v", rest)
		}
		for _, speed := range []float64{0.5, 1001, -1} {
			if p.SetSpeed(speed) == nil {
				t.Errorf("speed %g is taken", speed)
			}
		}
		p.Close()
		p.Seek(start)
		p.Resume()
		n = len(log.values())
		if wait(time.Hour); len(log.values()) != n {
			t.Error("it plays although it is closed")
		}
	})
}

func TestShiftedToNowAndLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &kept{}
		p := play(t, log, Options{Shift: true, Loop: true})
		began := time.Now()
		time.Sleep(3*seconds*time.Second + time.Minute)
		synctest.Wait()
		p.Close()
		if n := len(log.readings); n < 3*seconds+55 || n > 3*seconds+64 { // from the last to the first no time passes
			t.Errorf("%d readings in three rounds and a minute", n)
		}
		for k, r := range log.readings[:seconds] {
			if d := r.At.Sub(began) - time.Duration(k)*time.Second; d < 0 || d > 2*beat {
				t.Fatalf("reading %d is of %v", k, r.At)
			}
		}
		if _, err := Play(record(t), log, Options{Shift: true, Speed: 2}); err == nil {
			t.Error("shifted at twice the speed it is taken")
		}
		if _, err := Play(record(t), log, Options{Loop: true}); err == nil {
			t.Error("a loop of the same instants is taken")
		}
	})
}

func TestALogThatFailsStopsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := play(t, &kept{fails: errors.New("disk full")}, Options{})
		time.Sleep(time.Minute)
		synctest.Wait()
		if s := p.State(); s.Done || s.Err == nil || !strings.Contains(s.Err.Error(), "disk full") {
			t.Errorf("%+v", s)
		}
		p.Close()
	})
}

func file(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tapeOf writes an MCAP file with a mapped channel, one of our own form, and one
// that nobody reads.
func tapeOf(t testing.TB, compression mcap.CompressionFormat) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := mcap.NewWriter(&b, &mcap.WriterOptions{Chunked: true, ChunkSize: 1024, Compression: compression, IncludeCRC: true})
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	check(err)
	check(w.WriteHeader(&mcap.Header{}))
	check(w.WriteSchema(&mcap.Schema{ID: 1, Name: "s", Encoding: "jsonschema"}))
	for id, topic := range []string{"/pit/CX1/data", "/readings", "/camera"} {
		encoding := "json"
		if topic == "/camera" {
			encoding = "protobuf"
		}
		check(w.WriteChannel(&mcap.Channel{ID: uint16(id), SchemaID: 1, Topic: topic, MessageEncoding: encoding}))
	}
	for s := range 100 {
		at := uint64(start.Add(time.Duration(s) * time.Second).UnixNano())
		check(w.WriteMessage(&mcap.Message{ChannelID: 0, LogTime: at, Data: fmt.Appendf(nil, `{"d":%d}`, s)}))
		check(w.WriteMessage(&mcap.Message{ChannelID: 1, LogTime: at, Data: fmt.Appendf(nil, `{"subject":"point/O","property":"p","value":%d}`, s)}))
		check(w.WriteMessage(&mcap.Message{ChannelID: 2, LogTime: at, Data: []byte{1, 2}}))
	}
	check(w.Close())
	return b.Bytes()
}

var pit = []forms.Mapping{{Topic: "pit/+/data", Subject: "point/{1}", Values: []forms.Value{{Path: "d", Property: "d", Scale: 1e-3}}}}

func TestEveryKindOfFile(t *testing.T) {
	var lines strings.Builder
	for s := range 100 { // the newest first
		fmt.Fprintf(&lines, "{\"subject\":\"point/O\",\"property\":\"p\",\"value\":%d,\"at\":%q}\n", 99-s, start.Add(time.Duration(99-s)*time.Second).Format(time.RFC3339))
	}
	for name, data := range map[string][]byte{
		"a.csv":     []byte("at,subject,property,value\n" + start.Add(time.Second).Format(time.RFC3339) + ",point/O,p,1\n" + start.Format(time.RFC3339) + ",point/O,p,0\n"),
		"a.NDJSON":  []byte(lines.String()),
		"zstd.mcap": tapeOf(t, mcap.CompressionZSTD), "lz4.mcap": tapeOf(t, mcap.CompressionLZ4), "none.mcap": tapeOf(t, mcap.CompressionNone),
	} {
		r, err := Open(file(t, name, data), pit)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		first, _ := r.Span()
		count := map[string]int{}
		for _, one := range r.readings {
			want := one.At.Sub(start).Seconds()
			if one.Property == "d" {
				want *= 1e-3
			}
			if one.Value != want {
				t.Errorf("%s: %+v, want %g", name, one, want)
			}
			count[one.Subject]++
		}
		want := map[string]int{"point/O": 100}
		switch {
		case strings.HasSuffix(name, "mcap"):
			want["point/CX1"] = 100
		case name == "a.csv":
			want["point/O"] = 2
		}
		if !first.Equal(start) || fmt.Sprint(count) != fmt.Sprint(want) {
			t.Errorf("%s: begins at %v with %v, want %v", name, first, count, want)
		}
	}
}

func TestBrokenFiles(t *testing.T) {
	whole := tapeOf(t, mcap.CompressionZSTD)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"a.csv", []byte("subject,property,value,at\na,b,x,2026-07-01T08:00:00Z\na,b,1,now\n"), ":2: value: \"x\": must be a number\n"},
		{"a.csv", []byte("subject,property,value\na,b,1\na,b,2\n"), ": 2 readings have no instant (at)"},
		{"a.csv", []byte("subject,property,value\n"), ": has no readings"},
		{"a.ndjson", []byte("{}\n{\n"), ":2: unexpected EOF"},
		{"a.mcap", whole[:len(whole)/3], "truncated in"},
		{"a.mcap", []byte("no mcap"), "magic"},
		{"a.mcap", append(bytes.Clone(whole[:8]), 5, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0), ""},
		{"a.xlsx", nil, ": .xlsx: must be .csv"},
	} {
		_, err := Open(file(t, c.name, c.data), nil)
		var wrong *Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) || wrong.Wrong == 0 {
			t.Errorf("%s: %v, want …%s…", c.name, err, c.want)
		}
	}
	other := []forms.Mapping{{Topic: "x", Subject: "x", Values: []forms.Value{{Path: "d", Property: "d"}}}}
	var b bytes.Buffer
	w, _ := mcap.NewWriter(&b, &mcap.WriterOptions{})
	w.WriteHeader(&mcap.Header{})
	w.WriteSchema(&mcap.Schema{ID: 1})
	w.WriteChannel(&mcap.Channel{SchemaID: 1, Topic: "/tf", MessageEncoding: "json"})
	w.WriteMessage(&mcap.Message{})
	w.Close()
	if _, err := Open(file(t, "a.mcap", b.Bytes()), other); err == nil || !strings.Contains(err.Error(), "it has /tf") {
		t.Errorf("channels that nobody reads: %v", err)
	}
}

func FuzzMCAP(f *testing.F) {
	for _, c := range []mcap.CompressionFormat{mcap.CompressionNone, mcap.CompressionZSTD, mcap.CompressionLZ4} {
		f.Add(tapeOf(f, c))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := readMCAP(bytes.NewReader(data), int64(len(data)), pit)
		for _, r := range b.Readings {
			if err := r.Check(); err != nil {
				t.Errorf("%+v: %v", r, err)
			}
		}
		if b.Wrong == 0 && len(b.Readings) == 0 && b.Mistakes != nil {
			t.Errorf("%+v", b)
		}
	})
}
