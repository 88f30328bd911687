package raster

import (
	"encoding/binary"
	"errors"
	"io"
)

// inflate decompresses deflate data, RFC 1951. As dst has room for all that is
// wanted, what was written serves as the window, and as src is in memory, bits
// come eight bytes at a time; both make it some times faster than a reader.
type inflate struct {
	dst, src []byte
	in, out  int
	bits     uint64 // read and not used yet, the next one lowest
	nbits    uint   // how many of them count

	literals, distances huffman
	lengths             [maxLiterals + maxDistances]byte
}

const (
	maxLiterals  = 288
	maxDistances = 32
	endOfBlock   = 256
)

var (
	errDeflate    = errors.New("invalid deflate data")
	errFullOutput = errors.New("output is full") // before the data end
)

// run decompresses src until dst is full or the data end; then it returns nil
// and in is where they end.
func (z *inflate) run(dst, src []byte) error {
	z.dst, z.src, z.in, z.out, z.bits, z.nbits = dst, src, 0, 0, 0, 0
	for {
		head, err := z.take(3)
		if err != nil {
			return err
		}
		switch head >> 1 {
		case 0:
			err = z.stored()
		case 1:
			z.fixed()
			err = z.block()
		case 2:
			if err = z.dynamic(); err == nil {
				err = z.block()
			}
		default:
			err = errDeflate
		}
		if err != nil {
			return err
		}
		if head&1 != 0 {
			z.in -= int(z.nbits / 8) // whole bytes that were not needed
			return nil
		}
	}
}

// fill gets bits byte by byte, at least n if there are as many.
func (z *inflate) fill(n uint) {
	for z.nbits < n && z.in < len(z.src) {
		z.bits |= uint64(z.src[z.in]) << z.nbits
		z.in++
		z.nbits += 8
	}
}

func (z *inflate) take(n uint) (int, error) {
	z.fill(n)
	if z.nbits < n {
		return 0, io.ErrUnexpectedEOF
	}
	v := int(z.bits & (1<<n - 1))
	z.bits >>= n
	z.nbits -= n
	return v, nil
}

// stored copies a block that was not compressed.
func (z *inflate) stored() error {
	z.in -= int(z.nbits / 8)
	z.bits, z.nbits = 0, 0
	if z.in+4 > len(z.src) {
		return io.ErrUnexpectedEOF
	}
	n := int(binary.LittleEndian.Uint16(z.src[z.in:]))
	if n != int(^binary.LittleEndian.Uint16(z.src[z.in+2:])) {
		return errDeflate
	}
	z.in += 4
	have := min(n, len(z.src)-z.in)
	copied := copy(z.dst[z.out:], z.src[z.in:z.in+have])
	z.in, z.out = z.in+copied, z.out+copied
	switch {
	case copied == n:
		return nil
	case z.out == len(z.dst):
		return errFullOutput
	}
	return io.ErrUnexpectedEOF
}

// fixed sets the codes of section 3.2.6.
func (z *inflate) fixed() {
	n := z.lengths[:maxLiterals]
	for k := range n {
		switch {
		case k < 144:
			n[k] = 8
		case k < 256:
			n[k] = 9
		case k < 280:
			n[k] = 7
		default:
			n[k] = 8
		}
	}
	z.literals.build(n, literalBits, literalEntry)
	d := z.lengths[:maxDistances]
	for k := range d {
		d[k] = 5
	}
	z.distances.build(d, distanceBits, distanceEntry)
}

// codeOrder is the order in which the lengths of the code lengths' codes come.
var codeOrder = [...]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// dynamic reads the codes of a block, section 3.2.7.
func (z *inflate) dynamic() error {
	counts, err := z.take(14)
	if err != nil {
		return err
	}
	literals, distances, codes := counts&31+257, counts>>5&31+1, counts>>10+4
	var of [19]byte
	for _, k := range codeOrder[:codes] {
		n, err := z.take(3)
		if err != nil {
			return err
		}
		of[k] = byte(n)
	}
	if !z.literals.build(of[:], 7, plainEntry) {
		return errDeflate
	}
	all := z.lengths[:literals+distances]
	for k := 0; k < len(all); {
		z.fill(7)
		e := z.literals.table[z.bits&(1<<7-1)]
		n := uint(e & lengthMask)
		switch {
		case n > z.nbits:
			return io.ErrUnexpectedEOF
		case n == 0:
			return errDeflate
		}
		z.bits >>= n
		z.nbits -= n
		symbol, repeat, value := int(e>>baseShift), 1, byte(0)
		switch {
		case symbol < 16:
			value = byte(symbol)
		case symbol == 16 && k == 0:
			return errDeflate
		default:
			extra := [...]uint{2, 3, 7}[symbol-16]
			v, err := z.take(extra)
			if err != nil {
				return err
			}
			repeat = v + [...]int{3, 3, 11}[symbol-16]
			if symbol == 16 {
				value = all[k-1]
			}
		}
		if repeat > len(all)-k {
			return errDeflate
		}
		for range repeat {
			all[k] = value
			k++
		}
	}
	if literals > 286 || all[endOfBlock] == 0 ||
		!z.literals.build(all[:literals], literalBits, literalEntry) ||
		!z.distances.build(all[literals:], distanceBits, distanceEntry) {
		return errDeflate
	}
	return nil
}

