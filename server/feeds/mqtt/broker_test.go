package mqtt

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"shapan/server/historian"
)

// gate is a log that syncs when it is told to.
type gate struct {
	came chan []historian.Reading
	sync chan error
}

func (g *gate) Append(ctx context.Context, rs ...historian.Reading) error {
	g.came <- rs
	return <-g.sync
}

func serve(t *testing.T, log Log) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Serve(listener, log, Config{
		Devices:    []Device{{User: "gw", Password: sha256.Sum256([]byte("secret")), Publish: []string{"pit/+/data"}}},
		Mappings:   []Mapping{{Topic: "pit/+/data", Subject: "point/{1}", At: "t", Values: []Value{{Path: "d", Property: "displacement", Scale: 1e-3}}}},
		MostPacket: 4096,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return listener.Addr().String()
}

// device is a client that writes its packets byte by byte.
type device struct {
	t       *testing.T
	conn    net.Conn
	r       *bufio.Reader
	version byte
}

func text(s string) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...) }

func (d *device) send(head byte, body ...[]byte) {
	var all []byte
	for _, b := range body {
		all = append(all, b...)
	}
	packet := append(binary.AppendUvarint([]byte{head}, uint64(len(all))), all...)
	if _, err := d.conn.Write(packet); err != nil {
		d.t.Fatal(err)
	}
}

// next is a packet's first byte and its body; an error tells that it was cut off.
func (d *device) next() (byte, []byte, error) {
	d.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	head, err := d.r.ReadByte()
	if err != nil {
		return 0, nil, err
	}
	n, err := binary.ReadUvarint(d.r)
	if err != nil {
		return 0, nil, err
	}
	body := make([]byte, n)
	_, err = io.ReadFull(d.r, body)
	return head, body, err
}

func connect(t *testing.T, addr string, version byte, user, password string) (*device, byte) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	d := &device{t, conn, bufio.NewReader(conn), version}
	properties := []byte{}
	if version == 5 {
		properties = []byte{0}
	}
	d.send(0x10, text("MQTT"), []byte{version, 0xc2, 0, 60}, properties, text("id"+user), text(user), text(password))
	head, body, err := d.next()
	if err != nil || head != 0x20 {
		t.Fatalf("CONNACK: %x %x %v", head, body, err)
	}
	return d, body[1]
}

func (d *device) publish(qos byte, id uint16, topic, payload string) {
	body := [][]byte{text(topic)}
	if qos > 0 {
		body = append(body, binary.BigEndian.AppendUint16(nil, id))
	}
	if d.version == 5 {
		body = append(body, []byte{0})
	}
	d.send(0x30|qos<<1, append(body, []byte(payload))...)
}

func TestPubackComesOnlyAfterTheSync(t *testing.T) {
	for _, version := range []byte{4, 5} {
		for _, qos := range []byte{1, 2} {
			log := &gate{make(chan []historian.Reading, 1), make(chan error)}
			d, code := connect(t, serve(t, log), version, "gw", "secret")
			if code != 0 {
				t.Fatalf("refused: %d", code)
			}
			d.publish(qos, 7, "pit/CX1/data", `{"d": "12.5", "t": 1782864000}`)
			rs := <-log.came
			if len(rs) != 1 || rs[0].Subject != "point/CX1" || rs[0].Value != 12.5*1e-3 || rs[0].Source != "mqtt/gw" || rs[0].At.Unix() != 1782864000 {
				t.Errorf("read as %+v", rs)
			}
			d.conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
			if b, err := d.r.ReadByte(); err == nil {
				t.Fatalf("before the sync came %x", b)
			}
			log.sync <- nil
			want := byte(0x40)
			if qos == 2 {
				want = 0x50
			}
			head, body, err := d.next()
			if err != nil || head != want || binary.BigEndian.Uint16(body) != 7 || len(body) > 2 && body[2] >= 0x80 {
				t.Errorf("MQTT %d, QoS %d: %x %x %v", version, qos, head, body, err)
			}
		}
	}
}

func TestWhatIsNotKeptIsNotAcknowledged(t *testing.T) {
	for _, c := range []struct {
		name, topic, payload string
		fails                bool
	}{
		{"no number", "pit/CX1/data", `{"d": "x", "t": 1}`, false},
		{"no JSON", "pit/CX1/data", `{"d"`, false},
		{"no right", "pit/CX1/other", `{"d": 1, "t": 1}`, false},
		{"disk", "pit/CX1/data", `{"d": 1, "t": 1}`, true},
	} {
		for _, version := range []byte{4, 5} {
			log := &gate{make(chan []historian.Reading, 1), make(chan error, 1)}
			if c.fails {
				log.sync <- errors.New("disk full")
			}
			d, _ := connect(t, serve(t, log), version, "gw", "secret")
			d.publish(1, 7, c.topic, c.payload)
			head, body, err := d.next()
			if version == 5 && (err != nil || head != 0x40 || len(body) < 3 || body[2] < 0x80) {
				t.Errorf("%s: MQTT 5: %x %x %v", c.name, head, body, err)
			}
			for version == 4 && err == nil { // until it is cut off
				if head == 0x40 {
					t.Errorf("%s: MQTT 3.1.1: acknowledged", c.name)
				}
				head, _, err = d.next()
			}
			var late net.Error
			if errors.As(err, &late) && late.Timeout() {
				t.Errorf("%s: MQTT %d: neither told nor cut off", c.name, version)
			}
			if !c.fails && len(log.came) > 0 {
				t.Errorf("%s: came into the log: %v", c.name, <-log.came)
			}
		}
	}
}

