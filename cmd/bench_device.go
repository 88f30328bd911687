package cmd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// benchDevice is a device that speaks as much MQTT 3.1.1 as publishing takes.
type benchDevice struct {
	conn net.Conn
	in   *bufio.Reader
}

func connectDevices(ctx context.Context, address string, n int) (devices []*benchDevice, err error) {
	defer func() {
		if err != nil {
			for _, d := range devices {
				d.conn.Close()
			}
		}
	}()
	var dialer net.Dialer
	for k := range n {
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err != nil {
			return devices, err
		}
		d := &benchDevice{conn, bufio.NewReader(conn)}
		devices = append(devices, d)
		if err := d.connect(k); err != nil {
			return devices, fmt.Errorf("client %d: %w", k, err)
		}
	}
	return devices, nil
}

func mqttText(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

// packet begins one whose head and body are given.
func (d *benchDevice) packet(head byte, body []byte) []byte {
	return append(binary.AppendUvarint([]byte{head}, uint64(len(body))), body...)
}

func (d *benchDevice) connect(k int) error {
	body := append(mqttText(nil, "MQTT"), 4, 0xc2, 0, 60) // 3.1.1; clean, user and password; 60 s
	for _, s := range []string{"bench" + strconv.Itoa(k), "bench", benchSecret} {
		body = mqttText(body, s)
	}
	if _, err := d.conn.Write(d.packet(0x10, body)); err != nil {
		return err
	}
	var answer [4]byte
	if _, err := io.ReadFull(d.in, answer[:]); err != nil {
		return err
	}
	if answer != [4]byte{0x20, 2, 0, 0} {
		return fmt.Errorf("CONNECT was answered with % x", answer)
	}
	return nil
}

// publishUntil publishes 0, 1, 2, … as readings of a point, a window of them at
// once, each not before it is due, and remembers how long each PUBACK took that came
// between two instants.
func (d *benchDevice) publishUntil(ctx context.Context, k, window int, pace pace, from, until time.Time) (s ingested) {
	topic := mqttText(nil, "bench/"+strconv.Itoa(k))
	sentAt := make([]time.Time, window) // of those that wait for their PUBACK
	for sent := 0; ; {
		var wait time.Time // for the next one to be due
		for ; sent < s.acknowledged+window && ctx.Err() == nil && time.Now().Before(until); sent++ {
			now := time.Now()
			if wait = pace.due(k, sent); wait.After(now) {
				break
			}
			wait = time.Time{}
			id := uint16(sent%0xffff + 1)
			sentAt[sent%window] = now
			body := binary.BigEndian.AppendUint16(append([]byte(nil), topic...), id)
			body = fmt.Appendf(body, `{"t":%d,"v":%d}`, now.UnixMilli(), sent)
			if _, err := d.conn.Write(d.packet(0x32, body)); err != nil {
				s.err = err
				return s
			}
		}
		if sent == s.acknowledged {
			if wait.IsZero() || !wait.Before(until) {
				return s
			}
			time.Sleep(time.Until(wait))
			continue
		}
		if wait.IsZero() {
			wait = time.Now().Add(time.Minute)
		}
		d.conn.SetReadDeadline(wait)
		answer, err := d.in.Peek(4) // what has come before the next one is due stays
		if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() && pace.perSecond > 0 {
			if time.Since(sentAt[s.acknowledged%window]) < time.Minute {
				continue
			}
		}
		if err != nil {
			s.err = err
			return s
		}
		id := binary.BigEndian.Uint16(answer[2:])
		if answer[0] != 0x40 || answer[1] != 2 || int(id) != s.acknowledged%0xffff+1 {
			s.err = fmt.Errorf("PUBLISH was answered with % x", answer)
			return s
		}
		d.in.Discard(4)
		if now := time.Now(); now.After(from) && now.Before(until) {
			s.took = append(s.took, now.Sub(sentAt[s.acknowledged%window]))
			if pace.perSecond > 0 {
				s.sinceDue = append(s.sinceDue, now.Sub(pace.due(k, s.acknowledged)))
			}
		}
		s.acknowledged++
	}
}

// pace is how fast all clients together publish: one after the other, at equal
// distances.
type pace struct {
	begin     time.Time
	clients   int
	perSecond float64 // 0: as fast as they can
}

// due is when a client is to send its n-th reading, from 0.
func (p pace) due(client, n int) time.Time {
	if p.perSecond == 0 {
		return p.begin
	}
	before := float64(n)*float64(p.clients) + float64(client)
	return p.begin.Add(time.Duration(before / p.perSecond * float64(time.Second)))
}
