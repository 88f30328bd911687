package raster

import (
	"errors"
	"io"
)

// packBitsReader decompresses PackBits, TIFF 6.0 section 9: a signed byte n,
// then n+1 literal bytes if n ≥ 0, or one byte to repeat 1-n times if n < 0;
// -128 does nothing.
type packBitsReader struct {
	r       io.ByteReader
	literal int // literal bytes to come
	repeat  int // repetitions to come
	value   byte
}

func (p *packBitsReader) Read(b []byte) (int, error) {
	for i := range b {
		for p.literal == 0 && p.repeat == 0 {
			n, err := p.r.ReadByte()
			if err != nil {
				return i, err
			}
			switch n := int(int8(n)); {
			case n >= 0:
				p.literal = n + 1
			case n > -128:
				p.repeat = 1 - n
				if p.value, err = p.r.ReadByte(); err != nil {
					p.repeat = 0
					return i, unexpected(err)
				}
			}
		}
		if p.repeat > 0 {
			p.repeat--
			b[i] = p.value
			continue
		}
		p.literal--
		v, err := p.r.ReadByte()
		if err != nil {
			return i, unexpected(err)
		}
		b[i] = v
	}
	return len(b), nil
}

// unexpected marks an end of data in the middle of something.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
