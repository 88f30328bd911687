package cmd

import (
	"bufio"
	"context"
	"encoding/binary"
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
// once, and remembers how long each PUBACK took that came between two instants.
func (d *benchDevice) publishUntil(ctx context.Context, k, window int, from, until time.Time) (s ingested) {
	topic := mqttText(nil, "bench/"+strconv.Itoa(k))
	sentAt := make([]time.Time, 1<<16) // by packet's identifier
	for sent := 0; ; {
		for ; sent < s.acknowledged+window && ctx.Err() == nil && time.Now().Before(until); sent++ {
			now := time.Now()
			id := uint16(sent%0xffff + 1)
			sentAt[id] = now
			body := binary.BigEndian.AppendUint16(append([]byte(nil), topic...), id)
			body = fmt.Appendf(body, `{"t":%d,"v":%d}`, now.UnixMilli(), sent)
			if _, err := d.conn.Write(d.packet(0x32, body)); err != nil {
				s.err = err
				return s
			}
		}
		if sent == s.acknowledged {
			return s
		}
		d.conn.SetReadDeadline(time.Now().Add(time.Minute))
		var answer [4]byte
		if _, err := io.ReadFull(d.in, answer[:]); err != nil {
			s.err = err
			return s
		}
		id := binary.BigEndian.Uint16(answer[2:])
		if answer[0] != 0x40 || answer[1] != 2 || int(id) != s.acknowledged%0xffff+1 {
			s.err = fmt.Errorf("PUBLISH was answered with % x", answer)
			return s
		}
		s.acknowledged++
		if now := time.Now(); now.After(from) && now.Before(until) {
			s.took = append(s.took, now.Sub(sentAt[id]))
		}
	}
}
