package crs

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a text: real ones have a few kilobytes and a dozen levels.
const (
	maxWKT   = 1 << 20
	maxDepth = 40
)

// node is KEYWORD[ ... ] of well-known text.
type node struct {
	key    string // upper case
	offset int    // of the keyword in the text, from 0
	values []value
	nodes  []*node
}

// value is a quoted text, a number or a bare word.
type value struct {
	text   string
	quoted bool
	offset int
}

func (n *node) child(keys ...string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.nodes {
		if slices.Contains(keys, c.key) {
			return c
		}
	}
	return nil
}

func (n *node) name() string {
	if len(n.values) > 0 {
		return n.values[0].text
	}
	return ""
}

// wktParser reads the syntax that WKT 1 and 2 share: brackets of either kind,
// quotes doubled inside quotes, white space anywhere.
type wktParser struct {
	text  string
	at    int
	nodes int
}

// parseWKT returns the top-level nodes: ESRI writes a vertical system behind
// the horizontal one, separated by a comma.
func parseWKT(text string) ([]*node, error) {
	if len(text) > maxWKT {
		return nil, fmt.Errorf("%d bytes: a coordinate reference system takes a few thousand, at most %d are read", len(text), maxWKT)
	}
	p := &wktParser{text: text}
	var tops []*node
	for {
		n, err := p.node(0)
		if err != nil {
			return nil, err
		}
		tops = append(tops, n)
		p.space()
		if p.at < len(p.text) && p.text[p.at] == ',' {
			p.at++
			continue
		}
		if p.at < len(p.text) {
			return nil, p.fault("%q after the end: must be nothing", p.rest())
		}
		return tops, nil
	}
}

func (p *wktParser) fault(format string, args ...any) error {
	return at(p.text, p.at, fmt.Sprintf(format, args...))
}

// at puts line and column before a message.
func at(text string, offset int, message string) error {
	before := text[:min(offset, len(text))]
	line := 1 + strings.Count(before, "\n")
	column := len(before) - strings.LastIndexByte(before, '\n')
	return fmt.Errorf("%d:%d: %s", line, column, message)
}

func (p *wktParser) rest() string { return p.text[p.at:min(p.at+20, len(p.text))] }

func (p *wktParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n\x00", p.text[p.at]) >= 0 {
		p.at++
	}
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_+-.:", c) >= 0 || c > 127
}

func (p *wktParser) word() string {
	start := p.at
	for p.at < len(p.text) && wordByte(p.text[p.at]) {
		p.at++
	}
	return p.text[start:p.at]
}

func (p *wktParser) node(depth int) (*node, error) {
	p.space()
	start := p.at
	key := p.word()
	if key == "" {
		return nil, p.fault("%q: must be a keyword such as PROJCS or GEOGCRS", p.rest())
	}
	p.space()
	if p.at >= len(p.text) || p.text[p.at] != '[' && p.text[p.at] != '(' {
		return nil, p.fault("%s: must be followed by [", key)
	}
	return p.body(key, start, depth)
}

// body reads [ ... ] behind a keyword.
func (p *wktParser) body(key string, start, depth int) (*node, error) {
	if p.nodes++; depth > maxDepth {
		return nil, p.fault("%s: more than %d brackets inside each other", key, maxDepth)
	}
	closing := byte(']')
	if p.text[p.at] == '(' {
		closing = ')'
	}
	p.at++
	n := &node{key: strings.ToUpper(key), offset: start}
	for {
		if err := p.item(n, depth); err != nil {
			return nil, err
		}
		p.space()
		switch {
		case p.at >= len(p.text):
			return nil, p.fault("%s: ends before its %q", key, closing)
		case p.text[p.at] == ',':
			p.at++
		case p.text[p.at] == closing:
			p.at++
			return n, nil
		default:
			return nil, p.fault("%q in %s: must be a comma or %q", p.rest(), key, closing)
		}
	}
}

func (p *wktParser) item(n *node, depth int) error {
	p.space()
	start := p.at
	if p.at < len(p.text) && p.text[p.at] == '"' {
		text, err := p.quoted()
		n.values = append(n.values, value{text, true, start})
		return err
	}
	word := p.word()
	if word == "" {
		return p.fault("%q in %s: must be a text in quotes, a number or a keyword", p.rest(), n.key)
	}
	p.space()
	if p.at < len(p.text) && (p.text[p.at] == '[' || p.text[p.at] == '(') {
		c, err := p.body(word, start, depth+1)
		if err == nil {
			n.nodes = append(n.nodes, c)
		}
		return err
	}
	n.values = append(n.values, value{word, false, start})
	return nil
}

func (p *wktParser) quoted() (string, error) {
	var b strings.Builder
	start := p.at
	for p.at++; p.at < len(p.text); p.at++ {
		if p.text[p.at] != '"' {
			b.WriteByte(p.text[p.at])
			continue
		}
		p.at++
		if p.at >= len(p.text) || p.text[p.at] != '"' {
			return b.String(), nil
		}
		b.WriteByte('"')
	}
	return "", at(p.text, start, "a text without a closing quote")
}

// wktReader collects every mistake in the meaning of a text.
type wktReader struct {
	text     string
	faults   []error
	warnings []string
}

func (r *wktReader) fail(n *node, format string, args ...any) {
	r.faults = append(r.faults, at(r.text, n.offset, n.key+": "+fmt.Sprintf(format, args...)))
}

func (r *wktReader) warn(format string, args ...any) {
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}

func (r *wktReader) err() error { return errors.Join(r.faults...) }

// number returns the i-th value of a node as a number.
func (r *wktReader) number(n *node, i int, what string) float64 {
	if i >= len(n.values) {
		r.fail(n, "%s is missing: must be a number", what)
		return 0
	}
	v, err := strconv.ParseFloat(n.values[i].text, 64)
	if err != nil || v != v || v > 1e300 || v < -1e300 {
		r.fail(n, "%s %q: must be a number", what, n.values[i].text)
		return 0
	}
	return v
}

// code returns the EPSG code of AUTHORITY["EPSG","4547"] or ID["EPSG",4547], 0 without.
func (n *node) code() int {
	id := n.child("AUTHORITY", "ID")
	if id == nil || len(id.values) < 2 || !strings.EqualFold(id.values[0].text, "EPSG") {
		return 0
	}
	code, err := strconv.Atoi(id.values[1].text)
	if err != nil || code < 0 {
		return 0
	}
	return code
}
