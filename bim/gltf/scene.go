package gltf

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

// maxDepth bounds the tree of nodes; deeper ones come from generators gone wrong.
const maxDepth = 1000

// nodes checks that the nodes are trees: every node has at most one parent.
func (c *checker) nodes() error {
	c.parent = make([]int, len(c.doc.Nodes))
	for k := range c.parent {
		c.parent[k] = -1
	}
	for k, n := range c.doc.Nodes {
		at := fmt.Sprintf("nodes[%d]", k)
		for _, ref := range []struct {
			name   string
			index  *int
			length int
		}{{".mesh", n.Mesh, len(c.doc.Meshes)}, {".skin", n.Skin, len(c.doc.Skins)}, {".camera", n.Camera, len(c.doc.Cameras)}} {
			if err := optional(at+ref.name, ref.index, ref.length); err != nil {
				return err
			}
		}
		for _, child := range n.Children {
			if err := within(at+".children", child, len(c.doc.Nodes)); err != nil {
				return err
			}
			if c.parent[child] >= 0 {
				return fmt.Errorf("%s.children: node %d has another parent, %d", at, child, c.parent[child])
			}
			c.parent[child] = k
		}
	}
	return nil
}

// scene walks the scene that is shown and sums up what it holds.
func (c *checker) scene() error {
	if err := optional("scene", c.doc.Scene, len(c.doc.Scenes)); err != nil {
		return err
	}
	roots := c.roots()
	w := walk{checker: c, shown: make([]bool, len(c.doc.Nodes)), boxes: map[int]box{}}
	for _, root := range roots {
		if err := within("scene.nodes", root, len(c.doc.Nodes)); err != nil {
			return err
		}
		if c.parent[root] >= 0 {
			return fmt.Errorf("scene.nodes: node %d is a child of node %d: must be a root", root, c.parent[root])
		}
		if err := w.node(root, ZUpFromYUp(), 0); err != nil {
			return err
		}
	}
	for _, v := range []mgl64.Vec3{w.extent.low, w.extent.high} {
		if math.IsNaN(v[0]+v[1]+v[2]) || math.IsInf(v[0]+v[1]+v[2], 0) {
			return fmt.Errorf("extent %v: the transforms of the nodes are too large", v)
		}
	}
	c.info.Min, c.info.Max = w.extent.low, w.extent.high
	return nil
}

// roots are those of the scene that is shown.
func (c *checker) roots() []int {
	switch {
	case c.doc.Scene != nil:
		return c.doc.Scenes[*c.doc.Scene].Nodes
	case len(c.doc.Scenes) > 0:
		return c.doc.Scenes[0].Nodes
	}
	var roots []int
	for k, parent := range c.parent {
		if parent < 0 {
			roots = append(roots, k)
		}
	}
	return roots
}

// walk goes through the nodes of a scene.
type walk struct {
	*checker
	shown  []bool
	boxes  map[int]box // of POSITION accessors
	extent box         // z-up
}

func (w *walk) node(index int, zUpFromParent mgl64.Mat4, depth int) error {
	if w.shown[index] || depth > maxDepth {
		return fmt.Errorf("nodes[%d]: is shown twice, or lies deeper than %d", index, maxDepth)
	}
	w.shown[index] = true
	n := w.doc.Nodes[index]
	zUpFromNode := zUpFromParent.Mul4(parentFromNode(n))
	w.info.Nodes++
	if n.Mesh != nil {
		instances, err := w.instances(fmt.Sprintf("nodes[%d]", index), n)
		if err != nil {
			return err
		}
		for p, primitive := range w.doc.Meshes[*n.Mesh].Primitives {
			if err := w.primitive(primitive, zUpFromNode, instances); err != nil {
				return fmt.Errorf("meshes[%d].primitives[%d]: %w", *n.Mesh, p, err)
			}
		}
	}
	for _, child := range n.Children {
		if err := w.node(child, zUpFromNode, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) primitive(p *gltf.Primitive, zUpFromNode mgl64.Mat4, instances []mgl64.Mat4) error {
	position, ok := p.Attributes[gltf.POSITION]
	if !ok {
		return nil
	}
	accessor := w.doc.Accessors[position]
	b, known := w.boxes[position]
	if !known {
		var err error
		if b, err = w.positions(accessor); err != nil {
			return err
		}
		w.boxes[position] = b
	}
	for _, nodeFromMesh := range instances {
		zUpFromMesh := zUpFromNode.Mul4(nodeFromMesh)
		for corner := range 8 {
			v := b.low
			for axis := range v {
				if corner>>axis&1 == 1 {
					v[axis] = b.high[axis]
				}
			}
			w.extent.add(zUpFromMesh.Mul4x1(v.Vec4(1)).Vec3())
		}
	}
	count := accessor.Count
	w.info.Vertices += count * len(instances)
	if p.Indices != nil {
		count = w.doc.Accessors[*p.Indices].Count
	}
	switch p.Mode {
	case gltf.PrimitiveTriangles:
		w.info.Triangles += count / 3 * len(instances)
	case gltf.PrimitiveTriangleStrip, gltf.PrimitiveTriangleFan:
		w.info.Triangles += max(0, count-2) * len(instances)
	}
	return nil
}

// parentFromNode is the node's matrix, or translation · rotation · scale.
func parentFromNode(n *gltf.Node) mgl64.Mat4 {
	if m := n.MatrixOrDefault(); m != gltf.DefaultMatrix {
		return mgl64.Mat4(m)
	}
	t, r, s := n.TranslationOrDefault(), n.RotationOrDefault(), n.ScaleOrDefault()
	turn := mgl64.Quat{W: r[3], V: mgl64.Vec3{r[0], r[1], r[2]}}
	return mgl64.Translate3D(t[0], t[1], t[2]).Mul4(turn.Normalize().Mat4()).Mul4(mgl64.Scale3D(s[0], s[1], s[2]))
}
