package yamlfile

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// folderError says which file to name where a folder was named.
func folderError(path string, wanted func(*File) bool) error {
	const looked, told = 100, 6 // as many files are opened, and named
	fail := func(format string, args ...any) error {
		return &notAFile{fmt.Sprintf("%s: is a folder, and a file is wanted: ", path) + fmt.Sprintf(format, args...)}
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return fail("name it")
	}
	var names []string
	for _, e := range entries {
		if ext := strings.ToLower(filepath.Ext(e.Name())); ext != ".yaml" && ext != ".yml" || !e.Type().IsRegular() || len(names) == looked {
			continue
		}
		name := filepath.Join(path, e.Name())
		if wanted != nil {
			if file, err := Open(name); err != nil || !wanted(file) {
				continue
			}
		}
		names = append(names, name)
	}
	slices.SortStableFunc(names, func(a, b string) int { // the site itself before what lies beside it
		site := func(name string) int {
			if filepath.Base(name) == "site.yaml" {
				return 0
			}
			return 1
		}
		return site(a) - site(b)
	})
	switch n := len(names); {
	case n == 0:
		return fail("it holds none of that kind")
	case n == 1:
		return fail("name %s", names[0])
	case n > told:
		return fail("name one of its %d, such as %s", n, strings.Join(names[:told], ", "))
	}
	return fail("name %s or %s", strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}

// notAFile is a folder where a file is wanted.
type notAFile struct{ text string }

func (e *notAFile) Error() string { return e.text }

// Unwrap tells programs what the system says of it.
func (e *notAFile) Unwrap() error { return syscall.EISDIR }
