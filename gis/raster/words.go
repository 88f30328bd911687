package raster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// words splits text at blanks and counts lines.
type words struct {
	r    *bufio.Reader
	line int // where reading stands
	at   int // where the last word began
	word []byte
}

// maxWord is longer than any number or key that a grid program writes.
const maxWord = 128

// next returns the next word, valid until the call after; io.EOF when none is left.
func (w *words) next() ([]byte, error) {
	w.word = w.word[:0]
	w.at = w.line
	for {
		c, err := w.r.ReadByte()
		if err != nil {
			if errors.Is(err, io.EOF) && len(w.word) > 0 {
				return w.word, nil
			}
			return nil, err
		}
		switch blank := c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v'; {
		case blank && len(w.word) > 0:
			return w.word, w.r.UnreadByte()
		case c == '\n':
			w.line++
			w.at = w.line
		case blank:
		case len(w.word) == maxWord:
			return nil, fmt.Errorf("%q...: must be a number or key, not a word this long", w.word[:20])
		default:
			w.word = append(w.word, c)
			if bytes.Equal(w.word, utf8BOM) {
				w.word = w.word[:0]
			}
		}
	}
}

var utf8BOM = []byte("\xef\xbb\xbf")
