package centre

import (
	"context"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"shapan/server/feeds/hj212"
	"shapan/server/historian"
)

// station is what is known of one.
type station struct {
	Station

	keeping sync.Mutex // a station that dials anew may send the same by both connections
	known   *memory

	mu     sync.Mutex
	at     *connection // by which it was heard last
	system string      // ST of its data
	pw     string      // as it came: it goes back with what we ask
	flag   hj212.Flag  // its edition
	status Status
}

// Status is how a station does.
type Status struct {
	MN, Subject string
	Connected   bool
	Address     string    // of the last connection
	Heard       time.Time // the last packet; zero: never since the start
	Packets     int64     // that were understood
	Readings    int64     // that were kept
	Repeated    int64     // readings that were in the log already
	LeftOut     int64     // values that are no numbers
	Refused     int64     // wrong passwords
}

// Stations tells how all of them do, by number.
func (c *Centre) Stations() []Status {
	all := make([]Status, 0, len(c.stations))
	for _, s := range c.stations {
		s.mu.Lock()
		one := s.status
		one.MN, one.Subject, one.Connected = s.MN, s.Subject, s.at != nil
		s.mu.Unlock()
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Status) int { return strings.Compare(a.MN, b.MN) })
	return all
}

func (s *station) count(f func(*Status)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.status)
}

func (s *station) heard(x *connection, p *hj212.Packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at, s.pw, s.flag = x, p.PW, p.Flag&^3
	if !strings.HasPrefix(p.CN, "9") {
		s.system = p.ST
	}
	s.status.Address, s.status.Heard = x.net.RemoteAddr().String(), time.Now()
	s.status.Packets++
}

func (s *station) left(x *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == x {
		s.at = nil
	}
}

// keepWithin is how long the log may take.
const keepWithin = 30 * time.Second

// keep brings what is new in a packet into the log.
func (s *station) keep(c *Centre, p *hj212.Packet) error {
	readings, leftOut := s.readings(c, p)
	if leftOut > 0 {
		s.count(func(t *Status) { t.LeftOut += int64(leftOut) })
	}
	s.keeping.Lock()
	defer s.keeping.Unlock()
	fresh := readings[:0:0]
	for k := range readings {
		if !s.known.has(&readings[k]) {
			fresh = append(fresh, readings[k])
		}
	}
	s.count(func(t *Status) { t.Repeated += int64(len(readings) - len(fresh)) })
	if len(fresh) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(c.ended, keepWithin)
	defer cancel()
	if err := c.to.Append(ctx, fresh...); err != nil {
		return fmt.Errorf("station %s: its readings may not have been kept: %w", s.MN, err)
	}
	for k := range fresh {
		s.known.add(&fresh[k])
	}
	s.count(func(t *Status) { t.Readings += int64(len(fresh)) })
	return nil
}

// readings are those of a packet in our terms.
func (s *station) readings(c *Centre, p *hj212.Packet) (all []historian.Reading, leftOut int) {
	found, skipped := p.Readings()
	timed := !slices.ContainsFunc(skipped, func(text string) bool { return strings.HasPrefix(text, "DataTime=") })
	for _, f := range found {
		code := f.Code + "-" + f.Kind
		r := historian.Reading{Subject: s.Subject, Property: code, Value: f.Value, Quality: quality(&f), At: f.At.UTC(), Source: "hj212/" + s.MN}
		if f.At.IsZero() {
			r.At = time.Time{}
		}
		if !timed {
			r.Quality = max(r.Quality, historian.Uncertain)
		}
		if q, named := c.names[code]; named {
			r.Property = q.Property
			if q.Scale != 0 {
				r.Value *= q.Scale
			}
		}
		if err := r.Check(); err != nil {
			skipped = append(skipped, fmt.Sprintf("%s=%v: %v", code, f.Value, err))
			continue
		}
		all = append(all, r)
	}
	if len(skipped) > 0 {
		c.log.Warn("hj212: values left out", "mn", s.MN, "qn", p.QN, "values", strings.Join(skipped, " "))
	}
	return all, len(skipped)
}

// quality of a reading by its flag. A value over the instrument's range is at least
// as high as it says and must raise its alarm.
func quality(r *hj212.Reading) historian.Quality {
	switch {
	case r.Good():
		return historian.Good
	case r.Flag == "D" || r.Flag == "F" || r.Flag == "B":
		return historian.Bad
	}
	return historian.Uncertain
}

// memory knows the last readings of a station by 64 bits of each: between 50,000 of
// them a new one is taken for a known one once in 4e14.
type memory struct {
	seed       maphash.Seed
	most       int
	new, older map[uint64]struct{} // readings by their age: when new is full it is older
}

func newMemory(most int) *memory {
	return &memory{seed: maphash.MakeSeed(), most: most, new: map[uint64]struct{}{}}
}

func (m *memory) key(r *historian.Reading) uint64 {
	return maphash.Comparable(m.seed, struct {
		property string
		at       int64
		value    uint64
		quality  historian.Quality
	}{r.Property, r.At.UnixNano(), math.Float64bits(r.Value), r.Quality})
}

// has tells whether a reading is known. One without an instant never is.
func (m *memory) has(r *historian.Reading) bool {
	if r.At.IsZero() {
		return false
	}
	key := m.key(r)
	_, now := m.new[key]
	_, before := m.older[key]
	return now || before
}

func (m *memory) add(r *historian.Reading) {
	if len(m.new) >= m.most {
		m.older, m.new = m.new, map[uint64]struct{}{}
	}
	m.new[m.key(r)] = struct{}{}
}
