package record

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
)

// The library's readers believe the lengths that a file claims. Here a record
// is taken only if it lies within the file, and a chunk is inflated as far as
// it really goes, up to maxChunk.

var errDamaged = errors.New("damaged or cut short")

// source is a file, or a part of one in memory.
type source struct {
	io.ReaderAt
	size int64
}

const recordHeader = 9 // u8 opcode, u64 length

// span is where the content of a record lies.
type span struct{ at, length int64 }

func (s span) end() int64 { return s.at + s.length }

// record finds the record that begins at an offset; it lies within the source.
func (s source) record(at int64) (mcap.OpCode, span, error) {
	var head [recordHeader]byte
	if at < 0 || at > s.size-recordHeader {
		return 0, span{}, errDamaged
	}
	if _, err := s.ReadAt(head[:], at); err != nil {
		return 0, span{}, err
	}
	length := binary.LittleEndian.Uint64(head[1:])
	if length > uint64(s.size-recordHeader-at) {
		return 0, span{}, errDamaged
	}
	return mcap.OpCode(head[0]), span{at + recordHeader, int64(length)}, nil
}

// bytes reads a span that lies within the source.
func (s source) bytes(where span) ([]byte, error) {
	if where.at < 0 || where.length < 0 || where.at > s.size || where.length > s.size-where.at {
		return nil, errDamaged
	}
	b := make([]byte, where.length)
	if _, err := s.ReadAt(b, where.at); err != nil {
		return nil, err
	}
	return b, nil
}

// walk visits the records of a source from an offset on, until visit says stop
// or the source ends. A record that does not fit is errDamaged.
func (s source) walk(at int64, visit func(op mcap.OpCode, where span) (stop bool, err error)) error {
	for at < s.size {
		op, where, err := s.record(at)
		if err != nil {
			return err
		}
		if stop, err := visit(op, where); err != nil || stop {
			return err
		}
		at = where.end()
	}
	return nil
}

// inMemory makes a source of bytes.
func inMemory(b []byte) source { return source{bytes.NewReader(b), int64(len(b))} }

// little takes numbers and texts off the front of bytes; bad tells that there
// were too few.
type little struct {
	rest []byte
	bad  bool
}

func (l *little) take(n uint64) []byte {
	if n > uint64(len(l.rest)) {
		l.bad, l.rest = true, nil
		return nil
	}
	taken := l.rest[:n]
	l.rest = l.rest[n:]
	return taken
}

func (l *little) u32() uint32 {
	if b := l.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (l *little) u64() uint64 {
	if b := l.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (l *little) text() string { return string(l.take(uint64(l.u32()))) }

// attachment reads the content of an attachment record.
func attachment(content []byte) (name string, data []byte, err error) {
	l := little{rest: content}
	l.take(8 + 8) // log and creation time
	name = l.text()
	l.text() // media type
	data = l.take(l.u64())
	checked := len(content) - len(l.rest)
	crc := l.u32()
	if l.bad || crc != 0 && crc != crc32.ChecksumIEEE(content[:checked]) {
		return "", nil, fmt.Errorf("attachment: %w", errDamaged)
	}
	return name, data, nil
}

// inflater opens chunks; it is not safe for concurrent use.
type inflater struct{ zstd *zstd.Decoder }

// open returns the records in the content of a chunk.
func (i *inflater) open(content []byte) ([]byte, error) {
	l := little{rest: content}
	l.take(8 + 8) // first and last time
	size, crc, compression := l.u64(), l.u32(), mcap.CompressionFormat(l.text())
	packed := l.take(l.u64())
	if l.bad || size > maxChunk {
		return nil, fmt.Errorf("chunk: %w", errDamaged)
	}
	records := packed
	switch compression {
	case mcap.CompressionNone:
	case mcap.CompressionZSTD:
		var err error
		if records, err = i.inflate(packed, int64(size)); err != nil {
			return nil, fmt.Errorf("chunk: %w: %w", errDamaged, err)
		}
	default:
		return nil, fmt.Errorf("chunk: compression %q is not known", compression)
	}
	if uint64(len(records)) != size || crc != 0 && crc != crc32.ChecksumIEEE(records) {
		return nil, fmt.Errorf("chunk: %w", errDamaged)
	}
	return records, nil
}

// inflate reads as much as there is, at most one byte more than the size.
func (i *inflater) inflate(packed []byte, size int64) ([]byte, error) {
	if i.zstd == nil {
		var err error
		// One goroutine, and a window no larger than the writer's.
		i.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderMaxMemory(maxChunk))
		if err != nil {
			return nil, err
		}
	}
	if err := i.zstd.Reset(bytes.NewReader(packed)); err != nil {
		return nil, err
	}
	var records bytes.Buffer
	_, err := records.ReadFrom(io.LimitReader(i.zstd, size+1))
	return records.Bytes(), err
}

func (i *inflater) close() {
	if i.zstd != nil {
		i.zstd.Close()
	}
}
