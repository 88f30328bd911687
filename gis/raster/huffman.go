package raster

import (
	"io"
	"math/bits"
)

// huffman decodes the codes of deflate by looking their bits up: first so many
// as most codes have, and where a code has more, the rest of them in a part of
// the table that the entry found links to.
//
// An entry holds, from the lowest bit: the length of the code (8 bits), how many
// extra bits follow it (5 bits), what it is (3 bits), and from baseShift on the
// literal, or length or distance without the extra bits. 0 is no code.
type huffman struct{ table []uint32 }

const (
	lengthMask  = 1<<8 - 1
	extraShift  = 8
	extraMask   = 1<<5 - 1
	literalFlag = 1 << 13
	endFlag     = 1 << 14
	linkFlag    = 1 << 15 // extra bits and base tell where the rest is looked up
	baseShift   = 16

	maxCode      = 15 // bits
	literalBits  = 10
	distanceBits = 8
)

// build makes the table for codes of the given lengths by symbol, looked up by
// first bits at first. It reports whether there can be such codes.
func (h *huffman) build(lengths []byte, first uint, entry func(symbol int) uint32) bool {
	var count, next [maxCode + 2]int
	for _, n := range lengths {
		count[n]++
	}
	count[0] = 0
	code, codes := 0, 0
	for n := 1; n <= maxCode; n++ {
		code = (code + count[n-1]) << 1
		next[n] = code
		if code+count[n] > 1<<n {
			return false // more codes than there are
		}
		codes += count[n]
	}
	// Some bits may mean nothing only where there is no code at all, or one of a bit.
	if code+count[maxCode] < 1<<maxCode && codes > 0 && !(codes == 1 && count[1] == 1) {
		return false
	}

	// How many bits the rest of a code has at most, by the bits looked up first.
	var rest [1 << literalBits]uint8
	after := next
	for _, n := range lengths {
		if n := uint(n); n > 0 {
			if n > first {
				prefix := reversed(after[n], n) & (1<<first - 1)
				rest[prefix] = max(rest[prefix], uint8(n-first))
			}
			after[n]++
		}
	}
	h.table = h.table[:0]
	h.grow(1 << first)
	for prefix, n := range rest[:1<<first] {
		if n > 0 {
			h.table[prefix] = uint32(len(h.table))<<baseShift | linkFlag | uint32(n)<<extraShift
			h.grow(1 << n)
		}
	}

	for symbol, n := range lengths {
		n := uint(n)
		if n == 0 {
			continue
		}
		code := reversed(next[n], n)
		next[n]++
		e := entry(symbol)
		if e != 0 {
			e |= uint32(n)
		}
		part, step := h.table[:1<<first], 1<<n
		if n > first {
			link := h.table[code&(1<<first-1)]
			part = h.table[link>>baseShift:][:1<<(link>>extraShift&extraMask)]
			code, step = code>>first, 1<<(n-first)
		}
		for ; code < len(part); code += step {
			part[code] = e
		}
	}
	return true
}

// grow appends n entries that are no code.
func (h *huffman) grow(n int) {
	for range n {
		h.table = append(h.table, 0)
	}
}

func reversed(code int, n uint) int { return int(bits.Reverse16(uint16(code)) >> (16 - n)) }

// next reads a code bit by bit as far as the data reach.
func (h *huffman) next(z *inflate, first uint) (uint32, error) {
	z.fill(maxCode)
	e := h.table[z.bits&(1<<first-1)]
	if e&linkFlag != 0 {
		e = h.table[e>>baseShift+uint32(z.bits>>first)&(1<<(e>>extraShift&extraMask)-1)]
	}
	n := uint(e & lengthMask)
	switch {
	case n > z.nbits, e == 0 && z.nbits < maxCode:
		return 0, io.ErrUnexpectedEOF
	case e == 0:
		return 0, errDeflate
	}
	z.bits >>= n
	z.nbits -= n
	return e, nil
}

func plainEntry(symbol int) uint32 { return uint32(symbol)<<baseShift | literalFlag }

// literalEntry is for bytes, the end of a block, and lengths: section 3.2.5.
func literalEntry(symbol int) uint32 {
	switch {
	case symbol < endOfBlock:
		return uint32(symbol)<<baseShift | literalFlag
	case symbol == endOfBlock:
		return endFlag
	case symbol < 265:
		return uint32(symbol-254) << baseShift
	case symbol < 285:
		extra := uint32(symbol-261) / 4
		return (3+(4+uint32(symbol-265)%4)<<extra)<<baseShift | extra<<extraShift
	case symbol == 285:
		return 258 << baseShift
	}
	return 0
}

func distanceEntry(symbol int) uint32 {
	switch {
	case symbol < 4:
		return uint32(symbol+1) << baseShift
	case symbol < 30:
		extra := uint32(symbol)/2 - 1
		return (1+(2+uint32(symbol)%2)<<extra)<<baseShift | extra<<extraShift
	}
	return 0
}
