package solid

import "github.com/go-gl/mathgl/mgl64"

// enclose tells of each triangle whether the outer loop winds round it and the
// holes do not. Beyond the hull nothing winds; a half-edge knows what winds more
// on its left.
func (d *delaunay) enclose() {
	n := len(d.from) / 3
	d.inside, d.seen, d.around = grown(d.inside, n), grown(d.seen, n), grown(d.around, n)
	queue := d.stack[:0]
	reach := func(h int32, beyond [2]int16) {
		t := h / 3
		d.seen[t] = true
		w := d.winding[h]
		d.around[t] = [2]int16{beyond[0] + w[0], beyond[1] + w[1]}
		d.inside[t] = d.around[t][0] != 0 && d.around[t][1] == 0
		queue = append(queue, t)
	}
	for h := range d.twin {
		if d.twin[h] < 0 && !d.seen[h/3] {
			reach(int32(h), [2]int16{})
		}
	}
	for len(queue) > 0 {
		t := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for h := 3 * t; h < 3*t+3; h++ {
			if o := d.twin[h]; o >= 0 && !d.seen[o/3] {
				reach(o, d.around[t])
			}
		}
	}
	d.stack = queue
}

// refine makes the triangles inside Delaunay's again, as far as the loops allow.
// Edges between inside and outside are all fixed, so that no triangle changes
// sides.
func (d *delaunay) refine() {
	d.stack = d.stack[:0]
	for h := range d.twin {
		if d.inside[h/3] && int(d.twin[h]) > h && !d.fixed[h] {
			d.stack = append(d.stack, int32(h))
		}
	}
	d.legalise()
}

// collect hands out the triangles inside. An added vertex becomes a point after
// those that came in.
func (d *delaunay) collect(points []mgl64.Vec2) (Triangulation, error) {
	for v, k := range d.first {
		if k < 0 {
			d.first[v] = int32(len(points))
			points = append(points, d.origin.Add(mgl64.Vec2{float64(d.x[v]) / d.scale, float64(d.y[v]) / d.scale}))
		}
	}
	out := Triangulation{Points: points}
	count, border := 0, 0
	outside := func(h int32) bool { return d.twin[h] < 0 || !d.inside[d.twin[h]/3] }
	for t, in := range d.inside {
		if !in {
			continue
		}
		count++
		for h := int32(3 * t); h < int32(3*t+3); h++ {
			if outside(h) {
				border++
			}
		}
	}
	if count == 0 {
		return Triangulation{}, ErrNoArea
	}
	out.Triangles = make([][3]uint32, 0, count)
	out.Border = make([][2]uint32, 0, border)
	for t, in := range d.inside {
		if !in {
			continue
		}
		var corner [3]uint32
		for k := range corner {
			corner[k] = uint32(d.first[d.from[3*t+k]])
		}
		out.Triangles = append(out.Triangles, corner)
		for k := range int32(3) {
			if outside(int32(3*t) + k) {
				out.Border = append(out.Border, [2]uint32{corner[k], corner[(k+1)%3]})
			}
		}
	}
	return out, nil
}
