package hj212

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The standard's example.
const example = "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n"

// dust is what a dust station sends every minute; it waits for an answer.
func dust(minute int) *Packet {
	return &Packet{
		QN: fmt.Sprintf("20261126%02d%02d00123", 8+minute/60, minute%60), ST: "39", CN: "2011", PW: "123456", MN: "ABCDEF0123456789ABCDEF01", Flag: 5,
		Contents: []Group{
			{{"DataTime", fmt.Sprintf("20261126%02d%02d00", 8+minute/60, minute%60)}},
			{{"a34002-Rtd", fmt.Sprint(80 + minute)}, {"a34002-Flag", "N"}},
			{{"a34004-Rtd", "35.5"}, {"a34004-Flag", "D"}},
			{{"LA-Rtd", "61.2"}, {"LA-Flag", "N"}},
		},
	}
}

func mustEncode(t testing.TB, p *Packet) []byte {
	t.Helper()
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestExampleOfTheStandard(t *testing.T) {
	d := &Decoder{}
	d.Write([]byte(example))
	data, err := d.Next()
	if err != nil {
		t.Fatal(err)
	}
	if CRC(data) != 0x1C80 {
		t.Errorf("checksum %04X, the standard has 1C80", CRC(data))
	}
	p, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	at, _ := p.Time()
	interval, _ := p.Get("RtdInterval")
	if p.CN != "1062" || p.MN != "010000A8900016F000169DC0" || p.Flag.Edition() != 2017 || !p.Flag.WantsAnswer() || p.Flag.Split() || interval != "30" ||
		!at.Equal(time.Date(2016, 8, 1, 0, 58, 57, 223e6, time.UTC)) {
		t.Errorf("%+v at %v", p, at)
	}
	if again := mustEncode(t, p); string(again) != example {
		t.Errorf("written again: %q", again)
	}
	for flag, year := range map[Flag]int{1: 2005, 5: 2017, 9: 2025, 13: 0} {
		if flag.Edition() != year {
			t.Errorf("flag %d is of %d, want %d", flag, flag.Edition(), year)
		}
	}
}

func TestReadingsAndAnswer(t *testing.T) {
	p, err := Parse(mustEncode(t, dust(3))[6 : len(mustEncode(t, dust(3)))-6])
	if err != nil {
		t.Fatal(err)
	}
	all, skipped := p.Readings()
	if len(all) != 3 || len(skipped) != 0 || all[0].Code != "a34002" || all[0].Value != 83 || !all[0].Good() || all[1].Good() {
		t.Errorf("%+v, skipped %v", all, skipped)
	}
	if want := time.Date(2026, 11, 26, 0, 3, 0, 0, time.UTC); !all[0].At.Equal(want) {
		t.Errorf("at %v, want %v", all[0].At, want)
	}
	a := p.Answer()
	if a == nil || a.CN != DataAnswer || a.QN != p.QN || a.MN != p.MN || a.ST != "91" || a.Flag.WantsAnswer() || a.Flag.Edition() != 2017 {
		t.Errorf("answer %+v", a)
	}
	p.CN = "2081"
	if a := p.Answer(); a.CN != NoticeAnswer {
		t.Errorf("a notice is answered with %s", a.CN)
	}
	p.CN = ResultAnswer
	if a := p.Answer(); a != nil {
		t.Errorf("an answer is answered: %+v", a)
	}
	p.Flag = 4
	p.CN = "2011"
	if a := p.Answer(); a != nil {
		t.Errorf("who does not wait is answered: %+v", a)
	}
}

// A stream of packets, cut at every byte, with rubbish between: all come out.
func TestSplitAtEveryByte(t *testing.T) {
	var stream []byte
	for k := range 3 {
		stream = append(stream, mustEncode(t, dust(k))...)
	}
	for cut := range len(stream) + 1 {
		d := &Decoder{}
		var got int
		for _, part := range [][]byte{stream[:cut], stream[cut:]} {
			d.Write(part)
			for {
				data, err := d.Next()
				if err != nil {
					t.Fatalf("cut at %d: %v", cut, err)
				}
				if data == nil {
					break
				}
				got++
			}
		}
		if got != 3 || d.Skipped != 0 {
			t.Fatalf("cut at %d: %d packets, %d bytes skipped", cut, got, d.Skipped)
		}
	}
}

// Packets with a wrong checksum, a wrong length or a flipped byte are told and left
// out; those around them come through.
func TestDamagedPackets(t *testing.T) {
	good := mustEncode(t, dust(1))
	for name, spoil := range map[string]func([]byte){
		"checksum": func(b []byte) { b[len(b)-3] ^= 1 },
		"data":     func(b []byte) { b[40] ^= 2 },
		"short":    func(b []byte) { copy(b[2:], "0010") },
		"long":     func(b []byte) { copy(b[2:], "9000") },
		"letters":  func(b []byte) { copy(b[2:], "01x1") },
		"end":      func(b []byte) { b[len(b)-1] = 'x' },
	} {
		bad := bytes.Clone(good)
		spoil(bad)
		d := &Decoder{}
		d.Write(good)
		d.Write(bad)
		d.Write(good)
		d.Write(good)
		whole, broken := 0, 0
		for {
			data, err := d.Next()
			var frame *FrameError
			if errors.As(err, &frame) {
				broken++
				continue
			}
			if data == nil {
				break
			}
			whole++
		}
		if whole != 3 || broken == 0 {
			t.Errorf("%s: %d whole, %d broken; want 3 whole and the broken one told", name, whole, broken)
		}
	}
}

func TestGBKText(t *testing.T) {
	text := "QN=20261126080000001;ST=39;CN=3020;PW=1;MN=M1;Flag=4;CP=&&DataTime=20261126080000;PolId=i11001,i11001-Info=//传感器故障//&&"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	framed, _ := frameOf([]byte(gbk))
	d := &Decoder{}
	d.Write(framed)
	data, err := d.Next()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := p.Get("i11001-Info"); info != "//传感器故障//" {
		t.Errorf("%q", info)
	}
}

// Of a packet in three parts only the second says its time: the others wait for it,
// and what is sent again is read again.
func TestPartsGetTheirPacketsTime(t *testing.T) {
	part := func(no int, time bool) *Packet {
		p := dust(0)
		p.Flag |= 2
		p.PNum, p.PNo = 3, no
		p.Contents = []Group{{{fmt.Sprintf("a%d-Rtd", no), fmt.Sprint(no)}}}
		if time {
			p.Contents = append([]Group{{{"DataTime", "20261126075900"}}}, p.Contents...)
		}
		parsed, err := Parse(mustEncode(t, p)[6:][:len(mustEncode(t, p))-12])
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	at := time.Date(2026, 11, 25, 23, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		order []int
		timed int
		ready []string
	}{
		{[]int{3, 1, 1, 2, 3}, 2, []string{"", "", "", "a3 a1 a2", "a3"}},
		{[]int{2, 1, 2, 3}, 2, []string{"a2", "a1", "a2", "a3"}},
		{[]int{1, 2, 3, 1}, 0, []string{"", "", "a1 a2 a3", "a1"}}, // none says it: the request's
	} {
		a := &Assembler{}
		for k, no := range c.order {
			ready, err := a.Add(part(no, no == c.timed))
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, p := range ready {
				all, _ := p.Readings()
				for _, r := range all {
					codes = append(codes, r.Code)
					if c.timed != 0 && !r.At.Equal(at) {
						t.Errorf("%v: part %d is of %v, want %v", c.order, no, r.At, at)
					}
				}
			}
			if got := strings.Join(codes, " "); got != c.ready[k] {
				t.Errorf("%v, step %d: %q can be read, want %q", c.order, k, got, c.ready[k])
			}
		}
	}
}

func TestPartsTakeNoMoreThanTheirShare(t *testing.T) {
	a := &Assembler{}
	p := func(k, no, most int) *Packet {
		return &Packet{MN: fmt.Sprint(k), QN: "1", CN: "2011", Flag: 7, PNum: most, PNo: no, Raw: strings.Repeat("x", 9000)}
	}
	for k := range mostOpen + 1 {
		if _, err := a.Add(p(k, 1, 3)); (err != nil) != (k == mostOpen) {
			t.Errorf("packet %d in parts: %v", k, err)
		}
	}
	lost := 0
	for no := 1; no < 2000; no++ {
		if _, err := a.Add(p(-1, no, 9999)); err != nil {
			lost++
		}
		if a.bytes > mostWaiting {
			t.Fatalf("%d bytes wait, at most %d may", a.bytes, mostWaiting)
		}
	}
	if lost == 0 {
		t.Error("nothing was given up")
	}
}

func TestMistakesAreToldTogether(t *testing.T) {
	_, err := Parse([]byte("QN=2026;ST=39;Flag=x;PNUM=0;MN=a;MN=b;CP=&&a=1"))
	if err == nil {
		t.Fatal("nothing is said")
	}
	for _, want := range []string{"QN=2026", "Flag=x", "PNUM=0", "MN: stands twice", "no CN", "must end with &&"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

// 2,000 streams of rubbish with packets among it: no crash, and what is whole comes
// through unless the rubbish before it looked like a packet's beginning.
func TestRubbish(t *testing.T) {
	r := rand.New(rand.NewPCG(212, 2017))
	good := mustEncode(t, dust(7))
	lost := 0
	for range 2000 {
		d := &Decoder{}
		var stream []byte
		for range 3 {
			for range r.IntN(200) {
				stream = append(stream, "#0123456789;=&CP\r\nQ\xb4\xab\x00"[r.IntN(20)])
			}
			stream = append(append(stream, "\r\n"...), good...)
		}
		stream = append(append(stream, good...), good...)
		got := 0
		for len(stream) > 0 {
			n := min(1+r.IntN(64), len(stream))
			d.Write(stream[:n])
			stream = stream[n:]
			for {
				data, err := d.Next()
				if data == nil && err == nil {
					break
				}
				if data != nil {
					got++
				}
			}
		}
		if got < 2 {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("in %d of 2,000 streams fewer than two of five packets came through", lost)
	}
}

func FuzzDecoder(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("##0001####0002ab1234\r\n"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		d, a := &Decoder{}, &Assembler{}
		d.Write(stream)
		for range len(stream) + 2 {
			data, err := d.Next()
			if data == nil && err == nil {
				return
			}
			if data == nil {
				continue
			}
			p, err := Parse(data)
			if err != nil {
				continue
			}
			p.Readings()
			p.Answer()
			a.Add(p)
		}
		t.Fatal("the decoder takes nothing and needs nothing")
	})
}

func BenchmarkDecode(b *testing.B) {
	stream := mustEncode(b, dust(1))
	b.SetBytes(int64(len(stream)))
	d := &Decoder{}
	for range b.N {
		d.Write(stream)
		data, err := d.Next()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Parse(data); err != nil {
			b.Fatal(err)
		}
	}
}
