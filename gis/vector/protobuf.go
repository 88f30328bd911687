package vector

import (
	"encoding/binary"
	"errors"
)

// protobuf goes through the fields of a protocol buffer message. It allocates
// nothing: fields are parts of the message.
type protobuf []byte

var errProtobuf = errors.New("is no protocol buffer")

// field is one of a message: number holds a varint or fixed one, bytes the rest.
type field struct {
	tag    int
	number uint64
	bytes  protobuf
}

// next takes the first field off.
func (p *protobuf) next() (f field, err error) {
	key, err := p.varint()
	if err != nil {
		return f, err
	}
	if key>>3 == 0 || key>>3 > 1<<29-1 {
		return f, errProtobuf
	}
	f.tag = int(key >> 3)
	switch key & 7 {
	case 0:
		f.number, err = p.varint()
		return f, err
	case 1:
		if len(*p) < 8 {
			return f, errProtobuf
		}
		f.number = binary.LittleEndian.Uint64(*p)
		*p = (*p)[8:]
	case 5:
		if len(*p) < 4 {
			return f, errProtobuf
		}
		f.number = uint64(binary.LittleEndian.Uint32(*p))
		*p = (*p)[4:]
	case 2:
		n, err := p.varint()
		if err != nil || n > uint64(len(*p)) {
			return f, errProtobuf
		}
		f.bytes, *p = (*p)[:n:n], (*p)[n:]
	default:
		return f, errProtobuf
	}
	return f, nil
}

func (p *protobuf) varint() (uint64, error) {
	v, n := binary.Uvarint(*p)
	if n <= 0 {
		return 0, errProtobuf
	}
	*p = (*p)[n:]
	return v, nil
}

// zigzag decodes sint64.
func zigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// packed appends a list of varints.
func (p protobuf) packed(list []uint64) ([]uint64, error) {
	for len(p) > 0 {
		v, err := p.varint()
		if err != nil {
			return list, err
		}
		list = append(list, v)
	}
	return list, nil
}

// fields calls visit with each field of a message.
func (p protobuf) fields(visit func(f field) error) error {
	for len(p) > 0 {
		f, err := p.next()
		if err != nil {
			return err
		}
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}
