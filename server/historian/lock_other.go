//go:build !unix

package historian

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// lock takes a directory for this process by a file that must not exist. A crash
// leaves it behind.
func lock(directory string) (*os.File, error) {
	name := filepath.Join(directory, "lock")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: %w: stop the other shapan; if none runs, it crashed: remove %s", directory, ErrInUse, name)
	}
	return f, err
}

func unlock(f *os.File) error {
	f.Close()
	return os.Remove(f.Name())
}
