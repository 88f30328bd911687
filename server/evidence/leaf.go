package evidence

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shapan/server/historian"
)

// leaf is what the log's tree has of a batch.
//
//	"SPE1" number kind received items root digests
//	 4      u64    1    i64      u32   32   32
//
// Integers are little-endian. The root is of the tree of the batch's items; the
// digests are the first bytes of each item's hash, of which the leaf has the
// SHA-256: they prove nothing more, but name the one that was changed.
type leaf struct {
	number   uint64
	kind     historian.Kind
	received int64 // [ns since 1970]
	items    int
	root     tlog.Hash
	digests  []byte
}

const (
	leafMagic   = "SPE1"
	leafSize    = 4 + 8 + 1 + 8 + 4 + tlog.HashSize + sha256.Size
	digestBytes = 4
)

// gone is the kind of a leaf whose batch was lost before it got here.
const gone historian.Kind = '-'

func (l *leaf) encode() []byte {
	b := append(make([]byte, 0, leafSize), leafMagic...)
	b = binary.LittleEndian.AppendUint64(b, l.number)
	b = append(b, byte(l.kind))
	b = binary.LittleEndian.AppendUint64(b, uint64(l.received))
	b = binary.LittleEndian.AppendUint32(b, uint32(l.items))
	b = append(b, l.root[:]...)
	digests := sha256.Sum256(l.digests)
	return append(b, digests[:]...)
}

// leafOf makes the leaf of a batch.
func leafOf(b *historian.Batch) *leaf {
	hashes := itemHashes(b)
	l := &leaf{number: b.Number, kind: b.Kind, received: b.Received.UnixNano(), items: len(hashes)}
	for _, h := range hashes {
		l.digests = append(l.digests, h[:digestBytes]...)
	}
	l.root = treeOf(hashes).root(int64(len(hashes)))
	return l
}

// itemHashes are those of a batch's readings or events; a batch of latest values
// has, last, from where on retention left the log.
func itemHashes(b *historian.Batch) []tlog.Hash {
	hashes := make([]tlog.Hash, 0, len(b.Readings)+len(b.Events))
	var buffer []byte
	for k := range b.Readings {
		buffer = appendReading(buffer[:0], &b.Readings[k])
		hashes = append(hashes, tlog.RecordHash(buffer))
	}
	for k := range b.Events {
		buffer = appendEvent(buffer[:0], &b.Events[k])
		hashes = append(hashes, tlog.RecordHash(buffer))
	}
	if b.Kind == historian.Latest {
		hashes = append(hashes, tlog.RecordHash(binary.LittleEndian.AppendUint64([]byte{'k'}, b.Kept)))
	}
	return hashes
}

func appendText(b []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
}

func appendMoment(b []byte, t time.Time) []byte {
	return binary.LittleEndian.AppendUint64(b, uint64(t.UnixNano()))
}

// appendReading writes a reading in the one form that is hashed.
func appendReading(b []byte, r *historian.Reading) []byte {
	b = append(b, 'r')
	b = appendText(appendText(appendText(b, r.Subject), r.Property), r.Source)
	b = append(b, byte(r.Quality))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(r.Value))
	return appendMoment(appendMoment(b, r.At), r.Received)
}

// appendEvent writes an event in the one form that is hashed.
func appendEvent(b []byte, e *historian.Event) []byte {
	b = append(b, 'e')
	b = appendText(appendText(appendText(b, e.Kind), e.Subject), e.Who)
	b = appendMoment(appendMoment(b, e.At), e.Received)
	return appendText(b, string(e.Body))
}

// tree is all hashes of a Merkle tree, in tlog's order of storage.
type tree []tlog.Hash

func treeOf(leaves []tlog.Hash) tree {
	t := make(tree, 0, 2*len(leaves))
	for k, h := range leaves {
		t = t.add(int64(k), h)
	}
	return t
}

func (t tree) add(n int64, h tlog.Hash) tree {
	more, err := tlog.StoredHashesForRecordHash(n, h, t)
	if err != nil {
		panic(err) // t has them
	}
	return append(t, more...)
}

// root is that of the first n leaves.
func (t tree) root(n int64) tlog.Hash {
	h, err := tlog.TreeHash(n, t)
	if err != nil {
		panic(err) // t has them
	}
	return h
}

// ReadHashes is tlog's way to ask for hashes.
func (t tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for k, index := range indexes {
		if index < 0 || index >= int64(len(t)) {
			return nil, errShort
		}
		hashes[k] = t[index]
	}
	return hashes, nil
}
