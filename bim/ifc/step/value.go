package step

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// skipSpace is scanner.space without reports: the index has made them.
func skipSpace(text string, p int) int {
	for p < len(text) {
		c := text[p]
		if isSpace(c) {
			p++
			continue
		}
		if c != '/' || p+1 >= len(text) || text[p+1] != '*' {
			return p
		}
		n := strings.Index(text[p+2:], "*/")
		if n < 0 {
			return len(text)
		}
		p += n + 4
	}
	return p
}

// skipValue returns the place of the comma or parenthesis behind the value at p,
// or of the semicolon if that comes first.
func skipValue(text string, p int) int {
	depth := 0
	for p < len(text) {
		switch text[p] {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return p
			} else if depth == 0 {
				return p + 1
			}
		case ',':
			if depth == 0 {
				return p
			}
		case ';':
			return p
		case '\'':
			p = skipString(text, p)
			continue
		case '/':
			if q := skipSpace(text, p); q > p {
				p = q
				continue
			}
		}
		p++
	}
	return p
}

// skipString returns the place behind the string whose quote stands at p.
func skipString(text string, p int) int {
	for p++; ; {
		n := strings.IndexByte(text[p:], '\'')
		if n < 0 {
			return len(text)
		}
		length, closes := quoteAt(text, p+n)
		p += n + length
		if closes {
			return p
		}
	}
}

// quoteAt tells whether the quote at q within a string closes it, and how many
// bytes belong together: two for a doubled one. ArchiCAD writes the character
// \S\' (128 + 39) with one apostrophe where the standard has two; one with no
// comma or parenthesis behind it is taken for that.
func quoteAt(text string, q int) (length int, closes bool) {
	next := func(k int) byte {
		if k < len(text) {
			return text[k]
		}
		return ')'
	}
	separates := func(c byte) bool { return c == ',' || c == ')' || c == ';' || isSpace(c) }
	if q >= 3 && text[q-1] == '\\' && afterS(text[:q]) {
		switch {
		case next(q+1) == '\'' && separates(next(q+2)):
			return 1, false // this one is the character's, the next one closes
		case next(q+1) != '\'' && !separates(next(q+1)):
			return 1, false
		}
	}
	if next(q+1) == '\'' {
		return 2, false
	}
	return 1, true
}

// afterS tells whether a text ends in the directive \S\, not in \\S\.
func afterS(text string) bool {
	before, ok := strings.CutSuffix(text, `\S\`)
	return ok && (!strings.HasSuffix(before, `\`) || strings.HasSuffix(before, `\X0\`))
}

func rawAt(text string, p int) (string, bool) {
	q := skipString(text, p)
	if q < p+2 || text[q-1] != '\'' {
		return "", false
	}
	return text[p+1 : q-1], true
}

func refAt(text string, p int) (id ID, after int, ok bool) {
	var v uint64
	q := p + 1
	for q < len(text) && isDigit(text[q]) && v <= math.MaxUint32 {
		v = v*10 + uint64(text[q]-'0')
		q++
	}
	return ID(v), q, q > p+1 && v <= math.MaxUint32
}

func intAt(text string, p int) (v int64, after int, ok bool) {
	q := p
	if q < len(text) && (text[q] == '-' || text[q] == '+') {
		q++
	}
	digits := q
	for q < len(text) && isDigit(text[q]) {
		q++
	}
	if q-digits <= 18 { // fits whatever the digits
		for k := digits; k < q; k++ {
			v = v*10 + int64(text[k]-'0')
		}
		if digits > p && text[p] == '-' {
			v = -v
		}
		return v, q, q > digits
	}
	v, err := strconv.ParseInt(text[p:q], 10, 64)
	return v, q, err == nil
}

// Powers of ten that a float64 holds exactly.
var exactTens = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// realAt reads sign, digits, point, digits, E, exponent. Where digits and power
// of ten are both exact in float64 one division or product rounds correctly
// (Clinger 1990); 16 to 19 digits, which many write, are divided as integers;
// strconv does the rest. A number beyond float64 is not ok.
func realAt(text string, p int) (v float64, after int, ok bool) {
	q := p
	if q < len(text) && (text[q] == '-' || text[q] == '+') {
		q++
	}
	first := q
	for q < len(text) && text[q] == '0' {
		q++
	}
	zeros := q - first
	var mantissa uint64
	from := q
	for q < len(text) && isDigit(text[q]) {
		mantissa = mantissa*10 + uint64(text[q]-'0')
		q++
	}
	digits, power := q-from, 0
	if q < len(text) && text[q] == '.' {
		q++
		point := q
		if digits == 0 {
			for q < len(text) && text[q] == '0' {
				q++
			}
			zeros += q - point
		}
		from = q
		for q < len(text) && isDigit(text[q]) {
			mantissa = mantissa*10 + uint64(text[q]-'0')
			q++
		}
		digits += q - from
		power = point - q
	}
	if digits+zeros == 0 {
		return 0, q, false
	}
	if q < len(text) && text[q]|0x20 == 'e' {
		e, r, ok := intAt(text, q+1)
		if !ok {
			return 0, q, false
		}
		power, q = power+int(max(-100_000, min(e, 100_000))), r
	}
	switch {
	case digits > 19:
		v, err := strconv.ParseFloat(text[p:q], 64)
		return v, q, err == nil
	case mantissa == 0: // whatever its power
	case mantissa <= 1<<53 && -22 <= power && power <= 22:
		v = float64(mantissa)
		if power < 0 {
			v /= exactTens[-power]
		} else {
			v *= exactTens[power]
		}
	case -19 <= power && power < 0:
		v = quotient(mantissa, uint64(exactTens[-power]))
	default:
		v, err := strconv.ParseFloat(text[p:q], 64)
		return v, q, err == nil
	}
	if text[p] == '-' {
		v = -v
	}
	return v, q, true
}

// quotient is a/b, correctly rounded: both are shifted until their highest bit is
// 2^63, so that the integer quotient has 63 or 64 bits. What remains of the
// division only sets the lowest of them, far below those that are kept.
func quotient(a, b uint64) float64 {
	up, down := bits.LeadingZeros64(a), bits.LeadingZeros64(b)
	a, b = a<<up, b<<down
	q, rest := bits.Div64(a>>1, a<<63, b)
	if rest != 0 {
		q |= 1
	}
	return float64(q) * math.Float64frombits(uint64(1023+down-up-63)<<52) // 2^(down-up-63)
}
