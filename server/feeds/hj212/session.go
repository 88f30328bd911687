package hj212

import "strings"

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
// knows what is meant; of a packet in parts each part is answered by its number.
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
	return &Packet{QN: p.QN, ST: answerSystem, CN: cn, PW: p.PW, MN: p.MN, Flag: p.Flag &^ 1, PNum: p.PNum, PNo: p.PNo}
}

// notices are commands that only tell something: the station wants its clock set,
// was started, has a new keeper or event.
var notices = map[string]bool{"1013": true, "2081": true, "3019": true, "3020": true, "3021": true}

// Request makes a command to a station, which answers with 9011 and, when it is
// done, 9012.
func Request(qn, st, cn, pw, mn string, flag Flag, contents ...Group) *Packet {
	return &Packet{QN: qn, ST: st, CN: cn, PW: pw, MN: mn, Flag: flag | 1, Contents: contents}
}
