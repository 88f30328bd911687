package ifc

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// A Context is a frame in which representations are given: the model, the plan,
// and for each its axis, body, box.
type Context struct {
	ID         step.ID    `json:"id"`
	Parent     step.ID    `json:"parent,omitempty"` // of a subcontext
	Identifier string     `json:"identifier,omitempty"`
	Type       string     `json:"type,omitempty"` // Model, Plan
	TargetView string     `json:"target_view,omitempty"`
	Dimension  int        `json:"dimension,omitempty"`
	Precision  float64    `json:"precision_m,omitempty"` // points nearer than this are one; 0 if not given
	World      mgl64.Mat4 `json:"-"`                     // from the context's frame to the model's [m]
	// TrueNorth is the direction of north in the context's plane, unit length; 0, 0
	// if not given.
	TrueNorth mgl64.Vec2 `json:"true_north,omitzero"`
}

// Context finds a context by its id.
func (m *Model) Context(id step.ID) (Context, bool) {
	for k := range m.Contexts {
		if m.Contexts[k].ID == id {
			return m.Contexts[k], true
		}
	}
	return Context{}, false
}

// readContexts reads the contexts; a subcontext has from its parent what it
// derives.
func (m *Model) readContexts() {
	all := m.Of("IfcGeometricRepresentationContext")
	at := make(map[step.ID]int, len(all))
	for _, e := range all {
		c := Context{ID: e.Number(), Identifier: e.Text("ContextIdentifier"), Type: e.Text("ContextType"), World: mgl64.Ident4()}
		if e.Is("IfcGeometricRepresentationSubContext") {
			c.Parent, c.TargetView = e.ID("ParentContext"), e.Enum("TargetView")
		} else {
			m.readContext(e, &c)
		}
		at[c.ID] = len(m.Contexts)
		m.Contexts = append(m.Contexts, c)
	}
	for k := range m.Contexts {
		c := &m.Contexts[k]
		p, ok := at[c.Parent]
		if c.Parent == 0 || !ok {
			continue
		}
		// The standard allows one level; some write two.
		for n := 0; m.Contexts[p].Parent != 0 && n < 8; n++ {
			next, ok := at[m.Contexts[p].Parent]
			if !ok {
				break
			}
			p = next
		}
		parent := &m.Contexts[p]
		c.Dimension, c.Precision, c.World, c.TrueNorth = parent.Dimension, parent.Precision, parent.World, parent.TrueNorth
		if c.Type == "" {
			c.Type = parent.Type
		}
	}
}

func (m *Model) readContext(e Entity, c *Context) {
	if d, ok := e.Int("CoordinateSpaceDimension"); ok && d >= 0 && d <= 3 {
		c.Dimension = int(d)
	}
	if p, ok := e.Real("Precision"); ok && p > 0 {
		c.Precision = p * m.Units.Length
	}
	if world := e.Ref("WorldCoordinateSystem"); world.Exists() {
		var err error
		if c.World, err = m.Axes(world); err != nil {
			m.warn(e, "WorldCoordinateSystem: %v", err)
			c.World = mgl64.Ident4()
		}
	}
	if north := e.Ref("TrueNorth"); north.Exists() {
		v, n, ok := north.Vector("DirectionRatios")
		length := math.Hypot(v[0], v[1])
		if !ok || n < 2 || !(length > 0) {
			m.warn(e, "TrueNorth: expected a direction in the plane, not of length 0")
			return
		}
		c.TrueNorth = mgl64.Vec2{v[0] / length, v[1] / length}
	}
}
