package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Path is a line through space that a section is carried along: corners, and
// where the curve that they stand for has them, its directions at both ends. A
// closed path does not repeat its first point and has no end directions.
type Path struct {
	Points     []mgl64.Vec3
	Start, End mgl64.Vec3 // direction at the ends; zero for that of the first and last leg
	Closed     bool
}

// shortest is a leg [m] that has no direction worth keeping.
const shortest = 1e-9

// Clean is the path without points that repeat the one before. A path whose last
// point repeats its first is closed.
func (p Path) Clean() Path {
	out := Path{Start: p.Start, End: p.End, Closed: p.Closed}
	for _, q := range p.Points {
		if n := len(out.Points); n == 0 || q.Sub(out.Points[n-1]).Len() > shortest {
			out.Points = append(out.Points, q)
		}
	}
	if n := len(out.Points); n > 3 && out.Points[0].Sub(out.Points[n-1]).Len() <= shortest {
		out.Points, out.Closed = out.Points[:n-1], true
		out.Start, out.End = mgl64.Vec3{}, mgl64.Vec3{}
	}
	return out
}

// Length is the length [m] of the path.
func (p Path) Length() float64 {
	sum := 0.0
	for k := 1; k < len(p.Points); k++ {
		sum += p.Points[k].Sub(p.Points[k-1]).Len()
	}
	if n := len(p.Points); p.Closed && n > 1 {
		sum += p.Points[0].Sub(p.Points[n-1]).Len()
	}
	return sum
}

// sharpest is the cosine between two legs beyond which a mitre would run away: a
// bend of more than 150°.
const sharpest = -0.866

// joint is a point of a path: the directions of the legs before and after, and
// the normal of the plane between them in which a section lies.
type joint struct {
	at            mgl64.Vec3
	before, after mgl64.Vec3
	normal        mgl64.Vec3
	sharp         bool
}

func (p Path) joints() ([]joint, error) {
	n := len(p.Points)
	if n < 2 || p.Closed && n < 3 {
		return nil, ErrNoPath
	}
	joints := make([]joint, n)
	for k := range joints {
		joints[k].at = p.Points[k]
		next := p.Points[(k+1)%n]
		leg := next.Sub(p.Points[k])
		length := leg.Len()
		if !finite(length) {
			return nil, ErrNotFinite
		}
		if k == n-1 && !p.Closed {
			break
		}
		if length == 0 {
			return nil, ErrNoPath
		}
		leg = leg.Mul(1 / length)
		joints[k].after = leg
		joints[(k+1)%n].before = leg
	}
	if !p.Closed {
		joints[0].before = direction(p.Start, joints[0].after)
		joints[n-1].after = direction(p.End, joints[n-1].before)
	}
	for k := range joints {
		j := &joints[k]
		end := !p.Closed && (k == 0 || k == n-1)
		switch {
		case end && k == 0:
			j.normal = j.before
		case end:
			j.normal = j.after
		case j.before.Dot(j.after) < sharpest:
			j.sharp = true
			j.normal = j.before
		default:
			j.normal = j.before.Add(j.after).Normalize()
		}
	}
	return joints, nil
}

// direction is the given direction as a unit vector, unless it is none or far
// from that of the leg beside it.
func direction(given, leg mgl64.Vec3) mgl64.Vec3 {
	if length := given.Len(); length > 0 && finite(length) {
		if d := given.Mul(1 / length); d.Dot(leg) > 0.5 {
			return d
		}
	}
	return leg
}

// Frames are the frames of sections along the path: z runs with the path, x as
// near as can be to the reference direction at that point (a fixed direction, or
// the normal of a surface that the path lies on), y = z × x. At a corner the
// frame is stretched across the bend, so that legs keep their section (a mitre).
func (p Path) Frames(reference func(point int) mgl64.Vec3) ([]mgl64.Mat4, error) {
	joints, err := p.joints()
	if err != nil {
		return nil, err
	}
	frames := make([]mgl64.Mat4, len(joints))
	for k, j := range joints {
		x := across(reference(k), j.normal)
		if k > 0 && !(x.Len() > 0) { // along the path: keep the one before
			x = across(frames[k-1].Col(0).Vec3(), j.normal)
		}
		if !(x.Len() > 0) {
			x = anyAcross(j.normal)
		}
		y := j.normal.Cross(x)
		if bend := across(j.after.Sub(j.before), j.normal); bend.Len() > 0 && !j.sharp && (p.Closed || k > 0 && k < len(joints)-1) {
			more := 1/j.normal.Dot(j.after) - 1
			x, y = x.Add(bend.Mul(more*bend.Dot(x))), y.Add(bend.Mul(more*bend.Dot(y)))
		}
		frames[k] = mgl64.Mat4FromCols(x.Vec4(0), y.Vec4(0), j.normal.Vec4(0), j.at.Vec4(1))
	}
	return frames, nil
}

// across is the unit vector at a right angle to the normal that is nearest to v,
// or zero if v runs along the normal.
func across(v, normal mgl64.Vec3) mgl64.Vec3 {
	w := v.Sub(normal.Mul(v.Dot(normal)))
	if length := w.Len(); length > 1e-9*v.Len() && finite(length) {
		return w.Mul(1 / length)
	}
	return mgl64.Vec3{}
}

