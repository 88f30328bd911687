package ifc

import (
	"iter"
	"slices"
	"sort"
	"sync"

	"shapan/bim/ifc/step"
)

// An Inverse leads from an entity to those whose attribute refers to it: from a
// wall to the relations that void it. It is made once for a type and attribute.
type Inverse struct {
	model *Model
	pairs []uint64 // id referred to, then place of the entity that refers to it
}

type inverseKey struct{ typ, attribute string }

// Inverse makes the way back of an attribute of a type and its subtypes, of one
// reference or of a list.
func (m *Model) Inverse(typ, attribute string) *Inverse {
	key := inverseKey{typ, attribute}
	if known, ok := m.inverses.Load(key); ok {
		return known.(func() *Inverse)()
	}
	made, _ := m.inverses.LoadOrStore(key, sync.OnceValue(func() *Inverse {
		inverse := &Inverse{model: m}
		var ids []step.ID
		for _, e := range m.Of(typ) {
			a, place := e.find(attribute)
			if id, ok := a.Ref(place); ok {
				inverse.pairs = append(inverse.pairs, uint64(id)<<32|uint64(e.Index()))
				continue
			}
			var ok bool
			if ids, _, ok = a.Refs(place, ids[:0]); !ok {
				ids = e.Refs(attribute)
			}
			for _, id := range ids {
				inverse.pairs = append(inverse.pairs, uint64(id)<<32|uint64(e.Index()))
			}
		}
		slices.Sort(inverse.pairs)
		inverse.pairs = slices.Compact(inverse.pairs)
		return inverse
	}))
	return made.(func() *Inverse)()
}

// OfID gives the entities that refer to an id, in the order of the file.
func (v *Inverse) OfID(id step.ID) iter.Seq[Entity] {
	return func(yield func(Entity) bool) {
		from := uint64(id) << 32
		k := sort.Search(len(v.pairs), func(k int) bool { return v.pairs[k] >= from })
		for ; k < len(v.pairs) && v.pairs[k]>>32 == uint64(id); k++ {
			if !yield(v.model.at(int(uint32(v.pairs[k])))) {
				return
			}
		}
	}
}

// first gives the first entity that refers to one, if any does.
func (v *Inverse) first(e Entity) Entity {
	id := e.Number()
	k := sort.Search(len(v.pairs), func(k int) bool { return v.pairs[k] >= uint64(id)<<32 })
	if k == len(v.pairs) || v.pairs[k]>>32 != uint64(id) {
		return Entity{}
	}
	return v.model.at(int(uint32(v.pairs[k])))
}

// Of gives the entities that refer to one, in the order of the file.
func (v *Inverse) Of(e Entity) iter.Seq[Entity] { return v.OfID(e.Number()) }
