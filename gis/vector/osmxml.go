package vector

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
)

// readOSMXML reads the XML form. OSM's is flat and has no text between its
// elements, so that a scanner of elements and attributes is enough; encoding/xml
// takes ten times as long.
func readOSMXML(name string, b *bufio.Reader) (*OSM, error) {
	r := osmXML{
		xmlScan: xmlScan{r: b, line: 1},
		report:  report{file: name},
		osm:     &OSM{File: name, Format: "OSM XML"},
		words:   map[string]string{},
	}
	if err := r.whole(); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errCut
		}
		r.fail(r.line, "", "%v", err)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	r.osm.sort()
	return r.osm, nil
}

type osmXML struct {
	xmlScan
	report
	osm   *OSM
	words map[string]string // each tag's text but once

	kind    string // of the open object: node, way, relation; "" is none
	id      int64
	at      orb.Point
	gone    bool // deleted: has no place
	tags    Tags
	nodes   []int64
	members []OSMMember
}

func (r *osmXML) whole() error {
	rooted := false
	for {
		e, err := r.next()
		if err != nil {
			if errors.Is(err, io.EOF) && rooted && r.depth == 0 {
				return nil
			}
			return err
		}
		switch {
		case e.name == "osm":
			rooted = true
		case !rooted:
			return fmt.Errorf("<%.20s>: must be <osm>: OpenStreetMap XML", e.name)
		case e.closing:
			if e.name == r.kind {
				r.finish()
			}
		default:
			if err := r.element(e); err != nil {
				r.fail(r.line, r.place(), "%v", err)
			}
			if e.empty && e.name == r.kind {
				r.finish()
			}
		}
	}
}

func (r *osmXML) place() string {
	if r.kind == "" {
		return ""
	}
	return fmt.Sprintf("%s/%d", r.kind, r.id)
}

func (r *osmXML) element(e xmlElement) error {
	switch e.name {
	case "node", "way", "relation":
		r.kind, r.id, r.at, r.tags, r.nodes, r.members = e.name, 0, orb.Point{}, nil, nil, nil
		r.gone = e.attribute("visible") == "false"
		var err error
		if r.id, err = strconv.ParseInt(e.attribute("id"), 10, 64); err != nil {
			return fmt.Errorf("id %q: must be a whole number", e.attribute("id"))
		}
		if e.name != "node" || r.gone {
			return nil
		}
		lon, err1 := strconv.ParseFloat(e.attribute("lon"), 64)
		lat, err2 := strconv.ParseFloat(e.attribute("lat"), 64)
		if err1 != nil || err2 != nil {
			r.gone = true
			return fmt.Errorf("lon %q, lat %q: must be numbers", e.attribute("lon"), e.attribute("lat"))
		}
		r.at = orb.Point{lon, lat}
		if err := checkDegrees(r.at); err != nil {
			r.gone = true
			return err
		}
	case "tag":
		if r.kind != "" {
			r.tags = append(r.tags, Tag{r.word(e.attribute("k")), r.word(e.attribute("v"))})
		}
	case "nd":
		id, err := strconv.ParseInt(e.attribute("ref"), 10, 64)
		if err != nil {
			return fmt.Errorf("nd ref %q: must be a whole number", e.attribute("ref"))
		}
		r.nodes = append(r.nodes, id)
	case "member":
		id, err := strconv.ParseInt(e.attribute("ref"), 10, 64)
		if err != nil {
			return fmt.Errorf("member ref %q: must be a whole number", e.attribute("ref"))
		}
		kind := e.attribute("type")
		if kind != "node" && kind != "way" && kind != "relation" {
			return fmt.Errorf("member type %q: must be node, way or relation", kind)
		}
		r.members = append(r.members, OSMMember{r.word(kind), id, r.word(e.attribute("role"))})
	}
	return nil
}

func (r *osmXML) finish() {
	if !r.gone {
		switch r.kind {
		case "node":
			r.osm.addNode(r.id, r.at, r.tags)
		case "way":
			r.osm.Ways = append(r.osm.Ways, OSMWay{r.id, r.nodes, r.tags})
		case "relation":
			r.osm.Relations = append(r.osm.Relations, OSMRelation{r.id, r.members, r.tags})
		}
	}
	r.kind = ""
}

func (r *osmXML) word(s string) string {
	if w, ok := r.words[s]; ok {
		return w
	}
	s = strings.Clone(s)
	r.words[s] = s
	return s
}

// xmlScan goes from element to element of an XML text in UTF-8.
type xmlScan struct {
	r          *bufio.Reader
	line       int
	depth      int
	buffer     []byte
	attributes []Tag
}

