package centre

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"shapan/server/feeds/hj212"
)

// connection is one TCP connection; several stations may speak through it.
type connection struct {
	centre   *Centre
	net      net.Conn
	address  string
	decoder  hj212.Decoder
	parts    hj212.Assembler
	stations map[string]bool // that have shown their password here
	strange  int             // packets of stations that are not ours
	rubbish  int64           // bytes since the last good packet

	writing   sync.Mutex
	mu        sync.Mutex
	asked     map[string]*question // by QN
	lastAsked time.Time
}

// mostStrange packets of unknown stations, after which a connection is closed.
const mostStrange = 16

// wrongWait slows down who guesses passwords.
const wrongWait = time.Second

var (
	errGuess   = errors.New("wrong password")
	errStrange = errors.New("too many packets of unknown stations")
	errRubbish = errors.New("too many bytes that are no packets")
)

// serve reads until the connection ends or is to be ended.
func (x *connection) serve() {
	log := x.centre.log.With("address", x.net.RemoteAddr().String())
	buffer := make([]byte, 4096)
	x.until(x.centre.config.First)
	for {
		n, err := x.net.Read(buffer)
		if n > 0 {
			_, _ = x.decoder.Write(buffer[:n]) // it never fails
			if err := x.drain(); err != nil {
				if x.centre.ended.Err() == nil {
					log.Warn("hj212: connection closed", "error", err)
				}
				return
			}
		}
		if err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				log.Info("hj212: connection closed: nothing came for too long")
			}
			return
		}
	}
}

func (x *connection) until(d time.Duration) { _ = x.net.SetReadDeadline(time.Now().Add(d)) } // reading will tell

// drain takes the packets that have come. An error ends the connection.
func (x *connection) drain() error {
	for {
		before := x.decoder.Skipped
		data, err := x.decoder.Next()
		x.rubbish += x.decoder.Skipped - before
		var frame *hj212.FrameError
		if errors.As(err, &frame) {
			x.rubbish += int64(len(frame.Data))
			x.centre.log.Warn("hj212: damaged packet left out", "address", x.address, "error", err)
		} else if data != nil {
			if err := x.packet(data); err != nil {
				return err
			}
		}
		if x.rubbish > x.centre.config.MostRubbish {
			return errRubbish
		}
		if data == nil && err == nil {
			return nil
		}
	}
}

func (x *connection) packet(data []byte) error {
	p, err := hj212.Parse(data)
	if err != nil {
		x.rubbish += int64(len(data))
		x.centre.log.Warn("hj212: packet left out", "address", x.address, "error", err)
		return nil
	}
	s := x.centre.stations[p.MN]
	if s == nil {
		x.centre.log.Warn("hj212: unknown station", "address", x.address, "mn", p.MN)
		if x.strange++; x.strange > mostStrange {
			return errStrange
		}
		x.rubbish += int64(len(data))
		return nil
	}
	given := sha256.Sum256([]byte(p.PW))
	if subtle.ConstantTimeCompare(given[:], s.Password[:]) != 1 {
		s.count(func(t *Status) { t.Refused++ })
		select {
		case <-time.After(wrongWait):
		case <-x.centre.ended.Done():
		}
		if x.strange++; len(x.stations) == 0 || x.strange > mostStrange {
			return errGuess
		}
		return nil // one station behind a gateway is set up wrongly: the others go on
	}
	x.rubbish = 0
	x.until(x.centre.config.Idle)
	x.stations[p.MN] = true
	s.heard(x, p)
	if strings.HasPrefix(p.CN, "9") {
		x.answered(p)
		return nil
	}
	ready, err := x.parts.Add(p)
	if err != nil {
		x.centre.log.Warn("hj212: parts given up", "mn", p.MN, "error", err)
	}
	for _, one := range ready {
		if err := x.keep(s, one); err != nil {
			return err
		}
	}
	return nil
}

// keep brings a packet's readings into the log and answers. If the log fails, the
// connection ends: the station sends again what was not answered.
func (x *connection) keep(s *station, p *hj212.Packet) error {
	if err := s.keep(x.centre, p); err != nil {
		return err
	}
	answer := p.Answer()
	if answer == nil {
		return nil
	}
	return x.write(answer)
}

// writeWithin bounds how long a station may not read.
const writeWithin = 10 * time.Second

func (x *connection) write(p *hj212.Packet) error {
	data, err := p.Encode()
	if err != nil {
		return err
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := x.net.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	_, err = x.net.Write(data)
	return err
}
