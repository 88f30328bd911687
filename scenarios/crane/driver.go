package crane

import (
	"math"
	"math/rand/v2"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/crane"
)

// driver is who moves a crane when no lever and no reading does.
type driver struct {
	random bool
	lifts  []task
	park   *mgl64.Vec3 // of the hook; nil: anywhere
}

// task is a lift in SI units.
type task struct {
	At    float64      `json:"at"` // not before [s]
	Pick  mgl64.Vec3   `json:"pick"`
	Via   []mgl64.Vec3 `json:"via,omitempty"`
	Place mgl64.Vec3   `json:"place"`
	Load  crane.Load   `json:"load"`
	Hold  float64      `json:"hold"` // [s]
}

// newTask takes a lift from its parameters.
func newTask(l Lift) task {
	size := l.Size
	if size == (mgl64.Vec3{}) {
		size = mgl64.Vec3{2, 1, 1}
	}
	return task{
		At: l.At.Seconds(), Pick: l.Pick, Via: l.Via, Place: l.Place, Hold: l.HoldS,
		// A side as large as the largest, with the force coefficient of a box.
		Load: crane.Load{Mass: l.LoadT * 1000, Size: size, Sling: l.SlingM, Drag: 1.2 * max(size[0], size[1]) * size[2]},
	}
}

// stage of a lift: each ends when the crane is there and still.
type stage uint8

const (
	idle     stage = iota
	toPick         // empty, above it
	lowering       // the hook to the load
	hooking        // standing
	raising        // with the load
	carrying       // through the points
	setting        // lowering it
	unhook         // standing
	leaving        // raising the empty hook
)

// work is how far a driver has got.
type work struct {
	Stage stage   `json:"stage"`
	Task  task    `json:"task"`
	Point int     `json:"point"` // of the way
	Since float64 `json:"since"` // in this stage [s]
}

// travel is how high the foot of what hangs is carried above the higher end of
// its way, if the jib allows [m].
const travel = 8.0

// drive decides what a crane wants: rates of its motions.
func (t *tower) drive(now, dt float64, r *rand.Rand, closed func(mgl64.Vec3) bool) crane.Order {
	w := &t.Work
	if w.Stage == idle {
		if !t.takeTask(now, r) || closed(w.Task.Pick) || closed(w.Task.Place) {
			if t.driver.park == nil {
				return crane.Order{}
			}
			order, _ := t.towards(*t.driver.park, dt)
			return order
		}
		w.Stage, w.Since = toPick, 0
	}
	w.Since += dt
	if (w.Stage == setting || w.Stage == carrying && w.Point == len(w.Task.Via)) && closed(w.Task.Place) {
		return crane.Order{} // the place has been flooded meanwhile: the load waits above
	}
	order, there := t.towards(t.goal(), dt)
	switch w.Stage {
	case hooking, unhook:
		there = w.Since >= w.Task.Hold
	default:
		// A load that swings is let calm down, for a while.
		if s := &t.State; there && w.Stage != carrying && s.Swing.Amplitude(s.Rope.At)*s.Rope.At > 0.4 && w.Since < 60 {
			there = false
		}
	}
	if there {
		t.advance()
	}
	return order
}

// takeTask finds the next lift; false if there is none yet.
func (t *tower) takeTask(now float64, r *rand.Rand) bool {
	w := &t.Work
	if t.driver.random {
		w.Task = t.anyTask(now, r)
		return true
	}
	if t.Lifts >= len(t.driver.lifts) {
		return false
	}
	w.Task = t.driver.lifts[t.Lifts]
	return now >= w.Task.At
}

// anyTask draws a lift within reach that the crane may make.
func (t *tower) anyTask(now float64, r *rand.Rand) task {
	place := func() (mgl64.Vec3, float64) {
		radius := t.MinRadius + 2 + (t.MaxRadius-t.MinRadius-2)*math.Sqrt(r.Float64())
		sin, cos := math.Sincos(2 * math.Pi * r.Float64())
		return t.Foot.Add(mgl64.Vec3{radius * cos, radius * sin, 0.5}), radius
	}
	pick, a := place()
	set, b := place()
	rated, _ := t.Rated(t.falls, max(a, b))
	size := mgl64.Vec3{1 + 4*r.Float64(), 1 + r.Float64(), 0.5 + r.Float64()}
	return task{
		At: now, Pick: pick, Place: set, Hold: 15 + 30*r.Float64(),
		Load: crane.Load{Mass: max(rated*(0.2+0.65*r.Float64()), 50), Size: size, Sling: 3, Drag: 1.2 * size[0] * size[2]},
	}
}

