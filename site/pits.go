package site

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/terrain"
	"shapan/gis/vector"
)

// pits cuts the excavations into the ground.
func (l *loader) pits() {
	for k, p := range l.doc.Pits {
		node := l.at("pits", k)
		id := "pit/" + p.ID
		l.take(node.At("id"), id)
		e := terrain.Excavation{Rings: l.rings(node.At("outline"), p.Outline), Level: p.Formation, Slope: p.Slope}
		sound := e.Rings != nil
		for m, s := range p.Stages {
			at := node.At("stages", m)
			l.take(at.At("id"), id+"/"+s.ID)
			rings := l.rings(at.At("outline"), s.Outline)
			sound = sound && rings != nil
			e.Stages = append(e.Stages, terrain.Stage{Rings: rings, Level: s.Formation})
		}
		sound = l.earthworks(k, id, &e) && sound
		if !sound || !l.ready || !l.inGround(node.At("outline"), e.Rings) || !l.rampLevels(k, &e) {
			continue
		}
		l.claim(k, e)
		cut := l.excavate(e)
		l.judgeCut(k, cut)
		l.site.Features = append(l.site.Features, engine.Feature{
			ID: id, Kind: "pit", Name: named(p.Name, p.ID), Rings: e.Rings,
			Properties: map[string]engine.Value{
				"formation_level_m": engine.Number(p.Formation), "side_slope_h_per_v": engine.Number(p.Slope),
				"coping_height_m": engine.Number(p.Coping), "volume_m3": engine.Number(cut.Volume),
				"cut_m3": engine.Number(total(cut.Works).Cut), "fill_m3": engine.Number(total(cut.Works).Fill),
			},
		})
		l.phasesDone(k, id, e, cut)
		for m, s := range p.Stages {
			l.site.Features = append(l.site.Features, engine.Feature{
				ID: id + "/" + s.ID, Kind: "pit_stage", Name: named(s.Name, s.ID), Rings: e.Stages[m].Rings,
				Properties: map[string]engine.Value{"formation_level_m": engine.Number(s.Formation)},
			})
		}
	}
}

// claim gives a pit its cells: none may be another pit's, and stages must lie
// on them.
func (l *loader) claim(k int, e terrain.Excavation) {
	g, node := l.site.Ground.Grid, l.at("pits", k)
	other, count := int32(0), 0
	g.Inside(e.Rings, func(cell int) {
		if l.pitCell[cell] != 0 {
			other = l.pitCell[cell]
		}
		l.pitCell[cell] = int32(k + 1)
		count++
	})
	if count == 0 {
		l.fail(node.At("outline"), "covers no centre of a cell of %g m: enlarge it, or set a smaller ground.cell_m", g.Cell)
	}
	if other != 0 {
		l.fail(node.At("outline"), "overlaps pit %s: make it a stage of that pit, or draw them apart", l.doc.Pits[other-1].ID)
	}
	for m, s := range e.Stages {
		beyond, count := 0, 0
		g.Inside(s.Rings, func(cell int) {
			count++
			if l.pitCell[cell] != int32(k+1) {
				beyond++
			}
		})
		at := node.At("stages", m, "outline")
		switch {
		case beyond > 0 || !inside(s.Rings, e.Rings):
			l.fail(at, "reaches beyond the pit's outline: must lie inside")
		case count == 0:
			l.fail(at, "covers no centre of a cell of %g m: enlarge it, or set a smaller ground.cell_m", g.Cell)
		}
	}
}

// inside tells whether all corners of rings lie in an area or within a
// centimetre of its border.
func inside(rings, area [][]mgl64.Vec2) bool {
	const near = 0.01
	for _, ring := range rings {
		for _, p := range ring {
			if !vector.Contains(area, p) && terrain.Distance(area, p) > near {
				return false
			}
		}
	}
	return true
}

// judgeCut finds levels that cut nothing and sides that meet too early.
func (l *loader) judgeCut(k int, cut terrain.Cut) {
	p, node := l.doc.Pits[k], l.at("pits", k)
	if cut.NoData > 0 {
		l.fail(node.At("outline"), "no ground data in %d of its cells", cut.NoData)
		return
	}
	for m, part := range cut.Parts {
		at, level := node, p.Formation
		if m > 0 {
			at, level = node.At("stages", m-1), p.Stages[m-1].Formation
		}
		switch {
		case part.Cells == 0: // all of it is in stages, or reported by claim
		case len(p.Phases) > 0: // how deep it is follows from them
		case part.Lower == 0:
			l.fail(at.At("formation_level_m"), "%g: lies above the ground in its outline, which is at most %.2f m high", level, cut.Top)
		case p.Slope > 0 && len(p.Ramps) == 0 && part.Lowest > level+2*l.site.Ground.Grid.Cell/p.Slope:
			l.fail(node.At("side_slope_h_per_v"), "%g: too gentle for this outline: the sides meet at %.2f m, the formation level of %g m is not reached", p.Slope, part.Lowest, level)
		}
	}
}

