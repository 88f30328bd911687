package centre

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"shapan/server/feeds/hj212"
	"shapan/server/historian"
)

// The standard's example.
const example = "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n"

// pipes is a listener of connections in memory: what is written at once is read at
// once, so a stream can be cut where a test wants it.
type pipes struct {
	come chan net.Conn
	once sync.Once
	shut chan struct{}
}

func newPipes() *pipes { return &pipes{come: make(chan net.Conn), shut: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.come:
		return c, nil
	case <-p.shut:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.shut) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial() net.Conn {
	mine, theirs := net.Pipe()
	p.come <- theirs
	return mine
}

// kept is a log in memory.
type kept struct {
	mu       sync.Mutex
	readings []historian.Reading
	fails    error
	hold     chan struct{} // if there is one, Append waits for it
}

func (k *kept) Append(_ context.Context, rs ...historian.Reading) error {
	if k.hold != nil {
		<-k.hold
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails != nil {
		return k.fails
	}
	k.readings = append(k.readings, rs...)
	return nil
}

func (k *kept) all() []historian.Reading {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]historian.Reading(nil), k.readings...)
}

const pw = "123456"

func stations(mns ...string) (all []Station) {
	for _, mn := range mns {
		all = append(all, Station{MN: mn, Password: sha256.Sum256([]byte(pw)), Subject: "station/" + mn})
	}
	return all
}

