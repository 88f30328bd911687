package record

import (
	"os"
	"sync"
	"time"

	"github.com/foxglove/mcap/go/mcap"
)

const (
	chunkSize = 1 << 20
	maxChunk  = 128 << 20 // a reader refuses to inflate more than that
	flushWall = 5 * time.Second
)

// chunks writes MCAP so that a crash loses little: the chunk under way is
// closed and synced a few seconds of wall time after its first message. The
// library closes a chunk only when a message makes it larger than ChunkSize;
// so the newest message is always held back, and written with a ChunkSize of 0
// when the chunk is to end. (The library keeps the pointer to its options;
// TestFlush fails if it no longer does.)
type chunks struct {
	mu      sync.Mutex
	file    *os.File
	out     *mcap.Writer
	options *mcap.WriterOptions
	held    *mcap.Message
	wall    time.Duration
	timer   *time.Timer // runs while something is not yet in the file
	err     error       // the first; nothing is written after it
	ids     uint16
}

func newChunks(file *os.File, version string, wall time.Duration) (*chunks, error) {
	c := &chunks{file: file, wall: wall, options: &mcap.WriterOptions{
		IncludeCRC: true, Chunked: true, ChunkSize: chunkSize, Compression: mcap.CompressionZSTD,
	}}
	var err error
	if c.out, err = mcap.NewWriter(file, c.options); err != nil {
		return nil, err
	}
	return c, c.out.WriteHeader(&mcap.Header{Profile: headerProfile, Library: "shapan " + version})
}

// channel makes a channel with a schema of its own and returns its number.
func (c *chunks) channel(topic, encoding string, schema mcap.Schema, metadata map[string]string) (uint16, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return 0, c.err
	}
	c.ids++
	schema.ID = c.ids
	if c.err = c.out.WriteSchema(&schema); c.err == nil {
		c.err = c.out.WriteChannel(&mcap.Channel{
			ID: c.ids, SchemaID: schema.ID, Topic: topic, MessageEncoding: encoding, Metadata: metadata,
		})
	}
	return c.ids, c.err
}

// write takes a message, and its data for good.
func (c *chunks) write(m *mcap.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return c.err
	}
	if c.held != nil {
		c.err = c.out.WriteMessage(c.held)
	}
	c.held = m
	if c.timer == nil {
		c.timer = time.AfterFunc(c.wall, c.sync)
	}
	return c.err
}

// cut ends the chunk under way: what was written is in the file.
func (c *chunks) cut() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cutLocked()
}

func (c *chunks) cutLocked() error {
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	if c.err != nil || c.held == nil {
		return c.err
	}
	c.options.ChunkSize = 0
	c.err = c.out.WriteMessage(c.held)
	c.options.ChunkSize = chunkSize
	c.held = nil
	return c.err
}

// sync cuts and waits, without the lock, until the disk has it.
func (c *chunks) sync() {
	if c.cut() == nil {
		c.file.Sync() // of a file since closed or a pipe: no matter
	}
}

// close completes the file.
func (c *chunks) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == os.ErrClosed {
		return nil
	}
	err := c.cutLocked()
	c.err = os.ErrClosed
	if err == nil {
		err = c.out.Close()
	}
	if err == nil {
		err = c.file.Sync()
	}
	if closed := c.file.Close(); err == nil {
		err = closed
	}
	return err
}
