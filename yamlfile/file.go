// Package yamlfile turns YAML files that people write into Go structs and
// tells them all their mistakes at once, each with file, line, key, value and
// what was expected:
//
//	pit.yaml:14:19: pumps[2].start_depth_m: -20: must be > 0 (catalogue value, e.g. 0.8)
//
// The structs say it all in their tags, and the JSON Schema for editors comes
// from the same tags, so decoder and schema cannot disagree:
//
//	StartDepth float64 `yaml:"start_depth_m" jsonschema:"required,exclusiveMinimum=0,example=0.8" jsonschema_description:"catalogue value"`
//
// It is strict on purpose: unknown and duplicate keys, numbers in quotes,
// octal numbers, NaN and infinity, merge keys, custom tags and a second document
// are mistakes. It will not write YAML, and it knows nothing of sites.
//
// The walk: Open (file.go) reads and parses (syntax.go), checks the tree
// (tree.go); Decode (decode.go, scalar.go, kinds.go) fills a struct by the rules
// of its tags (rules.go). A Node (node.go) is a place in a file, for parts that
// are decoded later and for errors of meaning. Schema is schema.go.
package yamlfile

import (
	"errors"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v3"
)

// maxBytes bounds a file that people are supposed to have written.
const maxBytes = 4 << 20

// File is a parsed YAML file.
type File struct {
	Name string // as given to Open, for messages

	root   *yaml.Node // never nil; not a document
	faults ErrorList  // of the tree itself: duplicate keys, merge keys
}

// Open reads and parses a file. Its error is an ErrorList when the file is not
// well-formed.
func Open(path string) (*File, error) {
	data, err := Read(path, nil)
	if err != nil {
		return nil, err
	}
	return Parse(path, data)
}

// Read returns the bytes of a file that is to be parsed. Of a folder it tells
// which of its files are wanted; nil: all.
func Read(path string, wanted func(*File) bool) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if st.IsDir() {
		return nil, folderError(path, wanted)
	}
	if !st.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: must be a regular file", path)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, nil
}

// Parse parses the bytes of a file; name is for messages.
func Parse(name string, data []byte) (*File, error) {
	if len(data) > maxBytes {
		return nil, ErrorList{{File: name, Line: 1, Column: 1,
			Message: fmt.Sprintf("larger than %d MiB: a settings file should be smaller (put data into files of their own)", maxBytes>>20)}}
	}
	root, fault := parse(name, data)
	if fault != nil {
		return nil, ErrorList{fault}
	}
	f := &File{Name: name, root: root}
	if err := f.checkTree(); err != nil {
		return nil, ErrorList{err}
	}
	return f, nil
}

// Root returns the whole document.
func (f *File) Root() Node { return Node{file: f, node: f.root, at: f.root} }

// Decode fills the struct that into points to from the whole document. Its
// error is an ErrorList of all mistakes in the order of the lines; what could
// be read has been filled in nevertheless, so that errors of meaning can be
// looked for as well (ErrorList.AddNew), but nothing else should use it.
func (f *File) Decode(into any) error {
	var all ErrorList
	all = append(all, f.faults...)
	all.Add(f.Root().Decode(into))
	return all.Err()
}

// DecodeNode fills the struct that into points to from a part of a file. It is
// the function behind Node.Decode, in the form that engine.Scenario.New takes.
func DecodeNode(n Node) func(into any) error { return n.Decode }

// IsMistake tells whether an error is about the content of files, which people
// can mend, and not about the machine.
func IsMistake(err error) bool {
	var list ErrorList
	var one *Error
	return errors.As(err, &list) || errors.As(err, &one)
}
