package step

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// An Encoding is what the bytes from 128 on of a file mean: "", "utf-8",
// "gb18030", "shift_jis" or "windows-1252". The standard allows no such bytes,
// and writers put them all the same: raw, or (ArchiCAD in Japan) each byte of
// the system's encoding as \S\ or \X\.
//
// How it is found, since no file says it: raw bytes that are valid UTF-8
// throughout are UTF-8. Escaped bytes are ISO 8859 as the standard says, unless
// \X\80 to \X\9F occur: those are control characters, which no text holds. What
// then remains is judged by the first 64 KiB of strings with such bytes: the
// share of characters that are common in each encoding (GBK: the 3755 hanzi and
// the signs of GB 2312's rows 1-3 and 16-55; Shift-JIS: kana and the kanji of
// level 1; windows-1252: letters of Western Europe that stand between ASCII).
// The largest share wins, the earlier of these on a draw; less than half, or a
// byte that an encoding cannot hold in one of twenty characters, rules it out.
// windows-1252 is taken when nothing is left. A string whose bytes are
// mostly characters of three bytes in UTF-8 is read as that in any file.
type Encoding struct {
	Raw     string `json:"raw,omitempty"`
	Escaped string `json:"escaped,omitempty"` // "" is ISO 8859, as the standard says
}

const sampleBytes = 64 << 10

// detect looks at all strings once.
func detect(text string) (e Encoding) {
	if !utf8.ValidString(text) {
		var sample []byte
		eachLine(text, func(line string) bool {
			if high(line) {
				sample = append(append(sample, line...), '\n')
			}
			return len(sample) < sampleBytes
		})
		e.Raw = guess(sample)
	} else if high(text) {
		e.Raw = "utf-8"
	}
	control := false
	for rest := text; !control; {
		k := strings.Index(rest, `\X\`)
		if k < 0 {
			break
		}
		if rest = rest[k+3:]; len(rest) >= 2 {
			v, ok := hex(rest[:2])
			control = ok && v >= 0x80 && v < 0xA0
		}
	}
	if !control {
		return e
	}
	var sample []byte
	eachLine(text, func(line string) bool {
		for strings.Contains(line, `\X\`) || strings.Contains(line, `\S\`) {
			k := strings.IndexByte(line, '\'')
			if k < 0 {
				break
			}
			end := skipString(line, k)
			sample = append(unescapeBytes(sample, line[k:end]), '\n')
			line = line[end:]
		}
		return len(sample) < sampleBytes
	})
	e.Escaped = guess(sample)
	return e
}

func eachLine(text string, use func(string) bool) {
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		if !use(line) {
			return
		}
		text = rest
	}
}

func high(s string) bool {
	for k := range len(s) {
		if s[k] >= 0x80 {
			return true
		}
	}
	return false
}

// unescapeBytes appends the bytes that \S\ and \X\ spell.
func unescapeBytes(out []byte, s string) []byte {
	for p := 0; p < len(s); {
		if strings.HasPrefix(s[p:], `\S\`) && p+3 < len(s) {
			out = append(out, s[p+3]|0x80)
			p += 4
			continue
		}
		if strings.HasPrefix(s[p:], `\X\`) && p+5 <= len(s) {
			if v, ok := hex(s[p+3 : p+5]); ok {
				out = append(out, byte(v))
				p += 5
				continue
			}
		}
		out = append(out, s[p])
		p++
	}
	return out
}

// guess judges bytes that are not UTF-8 throughout.
func guess(b []byte) string {
	best, share := "windows-1252", 0.5
	for _, c := range []struct {
		name  string
		judge func([]byte) (common, all, wrong int)
	}{{"gb18030", judgeGBK}, {"shift_jis", judgeShiftJIS}, {"windows-1252", judgeLatin}} {
		common, all, wrong := c.judge(b)
		if all == 0 || 20*wrong > all {
			continue
		}
		if s := float64(common) / float64(all); s > share {
			best, share = c.name, s
		}
	}
	return best
}

// mostlyUTF8 tells whether characters of three bytes or more, which do not come
// about by chance in other encodings, take up three of four bytes from 128 on.
// Not all: ArchiCAD takes UTF-8 for Shift-JIS and breaks a byte here and there.
func mostlyUTF8(b []byte) bool {
	within, all := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if n >= 3 && r != utf8.RuneError {
			within += n
		}
		if b[0] >= 0x80 {
			all += n
		}
		b = b[n:]
	}
	return within >= 3 && 4*within >= 3*all
}

func judgeGBK(b []byte) (common, all, wrong int) {
	for k := 0; k < len(b); k++ {
		c := b[k]
		if c < 0x80 {
			continue
		}
		all++
		if k+1 >= len(b) || c == 0x80 || c == 0xFF || b[k+1] < 0x40 || b[k+1] == 0x7F || b[k+1] == 0xFF {
			wrong++
			continue
		}
		k++
		if b[k] >= 0xA1 && (c >= 0xB0 && c <= 0xD7 || c >= 0xA1 && c <= 0xA3) {
			common++
		}
	}
	return common, all, wrong
}

func judgeShiftJIS(b []byte) (common, all, wrong int) {
	for k := 0; k < len(b); k++ {
		c := b[k]
		if c < 0x80 {
			continue
		}
		all++
		if c >= 0xA1 && c <= 0xDF {
			continue // half-width kana: valid, and rare in models
		}
		if k+1 >= len(b) || c == 0x80 || c == 0xA0 || c > 0xFC || b[k+1] < 0x40 || b[k+1] == 0x7F || b[k+1] > 0xFC {
			wrong++
			continue
		}
		k++
		if c >= 0x81 && c <= 0x83 || c >= 0x88 && c <= 0x97 || c == 0x98 && b[k] <= 0x72 {
			common++
		}
	}
	return common, all, wrong
}

func judgeLatin(b []byte) (common, all, wrong int) {
	for k, c := range b {
		if c < 0x80 {
			continue
		}
		all++
		if c >= 0xC0 && (k == 0 || b[k-1] < 0x80) && (k+1 == len(b) || b[k+1] < 0x80) {
			common++
		}
	}
	return common, all, wrong
}

// Encoding tells what the bytes from 128 on mean. It looks at the whole text
// when first asked.
func (f *File) Encoding() Encoding {
	f.encodingOnce.Do(func() { f.encoding = detect(f.text) })
	return f.encoding
}

// decodeBytes turns the bytes of one string into UTF-8; what an encoding cannot
// hold becomes U+FFFD.
func decodeBytes(b []byte, name string) []byte {
	if name == "utf-8" || mostlyUTF8(b) {
		return bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	var with encoding.Encoding = charmap.Windows1252
	switch name {
	case "gb18030":
		with = simplifiedchinese.GB18030
	case "shift_jis":
		with = japanese.ShiftJIS
	}
	out, err := with.NewDecoder().Bytes(b)
	if err != nil {
		return []byte(strings.ToValidUTF8(string(b), "\uFFFD"))
	}
	return out
}
