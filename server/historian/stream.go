package historian

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	natsd "github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	streamName      = "READINGS"
	readingsSubject = "shapan.readings" // and keyframes
	eventsSubject   = "shapan.events"
	// mostMessage is what NATS advises at most [bytes]: a keyframe of some 150,000
	// latest values, or mostReadings and one more Append with the longest texts.
	mostMessage = 8 << 20
	// startWithin is how long NATS may take to start beside startRate, at which it
	// reads all blocks after a crash.
	startWithin = 60 * time.Second
	startRate   = 20 << 20 // [bytes/s]
)

// startServer starts NATS in this process. It listens nowhere.
func startServer(directory string, sync bool) (*natsd.Server, error) {
	s, err := natsd.NewServer(&natsd.Options{
		ServerName: "shapan",
		DontListen: true,
		JetStream:  true,
		StoreDir:   directory,
		SyncAlways: sync,
		NoSigs:     true,
		MaxPayload: mostMessage,
		MaxPending: 2 * mostMessage,
	})
	if err != nil {
		return nil, err
	}
	s.SetLoggerV2(toSlog{}, false, false, false)
	s.Start()
	within := startWithin
	if blocks, err := blockFiles(directory); err == nil {
		for _, b := range blocks {
			if info, err := os.Stat(b.path); err == nil {
				within += time.Duration(info.Size()) * time.Second / startRate
			}
		}
	}
	if !s.ReadyForConnections(within) {
		s.Shutdown()
		return nil, fmt.Errorf("the embedded NATS server was not ready within %s", within)
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
// and is not there is not made anew, unless that is accepted: what is left of it
// must not be overwritten. Outside, what an administrator has set is left as it is.
func openStream(ctx context.Context, js jetstream.JetStream, o *Options, acknowledged uint64) (jetstream.Stream, error) {
	stream, err := js.Stream(ctx, streamName)
	switch {
	case err == nil && o.URL != "":
		return stream, unlimited(stream)
	case errors.Is(err, jetstream.ErrStreamNotFound) && acknowledged > 0:
		if !o.AcceptDamage {
			return nil, &DamageError{First: 1, Last: acknowledged, Why: "the stream's own description is not readable"}
		}
		for _, name := range []string{"meta.inf", "meta.sum"} {
			if o.URL == "" {
				os.Remove(filepath.Join(filepath.Dir(blocksDirectory(o.Directory)), name))
			}
		}
	}
	stream, err = js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name:        streamName,
		Description: "readings of sensors and events, in batches",
		Subjects:    []string{readingsSubject, eventsSubject},
		Storage:     jetstream.FileStorage,
		Retention:   jetstream.LimitsPolicy, // there are none: what is taken, we take
		MaxMsgSize:  mostMessage - 1024,     // room for the protocol's own words
		Replicas:    max(o.Replicas, 1),
		AllowDirect: o.URL == "", // a replica that lags behind would say that the newest is gone
		DenyDelete:  true,
		Duplicates:  time.Second, // the least that is allowed; unused
	})
	if err != nil {
		return nil, fmt.Errorf("opening the stream %s: %w", streamName, err)
	}
	return stream, nil
}

// unlimited refuses a stream that would lose what is old without our knowing.
func unlimited(stream jetstream.Stream) error {
	c := stream.CachedInfo().Config
	if c.MaxAge > 0 || c.MaxBytes > 0 || c.MaxMsgs > 0 || c.MaxMsgsPerSubject > 0 || c.Storage != jetstream.FileStorage {
		return fmt.Errorf("the stream %s: has limits of its own or is in memory: it must be in files, without max-age, max-bytes, max-msgs: Shapan takes what is too old itself", streamName)
	}
	return nil
}
