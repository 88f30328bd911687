// Package cdf writes and reads NetCDF files of the classic model: named
// dimensions, attributes and variables, big-endian, in one of the two oldest
// and most widely read forms of the format.
//
// It is for results that are too large for memory: the writer takes an
// io.Writer and the values in the order of the file, the reader takes one
// record of one variable at a time. It writes the 64-bit-offset form (CDF-2),
// which holds files of any size, and reads that and CDF-1.
//
// It will not read or write NetCDF-4 (which is HDF5), CDF-5, or the types of
// which no result is made (byte, short). What variables mean is for others:
// package mesh knows the conventions.
//
// Source of the format: NetCDF Classic and 64-bit Offset File Formats (OGC
// 10-092r3, annex A of the NetCDF user's guide).
package cdf

import (
	"fmt"
	"math"
)

// Type is the type of a variable or attribute.
type Type int32

// The types that are read and written; Text is for attributes alone.
const (
	Text    Type = 2
	Int32   Type = 4
	Float32 Type = 5
	Float64 Type = 6
)

var sizes = map[Type]int64{Text: 1, Int32: 4, Float32: 4, Float64: 8}

// String returns the name of the type in CDL.
func (t Type) String() string {
	switch t {
	case Text:
		return "char"
	case Int32:
		return "int"
	case Float32:
		return "float"
	case Float64:
		return "double"
	}
	return fmt.Sprintf("type %d", int32(t))
}

// Header says what is in a file.
type Header struct {
	Dims    []Dim
	Attrs   []Attr // of the whole file
	Vars    []Var
	Records int // length of the record dimension
}

// Dim is a dimension. The one of length 0 is the record dimension: there is
// at most one, and a variable has it first.
type Dim struct {
	Name string
	Len  int
}

// Attr is a property of a file or variable. Value is a string, an []int32,
// []float32 or []float64; a single number is a slice of length 1.
type Attr struct {
	Name  string
	Value any
}

// Var is a variable: an array over its dimensions, the last one running
// fastest. One without dimensions is a single number.
type Var struct {
	Name  string
	Type  Type
	Dims  []string
	Attrs []Attr
}

// Attr returns the value of a variable's attribute, or nil.
func (v *Var) Attr(name string) any { return find(v.Attrs, name) }

// Attr returns the value of an attribute of the whole file, or nil.
func (h *Header) Attr(name string) any { return find(h.Attrs, name) }

func find(attrs []Attr, name string) any {
	for _, a := range attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return nil
}

// Dim returns the length of a dimension; the record dimension has Records.
func (h *Header) Dim(name string) (length int, ok bool) {
	for _, d := range h.Dims {
		if d.Name == name {
			if d.Len == 0 {
				return h.Records, true
			}
			return d.Len, true
		}
	}
	return 0, false
}

// Var returns the variable of that name, or nil.
func (h *Header) Var(name string) *Var {
	for k := range h.Vars {
		if h.Vars[k].Name == name {
			return &h.Vars[k]
		}
	}
	return nil
}

// Limits of the 64-bit-offset form: lengths and numbers of records are signed
// 32-bit, and a fixed variable or one record of a variable stays below 4 GiB.
const (
	maxLength = math.MaxInt32 - 3
	maxSize   = math.MaxUint32 - 3
)

// place is where a variable lies in a file.
type place struct {
	record bool  // it has the record dimension
	count  int64 // values: of all, or of one record
	begin  int64 // offset of the first byte, in the first record
}

func (p place) bytes(t Type) int64 { return p.count * sizes[t] }

// arrange checks the header and finds how many values each variable has.
func (h *Header) arrange() ([]place, error) {
	if h.Records < 0 || h.Records > maxLength {
		return nil, fmt.Errorf("%d records: must be 0 to %d", h.Records, maxLength)
	}
	lengths := map[string]int{}
	recordDim := ""
	for _, d := range h.Dims {
		switch _, twice := lengths[d.Name]; {
		case !validName(d.Name) || twice:
			return nil, fmt.Errorf("dimension %q: must have a name of its own without / or control characters", d.Name)
		case d.Len < 0 || d.Len > maxLength:
			return nil, fmt.Errorf("dimension %s: length %d: must be 1 to %d, or 0 for the record dimension", d.Name, d.Len, maxLength)
		case d.Len == 0 && recordDim != "":
			return nil, fmt.Errorf("dimensions %s and %s both have length 0: there is one record dimension", recordDim, d.Name)
		case d.Len == 0:
			recordDim = d.Name
		}
		lengths[d.Name] = d.Len
	}
	places := make([]place, len(h.Vars))
	known := map[string]bool{}
	for k := range h.Vars {
		v := &h.Vars[k]
		if !validName(v.Name) || known[v.Name] {
			return nil, fmt.Errorf("variable %q: must have a name of its own without / or control characters", v.Name)
		}
		known[v.Name] = true
		if v.Type != Int32 && v.Type != Float32 && v.Type != Float64 {
			return nil, fmt.Errorf("variable %s: %v: must be int, float or double", v.Name, v.Type)
		}
		p := place{count: 1}
		for n, name := range v.Dims {
			length, there := lengths[name]
			switch {
			case !there:
				return nil, fmt.Errorf("variable %s: there is no dimension %q", v.Name, name)
			case length == 0 && n > 0:
				return nil, fmt.Errorf("variable %s: the record dimension %s must be its first", v.Name, name)
			case length == 0:
				p.record = true
				continue
			}
			if p.count > maxSize/sizes[v.Type]/int64(length) {
				return nil, fmt.Errorf("variable %s: more than 4 GiB at a time, which the classic format cannot hold", v.Name)
			}
			p.count *= int64(length)
		}
		places[k] = p
	}
	return places, nil
}

// validName allows what every reader of the format does.
func validName(name string) bool {
	if name == "" || len(name) > 256 || name[len(name)-1] == ' ' {
		return false
	}
	for _, c := range name {
		if c < ' ' || c == '/' || c == 0x7f || c == 0xfffd {
			return false
		}
	}
	return true
}

// recordSize returns the bytes of one record of all variables.
func recordSize(vars []Var, places []place) (size int64) {
	for k, p := range places {
		if p.record {
			size += p.bytes(vars[k].Type)
		}
	}
	return size
}
