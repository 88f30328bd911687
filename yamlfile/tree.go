package yamlfile

import (
	"fmt"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// maxNodes bounds a document with its aliases written out: nine lines of
// aliases to aliases can stand for billions of nodes.
const maxNodes = 1 << 20

// checkTree refuses alias bombs and collects what is wrong in any tree,
// whatever it is decoded into: duplicate keys, keys that are not text, merge keys.
func (f *File) checkTree() *Error {
	c := copies{sizes: map[*yaml.Node]int{}}
	c.count(f.root)
	if c.bad != nil {
		return f.fault(c.bad, "", "the alias *%s contains itself, or aliases stand for more than %d values: write the values out", c.bad.Value, maxNodes)
	}
	f.checkKeys(f.root, "")
	return nil
}

// copies counts the nodes that aliases stand for.
type copies struct {
	sizes map[*yaml.Node]int // with aliases followed; 0 while it is being counted
	bad   *yaml.Node         // the alias that makes it too many
}

// count returns the size of a tree with its aliases followed, and how much of
// that the aliases add.
func (c *copies) count(n *yaml.Node) (size, added int) {
	if n.Kind == yaml.AliasNode {
		size = c.sizes[n.Alias] // an anchor stands before its aliases
		if size == 0 {
			c.bad = n
		}
		return size, size
	}
	size = 1
	for _, child := range n.Content {
		s, a := c.count(child)
		size, added = size+s, added+a
		if added > maxNodes && c.bad == nil {
			c.bad = lastAlias(child)
		}
		if c.bad != nil {
			return 0, 0
		}
	}
	c.sizes[n] = size
	return size, added
}

func lastAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n
	}
	for k := len(n.Content) - 1; k >= 0; k-- {
		if alias := lastAlias(n.Content[k]); alias != nil {
			return alias
		}
	}
	return nil
}

// checkKeys reports the entries that no mapping should have and takes them out,
// so that all later walks find each key once and every key a text.
func (f *File) checkKeys(n *yaml.Node, path string) {
	report := func(n *yaml.Node, path, format string, args ...any) {
		f.faults = append(f.faults, f.fault(n, path, format, args...))
	}
	switch n.Kind {
	case yaml.SequenceNode:
		for k, item := range n.Content {
			f.checkKeys(item, join(path, k))
		}
	case yaml.MappingNode:
		first := map[string]int{}
		sound := n.Content[:0]
		for k := 0; k+1 < len(n.Content); k += 2 {
			key, value := n.Content[k], n.Content[k+1]
			line, twice := first[key.Value]
			switch {
			case key.Kind != yaml.ScalarNode || key.ShortTag() == "!!null":
				report(key, path, "a key must be a text")
			case key.ShortTag() == "!!merge":
				report(key, path, "merge keys (<<) are not supported: write the keys out")
			case twice:
				report(key, join(path, key.Value), "is given twice (first on line %d)", line)
			default:
				first[key.Value] = key.Line
				f.checkKeys(value, join(path, key.Value))
				sound = append(sound, key, value)
			}
		}
		n.Content = sound
	}
}

func (f *File) fault(n *yaml.Node, path, format string, args ...any) *Error {
	return &Error{File: f.Name, Line: n.Line, Column: n.Column, Path: path, Message: fmt.Sprintf(format, args...)}
}

// resolve follows an alias.
func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// child returns the key and value of a mapping's entry, or nil.
func child(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for k := 0; k+1 < len(n.Content); k += 2 {
		if n.Content[k].Value == name {
			return n.Content[k], resolve(n.Content[k+1])
		}
	}
	return nil, nil
}

var plainKey = regexp.MustCompile(`^[\pL\pN_-]+$`)

// join extends a key path by a name or an index.
func join(path string, step any) string {
	switch s := step.(type) {
	case int:
		return path + "[" + strconv.Itoa(s) + "]"
	case string:
		switch {
		case !plainKey.MatchString(s):
			return path + "[" + shown(s, true) + "]"
		case path == "":
			return s
		}
		return path + "." + s
	}
	panic(fmt.Sprintf("a step of a path is a name or an index, not %T", step))
}
