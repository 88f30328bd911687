package yamlfile

import (
	"fmt"
	"math"
	"reflect"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Node is a place in a file: a value with its line and key path. As the type
// of a struct's field it captures a part of the file to be decoded later. The
// zero Node is no place at all.
type Node struct {
	file *File
	node *yaml.Node // nil: the key is not there
	at   *yaml.Node // where to point: the value's key, or what is around it
	path string
}

// At returns the node under a path of keys (string) and indices (int). When it
// is not there, the node still knows its path and the line nearest to it.
func (n Node) At(steps ...any) Node {
	for _, step := range steps {
		n.path = join(n.path, step)
		if n.node == nil {
			continue
		}
		around := resolve(n.node)
		n.node = nil
		switch s := step.(type) {
		case string:
			if key, value := child(around, s); value != nil {
				n.at, n.node = key, value
			}
		case int:
			if around.Kind == yaml.SequenceNode && s >= 0 && s < len(around.Content) {
				n.at = around.Content[s]
				n.node = resolve(n.at)
			}
		}
	}
	return n
}

// At returns the node under a path of keys and indices of the document.
func (f *File) At(steps ...any) Node { return f.Root().At(steps...) }

// Exists tells whether there is a value.
func (n Node) Exists() bool { return n.node != nil }

// Line returns the line of the value, or of what is around it; from 1.
func (n Node) Line() int { return n.position().Line }

// Path returns the key path: "pumps[2].start_depth_m".
func (n Node) Path() string { return n.path }

// Keys returns the keys of a mapping in the order of the file.
func (n Node) Keys() []string {
	if n.node == nil || n.node.Kind != yaml.MappingNode {
		return nil
	}
	var keys []string
	for k := 0; k+1 < len(n.node.Content); k += 2 {
		keys = append(keys, n.node.Content[k].Value)
	}
	return keys
}

// position is where an error of this node points: the value, or for a mapping
// or list its key.
func (n Node) position() *yaml.Node {
	switch {
	case n.node != nil && n.node.Kind == yaml.ScalarNode:
		return n.node
	case n.at != nil:
		return n.at
	case n.node != nil:
		return n.node
	}
	return &yaml.Node{}
}

// Errorf returns a mistake at this place.
func (n Node) Errorf(format string, args ...any) *Error {
	if n.file == nil {
		return &Error{Path: n.path, Message: fmt.Sprintf(format, args...)}
	}
	return n.file.fault(n.position(), n.path, format, args...)
}

// Decode fills what into points to from this part of the file; see File.Decode.
// A node that is not there decodes as an empty mapping.
func (n Node) Decode(into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		panic(fmt.Sprintf("yamlfile: Decode into %T: must be a pointer", into))
	}
	d := decoder{file: n.file}
	if d.file == nil {
		d.file = &File{}
	}
	if n.node == nil {
		n.node = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: n.position().Line, Column: n.position().Column}
	}
	d.value(n, v.Elem(), &rules{})
	return d.errs.Err()
}

// Value returns the plain value: map[string]any, []any, string, float64, bool
// or nil, as encoding/json would.
func (n Node) Value() any {
	if n.node == nil {
		return nil
	}
	return plainValue(n.node)
}

func plainValue(n *yaml.Node) any {
	n = resolve(n)
	switch n.Kind {
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for k := 0; k+1 < len(n.Content); k += 2 {
			m[n.Content[k].Value] = plainValue(n.Content[k+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for k, item := range n.Content {
			list[k] = plainValue(item)
		}
		return list
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return truths[n.Value]
	case "!!int", "!!float":
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil && !math.IsInf(v, 0) && !math.IsNaN(v) {
			return v
		}
	}
	return n.Value
}
