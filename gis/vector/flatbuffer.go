package vector

import (
	"encoding/binary"
	"errors"
	"math"
)

// flatTable is a table of a flat buffer. All offsets are checked as they are
// followed, so that reading needs no verifier; see google.github.io/flatbuffers,
// "Internals". Google's Go code, on which the library of gogama stands (read at
// v1.0.0), slices without such checks; that library turns the panics of its own
// calls into errors, but hands out geometries as Google's tables, whose reading
// it leaves to the caller.
type flatTable struct {
	b    []byte // the whole buffer
	at   int
	vt   int // of its vtable
	size int // of the vtable
}

var errFlat = errors.New("the flat buffer is broken")

// flatRoot returns the table that a buffer begins with.
func flatRoot(b []byte) (flatTable, error) { return flatFollow(b, 0) }

// flatFollow goes to the table whose offset stands at a place.
func flatFollow(b []byte, place int) (t flatTable, err error) {
	to, err := flatOffset(b, place)
	if err != nil || to > len(b)-4 {
		return t, errFlat
	}
	vt := int64(to) - int64(int32(binary.LittleEndian.Uint32(b[to:])))
	if vt < 0 || vt > int64(len(b)-4) {
		return t, errFlat
	}
	size := int(binary.LittleEndian.Uint16(b[vt:]))
	if size < 4 || int(vt)+size > len(b) {
		return t, errFlat
	}
	return flatTable{b, to, int(vt), size}, nil
}

func flatOffset(b []byte, place int) (int, error) {
	if place < 0 || place > len(b)-4 {
		return 0, errFlat
	}
	to := int64(place) + int64(binary.LittleEndian.Uint32(b[place:]))
	if to > int64(len(b)) {
		return 0, errFlat
	}
	return int(to), nil
}

// field returns where a field of n bytes stands; 0: it is absent.
func (t flatTable) field(slot, n int) (int, error) {
	v := 4 + 2*slot
	if v+2 > t.size {
		return 0, nil
	}
	o := int(binary.LittleEndian.Uint16(t.b[t.vt+v:]))
	if o == 0 {
		return 0, nil
	}
	if t.at+o+n > len(t.b) {
		return 0, errFlat
	}
	return t.at + o, nil
}

// number returns an unsigned field of 1, 2, 4 or 8 bytes.
func (t flatTable) number(slot, n int, absent uint64) (uint64, error) {
	at, err := t.field(slot, n)
	if err != nil || at == 0 {
		return absent, err
	}
	var b [8]byte
	copy(b[:n], t.b[at:])
	return binary.LittleEndian.Uint64(b[:]), nil
}

// vector returns a list's bytes and length, of items of n bytes; nil is absent.
func (t flatTable) vector(slot, n int) (items []byte, start, count int, err error) {
	at, err := t.field(slot, 4)
	if err != nil || at == 0 {
		return nil, 0, 0, err
	}
	to, err := flatOffset(t.b, at)
	if err != nil || to > len(t.b)-4 {
		return nil, 0, 0, errFlat
	}
	length := int64(binary.LittleEndian.Uint32(t.b[to:]))
	if length*int64(n) > int64(len(t.b)-to-4) {
		return nil, 0, 0, errFlat
	}
	return t.b[to+4 : to+4+int(length)*n], to + 4, int(length), nil
}

func (t flatTable) text(slot int) (string, error) {
	b, _, _, err := t.vector(slot, 1)
	return string(b), err
}

// table returns a table that a field points to.
func (t flatTable) table(slot int) (inner flatTable, ok bool, err error) {
	at, err := t.field(slot, 4)
	if err != nil || at == 0 {
		return inner, false, err
	}
	inner, err = flatFollow(t.b, at)
	return inner, err == nil, err
}

// tables returns the tables of a list.
func (t flatTable) tables(slot int) ([]flatTable, error) {
	_, start, count, err := t.vector(slot, 4)
	if err != nil {
		return nil, err
	}
	list := make([]flatTable, count)
	for k := range list {
		if list[k], err = flatFollow(t.b, start+4*k); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (t flatTable) doubles(slot int) ([]float64, error) {
	b, _, n, err := t.vector(slot, 8)
	if err != nil || b == nil {
		return nil, err
	}
	list := make([]float64, n)
	for k := range list {
		list[k] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*k:]))
	}
	return list, nil
}
