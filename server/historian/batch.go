package historian

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"time"
)

// batch is one message of the log.
//
//	"SPL1" kind keyframe received n  then n readings  CRC-32C of all before
//	 4      1    u64      i64     uv                   u32
//
// A reading is subject, property, source, quality (1 byte), value (8), at and
// received (varints: nanoseconds from the batch's). A text is a uvarint: 0 and a
// new text (length, bytes), or k: the k-th text of this batch, from 1. Integers
// are little-endian.
type batch struct {
	kind     byte
	keyframe uint64 // number of the keyframe before this batch; 0: none yet
	received time.Time
	readings []Reading
}

const (
	batchMagic = "SPL1"

	ofReadings byte = 'r'
	ofLatest   byte = 'k' // a keyframe
)

// leastReading is what a reading takes at least [bytes]; a batch that claims more
// readings than fit is damaged.
const leastReading = 3 + 1 + 8 + 2

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (b *batch) encode() []byte {
	out := make([]byte, 0, 64+32*len(b.readings))
	out = append(out, batchMagic...)
	out = append(out, b.kind)
	out = binary.LittleEndian.AppendUint64(out, b.keyframe)
	base := b.received.UnixNano()
	out = binary.LittleEndian.AppendUint64(out, uint64(base))
	out = binary.AppendUvarint(out, uint64(len(b.readings)))
	texts := map[string]uint64{}
	text := func(s string) {
		if k, known := texts[s]; known {
			out = binary.AppendUvarint(out, k)
			return
		}
		texts[s] = uint64(len(texts) + 1)
		out = append(out, 0)
		out = binary.AppendUvarint(out, uint64(len(s)))
		out = append(out, s...)
	}
	for k := range b.readings {
		r := &b.readings[k]
		text(r.Subject)
		text(r.Property)
		text(r.Source)
		out = append(out, byte(r.Quality))
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(r.Value))
		out = binary.AppendVarint(out, r.At.UnixNano()-base)
		out = binary.AppendVarint(out, r.Received.UnixNano()-base)
	}
	return binary.LittleEndian.AppendUint32(out, crc32.Checksum(out, castagnoli))
}

var (
	errChecksum = errors.New("its checksum is wrong")
	errShape    = errors.New("it is no batch of readings")
)

func decode(data []byte) (*batch, error) {
	if len(data) < len(batchMagic)+1+8+8+1+4 {
		return nil, errShape
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.Checksum(body, castagnoli) != sum {
		return nil, errChecksum
	}
	if string(body[:4]) != batchMagic {
		return nil, errShape
	}
	b := &batch{kind: body[4], keyframe: binary.LittleEndian.Uint64(body[5:])}
	base := int64(binary.LittleEndian.Uint64(body[13:]))
	b.received = time.Unix(0, base).UTC()
	c := cursor{rest: body[21:]}
	n := c.uvarint()
	if n > uint64(len(c.rest)/leastReading) {
		return nil, errShape
	}
	b.readings = make([]Reading, n)
	for k := range b.readings {
		r := &b.readings[k]
		r.Subject, r.Property, r.Source = c.text(), c.text(), c.text()
		if head := c.take(9); head != nil {
			r.Quality = Quality(head[0])
			r.Value = math.Float64frombits(binary.LittleEndian.Uint64(head[1:]))
		}
		r.At = time.Unix(0, base+c.varint()).UTC()
		r.Received = time.Unix(0, base+c.varint()).UTC()
	}
	if c.short || len(c.rest) > 0 {
		return nil, errShape
	}
	return b, nil
}

// cursor reads a batch from its beginning; short tells that something was not there.
type cursor struct {
	rest  []byte
	texts []string
	short bool
}

func (c *cursor) take(n uint64) []byte {
	if c.short || n > uint64(len(c.rest)) {
		c.short = true
		return nil
	}
	taken := c.rest[:n]
	c.rest = c.rest[n:]
	return taken
}

func (c *cursor) uvarint() uint64 {
	v, n := binary.Uvarint(c.rest)
	if n <= 0 {
		c.short = true
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *cursor) varint() int64 {
	v, n := binary.Varint(c.rest)
	if n <= 0 {
		c.short = true
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *cursor) text() string {
	k := c.uvarint()
	if k == 0 && !c.short {
		s := string(c.take(c.uvarint()))
		c.texts = append(c.texts, s)
		return s
	}
	if k > uint64(len(c.texts)) || c.short {
		c.short = true
		return ""
	}
	return c.texts[k-1]
}