func TestOnlyKnownDevicesWithinTheLimits(t *testing.T) {
	addr := serve(t, &gate{})
	for _, who := range [][2]string{{"gw", "wrong"}, {"gw", ""}, {"nobody", "secret"}} {
		if _, code := connect(t, addr, 4, who[0], who[1]); code == 0 {
			t.Errorf("%v was let in", who)
		}
	}
	d, _ := connect(t, addr, 4, "gw", "secret")
	d.send(0x82, []byte{0, 1}, text("#"), []byte{0})
	if head, body, err := d.next(); err == nil && (head != 0x90 || body[2] != 0x80) {
		t.Errorf("subscribing to #: %x %x", head, body)
	}
	d, _ = connect(t, addr, 4, "gw", "secret")
	d.conn.Write([]byte{0x32, 0xff, 0xff, 0xff, 0x7f}) // claims 256 MB
	if head, _, err := d.next(); err == nil && head != 0xe0 {
		t.Errorf("a packet too large: %x", head)
	}
}

func TestFiltersAndWhatTheyCover(t *testing.T) {
	for _, c := range []struct {
		filter, topic string
		want          bool
	}{
		{"a/+/c", "a/b/c", true}, {"a/+", "a/b/c", false}, {"a/#", "a/b/c", true}, {"a/#", "a", true},
		{"a/+", "a/#", false}, {"a/#", "a/+/x", true}, {"+/b", "#", false}, {"#", "#", true}, {"a/b", "a", false}, {"a/+", "a/", true},
	} {
		if got := covers(c.filter, c.topic); got != c.want {
			t.Errorf("%s covers %s: %t", c.filter, c.topic, got)
		}
	}
}

// A device whose line breaks leaves its will, which is kept as any reading; where it
// may not speak it leaves none, and is told so when it connects. A retained message is
// a reading too.
func TestWills(t *testing.T) {
	log := &gate{make(chan []historian.Reading, 4), make(chan error, 4)}
	addr := serve(t, log)
	for _, version := range []byte{4, 5} {
		for _, c := range []struct {
			topic string
			delay []byte // properties of the will, MQTT 5
			code  byte   // of CONNACK
		}{
			{"pit/CX1/data", nil, 0},
			{"pit/CX1/data", []byte{5, 0x18, 0, 0, 0, 9}, 0}, // in 9 s, but the session ends with the line
			{"pit/CX1/data/more", nil, map[byte]byte{4: 5, 5: 0x87}[version]},
		} {
			if version == 4 && c.delay != nil {
				continue
			}
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { conn.Close() })
			d := &device{t, conn, bufio.NewReader(conn), version}
			var props, willProps []byte
			if version == 5 {
				props, willProps = []byte{0}, []byte{0}
				if c.delay != nil {
					willProps = c.delay
				}
			}
			d.send(0x10, text("MQTT"), []byte{version, 0xc6, 0, 60}, props, text("will"), willProps, text(c.topic), text(`{"d": -1, "t": 1}`), text("gw"), text("secret"))
			head, body, err := d.next()
			if err != nil || head != 0x20 || body[1] != c.code {
				t.Fatalf("MQTT %d, will on %s: %x %x %v", version, c.topic, head, body, err)
			}
			if c.code != 0 {
				if _, _, err := d.next(); err == nil {
					t.Errorf("MQTT %d: let in with a will on %s", version, c.topic)
				}
				continue
			}
			log.sync <- nil
			d.publish(1, 7, "pit/CX1/data", `{"d": 5, "t": 1}`)
			if rs := <-log.came; len(rs) != 1 || rs[0].Value != 5*1e-3 {
				t.Fatalf("read as %+v", rs)
			}
			log.sync <- nil
			conn.Close()
			select {
			case rs := <-log.came:
				if len(rs) != 1 || rs[0].Subject != "point/CX1" || rs[0].Value != -1e-3 || rs[0].Source != "mqtt/gw" {
					t.Errorf("MQTT %d: the will is read as %+v", version, rs)
				}
			case <-time.After(30 * time.Second):
				t.Fatalf("MQTT %d: the will is not kept", version)
			}
		}
	}
	if len(log.came) > 0 {
		t.Errorf("more came: %+v", <-log.came)
	}
}
