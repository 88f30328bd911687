package hj212

import "fmt"

// Assembler makes readable the parts of packets that a station sends in parts.
// Only one of them says DataTime; the others wait for it. A part is given out as
// soon as it can be read and not when all have come, because a station may wait
// for the answer to one before it sends the next. Parts may come in any order and
// more than once. A packet of which all has come is remembered until it is the
// oldest: a part may be sent again because its answer was lost. The zero Assembler
// is ready.
type Assembler struct {
	open  map[string]*parts
	born  int
	bytes int // of the parts that wait
}

type parts struct {
	of      int
	come    map[int]bool
	time    string // DataTime
	waiting []*Packet
	born    int
}

// What an Assembler holds at most; the oldest packet is given up for another.
const (
	mostOpen    = 64
	mostWaiting = 1 << 20 // [bytes]
)

const dataTime = "DataTime"

// Add takes a packet and returns what can be read now: itself if it is whole or
// has its time, with it those that waited for that, or nothing yet. When the last
// part has come and none said a time, the time is that of the request. An error
// tells that a packet was given up; what is returned beside it is good.
func (a *Assembler) Add(p *Packet) (ready []*Packet, err error) {
	if !p.Flag.Split() || p.PNum <= 1 {
		return []*Packet{p}, nil
	}
	key := p.MN + "|" + p.QN + "|" + p.CN
	x := a.open[key]
	if x != nil && x.of != p.PNum {
		a.close(key)
		x, err = nil, fmt.Errorf("HJ 212: %s: began in %d parts and goes on in %d", key, x.of, p.PNum)
	}
	if x == nil {
		if a.open == nil {
			a.open = map[string]*parts{}
		}
		if len(a.open) >= mostOpen {
			err = a.giveUp()
		}
		a.born++
		x = &parts{of: p.PNum, come: map[int]bool{}, born: a.born}
		a.open[key] = x
	}
	repeated := x.come[p.PNo]
	x.come[p.PNo] = true
	if t, ok := p.Get(dataTime); ok && x.time == "" {
		x.time = t
	}
	switch {
	case x.time != "" || len(x.come) == x.of:
		for _, w := range x.waiting {
			a.bytes -= len(w.Raw)
			ready = append(ready, x.dated(w))
		}
		x.waiting = nil
		ready = append(ready, x.dated(p))
	case !repeated:
		x.waiting = append(x.waiting, p)
		a.bytes += len(p.Raw)
	}
	for a.bytes > mostWaiting {
		err = a.giveUp()
	}
	return ready, err
}

// dated is a part that says its packet's time.
func (x *parts) dated(p *Packet) *Packet {
	if _, has := p.Get(dataTime); has || x.time == "" {
		return p
	}
	d := *p
	d.Contents = append([]Group{{{dataTime, x.time}}}, p.Contents...)
	return &d
}

func (a *Assembler) close(key string) {
	for _, w := range a.open[key].waiting {
		a.bytes -= len(w.Raw)
	}
	delete(a.open, key)
}

// giveUp forgets the oldest packet. That is a loss only if parts of it waited.
func (a *Assembler) giveUp() error {
	oldest := ""
	for key, x := range a.open {
		if oldest == "" || x.born < a.open[oldest].born {
			oldest = key
		}
	}
	x := a.open[oldest]
	a.close(oldest)
	if len(x.waiting) == 0 {
		return nil
	}
	return fmt.Errorf("HJ 212: %s: %d of %d parts never came, and none of the others said its time", oldest, x.of-len(x.come), x.of)
}
