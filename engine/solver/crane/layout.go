package crane

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/go-gl/mathgl/mgl64"
)

// Model is a crane of a catalogue: all of a Crane but where it stands and how
// high, and what it costs.
type Model struct {
	Name  string
	Crane Crane
	Falls int
	Cost  float64 // of the whole job, with what each metre of mast adds in PerMetre
	// PerMetre of jib height.
	PerMetre float64
}

// Demand is a place to which a load must come.
type Demand struct {
	At     mgl64.Vec3 // [m]
	Load   float64    // [kg]
	Weight float64    // how much it counts; 0: 1
}

// LayoutQuery asks which cranes to put where.
type LayoutQuery struct {
	Places    []mgl64.Vec3 // feet that are possible [m]
	Catalogue []Model
	Heights   []float64 // of jibs above the feet that are possible [m]
	Demands   []Demand
	Things    []Thing // that a jib must be able to turn past
	Most      int     // cranes at most
	Gap       float64 // between tip and mast, and between heights: GB 5144-2006 10.5, 2 m
	PerShare  float64 // what covering all demands is worth, in the cost's unit; 0: coverage first, then cost
}

// Placed is one crane of a layout.
type Placed struct {
	Place, Model int
	Height       float64
	Crane        Crane
	Serves       int // demands
}

// Layout is a set of cranes that may turn freely past each other.
type Layout struct {
	Cranes  []Placed
	Covered float64 // share of the demands' weight
	Cost    float64
	Overlap float64 // share of the weight that two or more serve
}

// LayoutResult is the best layout for each number of cranes and how it was found.
type LayoutResult struct {
	Best     Layout
	ByNumber []Layout // of 1, 2, … cranes
	Tried    int      // layouts compared
	Left     int      // candidates that stand freely, of
	Of       int      // all places, models and heights
	Why      string   // the best is the best
}

// candidate is a crane at a place and height with what it serves.
type candidate struct {
	Placed
	serves []uint64
	cost   float64
}

// SearchLayout finds cranes that serve as much as they can for the least cost
// and keep GB 5144-2006 10.5 among themselves. For each number of cranes it adds
// the best one to every set that it follows, keeping the best 64 sets, and then
// exchanges single cranes until nothing gets better.
func SearchLayout(q *LayoutQuery) (LayoutResult, error) {
	if len(q.Places) == 0 || len(q.Catalogue) == 0 || len(q.Heights) == 0 || len(q.Demands) == 0 || q.Most < 1 {
		return LayoutResult{}, fmt.Errorf("crane layout: needs places, a catalogue, heights, demands and a number of cranes")
	}
	s := newLayoutSearch(q)
	r := LayoutResult{Left: len(s.all), Of: len(q.Places) * len(q.Catalogue) * len(q.Heights)}
	if len(s.all) == 0 {
		return r, fmt.Errorf("crane layout: none of %d candidates turns freely and serves anything", r.Of)
	}
	const beam = 64
	sets := []set{{}}
	for number := 1; number <= q.Most; number++ {
		var next []set
		seen := map[string]bool{}
		for _, base := range sets {
			for k := range s.all {
				if grown, ok := s.with(base, k); ok && !seen[grown.key()] {
					seen[grown.key()] = true
					next = insert(next, grown, beam)
				}
			}
		}
		if len(next) == 0 {
			break
		}
		best := next[0]
		for _, x := range next { // the sets themselves stay as different as they are
			if x = s.exchange(x); x.better(&best) {
				best = x
			}
		}
		r.ByNumber = append(r.ByNumber, s.layout(best))
		sets = next
	}
	r.Tried = s.tried
	best := 0
	for k := range r.ByNumber {
		if s.value(&r.ByNumber[k]) > s.value(&r.ByNumber[best])+1e-12 {
			best = k
		}
	}
	r.Best = r.ByNumber[best]
	r.Why = fmt.Sprintf("of %d layouts compared it serves %.1f %% for %g; ", s.tried, 100*r.Best.Covered, r.Best.Cost)
	switch {
	case best+1 < len(r.ByNumber):
		more := r.ByNumber[best+1]
		r.Why += fmt.Sprintf("one crane more would serve %.1f %% for %g", 100*more.Covered, more.Cost)
	case len(r.ByNumber) < q.Most:
		r.Why += "no further crane fits between them"
	default:
		r.Why += "more cranes were not allowed"
	}
	return r, nil
}

type layoutSearch struct {
	q       *LayoutQuery
	all     []candidate
	weights []float64
	total   float64
	tried   int
}

func newLayoutSearch(q *LayoutQuery) *layoutSearch {
	s := &layoutSearch{q: q}
	for _, d := range q.Demands {
		w := d.Weight
		if w == 0 {
			w = 1
		}
		s.weights = append(s.weights, w)
		s.total += w
	}
	for place := range q.Places {
		for model := range q.Catalogue {
			for _, h := range q.Heights {
				if c, ok := s.candidate(place, model, h); ok {
					s.all = append(s.all, c)
				}
			}
		}
	}
	return s
}

