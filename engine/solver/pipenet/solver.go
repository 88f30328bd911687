package pipenet

import (
	"context"
	"fmt"
	"math"
)

// defaultShaft is the plan area of a manhole 4 feet wide [m²].
const defaultShaft = math.Pi * foot * foot * 4

// flood is the plan area on which water stands that runs away over a rim while
// a step is solved [m²]: so large that the level hardly rises.
const flood = 1e5

// vessel is a node as the step sees it.
type vessel struct {
	row     int32 // in the matrix; -1: an outfall, whose level is given
	manhole int32 // -1: none
	basin   int32 // -1: a shaft
	invert  float64
	rim     float64 // where it floods, ponds or meets the surface [m]; +Inf: never
	crown   float64 // top of the highest closed conduit that joins [m]
	fade    float64 // head above the crown over which the width of conduits fades [m]; 0: never
	shaft   float64 // plan area [m²]
	sealed  bool    // it ends at the crown, above which it fades as the conduits' width does
	above   float64 // plan area above the rim [m²]; 0: none, it meets the surface
	loses   bool    // what stands above the rim is lost
	stage   float64 // outfalls: level [m]; -Inf: falls freely
	lateral float64 // inflow from outside [m³/s]

	head   float64 // [m]
	volume float64 // [m³], with its share of the conduits that join: the truth; head follows it

	try      float64 // head in the iteration
	residual float64
	tangent  float64
	next     float64 // volume at the end of the step
	flooded  float64 // lost in the last step [m³/s]
	arrived  float64 // outfalls: left through it in the last step [m³/s]
}

// Solver runs a Network. It is not safe for concurrent use.
type Solver struct {
	net      *Network
	options  Options
	nodes    []vessel
	reaches  []reach
	gates    []gate
	manholes []manhole
	basins   []*basin
	matrix   *elimination
	places   []place   // per link
	part     []int32   // per link: reach k as k, gate k as -1-k
	flow     []float64 // per link, From to To positive [m³/s]
	around   [][]int32 // per node: its reaches
	meet     [][]int32 // per node: its links
	lateral  []float64 // per node: inflow asked for [m³/s]
	scratch  []int32
	shaken   []shaken  // per node: of EXTRAN's scheme
	mean     []float64 // per link: of EXTRAN's scheme

	nodeNames, linkNames map[string]int

	time     float64
	pace     float64 // length of the next internal step [s]
	book     [entries]sum
	counters Counters
}

// New makes a solver of a network, at rest but for the depths and flows that
// the network gives. The error names all mistakes of the network.
func New(n Network) (*Solver, error) {
	if err := n.Check(); err != nil {
		return nil, err
	}
	s := &Solver{net: &n, options: n.Options, nodeNames: map[string]int{}, linkNames: map[string]int{}}
	if s.options.Step == 0 {
		s.options.Step = 5
	}
	if s.options.Shaft == 0 {
		s.options.Shaft = defaultShaft
	}
	if !(s.options.Step > 0 && s.options.Shaft > 0) {
		return nil, fmt.Errorf("step %v s, shaft %v m²: must be > 0", s.options.Step, s.options.Shaft)
	}
	s.pace = s.options.Step
	s.nodes = make([]vessel, len(n.Nodes))
	s.around = make([][]int32, len(n.Nodes))
	s.meet = make([][]int32, len(n.Nodes))
	s.lateral = make([]float64, len(n.Nodes))
	s.scratch = make([]int32, 0, len(n.Links))
	for k, l := range n.Links {
		s.meet[l.From], s.meet[l.To] = append(s.meet[l.From], int32(k)), append(s.meet[l.To], int32(k))
	}
	s.part = make([]int32, len(n.Links))
	s.flow = make([]float64, len(n.Links))
	s.addNodes()
	if err := s.addLinks(); err != nil {
		return nil, err
	}
	if err := s.finishNodes(); err != nil {
		return nil, err
	}
	edges := make([][2]int, len(n.Links))
	for k, l := range n.Links {
		edges[k] = [2]int{int(s.nodes[l.From].row), int(s.nodes[l.To].row)}
		s.linkNames[l.Name] = k
	}
	s.matrix, s.places = layOut(s.count(), edges)
	if s.options.Trials > 0 && len(s.manholes) > 0 {
		s.options.Trials = 0
	}
	if s.options.Trials > 0 {
		s.prepareExtran()
	}
	for i := range s.nodes {
		s.book[initial].add(s.nodes[i].volume)
	}
	return s, nil
}

