package pack

import (
	"encoding/binary"
	"fmt"
	"math"

	"shapan/engine"
)

// HeaderSize is the length of the header before every binary message.
const HeaderSize = 32

// Kind says what a message holds.
type Kind uint8

// The kinds of binary message.
const (
	FieldMessage   Kind = 1
	ScalarsMessage Kind = 2
	PosesMessage   Kind = 3
	PathsMessage   Kind = 4 // JSON, as they have points of any number
)

// Flags say how a message is to be read.
type Flags uint8

// The flags of a message.
const (
	KeyFlag     Flags = 1 << iota // stands alone
	DeltaFlag                     // is added to the message with BaseSeq
	DeflateFlag                   // the body is deflate-raw
	PastFlag                      // answers a look into the past
	LastFlag                      // no channel of this frame comes after it
)

// Header stands before the body of every binary message, 32 bytes in
// little-endian order, as docs/wire.md has it.
type Header struct {
	Kind    Kind
	Flags   Flags
	Channel uint16  // 0 where there is only one, as in HTTP and recordings
	Seq     uint32  // one number per frame sent, rising
	BaseSeq uint32  // of the message that a delta is added to
	BodyLen uint32  // length of the body after inflating
	Tick    int64   // tick number
	Seconds float64 // since the start of the run
}

// AppendTo appends the 32 bytes of the header.
func (h Header) AppendTo(b []byte) []byte {
	b = append(b, byte(h.Kind), byte(h.Flags))
	b = binary.LittleEndian.AppendUint16(b, h.Channel)
	b = binary.LittleEndian.AppendUint32(b, h.Seq)
	b = binary.LittleEndian.AppendUint32(b, h.BaseSeq)
	b = binary.LittleEndian.AppendUint32(b, h.BodyLen)
	b = binary.LittleEndian.AppendUint64(b, uint64(h.Tick))
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(h.Seconds))
}

// ParseHeader splits a message into its header and its body, which shares the
// message's memory.
func ParseHeader(message []byte) (h Header, body []byte, err error) {
	if len(message) < HeaderSize {
		return Header{}, nil, fmt.Errorf("message of %d bytes: shorter than its header of %d", len(message), HeaderSize)
	}
	h = Header{
		Kind:    Kind(message[0]),
		Flags:   Flags(message[1]),
		Channel: binary.LittleEndian.Uint16(message[2:]),
		Seq:     binary.LittleEndian.Uint32(message[4:]),
		BaseSeq: binary.LittleEndian.Uint32(message[8:]),
		BodyLen: binary.LittleEndian.Uint32(message[12:]),
		Tick:    int64(binary.LittleEndian.Uint64(message[16:])),
		Seconds: math.Float64frombits(binary.LittleEndian.Uint64(message[24:])),
	}
	return h, message[HeaderSize:], nil
}

// FieldInfo is what one must know to read a field message. Its JSON is the
// Shapan-Field header of HTTP, a channel's description on the stream, and the
// metadata of a recorded channel.
type FieldInfo struct {
	Name string      `json:"name"`
	Unit string      `json:"unit"`
	Grid engine.Grid `json:"grid"`
	Scale
}

// KeyMessage packs quanta of a field, on rows of nx, into a whole message that
// stands alone. Kind, Flags and BodyLen are filled in; PastFlag and LastFlag
// of the header given are kept.
func KeyMessage(h Header, q Quanta, nx int) []byte {
	h.Kind, h.Flags = FieldMessage, h.Flags&(PastFlag|LastFlag)|KeyFlag|DeflateFlag
	h.BaseSeq, h.BodyLen = 0, uint32(2*len(q))
	return append(h.AppendTo(nil), Key(q, nx)...)
}

// DeltaMessage packs the change from base, sent with number baseSeq, to q.
func DeltaMessage(h Header, q, base Quanta, baseSeq uint32) []byte {
	h.Kind, h.Flags = FieldMessage, h.Flags&(PastFlag|LastFlag)|DeltaFlag|DeflateFlag
	h.BaseSeq, h.BodyLen = baseSeq, uint32(2*len(q))
	return append(h.AppendTo(nil), Delta(q, base)...)
}

// OpenMessage reads a field message that stands alone.
func (i FieldInfo) OpenMessage(message []byte) (Header, Quanta, error) {
	h, body, err := ParseHeader(message)
	if err != nil {
		return h, nil, err
	}
	const want = KeyFlag | DeflateFlag
	if h.Kind != FieldMessage || h.Flags&(want|DeltaFlag) != want {
		return h, nil, fmt.Errorf("field %s: message of kind %d with flags %d is no deflated key message", i.Name, h.Kind, h.Flags)
	}
	if i.Grid.NX <= 0 || i.Grid.NY <= 0 || i.Grid.NX > math.MaxInt32/i.Grid.NY || int64(h.BodyLen) != 2*int64(i.Grid.Len()) {
		return h, nil, fmt.Errorf("field %s: body of %d bytes does not fit a grid of %d×%d", i.Name, h.BodyLen, i.Grid.NX, i.Grid.NY)
	}
	q, err := OpenKey(body, i.Grid.Len(), i.Grid.NX)
	return h, q, err
}