// candidate is a crane with what it serves; ok is false if it serves nothing or
// cannot turn freely.
func (s *layoutSearch) candidate(place, model int, height float64) (c candidate, ok bool) {
	m := &s.q.Catalogue[model]
	c = candidate{Placed: Placed{Place: place, Model: model, Height: height, Crane: m.Crane}, serves: make([]uint64, (len(s.q.Demands)+63)/64), cost: m.Cost + m.PerMetre*height}
	c.Crane.Foot, c.Crane.JibHeight = s.q.Places[place], height
	top := c.Crane.Foot[2] + height
	for k, d := range s.q.Demands {
		off := d.At.Sub(c.Crane.Foot)
		radius := math.Hypot(off[0], off[1])
		rated, _ := c.Crane.Rated(m.Falls, radius)
		if radius >= c.Crane.MinRadius && radius <= c.Crane.MaxRadius && rated >= d.Load && d.At[2] < top-LeastRope && top-d.At[2] <= c.Crane.MaxRope {
			c.serves[k/64] |= 1 << (k % 64)
			c.Serves++
		}
	}
	if c.Serves == 0 {
		return c, false
	}
	turning := c.Crane.NewState(0, c.Crane.MinRadius, LeastRope, 0)
	turning.Height = height
	turning.Slew.Rate = 2 * math.Pi / 100
	for k := range s.q.Things {
		if _, _, hit := c.Crane.TimeToThing(&turning, &s.q.Things[k], 100); hit {
			return c, false
		}
	}
	return c, true
}

// apart tells whether two cranes keep the gap, whatever they do.
func (s *layoutSearch) apart(a, b *candidate) bool {
	if a.Place == b.Place {
		return false
	}
	low, high := &a.Crane, &b.Crane
	if low.highest() > high.highest() {
		low, high = high, low
	}
	d := low.Foot.Vec2().Sub(high.Foot.Vec2()).Len()
	if d >= low.Pivot+low.Jib+high.Pivot+high.Jib+s.q.Gap {
		return true
	}
	lowest := high.Foot[2] + high.JibHeight - max(high.JibHalf, LeastRope+HookHalf)
	return d-low.Pivot-low.Jib-high.MastHalf >= s.q.Gap && lowest-low.highest() >= s.q.Gap
}

// highest part of a crane [m].
func (c *Crane) highest() float64 {
	top := c.Foot[2] + c.JibHeight
	if c.Kind == Luffing {
		return top + c.Jib
	}
	return top + max(c.Head, c.JibHalf)
}

// set of candidates, in rising order.
type set struct {
	of      []int
	covered float64
	cost    float64
	value   float64
}

func (x *set) key() string { return fmt.Sprint(x.of) }

func (x *set) better(y *set) bool {
	if x.value != y.value {
		return x.value > y.value
	}
	return x.cost < y.cost
}

// insert keeps the best n, the best first.
func insert(list []set, x set, n int) []set {
	at := len(list)
	for at > 0 && x.better(&list[at-1]) {
		at--
	}
	if at == n {
		return list
	}
	list = append(list, set{})
	copy(list[at+1:], list[at:])
	list[at] = x
	return list[:min(len(list), n)]
}

// with adds a candidate, if it keeps clear of the others.
func (s *layoutSearch) with(x set, k int) (set, bool) {
	of := make([]int, 0, len(x.of)+1)
	at := 0
	for ; at < len(x.of) && x.of[at] < k; at++ {
		of = append(of, x.of[at])
	}
	if at < len(x.of) && x.of[at] == k {
		return set{}, false
	}
	of = append(append(of, k), x.of[at:]...)
	for _, o := range x.of {
		if !s.apart(&s.all[o], &s.all[k]) {
			return set{}, false
		}
	}
	return s.weigh(of), true
}

// weigh finds what a set covers and costs.
func (s *layoutSearch) weigh(of []int) set {
	s.tried++
	x := set{of: of}
	for w := range (len(s.weights) + 63) / 64 {
		var any uint64
		for _, k := range of {
			any |= s.all[k].serves[w]
		}
		for ; any != 0; any &= any - 1 {
			x.covered += s.weights[64*w+bits.TrailingZeros64(any)]
		}
	}
	for _, k := range of {
		x.cost += s.all[k].cost
	}
	l := Layout{Covered: x.covered / s.total, Cost: x.cost}
	x.value = s.value(&l)
	return x
}

// value of a layout: what it covers is worth, less its cost; without a worth,
// coverage to a thousandth first.
func (s *layoutSearch) value(l *Layout) float64 {
	if s.q.PerShare > 0 {
		return l.Covered*s.q.PerShare - l.Cost
	}
	return math.Round(l.Covered*1000) - l.Cost/(1+math.Abs(l.Cost))
}

// exchange replaces single cranes while that helps.
func (s *layoutSearch) exchange(x set) set {
	for improved := true; improved; {
		improved = false
		for out := range x.of {
			rest := set{of: append(append([]int{}, x.of[:out]...), x.of[out+1:]...)}
			for k := range s.all {
				if y, ok := s.with(rest, k); ok && y.better(&x) {
					x, improved = y, true
					break
				}
			}
			if improved {
				break
			}
		}
	}
	return x
}

func (s *layoutSearch) layout(x set) Layout {
	l := Layout{Covered: x.covered / s.total, Cost: x.cost}
	for _, k := range x.of {
		l.Cranes = append(l.Cranes, s.all[k].Placed)
	}
	twice := 0.0
	for d, w := range s.weights {
		n := 0
		for _, k := range x.of {
			n += int(s.all[k].serves[d/64] >> (d % 64) & 1)
		}
		if n > 1 {
			twice += w
		}
	}
	l.Overlap = twice / s.total
	return l
}
