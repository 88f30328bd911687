package bcf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

const (
	maxDepth = 64        // elements within one another
	maxNodes = 1_000_000 // elements of one XML file
)

// node is an element of an XML file. Namespaces are left out: BCF has none.
type node struct {
	name     string
	attrs    []xml.Attr
	text     string
	children []*node
	line     int
	raw      []byte // text while it is read, which may come in any number of pieces
}

// parse reads the elements of an XML file.
func parse(data []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	root := &node{}
	open := []*node{root}
	count := 0
	for {
		token, err := d.Token()
		line, _ := d.InputPos()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			if count++; count > maxNodes {
				return nil, fmt.Errorf("line %d: more than %d elements", line, maxNodes)
			}
			if len(open) > maxDepth {
				return nil, fmt.Errorf("line %d: elements within one another more than %d deep", line, maxDepth)
			}
			n := &node{name: token.Name.Local, attrs: token.Copy().Attr, line: line}
			top.children = append(top.children, n)
			open = append(open, n)
		case xml.EndElement:
			top.text, top.raw = strings.TrimSpace(string(top.raw)), nil
			open = open[:len(open)-1]
		case xml.CharData:
			if len(top.children) == 0 && len(open) > 1 {
				top.raw = append(top.raw, token...)
			}
		}
	}
	if len(root.children) != 1 {
		return nil, fmt.Errorf("has %d outermost elements, must have one", len(root.children))
	}
	return root.children[0], nil
}

// reader takes values from elements and keeps what is wrong with them.
type reader struct {
	entry    string // of the archive
	mistakes *[]error
}

// wrong notes a mistake: where, which key, what stands there and what should.
func (r *reader) wrong(n *node, key, value, want string) {
	if len(*r.mistakes) < maxMistakes {
		*r.mistakes = append(*r.mistakes, fmt.Errorf("%s:%d: %s: %q: %s", r.entry, n.line, key, value, want))
	}
}

// maxMistakes is after how many no more are told: a file with more is something
// else.
const maxMistakes = 1000

func (n *node) child(name string) *node {
	if n != nil {
		for _, c := range n.children {
			if c.name == name {
				return c
			}
		}
	}
	return nil
}

// all gives the children of a name. 3.0 puts an element round some of them: that
// is looked into if it is there.
func (n *node) all(name, wrap string) (out []*node) {
	if w := n.child(wrap); w != nil && (wrap != name || w.child(name) != nil) {
		n = w
	}
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name == name {
			out = append(out, c)
		}
	}
	return out
}

// strings are the texts of such children, empty ones left out.
func (n *node) strings(name, wrap string) (out []string) {
	for _, c := range n.all(name, wrap) {
		if c.text != "" {
			out = append(out, c.text)
		}
	}
	return out
}

func (n *node) string(name string) string {
	if c := n.child(name); c != nil {
		return c.text
	}
	return ""
}

// attr is an attribute; 2.1 and 3.0 differ in capitals.
func (n *node) attr(name string) string {
	if n != nil {
		for _, a := range n.attrs {
			if strings.EqualFold(a.Name.Local, name) {
				return strings.TrimSpace(a.Value)
			}
		}
	}
	return ""
}

func (r *reader) guid(n *node, name string) string {
	s := n.attr(name)
	if !isGUID(s) {
		r.wrong(n, n.name+" "+name, s, "must be a GUID such as 5e1d0a6b-2734-4c8f-9a51-d30c7e9244b8")
	}
	return s
}

func (r *reader) bool(n *node, name string, otherwise bool) bool {
	switch s := n.attr(name); s {
	case "":
		return otherwise
	case "true", "1":
		return true
	case "false", "0":
		return false
	default:
		r.wrong(n, n.name+" "+name, s, "must be true or false")
		return otherwise
	}
}

func (r *reader) date(n *node, name string) time.Time {
	c := n.child(name)
	if c == nil || c.text == "" {
		return time.Time{}
	}
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02"} { // without a zone: UTC
		if t, err := time.Parse(form, c.text); err == nil {
			return t
		}
	}
	r.wrong(c, name, c.text, "must be a date and time such as 2026-03-01T12:00:00Z")
	return time.Time{}
}

func (r *reader) int(n *node, name string) *int {
	c := n.child(name)
	if c == nil || c.text == "" {
		return nil
	}
	v, err := strconv.ParseInt(c.text, 10, 32)
	if err != nil {
		r.wrong(c, name, c.text, "must be a whole number")
		return nil
	}
	i := int(v)
	return &i
}

func (r *reader) number(n *node, name string) float64 {
	c := n.child(name)
	if c == nil {
		r.wrong(n, name, "", "is missing")
		return 0
	}
	v, err := strconv.ParseFloat(c.text, 64)
	if err != nil || v-v != 0 {
		r.wrong(c, name, c.text, "must be a number")
		return 0
	}
	return v
}

func (r *reader) vector(n *node, name string) mgl64.Vec3 {
	c := n.child(name)
	if c == nil {
		r.wrong(n, name, "", "is missing")
		return mgl64.Vec3{}
	}
	return mgl64.Vec3{r.number(c, "X"), r.number(c, "Y"), r.number(c, "Z")}
}
