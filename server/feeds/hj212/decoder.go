package hj212

import (
	"bytes"
	"fmt"
	"strconv"
)

// longest is the most that four digits say of the data's length.
const longest = 9999

// frame is what surrounds the data: begin, length, checksum, end.
const (
	head = 2 + 4
	tail = 4 + 2
)

// Decoder finds packets in a stream. The zero Decoder is ready.
type Decoder struct {
	buffer []byte
	// Skipped counts bytes that belonged to no packet.
	Skipped int64
}

// FrameError is a packet of which the frame is wrong. The stream goes on after it.
type FrameError struct {
	Why  string
	Data []byte // of the packet, as far as it is known
}

func (e *FrameError) Error() string { return "HJ 212: " + e.Why }

// Write takes bytes of the stream, as many as have come.
func (d *Decoder) Write(p []byte) (int, error) {
	d.buffer = append(d.buffer, p...)
	return len(p), nil
}

// Next returns the data of the next whole packet whose checksum is right, nil if
// more bytes are needed, or an error for a packet that is damaged. The data is the
// caller's. Every call either takes something from the stream or needs more.
func (d *Decoder) Next() ([]byte, error) {
	at := bytes.Index(d.buffer, []byte("##"))
	if at < 0 { // a # at the end may be half of it
		keep := 0
		if n := len(d.buffer); n > 0 && d.buffer[n-1] == '#' {
			keep = 1
		}
		d.drop(len(d.buffer) - keep)
		return nil, nil
	}
	d.drop(at)
	if len(d.buffer) < head {
		return nil, nil
	}
	length, ok := digits(d.buffer[2:head])
	if !ok {
		return nil, d.broken(2, fmt.Sprintf("length %q: must be four digits", d.buffer[2:head]))
	}
	whole := head + length + tail
	if len(d.buffer) < whole {
		// A length that is too large would wait for ever: another packet begins before
		// its end, and this one's own end has come.
		if next := bytes.Index(d.buffer[head:], []byte("\r\n##")); next >= 0 {
			return nil, d.broken(head+next+2, fmt.Sprintf("length %d: the packet ends after %d bytes", length, head+next-tail+4))
		}
		return nil, nil
	}
	data, sum, end := d.buffer[head:head+length], d.buffer[head+length:whole-2], d.buffer[whole-2:whole]
	if string(end) != "\r\n" {
		return nil, d.broken(2, fmt.Sprintf("length %d: no end of packet after as many bytes", length))
	}
	stated, err := strconv.ParseUint(string(sum), 16, 16)
	if err != nil {
		return nil, d.broken(whole, fmt.Sprintf("checksum %q: must be four hexadecimal digits", sum))
	}
	if found := CRC(data); uint16(stated) != found {
		bad := bytes.Clone(data)
		d.take(whole)
		return nil, &FrameError{fmt.Sprintf("checksum %04X, but the data has %04X", stated, found), bad}
	}
	data = bytes.Clone(data)
	d.take(whole)
	return data, nil
}

// digits reads four of them.
func digits(b []byte) (n int, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}

// broken leaves out n bytes of a packet that cannot be read.
func (d *Decoder) broken(n int, why string) error {
	n = min(n, len(d.buffer))
	bad := bytes.Clone(d.buffer[:min(n, 64)])
	d.drop(n)
	return &FrameError{why, bad}
}

// drop leaves out bytes that are no packet.
func (d *Decoder) drop(n int) {
	d.Skipped += int64(n)
	d.take(n)
}

func (d *Decoder) take(n int) {
	d.buffer = append(d.buffer[:0], d.buffer[n:]...)
}

// frameOf puts data into a packet; it must not be longer than four digits say.
func frameOf(data []byte) ([]byte, error) {
	if len(data) > longest {
		return nil, fmt.Errorf("HJ 212: %d bytes of data: must be at most %d: send them in parts (PNUM, PNO)", len(data), longest)
	}
	return fmt.Appendf(nil, "##%04d%s%04X\r\n", len(data), data, CRC(data)), nil
}
