package step

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// The pages of \PA\ to \PI\: ISO 8859-1 to 8859-9.
var pages = [...]*charmap.Charmap{
	charmap.ISO8859_1, charmap.ISO8859_2, charmap.ISO8859_3, charmap.ISO8859_4, charmap.ISO8859_5,
	charmap.ISO8859_6, charmap.ISO8859_7, charmap.ISO8859_8, charmap.ISO8859_9,
}

// decode turns the text between two quotes into UTF-8:
//
//	''                  '
//	\\                  \
//	\S\c                c + 128 on the page that \PA\ to \PI\ has set, ISO 8859-1 at first
//	\X\hh               U+00hh
//	\X2\hhhh...\X0\     UTF-16; a byte order mark and what is left of a broken unit are dropped
//	\X4\hhhhhhhh...\X0\ UTF-32
//	\N\                 line end
//
// A line end within a string was put there to keep lines short and is dropped,
// as the standard says. Bytes from 128 on are UTF-8 or what File.Encoding found.
// A backslash that begins none of these stands for itself: C:\plans.
func (f *File) decode(raw string) string {
	special := false
	for k := range len(raw) {
		if c := raw[k]; c == '\\' || c == '\'' || c >= 0x80 || c < ' ' {
			special = true
			break
		}
	}
	if !special {
		return raw
	}
	if utf8.ValidString(raw) && !strings.ContainsAny(raw, "\\'\n\r") {
		return raw
	}
	d := stringDecoder{file: f, page: charmap.ISO8859_1, out: make([]byte, 0, len(raw))}
	d.run(raw)
	return string(d.out)
}

type stringDecoder struct {
	file *File
	page *charmap.Charmap
	out  []byte
	// run of bytes whose meaning depends on the encoding: those from 128 on, raw
	// or written by \S\ and \X\, and ASCII between them, which may be the second
	// half of a character.
	bytes   []byte
	high    bool
	escaped bool
}

// flush decodes the bytes collected.
func (d *stringDecoder) flush() {
	if !d.high {
		d.out = append(d.out, d.bytes...)
	} else {
		e := d.file.Encoding()
		name := e.Raw
		if d.escaped {
			name = e.Escaped
		}
		d.out = append(d.out, decodeBytes(d.bytes, name)...)
	}
	d.bytes, d.high, d.escaped = d.bytes[:0], false, false
}

func (d *stringDecoder) run(raw string) {
	for p := 0; p < len(raw); {
		c := raw[p]
		switch {
		case c == '\n' || c == '\r':
			p++
		case c == '\'':
			d.bytes = append(d.bytes, c)
			p++
			if p < len(raw) && raw[p] == '\'' {
				p++
			}
		case c == '\\':
			p += d.escape(raw[p:])
		default:
			d.high = d.high || c >= 0x80
			d.bytes = append(d.bytes, c)
			p++
		}
	}
	d.flush()
}

// escape decodes what starts with a backslash and returns its length.
func (d *stringDecoder) escape(s string) int {
	switch {
	case strings.HasPrefix(s, `\\`):
		d.bytes = append(d.bytes, '\\')
		return 2
	case strings.HasPrefix(s, `\S\`) && len(s) > 3 && s[3] < 0x80:
		n := 4
		if s[3] == '\'' && len(s) > 4 && s[4] == '\'' || strings.HasPrefix(s[3:], `\\`) {
			n = 5 // an apostrophe or a backslash, doubled as everywhere
		}
		d.byte128(s[3] + 128)
		return n
	case strings.HasPrefix(s, `\X\`) && len(s) >= 5:
		if v, ok := hex(s[3:5]); ok {
			if v < 0x80 {
				d.bytes = append(d.bytes, byte(v))
			} else {
				page := d.page // \X\ knows no pages
				d.page = charmap.ISO8859_1
				d.byte128(byte(v))
				d.page = page
			}
			return 5
		}
	case strings.HasPrefix(s, `\X2\`):
		return d.wide(s, 4)
	case strings.HasPrefix(s, `\X4\`):
		return d.wide(s, 8)
	case strings.HasPrefix(s, `\N\`):
		d.bytes = append(d.bytes, '\n')
		return 3
	case len(s) >= 4 && s[1] == 'P' && s[3] == '\\' && s[2]-'A' < byte(len(pages)):
		d.page = pages[s[2]-'A']
		return 4
	}
	d.bytes = append(d.bytes, '\\')
	return 1
}

// byte128 takes a byte from 128 on that \S\ or \X\ has given. Where the file's
// escapes spell another encoding it belongs to that, else to the page.
func (d *stringDecoder) byte128(b byte) {
	if d.page == charmap.ISO8859_1 && d.file.Encoding().Escaped != "" {
		d.bytes = append(d.bytes, b)
		d.high, d.escaped = true, true
		return
	}
	d.flush()
	d.out = utf8.AppendRune(d.out, d.page.DecodeByte(b))
}

// wide decodes the hexadecimal digits of \X2\ and \X4\ up to \X0\.
func (d *stringDecoder) wide(s string, width int) int {
	p := 4
	var units []rune
	for p+width <= len(s) {
		v, ok := hex(s[p : p+width])
		if !ok {
			break
		}
		units = append(units, v)
		p += width
	}
	d.flush()
	for k := 0; k < len(units); k++ {
		r := units[k]
		if width == 4 && utf16.IsSurrogate(r) && k+1 < len(units) {
			if pair := utf16.DecodeRune(r, units[k+1]); pair != utf8.RuneError {
				r = pair
				k++
			}
		}
		if r == 0xFEFF && k == 0 {
			continue
		}
		d.out = utf8.AppendRune(d.out, r)
	}
	for n := 0; n < width && p < len(s); n++ {
		if _, ok := hex(s[p : p+1]); !ok {
			break
		}
		p++
	}
	if strings.HasPrefix(s[p:], `\X0\`) {
		p += 4
	}
	return p
}

func hex(s string) (v rune, ok bool) {
	for k := range len(s) {
		c := s[k]
		switch {
		case isDigit(c):
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		if v > utf8.MaxRune { // more would not fit; AppendRune writes U+FFFD
			v = utf8.MaxRune + 1
			continue
		}
		v = v<<4 | rune(c)
	}
	return v, true
}
