package server

import (
	"bytes"
	"net"
	"testing"
)

// pipe counts the writes that reach it.
type pipe struct {
	net.Conn
	writes int
	bytes.Buffer
}

func (p *pipe) Write(b []byte) (int, error) { p.writes++; return p.Buffer.Write(b) }
func (p *pipe) Read(b []byte) (int, error)  { return p.Buffer.Read(b) }

// Whatever is held back comes out once, whole and in order; what is too much to
// hold goes out meanwhile.
func TestHeldBackLine(t *testing.T) {
	for _, size := range []int{10, 1000, mostHeld/2 + 1, mostHeld + 1} {
		below := &pipe{}
		c := &corkable{Conn: below}
		var want []byte
		c.hold()
		for k := range 5 {
			part := bytes.Repeat([]byte{byte('a' + k)}, size)
			want = append(want, part...)
			if n, err := c.Write(part); n != size || err != nil {
				t.Fatal(n, err)
			}
		}
		if err := c.release(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(below.Bytes(), want) {
			t.Errorf("5 × %d bytes: %d come out, or in another order", size, below.Len())
		}
		if size*5 <= mostHeld && below.writes != 1 {
			t.Errorf("5 × %d bytes: %d writes", size, below.writes)
		}
		c.Write([]byte("!"))
		if below.Len() != len(want)+1 {
			t.Error("what is written after the release is held back")
		}
	}
}
