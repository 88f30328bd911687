package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// wayStep is how far apart the points of a shown way are at most: on an arc [rad].
const wayStep = 3 * math.Pi / 180

// way is where the driver of a lift brings the load's foot, from where it is
// picked to where it is placed: up, along the points, down; nil if there is no
// lift. Between points the crane slews and reaches together, so it is an arc.
func (t *tower) way() []mgl64.Vec3 {
	w := &t.Work
	if w.Stage == idle || t.Follow.Active || t.Manual {
		return nil
	}
	task := &w.Task
	level := max(task.Pick[2], task.Place[2]) + travel
	points := []mgl64.Vec3{task.Pick}
	if n := len(task.Via); n > 0 {
		points = append(points, task.Pick.Vec2().Vec3(task.Via[0][2]))
		points = append(points, task.Via...)
		level = task.Via[n-1][2]
	} else {
		points = append(points, task.Pick.Vec2().Vec3(level))
	}
	points = append(points, task.Place.Vec2().Vec3(level), task.Place)
	way := points[:1:1]
	for k := 1; k < len(points); k++ {
		way = t.arc(way, points[k-1], points[k])
	}
	return way
}

// arc appends the way from one point to another as the crane goes it.
func (t *tower) arc(way []mgl64.Vec3, a, b mgl64.Vec3) []mgl64.Vec3 {
	from, to := a.Sub(t.Foot), b.Sub(t.Foot)
	turn := math.Remainder(math.Atan2(to[1], to[0])-math.Atan2(from[1], from[0]), 2*math.Pi)
	n := max(int(math.Ceil(math.Abs(turn)/wayStep)), 1)
	begin := math.Atan2(from[1], from[0])
	r0, r1 := from.Vec2().Len(), to.Vec2().Len()
	for k := 1; k < n; k++ {
		share := float64(k) / float64(n)
		sin, cos := math.Sincos(begin + turn*share)
		radius := r0 + share*(r1-r0)
		way = append(way, mgl64.Vec3{t.Foot[0] + radius*cos, t.Foot[1] + radius*sin, a[2] + share*(b[2]-a[2])})
	}
	return append(way, b)
}