// advance goes on to the next stage.
func (t *tower) advance() {
	w := &t.Work
	w.Since = 0
	switch w.Stage {
	case hooking:
		t.State.Load = w.Task.Load
		t.State.Load.Yaw = t.State.Slew.At
		w.Stage, w.Point = raising, 0
	case carrying:
		if w.Point++; w.Point > len(w.Task.Via) {
			w.Stage = setting
		}
	case unhook:
		t.State.Load = crane.Load{}
		t.Lifts++
		w.Stage = leaving
	case leaving:
		w.Stage = idle
	default:
		w.Stage++
	}
}

// goal is where the foot of what hangs has to be in a stage.
func (t *tower) goal() mgl64.Vec3 {
	w := &t.Work
	task := &w.Task
	hookAbove := task.Load.Sling + task.Load.Size[2] // the load's foot
	high := max(task.Pick[2], task.Place[2]) + travel
	at := func(p mgl64.Vec3, level float64) mgl64.Vec3 { return mgl64.Vec3{p[0], p[1], level} }
	switch w.Stage {
	case toPick:
		return at(task.Pick, high+hookAbove)
	case lowering, hooking:
		return at(task.Pick, task.Pick[2]+hookAbove)
	case raising:
		if len(task.Via) > 0 {
			return at(task.Pick, task.Via[0][2])
		}
		return at(task.Pick, high)
	case carrying:
		if w.Point < len(task.Via) {
			return task.Via[w.Point]
		}
		if n := len(task.Via); n > 0 {
			return at(task.Place, task.Via[n-1][2])
		}
		return at(task.Place, high)
	case setting:
		return task.Place
	case unhook:
		return task.Place
	}
	return at(task.Place, high+hookAbove) // leaving
}

// towards finds the rates that bring the foot of what hangs to a place, and
// tells whether it is there and still. It is raised before it is moved aside,
// and lowered after.
func (t *tower) towards(goal mgl64.Vec3, dt float64) (o crane.Order, there bool) {
	s := &t.State
	off := goal.Sub(t.Foot)
	radius := max(t.MinRadius, min(math.Hypot(off[0], off[1]), t.MaxRadius))
	slew := math.Remainder(math.Atan2(off[1], off[0])-s.Slew.At, 2*math.Pi)
	reach := radius
	if t.Kind == crane.Luffing {
		reach = t.JibAngle(radius)
	}
	hangs := 0.0
	if s.Load.Mass > 0 {
		hangs = s.Load.Sling + s.Load.Size[2]
	}
	rope := max(crane.LeastRope+1, min(t.Suspension(s)[2]-hangs-goal[2], t.MaxRope)) - s.Rope.At

	const aside, close = 0.05, 0.05 // [m]
	wide := math.Abs(slew)*radius > 0.3 || math.Abs(reach-s.Reach.At)*t.perReach() > 0.3
	if rope < -0.5 && wide { // first up
		o.Rope = approach(&t.Hoisting, rope, s.Rope.Rate, dt)
		return o, false
	}
	period := crane.Period(s.Rope.At + hangs)
	o.Slew = gently(&t.Slewing, slew, s.Slew.Rate, period, dt)
	o.Reach = gently(&t.Reaching, reach-s.Reach.At, s.Reach.Rate, period, dt)
	if !wide || rope < 0 {
		o.Rope = approach(&t.Hoisting, rope, s.Rope.Rate, dt)
	}
	there = math.Abs(slew)*radius < aside && math.Abs(reach-s.Reach.At)*t.perReach() < aside && math.Abs(rope) < close &&
		math.Abs(s.Slew.Rate)*radius < 0.05 && math.Abs(s.Rope.Rate) < 0.05 && math.Abs(s.Reach.Rate)*t.perReach() < 0.05
	return o, there
}

// perReach is how far the hook goes for one unit of the reaching motion [m].
func (t *tower) perReach() float64 {
	if t.Kind == crane.Luffing {
		return t.Jib
	}
	return 1
}

// approach is the rate that comes to rest at a distance, braking in time.
func approach(d *crane.Drive, distance, rate, dt float64) float64 {
	left := math.Abs(distance)
	if distance*rate > 0 {
		left -= math.Abs(rate) * dt
	}
	want := min(d.Within(left, 0, false), d.Speed, math.Abs(distance)/dt)
	if math.Abs(distance) < 0.0005 {
		want = 0
	}
	return math.Copysign(want, distance)
}

// gently is approach by a skilled operator: full speed is gathered and lost in
// one period of the load's swing, which leaves none behind.
func gently(d *crane.Drive, distance, rate, period, dt float64) float64 {
	soft := crane.Drive{Speed: d.Speed, Accel: min(d.Accel, d.Speed/period), Brake: min(d.Brake, d.Speed/period)}
	want := approach(&soft, distance, rate, dt)
	return max(rate-soft.Brake*dt, min(want, rate+soft.Accel*dt))
}
