package glb

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// worthInstancing is how many triangles must be saved before a mesh is drawn by
// instances: fewer are merged, since each group of instances is a draw call.
const worthInstancing = 256

// placed is an instance with what its transform says.
type placed struct {
	instance int
	color    Color
	model    mgl64.Mat4 // from the mesh to the model, less the origin
	at       mgl64.Vec3 // translation, rotation and scale, if rigid but for scale
	turn     mgl64.Quat
	scale    mgl64.Vec3
	mirror   bool
	straight bool // is translation, rotation and scale, without shear
}

// group is a set of instances drawn from one mesh in one colour.
type group struct {
	mesh   int
	mirror bool
	color  Color
	list   []placed
}

// part is a set of instances merged into one piece, of one colour and place.
type part struct {
	color Color
	cell  [3]int
	list  []placed
}

// arrange sorts the instances into groups and parts, in an order that follows
// from the model alone.
func (w *writer) arrange() (groups []group, parts []part) {
	type key struct {
		mesh   int
		mirror bool
		color  Color
	}
	index := map[key]int{}
	var loose []placed
	var all []group
	for k := range w.m.Instances {
		i := &w.m.Instances[k]
		if len(w.shapes[i.Mesh].triangles) == 0 {
			continue
		}
		p := w.place(k)
		if !p.straight {
			loose = append(loose, p)
			continue
		}
		id := key{i.Mesh, p.mirror, p.color}
		g, ok := index[id]
		if !ok {
			g = len(all)
			index[id] = g
			all = append(all, group{i.Mesh, p.mirror, p.color, nil})
		}
		all[g].list = append(all[g].list, p)
	}
	for _, g := range all {
		if (len(g.list)-1)*len(w.shapes[g.mesh].triangles) >= worthInstancing {
			groups = append(groups, g)
		} else {
			loose = append(loose, g.list...)
		}
	}
	slices.SortFunc(loose, func(a, b placed) int { return cmp.Compare(a.instance, b.instance) })
	type where struct {
		color Color
		cell  [3]int
	}
	at := map[where]int{}
	for _, p := range loose {
		s := w.shapes[w.m.Instances[p.instance].Mesh]
		center := mgl64.TransformCoordinate(s.low.Add(s.high).Mul(0.5), p.model)
		id := where{color: p.color}
		for axis, v := range center {
			id.cell[axis] = int(math.Floor(max(-1e9, min(1e9, v/w.o.Cell))))
		}
		k, ok := at[id]
		if !ok {
			k = len(parts)
			at[id] = k
			parts = append(parts, part{color: p.color, cell: id.cell})
		}
		parts[k].list = append(parts[k].list, p)
	}
	return groups, parts
}

// place takes an instance's transform apart. The columns of its linear part are
// the axes of the mesh: as long as the scale, and square to one another unless
// it shears.
func (w *writer) place(k int) placed {
	i := &w.m.Instances[k]
	p := placed{instance: k, color: w.m.color(i), model: i.Transform}
	for axis := range 3 {
		p.model[12+axis] -= w.m.Origin[axis]
	}
	p.at = p.model.Col(3).Vec3()
	axes := [3]mgl64.Vec3{p.model.Col(0).Vec3(), p.model.Col(1).Vec3(), p.model.Col(2).Vec3()}
	for axis := range axes {
		p.scale[axis] = axes[axis].Len()
		if p.scale[axis] == 0 {
			return p // flat: merged as it is
		}
		axes[axis] = axes[axis].Mul(1 / p.scale[axis])
	}
	const square = 1e-7
	if math.Abs(axes[0].Dot(axes[1])) > square || math.Abs(axes[1].Dot(axes[2])) > square || math.Abs(axes[2].Dot(axes[0])) > square {
		return p
	}
	if axes[0].Cross(axes[1]).Dot(axes[2]) < 0 {
		p.mirror = true
		axes[0] = axes[0].Mul(-1)
	}
	p.turn = quaternion(axes)
	p.straight = true
	return p
}

// quaternion is the rotation whose columns are three axes square to one another,
// by the largest of its four parts (Shepperd 1978).
func quaternion(a [3]mgl64.Vec3) mgl64.Quat {
	m := func(row, column int) float64 { return a[column][row] }
	trace := m(0, 0) + m(1, 1) + m(2, 2)
	var q mgl64.Quat
	switch {
	case trace > 0:
		s := 2 * math.Sqrt(trace+1)
		q = mgl64.Quat{W: s / 4, V: mgl64.Vec3{(m(2, 1) - m(1, 2)) / s, (m(0, 2) - m(2, 0)) / s, (m(1, 0) - m(0, 1)) / s}}
	case m(0, 0) >= m(1, 1) && m(0, 0) >= m(2, 2):
		s := 2 * math.Sqrt(1+m(0, 0)-m(1, 1)-m(2, 2))
		q = mgl64.Quat{W: (m(2, 1) - m(1, 2)) / s, V: mgl64.Vec3{s / 4, (m(0, 1) + m(1, 0)) / s, (m(0, 2) + m(2, 0)) / s}}
	case m(1, 1) >= m(2, 2):
		s := 2 * math.Sqrt(1+m(1, 1)-m(0, 0)-m(2, 2))
		q = mgl64.Quat{W: (m(0, 2) - m(2, 0)) / s, V: mgl64.Vec3{(m(0, 1) + m(1, 0)) / s, s / 4, (m(1, 2) + m(2, 1)) / s}}
	default:
		s := 2 * math.Sqrt(1+m(2, 2)-m(0, 0)-m(1, 1))
		q = mgl64.Quat{W: (m(1, 0) - m(0, 1)) / s, V: mgl64.Vec3{(m(0, 2) + m(2, 0)) / s, (m(1, 2) + m(2, 1)) / s, s / 4}}
	}
	return q.Normalize()
}
