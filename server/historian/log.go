package historian

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	natsd "github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Options say where the log is and how much it keeps.
type Options struct {
	Directory string // of the embedded log; it is made if need be
	URL       string // of an outside NATS cluster; a directory then only remembers what was acknowledged
	Replicas  int    // of the stream in an outside cluster, when it is made; 0: 1

	MaxAge   time.Duration // of what is kept, cold days included; 0: for ever
	MaxBytes int64         // of what is kept, without cold days; 0: what the disk holds

	// ColdAfter is how old a day is when it is taken out of the log into Parquet
	// files in the directory's folder cold, where Read and Moment still find it; what
	// MaxBytes takes goes there as well. 0: nothing does.
	ColdAfter time.Duration

	// AcceptDamage opens a log of which acknowledged batches are lost and reads
	// over them from then on. Without it Open and Read tell the damage.
	AcceptDamage bool

	unsynced      bool             // for benchmarks of reading alone
	now           func() time.Time // nil: time.Now
	publishWithin time.Duration    // 0: the constant of that name; tests do not wait so long
}

// Log is the readings and events of a site. It may be used by many at once.
type Log struct {
	options      Options
	held         *os.File // the lock
	acknowledged *acknowledgedFile
	accepted     []acceptedDamage
	server       *natsd.Server // nil: outside
	conn         *nats.Conn
	js           jetstream.JetStream
	stream       jetstream.Stream

	queue   chan *pending
	closing chan struct{}
	written chan struct{} // closed when the writer is done
	once    sync.Once
	beside  sync.WaitGroup  // retention
	running context.Context // of it
	halt    context.CancelFunc

	mu        sync.RWMutex
	latest    latestValues
	first     uint64        // number of the first batch when the log was opened
	last      uint64        // of the last batch
	kept      uint64        // of the first that retention has left; 0: all
	changed   chan struct{} // closed by the next batch
	readers   uint64        // that there have been
	holds     map[string]uint64
	landmarks landmarks // of what is in the log

	retaining sync.Mutex

	coldMu  sync.Mutex
	cold    []coldFile      // replaced, never changed
	checked map[string]bool // those compared with their hash

	writer writer
}

type quantity struct{ subject, property string }

// Open opens a log or makes it, and restores the latest values.
func Open(ctx context.Context, o Options) (l *Log, err error) {
	if o.Directory == "" && o.URL == "" {
		return nil, errors.New("a log needs a directory or the URL of a NATS cluster")
	}
	if o.MaxAge < 0 || o.MaxBytes < 0 || o.ColdAfter < 0 {
		return nil, fmt.Errorf("a log that keeps %s, %d bytes, cold after %s: must be ≥ 0", o.MaxAge, o.MaxBytes, o.ColdAfter)
	}
	if o.now == nil {
		o.now = time.Now
	}
	if o.publishWithin == 0 {
		o.publishWithin = publishWithin
	}
	if o.ColdAfter > 0 && (o.Directory == "" || o.MaxAge > 0 && o.MaxAge < o.ColdAfter) {
		return nil, fmt.Errorf("a log with cold days after %s: must have a directory and keep them longer than that", o.ColdAfter)
	}
	l = &Log{options: o, latest: noValues(), changed: make(chan struct{}), holds: map[string]uint64{},
		queue: make(chan *pending, 4096), closing: make(chan struct{}), written: make(chan struct{}),
		writer: writer{each: keyframeMessages, most: int(o.MaxBytes / 16)}}
	l.running, l.halt = context.WithCancel(context.Background())
	defer func() {
		if err != nil {
			l.release()
			l = nil
		}
	}()
	var last uint64
	if o.Directory != "" {
		if last, err = l.take(o.Directory); err != nil {
			return l, err
		}
	}
	if l.conn, err = connect(l.server, o.URL); err != nil {
		return l, fmt.Errorf("connecting to the log: %w", err)
	}
	if l.js, err = jetstream.New(l.conn); err != nil {
		return l, err
	}
	if l.stream, err = openStream(ctx, l.js, &o, last); err != nil {
		return l, err
	}
	if err = l.restore(ctx, last); err != nil {
		return l, err
	}
	go l.write()
	if l.acknowledged != nil {
		l.beside.Go(func() { l.acknowledged.syncUntil(l.closing) })
	}
	if o.MaxAge > 0 || o.MaxBytes > 0 || o.ColdAfter > 0 {
		l.beside.Go(l.retain)
	}
	return l, nil
}

// take makes the directory this process's own and starts the server on it; it
// returns the number of the last batch that was acknowledged.
func (l *Log) take(directory string) (last uint64, err error) {
	if err = os.MkdirAll(directory, 0o700); err != nil {
		return 0, err
	}
	if l.held, err = lock(directory); err != nil {
		return 0, err
	}
	if l.acknowledged, last, err = openAcknowledged(directory); err != nil {
		return 0, err
	}
	if l.cold, err = readColdIndex(directory); err != nil {
		return 0, err
	}
	if l.options.URL != "" {
		l.accepted, err = readAccepted(directory)
		return last, err
	}
	if err = l.examine(directory, last); err != nil {
		return 0, err
	}
	if l.server, err = startServer(directory, !l.options.unsynced); err != nil {
		return 0, fmt.Errorf("%s: %w", directory, err)
	}
	return last, nil
}

// Close writes what was appended and gives the directory free.
func (l *Log) Close() error {
	var err error
	l.once.Do(func() {
		close(l.closing)
		l.halt()
		<-l.written
		l.beside.Wait()
		err = l.release()
	})
	return err
}

func (l *Log) release() (err error) {
	l.halt()
	if l.conn != nil {
		l.conn.Close()
	}
	if l.server != nil {
		l.server.Shutdown()
		l.server.WaitForShutdown()
	}
	if l.acknowledged != nil {
		err = l.acknowledged.close()
	}
	if l.held != nil {
		err = errors.Join(err, unlock(l.held))
	}
	return err
}
