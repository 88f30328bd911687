package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shapan/server/historian"
)

// Source is what is followed; a historian.Log is one.
type Source interface {
	Batches(ctx context.Context, from uint64, each func(*historian.Batch) error) error
	Numbers() (first, last uint64)
	Changed() <-chan struct{}
	Hold(who string, from uint64)
}

// Options of evidence.
type Options struct {
	Origin string        // the site's name in checkpoints, without spaces or +; "": shapan
	Every  time.Duration // between checkpoints while something comes; 0: a minute
}

// Log is the evidence of a log that is being written.
type Log struct {
	directory string
	source    Source
	signer    note.Signer
	public    string
	every     time.Duration

	leaves, hashes, checkpoints *os.File

	mu     sync.Mutex
	size   int64      // leaves
	tail   *tailCache // reads hashes of the file
	latest []byte     // checkpoint
	signed int64      // its size

	stop context.CancelFunc
	done chan struct{}
}

// Open goes on with the evidence in a directory's folder, or begins it, and
// follows the source until it is closed.
func Open(directory string, source Source, o Options) (*Log, error) {
	if o.Origin == "" {
		o.Origin = "shapan"
	}
	if o.Every == 0 {
		o.Every = time.Minute
	}
	if err := os.MkdirAll(filepath.Join(directory, folder), 0o700); err != nil {
		return nil, err
	}
	l := &Log{directory: directory, source: source, every: o.Every, done: make(chan struct{})}
	var err error
	if l.signer, l.public, err = keys(directory, o.Origin); err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	if err := l.resume(); err != nil {
		l.closeFiles()
		return nil, fmt.Errorf("evidence: %w", err)
	}
	source.Hold(folder, uint64(l.size)+1)
	ctx, stop := context.WithCancel(context.Background())
	l.stop = stop
	go l.follow(ctx)
	return l, nil
}

// resume opens the files, cuts off what a crash left half done, and makes the
// hashes that are missing. What is signed must all be there.
func (l *Log) resume() error {
	for name, f := range map[string]**os.File{leavesName: &l.leaves, hashesName: &l.hashes, checkpointsName: &l.checkpoints} {
		var err error
		if *f, err = os.OpenFile(inFolder(l.directory, name), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
			return err
		}
	}
	info, err := l.hashes.Stat()
	if err != nil {
		return err
	}
	l.tail = &tailCache{f: l.hashes, stored: info.Size() / tlog.HashSize}
	end, err := readLeaves(l.leaves, func(_ int64, leaf *leaf, encoded []byte) error {
		if leaf.number != uint64(l.size)+1 {
			return fmt.Errorf("%s: batch %d follows batch %d", leavesName, leaf.number, l.size)
		}
		if tlog.StoredHashCount(l.size+1) > l.tail.stored {
			l.tail.stored = tlog.StoredHashCount(l.size)
			if err := l.tail.add(l.size, tlog.RecordHash(encoded)); err != nil {
				return err
			}
		}
		l.size++
		return nil
	})
	if err != nil {
		return err
	}
	l.tail.stored = tlog.StoredHashCount(l.size)
	notes, checkpointsEnd, err := readCheckpoints(inFolder(l.directory, checkpointsName))
	if err != nil {
		return err
	}
	if len(notes) > 0 {
		l.latest = notes[len(notes)-1]
		c, err := ParseCheckpoint(l.latest, l.public)
		if err != nil {
			return fmt.Errorf("%s: the last one: %w", checkpointsName, err)
		}
		if c.Size > l.size {
			return fmt.Errorf("%s: %d batches are signed, %d are there: restore it from a backup", leavesName, c.Size, l.size)
		}
		if root, err := tlog.TreeHash(c.Size, l.tail); err != nil || root != c.Root {
			return fmt.Errorf("the last checkpoint, of %d batches, does not fit the hashes that are there: shapan verify tells what was changed", c.Size)
		}
		l.signed = c.Size
	}
	for _, cut := range []struct {
		f  *os.File
		at int64
	}{{l.leaves, end}, {l.hashes, l.tail.stored * tlog.HashSize}, {l.checkpoints, checkpointsEnd}} {
		if err := cut.f.Truncate(cut.at); err != nil {
			return err
		}
		if _, err := cut.f.Seek(0, io.SeekEnd); err != nil {
			return err
		}
	}
	return nil
}

