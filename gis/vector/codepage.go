package vector

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// codePages of Windows and DOS by number, where htmlindex has another name.
var codePages = map[string]encoding.Encoding{
	"936": simplifiedchinese.GB18030, "54936": simplifiedchinese.GB18030, "65001": unicode.UTF8,
	"437": charmap.CodePage437, "850": charmap.CodePage850, "852": charmap.CodePage852, "866": charmap.CodePage866,
}

var codePageNames = map[string]string{"932": "shift_jis", "949": "euc-kr", "950": "big5", "20936": "gb2312", "874": "windows-874"}

// languageDrivers are the code pages of byte 29 of a .dbf. Source: the table of
// dBASE language drivers in ArcGIS's and FoxPro's documentation.
var languageDrivers = map[byte]string{
	0x01: "437", 0x02: "850", 0x03: "1252", 0x08: "850", 0x13: "932", 0x26: "866", 0x4d: "936", 0x4e: "949", 0x4f: "950",
	0x58: "1252", 0x59: "1252", 0x64: "852", 0x65: "866", 0x78: "950", 0x79: "949", 0x7a: "936", 0x7b: "932",
	0xc8: "1250", 0xc9: "1251", 0xca: "1254", 0xcb: "1253", 0xcc: "1257",
}

var digits = regexp.MustCompile(`\d{3,}`)

// encodingNamed finds an encoding by what people and programs write: "GBK",
// "936", "CP936", "ANSI 936", "utf8", "ISO 88591".
func encodingNamed(name string) (encoding.Encoding, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "gbk", "gb2312", "gb18030", "euc-cn", "chinese":
		return simplifiedchinese.GB18030, true // which holds the others
	case "utf8":
		name = "utf-8"
	}
	if e, err := htmlindex.Get(name); err == nil {
		return e, true
	}
	n := digits.FindString(name)
	if iso, ok := strings.CutPrefix(n, "8859"); ok && iso != "" {
		if e, err := htmlindex.Get("iso-8859-" + iso); err == nil {
			return e, true
		}
	}
	if e, ok := codePages[n]; ok {
		return e, true
	}
	for _, label := range []string{codePageNames[n], "windows-" + n} {
		if e, err := htmlindex.Get(label); err == nil {
			return e, true
		}
	}
	return nil, false
}

// decodeText turns bytes into UTF-8. A letter that the end of a field cuts in
// two is left out.
func decodeText(e encoding.Encoding, b []byte) string {
	if e == nil || e == unicode.UTF8 {
		return strings.ToValidUTF8(string(wholeRunes(b)), "\uFFFD")
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return strings.TrimSuffix(string(out), "\uFFFD")
}

// wholeRunes cuts a broken letter off the end.
func wholeRunes(b []byte) []byte {
	for k := len(b) - 1; k >= 0 && k >= len(b)-4; k-- {
		if utf8.RuneStart(b[k]) {
			if !utf8.FullRune(b[k:]) {
				return b[:k]
			}
			break
		}
	}
	return b
}

// fits tells whether bytes make sense in an encoding.
func fits(e encoding.Encoding, b []byte) bool {
	if e == unicode.UTF8 {
		return utf8.Valid(wholeRunes(b))
	}
	return !strings.Contains(decodeText(e, b), "\uFFFD")
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// guessEncoding looks at texts: UTF-8 is hardly met by chance, then GB18030; what
// is neither is taken for western.
func guessEncoding(texts func(func([]byte) bool)) (e encoding.Encoding, name string) {
	utf, gb, foreign := true, true, false
	for b := range texts {
		if ascii(b) {
			continue
		}
		foreign = true
		utf = utf && fits(unicode.UTF8, b)
		gb = gb && fits(simplifiedchinese.GB18030, b)
	}
	switch {
	case !foreign || utf:
		return unicode.UTF8, "UTF-8"
	case gb:
		return simplifiedchinese.GB18030, "GB18030"
	}
	return charmap.Windows1252, "Windows-1252"
}

// encodingOf decides how a table's texts are encoded: as wanted; else as the
// .cpg says, or byte 29; and where the texts contradict that, or nothing is said,
// as they look.
func (d *dbf) encodingOf(cpg string, driver byte, wanted string, names []string, l *Layer) (encoding.Encoding, error) {
	if wanted != "" {
		e, ok := encodingNamed(wanted)
		if !ok {
			return nil, fmt.Errorf("encoding %q: must be such as GBK, UTF-8, Big5, windows-1252", wanted)
		}
		return e, nil
	}
	texts := func(yield func([]byte) bool) {
		for _, n := range names {
			if !yield([]byte(n)) {
				return
			}
		}
		for index := range d.records {
			record := d.data[index*d.width : (index+1)*d.width]
			for _, f := range d.fields {
				if f.kind == 'C' && !yield(record[f.at:f.at+f.size]) {
					return
				}
			}
		}
	}
	said, where := cpg, l.Name+".cpg"
	if said == "" {
		said, where = languageDrivers[driver], fmt.Sprintf("byte 29 of %s.dbf", l.Name)
	}
	if said != "" {
		e, ok := encodingNamed(said)
		if !ok {
			l.Warn("%s: encoding %.40q is unknown: texts are read as they look; write GBK or UTF-8 into %s.cpg", where, said, l.Name)
		} else {
			wrong := false
			for b := range texts {
				if !ascii(b) && !fits(e, b) {
					wrong = true
					break
				}
			}
			if !wrong {
				return e, nil
			}
			guess, name := guessEncoding(texts)
			l.Warn("%s says %s, yet the texts are none: they are read as %s; write that into %s.cpg", where, said, name, l.Name)
			return guess, nil
		}
	}
	guess, name := guessEncoding(texts)
	if name != "UTF-8" && said == "" {
		l.Warn("%s.cpg is missing: texts look like %s and are read so; write %s into %s.cpg", l.Name, name, name, l.Name)
	}
	return guess, nil
}