func (s *Solver) count() (n int) {
	for i := range s.nodes {
		if s.nodes[i].row >= 0 {
			n++
		}
	}
	return n
}

func (s *Solver) addNodes() {
	row := int32(0)
	for i := range s.net.Nodes {
		d := &s.net.Nodes[i]
		s.nodeNames[d.Name] = i
		v := &s.nodes[i]
		*v = vessel{row: row, manhole: -1, basin: -1, invert: d.Invert, crown: d.Invert, shaft: s.options.Shaft, stage: math.Inf(-1)}
		if d.Kind == Outfall {
			v.row = -1
			if d.Level == Given {
				v.stage = d.Stage
			}
			continue
		}
		row++
		if d.Kind == Storage && len(d.Area.X) > 0 {
			b, _ := newBasin(d.Area) // Check has seen it
			v.basin = int32(len(s.basins))
			s.basins = append(s.basins, b)
		}
	}
}

// finishNodes sets rims, wells and volumes once the links are known.
func (s *Solver) finishNodes() error {
	for i := range s.nodes {
		v, d := &s.nodes[i], &s.net.Nodes[i]
		v.fade = v.crown - v.invert
		if d.Kind == Storage && s.options.Extran {
			v.fade = 0
		}
		v.sealed = s.options.Extran && v.basin < 0 && v.fade > 0
		v.head = v.invert + d.Initial
		if v.row < 0 {
			v.rim = math.Inf(1)
			v.head = max(v.stage, v.invert)
			v.volume, _ = s.volumeAt(i, v.head)
			continue
		}
		depth := d.MaxDepth
		if d.Kind == Junction || depth == 0 {
			depth = max(depth, v.crown-v.invert)
		}
		v.rim = v.invert + depth
		if d.Inlet != nil {
			m, err := newManhole(*d.Inlet, i, v.rim)
			if err != nil {
				return err
			}
			v.manhole = int32(len(s.manholes))
			s.manholes = append(s.manholes, *m)
		} else {
			v.rim += d.Surcharge
			v.above, v.loses = flood, true
			if s.options.Pond && d.Ponded > 0 {
				v.above, v.loses = d.Ponded, false
			}
		}
		v.head = min(v.head, v.rim)
		v.volume, _ = s.volumeAt(i, v.head)
	}
	return nil
}

// NodeIndex returns a node's index by its name; -1 if there is none.
func (s *Solver) NodeIndex(name string) int { return lookUp(s.nodeNames, name) }

// LinkIndex returns a link's index by its name; -1 if there is none.
func (s *Solver) LinkIndex(name string) int { return lookUp(s.linkNames, name) }

func lookUp(names map[string]int, name string) int {
	if i, ok := names[name]; ok {
		return i
	}
	return -1
}

// Network returns what the solver was made of; nobody may change it.
func (s *Solver) Network() *Network { return s.net }

// Time returns the time since the start [s].
func (s *Solver) Time() float64 { return s.time }

// Counters returns the work done since the start.
func (s *Solver) Counters() Counters { return s.counters }

// Advance moves the network by dt [s] in as many internal steps as it takes.
// It stops between steps when ctx is done. A NaN is an error that names the node.
func (s *Solver) Advance(ctx context.Context, dt float64) error {
	if !(dt >= 0) || math.IsInf(dt, 1) {
		return fmt.Errorf("advance by %v s: must be a number >= 0", dt)
	}
	for k := range s.manholes {
		s.manholes[k].volume = 0
	}
	end := s.time + dt
	for left := dt; left > 1e-9*max(dt, 1); left = end - s.time {
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.options.Trials > 0 {
			most := s.NextStep()
			if left < most*(1+1e-9) {
				most = left
			} else if left < 2*most {
				most = left / 2
			}
			if err := s.shake(most); err != nil {
				return err
			}
			continue
		}
		n := math.Ceil(left/s.pace - 1e-9)
		if err := s.step(left / max(n, 1)); err != nil {
			return err
		}
	}
	s.time = end
	return nil
}
