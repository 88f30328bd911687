package record

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"math"
	"slices"

	"github.com/foxglove/mcap/go/mcap"
)

// index says where in a file each message lies.
type index struct {
	channels map[uint16]*mcap.Channel
	chunks   []span // contents of the chunk records
	topics   map[string][]entry
	messages int
	complete bool // the file was closed properly
}

// entry is where a message lies. The entries of a topic are in order of time.
type entry struct {
	at      int64 // log time: simulated ns since 1970
	offset  uint32
	chunk   int32
	channel uint16
}

// maxMessages bounds the index: a year of ticks of 1 s is a fifth of it.
const maxMessages = 1 << 24

func newIndex() *index {
	return &index{channels: map[uint16]*mcap.Channel{}, topics: map[string][]entry{}}
}

func (x *index) addChannel(content []byte) error {
	c, err := mcap.ParseChannel(content)
	if err != nil {
		return err
	}
	if x.channels[c.ID] == nil {
		x.channels[c.ID] = c
	}
	return nil
}

// addMessage notes a message; one of a channel that nobody described is
// dropped, as MCAP has it.
func (x *index) addMessage(e entry) error {
	c := x.channels[e.channel]
	if c == nil {
		return nil
	}
	if x.messages++; x.messages > maxMessages {
		return fmt.Errorf("more than %d messages", maxMessages)
	}
	x.topics[c.Topic] = append(x.topics[c.Topic], e)
	return nil
}

// sort orders the entries by time, and by place where times are equal.
func (x *index) sort() {
	for _, entries := range x.topics {
		slices.SortFunc(entries, func(a, b entry) int {
			return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.chunk, b.chunk), cmp.Compare(a.offset, b.offset))
		})
	}
}

// footerSize is the footer record and the magic, at the end of a whole file.
const footerSize = recordHeader + 20 + 8

// readIndex reads the index that a file carries at its end.
func readIndex(s source) (*index, error) {
	tail, err := s.bytes(span{s.size - footerSize, footerSize})
	if err != nil {
		return nil, err
	}
	if mcap.OpCode(tail[0]) != mcap.OpFooter || string(tail[footerSize-8:]) != string(mcap.Magic) {
		return nil, fmt.Errorf("no footer: %w", errDamaged)
	}
	footer, err := mcap.ParseFooter(tail[recordHeader:])
	if err != nil {
		return nil, err
	}
	start := footer.SummaryStart
	if start == 0 || start > uint64(s.size-footerSize) {
		return nil, fmt.Errorf("no summary: %w", errDamaged)
	}
	summary, err := s.bytes(span{int64(start), s.size - footerSize - int64(start)})
	if err != nil {
		return nil, err
	}
	crc := crc32.Update(crc32.ChecksumIEEE(summary), crc32.IEEETable, tail[:footerSize-8-4])
	if footer.SummaryCRC != 0 && footer.SummaryCRC != crc {
		return nil, fmt.Errorf("summary: %w", errDamaged)
	}
	x := newIndex()
	x.complete = true
	if err := x.readSummary(s, inMemory(summary)); err != nil {
		return nil, err
	}
	x.sort()
	return x, nil
}

// readSummary takes channels and chunks from the summary, and the messages
// from the indexes that stand behind each chunk. Chunks must come in the order
// of the file without overlap, so that no byte is read twice.
func (x *index) readSummary(s, summary source) error {
	var end uint64
	return summary.walk(0, func(op mcap.OpCode, where span) (bool, error) {
		if op != mcap.OpChannel && op != mcap.OpChunkIndex {
			return false, nil
		}
		content, err := summary.bytes(where)
		if err != nil {
			return false, err
		}
		if op == mcap.OpChannel {
			return false, x.addChannel(content)
		}
		chunk, err := mcap.ParseChunkIndex(content)
		if err != nil {
			return false, err
		}
		if chunk.ChunkStartOffset < end || chunk.ChunkLength > math.MaxInt64/4 || chunk.MessageIndexLength > math.MaxInt64/4 ||
			chunk.ChunkStartOffset > uint64(s.size) {
			return false, errDamaged
		}
		indexes := span{int64(chunk.ChunkStartOffset + chunk.ChunkLength), int64(chunk.MessageIndexLength)}
		end = uint64(indexes.end())
		return false, x.readChunkIndex(s, int64(chunk.ChunkStartOffset), indexes)
	})
}

func (x *index) readChunkIndex(s source, chunkAt int64, indexes span) error {
	op, where, err := s.record(chunkAt)
	if err != nil {
		return err
	}
	if op != mcap.OpChunk || where.end() != indexes.at {
		return errDamaged
	}
	number := int32(len(x.chunks))
	x.chunks = append(x.chunks, where)
	content, err := s.bytes(indexes)
	if err != nil {
		return err
	}
	region := inMemory(content)
	return region.walk(0, func(op mcap.OpCode, where span) (bool, error) {
		if op != mcap.OpMessageIndex {
			return false, errDamaged
		}
		messages, err := mcap.ParseMessageIndex(content[where.at:where.end()])
		if err != nil {
			return false, err
		}
		for _, m := range messages.Records {
			if m.Offset > maxChunk {
				return false, errDamaged
			}
			if err := x.addMessage(entry{int64(m.Timestamp), uint32(m.Offset), number, messages.ChannelID}); err != nil {
				return false, err
			}
		}
		return false, nil
	})
}

// scanIndex makes the index of a file that carries none, or a broken one, by
// opening chunk after chunk from an offset on, as far as they are whole.
func scanIndex(s source, at int64) (*index, error) {
	x := newIndex()
	var inflate inflater
	defer inflate.close()
	err := s.walk(at, func(op mcap.OpCode, where span) (bool, error) {
		switch op {
		case mcap.OpChunk:
			return x.scanChunk(s, where, &inflate)
		case mcap.OpDataEnd, mcap.OpFooter:
			return true, nil
		case mcap.OpMessageIndex:
			return false, nil
		}
		return where.length == 0, nil // zeros: what a file system leaves after a crash
	})
	x.sort()
	if x.messages > maxMessages {
		return nil, err
	}
	return x, nil // whatever stopped the scan: what came before it is whole
}

func (x *index) scanChunk(s source, where span, inflate *inflater) (stop bool, err error) {
	content, err := s.bytes(where)
	if err != nil {
		return true, err
	}
	records, err := inflate.open(content)
	if err != nil {
		return true, err
	}
	number := int32(len(x.chunks))
	x.chunks = append(x.chunks, where)
	inside := inMemory(records)
	return false, inside.walk(0, func(op mcap.OpCode, where span) (bool, error) {
		content := records[where.at:where.end()]
		switch op {
		case mcap.OpChannel:
			return false, x.addChannel(content)
		case mcap.OpMessage:
			m, err := mcap.ParseMessage(content)
			if err != nil {
				return false, err
			}
			return false, x.addMessage(entry{int64(m.LogTime), uint32(where.at - recordHeader), number, m.ChannelID})
		}
		return false, nil
	})
}
