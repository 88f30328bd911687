package crane

import (
	"container/heap"
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Pose is where a crane's motions stand: the jib's bearing [rad], the hook's
// radius [m], and the level of the foot of what hangs [m].
type Pose struct{ Slew, Radius, Level float64 }

// PathQuery asks for a lift's way.
type PathQuery struct {
	From, To mgl64.Vec3 // the foot of the load, in the site [m]
	Load     Load
	Things   []Thing // to keep clear of
	Sway     float64 // room kept round the load for its swing [m]
	Height   float64 // of the jib above the foot [m]; 0: Crane.JibHeight
	Top      float64 // highest level of the load's foot [m]; 0: as the jib allows
	// Ground is the level of the ground [m], NaN for none; nil: there is none. What
	// hangs stays Above it, but where it is picked and placed.
	Ground func(x, y float64) float64
	Above  float64 // [m]
	// Stands are buildings on which loads are picked and placed: to be kept clear
	// of, but straight up and down there.
	Stands []Thing
	// Depart is the earliest start, by the clock of Reserved: what other cranes need
	// when. Until it is free, the load waits where it stands; once placed, it is
	// unhooked for Hold.
	Depart   float64 // [s]
	Reserved []Reserved
	Hold     float64 // [s]
}

// Path is a way that a crane can lift a load, as poses between which all three
// motions go on together, each at an even rate.
type Path struct {
	Poses  []Pose
	Depart float64 // [s]
	Time   float64 // at full rates, without the ramps [s]
	Tried  int     // poses looked at, in all
	Tries  []Try   // what was tried, in order; the best is the one that arrives first
}

// Try is one attempt: a departure with the best way found for it.
type Try struct {
	Depart float64 // [s]
	Time   float64 // that the way takes; 0: there was none [s]
	Poses  int     // of the way
	Tried  int     // poses looked at
	// Blocks is what stands in the direct way: of Things, then Stands, then Reserved,
	// counted through from 0; -1: nothing, -2: the ground or the rope's ends.
	Blocks int
	Why    string // there was none
}

// NoPath says why there is no way.
type NoPath struct {
	Why   string
	Thing int // number of what is too near at an end, from 0; -1: none
	Tried int
}

func (e *NoPath) Error() string {
	return fmt.Sprintf("no way for this load: %s (%d poses tried)", e.Why, e.Tried)
}

// grain of the search: bearings [rad], radii and levels [m]. Between neighbours
// the way is followed continuously, so that nothing is passed through.
const (
	grainSlew  = 2 * math.Pi / 144
	grainReach = 1.5
	grainLevel = 1.5
)

// PlanPath finds a way by A* over poses (Hart, Nilsson and Raphael 1968), the
// shortest in time on its grid, and then leaves out what a straighter way does
// not need. Every piece of the result keeps clear of all things, and of what is
// reserved while it is made; every one moves as the crane's drives do. It starts
// at once, or when one of the reserved spaces gets free: of these the way that
// arrives first is taken.
func (c *Crane) PlanPath(q *PathQuery) (Path, error) {
	p := newPlanner(c, q)
	for _, end := range []struct {
		name string
		at   mgl64.Vec3
	}{{"where it is picked", q.From}, {"where it is placed", q.To}} {
		if why, thing := p.fits(end.at); why != "" {
			return Path{}, &NoPath{Why: end.name + " " + why, Thing: thing}
		}
	}
	if err := p.raiseEnds(); err != nil {
		return Path{}, err
	}
	var best Path
	var none error
	var tries []Try
	total := 0
	for _, depart := range p.departures() {
		if best.Poses != nil && depart+p.time(p.origin, p.goal) >= best.Depart+best.Time {
			break // no way can be shorter than the direct one
		}
		if total >= mostPoses {
			break
		}
		p.depart, p.tried = depart, 0
		t := Try{Depart: depart, Blocks: p.blocks(p.origin, p.goal, p.lifted[0]/c.Hoisting.Speed)}
		poses, err := p.attempt()
		t.Tried = p.tried
		total += p.tried
		if err != nil {
			t.Why = err.Error()
			if none == nil {
				none = err
			}
		} else {
			way := Path{Poses: poses, Depart: depart}
			for k := 1; k < len(poses); k++ {
				way.Time += p.time(poses[k-1], poses[k])
			}
			t.Time, t.Poses = way.Time, len(poses)
			if best.Poses == nil || way.Depart+way.Time < best.Depart+best.Time-1e-9 {
				best = way
			}
		}
		tries = append(tries, t)
	}
	best.Tries, best.Tried = tries, total
	if best.Poses == nil {
		return best, none
	}
	return best, nil
}

// mostDepartures bounds the instants that are tried.
const mostDepartures = 12

// departures are the instants at which a load may set off: at once, and whenever
// a reserved space gets free.
func (p *planner) departures() []float64 {
	all := []float64{p.q.Depart}
	for k := range p.q.Reserved {
		if to := p.q.Reserved[k].To; to > p.q.Depart && !math.IsInf(to, 1) {
			all = append(all, to)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) <= mostDepartures {
		return all
	}
	// Evenly among them: neighbours in time reserve much the same space.
	few := make([]float64, mostDepartures)
	for k := range few {
		few[k] = all[k*(len(all)-1)/(mostDepartures-1)]
	}
	return few
}

// raiseEnds finds how high a load has to be raised from where it stands before it
// may go aside.
func (p *planner) raiseEnds() error {
	if len(p.q.Stands) == 0 {
		return nil
	}
	for n, end := range []*Pose{&p.origin, &p.goal} {
		const step, most = 0.25, 12.0 // [m]
		low := *end
		for ; ; end.Level += step {
			if end.Level > p.high || end.Level-low.Level > most {
				return &NoPath{Why: fmt.Sprintf("%s it cannot be raised off what it stands on", [2]string{"where it is picked,", "where it is placed,"}[n]), Thing: -1}
			}
			if p.free(*end) {
				break
			}
		}
		p.lifted[n] = end.Level - low.Level
	}
	return nil
}

// free tells whether a load is clear of the buildings on which loads stand.
func (p *planner) free(at Pose) bool {
	s := p.state(at)
	s.Rope.Rate = 1e-6
	for k := range p.q.Stands {
		if _, _, hit := p.c.TimeToThing(&s, &p.q.Stands[k], 1e-3); hit {
			return false
		}
	}
	return true
}

// attempt finds a way for a departure, from the ground to the ground.
func (p *planner) attempt() ([]Pose, error) {
	up := p.lifted[0] / p.c.Hoisting.Speed
	if !p.waits(p.origin, p.q.Depart, p.depart+up) {
		return nil, &NoPath{Why: "another crane needs the place where it is picked meanwhile", Thing: -1}
	}
	if !p.open(p.goal, p.depart+up+p.time(p.origin, p.goal)) {
		return nil, &NoPath{Why: "another crane stays in the place", Thing: -1}
	}
	poses, err := p.search(up)
	if err != nil {
		return nil, err
	}
	straight := p.straighten(poses, up)
	if p.passes(straight, up) {
		poses = straight
	}
	arrive := p.depart + up
	for k := 1; k < len(poses); k++ {
		arrive += p.time(poses[k-1], poses[k])
	}
	if !p.waits(p.goal, arrive, arrive+p.lifted[1]/p.c.Hoisting.Speed+p.q.Hold) {
		return nil, &NoPath{Why: "another crane needs the place while it is unhooked", Thing: -1, Tried: p.tried}
	}
	if p.lifted[0] > 0 {
		ground := p.origin
		ground.Level -= p.lifted[0]
		poses = append([]Pose{ground}, poses...)
	}
	if p.lifted[1] > 0 {
		ground := poses[len(poses)-1]
		ground.Level -= p.lifted[1]
		poses = append(poses, ground)
	}
	return poses, nil
}

// waits tells whether a crane may stay at a pose for some time.
func (p *planner) waits(at Pose, from, to float64) bool {
	s := p.state(at)
	s.Rope.Rate = 1e-6
	for k := range p.q.Reserved {
		r := &p.q.Reserved[k]
		if r.From >= to || r.To <= from {
			continue
		}
		if _, _, hit := p.c.TimeToThing(&s, &r.Thing, 1e-3); hit {
			return false
		}
	}
	return true
}

// open tells whether a pose is or gets free, from an instant on: no search finds a
// way to what another crane keeps for good.
func (p *planner) open(at Pose, from float64) bool {
	s := p.state(at)
	s.Rope.Rate = 1e-6
	for k := range p.q.Reserved {
		r := &p.q.Reserved[k]
		if r.From > from || !math.IsInf(r.To, 1) {
			continue
		}
		if _, _, hit := p.c.TimeToThing(&s, &r.Thing, 1e-3); hit {
			return false
		}
	}
	return true
}

// passes tells whether a way is free all along, as it is gone at its times.
func (p *planner) passes(poses []Pose, since float64) bool {
	for k := 1; k < len(poses); k++ {
		if !p.clear(poses[k-1], poses[k], since) {
			return false
		}
		since += p.time(poses[k-1], poses[k])
	}
	return true
}

type planner struct {
	c         *Crane
	q         *PathQuery
	height    float64
	hangs     float64 // from the hook to the load's foot [m]
	low, high float64 // levels of the load's foot [m]
	origin    Pose    // of the grid: where the load is picked
	goal      Pose
	lifted    [2]float64 // raised from where the load stands, at both ends [m]
	depart    float64    // [s]
	tried     int
}

func newPlanner(c *Crane, q *PathQuery) *planner {
	p := &planner{c: c, q: q, height: q.Height}
	if p.height == 0 {
		p.height = c.JibHeight
	}
	if q.Load.Mass > 0 {
		p.hangs = q.Load.Sling + q.Load.Size[2]
	}
	p.low = min(q.From[2], q.To[2])
	p.high = c.Foot[2] + p.height - LeastRope - p.hangs
	if q.Top > 0 {
		p.high = min(p.high, q.Top)
	}
	p.origin, p.goal = c.poseOf(q.From), c.poseOf(q.To)
	p.goal.Slew = p.origin.Slew + math.Remainder(p.goal.Slew-p.origin.Slew, 2*math.Pi)
	return p
}

func (c *Crane) poseOf(at mgl64.Vec3) Pose {
	off := at.Sub(c.Foot)
	return Pose{math.Atan2(off[1], off[0]), math.Hypot(off[0], off[1]), at[2]}
}

// state of a crane at a pose, the load plumb.
func (p *planner) state(at Pose) State {
	s := State{
		Slew: Motion{At: at.Slew}, Reach: Motion{At: at.Radius}, Swing: Hanging(), Load: p.q.Load, Height: p.height, Sway: p.q.Sway,
	}
	if p.c.Kind == Luffing {
		s.Reach.At = p.c.JibAngle(at.Radius)
	}
	s.Rope.At = p.c.Suspension(&s)[2] - at.Level - p.hangs
	s.Load.Yaw = at.Slew
	return s
}

// fits tells what keeps a load from being at a place, "" if nothing does, and
// which thing that is.
func (p *planner) fits(at mgl64.Vec3) (why string, thing int) {
	pose := p.c.poseOf(at)
	if pose.Radius < p.c.MinRadius || pose.Radius > p.c.MaxRadius {
		return fmt.Sprintf("is %.1f m from the mast, out of reach (%g to %g m)", pose.Radius, p.c.MinRadius, p.c.MaxRadius), -1
	}
	s := p.state(pose)
	if s.Rope.At < LeastRope || s.Rope.At > p.c.MaxRope {
		return fmt.Sprintf("needs %.1f m of rope (%g to %g m)", s.Rope.At, LeastRope, p.c.MaxRope), -1
	}
	s.Rope.Rate = 1e-6
	for k := range p.q.Things {
		if _, part, hit := p.c.TimeToThing(&s, &p.q.Things[k], 1e-3); hit {
			return fmt.Sprintf("has its %v nearer than %g m to", part, p.q.Things[k].Keep), k
		}
	}
	return "", -1
}

// time from one pose to another, all motions at once [s].
func (p *planner) time(a, b Pose) float64 {
	reach := math.Abs(b.Radius-a.Radius) / p.c.Reaching.Speed
	if p.c.Kind == Luffing {
		reach = math.Abs(p.c.JibAngle(b.Radius)-p.c.JibAngle(a.Radius)) / p.c.Reaching.Speed
	}
	return max(math.Abs(b.Slew-a.Slew)/p.c.Slewing.Speed, reach, math.Abs(b.Level-a.Level)/p.c.Hoisting.Speed)
}

// clear tells whether the way between two poses keeps clear of everything, if it
// begins so long after the departure [s]: all motions begin and end together.
func (p *planner) clear(a, b Pose, since float64) bool {
	p.tried++
	return p.blocks(a, b, since) == -1
}

// blocks is what stands in the way between two poses; see Try.
func (p *planner) blocks(a, b Pose, since float64) int {
	s := p.state(a)
	end := p.state(b)
	if end.Rope.At < LeastRope-1e-9 || end.Rope.At > p.c.MaxRope+1e-9 {
		return -2
	}
	s.Slew.Rate, s.Reach.Rate, s.Rope.Rate = b.Slew-a.Slew, end.Reach.At-s.Reach.At, end.Rope.At-s.Rope.At
	hits := func(t *Thing) bool {
		_, _, hit := p.c.TimeToThing(&s, t, 1)
		return hit
	}
	for k := range p.q.Things {
		if hits(&p.q.Things[k]) {
			return k
		}
	}
	for k := range p.q.Stands {
		if hits(&p.q.Stands[k]) {
			return len(p.q.Things) + k
		}
	}
	if len(p.q.Reserved) > 0 {
		from := p.depart + since
		to := from + p.time(a, b)
		for k := range p.q.Reserved {
			if r := &p.q.Reserved[k]; r.From < to && r.To > from && hits(&r.Thing) {
				return len(p.q.Things) + len(p.q.Stands) + k
			}
		}
	}
	if !p.overGround(a, b) {
		return -2
	}
	return -1
}

// overGround tells whether the foot of what hangs stays above the ground between
// two poses, looked at every half metre. It may stand where it is picked and
// placed, and go straight up and down there.
func (p *planner) overGround(a, b Pose) bool {
	if p.q.Ground == nil {
		return true
	}
	at := func(u float64) (mgl64.Vec2, float64) {
		sin, cos := math.Sincos(a.Slew + u*(b.Slew-a.Slew))
		radius := a.Radius + u*(b.Radius-a.Radius)
		return p.c.Foot.Vec2().Add(mgl64.Vec2{radius * cos, radius * sin}), a.Level + u*(b.Level-a.Level)
	}
	const look, beside = 0.5, 0.5 // [m]
	way := math.Abs(b.Slew-a.Slew)*max(a.Radius, b.Radius) + math.Abs(b.Radius-a.Radius)
	n := int(math.Ceil(way/look)) + 1
	for k := range n + 1 {
		xy, level := at(float64(k) / float64(n))
		if xy.Sub(p.q.From.Vec2()).Len() < beside || xy.Sub(p.q.To.Vec2()).Len() < beside {
			continue
		}
		if z := p.q.Ground(xy[0], xy[1]); level < z+p.q.Above { // NaN is never above
			return false
		}
	}
	return true
}

// node is a pose on the grid, counted from where the load is picked.
type node struct{ slew, reach, level int16 }

func (p *planner) pose(n node) Pose {
	return Pose{p.origin.Slew + grainSlew*float64(n.slew), p.origin.Radius + grainReach*float64(n.reach), p.origin.Level + grainLevel*float64(n.level)}
}

// inside tells whether a node is within the crane's ranges; slews go half a turn
// beyond a full one either way.
func (p *planner) inside(n node) bool {
	at := p.pose(n)
	return at.Radius >= p.c.MinRadius && at.Radius <= p.c.MaxRadius && at.Level >= p.low-grainLevel && at.Level <= p.high &&
		n.slew > -216 && n.slew < 216
}

type label struct {
	node   node
	cost   float64 // from the start [s]
	total  float64 // with what is left at least [s]
	before int32
}

type openList struct {
	labels []label
	heap   []int32
}

func (o *openList) Len() int { return len(o.heap) }
func (o *openList) Less(a, b int) bool {
	x, y := &o.labels[o.heap[a]], &o.labels[o.heap[b]]
	if x.total != y.total {
		return x.total < y.total
	}
	return o.heap[a] < o.heap[b] // so that the result depends on nothing else
}
func (o *openList) Swap(a, b int) { o.heap[a], o.heap[b] = o.heap[b], o.heap[a] }
func (o *openList) Push(x any)    { o.heap = append(o.heap, x.(int32)) }
func (o *openList) Pop() any {
	last := o.heap[len(o.heap)-1]
	o.heap = o.heap[:len(o.heap)-1]
	return last
}

// mostPoses ends a search that leads nowhere.
const mostPoses = 400_000

// search finds a way from the raised load to above its place, if it begins so
// long after the departure [s].
func (p *planner) search(since float64) ([]Pose, error) {
	if p.clear(p.origin, p.goal, since) {
		return []Pose{p.origin, p.goal}, nil
	}
	goals := p.goals()
	left := func(at Pose) float64 {
		least := math.Inf(1)
		for _, g := range goals {
			least = min(least, p.time(at, g))
		}
		return least
	}
	o := &openList{}
	best := map[node]float64{{}: 0}
	done := map[node]bool{}
	o.labels = append(o.labels, label{total: left(p.origin), before: -1})
	heap.Push(o, int32(0))
	for o.Len() > 0 && p.tried < mostPoses {
		at := heap.Pop(o).(int32)
		l := o.labels[at]
		if done[l.node] {
			continue
		}
		done[l.node] = true
		here := p.pose(l.node)
		for _, g := range goals { // from the last cell straight to the end
			if math.Abs(g.Slew-here.Slew) <= 2*grainSlew && math.Abs(g.Radius-here.Radius) <= 2*grainReach && math.Abs(g.Level-here.Level) <= 2*grainLevel && p.clear(here, g, since+l.cost) {
				poses := []Pose{g, here}
				for k := l.before; k >= 0; k = o.labels[k].before {
					poses = append(poses, p.pose(o.labels[k].node))
				}
				for a, b := 0, len(poses)-1; a < b; a, b = a+1, b-1 {
					poses[a], poses[b] = poses[b], poses[a]
				}
				return poses, nil
			}
		}
		for d := range 27 {
			next := node{l.node.slew + int16(d%3-1), l.node.reach + int16(d/3%3-1), l.node.level + int16(d/9-1)}
			if next == l.node || done[next] || !p.inside(next) {
				continue
			}
			there := p.pose(next)
			cost := l.cost + p.time(here, there)
			if known, ok := best[next]; ok && known <= cost || !p.clear(here, there, since+l.cost) {
				continue
			}
			best[next] = cost
			o.labels = append(o.labels, label{node: next, cost: cost, total: cost + left(there), before: at})
			heap.Push(o, int32(len(o.labels)-1))
		}
	}
	why := "everything around it is too near"
	if p.tried >= mostPoses {
		why = "none was found"
	}
	return nil, &NoPath{Why: why, Thing: -1, Tried: p.tried}
}

// goals are the end's pose, and the same one turn further either way.
func (p *planner) goals() []Pose {
	all := []Pose{p.goal}
	for _, turn := range []float64{-2 * math.Pi, 2 * math.Pi} {
		g := p.goal
		g.Slew += turn
		all = append(all, g)
	}
	return all
}

// straighten leaves out poses between which there is a direct way that takes no
// longer. What follows then comes earlier, so that with reserved space the result
// has to be looked at again (passes).
func (p *planner) straighten(poses []Pose, since float64) []Pose {
	out := poses[:1:1]
	for at := 0; at < len(poses)-1; {
		next := at + 1
		for to := len(poses) - 1; to > next; to-- {
			along := 0.0
			for k := at; k < to; k++ {
				along += p.time(poses[k], poses[k+1])
			}
			if p.time(poses[at], poses[to]) <= along+1e-9 && p.clear(poses[at], poses[to], since) {
				next = to
				break
			}
		}
		since += p.time(poses[at], poses[next])
		out = append(out, poses[next])
		at = next
	}
	return out
}
