//go:build unix

package historian

import (
	"errors"
	"os"
)

// syncDirectory makes a new name in a directory outlive a power cut.
func syncDirectory(directory string) error {
	d, err := os.Open(directory)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
