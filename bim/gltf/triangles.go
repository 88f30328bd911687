package gltf

import (
	"encoding/binary"
	"fmt"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

// Triangles are what the scene shows, in the model's own axes, y up [m]. Points
// are those of the file, each primitive's for itself; strips and fans are taken
// apart. Lines and points are left out.
func (m *Model) Triangles() (points []mgl64.Vec3, triangles [][3]uint32) {
	c := &checker{doc: m.Doc}
	if c.nodes() != nil {
		return nil, nil // it was checked when it was read
	}
	var walk func(index, depth int, from mgl64.Mat4)
	walk = func(index, depth int, from mgl64.Mat4) {
		n := m.Doc.Nodes[index]
		from = from.Mul4(parentFromNode(n))
		if n.Mesh != nil {
			instances, err := c.instances(fmt.Sprintf("nodes[%d]", index), n)
			if err != nil {
				return
			}
			for _, p := range m.Doc.Meshes[*n.Mesh].Primitives {
				for _, own := range instances {
					points, triangles = c.append(points, triangles, p, from.Mul4(own))
				}
			}
		}
		if depth < maxDepth {
			for _, child := range n.Children {
				walk(child, depth+1, from)
			}
		}
	}
	for _, root := range c.roots() {
		walk(root, 0, mgl64.Ident4())
	}
	return points, triangles
}

// append adds a primitive's triangles.
func (c *checker) append(points []mgl64.Vec3, triangles [][3]uint32, p *gltf.Primitive, from mgl64.Mat4) ([]mgl64.Vec3, [][3]uint32) {
	position, ok := p.Attributes[gltf.POSITION]
	if !ok {
		return points, triangles
	}
	a := c.doc.Accessors[position]
	if a.BufferView == nil || a.Sparse != nil {
		return points, triangles
	}
	first := uint32(len(points))
	data, stride := c.elements(a)
	size := a.ComponentType.ByteSize()
	for k := range a.Count {
		var at mgl64.Vec3
		for axis := range at {
			at[axis] = component(data[k*stride+axis*size:], a)
		}
		points = append(points, mgl64.TransformCoordinate(at, from))
	}
	corner := func(k int) uint32 { return first + uint32(k) }
	count := a.Count
	if p.Indices != nil {
		index := c.doc.Accessors[*p.Indices]
		if index.BufferView == nil || index.Sparse != nil {
			return points, triangles
		}
		count = index.Count
		data, stride := c.elements(index)
		corner = func(k int) uint32 {
			switch b := data[k*stride:]; index.ComponentType {
			case gltf.ComponentUbyte:
				return first + uint32(b[0])
			case gltf.ComponentUshort:
				return first + uint32(binary.LittleEndian.Uint16(b))
			default:
				return first + binary.LittleEndian.Uint32(b)
			}
		}
	}
	switch p.Mode {
	case gltf.PrimitiveTriangles:
		for k := 0; k+2 < count; k += 3 {
			triangles = append(triangles, [3]uint32{corner(k), corner(k + 1), corner(k + 2)})
		}
	case gltf.PrimitiveTriangleStrip:
		for k := 0; k+2 < count; k++ {
			triangles = append(triangles, [3]uint32{corner(k), corner(k + 1 + k%2), corner(k + 2 - k%2)})
		}
	case gltf.PrimitiveTriangleFan:
		for k := 1; k+1 < count; k++ {
			triangles = append(triangles, [3]uint32{corner(0), corner(k), corner(k + 1)})
		}
	}
	return points, triangles
}