type xmlElement struct {
	name           string
	closing, empty bool // </a>, <a/>
	attributes     []Tag
}

func (e *xmlElement) attribute(name string) string { return Tags(e.attributes).Get(name) }

const maxElement = 1 << 20 // bytes between < and >; OSM's texts have at most 255 letters

// next returns the next element; its attributes stand until the next call.
func (s *xmlScan) next() (e xmlElement, err error) {
	for {
		if err := s.markup(); err != nil {
			return e, err
		}
		b := s.buffer
		switch {
		case len(b) == 0:
			return e, errors.New("<>: must be an element")
		case b[0] == '?':
			continue
		case b[0] == '!':
			if strings.HasPrefix(string(b[:min(len(b), 3)]), "!--") {
				continue
			}
			return e, fmt.Errorf("<%.12s: must be OpenStreetMap XML, which has no document types", b)
		}
		return s.element(string(b))
	}
}

// markup reads what stands between the next < and its >.
func (s *xmlScan) markup() error {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return err
		}
		if c == '\n' {
			s.line++
		}
		if c == '<' {
			break
		}
	}
	s.buffer = s.buffer[:0]
	quote := byte(0)
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return unexpectedEnd(err)
		}
		if c == '\n' {
			s.line++
		}
		b := s.buffer
		comment := len(b) >= 3 && b[0] == '!' && b[1] == '-' && b[2] == '-'
		switch {
		case comment:
			if n := len(b); c == '>' && n >= 5 && b[n-1] == '-' && b[n-2] == '-' {
				return nil
			}
			if len(b) > 8 { // of a comment only the end matters
				s.buffer = append(b[:3], b[len(b)-4:]...)
			}
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return nil
		}
		if len(s.buffer) >= maxElement {
			return fmt.Errorf("an element of more than %d bytes", maxElement)
		}
		s.buffer = append(s.buffer, c)
	}
}

func unexpectedEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (s *xmlScan) element(text string) (e xmlElement, err error) {
	if rest, ok := strings.CutPrefix(text, "/"); ok {
		e.name, e.closing = strings.TrimSpace(rest), true
		if s.depth--; s.depth < 0 {
			return e, fmt.Errorf("</%.20s>: closes nothing", e.name)
		}
		return e, nil
	}
	if text, e.empty = strings.CutSuffix(text, "/"); !e.empty {
		s.depth++
	}
	end := strings.IndexAny(text, " \t\r\n")
	if end < 0 {
		end = len(text)
	}
	e.name, text = text[:end], text[end:]
	s.attributes = s.attributes[:0]
	for {
		text = strings.TrimLeft(text, " \t\r\n")
		if text == "" {
			e.attributes = s.attributes
			return e, nil
		}
		name, rest, ok := strings.Cut(text, "=")
		rest = strings.TrimLeft(rest, " \t\r\n")
		if !ok || rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return e, fmt.Errorf("<%.20s %.20s: must be an attribute with its value in quotes", e.name, text)
		}
		value, after, ok := strings.Cut(rest[1:], rest[:1])
		if !ok {
			return e, fmt.Errorf("<%.20s %.20s: the quotes do not end", e.name, text)
		}
		if value, err = unescape(value); err != nil {
			return e, err
		}
		s.attributes = append(s.attributes, Tag{strings.TrimSpace(name), value})
		text = after
	}
}

var entities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// unescape replaces XML's entities and numbers of letters.
func unescape(s string) (string, error) {
	if !strings.Contains(s, "&") {
		if !utf8.ValidString(s) {
			return "", fmt.Errorf("%.40q: must be UTF-8", s)
		}
		return s, nil
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&")
		b.WriteString(before)
		if !found {
			break
		}
		name, after, ok := strings.Cut(rest, ";")
		if letter, known := entities[name]; ok && known {
			b.WriteString(letter)
		} else if number, numbered := strings.CutPrefix(name, "#"); ok && numbered {
			n, err := strconv.ParseUint(strings.Replace(number, "x", "0x", 1), 0, 32)
			if err != nil || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
				return "", fmt.Errorf("&%.12s;: must be the number of a letter", name)
			}
			b.WriteRune(rune(n))
		} else {
			return "", fmt.Errorf("&%.12s: must be &amp; &lt; &gt; &quot; &apos; or a number", rest)
		}
		s = after
	}
	if !utf8.ValidString(b.String()) {
		return "", fmt.Errorf("%.40q: must be UTF-8", b.String())
	}
	return b.String(), nil
}
