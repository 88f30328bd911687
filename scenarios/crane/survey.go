package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Survey is the static check of a site's cranes: what breaks a rule wherever they
// turn, what they pass over in the wind, how far each may carry what, and how much
// of the site they serve.
type Survey struct {
	Layout     []LayoutFinding `json:"layout"`
	FreeSweeps []FreeSweep     `json:"free_sweeps"`
	Cranes     []Overload      `json:"cranes"`
	Coverage   []Coverage      `json:"coverage"`
}

// Overload is the radius up to which a crane may carry each of some loads.
type Overload struct {
	ID      string     `json:"id"`
	ReachM  [2]float64 `json:"reach_m"`
	LoadsT  []float64  `json:"loads_t"`
	RadiusM []float64  `json:"radius_m"` // beyond it is an overload; 0: it may be carried nowhere
	TipT    float64    `json:"tip_t"`    // what may hang at the greatest radius
}

// Coverage is how much of a place the cranes serve.
type Coverage struct {
	ID     string  `json:"id"`
	Kind   string  `json:"kind"`    // "laydown", "pit", "model"
	Served float64 `json:"served"`  // share of its area in reach of a crane
	Twice  float64 `json:"twice"`   // in reach of two or more
	LeastT float64 `json:"least_t"` // that can be lifted everywhere in reach
	MostT  float64 `json:"most_t"`  // and somewhere
}

// Survey makes the static check; loads are in tonnes.
func (m *Model) Survey(loads []float64) *Survey {
	s := &Survey{Layout: append([]LayoutFinding{}, m.Layout...), FreeSweeps: append([]FreeSweep{}, m.sweeps...), Coverage: []Coverage{}}
	for _, t := range m.towers {
		o := Overload{ID: t.id, ReachM: [2]float64{t.MinRadius, t.MaxRadius}, LoadsT: loads, RadiusM: make([]float64, len(loads))}
		for n, load := range loads {
			for k := range t.Charts {
				if t.Charts[k].Falls == t.falls {
					if r, ok := t.Charts[k].Radius(load * 1000); ok {
						o.RadiusM[n] = min(r, t.MaxRadius)
					}
				}
			}
		}
		tip, _ := t.Rated(t.falls, t.MaxRadius)
		o.TipT = tip / 1000
		s.Cranes = append(s.Cranes, o)
	}
	cover := func(id, kind string, rings [][]mgl64.Vec2) {
		if c, ok := m.cover(rings); ok {
			c.ID, c.Kind = id, kind
			s.Coverage = append(s.Coverage, c)
		}
	}
	for k := range m.zones {
		if z := &m.zones[k]; z.laydown {
			cover(z.id, "laydown", [][]mgl64.Vec2{z.ring})
		}
	}
	for k := range m.site.Features {
		if f := &m.site.Features[k]; f.Kind == "pit" && len(f.Rings) > 0 {
			cover(f.ID, "pit", f.Rings[:1])
		}
	}
	for k := range m.built {
		var all []mgl64.Vec3
		for _, b := range m.built[k].bodies {
			all = append(all, b.Points...)
		}
		box := corners(all)
		cover(m.built[k].of, "model", [][]mgl64.Vec2{{box[0], {box[1][0], box[0][1]}, box[1], {box[0][0], box[1][1]}}})
	}
	return s
}

// cover looks at a place on a lattice of about a thousand points.
func (m *Model) cover(rings [][]mgl64.Vec2) (c Coverage, ok bool) {
	low, high := rings[0][0], rings[0][0]
	for _, p := range rings[0] {
		low = mgl64.Vec2{min(low[0], p[0]), min(low[1], p[1])}
		high = mgl64.Vec2{max(high[0], p[0]), max(high[1], p[1])}
	}
	cell := math.Sqrt((high[0]-low[0])*(high[1]-low[1])/1000) + 1e-9
	g := engine.Grid{X0: low[0], Y0: low[1], Cell: cell, NX: int((high[0]-low[0])/cell) + 1, NY: int((high[1]-low[1])/cell) + 1}
	points, served, twice := 0, 0, 0
	c.LeastT = math.Inf(1)
	g.Inside(rings, func(k int) {
		points++
		reach, best := 0, 0.0
		for _, t := range m.towers {
			r := g.Center(k).Sub(t.Foot.Vec2()).Len()
			if r < t.MinRadius || r > t.MaxRadius {
				continue
			}
			if rated, _ := t.Rated(t.falls, r); rated > 0 {
				reach++
				best = max(best, rated/1000)
			}
		}
		if reach > 0 {
			served++
			c.LeastT, c.MostT = min(c.LeastT, best), max(c.MostT, best)
		}
		if reach > 1 {
			twice++
		}
	})
	if points == 0 {
		return c, false
	}
	if served == 0 {
		c.LeastT = 0
	}
	c.Served, c.Twice = float64(served)/float64(points), float64(twice)/float64(points)
	return c, true
}