// anyAcross is a unit vector at a right angle to the normal.
func anyAcross(normal mgl64.Vec3) mgl64.Vec3 {
	least := mgl64.Vec3{1, 0, 0}
	if math.Abs(normal[0]) > 0.6 {
		least = mgl64.Vec3{0, 1, 0}
	}
	return across(least, normal)
}

// SweepAlong carries the region along the path, its x axis kept as near as can
// be to the reference direction at each point.
func SweepAlong(r Region, p Path, reference func(point int) mgl64.Vec3) (*Mesh, error) {
	frames, err := p.Frames(reference)
	if err != nil {
		return nil, err
	}
	return Sweep(r, frames, p.Closed)
}

// SweepDisk carries a disk, or a ring if inner is not zero, along the path
// without turning it about the path: bars, pipes, cables. Legs keep their section
// through mitred corners; where a path turns back by more than 150° one piece
// ends and another begins.
func SweepDisk(p Path, radius, inner float64, tol Tolerance) (*Mesh, error) {
	if !(radius > 0) || !finite(radius) || !(inner >= 0) || inner >= radius {
		return nil, ErrNoArea
	}
	r := Region{Outer: Disk(radius, tol)}
	if inner > 0 {
		r.Holes = []Loop{Disk(inner, tol)}
	}
	return SweepCarried(r, p, mgl64.Vec3{})
}

// SweepCarried carries the region along the path as it is: from leg to leg its
// points move along the leg to the plane of the mitre, so that nothing turns about
// the path (parallel transport). The first x axis is as near as can be to start,
// or any if start is zero.
func SweepCarried(r Region, p Path, start mgl64.Vec3) (*Mesh, error) {
	joints, err := p.Clean().joints()
	if err != nil {
		return nil, err
	}
	closed := p.Clean().Closed
	t, err := r.Triangulate()
	if err != nil {
		return nil, err
	}
	sections := len(joints) + 1 // a ring that comes back turned has one more
	for _, j := range joints {
		if j.sharp { // one piece ends there and another begins
			sections++
		}
	}
	if len(t.Points) > mostCorners/sections {
		return nil, ErrTooLarge
	}
	body := &Mesh{}
	x := across(start, joints[0].after)
	for from := 0; from < len(joints)-1 || closed && from == 0; {
		to := from + 1
		for to < len(joints)-1 && !joints[to].sharp {
			to++
		}
		if closed && (from != 0 || to != len(joints)-1 || joints[0].sharp || joints[to].sharp) {
			closed = false
			joints = append(joints, joints[0])
			joints[0].normal, joints[len(joints)-1].normal = joints[0].after, joints[0].before
			joints[0].before, joints[len(joints)-1].after = joints[0].after, joints[len(joints)-1].before
			from, body = 0, &Mesh{}
			continue
		}
		m, end, err := carry(t, joints[from:to+1], x, closed)
		if err != nil {
			return nil, err
		}
		body.Append(m)
		x = end
		from = to
		if from < len(joints)-1 {
			joints[from].before = joints[from].after
			joints[from].normal = joints[from].after
		}
		if closed {
			break
		}
	}
	return body, nil
}

// carry moves an outline along joints none of which is sharp, and returns the x
// axis that it ends with.
func carry(t Triangulation, joints []joint, x mgl64.Vec3, closed bool) (*Mesh, mgl64.Vec3, error) {
	n := len(t.Points)
	first := joints[0]
	z := first.after
	if x = across(x, z); !(x.Len() > 0) {
		x = anyAcross(z)
	}
	y := z.Cross(x)
	places := make([]mgl64.Vec3, n*len(joints))
	for k, p := range t.Points {
		q := first.at.Add(x.Mul(p[0])).Add(y.Mul(p[1]))
		places[k] = slide(q, z, first)
	}
	for s := 1; s < len(joints); s++ {
		for k := range n {
			places[s*n+k] = slide(places[(s-1)*n+k], joints[s].before, joints[s])
		}
	}
	ring := false
	if closed {
		// A path that does not lie in a plane may come back turned; then its ends
		// stay ends.
		ring = true
		reach := 0.0
		for k := range n {
			q := slide(places[(len(joints)-1)*n+k], first.before, first)
			reach = max(reach, q.Sub(places[k]).Len())
		}
		if reach > 1e-6 {
			ring = false
			for k := range n {
				places = append(places, slide(places[(len(joints)-1)*n+k], first.before, first))
			}
		}
	}
	m, err := outward(sections{outline: t, closed: ring}.loft(len(places)/n, func(section int, _ mgl64.Vec2, point int) mgl64.Vec3 {
		return places[section*n+point]
	}))
	// The x axis at the end is carried by the same reflections that carry points.
	for _, j := range joints[1:] {
		x = turnedWith(x, j.before, j.after)
	}
	return m, x, err
}

// slide moves a point along a direction to a joint's plane.
func slide(p, along mgl64.Vec3, j joint) mgl64.Vec3 {
	return p.Add(along.Mul(j.at.Sub(p).Dot(j.normal) / along.Dot(j.normal)))
}

// turnedWith is v turned as the direction from turns to the direction to, by the
// shortest way.
func turnedWith(v, from, to mgl64.Vec3) mgl64.Vec3 {
	axis := from.Cross(to)
	cos := from.Dot(to)
	if cos < -1+1e-12 {
		return v
	}
	// Rodrigues' formula with (1 − cos)/sin² = 1/(1 + cos).
	return v.Mul(cos).Add(axis.Cross(v)).Add(axis.Mul(axis.Dot(v) / (1 + cos)))
}