func serve(t testing.TB, to Log, c Config) (*Centre, *pipes) {
	t.Helper()
	p := newPipes()
	if c.Stations == nil {
		c.Stations = stations("A", "B")
	}
	made, err := Serve(p, to, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	return made, p
}

// minute is what a dust station says every minute; it waits for an answer.
func minute(mn string, n int) *hj212.Packet {
	at := time.Date(2026, 11, 26, 8, n, 0, 0, beijing)
	return &hj212.Packet{
		QN: at.Format("20060102150405") + "123", ST: "39", CN: "2051", PW: pw, MN: mn, Flag: 5,
		Contents: []hj212.Group{
			{{Name: "DataTime", Value: at.Format("20060102150405")}},
			{{Name: "a34004-Avg", Value: fmt.Sprint(30 + n)}, {Name: "a34004-Flag", Value: "N"}},
			{{Name: "LA-Avg", Value: "61.2"}, {Name: "LA-Flag", Value: "D"}},
		},
	}
}

func encode(t testing.TB, p *hj212.Packet) []byte {
	t.Helper()
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// phone is a station's end of a connection.
type phone struct {
	t    testing.TB
	conn net.Conn
	d    hj212.Decoder
}

func (s *phone) say(b []byte) {
	s.t.Helper()
	s.conn.SetWriteDeadline(time.Now().Add(30 * time.Second))
	if _, err := s.conn.Write(b); err != nil {
		s.t.Fatal(err)
	}
}

// hear waits for the next packet; an error tells that the connection ended.
func (s *phone) hear() (*hj212.Packet, error) {
	buffer := make([]byte, 4096)
	s.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	for {
		data, err := s.d.Next()
		if err != nil {
			return nil, err
		}
		if data != nil {
			return hj212.Parse(data)
		}
		n, err := s.conn.Read(buffer)
		s.d.Write(buffer[:n])
		if err != nil {
			return nil, err
		}
	}
}

func (s *phone) mustHear(cn, qn string) *hj212.Packet {
	s.t.Helper()
	p, err := s.hear()
	if err != nil || p.CN != cn || p.QN != qn {
		s.t.Fatalf("heard %+v %v, want %s to %s", p, err, cn, qn)
	}
	return p
}

func TestExampleOfTheStandardSplitAtEveryByte(t *testing.T) {
	log := &kept{}
	c, p := serve(t, log, Config{Stations: []Station{{MN: "010000A8900016F000169DC0", Password: sha256.Sum256([]byte("100000")), Subject: "station/1"}}})
	s := &phone{t: t, conn: p.dial()}
	for cut := 1; cut < len(example); cut++ {
		s.say([]byte(example[:cut]))
		s.say([]byte(example[cut:]))
		s.mustHear(hj212.DataAnswer, "20160801085857223")
	}
	if got := c.Stations()[0]; got.Packets != int64(len(example)-1) || !got.Connected {
		t.Errorf("%+v", got)
	}
}

// A day's packets merged and cut anywhere: each answered once, each kept once.
func TestMergedAndSplitPackets(t *testing.T) {
	log := &kept{}
	_, p := serve(t, log, Config{Quantities: []Quantity{{Code: "a34004-Avg", Property: "pm25_kg_per_m3", Scale: 1e-9}}})
	s := &phone{t: t, conn: p.dial()}
	var stream []byte
	const packets = 200
	for n := range packets {
		stream = append(stream, encode(t, minute("A", n))...)
	}
	go func() {
		r := rand.New(rand.NewPCG(1, 2))
		for len(stream) > 0 {
			n := min(1+r.IntN(700), len(stream))
			if _, err := s.conn.Write(stream[:n]); err != nil {
				t.Error(err)
				return
			}
			stream = stream[n:]
		}
	}()
	for n := range packets {
		s.mustHear(hj212.DataAnswer, minute("A", n).QN)
	}
	rs := log.all()
	if len(rs) != 2*packets {
		t.Fatalf("%d readings kept, want %d", len(rs), 2*packets)
	}
	for n := range packets {
		want := historian.Reading{Subject: "station/A", Property: "pm25_kg_per_m3", Value: float64(30+n) * 1e-9, At: time.Date(2026, 11, 26, 0, n, 0, 0, time.UTC), Source: "hj212/A"}
		if rs[2*n] != want || rs[2*n+1].Property != "LA-Avg" || rs[2*n+1].Quality != historian.Bad {
			t.Fatalf("minute %d: %+v, want %+v", n, rs[2*n:2*n+2], want)
		}
	}
}

func TestAnswersComeOnlyAfterTheSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &kept{hold: make(chan struct{})}
		_, p := serve(t, log, Config{})
		s := &phone{t: t, conn: p.dial()}
		heard := make(chan string, 1)
		for _, c := range []struct{ cn, answer string }{{"2011", hj212.DataAnswer}, {"2081", hj212.NoticeAnswer}} {
			packet := minute("A", 0)
			packet.CN = c.cn
			packet.Contents[1][0].Value = c.cn // not the same reading
			go func() {
				a, err := s.hear()
				if err != nil {
					heard <- err.Error()
					return
				}
				heard <- a.CN
			}()
			s.say(encode(t, packet))
			synctest.Wait()
			select {
			case cn := <-heard:
				t.Fatalf("before the sync came %s", cn)
			default:
			}
			log.hold <- struct{}{}
			if cn := <-heard; cn != c.answer {
				t.Errorf("%s is answered with %s, want %s", c.cn, cn, c.answer)
			}
		}
		s.conn.Close()
	})
}

func TestWhatIsNotKeptIsNotAnswered(t *testing.T) {
	log := &kept{fails: errors.New("disk full")}
	_, p := serve(t, log, Config{})
	s := &phone{t: t, conn: p.dial()}
	s.say(encode(t, minute("A", 0)))
	if a, err := s.hear(); !errors.Is(err, io.EOF) {
		t.Errorf("heard %+v %v", a, err)
	}
	log.fails = nil
	s = &phone{t: t, conn: p.dial()}
	s.say(encode(t, minute("A", 0)))
	s.mustHear(hj212.DataAnswer, minute("A", 0).QN)
	if n := len(log.all()); n != 2 {
		t.Errorf("%d readings, want 2", n)
	}
}

