package twin

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shapan/engine/alarm"
)

// snapshot is the state at a place of the log. It only saves reading: a twin
// without one reads the log from its beginning.
type snapshot struct {
	At      time.Time // received of the last reading seen
	Seen    int       // of that instant
	Clock   time.Time
	Seq     uint64
	Recent  []alarm.Raised
	Flood   bool
	Points  map[string]*watched
	History []Event
}

const snapshotMark = "shapan twin 1\n"

// save writes the snapshot beside the old one and puts it in its place. The turn is
// held.
func (t *Twin) save() error {
	if t.file == "" || len(t.unlogged) > 0 {
		return nil
	}
	t.mu.Lock()
	s := snapshot{At: t.at, Seen: t.seen, Clock: t.state.clock, Seq: t.state.seq, Recent: t.state.recent, Flood: t.state.flood,
		Points: map[string]*watched{}, History: t.history}
	for k, w := range t.state.all {
		s.Points[t.state.points[k].ID] = w
	}
	var body bytes.Buffer
	err := gob.NewEncoder(&body).Encode(&s)
	t.mu.Unlock()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	f, err := os.CreateTemp(filepath.Dir(t.file), ".twin-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	for _, part := range [][]byte{[]byte(snapshotMark), sum[:], body.Bytes()} {
		if err == nil {
			_, err = f.Write(part)
		}
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), t.file)
}

// load brings back the state of a snapshot; that there is none is no error.
func (t *Twin) load() error {
	if t.file == "" {
		return nil
	}
	data, err := os.ReadFile(t.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	head := len(snapshotMark) + sha256.Size
	if len(data) < head || string(data[:len(snapshotMark)]) != snapshotMark {
		return errors.New("it is no snapshot of this version")
	}
	body := data[head:]
	if sha256.Sum256(body) != [sha256.Size]byte(data[len(snapshotMark):head]) {
		return errors.New("it is damaged")
	}
	var s snapshot
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(&s); err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	t.at, t.seen, t.history = s.At, s.Seen, s.History
	t.state.clock, t.state.seq, t.state.recent, t.state.flood = s.Clock, s.Seq, s.Recent, s.Flood
	for k := range t.state.points {
		p := &t.state.points[k]
		if w := s.Points[p.ID]; w != nil {
			if len(w.Judged) != len(p.Rules) { // the site file has others now
				w.Judged = make([]alarm.Judged, len(p.Rules))
			}
			t.state.all[k] = w
		}
	}
	return nil
}
