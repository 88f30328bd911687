package schedule

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// decode turns a file's bytes into UTF-8: by its mark, as wanted, as its XML
// declaration says, or as it looks.
func decode(data []byte, wanted string) (text, name string, err error) {
	if b, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		return strings.ToValidUTF8(string(b), "\uFFFD"), "UTF-8", nil
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return with(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), data), "UTF-16", nil
	}
	if wanted == "" {
		wanted = declared(data)
	}
	if wanted != "" {
		e, ok := encodingNamed(wanted)
		if !ok {
			return "", "", fmt.Errorf("encoding %q: must be such as UTF-8, GBK, windows-1252", wanted)
		}
		if e == unicode.UTF8 && !utf8.Valid(data) {
			e, name = looksLike(data) // the declaration lies, as those of converted files do
			return with(e, data), name, nil
		}
		return with(e, data), "UTF-8", nil
	}
	e, name := looksLike(data)
	return with(e, data), name, nil
}

func with(e encoding.Encoding, data []byte) string {
	if e != unicode.UTF8 {
		if out, err := e.NewDecoder().Bytes(data); err == nil {
			data = out
		}
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}

// declared is the encoding of an XML declaration, or nothing.
func declared(data []byte) string {
	head := string(data[:min(len(data), 200)])
	if !strings.HasPrefix(head, "<?xml") {
		return ""
	}
	head, _, _ = strings.Cut(head, "?>")
	_, value, found := strings.Cut(head, "encoding=")
	if !found || len(value) < 2 {
		return ""
	}
	value, _, _ = strings.Cut(value[1:], value[:1])
	return value
}

func encodingNamed(name string) (encoding.Encoding, bool) {
	switch name = strings.ToLower(strings.TrimSpace(name)); name {
	case "utf8", "utf-8":
		return unicode.UTF8, true
	case "gbk", "gb2312", "gb18030", "cp936", "936", "ansi":
		return simplifiedchinese.GB18030, true // which holds the others
	}
	if e, err := htmlindex.Get(name); err == nil {
		return e, true
	}
	return nil, false
}

// looksLike guesses: what is valid UTF-8 is UTF-8. Chinese writes pairs of
// bytes from 0xA1 on; a western letter stands mostly alone among ASCII.
func looksLike(data []byte) (encoding.Encoding, string) {
	if utf8.Valid(data) {
		return unicode.UTF8, "UTF-8"
	}
	pairs, alone := 0, 0
	for k := 0; k < len(data); k++ {
		if data[k] < 0x80 {
			continue
		}
		if k+1 < len(data) && data[k] >= 0xa1 && data[k+1] >= 0xa1 {
			pairs++
			k++
		} else {
			alone++
		}
	}
	if pairs > alone {
		return simplifiedchinese.GB18030, "GB18030"
	}
	return charmap.Windows1252, "Windows-1252"
}
