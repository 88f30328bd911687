package historian

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	natsd "github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	streamName    = "READINGS"
	streamSubject = "shapan.readings"
	// mostMessage is what NATS advises at most [bytes]: a keyframe of some 150,000
	// latest values, or mostReadings and one more Append with the longest texts.
	mostMessage = 8 << 20
	startWithin = 60 * time.Second // an old log's blocks are all read after a crash
)

// startServer starts NATS in this process. It listens nowhere.
func startServer(directory string) (*natsd.Server, error) {
	s, err := natsd.NewServer(&natsd.Options{
		ServerName: "shapan",
		DontListen: true,
		JetStream:  true,
		StoreDir:   directory,
		SyncAlways: true,
		NoSigs:     true,
		MaxPayload: mostMessage,
		MaxPending: 2 * mostMessage,
	})
	if err != nil {
		return nil, err
	}
	s.SetLoggerV2(toSlog{}, false, false, false)
	s.Start()
	if !s.ReadyForConnections(startWithin) {
		s.Shutdown()
		return nil, fmt.Errorf("the embedded NATS server was not ready within %s", startWithin)
	}
	if !s.JetStreamEnabled() {
		s.Shutdown()
		return nil, errors.New("the embedded NATS server could not open its store")
	}
	return s, nil
}

// toSlog passes on what an operator must know.
type toSlog struct{}

func (toSlog) Noticef(string, ...any)    {}
func (toSlog) Debugf(string, ...any)     {}
func (toSlog) Tracef(string, ...any)     {}
func (toSlog) Warnf(f string, v ...any)  { slog.Warn("nats: " + fmt.Sprintf(f, v...)) }
func (toSlog) Errorf(f string, v ...any) { slog.Error("nats: " + fmt.Sprintf(f, v...)) }
func (toSlog) Fatalf(f string, v ...any) { slog.Error("nats: " + fmt.Sprintf(f, v...)) }

// connect reaches the server in this process or, by its URL, an outside one.
func connect(s *natsd.Server, url string) (*nats.Conn, error) {
	options := []nats.Option{nats.Name("shapan historian"), nats.MaxReconnects(-1), nats.ReconnectWait(200 * time.Millisecond)}
	if s != nil {
		options = append(options, nats.InProcessServer(s))
	}
	return nats.Connect(url, options...)
}

// openStream finds the log's stream or makes it. One that should hold something
// and is not there is not made anew: what is left of it must not be overwritten.
func openStream(ctx context.Context, js jetstream.JetStream, o *Options, acknowledged uint64) (jetstream.Stream, error) {
	if acknowledged > 0 {
		if _, err := js.Stream(ctx, streamName); errors.Is(err, jetstream.ErrStreamNotFound) {
			return nil, &DamageError{First: 1, Last: acknowledged, Why: "the stream is not readable"}
		}
	}
	maxBytes := o.MaxBytes
	if maxBytes == 0 {
		maxBytes = -1
	}
	unused := time.Second // window of duplicates: the least that is allowed
	if o.MaxAge > 0 {
		unused = min(unused, o.MaxAge)
	}
	stream, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name:        streamName,
		Description: "readings of sensors, in batches",
		Subjects:    []string{streamSubject},
		Storage:     jetstream.FileStorage,
		Retention:   jetstream.LimitsPolicy,
		Discard:     jetstream.DiscardOld,
		MaxAge:      o.MaxAge,
		MaxBytes:    maxBytes,
		MaxMsgSize:  mostMessage - 1024, // room for the protocol's own words
		AllowDirect: true,
		Duplicates:  unused,
	})
	if err != nil {
		return nil, fmt.Errorf("opening the stream %s: %w", streamName, err)
	}
	return stream, nil
}
