package server

import (
	"maps"
	"slices"

	"shapan/engine"
	"shapan/engine/pack"
)

// channel is one thing that a client may subscribe to. It never changes: a
// field that outgrows its scale gets a channel of a new number.
type channel struct {
	ID    uint16
	Kind  pack.Kind
	Field pack.FieldInfo // of a field
	Names []string       // of scalars and poses, in the order of the body
	Units []string       // of scalars
}

// MarshalJSON tells of the channel as docs/wire.md has it.
func (c *channel) MarshalJSON() ([]byte, error) {
	switch c.Kind {
	case pack.FieldMessage:
		return marshal(struct {
			ID   uint16 `json:"id"`
			Kind string `json:"kind"`
			pack.FieldInfo
		}{c.ID, "field", c.Field})
	case pack.ScalarsMessage:
		return marshal(struct {
			ID    uint16   `json:"id"`
			Kind  string   `json:"kind"`
			Names []string `json:"names"`
			Units []string `json:"units"`
		}{c.ID, "scalars", c.Names, c.Units})
	}
	if c.Kind == pack.PathsMessage {
		return marshal(struct {
			ID   uint16 `json:"id"`
			Kind string `json:"kind"`
		}{c.ID, "paths"})
	}
	return marshal(struct {
		ID    uint16   `json:"id"`
		Kind  string   `json:"kind"`
		Names []string `json:"names"`
	}{c.ID, "poses", c.Names})
}

// table is the channels of a run, as its frames have shown them. Channels that
// have been told of are not changed: learn replaces the list.
type table struct {
	channels []*channel
	last     uint16
}

// successors are channels that have taken the place of others, by the old number.
type successors map[uint16]uint16

// replace puts the successors into a list of channels.
func (s successors) replace(ids []uint16) []uint16 {
	ids = slices.Clone(ids)
	for k, id := range ids {
		if next, ok := s[id]; ok {
			ids[k] = next
		}
	}
	slices.Sort(ids)
	return ids
}

// and returns the successors after a further replacement.
func (s successors) and(later successors) successors {
	all := maps.Clone(later)
	if all == nil {
		all = successors{}
	}
	for old, heir := range s {
		if next, ok := later[heir]; ok {
			heir = next
		}
		all[old] = heir
	}
	return all
}

// learn takes note of what the frame has that is not in the table, and of
// wanted fields that have outgrown their scale. It tells whether the table has
// changed, and what has replaced what.
func (t *table) learn(f *engine.Frame, wanted []uint16) (grown bool, replaced successors) {
	var fresh []*channel
	replaced = successors{}
	f.Fill()
	for k := range f.Fields {
		field := &f.Fields[k]
		c := t.field(field.Name)
		if c != nil && c.Field.Grid == field.Grid && !(slices.Contains(wanted, c.ID) && outgrows(c.Field.Scale, field)) {
			continue
		}
		if c != nil {
			replaced[c.ID] = t.last + uint16(len(fresh)) + 1
		}
		info := pack.FieldInfo{Name: field.Name, Unit: field.Unit, Grid: field.Grid, Scale: roomyScale(field)}
		fresh = append(fresh, &channel{Kind: pack.FieldMessage, Field: info})
	}
	if c := t.newScalars(f); c != nil {
		fresh = append(fresh, c)
	}
	if c := t.newPoses(f); c != nil {
		fresh = append(fresh, c)
	}
	if len(f.Paths) > 0 && !slices.ContainsFunc(t.channels, func(c *channel) bool { return c.Kind == pack.PathsMessage }) {
		fresh = append(fresh, &channel{Kind: pack.PathsMessage})
	}
	if len(fresh) == 0 {
		return false, nil
	}
	var channels []*channel
	for _, c := range t.channels {
		if _, gone := replaced[c.ID]; !gone {
			channels = append(channels, c)
		}
	}
	for _, c := range fresh {
		t.last++
		c.ID = t.last
		channels = append(channels, c)
	}
	t.channels = channels
	return true, replaced
}

// newScalars returns a channel of the frame's scalars that have none, or nil.
func (t *table) newScalars(f *engine.Frame) *channel {
	var c channel
	for k, s := range f.Scalars {
		if !t.has(pack.ScalarsMessage, s.Name, k) {
			c.Names, c.Units = append(c.Names, s.Name), append(c.Units, s.Unit)
		}
	}
	if len(c.Names) == 0 {
		return nil
	}
	c.Kind = pack.ScalarsMessage
	return &c
}

func (t *table) newPoses(f *engine.Frame) *channel {
	var c channel
	for k, p := range f.Poses {
		if !t.has(pack.PosesMessage, p.Name, k) {
			c.Names = append(c.Names, p.Name)
		}
	}
	if len(c.Names) == 0 {
		return nil
	}
	c.Kind = pack.PosesMessage
	return &c
}

// has tells whether a channel of the kind has the name, most likely at place k.
func (t *table) has(kind pack.Kind, name string, k int) bool {
	for _, c := range t.channels {
		if c.Kind != kind {
			continue
		}
		if k < len(c.Names) && c.Names[k] == name || slices.Contains(c.Names, name) {
			return true
		}
	}
	return false
}

func (t *table) field(name string) *channel {
	for _, c := range t.channels {
		if c.Kind == pack.FieldMessage && c.Field.Name == name {
			return c
		}
	}
	return nil
}

// find returns the channel of that number, or nil.
func (t *table) find(id uint16) *channel {
	for _, c := range t.channels {
		if c.ID == id {
			return c
		}
	}
	return nil
}
