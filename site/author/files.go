package author

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// file is one to be written.
type file struct {
	path string
	text []byte
}

// writeAll writes files that are not there yet, and their folder. undo takes all
// of it away again; where writing fails that has been done.
func writeAll(dir string, files []file) (undo func(), err error) {
	var made []string // in order; folders before what is in them
	undo = func() {
		for k := len(made) - 1; k >= 0; k-- {
			os.Remove(made[k]) // a folder that somebody has filled meanwhile stays
		}
	}
	for missing := dir; ; missing = filepath.Dir(missing) {
		if _, err := os.Stat(missing); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		made = append([]string{missing}, made...)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for _, f := range files {
		out, err := os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			undo()
			return nil, err
		}
		made = append(made, f.path)
		_, err = out.Write(f.text)
		if err := errors.Join(err, out.Close()); err != nil {
			undo()
			return nil, err
		}
	}
	return undo, nil
}

// freeName is a name in a folder under which there is nothing yet: name.ext,
// name-2.ext, …
func freeName(dir, name string) string {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 2; ; n++ {
		if _, err := os.Stat(filepath.Join(dir, name)); errors.Is(err, fs.ErrNotExist) {
			return name
		}
		name = fmt.Sprintf("%s-%d%s", stem, n, ext)
	}
}
