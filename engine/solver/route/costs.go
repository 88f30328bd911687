package route

import (
	"fmt"
	"math"
	"slices"
)

// Measure is what a cost counts.
type Measure uint8

// What can be least.
const (
	Length Measure = iota // [m]
	Time                  // [s]
)

// Costs are what each edge costs in one run. Made from the graph's lengths and
// speeds, then changed edge by edge: closed, slowed, set. Nothing is rebuilt.
type Costs struct {
	g       *Graph
	measure Measure
	base    []float64 // of each arc, shared with every Clone
	arc     []float64 // now
	lowest  float64   // cost per metre of straight distance, a bound from below
	changed map[int32]Override
}

// Override is what a run has changed of one edge.
type Override struct {
	Edge int32   `json:"edge"`
	Cost float64 `json:"cost"` // [m] or [s]; negative: closed (JSON knows no infinity)
}

// NewCosts returns the costs of a graph as it stands. By Time, an edge whose
// speed is 0 is closed.
func (g *Graph) NewCosts(m Measure) *Costs {
	c := &Costs{g: g, measure: m, base: make([]float64, len(g.head)), lowest: math.Inf(1), changed: map[int32]Override{}}
	for a, e := range g.edge {
		c.base[a] = c.free(e)
	}
	for e := range g.edges {
		c.bound(int32(e), c.free(int32(e)))
	}
	c.arc = slices.Clone(c.base)
	return c
}

// free returns the cost without overrides.
func (c *Costs) free(e int32) float64 {
	edge := c.g.edges[e]
	switch {
	case c.measure == Length:
		return edge.Length
	case edge.Speed > 0:
		return edge.Length / edge.Speed
	}
	return math.Inf(1)
}

// bound keeps lowest a bound: a margin of 1e-9 leaves room for rounding.
func (c *Costs) bound(e int32, cost float64) {
	if d := c.g.straight(c.g.edges[e].From, c.g.edges[e].To); d > 0 {
		c.lowest = min(c.lowest, cost/d*(1-1e-9))
	}
}

// guide returns the cost per metre that A* may count on.
func (c *Costs) guide() float64 {
	if math.IsInf(c.lowest, 1) {
		return 0
	}
	return c.lowest
}

// Measure tells what is counted.
func (c *Costs) Measure() Measure { return c.measure }

// Clone returns costs that can be changed apart from these: a fork.
func (c *Costs) Clone() *Costs {
	d := *c
	d.arc = slices.Clone(c.arc)
	d.changed = make(map[int32]Override, len(c.changed))
	for e, o := range c.changed {
		d.changed[e] = o
	}
	return &d
}

// Of returns what an edge costs now; +Inf when it is closed.
func (c *Costs) Of(e int32) float64 { return c.arc[c.g.passes.of(e)[0]] } // its node's own state always has the arc

// Set sets the cost of an edge [m or s]; +Inf closes it. It panics on a
// negative cost or NaN, which no search could answer.
func (c *Costs) Set(e int32, cost float64) {
	if !(cost >= 0) {
		panic(fmt.Sprintf("route: cost %v of edge %d: must be >= 0", cost, e))
	}
	o := Override{e, cost}
	if math.IsInf(cost, 1) {
		o.Cost = -1
	}
	c.changed[e] = o
	c.write(e, cost)
}

func (c *Costs) write(e int32, cost float64) {
	for _, a := range c.g.passes.of(e) {
		c.arc[a] = cost
	}
	c.bound(e, cost)
}

// Close closes an edge.
func (c *Costs) Close(e int32) { c.Set(e, math.Inf(1)) }

// Slow multiplies an edge's time by factor >= 1 over its free time. Lengths do
// not change with speed: by Length it does nothing unless factor is +Inf, which
// closes the edge.
func (c *Costs) Slow(e int32, factor float64) {
	if !(factor >= 1) {
		panic(fmt.Sprintf("route: factor %v of edge %d: must be >= 1", factor, e))
	}
	switch {
	case math.IsInf(factor, 1):
		c.Close(e)
	case c.measure == Time:
		c.Set(e, c.free(e)*factor)
	}
}

// Speed lets an edge be passed at v [m/s], or at its free speed if that is less:
// water of a known depth allows so much. At v = 0 it is closed. By Length only
// closing counts.
func (c *Costs) Speed(e int32, v float64) {
	switch edge := c.g.edges[e]; {
	case !(v >= 0):
		panic(fmt.Sprintf("route: speed %v m/s of edge %d: must be >= 0", v, e))
	case v == 0:
		c.Close(e)
	case c.measure == Length || v >= edge.Speed:
		c.Reset(e)
	default:
		c.Set(e, edge.Length/v)
	}
}

// Reset takes back what was changed of an edge.
func (c *Costs) Reset(e int32) {
	if _, ok := c.changed[e]; ok {
		delete(c.changed, e)
		c.write(e, c.free(e))
	}
}

// Overrides returns all that was changed, by edge: a state to be saved.
func (c *Costs) Overrides() []Override {
	list := make([]Override, 0, len(c.changed))
	for _, o := range c.changed {
		list = append(list, o)
	}
	slices.SortFunc(list, func(a, b Override) int { return int(a.Edge) - int(b.Edge) })
	return list
}

// SetOverrides makes the costs what they were when Overrides was asked.
func (c *Costs) SetOverrides(list []Override) error {
	for _, o := range list {
		if o.Edge < 0 || int(o.Edge) >= len(c.g.edges) || math.IsNaN(o.Cost) {
			return fmt.Errorf("override of edge %d to %v: must be an edge 0 … %d and a number", o.Edge, o.Cost, len(c.g.edges)-1)
		}
	}
	for _, o := range c.Overrides() {
		c.Reset(o.Edge)
	}
	for _, o := range list {
		c.Set(o.Edge, o.cost())
	}
	return nil
}

func (o Override) cost() float64 {
	if o.Cost < 0 {
		return math.Inf(1)
	}
	return o.Cost
}