// A station whose answers were lost sends all again, over breaks of the line and a
// restart of ours: all is answered and in the log once; what was corrected is new.
func TestResendAfterABreak(t *testing.T) {
	directory := t.TempDir()
	open := func() *historian.Log {
		log, err := historian.Open(context.Background(), historian.Options{Directory: directory})
		if err != nil {
			t.Fatal(err)
		}
		return log
	}
	const minutes = 10
	log := open()
	now := time.Now().In(beijing).Add(-time.Hour)
	packet := func(n int) *hj212.Packet {
		p := minute("A", 0)
		at := now.Add(time.Duration(n) * time.Minute).Format("20060102150405")
		p.Contents[0][0].Value = at
		p.Contents[1][0].Value = fmt.Sprint(n)
		return p
	}
	for round := range 3 {
		c, p := serve(t, log, Config{})
		s := &phone{t: t, conn: p.dial()}
		for n := range minutes {
			one := packet(n)
			one.QN = time.Now().In(beijing).Format("20060102150405") + fmt.Sprintf("%03d", n) // a new one each time
			s.say(encode(t, one))
			if n%3 == round {
				s.conn.Close() // it does not hear the answer
				s = &phone{t: t, conn: p.dial()}
				s.say(encode(t, one))
			}
			s.mustHear(hj212.DataAnswer, one.QN)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if round == 1 {
			if err := log.Close(); err != nil {
				t.Fatal(err)
			}
			log = open()
		}
	}
	c, p := serve(t, log, Config{})
	corrected := packet(3)
	corrected.Contents[1][0].Value = "99"
	s := &phone{t: t, conn: p.dial()}
	s.say(encode(t, corrected))
	s.mustHear(hj212.DataAnswer, corrected.QN)
	c.Close()
	count := map[string]int{}
	if err := log.Read(context.Background(), time.Time{}, func(r historian.Reading) error {
		count[fmt.Sprint(r.Property, r.At, r.Value)]++
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(count) != 2*minutes+1 {
		t.Errorf("%d different readings, want %d", len(count), 2*minutes+1)
	}
	for what, n := range count {
		if n != 1 {
			t.Errorf("%s: %d times", what, n)
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestPartsAreAnsweredEach(t *testing.T) {
	log := &kept{}
	_, p := serve(t, log, Config{})
	s := &phone{t: t, conn: p.dial()}
	part := func(no int) *hj212.Packet {
		one := minute("A", 0)
		one.Flag |= 2
		one.PNum, one.PNo = 2, no
		if no == 2 {
			one.Contents = []hj212.Group{{{Name: "a34002-Avg", Value: "80"}}}
		}
		return one
	}
	for _, no := range []int{1, 2, 2} {
		s.say(encode(t, part(no)))
		if a := s.mustHear(hj212.DataAnswer, part(no).QN); a.PNo != no {
			t.Errorf("part %d: the answer is to %d", no, a.PNo)
		}
	}
	rs := log.all()
	if len(rs) != 3 || rs[2].Property != "a34002-Avg" || !rs[2].At.Equal(rs[0].At) {
		t.Errorf("%+v", rs)
	}
}

func TestOnlyStationsWithTheirPassword(t *testing.T) {
	log := &kept{}
	c, p := serve(t, log, Config{})
	wrong := minute("A", 0)
	wrong.PW = "654321"
	s := &phone{t: t, conn: p.dial()}
	s.say(encode(t, wrong))
	if a, err := s.hear(); !errors.Is(err, io.EOF) {
		t.Errorf("a wrong password: %+v %v", a, err)
	}
	s = &phone{t: t, conn: p.dial()}
	s.say(encode(t, minute("nobody", 0)))
	s.say(encode(t, minute("B", 0)))
	s.mustHear(hj212.DataAnswer, minute("B", 0).QN) // and nothing before it
	s.say(encode(t, wrong))
	s.say(encode(t, minute("B", 1)))
	s.mustHear(hj212.DataAnswer, minute("B", 1).QN)
	if rs := log.all(); len(rs) != 4 || rs[0].Subject != "station/B" {
		t.Errorf("%+v", rs)
	}
	if got := c.Stations()[0]; got.Refused != 2 || got.Packets != 0 {
		t.Errorf("%+v", got)
	}
	for range mostStrange - 1 { // two there were
		s.say(encode(t, minute("nobody", 0)))
	}
	if a, err := s.hear(); !errors.Is(err, io.EOF) {
		t.Errorf("who speaks for many that are unknown: %+v %v", a, err)
	}
}

func TestWrongChecksumAndGBK(t *testing.T) {
	log := &kept{}
	_, p := serve(t, log, Config{})
	s := &phone{t: t, conn: p.dial()}
	bad := encode(t, minute("A", 0))
	bad[50] ^= 1
	s.say(bad)
	text := minute("A", 1)
	text.CN = "3020"
	text.Contents = append(text.Contents, hj212.Group{{Name: "i11001-Info", Value: "//传感器故障//"}})
	framed := encode(t, text)
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes(framed[6 : len(framed)-6])
	if err != nil {
		t.Fatal(err)
	}
	s.say(fmt.Appendf(nil, "##%04d%s%04X\r\n", len(gbk), gbk, hj212.CRC(gbk)))
	s.mustHear(hj212.NoticeAnswer, text.QN)
	if rs := log.all(); len(rs) != 2 || rs[0].Value != 31 {
		t.Errorf("%+v", rs)
	}
}

// 2,000 streams of rubbish, each with a good packet at its end: none harms the
// others, and what is good is kept unless there was too much rubbish before it.
func TestTwoThousandStreamsOfRubbish(t *testing.T) {
	log := &kept{}
	c, p := serve(t, log, Config{MostRubbish: 16 << 10})
	r := rand.New(rand.NewPCG(212, 2026))
	cutOff := 0
	for n := range 2000 {
		var stream []byte
		for range r.IntN(4000) {
			stream = append(stream, "##0123456789;=&CPMNQW\r\n\xb4\xab\x00"[r.IntN(25)])
		}
		if n%10 == 0 { // a packet that promises 9999 bytes
			stream = append(stream, "\r\n##9999"...)
		}
		if n%100 == 0 {
			stream = bytes.Repeat([]byte("\x00##12"), 4000)
		}
		// Twice: what is promised above may swallow the first.
		stream = append(append(append(stream, "\r\n"...), encode(t, minute("A", n))...), encode(t, minute("A", n))...)
		conn := p.dial()
		go func() {
			conn.Write(stream) // it may be cut off
			conn.SetReadDeadline(time.Now().Add(time.Minute))
		}()
		s := &phone{t: t, conn: conn}
		if a, err := s.hear(); err != nil || a.CN != hj212.DataAnswer {
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
				t.Fatalf("stream %d: %+v %v", n, a, err)
			}
			cutOff++
		}
		conn.Close()
	}
	if cutOff != 20 {
		t.Errorf("%d streams were cut off, want the 20 with more rubbish than the limit", cutOff)
	}
	if got, want := len(log.all()), 2*(2000-cutOff); got != want {
		t.Errorf("%d readings kept, want %d", got, want)
	}
	if st := c.Stations()[0]; st.Refused != 0 {
		t.Errorf("%+v", st)
	}
}

func TestLimitsOfConnectionsAndTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := serve(t, &kept{}, Config{MostConnections: 3, MostOfAddress: 2, First: time.Minute, Idle: time.Hour})
		ended := func(c net.Conn) bool {
			c.SetReadDeadline(time.Now().Add(time.Millisecond))
			_, err := c.Read(make([]byte, 1))
			return errors.Is(err, io.EOF)
		}
		a, b, third := p.dial(), p.dial(), p.dial()
		if ended(a) || ended(b) || !ended(third) {
			t.Error("the third connection of one address must be refused, and it alone")
		}
		s := &phone{t: t, conn: a}
		s.say(encode(t, minute("A", 0)))
		s.mustHear(hj212.DataAnswer, minute("A", 0).QN)
		go func() {
			for { // rubbish keeps no connection open
				if _, err := b.Write([]byte("#")); err != nil {
					return
				}
				time.Sleep(10 * time.Second)
			}
		}()
		time.Sleep(time.Minute + time.Second)
		if ended(a) || !ended(b) {
			t.Error("who shows no password within a minute must go, and he alone")
		}
		time.Sleep(time.Hour)
		if !ended(a) {
			t.Error("who says nothing for an hour must go")
		}
		if c := p.dial(); ended(c) {
			t.Error("the places of those who went are not free")
		}
	})
}

// A station is asked to set its clock; it does not hear at first.
func TestAsk(t *testing.T) {
	c, p := serve(t, &kept{}, Config{AnswerWithin: 50 * time.Millisecond})
	if _, err := c.Ask(t.Context(), "A", "1012"); !errors.Is(err, ErrAway) {
		t.Errorf("who is away: %v", err)
	}
	if _, err := c.Ask(t.Context(), "C", "1012"); err == nil || !strings.Contains(err.Error(), "not known") {
		t.Errorf("who is unknown: %v", err)
	}
	s := &phone{t: t, conn: p.dial()}
	s.say(encode(t, minute("A", 0)))
	s.mustHear(hj212.DataAnswer, minute("A", 0).QN)
	answer := func(q *hj212.Packet, cn, name, value string) {
		s.say(encode(t, &hj212.Packet{QN: q.QN, ST: "91", CN: cn, PW: pw, MN: "A", Flag: 4, Contents: []hj212.Group{{{Name: name, Value: value}}}}))
	}
	go func() { // the first request it hears only when it comes again, the second it refuses
		var seen []string
		for {
			q, err := s.hear()
			if err != nil {
				return
			}
			again := slices.Contains(seen, q.QN)
			if !again {
				seen = append(seen, q.QN)
			}
			switch {
			case q.CN != "1012" || q.PW != pw || q.ST != "39" || !q.Flag.WantsAnswer() || q.Flag.Edition() != 2017:
				t.Errorf("asked %+v", q)
			case len(seen) == 1 && again:
				answer(q, hj212.RequestAnswer, "QnRtn", "1")
				answer(q, hj212.ResultAnswer, "ExeRtn", "1")
			case len(seen) == 2:
				answer(q, hj212.RequestAnswer, "QnRtn", "2")
			}
		}
	}()
	r, err := c.Ask(t.Context(), "A", "1012", hj212.Group{{Name: "SystemTime", Value: "20261126080000"}})
	if err != nil || r != (Result{"1", "1"}) {
		t.Errorf("%+v %v", r, err)
	}
	if r, err = c.Ask(t.Context(), "A", "1012"); err == nil || r.Accepted != "2" {
		t.Errorf("who refuses: %+v %v", r, err)
	}
	if _, err = c.Ask(t.Context(), "A", "1012"); !errors.Is(err, ErrSilent) {
		t.Errorf("who is silent: %v", err)
	}
	s.conn.Close()
}

func TestMemoryForgetsTheOldest(t *testing.T) {
	m := newMemory(10)
	r := func(n int) *historian.Reading {
		return &historian.Reading{Property: "p", Value: float64(n), At: time.Unix(int64(n), 0)}
	}
	for n := range 25 {
		m.add(r(n))
	}
	for n, want := range map[int]bool{24: true, 12: true, 10: true, 9: false, 25: false} {
		if m.has(r(n)) != want {
			t.Errorf("reading %d known: %t", n, !want)
		}
	}
}

func BenchmarkPackets(b *testing.B) {
	_, p := serve(b, &kept{}, Config{})
	s := &phone{t: b, conn: p.dial()}
	b.ReportAllocs()
	for n := range b.N {
		s.say(encode(b, minute("A", n)))
		if _, err := s.hear(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packets/s")
}
