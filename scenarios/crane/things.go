package crane

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/collide"
	"shapan/engine/solver/crane"
	"shapan/engine/solver/solid"
)

// findThings makes bodies of the site's buildings and zones as they stand on the
// day.
func (m *Model) findThings(site *engine.Site) error {
	for k := range site.Features {
		f := &site.Features[k]
		var err error
		switch f.Kind {
		case "building":
			err = m.addBuilding(site, f)
		case "zone":
			err = m.addZone(site, f)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.ID, err)
		}
	}
	m.findBuilt(site)
	return nil
}

func (m *Model) addBuilding(site *engine.Site, f *engine.Feature) error {
	height, ok := f.Properties["height_m"].Number()
	if !ok || len(f.Rings) == 0 || !m.inReach(f.Rings[0]) {
		return nil
	}
	base := lowest(site, f.Rings[0])
	body, err := prism(f.Rings, base, highest(site, f.Rings[0])+height)
	if err != nil {
		return err
	}
	m.add(body, nil, thing{id: f.ID, name: f.Name, kind: f.Kind, rule: rules["crane_gap_m"]}, m.guard.clear, crane.JibGroup, crane.CounterGroup, crane.HangingGroup)
	return nil
}

// aboveAll is how far above the highest jib a zone without a top reaches [m].
const aboveAll = 60.0

func (m *Model) addZone(site *engine.Site, f *engine.Feature) error {
	number := func(key string, otherwise float64) float64 {
		if v, ok := f.Properties[key].Number(); ok {
			return v
		}
		return otherwise
	}
	kind, _ := f.Properties["type"].Text()
	m.zones = append(m.zones, zone{id: f.ID, name: f.Name, ring: f.Rings[0], laydown: kind == "laydown"})
	m.Zones = append(m.Zones, zoneSave{State: zoneNormal})
	last := &m.zones[len(m.zones)-1]
	last.emergency, _ = f.Properties["in_emergency"].Text()
	if !m.inReach(f.Rings[0]) {
		return nil
	}
	last.thing = len(m.guard.things) + 1
	t := thing{id: f.ID, name: f.Name, kind: kind, zone: len(m.zones), holds: hours(number("from_s", math.NaN()), number("to_s", math.NaN()))}
	if kind == "power_line" {
		t.rule = lineGap(number("voltage_v", 0))
		var wires []collide.Capsule
		line, _ := f.Properties["line"].Points()
		for k := 1; k < len(line); k++ {
			wires = append(wires, collide.Capsule{A: line[k-1], B: line[k], Radius: number("width_m", 0) / 2})
		}
		m.add(nil, wires, t, t.rule.Value, crane.JibGroup, crane.CounterGroup, crane.HangingGroup)
		return nil
	}
	t.rule, t.loaded = rules["no_load_over_zone"], true
	top := 0.0
	for _, tower := range m.towers {
		top = max(top, tower.Foot[2]+tower.JibHeight+tower.Jib)
		for _, c := range tower.Climbs {
			top = max(top, tower.Foot[2]+c.JibHeight+tower.Jib)
		}
	}
	body, err := prism(f.Rings, number("base_level_m", lowest(site, f.Rings[0])), number("top_level_m", top+aboveAll))
	if err != nil {
		return err
	}
	m.add(body, nil, t, t.rule.Value, crane.HangingGroup)
	return nil
}

func (m *Model) add(surface *collide.Tree, wires []collide.Capsule, t thing, keep float64, of ...crane.Group) {
	var ok bool
	if t.Thing, ok = crane.NewThing(surface, wires, keep, of...); ok {
		m.guard.things = append(m.guard.things, t)
	}
}

// inReach tells whether any crane comes near an outline at all.
func (m *Model) inReach(ring []mgl64.Vec2) bool {
	low, high := ring[0], ring[0]
	for _, p := range ring {
		low = mgl64.Vec2{min(low[0], p[0]), min(low[1], p[1])}
		high = mgl64.Vec2{max(high[0], p[0]), max(high[1], p[1])}
	}
	for _, t := range m.towers {
		x := max(low[0]-t.Foot[0], t.Foot[0]-high[0], 0)
		y := max(low[1]-t.Foot[1], t.Foot[1]-high[1], 0)
		if math.Hypot(x, y) < t.Jib+t.Pivot+20 {
			return true
		}
	}
	return false
}

// prism is a body over an outline with holes, between two levels.
func prism(rings [][]mgl64.Vec2, base, top float64) (*collide.Tree, error) {
	region := solid.Region{Outer: rings[0]}
	for _, hole := range rings[1:] {
		region.Holes = append(region.Holes, hole)
	}
	body, err := solid.Extrude(region, mgl64.Vec3{0, 0, top - base})
	if err != nil {
		return nil, err
	}
	for k := range body.Points {
		body.Points[k][2] += base
	}
	return collide.NewTree(body), nil
}

// circle is where a crane may be of which nothing is known: its whole circle,
// from the foot to above its head.
func (t *tower) makeCircle(clear float64) error {
	const corners = 48
	reach := t.Jib + t.Pivot + t.JibHalf
	ring := make([]mgl64.Vec2, corners)
	for k := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / corners)
		ring[k] = t.Foot.Vec2().Add(mgl64.Vec2{cos, sin}.Mul(reach / math.Cos(math.Pi/corners)))
	}
	high := t.JibHeight
	for _, c := range t.Climbs {
		high = max(high, c.JibHeight)
	}
	if t.Kind == crane.Luffing {
		high += t.Jib
	}
	body, err := prism([][]mgl64.Vec2{ring}, t.Foot[2], t.Foot[2]+high+t.Head+2)
	if err != nil {
		return err
	}
	if c, ok := crane.NewThing(body, nil, clear, crane.JibGroup, crane.CounterGroup, crane.HangingGroup); ok {
		t.circle = &c
	}
	return nil
}

// lowest and highest ground along an outline [m].
func lowest(site *engine.Site, ring []mgl64.Vec2) float64  { return extreme(site, ring, math.Min) }
func highest(site *engine.Site, ring []mgl64.Vec2) float64 { return extreme(site, ring, math.Max) }

func extreme(site *engine.Site, ring []mgl64.Vec2, of func(a, b float64) float64) float64 {
	found := math.NaN()
	for _, p := range ring {
		cell, inside := site.Ground.Grid.CellAt(p[0], p[1])
		if !inside {
			continue
		}
		if z := float64(site.Ground.Values[cell]); z == z {
			if found != found {
				found = z
			}
			found = of(found, z)
		}
	}
	if found != found {
		return 0
	}
	return found
}

// hours is when a zone holds, by the seconds of the day; past midnight if it
// ends before it begins.
func hours(from, to float64) func(float64) bool {
	if from != from {
		return nil
	}
	return func(s float64) bool {
		if from < to {
			return s >= from && s < to
		}
		return s >= from || s < to
	}
}
