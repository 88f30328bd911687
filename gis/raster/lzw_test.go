package raster

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
)

// roomForTests is more than any test unpacks.
var roomForTests = make([]byte, 9<<20)

func unpackLZW(packed []byte) ([]byte, error) {
	n, err := new(lzwTable).expand(roomForTests, packed)
	if err == io.EOF {
		err = nil
	}
	return roomForTests[:n], err
}

// TestLZWSpecExample decodes the example of TIFF 6.0, page 59: the bytes
// 7 7 7 8 8 7 7 6 6 as codes 256 7 258 8 8 258 6 6 257 of nine bits.
func TestLZWSpecExample(t *testing.T) {
	var packed []byte
	acc, n := uint32(0), 0
	for _, code := range []uint32{256, 7, 258, 8, 8, 258, 6, 6, 257} {
		acc, n = acc<<9|code, n+9
		for ; n >= 8; n -= 8 {
			packed = append(packed, byte(acc>>(n-8)))
		}
	}
	packed = append(packed, byte(acc<<(8-n)))
	got, err := unpackLZW(packed)
	if want := []byte{7, 7, 7, 8, 8, 7, 7, 6, 6}; err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

// TestLZWLengths passes every change of code width, and the full table, at
// every position of the end.
func TestLZWLengths(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, 12000)
	for i := range data {
		data[i] = byte(random.IntN(40) * random.IntN(6))
	}
	for n := 0; n < len(data); n += 1 + n/200 {
		got, err := unpackLZW(packLZW(data[:n]))
		if err != nil || !bytes.Equal(got, data[:n]) {
			t.Fatalf("%d bytes: got %d, %v", n, len(got), err)
		}
	}
	zeros := make([]byte, 8<<20) // strings of the greatest length
	if got, err := unpackLZW(packLZW(zeros)); err != nil || !bytes.Equal(got, zeros) {
		t.Errorf("zeros: got %d bytes, %v", len(got), err)
	}
}

func TestLZWDamage(t *testing.T) {
	for name, packed := range map[string][]byte{
		"no data":                {},
		"cut in a code":          {0x80},
		"string after a clear":   {0x80, 0x7f, 0xff},
		"code beyond the table":  {0x80, 0x01, 0xff, 0xff},
		"end without end code":   packLZW([]byte("abcabc"))[:4],
		"string before anything": {0xff, 0xff, 0xff},
	} {
		if got, err := unpackLZW(packed); err == nil {
			t.Errorf("%s: no error, %d bytes", name, len(got))
		}
	}
}
