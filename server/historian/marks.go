package historian

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// acknowledgedFile holds the number of the last batch that was acknowledged and
// its CRC-32C. It is written after the batch is synced and not synced itself at
// every batch: after a power cut it may name an earlier batch, never a later one.
type acknowledgedFile struct{ f *os.File }

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
	return &acknowledgedFile{f}, last, nil
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
	return err
}

func (a *acknowledgedFile) close() error {
	return errors.Join(a.f.Sync(), a.f.Close())
}
