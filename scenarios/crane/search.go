package crane

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// Listed is a crane of a catalogue.
type Listed struct {
	ID       string
	Asset    engine.Asset // with the properties of a crane of the site, wherever it stands
	Cost     float64
	PerMetre float64 // of jib height
}

// LayoutTask asks for cranes on a site.
type LayoutTask struct {
	Places    []mgl64.Vec3 // feet that are possible [m]
	Catalogue []Listed
	Heights   []float64 // of jibs above the feet [m]
	Demands   []crane.Demand
	Most      int
	Worth     float64   // of serving all, in the unit of the costs; 0: serve as much as can be, then cheaply
	At        time.Time // what is built by then stands in the way
}

// FoundLayout is what a search has found, and how.
type FoundLayout struct {
	Cranes   []FoundCrane  `json:"cranes"`
	Covered  float64       `json:"covered"` // share of what is asked, by weight
	Overlap  float64       `json:"overlap"` // share that two or more serve
	Cost     float64       `json:"cost"`
	ByNumber []NumberFound `json:"by_number"`     // the best of 1, 2, … cranes
	Tried    int           `json:"tried"`         // layouts compared
	Standing int           `json:"candidates"`    // that turn freely past everything and serve something
	Of       int           `json:"candidates_of"` // places × types × heights
	Why      string        `json:"why"`
}

// NumberFound is the best layout of so many cranes.
type NumberFound struct {
	Number  int     `json:"number"`
	Covered float64 `json:"covered"`
	Overlap float64 `json:"overlap"`
	Cost    float64 `json:"cost"`
}

// FoundCrane is one crane of a layout.
type FoundCrane struct {
	ID         string     `json:"id"`
	Type       string     `json:"type"`
	At         mgl64.Vec3 `json:"at"`
	JibHeightM float64    `json:"jib_height_m"`
	JibM       float64    `json:"jib_m"`
	Serves     int        `json:"serves"` // places that are asked for
}

// SearchLayout finds cranes of a catalogue for a site: as many places served as
// can be for the least cost, each able to turn past the site's buildings and power
// lines, all keeping GB 5144-2006 10.5 among themselves. The site's own cranes are
// put aside.
func SearchLayout(site *engine.Site, task LayoutTask) (*FoundLayout, error) {
	q := crane.LayoutQuery{Places: task.Places, Heights: task.Heights, Demands: task.Demands, Most: task.Most, Gap: rule("crane_gap_m"), PerShare: task.Worth}
	longest := 0
	for k, c := range task.Catalogue {
		t, err := newTower(c.Asset)
		if err != nil {
			return nil, err
		}
		q.Catalogue = append(q.Catalogue, crane.Model{Name: c.ID, Crane: t.Crane, Falls: t.falls, Cost: c.Cost, PerMetre: c.PerMetre})
		if t.Jib+t.Pivot > q.Catalogue[longest].Crane.Jib+q.Catalogue[longest].Crane.Pivot {
			longest = k
		}
	}
	if len(q.Catalogue) == 0 || len(q.Places) == 0 {
		return nil, fmt.Errorf("crane layout: needs types of cranes and places for them")
	}
	// A site on which the longest stands everywhere knows all that is in the way.
	empty := *site
	empty.Assets = nil
	for k, at := range q.Places {
		a := task.Catalogue[longest].Asset
		a.ID, a.Position = fmt.Sprintf("crane/%d", k), at
		empty.Assets = append(empty.Assets, a)
	}
	m, err := ForPlanning(&empty, task.At)
	if err != nil {
		return nil, err
	}
	for k := range m.guard.things {
		if th := &m.guard.things[k]; !th.absent && !th.placed && !th.loaded {
			q.Things = append(q.Things, th.Thing)
		}
	}
	r, err := crane.SearchLayout(&q)
	if err != nil {
		return nil, err
	}
	out := &FoundLayout{Covered: r.Best.Covered, Overlap: r.Best.Overlap, Cost: r.Best.Cost, Tried: r.Tried, Standing: r.Left, Of: r.Of, Why: r.Why}
	for n, l := range r.ByNumber {
		out.ByNumber = append(out.ByNumber, NumberFound{n + 1, l.Covered, l.Overlap, l.Cost})
	}
	slices.SortStableFunc(r.Best.Cranes, func(a, b crane.Placed) int { return a.Place - b.Place })
	for n, c := range r.Best.Cranes {
		out.Cranes = append(out.Cranes, FoundCrane{fmt.Sprintf("L%d", n+1), task.Catalogue[c.Model].ID, c.Crane.Foot, c.Height, c.Crane.Jib, c.Serves})
	}
	return out, nil
}
