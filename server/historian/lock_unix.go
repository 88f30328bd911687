//go:build unix

package historian

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// lock takes a directory for this process; the system releases it with the
// process, however that ends.
func lock(directory string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(directory, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w: stop the other shapan, or give this one a directory of its own", directory, ErrInUse)
	}
	return f, nil
}

func unlock(f *os.File) error { return f.Close() }