// sumps cuts the sumps into what the pits have left.
func (l *loader) sumps() {
	for k, s := range l.doc.Sumps {
		node := l.at("sumps", k)
		id := "sump/" + s.ID
		l.take(node.At("id"), id)
		rings := l.rings(node.At("outline"), s.Outline)
		if rings == nil || !l.ready || !l.inGround(node.At("outline"), rings) {
			continue
		}
		if s.Mode == "node" {
			l.shaft(k, rings)
			continue
		}
		cut := l.excavate(terrain.Excavation{Rings: rings, Level: s.Floor})
		switch {
		case cut.Cells+cut.NoData == 0:
			l.fail(node.At("outline"), "covers no centre of a cell of %g m: enlarge it, or set a smaller ground.cell_m", l.site.Ground.Grid.Cell)
			continue
		case cut.NoData > 0:
			l.fail(node.At("outline"), "no ground data in %d of its cells", cut.NoData)
		case cut.Lower == 0:
			l.fail(node.At("floor_level_m"), "%g: lies above the ground in its outline, which is at most %.2f m high", s.Floor, cut.Top)
		}
		properties := map[string]engine.Value{"floor_level_m": engine.Number(s.Floor), "volume_m3": engine.Number(cut.Volume)}
		at := middle(l.site.Ground.Grid, rings)
		z, _ := l.standing(node.At("outline"), at)
		name := named(s.Name, s.ID)
		l.site.Features = append(l.site.Features, engine.Feature{ID: id, Kind: "sump", Name: name, Rings: rings, Properties: properties})
		l.site.Assets = append(l.site.Assets, engine.Asset{ID: id, Kind: "sump", Name: name, Position: at.Vec3(z), Properties: properties})
	}
}

// shaft makes a sump that is no part of the ground: it has its own area, and
// its rim is the lowest ground at it.
func (l *loader) shaft(k int, rings [][]mgl64.Vec2) {
	s, node := l.doc.Sumps[k], l.at("sumps", k)
	g := l.site.Ground.Grid
	rim, cells := math.Inf(1), 0
	see := func(cell int) {
		cells++
		if z := float64(l.site.Ground.Values[cell]); !math.IsNaN(z) {
			rim = math.Min(rim, z)
		}
	}
	g.Inside(rings, see)
	at := mean(rings[0])
	if cells == 0 {
		if cell, inside := g.CellAt(at[0], at[1]); inside {
			see(cell)
		}
	} else {
		at = middle(g, rings)
	}
	switch {
	case math.IsInf(rim, 1):
		l.fail(node.At("outline"), "no ground data there")
		return
	case s.Floor >= rim:
		l.fail(node.At("floor_level_m"), "%g: lies above the ground in its outline, which is %.2f m high", s.Floor, rim)
	}
	area, perimeter := math.Abs(vector.Area(rings[0])), 0.0
	for m, p := range rings[0] {
		perimeter += rings[0][(m+1)%len(rings[0])].Sub(p).Len()
	}
	properties := map[string]engine.Value{
		"mode": engine.Word("node"), "floor_level_m": engine.Number(s.Floor), "rim_level_m": engine.Number(rim),
		"area_m2": engine.Number(area), "rim_m": engine.Number(perimeter), "volume_m3": engine.Number(area * (rim - s.Floor)),
	}
	id, name := "sump/"+s.ID, named(s.Name, s.ID)
	l.site.Features = append(l.site.Features, engine.Feature{ID: id, Kind: "sump", Name: name, Rings: rings, Properties: properties})
	l.site.Assets = append(l.site.Assets, engine.Asset{ID: id, Kind: "sump", Name: name, Position: at.Vec3(s.Floor), Properties: properties})
}

// mean of the corners of a ring.
func mean(ring []mgl64.Vec2) (at mgl64.Vec2) {
	for _, p := range ring {
		at = at.Add(p.Mul(1 / float64(len(ring))))
	}
	return at
}

// middle returns the centre of the cell in an area that is nearest to the mean
// of its cells: always a place inside.
func middle(g engine.Grid, rings [][]mgl64.Vec2) mgl64.Vec2 {
	var cells []int
	var sum mgl64.Vec2
	g.Inside(rings, func(cell int) {
		cells = append(cells, cell)
		sum = sum.Add(g.Center(cell))
	})
	mean := sum.Mul(1 / float64(len(cells)))
	best, at := math.Inf(1), mean
	for _, cell := range cells {
		if d := g.Center(cell).Sub(mean).Len(); d < best {
			best, at = d, g.Center(cell)
		}
	}
	return at
}
