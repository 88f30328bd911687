package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// box stands for a product whose body could not be made: the box that the file
// gives, or else that of all points that its representation leads to. The
// latter leaves placements within the representation out of account; it says
// where and how large about. Nil if there are no points.
func (j *job) box(p *product) []Part {
	if p.maps != nil || p.onAxis {
		return nil
	}
	a := p.representation.Args()
	if p.loose {
		return j.boxOfPoints(p.in)
	}
	list, ok := a.List(2) // Name, Description, Representations
	if !ok {
		return nil
	}
	var best step.Instance
	bestRank := 0
	for k := 0; list.Kind(k) != step.None; k++ {
		in, ok := list.Instance(k)
		if !ok {
			continue
		}
		if r := rank(in); r > bestRank {
			best, bestRank = in, r
		}
		if rank(in) == 1 { // a bounding box
			if parts, err := j.representation(in); err == nil && len(parts) > 0 {
				return parts
			}
		}
	}
	if bestRank == 0 {
		return nil
	}
	return j.boxOfPoints(best)
}

// mostFollowed bounds how many instances are looked at for a box.
const mostFollowed = 100_000

func (j *job) boxOfPoints(from step.Instance) []Part {
	low := mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)}
	high := low.Mul(-1)
	include := func(p mgl64.Vec3) {
		for axis, v := range p {
			low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
		}
	}
	seen := map[step.ID]bool{from.ID(): true}
	queue := []step.Instance{from}
	for len(queue) > 0 && len(seen) < mostFollowed {
		in := queue[0]
		queue = queue[1:]
		switch in.Type() {
		case "IFCCARTESIANPOINT":
			if p, err := j.point(in); err == nil {
				include(p)
			}
			continue
		case "IFCCARTESIANPOINTLIST2D", "IFCCARTESIANPOINTLIST3D":
			if all, err := j.reader.job().pointList(in); err == nil {
				for _, p := range all {
					include(p)
				}
			}
			continue
		case "IFCGEOMETRICREPRESENTATIONCONTEXT", "IFCGEOMETRICREPRESENTATIONSUBCONTEXT":
			continue
		}
		references(in.Text(), func(id step.ID) {
			if !seen[id] {
				seen[id] = true
				if to, ok := j.file.Instance(id); ok {
					queue = append(queue, to)
				}
			}
		})
	}
	if !(low[0] <= high[0]) {
		return nil
	}
	for axis := range 3 { // a box of no thickness is no body
		if high[axis]-low[axis] < 0.001 {
			low[axis], high[axis] = low[axis]-0.0005, high[axis]+0.0005
		}
	}
	return []Part{{Mesh: boxMesh(low, high), Transform: mgl64.Ident4(), Item: from.ID()}}
}
