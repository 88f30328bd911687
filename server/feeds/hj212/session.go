package hj212

import (
	"fmt"
	"strings"
)

// Commands of answers.
const (
	RequestAnswer = "9011" // a request was received and will be carried out, or not
	ResultAnswer  = "9012" // what came of it
	NoticeAnswer  = "9013" // a notice was received
	DataAnswer    = "9014" // data was received
)

// answerSystem is the ST of an interaction.
const answerSystem = "91"

// Answer is what the centre tells a station about a packet of it, or nil if the
// station does not wait for one: 9014 for data, 9013 for notices, and nothing for
// the station's own answers. It keeps the request's QN, by which the station
// knows what is meant.
func (p *Packet) Answer() *Packet {
	if !p.Flag.WantsAnswer() {
		return nil
	}
	cn := DataAnswer
	switch {
	case strings.HasPrefix(p.CN, "9"):
		return nil
	case notices[p.CN]:
		cn = NoticeAnswer
	}
	return &Packet{QN: p.QN, ST: answerSystem, CN: cn, PW: p.PW, MN: p.MN, Flag: p.Flag &^ 3}
}

// notices are commands that only tell something: the station stopped, started.
var notices = map[string]bool{"2081": true, "3019": true, "3020": true, "3021": true}

// Request makes a command to a station, which answers with 9011 and, when it is
// done, 9012.
func Request(qn, st, cn, pw, mn string, flag Flag, contents ...Group) *Packet {
	return &Packet{QN: qn, ST: st, CN: cn, PW: pw, MN: mn, Flag: flag | 1, Contents: contents}
}

// Assembler joins packets that a station sends in parts. Parts may come in any
// order and more than once. The zero Assembler is ready.
type Assembler struct {
	open map[string]*parts
}

type parts struct {
	of   []*Packet
	left int
	born int
}

// mostOpen is how many packets may be in parts at once; the oldest is given up
// for another.
const mostOpen = 64

// Add takes a packet and returns it whole: at once if it is not split, else with
// its last part; nil until then. An error tells that a packet was given up.
func (a *Assembler) Add(p *Packet) (*Packet, error) {
	if !p.Flag.Split() || p.PNum <= 1 {
		return p, nil
	}
	key := p.MN + "|" + p.QN + "|" + p.CN
	if a.open == nil {
		a.open = map[string]*parts{}
	}
	x := a.open[key]
	var err error
	if x == nil || len(x.of) != p.PNum {
		if x == nil && len(a.open) >= mostOpen {
			err = a.giveUp()
		}
		x = &parts{of: make([]*Packet, p.PNum), left: p.PNum, born: a.next()}
		a.open[key] = x
	}
	if x.of[p.PNo-1] == nil {
		x.left--
	}
	x.of[p.PNo-1] = p
	if x.left > 0 {
		return nil, err
	}
	delete(a.open, key)
	whole := *x.of[0]
	whole.Contents, whole.Raw = nil, ""
	for k, part := range x.of {
		whole.Contents = append(whole.Contents, part.Contents...)
		if k > 0 {
			whole.Raw += ";"
		}
		whole.Raw += part.Raw
	}
	whole.PNum, whole.PNo, whole.Flag = 0, 0, whole.Flag&^2
	return &whole, err
}

// next is the number of the next packet in parts.
func (a *Assembler) next() int {
	n := 0
	for _, x := range a.open {
		n = max(n, x.born+1)
	}
	return n
}

func (a *Assembler) giveUp() error {
	oldest := ""
	for key, x := range a.open {
		if oldest == "" || x.born < a.open[oldest].born {
			oldest = key
		}
	}
	x := a.open[oldest]
	delete(a.open, oldest)
	return fmt.Errorf("HJ 212: %s: %d of %d parts never came", oldest, x.left, len(x.of))
}