// follow takes what comes into the log until the context ends.
func (l *Log) follow(ctx context.Context) {
	defer close(l.done)
	ticker := time.NewTicker(l.every)
	defer ticker.Stop()
	for {
		changed := l.source.Changed()
		if err := l.catchUp(ctx); err != nil && ctx.Err() == nil {
			slog.Error("evidence: not going on for now", "after", l.size, "error", err)
		}
		// Batches come by the hundred a second: they are taken together.
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := l.sign(); err != nil {
				slog.Error("evidence: no checkpoint", "error", err)
			}
		case <-changed:
			select {
			case <-ctx.Done():
				return
			case <-time.After(min(l.every, 200*time.Millisecond)):
			}
		}
	}
}

// catchUp makes leaves of all batches that have none.
func (l *Log) catchUp(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var leaves []byte
	add := func(leaf *leaf) error {
		encoded := leaf.encode()
		leaves = append(append(leaves, encoded...), leaf.digests...)
		if err := l.tail.add(l.size, tlog.RecordHash(encoded)); err != nil {
			return err
		}
		l.size++
		return nil
	}
	err := l.source.Batches(ctx, uint64(l.size)+1, func(b *historian.Batch) error {
		for uint64(l.size)+1 < b.Number {
			if err := add(&leaf{number: uint64(l.size) + 1, kind: gone}); err != nil {
				return err
			}
		}
		return add(leafOf(b))
	})
	if _, writeErr := l.leaves.Write(leaves); writeErr != nil {
		return writeErr
	}
	l.source.Hold(folder, uint64(l.size)+1)
	return err
}

// sign makes a checkpoint of all leaves, once they are synced, if there are new
// ones.
func (l *Log) sign() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size == l.signed {
		return nil
	}
	if err := errors.Join(l.leaves.Sync(), l.hashes.Sync()); err != nil {
		return err
	}
	root, err := tlog.TreeHash(l.size, l.tail)
	if err != nil {
		return err
	}
	c := Checkpoint{Origin: l.signer.Name(), Size: l.size, Root: root, At: time.Now()}
	signed, err := note.Sign(&note.Note{Text: c.text()}, l.signer)
	if err != nil {
		return err
	}
	if _, err := l.checkpoints.Write(append(signed[:len(signed)-1:len(signed)-1], checkpointEnd...)); err != nil {
		return err
	}
	if err := l.checkpoints.Sync(); err != nil {
		return err
	}
	l.latest, l.signed = signed, l.size
	return nil
}

// Checkpoint is the newest one, after it has been made of all that is in the log
// now: to be given to whoever shall be able to hold the log to it.
func (l *Log) Checkpoint(ctx context.Context) ([]byte, error) {
	if err := l.catchUp(ctx); err != nil {
		return nil, err
	}
	if err := l.sign(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.latest, nil
}

// Key is the public key.
func (l *Log) Key() string { return l.public }

// Close takes what is left and signs it. The source must still be open.
func (l *Log) Close() error {
	l.stop()
	<-l.done
	_, err := l.Checkpoint(context.Background())
	l.source.Hold(folder, 0)
	return errors.Join(err, l.closeFiles())
}

func (l *Log) closeFiles() (err error) {
	for _, f := range []*os.File{l.leaves, l.hashes, l.checkpoints} {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	return err
}

// tailCache is the tree in its file; the last hashes, which are asked for again
// and again, are kept.
type tailCache struct {
	f      *os.File
	stored int64
	recent map[int64]tlog.Hash
}

func (t *tailCache) add(n int64, h tlog.Hash) error {
	more, err := tlog.StoredHashesForRecordHash(n, h, t)
	if err != nil {
		return err
	}
	b := make([]byte, 0, len(more)*tlog.HashSize)
	if len(t.recent) > 1<<14 {
		t.recent = nil
	}
	if t.recent == nil {
		t.recent = map[int64]tlog.Hash{}
	}
	for k, h := range more {
		b = append(b, h[:]...)
		t.recent[t.stored+int64(k)] = h
	}
	if _, err := t.f.WriteAt(b, t.stored*tlog.HashSize); err != nil {
		return err
	}
	t.stored += int64(len(more))
	return nil
}

// ReadHashes is tlog's way to ask for hashes.
func (t *tailCache) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for k, index := range indexes {
		if index >= t.stored {
			return nil, errShort
		}
		if h, known := t.recent[index]; known {
			hashes[k] = h
		} else if _, err := t.f.ReadAt(hashes[k][:], index*tlog.HashSize); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}
