package scenarios

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"shapan/yamlfile"
)

// maxData bounds a file of data that a scenario names.
const maxData = 256 << 20

// Parameters of a model may have three further sides, found by their methods, so
// that a model needs to know neither files nor YAML:
//
//	FromFile(start time.Time, read func(name string) ([]byte, error))
//	        when the run starts, and how it reads files that it names, by a path relative to the scenario
//	LimitThreads(n int)
//	        at most so many processors, however many the file allows
//	Key() []any; Unwrap() error
//	        of an error: the parameter that it is about

// files are those that a scenario's models have read. Each is read once, so
// that a run, its forks and its checks see the same.
type files struct {
	mutex sync.Mutex
	read  map[string][]byte // by the name in the scenario
}

// Data returns the files that the models have read so far, by the names that
// the scenario calls them by.
func (f *File) Data() map[string][]byte {
	f.data.mutex.Lock()
	defer f.data.mutex.Unlock()
	copied := make(map[string][]byte, len(f.data.read))
	for name, text := range f.data.read {
		copied[name] = text
	}
	return copied
}

// readData reads a file that the scenario names relative to itself.
func (f *File) readData(name string) ([]byte, error) {
	f.data.mutex.Lock()
	defer f.data.mutex.Unlock()
	if text, known := f.data.read[name]; known {
		return text, nil
	}
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(f.Path), path)
	}
	text, err := readRegular(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no such file (looked for %s)", name, path)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if f.data.read == nil {
		f.data.read = map[string][]byte{}
	}
	f.data.read[name] = text
	return text, nil
}

func readRegular(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	st, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !st.Mode().IsRegular():
		return nil, errors.New("must be a regular file")
	case st.Size() > maxData:
		return nil, fmt.Errorf("has %d MB: expected at most %d", st.Size()>>20, maxData>>20)
	}
	return io.ReadAll(io.LimitReader(file, maxData))
}

// decoder fills a model's parameters from the scenario file.
func (f *File) decoder(node yamlfile.Node) func(into any) error {
	return func(into any) error {
		if p, ok := into.(interface {
			FromFile(time.Time, func(string) ([]byte, error))
		}); ok {
			p.FromFile(f.document.Start, f.readData)
		}
		err := node.Decode(into)
		if p, ok := into.(interface{ LimitThreads(int) }); ok && f.threads > 0 {
			p.LimitThreads(f.threads)
		}
		return err
	}
}

// LimitThreads lets models that are built from now on, by plans made before as
// well, use at most n processors each; 0 is no limit. Results do not depend on
// it.
func (f *File) LimitThreads(n int) { f.threads = n }

// located gives the errors of a model that name a parameter its file and line.
func located(node yamlfile.Node, err error) error {
	if err == nil || yamlfile.IsMistake(err) {
		return err
	}
	var list yamlfile.ErrorList
	var add func(err error)
	add = func(err error) {
		switch e := err.(type) {
		case interface{ Unwrap() []error }:
			for _, one := range e.Unwrap() {
				add(one)
			}
		case interface {
			Key() []any
			Unwrap() error
		}:
			list = append(list, node.At(e.Key()...).Errorf("%v", e.Unwrap()))
		default:
			list = append(list, node.Errorf("%v", err))
		}
	}
	add(err)
	return list.Err()
}
