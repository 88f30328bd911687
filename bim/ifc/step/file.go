package step

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"
	"sync"
)

// An ID names an instance within its file: #1 to #4294967295.
type ID uint32

// A File is a model's text and its index. It does not change once it is open
// and may be read from many goroutines.
type File struct {
	Name   string
	Header Header
	// Faults are what was wrong with the file's structure: statements that are
	// no instances, instances without end, ids given twice. The instances
	// concerned are left out; of two with one id the first is found by Instance.
	// Check looks at the arguments too.
	Faults Faults

	text   string
	ids    []ID
	at     []uint32 // where the arguments' ( stands
	types  []uint16
	names  names
	byType []uint32 // numbers of instances, ordered by type, then by place
	first  []uint32 // byType[first[t]:first[t+1]] are of type t
	lookup lookup

	encodingOnce sync.Once
	encoding     Encoding
}

// Parse indexes a text. It fails if the text is not STEP at all, or has no
// data; single mistakes are in File.Faults.
func Parse(name, text string) (*File, error) { return parse(name, text, cores(), chunkBytes) }

func parse(name, text string, workers, chunk int) (*File, error) {
	if len(text) > math.MaxUint32-1 {
		return nil, fmt.Errorf("%s: %d bytes are more than the 4 GiB that the index reaches", name, len(text))
	}
	f := &File{Name: name, text: text, Faults: Faults{Name: name}}
	data, err := f.readHeader()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.gather(scanAll(text, data, workers, chunk))
	f.Faults.place(text)
	return f, nil
}

// gather joins the parts in the order of the file.
func (f *File) gather(parts []*part) {
	total := 0
	for _, p := range parts {
		total += len(p.ids)
	}
	if len(parts) == 1 {
		f.ids, f.at, f.types, f.names = parts[0].ids, parts[0].at, parts[0].types, parts[0].names
	} else {
		f.ids, f.at, f.types = make([]ID, 0, total), make([]uint32, 0, total), make([]uint16, 0, total)
	}
	ended, tooMany := false, false
	for k, p := range parts {
		f.Faults.join(&p.faults)
		ended = p.ended || ended && !p.reopened
		if len(parts) == 1 {
			break
		}
		f.ids, f.at = append(f.ids, p.ids...), append(f.at, p.at...)
		global := make([]uint16, len(p.names.list))
		for k, name := range p.names.list {
			n, ok := f.names.number(name)
			tooMany = tooMany || !ok
			global[k] = n
		}
		for _, t := range p.types {
			f.types = append(f.types, global[t])
		}
		parts[k] = nil // it is copied: let it go
	}
	if tooMany {
		f.Faults.add(0, 0, f.text, "no more than 65535 types")
	}
	if !ended {
		f.Faults.add(len(f.text), 0, f.text, "ENDSEC; after the data")
	}
	f.first = make([]uint32, len(f.names.list)+1)
	for _, t := range f.types {
		f.first[t+1]++
	}
	for t := range f.names.list {
		f.first[t+1] += f.first[t]
	}
	f.byType = make([]uint32, len(f.types))
	fill := append([]uint32(nil), f.first...)
	for k, t := range f.types {
		f.byType[fill[t]] = uint32(k)
		fill[t]++
	}
	f.lookup = newLookup(f.ids, func(k int) {
		f.Faults.add(int(f.at[k]), f.ids[k], f.text, "an id that no instance before has")
	})
}

// Len is the number of instances.
func (f *File) Len() int { return len(f.ids) }

// At returns the k-th instance of the file.
func (f *File) At(k int) Instance { return Instance{f, uint32(k)} }

// Instance finds an instance by its id.
func (f *File) Instance(id ID) (Instance, bool) {
	k, ok := f.lookup.find(f.ids, id)
	return Instance{f, k}, ok
}

// All gives the instances in the order of the file.
func (f *File) All() iter.Seq[Instance] {
	return func(yield func(Instance) bool) {
		for k := range f.ids {
			if !yield(Instance{f, uint32(k)}) {
				return
			}
		}
	}
}

// Types are the names of the types that occur, in capitals, by first use. A
// type's place in this list is its number, see Instance.TypeNumber.
func (f *File) Types() []string { return f.names.list }

// Count returns the number of instances of a type (not of its subtypes).
func (f *File) Count(name string) int { return len(f.ofType(name)) }

// OfType gives the instances of a type (not of its subtypes) in the order of
// the file.
func (f *File) OfType(name string) iter.Seq[Instance] {
	return func(yield func(Instance) bool) {
		for _, k := range f.ofType(name) {
			if !yield(Instance{f, k}) {
				return
			}
		}
	}
}

func (f *File) ofType(name string) []uint32 {
	t, _ := f.names.find(name)
	if t < 0 {
		return nil
	}
	return f.byType[f.first[t]:f.first[t+1]]
}

// An Instance is one line of a model: #id=TYPE(arguments).
type Instance struct {
	file *File
	k    uint32
}

// ID is the number after #.
func (i Instance) ID() ID { return i.file.ids[i.k] }

// Index is the instance's place in the file, for tables beside File.At.
func (i Instance) Index() int { return int(i.k) }

// Type is the name of the type, in capitals.
func (i Instance) Type() string { return i.file.names.list[i.file.types[i.k]] }

// TypeNumber is the place of the type in File.Types.
func (i Instance) TypeNumber() int { return int(i.file.types[i.k]) }

// Line is the line where the arguments start, from 1. It counts from the start
// of the file: for messages.
func (i Instance) Line() int { return 1 + strings.Count(i.file.text[:i.file.at[i.k]], "\n") }

// Args are the arguments. An instance of several types, "(COMPLEX)", has its
// parts for arguments: typed values.
func (i Instance) Args() Args {
	return Args{file: i.file, text: i.file.text[i.file.at[i.k]+1:]}
}

// Text is the instance's arguments as they stand in the file, with parentheses.
func (i Instance) Text() string {
	text := i.file.text[i.file.at[i.k]:]
	return text[:skipValue(text, 0)]
}

var errNoStep = errors.New("not a STEP file: it does not start with ISO-10303-21;")