// copyMargin is how much longer than what remains of dst a match and the
// literals before it can be, copied in words.
const copyMargin = 258 + 3 + 8

// block decodes symbols up to the end of the block.
func (z *inflate) block() error {
	dst, src := z.dst, z.src
	in, out, bits, nbits := z.in, z.out, z.bits, z.nbits
	table := z.literals.table
	for in+16 <= len(src) && out+copyMargin <= len(dst) {
		// Now come 56 bits or more, whereof a literal needs 15 at most and a match 48.
		bits |= binary.LittleEndian.Uint64(src[in:]) << nbits
		in += int(63-nbits) >> 3
		nbits |= 56
		e := table[bits&(1<<literalBits-1)]
		if e&literalFlag != 0 {
			dst[out] = byte(e >> baseShift)
			out++
			bits >>= e & lengthMask
			nbits -= uint(e & lengthMask)
			if e = table[bits&(1<<literalBits-1)]; e&literalFlag != 0 {
				dst[out] = byte(e >> baseShift)
				out++
				bits >>= e & lengthMask
				nbits -= uint(e & lengthMask)
				if e = table[bits&(1<<literalBits-1)]; e&literalFlag != 0 {
					dst[out] = byte(e >> baseShift)
					out++
					bits >>= e & lengthMask
					nbits -= uint(e & lengthMask)
					continue
				}
			}
			bits |= binary.LittleEndian.Uint64(src[in:]) << nbits
			in += int(63-nbits) >> 3
			nbits |= 56
		}
		if e&linkFlag != 0 {
			e = table[e>>baseShift+uint32(bits>>literalBits)&(1<<(e>>extraShift&extraMask)-1)]
		}
		bits >>= e & lengthMask
		nbits -= uint(e & lengthMask)
		switch {
		case e&literalFlag != 0:
			dst[out] = byte(e >> baseShift)
			out++
			continue
		case e&endFlag != 0:
			z.in, z.out, z.bits, z.nbits = in, out, bits&(1<<nbits-1), nbits
			return nil
		case e == 0:
			z.out = out
			return errDeflate
		}
		extra := e >> extraShift & extraMask
		length := int(e>>baseShift) + int(bits&(1<<extra-1))
		bits >>= extra
		nbits -= uint(extra)

		e = z.distances.table[bits&(1<<distanceBits-1)]
		if e&linkFlag != 0 {
			e = z.distances.table[e>>baseShift+uint32(bits>>distanceBits)&(1<<(e>>extraShift&extraMask)-1)]
		}
		bits >>= e & lengthMask
		nbits -= uint(e & lengthMask)
		extra = e >> extraShift & extraMask
		distance := int(e>>baseShift) + int(bits&(1<<extra-1))
		bits >>= extra
		nbits -= uint(extra)
		if e == 0 || distance > out {
			z.out = out
			return errDeflate
		}
		from, end := out-distance, out+length
		if distance >= 8 {
			for out < end { // up to 7 bytes too many, which are written over
				binary.LittleEndian.PutUint64(dst[out:], binary.LittleEndian.Uint64(dst[from:]))
				from, out = from+8, out+8
			}
			out = end
			continue
		}
		for ; out < end; from, out = from+1, out+1 {
			dst[out] = dst[from]
		}
	}
	z.in, z.out, z.bits, z.nbits = in, out, bits&(1<<nbits-1), nbits
	return z.blockEnd()
}

// blockEnd is block where src or dst end: symbol by symbol, every bit counted.
func (z *inflate) blockEnd() error {
	for {
		e, err := z.literals.next(z, literalBits)
		if err != nil {
			return err
		}
		switch {
		case e&endFlag != 0:
			return nil
		case z.out == len(z.dst):
			return errFullOutput
		case e&literalFlag != 0:
			z.dst[z.out] = byte(e >> baseShift)
			z.out++
			continue
		}
		extra, err := z.take(uint(e >> extraShift & extraMask))
		if err != nil {
			return err
		}
		length := int(e>>baseShift) + extra
		if e, err = z.distances.next(z, distanceBits); err != nil {
			return err
		}
		if extra, err = z.take(uint(e >> extraShift & extraMask)); err != nil {
			return err
		}
		distance := int(e>>baseShift) + extra
		if distance > z.out {
			return errDeflate
		}
		room := len(z.dst) - z.out
		for range min(length, room) {
			z.dst[z.out] = z.dst[z.out-distance]
			z.out++
		}
		if length > room {
			return errFullOutput
		}
	}
}
