package ifc

import (
	"fmt"
	"iter"

	"shapan/bim/ifc/schema"
	"shapan/bim/ifc/step"
)

// An Entity is an instance whose attributes have names. It is small and may be
// copied. The zero Entity stands for one that is not there: no attribute of it
// is.
//
// ok is false for an attribute that the type does not have, that is $ or *, or
// of another form. A list is read at once by Refs and Reals; for one that is read
// in part, or holds several things, List gives its members.
type Entity struct {
	model *Model
	in    step.Instance
	kind  *schema.Entity
}

// Exists tells whether there is such an entity in the file.
func (e Entity) Exists() bool { return e.model != nil }

// Number is the entity's id, #12 in the file; 0 if it does not exist.
func (e Entity) Number() step.ID {
	if e.model == nil {
		return 0
	}
	return e.in.ID()
}

// Index is the entity's place in the file, for tables beside File.At.
func (e Entity) Index() int { return e.in.Index() }

// Type is the type's name as in the standard, IfcWall; in capitals for one that
// no edition knows.
func (e Entity) Type() string {
	switch {
	case e.kind != nil:
		return e.kind.Name
	case e.model == nil:
		return ""
	}
	return e.in.Type()
}

// Is tells whether the entity is of a type or one of its subtypes.
func (e Entity) Is(name string) bool { return e.kind.Is(name) }

// Errorf makes an error that names the entity.
func (e Entity) Errorf(format string, args ...any) *Fault {
	return &Fault{e.Number(), e.Type(), fmt.Sprintf(format, args...)}
}

// Args are the arguments by their places.
func (e Entity) Args() step.Args {
	if e.model == nil {
		return step.Args{}
	}
	return e.in.Args()
}

func (e Entity) find(attribute string) (a step.Args, place int) {
	place = e.kind.Index(attribute)
	if place < 0 || e.model == nil {
		return step.Args{}, 0
	}
	return e.in.Args(), place
}

// Attr tells the form of an attribute.
func (e Entity) Attr(name string) step.Kind {
	a, k := e.find(name)
	return a.Kind(k)
}

// ID reads a reference; 0, which no entity has, if there is none.
func (e Entity) ID(name string) step.ID {
	a, k := e.find(name)
	id, _ := a.Ref(k)
	return id
}

// Ref follows a reference.
func (e Entity) Ref(name string) Entity {
	if id := e.ID(name); id != 0 {
		return e.model.Entity(id)
	}
	return Entity{}
}

// Refs reads a list of references; one that stands alone is a list of one, as
// editions differ in that.
func (e Entity) Refs(name string) []step.ID {
	a, k := e.find(name)
	ids, _, ok := a.Refs(k, nil)
	if ok {
		return ids
	}
	if id, ok := a.Ref(k); ok {
		return []step.ID{id}
	}
	// A list of which not all are references: those that are.
	list, _ := a.List(k)
	for n := 0; list.Kind(n) != step.None; n++ {
		if id, ok := list.Ref(n); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// Each follows the references of Refs; those that lead nowhere are left out.
func (e Entity) Each(name string) iter.Seq[Entity] {
	return func(yield func(Entity) bool) {
		for _, id := range e.Refs(name) {
			if to := e.model.Entity(id); to.Exists() && !yield(to) {
				return
			}
		}
	}
}

// Real reads a number, as the file has it: in its units.
func (e Entity) Real(name string) (float64, bool) {
	a, k := e.find(name)
	return a.Real(k)
}

// Int reads an integer.
func (e Entity) Int(name string) (int64, bool) {
	a, k := e.find(name)
	return a.Int(k)
}

// Bool reads .T. or .F..
func (e Entity) Bool(name string) (value, ok bool) {
	a, k := e.find(name)
	return a.Bool(k)
}

// Enum reads an enumeration, without its dots; "" if there is none.
func (e Entity) Enum(name string) string {
	a, k := e.find(name)
	s, _ := a.Enum(k)
	return s
}

// String reads a string.
func (e Entity) String(name string) (string, bool) {
	a, k := e.find(name)
	return a.String(k)
}

// Text reads a string; "" if there is none.
func (e Entity) Text(name string) string {
	s, _ := e.String(name)
	return s
}

// List reads the members of a list.
func (e Entity) List(name string) (step.Args, bool) {
	a, k := e.find(name)
	return a.List(k)
}

// Typed reads a value with the name of its type, IFCLABEL('text').
func (e Entity) Typed(name string) (typ string, inside step.Args, ok bool) {
	a, k := e.find(name)
	return a.Typed(k)
}

// Reals reads a list of numbers, or of lists of them: step.Args.Reals.
func (e Entity) Reals(name string, dst []float64) (all []float64, width int, ok bool) {
	a, k := e.find(name)
	return a.Reals(k, dst)
}

// Ints reads a list of integers, or of lists of them: step.Args.Ints.
func (e Entity) Ints(name string, dst []int32) (all []int32, width int, ok bool) {
	a, k := e.find(name)
	return a.Ints(k, dst)
}

// Vector reads a list of one to three numbers: step.Args.Vector.
func (e Entity) Vector(name string) (v [3]float64, n int, ok bool) {
	a, k := e.find(name)
	return a.Vector(k)
}
