package glb

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// A Model is what is to be drawn, z up, in metres.
type Model struct {
	Meshes    []*solid.Mesh
	Instances []Instance
	Features  []Feature
	Origin    mgl64.Vec3 // taken off all places in float64; stands in the file's extras
}

// An Instance is a mesh at a place.
type Instance struct {
	Mesh      int
	Transform mgl64.Mat4 // affine, from the mesh to the model; may mirror and shear
	Feature   int
	Color     Color // of this part; zero: the feature's
}

// A Feature is what a person points at: a building element.
type Feature struct {
	GUID, Type, Name, Storey string
	Color                    Color
}

// Color is sRGB with opacity, each from 0 to 1. One that is zero throughout is
// none.
type Color struct{ R, G, B, A float64 }

// grey is what has no colour of its own.
var grey = Color{0.7, 0.7, 0.7, 1}

// Options say how fine. The zero value is right for buildings.
type Options struct {
	Error  float64 // [m] by which packing may move a point; 0: 0.25 mm
	Crease float64 // [rad] above which an edge is sharp; 0: 30°
	Cell   float64 // [m] of the grid by which parts are merged; 0: 32 m
}

func (o Options) filled() Options {
	if o.Error == 0 {
		o.Error = 0.25e-3
	}
	if o.Crease == 0 {
		o.Crease = math.Pi / 6
	}
	if o.Cell == 0 {
		o.Cell = 32
	}
	return o
}

// maxErrors bounds how many mistakes of a model are told.
const maxErrors = 50

// check reports what of a model cannot be drawn, all together.
func (m *Model) check() error {
	var list []error
	add := func(format string, args ...any) {
		if len(list) < maxErrors {
			list = append(list, fmt.Errorf(format, args...))
		}
	}
	for k, mesh := range m.Meshes {
		if mesh == nil {
			add("mesh %d: is nil", k)
			continue
		}
		for _, p := range mesh.Points {
			if !finite(p[0], p[1], p[2]) {
				add("mesh %d: point %v is not finite", k, p)
				break
			}
		}
		for _, t := range mesh.Triangles {
			if n := uint32(len(mesh.Points)); t[0] >= n || t[1] >= n || t[2] >= n {
				add("mesh %d: triangle %v: there are %d points", k, t, n)
				break
			}
		}
	}
	for k := range m.Instances {
		i := &m.Instances[k]
		if i.Mesh < 0 || i.Mesh >= len(m.Meshes) {
			add("instance %d: mesh %d: there are %d", k, i.Mesh, len(m.Meshes))
		}
		if i.Feature < 0 || i.Feature >= len(m.Features) {
			add("instance %d: feature %d: there are %d", k, i.Feature, len(m.Features))
		}
		if !finite(i.Transform[:]...) || i.Transform.Row(3) != (mgl64.Vec4{0, 0, 0, 1}) {
			add("instance %d: transform %v must be finite and affine", k, i.Transform)
		}
	}
	if !finite(m.Origin[:]...) {
		add("origin %v is not finite", m.Origin)
	}
	if len(m.Features) > 1<<24 {
		add("%d features: at most %d have a number in a float", len(m.Features), 1<<24)
	}
	return errors.Join(list...)
}

func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// color is that of an instance.
func (m *Model) color(i *Instance) Color {
	switch {
	case i.Color != Color{}:
		return i.Color
	case m.Features[i.Feature].Color != Color{}:
		return m.Features[i.Feature].Color
	}
	return grey
}

// linear turns sRGB into the linear light that glTF's factors are given in, by
// the curve of IEC 61966-2-1.
func (c Color) linear() [4]float64 {
	one := func(v float64) float64 {
		if v = min(max(v, 0), 1); v <= 0.04045 {
			return round(v / 12.92)
		}
		return round(math.Pow((v+0.055)/1.055, 2.4))
	}
	return [4]float64{one(c.R), one(c.G), one(c.B), round(min(max(c.A, 0), 1))}
}

// round keeps five places: more than a screen shows, and the same on every
// machine.
func round(v float64) float64 { return math.Round(v*1e5) / 1e5 }
