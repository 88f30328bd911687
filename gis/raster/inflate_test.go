package raster

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/klauspost/compress/zlib"
)

// deflated are data that pass through every part of the decoder.
func deflated(t testing.TB) map[string][2][]byte {
	random := rand.New(rand.NewPCG(5, 6))
	noise, few, runs, far := make([]byte, 70000), make([]byte, 200000), make([]byte, 100000), make([]byte, 150000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	for i := range few {
		few[i] = byte(random.ExpFloat64() * 9) // codes of all lengths
	}
	for i := range runs {
		runs[i] = byte(i / 1000 * (i % (1 + i/20000)))
	}
	for i := range far {
		far[i] = noise[i%32700]
	}
	out := map[string][2][]byte{}
	for name, plain := range map[string][]byte{"noise": noise, "few": few, "runs": runs, "far": far, "nothing": {}, "one": {7}, "zeros": make([]byte, 1<<20)} {
		for _, level := range []int{zlib.NoCompression, zlib.BestSpeed, 6, zlib.BestCompression, zlib.HuffmanOnly} {
			var packed bytes.Buffer
			z, err := zlib.NewWriterLevel(&packed, level)
			if err != nil {
				t.Fatal(err)
			}
			z.Write(plain)
			z.Close()
			out[name+string(rune('5'+level))] = [2][]byte{plain, packed.Bytes()}
		}
	}
	return out
}

// TestInflate compares with what was compressed, for dst of any length: as long
// as the data, shorter, longer.
func TestInflate(t *testing.T) {
	z := new(inflate)
	for name, c := range deflated(t) {
		plain, packed := c[0], c[1]
		for _, n := range []int{len(plain), len(plain) - 1, len(plain) / 2, len(plain) + 1, len(plain) + 5000, 0} {
			if n < 0 {
				continue
			}
			dst := make([]byte, n)
			got, err := z.expand(dst, packed)
			if want := min(n, len(plain)); got != want || !bytes.Equal(dst[:got], plain[:want]) || (err == io.EOF) != (n > len(plain)) || err != nil && err != io.EOF {
				t.Errorf("%s: %d of %d bytes: got %d, %v", name, n, len(plain), got, err)
			}
		}
		for cut := 1; cut < len(packed); cut += 1 + cut/3 {
			if n, err := z.expand(make([]byte, len(plain)), packed[:len(packed)-cut]); err == nil {
				t.Errorf("%s without its last %d bytes: %d bytes and no error", name, cut, n)
			}
		}
	}
}

// FuzzInflate compares with another decoder.
func FuzzInflate(f *testing.F) {
	for _, c := range deflated(f) {
		if len(c[1]) < 500 {
			f.Add(c[1])
		}
	}
	f.Add([]byte{0x78, 0x9c, 0x63, 0, 1, 0, 0, 1, 0, 1})
	f.Fuzz(func(t *testing.T, packed []byte) {
		dst := make([]byte, 1<<15)
		n, err := new(inflate).expand(dst, packed)
		if err != nil && err != io.EOF {
			return
		}
		r, err2 := zlib.NewReader(bytes.NewReader(packed))
		if err2 != nil {
			t.Fatalf("%d bytes and %v; the other decoder says %v", n, err, err2)
		}
		want := make([]byte, len(dst))
		m, err2 := io.ReadFull(r, want)
		if n != m || !bytes.Equal(dst[:n], want[:m]) {
			t.Fatalf("%d bytes and %v, the other decoder %d and %v", n, err, m, err2)
		}
	})
}

// FuzzExpand gives arbitrary bytes to LZW and PackBits.
func FuzzExpand(f *testing.F) {
	f.Add(packLZW([]byte("abcabcabcabc")), 12)
	f.Add(packPackBits([]byte("aaaabbbbcd")), 10)
	f.Fuzz(func(t *testing.T, packed []byte, n int) {
		dst := make([]byte, uint(n)%100000)
		for name, expand := range map[string]func(dst, src []byte) (int, error){"LZW": new(lzwTable).expand, "PackBits": expandPackBits} {
			if got, err := expand(dst, packed); got > len(dst) || got < len(dst) && err == nil {
				t.Fatalf("%s: %d of %d bytes, %v", name, got, len(dst), err)
			}
		}
	})
}
