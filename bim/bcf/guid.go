package bcf

import (
	"crypto/sha1"
	"fmt"
	"strings"
)

// namespace is of this package's own, drawn once.
var namespace = [16]byte{0x5e, 0x1d, 0x0a, 0x6b, 0x27, 0x34, 0x4c, 0x8f, 0x9a, 0x51, 0xd3, 0x0c, 0x7e, 0x92, 0x44, 0xb8}

// ID is a GUID that follows from its parts: the same clash has the same topic in
// every run (RFC 9562, version 5).
func ID(parts ...string) string {
	h := sha1.New()
	h.Write(namespace[:])
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p) // "ab","c" is not "a","bc"
	}
	b := h.Sum(nil)[:16]
	b[6] = b[6]&0x0f | 0x50
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// isGUID tells whether s has the form 8-4-4-4-12 of hexadecimal digits.
func isGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for k, c := range []byte(s) {
		dash := k == 8 || k == 13 || k == 18 || k == 23
		if dash != (c == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			return false
		}
	}
	return true
}

// isIfcGUID tells whether s is 22 of the 64 digits of IFC.
func isIfcGUID(s string) bool {
	if len(s) != 22 {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '$') {
			return false
		}
	}
	return true
}

func isColor(s string) bool {
	return (len(s) == 6 || len(s) == 8) && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}
