// Package ifc reads building models: IFC2X to IFC4X3 in STEP's clear text or
// zipped.
//
// Open indexes the file (package step) and gives a Model. What is in the model is
// read when it is asked for, and may be asked for by many goroutines:
//
//	m, err := ifc.Open("house.ifc")
//	for _, wall := range m.Of("IfcWall") { // subtypes included
//		name := wall.Text("Name")
//		inModel, err := m.Placement(wall.ID("ObjectPlacement")) // metres
//	}
//
// Attributes are asked for by the names of the standard, which package schema
// knows for each edition; one that an edition or a file does not have is absent,
// not an error. Lengths are metres and angles radians wherever the model gives
// them with its units resolved (Units, Placement, Context, Quantity); Entity gives
// what the file says.
//
// A file's mistakes do not stop the model: what cannot be read is reported where
// it is asked for (*Fault), what is odd in the whole of it in Model.Warnings.
//
// The package knows no shapes: package shape makes meshes of representations.
package ifc

import (
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/schema"
	"shapan/bim/ifc/step"
)

// A Model is an open file and what is asked of it. It does not change.
type Model struct {
	File    *step.File
	Edition step.Schema
	Units   Units
	// Contexts are the geometric contexts in the order of the file.
	Contexts []Context
	// Warnings say what is odd in the model as a whole: units that are missing,
	// georeferences that disagree.
	Warnings []Fault

	// Linear is asked for the place of an IfcLinearPlacement in the frame of its
	// PlacementRelTo [m]; where it is nil or fails, CartesianPosition counts. To be
	// set, by package shape, before the first Placement.
	Linear func(placement Entity) (mgl64.Mat4, error)

	kinds      []*schema.Entity // by the file's number of the type
	placements placements
	inverses   sync.Map // inverseKey -> func() *Inverse
	kept
}

// Open reads a file, .ifc or .ifczip.
func Open(path string) (*Model, error) {
	f, err := step.Open(path)
	if err != nil {
		return nil, err
	}
	return New(f), nil
}

// New makes a model of an open file.
func New(f *step.File) *Model {
	m := &Model{File: f, Edition: f.Header.Schema()}
	tables := schema.For(m.Edition)
	m.kinds = make([]*schema.Entity, len(f.Types()))
	for k, name := range f.Types() {
		m.kinds[k] = tables.Entity(name)
	}
	m.readUnits()
	m.readContexts()
	return m
}

// A Fault is one mistake of a model: where, and what.
type Fault struct {
	ID   step.ID `json:"id,omitempty"`
	Type string  `json:"type,omitempty"`
	Text string  `json:"text"`
}

func (f *Fault) Error() string {
	if f.ID == 0 {
		return f.Text
	}
	return fmt.Sprintf("#%d=%s: %s", f.ID, f.Type, f.Text)
}

func (m *Model) warn(e Entity, format string, args ...any) {
	m.Warnings = append(m.Warnings, *e.Errorf(format, args...))
}

// Of gives the entities of a type and its subtypes in the order of the file.
func (m *Model) Of(name string) []Entity {
	places := m.places(name)
	all := make([]Entity, len(places))
	for k, place := range places {
		all[k] = m.at(int(place))
	}
	return all
}

// places gives the places in the file of a type and its subtypes, in order.
func (m *Model) places(name string) []uint32 {
	total, types := 0, 0
	for t, kind := range m.kinds {
		if kind.Is(name) {
			total += m.File.Count(m.File.Types()[t])
			types++
		}
	}
	all := make([]uint32, 0, total)
	for t, kind := range m.kinds {
		if kind.Is(name) {
			for in := range m.File.OfType(m.File.Types()[t]) {
				all = append(all, uint32(in.Index()))
			}
		}
	}
	if types > 1 {
		slices.Sort(all)
	}
	return all
}

// Has tells whether the file has an entity of a type or its subtypes.
func (m *Model) Has(name string) bool {
	for _, kind := range m.kinds {
		if kind.Is(name) {
			return true
		}
	}
	return false
}

// All gives all entities in the order of the file.
func (m *Model) All() iter.Seq[Entity] {
	return func(yield func(Entity) bool) {
		for k := range m.File.Len() {
			if !yield(m.at(k)) {
				return
			}
		}
	}
}

func (m *Model) at(k int) Entity {
	in := m.File.At(k)
	return Entity{m, in, m.kinds[in.TypeNumber()]}
}

// Entity finds an entity by its id; one that does not exist (Entity.Exists) has
// no attributes.
func (m *Model) Entity(id step.ID) Entity {
	in, ok := m.File.Instance(id)
	if !ok {
		return Entity{}
	}
	return Entity{m, in, m.kinds[in.TypeNumber()]}
}
