package watch

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shapan/server/feeds/forms"
	"shapan/server/historian"
)

// shelf is a log that may fail.
type shelf struct {
	mu   sync.Mutex
	kept [][]historian.Reading
	ill  bool
}

func (s *shelf) Append(_ context.Context, rs ...historian.Reading) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ill {
		return errors.New("the disk is full")
	}
	s.kept = append(s.kept, rs)
	return nil
}

// watcher is one that looks only when it is told.
func watcher(t *testing.T, to Log, name string, mappings ...forms.Mapping) (*Watcher, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	w := &Watcher{c: Config{Path: path, Mappings: mappings, Most: 1000, Logger: slog.New(slog.DiscardHandler)}, to: to, state: State{File: name}}
	return w, path
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path+".part", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		t.Fatal(err)
	}
}

func TestAFileIsTakenWheneverItIsReplaced(t *testing.T) {
	log := &shelf{}
	w, path := watcher(t, log, "nowcast.csv")
	ctx := context.Background()
	w.look(ctx) // it is not there yet
	if s := w.State(); s.Err != nil || !s.At.IsZero() {
		t.Errorf("without a file: %+v", s)
	}
	const head = "subject,property,value,at\n"
	put(t, path, head+"nowcast/rain,mm_per_h,12,2026-07-20T18:00:00+08:00\nnowcast/rain,mm_per_h,0,2026-07-20T18:10:00+08:00\n")
	w.look(ctx)
	w.look(ctx)
	if len(log.kept) != 1 || len(log.kept[0]) != 2 || log.kept[0][1].Source != "watch/nowcast.csv" {
		t.Fatalf("kept %+v", log.kept)
	}
	put(t, path, head+"nowcast/rain,mm_per_h,much,2026-07-20T18:10:00+08:00\nnowcast/rain,,1,\n")
	w.look(ctx)
	if s := w.State(); len(log.kept) != 1 || s.Err == nil || !strings.Contains(s.Err.Error(), "line 2: ") || !strings.Contains(s.Err.Error(), "line 3: ") {
		t.Errorf("mistakes: %v, %d kept", s.Err, len(log.kept))
	}
	log.ill = true
	put(t, path, head+"nowcast/rain,mm_per_h,13,2026-07-20T18:10:00+08:00\n")
	w.look(ctx)
	if w.State().Err == nil {
		t.Error("a log that is full: not told")
	}
	log.ill = false
	w.look(ctx)
	if s := w.State(); len(log.kept) != 2 || log.kept[1][0].Value != 13 || s.Err != nil || s.Kept != 1 {
		t.Errorf("tried again: %+v, %v", log.kept, s.Err)
	}
}

func TestJSONOfOthersByMapping(t *testing.T) {
	log := &shelf{}
	w, path := watcher(t, log, "qpf.json", forms.Mapping{Topic: "qpf.json", Subject: "nowcast/rain", Items: "data.steps", At: "t", Values: []forms.Value{{Path: "rain6min", Property: "mm_per_h", Scale: 10}}})
	put(t, path, `{"data":{"steps":[{"t":1784541600,"rain6min":1.5},{"t":1784541960,"rain6min":"0"}]}}`)
	w.look(context.Background())
	if len(log.kept) != 1 || len(log.kept[0]) != 2 || log.kept[0][0].Value != 15 || log.kept[0][0].Subject != "nowcast/rain" {
		t.Errorf("kept %+v, %v", log.kept, w.State().Err)
	}
	put(t, path, strings.Repeat(" ", 1001))
	w.look(context.Background())
	if err := w.State().Err; err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a file that is too long: %v", err)
	}
}

func TestItLooksByItselfAndEnds(t *testing.T) {
	log := &shelf{}
	path := filepath.Join(t.TempDir(), "a.json")
	put(t, path, `{"subject":"a","property":"b","value":1}`)
	w := Start(log, Config{Path: path, Every: time.Millisecond})
	for w.State().Kept == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := w.Close(); err != nil || len(log.kept) != 1 {
		t.Errorf("%v, %d kept", err, len(log.kept))
	}
}
