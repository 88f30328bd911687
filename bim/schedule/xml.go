package schedule

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth bounds how deep elements nest; MSPDI needs seven.
const maxDepth = 32

// An element of XML with its place. Only the element being worked on is held:
// one task or calendar at a time.
type element struct {
	name, text   string
	line, offset int
	parts        []element
}

// part is the first child of a name, or nil.
func (e *element) part(name string) *element {
	for k := range e.parts {
		if e.parts[k].name == name {
			return &e.parts[k]
		}
	}
	return nil
}

// value is the text of a child, without spaces around it.
func (e *element) value(name string) string {
	if p := e.part(name); p != nil {
		return p.text
	}
	return ""
}

// walkXML reads a document: children of the root are given whole, those of
// lists one by one. It ends at the first place that is no XML, since nothing
// behind it can be trusted, and reports it.
func (r *reader) walkXML(text, root string, lists map[string]bool, give func(list string, e *element)) {
	r.oneLine = strings.Count(text[:min(len(text), 1<<16)], "\n") < len(text)/4000
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // text is UTF-8 already
	found, list := false, ""
	for {
		line, offset := place(d)
		token, err := d.Token()
		if errors.Is(err, io.EOF) && found {
			return
		}
		if err != nil {
			r.brokenXML(d, err, root)
			return
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case !found && t.Name.Local != root:
				r.wrong(Mistake{Line: line, Key: "root element", Value: t.Name.Local, Expected: fmt.Sprintf("must be %s (a project saved by MS Project as XML)", root)})
				return
			case !found:
				found = true
			case list == "" && lists[t.Name.Local]:
				list = t.Name.Local
			default:
				e := element{name: t.Name.Local, line: line, offset: offset}
				if err := r.fill(d, &e, 1); err != nil {
					r.brokenXML(d, err, root)
					return
				}
				give(list, &e)
			}
		case xml.EndElement:
			if list != "" {
				list = ""
			}
		}
	}
}

func place(d *xml.Decoder) (line, offset int) {
	line, _ = d.InputPos()
	return line, int(d.InputOffset())
}

func (r *reader) brokenXML(d *xml.Decoder, err error, root string) {
	line, offset := place(d)
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		err = errors.New(syntax.Msg)
	}
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("the file ends before </%s>", root)
	}
	r.wrong(Mistake{Line: line, Offset: r.offset(offset), Expected: fmt.Sprintf("%v: what follows cannot be read", err)})
}

func (r *reader) offset(offset int) int {
	if r.oneLine {
		return offset
	}
	return 0
}

// fill reads an element to its end.
func (r *reader) fill(d *xml.Decoder, e *element, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("elements nest deeper than %d", maxDepth)
	}
	var text strings.Builder
	for {
		line, offset := place(d)
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			e.parts = append(e.parts, element{name: t.Name.Local, line: line, offset: offset})
			if err := r.fill(d, &e.parts[len(e.parts)-1], depth+1); err != nil {
				return err
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			e.text = strings.TrimSpace(text.String())
			return nil
		}
	}
}
