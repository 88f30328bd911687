// Package building makes an IFC model ready to be looked at: one GLB with all
// that is chosen of it, its elements numbered as the features of that file, and
// what could not be made of them.
//
// The walk: Make takes the shapes of package shape, chooses those that are shown
// (spaces and openings are not, unless asked for), finds a colour for each part
// (colours.go) and an origin near the model, in float64, so that what stands at
// 500 000 m east keeps its millimetres; Write gives it to package glb.
//
// A building is in metres, z up, in the frame of its file; where that lies on the
// map is in Georeference, for package site to use.
package building

import (
	"io"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/glb"
	"shapan/bim/ifc"
	"shapan/bim/ifc/shape"
	"shapan/engine/solver/solid"
)

// farAway is how far a model may lie from its own zero [m] before an origin is
// taken off.
const farAway = 1000

// Options choose what of a model is shown.
type Options struct {
	Spaces   bool // rooms and zones too, as glass
	Openings bool // what is cut out of walls and slabs too
	// WithoutCranes leaves tower cranes out: they are in Cranes for who moves them.
	WithoutCranes bool
	Storeys       []string // only what stands in storeys of these names; empty: all
	Shape         shape.Options
	GLB           glb.Options
}

// A Building is a model made ready.
type Building struct {
	// Elements are those that are shown, in the order of the file. The number of
	// one is that of its feature in the GLB.
	Elements []shape.Element
	Drawn    glb.Model
	// Left counts what was not chosen.
	Left Left
	// Failures are why something is missing of the elements chosen.
	Failures     []shape.Failure
	Georeference ifc.Georeference
	Low, High    mgl64.Vec3 // box around what is drawn [m], in the file's frame
	options      Options
	// Cranes are the elements that are tower cranes, shown or not.
	Cranes []shape.Element
}

// Left counts the products with a shape that were not chosen.
type Left struct {
	Spaces       int `json:"spaces"`
	Openings     int `json:"openings"`
	OtherStoreys int `json:"other_storeys"`
	Lines        int `json:"lines"` // grids, axes and annotations: nothing but lines
}

// Make chooses and colours. The result is the same however many processors work
// on it.
func Make(m *ifc.Model, o Options) *Building {
	b := &Building{Georeference: m.Georeference(), options: o}
	for _, e := range shape.Build(m, o.Shape) {
		crane := isTowerCrane(m, &e)
		if crane {
			b.Cranes = append(b.Cranes, e)
		}
		if b.choose(&e) && !(crane && o.WithoutCranes) {
			b.Elements = append(b.Elements, e)
		}
	}
	b.draw()
	return b
}

// choose tells whether an element is shown.
func (b *Building) choose(e *shape.Element) bool {
	switch {
	case e.Opening && !b.options.Openings:
		b.Left.Openings++
	case room[e.Type] && !b.options.Spaces:
		b.Left.Spaces++
	case len(b.options.Storeys) > 0 && !slices.Contains(b.options.Storeys, e.Storey):
		b.Left.OtherStoreys++
	case len(e.Failures) == 0 && !slices.ContainsFunc(e.Parts, func(p shape.Part) bool { return p.Mesh != nil }):
		b.Left.Lines++
	default:
		return true
	}
	return false
}

// room are the types that stand for space and not for matter.
var room = map[string]bool{
	"IfcSpace": true, "IfcSpatialZone": true, "IfcExternalSpatialElement": true, "IfcVirtualElement": true,
}

// draw makes the features and instances of the elements.
func (b *Building) draw() {
	meshes := map[*solid.Mesh]int{}
	b.Low = mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)}
	b.High = b.Low.Mul(-1)
	for k := range b.Elements {
		e := &b.Elements[k]
		b.Drawn.Features = append(b.Drawn.Features, glb.Feature{GUID: e.GUID, Type: e.Type, Name: e.Name, Storey: e.Storey, Color: colourOf(e)})
		for _, reason := range e.Failures {
			b.Failures = append(b.Failures, shape.Failure{GUID: e.GUID, Type: e.Type, Reason: reason})
		}
		for _, p := range e.Parts {
			if p.Mesh == nil || len(p.Mesh.Triangles) == 0 {
				continue
			}
			mesh, known := meshes[p.Mesh]
			if !known {
				mesh = -1
				if finite(p.Mesh) {
					mesh = len(b.Drawn.Meshes)
					b.Drawn.Meshes = append(b.Drawn.Meshes, p.Mesh)
				}
				meshes[p.Mesh] = mesh
			}
			if mesh < 0 || !affine(p.Transform) {
				b.Failures = append(b.Failures, shape.Failure{GUID: e.GUID, Type: e.Type, Reason: "a point or placement is not a finite number: the part is left out"})
				continue
			}
			b.Drawn.Instances = append(b.Drawn.Instances, glb.Instance{Mesh: mesh, Transform: p.Transform, Feature: k, Color: colourOfStyle(p.Style)})
			b.stretch(p)
		}
	}
	if len(b.Drawn.Instances) == 0 {
		b.Low, b.High = mgl64.Vec3{}, mgl64.Vec3{}
		return
	}
	for axis := range 3 {
		if math.Max(math.Abs(b.Low[axis]), math.Abs(b.High[axis])) > farAway {
			b.Drawn.Origin[axis] = math.Floor((b.Low[axis] + b.High[axis]) / 2)
		}
	}
}

// stretch makes the box hold a part.
func (b *Building) stretch(p shape.Part) {
	for _, q := range p.Mesh.Points {
		for axis, v := range mgl64.TransformCoordinate(q, p.Transform) {
			b.Low[axis], b.High[axis] = min(b.Low[axis], v), max(b.High[axis], v)
		}
	}
}

func finite(m *solid.Mesh) bool {
	for _, p := range m.Points {
		if !number(p[:]) {
			return false
		}
	}
	return true
}

func affine(t mgl64.Mat4) bool {
	return number(t[:]) && t.Row(3) == mgl64.Vec4{0, 0, 0, 1}
}

func number(values []float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// Write writes the GLB.
func (b *Building) Write(out io.Writer) (glb.Stats, error) {
	return glb.Write(out, &b.Drawn, b.options.GLB)
}

// Measure says what the elements measure, in their order.
func (b *Building) Measure() []shape.ElementFacts {
	return shape.FactsOf(b.Elements, b.options.Shape).Elements
}
