package step

import "strings"

// A Kind is the form of an argument.
type Kind uint8

// The forms. None is an argument that is not there, Invalid one that is none of
// the others.
const (
	None    Kind = iota
	Null         // $
	Derived      // *
	Integer      // 12
	Real         // 1.5E-3
	Text         // 'text'
	Enum         // .ELEMENT., also .T. .F. .U.
	Ref          // #12
	Binary       // "0A3"
	List         // (1,2)
	Typed        // IFCLABEL('text')
	Invalid
)

var kindNames = [...]string{"nothing", "$", "*", "an integer", "a real", "a string", "an enumeration", "a reference", "a binary", "a list", "a typed value", "an invalid value"}

func (k Kind) String() string { return kindNames[min(int(k), len(kindNames)-1)] }

// Args are the arguments of an instance, the members of a list or what stands in
// a typed value. They are read from the text at each call; asking in rising
// order of i walks over the text once. The getters look through a typed value:
// Real reads the 2.5 of IFCLENGTHMEASURE(2.5). ok is false if the argument has
// another form, and for $ and *.
type Args struct {
	file *File
	text string // from behind the ( on; ends at the ) that matches
	k    int    // the argument that starts at p
	p    int
}

// seek moves to argument i and returns its place in the text.
func (a *Args) seek(i int) (p int, there bool) {
	if i < a.k {
		a.k, a.p = 0, 0
	}
	if a.k == 0 && a.p == 0 {
		a.p = skipSpace(a.text, 0)
	}
	for a.k < i {
		p := skipSpace(a.text, skipValue(a.text, a.p))
		if p >= len(a.text) || a.text[p] != ',' {
			return p, false
		}
		a.p = skipSpace(a.text, p+1)
		a.k++
	}
	return a.p, a.p < len(a.text) && a.text[a.p] != ')'
}

// Len counts the arguments.
func (a *Args) Len() int {
	if _, there := a.seek(a.k); !there {
		return a.k
	}
	n, p := a.k, a.p
	for {
		n++
		p = skipSpace(a.text, skipValue(a.text, p))
		if p >= len(a.text) || a.text[p] != ',' {
			return n
		}
		p = skipSpace(a.text, p+1)
	}
}

// Kind tells the form of argument i.
func (a *Args) Kind(i int) Kind {
	p, there := a.seek(i)
	if !there {
		return None
	}
	return kindAt(a.text, p)
}

func kindAt(text string, p int) Kind {
	if p >= len(text) {
		return None
	}
	switch c := text[p]; {
	case c == '$':
		return Null
	case c == '*':
		return Derived
	case c == '#':
		return Ref
	case c == '\'':
		return Text
	case c == '.':
		if p+1 < len(text) && isDigit(text[p+1]) {
			return Real // .5, which some write
		}
		return Enum
	case c == '"':
		return Binary
	case c == '(':
		return List
	case isDigit(c) || c == '-' || c == '+':
		for q := p + 1; q < len(text); q++ {
			if c := text[q]; c == '.' || c|0x20 == 'e' {
				return Real
			} else if !isDigit(c) {
				break
			}
		}
		return Integer
	case (c|0x20)-'a' <= 'z'-'a' || c == '_' || c == '!':
		return Typed
	}
	return Invalid
}

// value is the place of argument i, or of what a typed one holds.
func (a *Args) value(i int) (p int, kind Kind) {
	p, there := a.seek(i)
	if !there {
		return p, None
	}
	kind = kindAt(a.text, p)
	if kind == Typed {
		for p < len(a.text) && isNamePart(a.text[p]) {
			p++
		}
		p = skipSpace(a.text, p)
		if p >= len(a.text) || a.text[p] != '(' {
			return p, Invalid
		}
		p = skipSpace(a.text, p+1)
		kind = kindAt(a.text, p)
	}
	return p, kind
}

// Ref reads a reference.
func (a *Args) Ref(i int) (ID, bool) {
	p, kind := a.value(i)
	if kind != Ref {
		return 0, false
	}
	id, _, ok := refAt(a.text, p)
	return id, ok
}

// Instance follows a reference; false also if no instance has its id.
func (a *Args) Instance(i int) (Instance, bool) {
	id, ok := a.Ref(i)
	if !ok {
		return Instance{}, false
	}
	return a.file.Instance(id)
}

// Int reads an integer.
func (a *Args) Int(i int) (int64, bool) {
	p, kind := a.value(i)
	if kind != Integer {
		return 0, false
	}
	v, _, ok := intAt(a.text, p)
	return v, ok
}

// Real reads a real, or an integer where a real is due, as many write.
func (a *Args) Real(i int) (float64, bool) {
	p, kind := a.value(i)
	if kind != Real && kind != Integer {
		return 0, false
	}
	v, _, ok := realAt(a.text, p)
	return v, ok
}

// Enum reads an enumeration, without its dots, as it is written.
func (a *Args) Enum(i int) (string, bool) {
	p, kind := a.value(i)
	if kind != Enum {
		return "", false
	}
	n := strings.IndexByte(a.text[p+1:], '.')
	if n < 1 {
		return "", false
	}
	return a.text[p+1 : p+1+n], true
}

// Bool reads .T. or .F.; false, false for .U. and all else.
func (a *Args) Bool(i int) (value, ok bool) {
	e, _ := a.Enum(i)
	return e == "T", e == "T" || e == "F"
}

// Raw reads a string as it stands between its quotes, encoded.
func (a *Args) Raw(i int) (string, bool) {
	p, kind := a.value(i)
	if kind != Text {
		return "", false
	}
	return rawAt(a.text, p)
}

// String reads a string and decodes it. Nothing is allocated if it is plain.
func (a *Args) String(i int) (string, bool) {
	raw, ok := a.Raw(i)
	if !ok {
		return "", false
	}
	return a.file.decode(raw), true
}

// Binary reads a binary's digits, between its quotes.
func (a *Args) Binary(i int) (string, bool) {
	p, kind := a.value(i)
	if kind != Binary {
		return "", false
	}
	n := strings.IndexByte(a.text[p+1:], '"')
	if n < 0 {
		return "", false
	}
	return a.text[p+1 : p+1+n], true
}

// List reads a list.
func (a *Args) List(i int) (Args, bool) {
	p, kind := a.value(i)
	if kind != List {
		return Args{}, false
	}
	return Args{file: a.file, text: a.text[p+1:]}, true
}

// Typed reads a typed value: the name of its type as it is written, and what
// stands in it.
func (a *Args) Typed(i int) (name string, inside Args, ok bool) {
	p, there := a.seek(i)
	if !there || kindAt(a.text, p) != Typed {
		return "", Args{}, false
	}
	q := p
	for q < len(a.text) && isNamePart(a.text[q]) {
		q++
	}
	name = a.text[p:q]
	q = skipSpace(a.text, q)
	if q >= len(a.text) || a.text[q] != '(' {
		return "", Args{}, false
	}
	return name, Args{file: a.file, text: a.text[q+1:]}, true
}
