package step

import (
	"errors"
	"strings"
)

// A Header says what the file is and who wrote it. What a file leaves out is
// empty.
type Header struct {
	Description       []string `json:"description,omitempty"` // FILE_DESCRIPTION: model view, options
	Level             string   `json:"level,omitempty"`
	Name              string   `json:"name,omitempty"` // FILE_NAME
	Time              string   `json:"time,omitempty"`
	Author            []string `json:"author,omitempty"`
	Organization      []string `json:"organization,omitempty"`
	Preprocessor      string   `json:"preprocessor,omitempty"`
	OriginatingSystem string   `json:"originating_system,omitempty"`
	Authorization     string   `json:"authorization,omitempty"`
	Schemas           []string `json:"schemas,omitempty"` // FILE_SCHEMA
}

// A Schema is an edition of IFC.
type Schema string

// The editions. One file of IFC4X3_RC1 to RC4, ADD1, ADD2 or TC1 is an IFC4X3
// file: Header.Schemas has the full name.
const (
	Unknown Schema = ""
	IFC2X   Schema = "IFC2X"
	IFC2X2  Schema = "IFC2X2"
	IFC2X3  Schema = "IFC2X3"
	IFC4    Schema = "IFC4"
	IFC4X1  Schema = "IFC4X1"
	IFC4X2  Schema = "IFC4X2"
	IFC4X3  Schema = "IFC4X3"
)

// Schema tells the edition by the names in FILE_SCHEMA; Unknown if none is
// IFC's. The longest prefix counts: IFC2X_FINAL is IFC2X, IFC2X3_TC1 is IFC2X3.
func (h *Header) Schema() Schema {
	for _, name := range h.Schemas {
		name = strings.ToUpper(strings.TrimSpace(name))
		for _, s := range []Schema{IFC2X2, IFC2X3, IFC4X1, IFC4X2, IFC4X3, IFC2X, IFC4} {
			if rest, ok := strings.CutPrefix(name, string(s)); ok && (rest == "" || rest[0] == '_' || rest[0] == ' ') {
				return s
			}
		}
	}
	return Unknown
}

// readHeader reads up to the first DATA; and returns the place behind it.
func (f *File) readHeader() (data int, err error) {
	text := f.text
	s := scanner{text: text}
	p := 0
	if strings.HasPrefix(text, "\xef\xbb\xbf") {
		p = 3
	}
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return 0, errors.New("the file is in UTF-16; STEP is read as bytes: save it as UTF-8 or ASCII")
	}
	p = s.space(p)
	if !strings.HasPrefix(text[p:], "ISO-10303-21") {
		return 0, errNoStep
	}
	for ; p < len(text); p = s.space(p) {
		if text[p] == '#' {
			s.faults.add(p, 0, text, "DATA; before the first instance")
			break
		}
		q := p
		for q < len(text) && isNamePart(text[q]) {
			q++
		}
		word := strings.ToUpper(text[p:q])
		body := s.space(q)
		after, wrongAt, expected := s.body(body)
		if expected != "" {
			s.faults.add(wrongAt, 0, text, expected)
		}
		if word == "DATA" {
			f.headerDone(&s, p)
			return after, nil
		}
		if q == p {
			s.faults.add(p, 0, text, "HEADER;, an entity of the header or DATA;")
		}
		if body < after && text[body] == '(' && expected == "" {
			f.headerEntity(word, Args{file: f, text: text[body+1:]})
		}
		p = after
	}
	if p >= len(text) {
		return 0, errors.New("the file ends before DATA;")
	}
	f.headerDone(&s, p)
	return p, nil
}

func (f *File) headerDone(s *scanner, p int) {
	if len(f.Header.Schemas) == 0 {
		s.faults.add(p, 0, s.text, "FILE_SCHEMA(('...')); in the header")
	}
	f.Faults.join(&s.faults)
}

func (f *File) headerEntity(word string, a Args) {
	h := &f.Header
	text := func(i int) string { s, _ := a.String(i); return s }
	texts := func(i int) (all []string) {
		list, ok := a.List(i)
		if !ok {
			if s := text(i); s != "" { // some write the name without its list
				all = append(all, s)
			}
			return all
		}
		for k := 0; list.Kind(k) != None; k++ {
			if s, ok := list.String(k); ok {
				all = append(all, s)
			}
		}
		return all
	}
	switch word {
	case "FILE_DESCRIPTION":
		h.Description, h.Level = texts(0), text(1)
	case "FILE_NAME":
		h.Name, h.Time, h.Author, h.Organization = text(0), text(1), texts(2), texts(3)
		h.Preprocessor, h.OriginatingSystem, h.Authorization = text(4), text(5), text(6)
	case "FILE_SCHEMA":
		h.Schemas = texts(0)
	}
}
