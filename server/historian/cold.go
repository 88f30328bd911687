package historian

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A cold file is a part of the log, at most a day of UTC, taken out of it into
// Parquet, which takes a few bytes for a reading. What is in the log's index of
// them has been synced and read back before the log let go of it.
type coldFile struct {
	Name     string    `json:"file"`   // in the directory cold: 2026-11-25.parquet
	Events   string    `json:"events"` // the same for its events; "": there are none
	SHA256   string    `json:"sha256"`
	EventSHA string    `json:"events_sha256,omitempty"`
	First    uint64    `json:"first_batch"`
	Last     uint64    `json:"last_batch"`
	From     time.Time `json:"from"` // received
	To       time.Time `json:"to"`
	Readings int       `json:"readings"`
}

const coldName = "cold"

func coldPath(directory, name string) string { return filepath.Join(directory, coldName, name) }

func readColdIndex(directory string) (index []coldFile, err error) {
	if directory == "" {
		return nil, nil
	}
	name := coldPath(directory, "index.json")
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &index); err != nil {
		return nil, fmt.Errorf("%s: is damaged: restore it from a backup: %w", name, err)
	}
	for k, f := range index {
		if f.Last < f.First || k > 0 && f.First <= index[k-1].Last || f.Name != filepath.Base(f.Name) || f.Events != "" && f.Events != filepath.Base(f.Events) {
			return nil, fmt.Errorf("%s: file %d: is damaged: restore it from a backup", name, k+1)
		}
	}
	return index, nil
}

func writeColdIndex(directory string, index []coldFile) error {
	data, err := json.MarshalIndent(index, "", "  ")
	if err != nil {
		return err
	}
	return writeSynced(coldPath(directory, "index.json"), append(data, '\n'))
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// check compares a cold file with its hash.
func (f *coldFile) check(directory string) error {
	for _, part := range []struct{ name, sum string }{{f.Name, f.SHA256}, {f.Events, f.EventSHA}} {
		if part.name == "" {
			continue
		}
		sum, err := hashFile(coldPath(directory, part.name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return &DamageError{f.First, f.Last, "the file cold/" + part.name + " is gone"}
		case err != nil:
			return err
		case sum != part.sum:
			return &DamageError{f.First, f.Last, "the file cold/" + part.name + " was changed: its SHA-256 is " + sum + ", it was " + part.sum}
		}
	}
	return nil
}

// chill takes the batches from a number up to another, which stays, into cold
// files, one a day.
func (l *Log) chill(ctx context.Context, from, to uint64) error {
	if err := os.MkdirAll(filepath.Join(l.options.Directory, coldName), 0o700); err != nil {
		return err
	}
	if n := len(l.cold); n > 0 {
		from = max(from, l.cold[n-1].Last+1) // the log did not get to let go of it
	}
	for from < to {
		next, err := l.chillDay(ctx, from, to)
		if err != nil {
			return fmt.Errorf("taking batches %d to %d out of the log: %w", from, to-1, err)
		}
		from = next
	}
	return nil
}

// chillDay takes what is of one day.
func (l *Log) chillDay(ctx context.Context, from, to uint64) (next uint64, err error) {
	b, err := l.get(ctx, from)
	if err != nil && l.passes(err) {
		return from + 1, nil
	} else if err != nil {
		return 0, err
	}
	date := b.received.Truncate(day)
	if next, err = l.firstSince(ctx, date.Add(day), from, to-1); err != nil {
		return 0, err
	}
	name := date.Format(time.DateOnly)
	for part := 2; ; part++ {
		if _, err := os.Stat(coldPath(l.options.Directory, name+".parquet")); errors.Is(err, fs.ErrNotExist) {
			break
		}
		name = fmt.Sprintf("%s.%d", date.Format(time.DateOnly), part)
	}
	w, err := newColdWriter(l.options.Directory, name)
	if err != nil {
		return 0, err
	}
	defer w.abort()
	err = l.batches(ctx, from, next-1, func(number uint64, b *batch) error { return w.write(b.public(number)) })
	if err != nil {
		return 0, err
	}
	f, err := w.close()
	if err != nil {
		return 0, err
	}
	f.First, f.Last = from, next-1
	if err := w.compare(f); err != nil {
		return 0, err
	}
	l.coldMu.Lock()
	defer l.coldMu.Unlock()
	index := append(l.cold[:len(l.cold):len(l.cold)], *f)
	if err := writeColdIndex(l.options.Directory, index); err != nil {
		return 0, err
	}
	l.cold = index
	return next, nil
}

// forget removes the cold files whose newest reading is older than an instant.
func (l *Log) forget(before time.Time) error {
	l.coldMu.Lock()
	defer l.coldMu.Unlock()
	k := 0
	for ; k < len(l.cold) && l.cold[k].To.Before(before); k++ {
	}
	if k == 0 {
		return nil
	}
	old := l.cold[:k]
	if err := writeColdIndex(l.options.Directory, l.cold[k:]); err != nil {
		return err
	}
	l.cold = l.cold[k:]
	for _, f := range old {
		for _, name := range []string{f.Name, f.Events} {
			if name != "" {
				if err := os.Remove(coldPath(l.options.Directory, name)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
