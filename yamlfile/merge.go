package yamlfile

import (
	"maps"

	"go.yaml.in/yaml/v3"
)

// Merge returns the node with the values of another laid over it: mappings key
// by key, everything else as a whole. Neither is changed. Mistakes are reported
// in the file from which the value came, so that a request (JSON is YAML) can be
// laid over a scenario.
func (n Node) Merge(over Node) Node {
	switch {
	case over.node == nil:
		return n
	case n.node == nil || n.file == nil:
		return over
	}
	file := &File{Name: n.file.Name, root: n.file.root, foreign: map[*yaml.Node]string{}}
	maps.Copy(file.foreign, n.file.foreign)
	name := func(node *yaml.Node) string {
		if other, ok := over.file.foreign[node]; ok {
			return other
		}
		return over.file.Name
	}
	n.file, n.node = file, merged(resolve(n.node), resolve(over.node), file.foreign, name)
	if n.node.Kind == yaml.MappingNode {
		return n // its own line stays
	}
	n.at = n.node
	return n
}

func merged(under, over *yaml.Node, foreign map[*yaml.Node]string, name func(*yaml.Node) string) *yaml.Node {
	if under.Kind != yaml.MappingNode || over.Kind != yaml.MappingNode {
		mark(over, foreign, name)
		return over
	}
	out := *under
	out.Anchor = ""
	out.Content = append([]*yaml.Node(nil), under.Content...)
	for k := 0; k+1 < len(over.Content); k += 2 {
		key, value := over.Content[k], resolve(over.Content[k+1])
		mark(key, foreign, name)
		at := len(out.Content)
		for j := 0; j+1 < len(under.Content); j += 2 {
			if under.Content[j].Value == key.Value {
				at = j
				break
			}
		}
		if at < len(out.Content) {
			out.Content[at], out.Content[at+1] = key, merged(resolve(out.Content[at+1]), value, foreign, name)
			continue
		}
		mark(value, foreign, name)
		out.Content = append(out.Content, key, value)
	}
	return &out
}

// mark notes from which file the nodes of a tree came.
func mark(n *yaml.Node, foreign map[*yaml.Node]string, name func(*yaml.Node) string) {
	foreign[n] = name(n)
	for _, child := range n.Content {
		mark(child, foreign, name)
	}
}
