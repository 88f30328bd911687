package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parse returns the root of the only document of a file.
func parse(name string, data []byte) (*yaml.Node, *Error) {
	if fault := checkEncoding(data); fault != nil {
		fault.File = name
		return nil, fault
	}
	doc, err := parseOne(data)
	if err != nil {
		return nil, syntaxError(name, data, err)
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 || doc.Content[0].ShortTag() == "!!null" {
		return nil, &Error{File: name, Line: 1, Column: 1, Message: "the file is empty"}
	}
	return doc.Content[0], nil
}

var errSecondDocument = errors.New("a second document begins here (---): a file must hold one")

// parseOne parses a text that must hold one document.
func parseOne(data []byte) (doc *yaml.Node, err error) {
	defer func() { // the library has panicked on odd comments before
		if p := recover(); p != nil {
			doc, err = nil, fmt.Errorf("not understood as YAML (%v)", p)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	doc = &yaml.Node{}
	if err := decoder.Decode(doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := decoder.Decode(&yaml.Node{}); err == nil {
		return nil, errSecondDocument
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return doc, nil
}

// checkEncoding finds bytes that are not UTF-8: a file saved as GBK or UTF-16.
func checkEncoding(data []byte) *Error {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return &Error{Line: 1, Column: 1, Message: "is UTF-16: save it as UTF-8"}
	}
	if utf8.Valid(data) {
		return nil
	}
	for line, text := range bytes.Split(data, []byte("\n")) {
		for column := 1; len(text) > 0; column++ {
			r, size := utf8.DecodeRune(text)
			if r == utf8.RuneError && size == 1 {
				return &Error{Line: line + 1, Column: column,
					Message: fmt.Sprintf("byte 0x%02x is not UTF-8: save the file as UTF-8 (not GBK)", text[0])}
			}
			text = text[size:]
		}
	}
	return nil
}

var libraryPrefix = regexp.MustCompile(`^yaml: (line \d+: )?`)

// syntaxError finds the line at which the parser gave up. The library's own
// number is that of the block around it, or of the line before; so we look for
// the shortest beginning of the file that fails in the same way.
func syntaxError(name string, data []byte, err error) *Error {
	want := err.Error()
	ends := lineEnds(data)
	line := 1 + sort.Search(len(ends)-1, func(k int) bool {
		_, err := parseOne(data[:ends[k]])
		return err != nil && err.Error() == want
	})
	message := libraryPrefix.ReplaceAllString(want, "")
	if begin := bytes.LastIndexByte(data[:ends[line-1]-1], '\n') + 1; bytes.HasPrefix(bytes.TrimLeft(data[begin:ends[line-1]], " "), []byte("\t")) {
		message += " (a tab indents this line: YAML wants spaces)"
	} else if strings.Contains(message, "mapping values are not allowed") {
		message += " (a text with a colon needs quotes; or the indentation is wrong)"
	} else if strings.Contains(message, "did not find expected") {
		message += " (is it closed and indented like its neighbours?)"
	}
	return &Error{File: name, Line: line, Message: message}
}

// lineEnds returns the offsets behind each line; there is at least one line.
func lineEnds(data []byte) []int {
	var ends []int
	for k, c := range data {
		if c == '\n' {
			ends = append(ends, k+1)
		}
	}
	if len(ends) == 0 || ends[len(ends)-1] != len(data) {
		ends = append(ends, len(data))
	}
	return ends
}
