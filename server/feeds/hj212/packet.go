package hj212

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Packet is one message of a station or to it.
type Packet struct {
	QN       string // of the request: its time to the millisecond, 17 digits
	ST       string // system: "22" air, "32" surface water, "39" dust on sites …
	CN       string // command: "2011" readings now, "2051" of minutes, "2061" of hours …
	PW       string // password of access
	MN       string // the station's number
	Flag     Flag
	PNum     int     // parts of a packet that is split; 0: it is whole
	PNo      int     // this part, from 1
	Contents []Group // of CP
	Raw      string  // CP as it stands, decoded to UTF-8
}

// Flag says the edition and what is expected.
type Flag uint8

// Version is the edition: 0 is 2005, 1 is 2017, 2 is 2025; others are later.
func (f Flag) Version() int { return int(f >> 2 & 0x3F) }

// Edition is the standard's year, 0 for one that is not known.
func (f Flag) Edition() int {
	if v := f.Version(); v < 3 {
		return [...]int{2005, 2017, 2025}[v]
	}
	return 0
}

// Split tells whether the packet says its number of parts and its own.
func (f Flag) Split() bool { return f&2 != 0 }

// WantsAnswer tells whether the sender waits for an answer.
func (f Flag) WantsAnswer() bool { return f&1 != 0 }

// Group is what stands between two semicolons of CP: fields that belong together.
type Group []Field

// Field is a name and a value.
type Field struct{ Name, Value string }

// Get returns a field's value in any group.
func (p *Packet) Get(name string) (string, bool) {
	for _, g := range p.Contents {
		for _, f := range g {
			if f.Name == name {
				return f.Value, true
			}
		}
	}
	return "", false
}

// Parse reads a packet's data. Texts may be UTF-8 or GBK. All that is wrong is
// told at once.
func Parse(data []byte) (*Packet, error) {
	text := string(data)
	if !utf8.Valid(data) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil {
			return nil, fmt.Errorf("HJ 212: neither UTF-8 nor GBK")
		}
		text = string(decoded)
	}
	p := &Packet{}
	var wrong []string
	fail := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	outside, inside, ok := strings.Cut(text, "CP=&&")
	if !ok {
		fail("no CP=&&…&&")
	}
	if inside, ok = strings.CutSuffix(inside, "&&"); !ok && len(wrong) == 0 {
		fail("CP: must end with &&")
	}
	seen := map[string]bool{}
	number := func(name, value string, low, high int) int {
		n, err := strconv.Atoi(value)
		if err != nil || n < low || n > high {
			fail("%s=%s: must be a number from %d to %d", name, value, low, high)
		}
		return n
	}
	for _, part := range strings.Split(outside, ";") {
		if part == "" {
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			fail("%q: must be NAME=value", part)
			continue
		}
		if seen[name] {
			fail("%s: stands twice", name)
		}
		seen[name] = true
		switch name {
		case "QN":
			p.QN = value
		case "ST":
			p.ST = value
		case "CN":
			p.CN = value
		case "PW":
			p.PW = value
		case "MN":
			p.MN = value
		case "Flag":
			p.Flag = Flag(number(name, value, 0, 255))
		case "PNUM":
			p.PNum = number(name, value, 1, longest)
		case "PNO":
			p.PNo = number(name, value, 1, longest)
		}
	}
	for _, name := range []string{"CN", "MN"} {
		if !seen[name] {
			fail("no %s", name)
		}
	}
	if p.QN != "" {
		if _, err := p.Time(); err != nil {
			fail("QN=%s: must be a time of 17 digits, yyyymmddhhmmsszzz", p.QN)
		}
	}
	if p.Flag.Split() && (p.PNum == 0 || p.PNo == 0 || p.PNo > p.PNum) {
		fail("PNO=%d of PNUM=%d: a part of a split packet must say which of how many", p.PNo, p.PNum)
	}
	p.Raw = inside
	p.Contents = contents(inside)
	if len(wrong) > 0 {
		return p, fmt.Errorf("HJ 212: %s", strings.Join(wrong, "; "))
	}
	return p, nil
}

// contents reads CP: groups by semicolons, fields by commas. What is no field is
// left out.
func contents(text string) (groups []Group) {
	for _, part := range strings.Split(text, ";") {
		var g Group
		for _, field := range strings.Split(part, ",") {
			if name, value, ok := strings.Cut(field, "="); ok {
				g = append(g, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
			}
		}
		if len(g) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// stamp is a QN's form, and that of DataTime without milliseconds. Stations keep
// Beijing time.
const stamp = "20060102150405"

var beijing = time.FixedZone("UTC+8", 8*3600)

// Time is when the request was made.
func (p *Packet) Time() (time.Time, error) { return parseStamp(p.QN) }

func parseStamp(text string) (time.Time, error) {
	millis := 0
	if len(text) == 17 {
		n, err := strconv.Atoi(text[14:])
		if err != nil || n < 0 {
			return time.Time{}, fmt.Errorf("%q: no time", text)
		}
		text, millis = text[:14], n
	}
	t, err := time.ParseInLocation(stamp, text, beijing)
	return t.Add(time.Duration(millis) * time.Millisecond), err
}

// Encode writes a packet. Contents make CP if there are any, else Raw does.
func (p *Packet) Encode() ([]byte, error) {
	var b strings.Builder
	put := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s=%s;", name, value)
		}
	}
	put("QN", p.QN)
	put("ST", p.ST)
	put("CN", p.CN)
	put("PW", p.PW)
	put("MN", p.MN)
	fmt.Fprintf(&b, "Flag=%d;", p.Flag)
	if p.Flag.Split() {
		fmt.Fprintf(&b, "PNUM=%d;PNO=%d;", p.PNum, p.PNo)
	}
	b.WriteString("CP=&&")
	if len(p.Contents) > 0 {
		for k, g := range p.Contents {
			if k > 0 {
				b.WriteByte(';')
			}
			for n, f := range g {
				if n > 0 {
					b.WriteByte(',')
				}
				b.WriteString(f.Name + "=" + f.Value)
			}
		}
	} else {
		b.WriteString(p.Raw)
	}
	b.WriteString("&&")
	return frameOf([]byte(b.String()))
}
