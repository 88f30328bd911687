package historian

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// ErrInUse tells that another process has the log.
var ErrInUse = errors.New("the log is in use by another process")

// ErrClosed tells that the log was closed.
var ErrClosed = errors.New("the log is closed")

// DamageError tells that batches which were acknowledged cannot be read.
type DamageError struct {
	First, Last uint64 // numbers of the batches
	Why         string
}

func (e *DamageError) Error() string {
	if e.First == e.Last {
		return fmt.Sprintf("the log is damaged: batch %d: %s: restore it from a backup, or open it with what is left", e.First, e.Why)
	}
	return fmt.Sprintf("the log is damaged: batches %d to %d: %s: restore it from a backup, or open it with what is left", e.First, e.Last, e.Why)
}

// acknowledgedFile holds the number of the last batch that was acknowledged and
// its CRC-32C. It is written after the batch is synced and not synced itself at
// every batch: after a power cut it may name an earlier batch, never a later one.
type acknowledgedFile struct{ f *os.File }

func openAcknowledged(directory string) (*acknowledgedFile, uint64, error) {
	f, err := os.OpenFile(filepath.Join(directory, "acknowledged"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, 0, err
	}
	var b [12]byte
	switch n, _ := f.ReadAt(b[:], 0); {
	case n == 0:
		return &acknowledgedFile{f}, 0, f.Sync()
	case n < len(b) || crc32.Checksum(b[:8], castagnoli) != binary.LittleEndian.Uint32(b[8:]):
		f.Close()
		return nil, 0, fmt.Errorf("%s: is damaged: restore the log from a backup; or remove this file, and losses at the log's end are not noticed once", f.Name())
	}
	return &acknowledgedFile{f}, binary.LittleEndian.Uint64(b[:8]), nil
}

func (a *acknowledgedFile) write(number uint64) error {
	var b [12]byte
	binary.LittleEndian.PutUint64(b[:8], number)
	binary.LittleEndian.PutUint32(b[8:], crc32.Checksum(b[:8], castagnoli))
	_, err := a.f.WriteAt(b[:], 0)
	return err
}

func (a *acknowledgedFile) close() error {
	return errors.Join(a.f.Sync(), a.f.Close())
}
