package replay

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"

	"shapan/server/feeds/forms"
)

// ownTopic is that of readings in our own form.
const ownTopic = "readings"

// mostChunk is how far a chunk is inflated [bytes].
const mostChunk = 128 << 20

// tape reads an MCAP file from beginning to end, which a file that was cut short
// allows up to where it was.
type tape struct {
	batch    forms.Batch
	mappings []forms.Mapping
	channels map[uint16]*mcap.Channel
	seen     map[string]bool // topics that nothing was read of
	used     bool
}

func readMCAP(from io.Reader, size int64, mappings []forms.Mapping) forms.Batch {
	t := &tape{mappings: mappings, channels: map[uint16]*mcap.Channel{}, seen: map[string]bool{}, batch: forms.NewBatch(most)}
	if err := t.records(from, size, false); err != nil {
		t.batch.Mistake(0, err)
	} else if !t.used {
		var topics []string
		for topic := range t.seen {
			topics = append(topics, topic)
		}
		slices.Sort(topics)
		t.batch.Mistake(0, fmt.Errorf("no channel has JSON that a mapping fits, nor is there /%s: it has %s", ownTopic, strings.Join(topics, ", ")))
	}
	return t.batch
}

// records takes those of a file or of an inflated chunk; no record is larger than
// what it stands in.
func (t *tape) records(from io.Reader, size int64, inside bool) (err error) {
	defer func() { // the library was not written for files of strangers
		if p := recover(); p != nil {
			err = fmt.Errorf("not understood as MCAP (%v)", p)
		}
	}()
	lexer, err := mcap.NewLexer(from, &mcap.LexerOptions{EmitChunks: true, SkipMagic: inside, MaxRecordSize: int(max(size, 1))})
	if err != nil {
		return err
	}
	defer lexer.Close()
	var buffer []byte
	for !t.batch.More {
		kind, record, err := lexer.Next(buffer)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		buffer = record[:0:cap(record)]
		switch kind {
		case mcap.TokenChannel:
			c, err := mcap.ParseChannel(bytes.Clone(record))
			if err != nil {
				return err
			}
			t.channels[c.ID] = c
		case mcap.TokenMessage:
			m, err := mcap.ParseMessage(record)
			if err != nil {
				return err
			}
			t.message(m)
		case mcap.TokenChunk:
			if inside {
				return errors.New("a chunk within a chunk")
			}
			c, err := mcap.ParseChunk(record)
			if err != nil {
				return err
			}
			data, err := inflate(c)
			if err != nil {
				return err
			}
			if err := t.records(bytes.NewReader(data), int64(len(data)), true); err != nil {
				return err
			}
		}
	}
	return nil
}

// inflate goes as far as a chunk really does, not as it says.
func inflate(c *mcap.Chunk) ([]byte, error) {
	var from io.Reader = bytes.NewReader(c.Records)
	switch mcap.CompressionFormat(c.Compression) {
	case mcap.CompressionNone:
	case mcap.CompressionZSTD:
		z, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(mostChunk))
		if err != nil {
			return nil, err
		}
		defer z.Close()
		from = z
	case mcap.CompressionLZ4:
		from = lz4.NewReader(from)
	default:
		return nil, fmt.Errorf("a chunk is compressed by %.20q: must be zstd, lz4 or not at all", c.Compression)
	}
	data, err := io.ReadAll(io.LimitReader(from, mostChunk+1))
	if err != nil {
		return nil, fmt.Errorf("inflating a chunk: %w", err)
	}
	if len(data) > mostChunk {
		return nil, fmt.Errorf("a chunk inflates to more than %d bytes", mostChunk)
	}
	return data, nil
}

func (t *tape) message(m *mcap.Message) {
	c := t.channels[m.ChannelID]
	if c == nil {
		t.batch.Mistake(0, fmt.Errorf("a message of channel %d, which there is not", m.ChannelID))
		return
	}
	topic := strings.TrimPrefix(c.Topic, "/")
	at := time.Unix(0, int64(m.LogTime)).UTC()
	if c.MessageEncoding == "json" {
		for k := range t.mappings {
			if _, fits := forms.Fit(t.mappings[k].Topic, topic); !fits {
				continue
			}
			t.used = true
			readings, err := t.mappings[k].Read(topic, m.Data)
			if err != nil {
				t.batch.Mistake(0, fmt.Errorf("%s at %s: %w", c.Topic, at.Format(time.RFC3339Nano), err))
			}
			for _, r := range readings {
				if r.At.IsZero() {
					r.At = at
				}
				t.batch.Add(0, r)
			}
			return
		}
		if topic == ownTopic {
			t.used = true
			before := len(t.batch.Readings)
			t.batch.JSON(m.Data)
			for k := range t.batch.Readings[before:] {
				if r := &t.batch.Readings[before+k]; r.At.IsZero() {
					r.At = at
				}
			}
			return
		}
	}
	t.seen[c.Topic] = true
}
