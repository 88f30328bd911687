package scenarios

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"
)

// Changes are what a user sets anew before a run: parameters of models, laid
// over those of the file, and further events.
type Changes struct {
	With   map[string]map[string]any // by model
	Events []ChangeEvent
	Start  time.Time // simulated instant of the first tick; zero: the file's
}

// ChangeEvent is an event that the file does not have.
type ChangeEvent struct {
	At      float64        `json:"at_s"` // [s] since the start
	Subject string         `json:"subject"`
	Set     map[string]any `json:"set"`
}

// Changed returns the scenario with the changes written into its text, so that
// what runs is what the recording holds.
func (f *File) Changed(c Changes) (*File, error) {
	if len(c.With) == 0 && len(c.Events) == 0 && c.Start.IsZero() {
		return f, nil
	}
	var document yaml.Node
	if err := yaml.Unmarshal(f.Text, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	root := document.Content[0]
	for model, with := range c.With {
		use := modelNode(root, model)
		if use == nil {
			return nil, fmt.Errorf("%s: with: the scenario has no model %q", f.Path, model)
		}
		var changed yaml.Node
		if err := changed.Encode(map[string]any{"with": with}); err != nil {
			return nil, fmt.Errorf("%s: with: %w", f.Path, err)
		}
		merge(use, &changed)
	}
	if !c.Start.IsZero() {
		var changed yaml.Node
		if err := changed.Encode(map[string]any{"start": c.Start}); err != nil {
			return nil, fmt.Errorf("%s: start: %w", f.Path, err)
		}
		merge(root, &changed)
	}
	if len(c.Events) > 0 {
		if err := appendEvents(root, c.Events); err != nil {
			return nil, fmt.Errorf("%s: events: %w", f.Path, err)
		}
	}
	text, err := yaml.Marshal(&document)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	return Parse(f.Path, text)
}

// modelNode returns the mapping of the first model of that name.
func modelNode(root *yaml.Node, name string) *yaml.Node {
	models := value(root, "models")
	if models == nil {
		return nil
	}
	for _, use := range models.Content {
		if u := value(use, "use"); u != nil && u.Value == name {
			return use
		}
	}
	return nil
}

// value returns the value of a key of a mapping, or nil.
func value(mapping *yaml.Node, key string) *yaml.Node {
	if mapping.Kind != yaml.MappingNode {
		return nil
	}
	for k := 0; k+1 < len(mapping.Content); k += 2 {
		if mapping.Content[k].Value == key {
			return mapping.Content[k+1]
		}
	}
	return nil
}

// merge lays one mapping over another: mappings meet key by key, all else is
// replaced.
func merge(under, over *yaml.Node) {
	for k := 0; k+1 < len(over.Content); k += 2 {
		key, new := over.Content[k], over.Content[k+1]
		old := value(under, key.Value)
		switch {
		case old == nil:
			under.Content = append(under.Content, key, new)
		case old.Kind == yaml.MappingNode && new.Kind == yaml.MappingNode:
			merge(old, new)
		default:
			*old = *new
		}
	}
}

func appendEvents(root *yaml.Node, events []ChangeEvent) error {
	list := value(root, "events")
	if list == nil || list.Kind != yaml.SequenceNode {
		list = &yaml.Node{Kind: yaml.SequenceNode}
		merge(root, &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: "events"}, list}})
		list = value(root, "events")
	}
	for _, e := range events {
		var node yaml.Node
		if err := node.Encode(map[string]any{"at": fmt.Sprintf("%gs", e.At), "subject": e.Subject, "set": e.Set}); err != nil {
			return err
		}
		list.Content = append(list.Content, &node)
	}
	return nil
}
