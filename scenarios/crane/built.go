package crane

import (
	"slices"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/collide"
	"shapan/engine/solver/crane"
	"shapan/engine/solver/solid"
)

// built is a building of the site that a model describes, as it stands at an
// instant of the run: the bodies of those elements that are there by then. It is
// two things: one that jibs keep clear of, and one that loads do, which come
// nearer, since they are set down on it.
type built struct {
	of     string // its element: "model/house"
	bodies []*engine.Body
	jibs   int // its things, by number
	loads  int
	here   []bool    // which bodies stand
	owner  []int     // of the triangles: their bodies
	from   time.Time // the next change lies outside of from to until
	until  time.Time // zero: there is none
	tree   *collide.Tree
}

// findBuilt makes things of the site's bodies, one pair for each model that comes
// into reach.
func (m *Model) findBuilt(site *engine.Site) {
	whole := map[string]string{}
	for k := range site.Elements {
		if e := &site.Elements[k]; e.Of != "" {
			whole[e.ID] = e.Of
		}
	}
	at := map[string]int{}
	for k := range site.Bodies {
		b := &site.Bodies[k]
		of := b.Of
		if w, part := whole[of]; part {
			of = w
		}
		if !m.inReach(corners(b.Points)) {
			continue
		}
		n, known := at[of]
		if !known {
			n = len(m.built)
			at[of] = n
			m.built = append(m.built, built{of: of, jibs: len(m.guard.things), loads: len(m.guard.things) + 1})
			m.guard.things = append(m.guard.things,
				thing{id: of, kind: "building", rule: rules["crane_gap_m"], absent: true},
				thing{id: of, kind: "building", rule: rules["load_gap_m"], absent: true, placed: true})
		}
		m.built[n].bodies = append(m.built[n].bodies, b)
	}
	m.raise()
}

// corners of a body in plan, for the question whether it is in reach.
func corners(points []mgl64.Vec3) []mgl64.Vec2 {
	if len(points) == 0 {
		return []mgl64.Vec2{{1e9, 1e9}}
	}
	low, high := points[0].Vec2(), points[0].Vec2()
	for _, p := range points {
		low = mgl64.Vec2{min(low[0], p[0]), min(low[1], p[1])}
		high = mgl64.Vec2{max(high[0], p[0]), max(high[1], p[1])}
	}
	return []mgl64.Vec2{low, high}
}

// now is the site's clock.
func (m *Model) now() time.Time {
	return m.clock.Add(time.Duration(m.Time * float64(time.Second)))
}

// raise brings the models to the instant, and tells whether any has changed. What
// stands follows from the time alone, so that it is no part of the state.
func (m *Model) raise() (changed bool) {
	now := m.now()
	for k := range m.built {
		b := &m.built[k]
		if b.here != nil && !now.Before(b.from) && (b.until.IsZero() || now.Before(b.until)) {
			continue
		}
		here := make([]bool, len(b.bodies))
		b.from, b.until = time.Time{}, time.Time{}
		for n, body := range b.bodies {
			here[n] = body.StandsAt(now)
			for _, s := range body.Stands {
				for _, t := range [2]time.Time{s.From, s.To} {
					switch {
					case t.IsZero():
					case t.After(now):
						if b.until.IsZero() || t.Before(b.until) {
							b.until = t
						}
					case t.After(b.from):
						b.from = t
					}
				}
			}
		}
		if b.here != nil && slices.Equal(here, b.here) {
			continue
		}
		b.here, changed = here, true
		m.assemble(b)
	}
	return changed
}

// assemble makes one surface of the bodies that stand.
func (m *Model) assemble(b *built) {
	mesh := &solid.Mesh{}
	b.owner = b.owner[:0]
	for n, body := range b.bodies {
		if !b.here[n] {
			continue
		}
		first := uint32(len(mesh.Points))
		mesh.Points = append(mesh.Points, body.Points...)
		for _, t := range body.Triangles {
			mesh.Triangles = append(mesh.Triangles, [3]uint32{t[0] + first, t[1] + first, t[2] + first})
			b.owner = append(b.owner, n)
		}
	}
	b.tree = collide.NewTree(mesh)
	set := func(k int, groups ...crane.Group) {
		th := &m.guard.things[k]
		var ok bool
		th.Thing, ok = crane.NewThing(b.tree, nil, th.rule.Value, groups...)
		th.absent = !ok
	}
	set(b.jibs, crane.JibGroup, crane.CounterGroup)
	set(b.loads, crane.HangingGroup)
}

// nearestBody is the element of a building that is nearest to a crane's part, ""
// if it is no building of elements.
func (m *Model) nearestBody(k int, t *tower, part crane.Group) string {
	for n := range m.built {
		b := &m.built[n]
		if k != b.jibs && k != b.loads || len(b.bodies) < 2 {
			continue
		}
		_, on, ok := m.guard.things[k].NearestPoints(&t.Crane, &t.State, part, far)
		if !ok {
			return ""
		}
		hit, ok := b.tree.Nearest(on, 1)
		if !ok || hit.Triangle >= len(b.owner) {
			return ""
		}
		return b.bodies[b.owner[hit.Triangle]].Of
	}
	return ""
}
