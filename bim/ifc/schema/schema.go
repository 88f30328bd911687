// Package schema knows the entities of IFC: of each its supertype and its
// attributes in the order in which a file writes them. It holds no rules, no
// types of attributes and no enumerations: what an attribute holds, the file
// itself shows.
//
// The tables are one text for an edition, a line for an entity:
//
//	IfcWall IfcBuildingElement PredefinedType
//
// with "-" for a supertype that is none. IFC2X3, IFC4 and IFC4X3 are written by
// gen/table.mjs from the declarations of web-ifc 0.0.78; ifc4x1.txt and
// ifc4x3rc.txt are by hand and hold what differs: a line there replaces the
// entity or adds it. Lines are in the order of their names in capitals, so that an
// entity is found without reading the table. IFC2X is read with IFC2X3's table, of which it is nearly a
// part.
//
// Files name entities of other editions than their own, alignments of IFC4X1 in
// a file of IFC4: what an edition does not know is looked for in the others.
//
// Source: ISO 16739-1, IFC2x R2 to IFC4.3 ADD2 as published by buildingSMART.
package schema

import (
	_ "embed"
	"strings"
	"sync"

	"shapan/bim/ifc/step"
)

//go:embed ifc2x3.txt
var ifc2x3 string

//go:embed ifc4.txt
var ifc4 string

//go:embed ifc4x3.txt
var ifc4x3 string

//go:embed ifc4x1.txt
var ifc4x1 string

//go:embed ifc4x3rc.txt
var ifc4x3rc string

// A Schema is one edition's entities. It may be used from many goroutines.
type Schema struct {
	tables []string // where to look, first to last
	others []*Schema

	mutex sync.Mutex
	known map[string]*Entity // by the name in capitals; nil for what no edition has
}

// An Entity is a type of instance.
type Entity struct {
	Name       string   // IfcWall
	Super      *Entity  // nil for none
	Attributes []string // inherited ones first, in the order of a file's arguments

	lines []string // IfcWall and its supertypes, nearest first
}

// For returns the tables of an edition; IFC4X3's for one that is unknown, since
// it knows most.
func For(edition step.Schema) *Schema {
	of2x3, of4 := tables(ifc2x3), tables(ifc4)
	of4x1, of4x3 := tables(ifc4x1, ifc4), tables(ifc4x3rc, ifc4x3)
	switch edition {
	case step.IFC2X, step.IFC2X2, step.IFC2X3:
		return of2x3.and(of4x1, of4x3)
	case step.IFC4:
		return of4.and(of4x1, of4x3, of2x3)
	case step.IFC4X1, step.IFC4X2:
		return of4x1.and(of4x3, of2x3)
	}
	return of4x3.and(of4x1, of2x3)
}

func tables(all ...string) *Schema { return &Schema{tables: all, known: map[string]*Entity{}} }

func (s *Schema) and(others ...*Schema) *Schema {
	s.others = others
	return s
}

// Entity finds an entity by its name in capitals, as step has it; nil if no
// edition has one of this name.
func (s *Schema) Entity(capitals string) *Entity {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.entity(capitals)
}

func (s *Schema) entity(capitals string) *Entity {
	if e, ok := s.known[capitals]; ok {
		return e
	}
	for _, table := range s.tables {
		f := strings.Fields(find(table, capitals))
		if len(f) == 0 {
			continue
		}
		e := &Entity{Name: f[0], lines: []string{f[0]}}
		if f[1] != "-" {
			e.Super = s.entity(strings.ToUpper(f[1]))
			e.lines = append(e.lines, e.Super.lines...)
			e.Attributes = append(e.Attributes, e.Super.Attributes...)
		}
		e.Attributes = append(e.Attributes, f[2:]...)
		s.known[capitals] = e
		return e
	}
	var e *Entity
	for k := 0; e == nil && k < len(s.others); k++ {
		e = s.others[k].Entity(capitals)
	}
	s.known[capitals] = e
	return e
}

// find returns the line of a name by halving the table; "" if it has none.
func find(table, capitals string) string {
	for table != "" {
		from := strings.LastIndexByte(table[:len(table)/2], '\n') + 1
		to := from + strings.IndexByte(table[from:], '\n') + 1
		line := table[from:to]
		name, _, _ := strings.Cut(line, " ")
		switch c := compare(name, capitals); {
		case c == 0:
			return line
		case c < 0:
			table = table[to:]
		default:
			table = table[:from]
		}
	}
	return ""
}

// compare orders a name, brought to capitals, and one in capitals.
func compare(name, capitals string) int {
	for k := range min(len(name), len(capitals)) {
		c := name[k]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != capitals[k] {
			return int(c) - int(capitals[k])
		}
	}
	return len(name) - len(capitals)
}

// Index is the place of an attribute among an instance's arguments; -1 if it has
// none of this name.
func (e *Entity) Index(attribute string) int {
	if e == nil {
		return -1
	}
	for k, name := range e.Attributes {
		if name == attribute {
			return k
		}
	}
	return -1
}

// Is tells whether the entity is a type or one of its subtypes. The name is
// written as in the standard: IfcWall.
func (e *Entity) Is(name string) bool {
	if e == nil {
		return false
	}
	for _, line := range e.lines {
		if line == name {
			return true
		}
	}
	return false
}
