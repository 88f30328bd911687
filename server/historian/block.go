package historian

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"

	"github.com/minio/highwayhash"
)

// NATS keeps a stream in block files of records, which it trusts as it opens
// them: where one cannot be read, it cuts the file off, with all good records that
// follow. So we read the files first.
//
//	length number time subject's-length subject [headers' length, headers] data hash
//	u32    u64    i64  u16                       u32                             8
//
// The top bit of the length tells that there are headers; the top bits of the
// number tell of a record without data. The hash is a HighwayHash of all but the
// lengths, keyed by stream and block; our own checksum stands in the data.
type record struct {
	number uint64
	mark   recordMark
	size   int    // in the file [bytes]
	batch  *batch // its head, of a stored one
	data   []byte // of the batch
}

type recordMark uint8

const (
	storedRecord recordMark = iota
	erasedRecord            // the number's data was taken out
	tombRecord              // tells that another number was taken out
)

const (
	recordHead  = 4 + 8 + 8 + 2
	recordHash  = 8
	recordLeast = recordHead + recordHash
	recordMost  = 32 << 20

	headersBit = 1 << 31
	erasedBit  = 1 << 63
	tombBit    = 1 << 62
)

// blockHash is what NATS hashes the records of a block with.
func blockHash(index int) hash.Hash64 {
	key := sha256.Sum256(fmt.Appendf(nil, "%s-%d", streamName, index))
	h, err := highwayhash.New64(key[:])
	if err != nil {
		panic(err) // the key has the right length
	}
	return h
}

// parseRecord reads the record at the beginning of b. It says why there is none.
func parseRecord(b []byte, h hash.Hash64) (r record, why string) {
	if len(b) < recordLeast {
		return r, "it is cut off"
	}
	length := binary.LittleEndian.Uint32(b)
	headers := length&headersBit != 0
	length &^= headersBit
	subject := int(binary.LittleEndian.Uint16(b[20:]))
	switch {
	case length < recordLeast || length > recordMost:
		return r, fmt.Sprintf("it claims %d bytes", length)
	case int64(length) > int64(len(b)):
		return r, "it is cut off"
	}
	body := b[recordHead : length-recordHash]
	rest := subject
	if headers {
		rest += 4
	}
	if rest > len(body) {
		return r, "its lengths disagree"
	}
	h.Reset()
	h.Write(b[4:20])
	h.Write(body[:subject])
	h.Write(body[rest:])
	if !bytes.Equal(h.Sum(nil), b[length-recordHash:length]) {
		return r, errChecksum.Error()
	}
	number := binary.LittleEndian.Uint64(b[4:])
	r.number, r.size = number&^(erasedBit|tombBit), int(length)
	switch {
	case number&tombBit != 0:
		r.mark = tombRecord
		return r, ""
	case number&erasedBit != 0:
		r.mark = erasedRecord
		return r, ""
	}
	if s := string(body[:subject]); s != readingsSubject && s != eventsSubject {
		return r, fmt.Sprintf("its subject is %q", s)
	}
	r.data = body[subject:]
	if headers {
		n := binary.LittleEndian.Uint32(r.data)
		if int64(n) > int64(len(r.data)-4) {
			return r, "its lengths disagree"
		}
		r.data = r.data[4+n:]
	}
	var err error
	if r.batch, _, err = head(r.data); err != nil {
		return r, err.Error()
	}
	return r, ""
}

// unreadable is a part of a block in which no record can be read.
type unreadable struct {
	from, to int // bytes
	why      string
}

// mostAhead is how far the next record's number may be ahead of the last one's,
// where records are looked for among bytes that are none.
const mostAhead = 1 << 24

// scanBlock gives all records of a block, and the parts that cannot be read
// between them. After such a part it looks for the next record byte by byte.
func scanBlock(b []byte, index int, each func(r record), bad func(u unreadable)) {
	h := blockHash(index)
	last := uint64(0)
	for at := 0; at < len(b); {
		r, why := parseRecord(b[at:], h)
		if why == "" {
			each(r)
			at += r.size
			if r.mark != tombRecord {
				last = r.number
			}
			continue
		}
		from := at
		for at++; at < len(b); at++ {
			if at+recordLeast > len(b) {
				at = len(b)
				break
			}
			number := binary.LittleEndian.Uint64(b[at+4:]) &^ erasedBit
			if number <= last || last > 0 && number-last > mostAhead { // hashing what is none takes long
				continue
			}
			if _, why := parseRecord(b[at:], h); why == "" {
				break
			}
		}
		bad(unreadable{from, at, why})
	}
}

// appendErased appends a record that holds a number's place.
func appendErased(b []byte, number uint64, unixNano int64, index int) []byte {
	from := len(b)
	b = binary.LittleEndian.AppendUint32(b, recordLeast)
	b = binary.LittleEndian.AppendUint64(b, number|erasedBit)
	b = binary.LittleEndian.AppendUint64(b, uint64(unixNano))
	b = binary.LittleEndian.AppendUint16(b, 0)
	h := blockHash(index)
	h.Write(b[from+4 : from+20])
	return h.Sum(b)
}
