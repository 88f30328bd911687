package historian

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// acknowledgedFile holds the number of the last batch that was acknowledged and
// its CRC-32C. It is written after the batch is synced, and synced itself every so
// often: after a power cut it may name a batch of that time before, never a later
// one. If a bit of the very last batch flips in such a cut, it is taken for torn: put
// aside and never served, but not told as damage.
type acknowledgedFile struct {
	f     *os.File
	dirty atomic.Bool
}

// acknowledgedSync is how often it is synced while something comes.
const acknowledgedSync = 100 * time.Millisecond

// syncUntil syncs it until the log is closed.
func (a *acknowledgedFile) syncUntil(closing <-chan struct{}) {
	ticker := time.NewTicker(acknowledgedSync)
	defer ticker.Stop()
	for {
		select {
		case <-closing:
			return
		case <-ticker.C:
			if a.dirty.Swap(false) {
				if err := a.f.Sync(); err != nil {
					slog.Warn("historian: the number of the last batch is not synced", "error", err)
				}
			}
		}
	}
}

const acknowledgedName = "acknowledged"

func openAcknowledged(directory string) (*acknowledgedFile, uint64, error) {
	f, err := os.OpenFile(filepath.Join(directory, acknowledgedName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, 0, err
	}
	var b [12]byte
	n, _ := f.ReadAt(b[:], 0)
	last, err := parseAcknowledged(b[:n], f.Name())
	if err == nil && n == 0 {
		err = f.Sync()
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return &acknowledgedFile{f: f}, last, nil
}

// parseAcknowledged takes nothing, and zeros, as a power cut leaves them in a file
// just made, as nothing acknowledged.
func parseAcknowledged(b []byte, name string) (uint64, error) {
	switch {
	case len(b) == 0, [12]byte(append(b, make([]byte, 12)...)) == [12]byte{}:
		return 0, nil
	case len(b) < 12 || crc32.Checksum(b[:8], castagnoli) != binary.LittleEndian.Uint32(b[8:]):
		return 0, fmt.Errorf("%s: is damaged: restore the log from a backup; or remove this file, and losses at the log's end are not noticed once", name)
	}
	return binary.LittleEndian.Uint64(b), nil
}

func (a *acknowledgedFile) write(number uint64) error {
	var b [12]byte
	binary.LittleEndian.PutUint64(b[:8], number)
	binary.LittleEndian.PutUint32(b[8:], crc32.Checksum(b[:8], castagnoli))
	_, err := a.f.WriteAt(b[:], 0)
	a.dirty.Store(true)
	return err
}

func (a *acknowledgedFile) close() error {
	return errors.Join(a.f.Sync(), a.f.Close())
}

// readAcknowledged reads the number without taking the file.
func readAcknowledged(directory string) (uint64, error) {
	name := filepath.Join(directory, acknowledgedName)
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	return parseAcknowledged(b, name)
}
