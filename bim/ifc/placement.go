package ifc

import (
	"math"
	"sync"
	"sync/atomic"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// deepestPlacement bounds how many placements hang on each other. Buildings have
// about five: site, building, storey, wall, opening.
const deepestPlacement = 4096

// placements are what is known of the IfcObjectPlacements: how they hang
// together, at the first question; each one's matrix when it is asked for.
type placements struct {
	once   sync.Once
	number []uint32 // place in the tables below + 1, by the entity's Index
	at     []uint32 // Index
	parent []int32  // -1 for none
	depth  []uint32 // 1 for one without parent; cyclic
	matrix []atomic.Pointer[mgl64.Mat4]
	failed sync.Map // place in the tables -> error
}

const cyclic = math.MaxUint32

// Placement gives the frame of an IfcObjectPlacement in the model's, in metres:
// modelFromObject. That of id 0, of a product without placement, is the model's.
// IfcGridPlacement is read here; for IfcLinearPlacement see Model.Linear.
func (m *Model) Placement(id step.ID) (mgl64.Mat4, error) {
	if id == 0 {
		return mgl64.Ident4(), nil
	}
	e := m.Entity(id)
	if !e.Is("IfcObjectPlacement") {
		if !e.Exists() {
			return mgl64.Mat4{}, &Fault{ID: id, Text: "a placement that is not in the file"}
		}
		return mgl64.Mat4{}, e.Errorf("expected an IfcObjectPlacement")
	}
	p := &m.placements
	p.once.Do(m.hangPlacements)
	k := int32(p.number[e.Index()]) - 1
	switch depth := p.depth[k]; {
	case depth == cyclic:
		return mgl64.Mat4{}, e.Errorf("PlacementRelTo leads back to a placement on its way")
	case depth > deepestPlacement:
		return mgl64.Mat4{}, e.Errorf("%d placements hang on each other; at most %d are followed", depth, deepestPlacement)
	}
	// Up to one that is known, then down again.
	var way []int32
	modelFrom := mgl64.Ident4()
	for n := k; n >= 0; n = p.parent[n] {
		if known := p.matrix[n].Load(); known != nil {
			modelFrom = *known
			break
		}
		way = append(way, n)
	}
	for n := len(way) - 1; n >= 0; n-- {
		local, err := m.local(way[n])
		if err != nil {
			return mgl64.Mat4{}, err
		}
		modelFrom = modelFrom.Mul4(local)
		if !finite(modelFrom) {
			return mgl64.Mat4{}, m.at(int(p.at[way[n]])).Errorf("its place is beyond all numbers")
		}
		matrix := modelFrom
		p.matrix[way[n]].Store(&matrix)
	}
	return modelFrom, nil
}

// hangPlacements lists the placements and finds how deep each hangs, without
// recursion: a chain may be as long as the file.
func (m *Model) hangPlacements() {
	p := &m.placements
	p.at = m.places("IfcObjectPlacement")
	p.number = make([]uint32, m.File.Len())
	for k, index := range p.at {
		p.number[index] = uint32(k + 1)
	}
	p.parent = make([]int32, len(p.at))
	p.depth = make([]uint32, len(p.at))
	p.matrix = make([]atomic.Pointer[mgl64.Mat4], len(p.at))
	inParallel(len(p.at), func(k int) {
		p.parent[k] = -1
		if on := m.hangsOn(m.at(int(p.at[k]))); on.Is("IfcObjectPlacement") {
			p.parent[k] = int32(p.number[on.Index()]) - 1
		}
	})
	const onWay = cyclic - 1
	var way []int32
	for k := range p.at {
		way = way[:0]
		n := int32(k)
		for n >= 0 && p.depth[n] == 0 {
			p.depth[n] = onWay
			way = append(way, n)
			n = p.parent[n]
		}
		depth := uint32(0)
		if n >= 0 {
			depth = p.depth[n]
			if depth == onWay {
				depth = cyclic
			}
		}
		for i := len(way) - 1; i >= 0; i-- {
			if depth != cyclic {
				depth++
			}
			p.depth[way[i]] = depth
		}
	}
}

// hangsOn is the placement in whose frame another is given. In IFC4X1 an
// IfcLinearPlacement's first attribute is a curve; before IFC4X3 that of a
// position on a grid is the grid's.
func (m *Model) hangsOn(e Entity) Entity {
	if on := e.Ref("PlacementRelTo"); on.Exists() {
		return on
	}
	if e.Is("IfcGridPlacement") {
		return m.gridOf(e).Ref("ObjectPlacement")
	}
	return Entity{}
}

// local is a placement in the frame of the one on which it hangs.
func (m *Model) local(n int32) (mgl64.Mat4, error) {
	p := &m.placements
	if err, ok := p.failed.Load(n); ok {
		return mgl64.Mat4{}, err.(error)
	}
	e := m.at(int(p.at[n]))
	var local mgl64.Mat4
	var err error
	switch {
	case e.Is("IfcLinearPlacement"):
		local, err = m.linear(e)
	case e.Is("IfcGridPlacement"):
		local, err = m.onGrid(e)
	case e.ID("RelativePlacement") == 0:
		err = e.Errorf("RelativePlacement: expected an IfcAxis2Placement2D or 3D")
	default:
		local, err = m.Axes(e.Ref("RelativePlacement"))
	}
	if err != nil {
		p.failed.Store(n, err)
	}
	return local, err
}

func (m *Model) linear(e Entity) (mgl64.Mat4, error) {
	var failed error
	if m.Linear != nil {
		local, err := m.Linear(e)
		if err == nil {
			return local, nil
		}
		failed = err
	}
	if position := e.Ref("CartesianPosition"); position.Exists() {
		return m.Axes(position)
	}
	if failed == nil {
		failed = e.Errorf("CartesianPosition is missing, and the curve is not followed here")
	}
	return mgl64.Mat4{}, failed
}

func finite(a mgl64.Mat4) bool {
	sum := 0.0
	for _, v := range a {
		sum += v * 0 // NaN for NaN and ±Inf
	}
	return sum == 0
}
