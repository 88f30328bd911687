package centre

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"shapan/server/historian"
)

// Station is who may speak.
type Station struct {
	MN       string            // its number
	Password [sha256.Size]byte // SHA-256 of PW
	Subject  string            // what its readings are about: "station/D1"
}

// Quantity gives readings of one code a name and unit of ours. Codes without one
// keep theirs and the unit in which the station sends.
type Quantity struct {
	Code     string // with its kind: "a34004-Rtd"
	Property string
	Scale    float64 // to the property's unit; 0: 1
}

// Config of a centre. Zero limits are the ones named.
type Config struct {
	Stations   []Station
	Quantities []Quantity
	Past       Reader // the log, so that what it has of the last days is known after a restart; nil: the Log, if it is one

	Idle            time.Duration // without a packet, after which a connection is closed; 0: 10 min
	First           time.Duration // to the first packet with the right password; 0: 30 s
	MostConnections int           // 0: 500
	MostOfAddress   int           // connections of one address; 0: 50, for stations behind one gateway
	MostRubbish     int64         // bytes between two good packets; 0: 64 KiB
	Remember        int           // readings of each station by which repeated ones are known; 0: 50,000
	AnswerWithin    time.Duration // in which a station must answer Ask; 0: 5 s, thrice
	Log             *slog.Logger
}

// Log is where readings go; a historian.Log is one.
type Log interface {
	Append(ctx context.Context, readings ...historian.Reading) error
}

// Reader is a log that can be read; a historian.Log is one.
type Reader interface {
	Read(ctx context.Context, from time.Time, each func(historian.Reading) error) error
}

// Centre serves stations.
type Centre struct {
	config   Config
	to       Log
	log      *slog.Logger
	stations map[string]*station // by MN
	names    map[string]Quantity // by code
	listener net.Listener
	stop     context.CancelFunc
	ended    context.Context
	wait     sync.WaitGroup

	mu    sync.Mutex
	conns map[*connection]bool
	from  map[string]int // connections by address
}

func (c *Config) defaults() {
	set := func(d *time.Duration, otherwise time.Duration) {
		if *d == 0 {
			*d = otherwise
		}
	}
	set(&c.Idle, 10*time.Minute)
	set(&c.First, 30*time.Second)
	set(&c.AnswerWithin, 5*time.Second)
	if c.MostConnections == 0 {
		c.MostConnections = 500
	}
	if c.MostOfAddress == 0 {
		c.MostOfAddress = 50
	}
	if c.MostRubbish == 0 {
		c.MostRubbish = 64 << 10
	}
	if c.Remember == 0 {
		c.Remember = 50_000
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
}

// Serve takes connections of a listener until the centre is closed. It reads the
// end of the log first, if that can be read.
func Serve(listener net.Listener, to Log, config Config) (*Centre, error) {
	config.defaults()
	c := &Centre{config: config, to: to, log: config.Log, listener: listener,
		stations: map[string]*station{}, names: map[string]Quantity{}, conns: map[*connection]bool{}, from: map[string]int{}}
	subjects := map[string]*station{}
	for _, s := range config.Stations {
		if c.stations[s.MN] != nil || subjects[s.Subject] != nil {
			return nil, fmt.Errorf("station %s, %s: its number or subject is another's", s.MN, s.Subject)
		}
		one := &station{Station: s, known: newMemory(config.Remember)}
		c.stations[s.MN], subjects[s.Subject] = one, one
	}
	for _, q := range config.Quantities {
		c.names[q.Code] = q
	}
	if c.config.Past == nil {
		c.config.Past, _ = to.(Reader)
	}
	if c.config.Past != nil {
		if err := recall(c.config.Past, subjects); err != nil {
			return nil, fmt.Errorf("reading what stations sent before: %w", err)
		}
	}
	c.ended, c.stop = context.WithCancel(context.Background())
	c.wait.Add(1)
	go c.accept()
	return c, nil
}

// recallFrom is how far back a station's resend may reach over a restart of ours.
const recallFrom = 7 * 24 * time.Hour

func recall(log Reader, subjects map[string]*station) error {
	return log.Read(context.Background(), time.Now().Add(-recallFrom), func(r historian.Reading) error {
		if s := subjects[r.Subject]; s != nil {
			s.known.add(&r)
		}
		return nil
	})
}

// Close ends all connections. A packet whose readings are on their way to the log
// may come to be in it without an answer; the station will send it again.
func (c *Centre) Close() error {
	c.stop()
	err := c.listener.Close()
	c.mu.Lock()
	for x := range c.conns {
		x.net.Close()
	}
	c.mu.Unlock()
	c.wait.Wait()
	return err
}

func (c *Centre) accept() {
	defer c.wait.Done()
	for {
		conn, err := c.listener.Accept()
		if err != nil {
			if c.ended.Err() != nil || errors.Is(err, net.ErrClosed) {
				return
			}
			c.log.Error("hj212: accepting a connection", "error", err)
			select { // out of files, most likely: some will be given back
			case <-time.After(100 * time.Millisecond):
			case <-c.ended.Done():
			}
			continue
		}
		x := &connection{centre: c, net: conn, address: hostOf(conn), asked: map[string]*question{}, stations: map[string]bool{}}
		if !c.take(x) {
			c.log.Warn("hj212: too many connections", "address", conn.RemoteAddr().String())
			conn.Close()
			continue
		}
		c.wait.Add(1)
		go func() {
			defer c.wait.Done()
			x.serve()
			c.give(x)
		}()
	}
}

func hostOf(conn net.Conn) string {
	host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		return conn.RemoteAddr().String()
	}
	return host
}

func (c *Centre) take(x *connection) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended.Err() != nil || len(c.conns) >= c.config.MostConnections || c.from[x.address] >= c.config.MostOfAddress {
		return false
	}
	c.conns[x] = true
	c.from[x.address]++
	return true
}

func (c *Centre) give(x *connection) {
	x.net.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.conns, x)
	if c.from[x.address]--; c.from[x.address] == 0 {
		delete(c.from, x.address)
	}
	for _, s := range c.stations {
		s.left(x)
	}
}
