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
//	"SPL2" kind keyframe kept received n  then n items  CRC-32C of all before
//	 4      1    u64      u64  i64     uv                u32
//
// A reading is subject, property, source, quality (1 byte), value (8), at and
// received (varints: nanoseconds from the batch's); an event is kind, subject,
// who, at, received and its body (uvarint length, bytes). A text is a uvarint: 0
// and a new text (length, bytes), or k: the k-th text of this batch, from 1.
// Integers are little-endian.
type batch struct {
	kind     byte
	keyframe uint64 // number of the keyframe before this batch; 0: none yet
	kept     uint64 // number of the first batch that retention has left; 0: all
	received time.Time
	readings []Reading
	events   []Event
}

const (
	batchMagic = "SPL2"
	batchHead  = len(batchMagic) + 1 + 8 + 8 + 8

	ofReadings byte = 'r'
	ofLatest   byte = 'k' // a keyframe
	ofEvents   byte = 'e'
)

// leastReading and leastEvent are what they take at least [bytes]; a batch that
// claims more of them than fit is damaged.
const (
	leastReading = 3 + 1 + 8 + 2
	leastEvent   = 3 + 2 + 1
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (b *batch) encode() []byte {
	out := make([]byte, 0, 64+32*len(b.readings)+256*len(b.events))
	out = append(out, batchMagic...)
	out = append(out, b.kind)
	out = binary.LittleEndian.AppendUint64(out, b.keyframe)
	out = binary.LittleEndian.AppendUint64(out, b.kept)
	base := b.received.UnixNano()
	out = binary.LittleEndian.AppendUint64(out, uint64(base))
	out = binary.AppendUvarint(out, uint64(len(b.readings)+len(b.events)))
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
	for k := range b.events {
		e := &b.events[k]
		text(e.Kind)
		text(e.Subject)
		text(e.Who)
		out = binary.AppendVarint(out, e.At.UnixNano()-base)
		out = binary.AppendVarint(out, e.Received.UnixNano()-base)
		out = binary.AppendUvarint(out, uint64(len(e.Body)))
		out = append(out, e.Body...)
	}
	return binary.LittleEndian.AppendUint32(out, crc32.Checksum(out, castagnoli))
}

var (
	errChecksum = errors.New("its checksum is wrong")
	errShape    = errors.New("it is no batch of readings")
)

// head checks a batch's checksum and reads what stands before its items.
func head(data []byte) (b *batch, items []byte, err error) {
	if len(data) < batchHead+1+4 {
		return nil, nil, errShape
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.Checksum(body, castagnoli) != sum {
		return nil, nil, errChecksum
	}
	if string(body[:4]) != batchMagic {
		return nil, nil, errShape
	}
	number := func(at int) uint64 { return binary.LittleEndian.Uint64(body[at:]) }
	b = &batch{kind: body[4], keyframe: number(5), kept: number(13), received: time.Unix(0, int64(number(21))).UTC()}
	return b, body[batchHead:], nil
}

func decode(data []byte) (*batch, error) {
	b, items, err := head(data)
	if err != nil {
		return nil, err
	}
	c := cursor{rest: items}
	n := c.uvarint()
	switch {
	case (b.kind == ofReadings || b.kind == ofLatest) && n <= uint64(len(c.rest)/leastReading):
		b.readings = make([]Reading, n)
		for k := range b.readings {
			c.reading(&b.readings[k], b.received.UnixNano())
		}
	case b.kind == ofEvents && n <= uint64(len(c.rest)/leastEvent):
		b.events = make([]Event, n)
		for k := range b.events {
			c.event(&b.events[k], b.received.UnixNano())
		}
	default:
		return nil, errShape
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

func (c *cursor) moment(base int64) time.Time { return time.Unix(0, base+c.varint()).UTC() }

func (c *cursor) reading(r *Reading, base int64) {
	r.Subject, r.Property, r.Source = c.text(), c.text(), c.text()
	if fixed := c.take(9); fixed != nil {
		r.Quality = Quality(fixed[0])
		r.Value = math.Float64frombits(binary.LittleEndian.Uint64(fixed[1:]))
	}
	r.At, r.Received = c.moment(base), c.moment(base)
}

func (c *cursor) event(e *Event, base int64) {
	e.Kind, e.Subject, e.Who = c.text(), c.text(), c.text()
	e.At, e.Received = c.moment(base), c.moment(base)
	e.Body = append(e.Body, c.take(c.uvarint())...)
}
