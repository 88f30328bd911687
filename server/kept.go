package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"shapan/engine"
)

// kept is the state of a run that follows, as it lies on disk: JSON under zstd.
type kept struct {
	Print   string          `json:"print"` // of scenario and site
	State   engine.Snapshot `json:"state"`
	Waiting []engine.Event  `json:"waiting"`
}

// mostKept bounds what a file may unpack to.
const mostKept = 4 << 30

// readKept reads a kept state; nil: there is none.
func readKept(path string) (*kept, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := zstd.NewReader(file)
	if err != nil {
		return nil, err
	}
	defer unpacked.Close()
	var k kept
	if err := json.NewDecoder(io.LimitReader(unpacked, mostKept)).Decode(&k); err != nil {
		return nil, fmt.Errorf("%s: %w; delete it to begin anew", path, err)
	}
	return &k, nil
}

// write puts the state on disk whole, or leaves what was there.
func (k *kept) write(path string) error {
	var packed bytes.Buffer
	into, err := zstd.NewWriter(&packed, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return err
	}
	if err := errors.Join(json.NewEncoder(into).Encode(k), into.Close()); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(packed.Bytes())
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// startLine is the line of a scenario that says when it starts, which is not
// what makes it another one.
var startLine = regexp.MustCompile(`(?m)^start:.*$`)

// printOf is a fingerprint of a scenario's text and the files beside it.
func printOf(p *Prepared) string {
	h := sha256.New()
	h.Write(startLine.ReplaceAll(p.Text, nil))
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		fmt.Fprintf(h, "\n%s %d\n", name, len(p.Files[name]))
		h.Write(p.Files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// keepState writes the state every few minutes and when the run has ended.
func (w *follower) keepState(ctx context.Context, log *slog.Logger) {
	if w.Keep == "" {
		return
	}
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for last := false; !last; {
		select {
		case <-ctx.Done():
			last = true
		case <-tick.C:
		}
		state, waiting, err := w.run.live.pacer.Branch()
		if err == nil {
			err = (&kept{w.print, state, waiting}).write(w.Keep)
		}
		if err != nil {
			log.Error("the state of the run that follows the site is not kept", "file", w.Keep, "err", err)
		}
	}
}
