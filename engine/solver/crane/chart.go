package crane

import (
	"errors"
	"fmt"
	"math"
	"sort"
)

// Chart is what a crane may lift with so many falls of rope, by radius, as its
// maker lists it: radii rise, loads do not.
type Chart struct {
	Falls  int
	Points []ChartPoint
}

// ChartPoint is one column of a load chart.
type ChartPoint struct {
	Radius float64 // [m]
	Load   float64 // below the hook [kg]
}

// ChartMistake is one thing that is wrong with a chart, at one of its points or,
// with Point -1, of the whole.
type ChartMistake struct {
	Point int
	Text  string
}

// Mistakes are all that is wrong with a chart.
func (c *Chart) Mistakes() (all []ChartMistake) {
	fail := func(k int, format string, args ...any) {
		all = append(all, ChartMistake{k, fmt.Sprintf(format, args...)})
	}
	if c.Falls < 1 {
		fail(-1, "falls must be at least 1")
	}
	if len(c.Points) == 0 {
		fail(-1, "is empty")
	}
	for k, p := range c.Points {
		if !(p.Radius > 0) || math.IsInf(p.Radius, 0) {
			fail(k, "radius %g m: must be > 0", p.Radius)
		}
		if !(p.Load > 0) || math.IsInf(p.Load, 0) {
			fail(k, "load %g kg at %g m: must be > 0", p.Load, p.Radius)
		}
		if k == 0 {
			continue
		}
		if before := c.Points[k-1]; p.Radius <= before.Radius {
			fail(k, "radius %g m after %g m: radii must rise; two ranges that overlap need a chart each", p.Radius, before.Radius)
		} else if p.Load > before.Load {
			fail(k, "%g kg at %g m after %g kg at %g m: a load must not rise with the radius", p.Load, p.Radius, before.Load, before.Radius)
		}
	}
	return all
}

// Check is Mistakes as an error.
func (c *Chart) Check() error {
	var errs []error
	for _, m := range c.Mistakes() {
		errs = append(errs, fmt.Errorf("chart for %d falls: %s", c.Falls, m.Text))
	}
	return errors.Join(errs...)
}

// Rated is what may be lifted at a radius [kg]: the first load inside the first
// radius, nothing beyond the last.
func (c *Chart) Rated(radius float64) float64 {
	p := c.Points
	if len(p) == 0 || radius > p[len(p)-1].Radius {
		return 0
	}
	k := sort.Search(len(p), func(k int) bool { return p[k].Radius >= radius })
	if k == 0 {
		return p[0].Load
	}
	a, b := p[k-1], p[k]
	share := (1/a.Radius - 1/radius) / (1/a.Radius - 1/b.Radius)
	return a.Load + share*(b.Load-a.Load)
}

// Radius is the greatest at which a load [kg] may hang; ok is false if it may at
// none.
func (c *Chart) Radius(load float64) (radius float64, ok bool) {
	p := c.Points
	if len(p) == 0 || load > p[0].Load {
		return 0, false
	}
	k := sort.Search(len(p), func(k int) bool { return p[k].Load < load })
	if k == len(p) {
		return p[k-1].Radius, true
	}
	a, b := p[k-1], p[k]
	share := (load - a.Load) / (b.Load - a.Load)
	return 1 / (1/a.Radius + share*(1/b.Radius-1/a.Radius)), true
}

// Rated is what the crane may lift with so many falls at a radius [kg]; known is
// false if there is no chart for them.
func (c *Crane) Rated(falls int, radius float64) (load float64, known bool) {
	for k := range c.Charts {
		if c.Charts[k].Falls == falls {
			return c.Charts[k].Rated(radius), true
		}
	}
	return 0, false
}

// Ratio is how much of its rated load a crane lifts, which is the share of its
// rated moment too; +Inf where nothing may be lifted.
func (c *Crane) Ratio(falls int, radius, load float64) (ratio float64, known bool) {
	rated, known := c.Rated(falls, radius)
	switch {
	case !known || load == 0:
		return 0, known
	case rated == 0:
		return math.Inf(1), true
	}
	return load / rated, true
}
