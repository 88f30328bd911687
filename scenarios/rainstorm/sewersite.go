package rainstorm

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/pipenet"
	"shapan/engine/solver/pipenet/runoff"
)

// watchMost bounds the manholes that frames tell of.
const watchMost = 200

// joinManholes finds the cell of each node, gives it its inlet and lifts its rim
// to the ground.
func (m *Model) joinManholes(n *network) error {
	special := map[string]int{}
	for k, a := range n.par.At {
		if n.nodeOf(a.ID) < 0 {
			return engine.Wrong(fmt.Errorf("%s: the network has no such node", a.ID), "at", k, "id")
		}
		special[a.ID] = k
	}
	n.places = make([]*mgl64.Vec2, len(n.file.Network.Nodes))
	for i := range n.file.Network.Nodes {
		d := &n.file.Network.Nodes[i]
		if at, known := n.file.Map.Nodes[d.Name]; known {
			p := m.sitePoint(n.par, at)
			n.places[i] = &p
		}
		inlet := n.par.Inlets
		if k, is := special[d.Name]; is {
			if n.par.At[k].Sealed {
				d.Surcharge = 1000
				continue
			}
			inlet = n.par.At[k].over(inlet)
		}
		var h *manhole
		var why string
		switch {
		case d.Kind != pipenet.Outfall:
			h, why = m.newManhole(n, i, inlet)
		case n.par.OutfallsTo == "ground":
			h, why = m.newOutlet(n, i)
		default:
			continue
		}
		if why != "" {
			n.note("%s: %s: not joined to the ground", d.Name, why)
			n.apart++
			continue
		}
		n.manholes = append(n.manholes, h)
	}
	if len(n.manholes) == 0 {
		return engine.Wrong(errors.New("no manhole lies on the ground: check coordinates and offset_m; e.g. "+strings.Join(n.notes[:min(3, len(n.notes))], "; ")), "swmm_file")
	}
	return nil
}

// sitePoint turns a point of the file into one of the site.
func (m *Model) sitePoint(p *SewerParameters, at [2]float64) mgl64.Vec2 {
	q := mgl64.Vec2(at)
	if p.OffsetM != nil {
		q = q.Add(*p.OffsetM)
	}
	o := m.site.Origin
	if p.Coordinates == "site" || p.Coordinates == "" && o.EPSG == 0 {
		return q
	}
	return mgl64.Rotate2D(-o.Rotation).Mul2x1(q.Sub(mgl64.Vec2{o.Easting, o.Northing}))
}

// newManhole joins node i to the ground, or says why not.
func (m *Model) newManhole(n *network, i int, inlet SewerInlet) (h *manhole, why string) {
	cell, why := m.cellOf(n, i)
	if why != "" {
		return nil, why
	}
	d, bed := &n.file.Network.Nodes[i], m.water.BedAt(cell)
	depth := bed - n.par.LevelOffsetM - d.Invert
	if depth < 0.05 {
		return nil, fmt.Sprintf("the ground, %.2f m, lies below its invert, %.2f m", bed, d.Invert+n.par.LevelOffsetM)
	}
	if off := depth - d.MaxDepth; d.MaxDepth > 0 && math.Abs(off) > 0.3 {
		n.note("%s: the ground, %.2f m, lies %.2f m %s the rim of the file: the ground is taken", d.Name, bed, math.Abs(off), map[bool]string{true: "above", false: "below"}[off > 0])
	}
	d.MaxDepth = depth
	cover := math.Pi / 4 * inlet.CoverDiameterM * inlet.CoverDiameterM
	d.Inlet = &pipenet.Inlet{Perimeter: inlet.PerimeterM, OpenArea: inlet.OpenAreaM2, Cover: cover, Weir: overEdge, Orifice: throughHole}
	return &manhole{
		name: d.Name, node: i, cell: cell, at: *n.places[i], ground: bed - n.par.LevelOffsetM, rim: bed - n.par.LevelOffsetM, inlet: inlet, cover: cover,
		manholeSave: manholeSave{FirstReturn: -1, MaxHead: d.Invert, Clogged: inlet.Clogged},
	}, ""
}

// cellOf finds the open ground on which node i lies, or says why there is none.
func (m *Model) cellOf(n *network, i int) (cell int, why string) {
	if n.places[i] == nil {
		return 0, "it has no row in [COORDINATES]"
	}
	at := *n.places[i]
	cell, inside := m.grid.CellAt(at[0], at[1])
	switch {
	case !inside:
		return 0, fmt.Sprintf("(%.1f, %.1f) lies outside the ground", at[0], at[1])
	case !m.wettable(cell):
		return 0, fmt.Sprintf("(%.1f, %.1f) is no open ground", at[0], at[1])
	}
	return cell, ""
}

// newOutlet lets an outfall discharge onto the ground: its node becomes a shaft
// that is open to the ground at the bottom of its pipes, or at the ground if that
// is higher, by twice their area, which costs one velocity head: the exit loss.
func (m *Model) newOutlet(n *network, i int) (h *manhole, why string) {
	cell, why := m.cellOf(n, i)
	if why != "" {
		return nil, why
	}
	d, area := &n.file.Network.Nodes[i], 0.0
	for k := range n.file.Network.Links {
		l := &n.file.Network.Links[k]
		if c := l.Conduit; c != nil && c.Section != nil && (l.From == i || l.To == i) {
			area += c.Section.Area(c.Section.Depth) * math.Max(1, float64(c.Barrels))
			l.Flap = l.Flap || d.Flap && l.To == i
		}
	}
	if area == 0 {
		return nil, "no conduit ends there"
	}
	ground := m.water.BedAt(cell) - n.par.LevelOffsetM
	rim := math.Max(ground, d.Invert+0.02)
	*d = pipenet.Node{Name: d.Name, Kind: pipenet.Storage, Invert: d.Invert, MaxDepth: rim - d.Invert}
	inlet := SewerInlet{PerimeterM: 2 * math.Sqrt(math.Pi*area), OpenAreaM2: 2 * area}
	d.Inlet = &pipenet.Inlet{Perimeter: inlet.PerimeterM, OpenArea: inlet.OpenAreaM2, Cover: 2 * area, Weir: overEdge, Orifice: throughHole}
	return &manhole{
		name: d.Name, outfall: true, node: i, cell: cell, at: *n.places[i], ground: ground, rim: rim, inlet: inlet, cover: 2 * area,
		manholeSave: manholeSave{FirstReturn: -1, MaxHead: d.Invert},
	}, ""
}

// letRun keeps the subcatchments that are to run.
func (n *network) letRun() {
	switch n.par.Runoff {
	case "file":
		return
	case "outside":
		joined := map[int]bool{}
		for _, h := range n.manholes {
			joined[h.node] = true
		}
		for k := range n.file.Runoff.Areas {
			if a := &n.file.Runoff.Areas[k]; joined[a.Node] {
				a.Node, a.Next, a.Area = -1, -1, 0
			}
		}
		return
	}
	if rested := len(n.file.Runoff.Areas); rested > 0 {
		n.note("%d subcatchments of the file rest: the rain falls on the ground", rested)
	}
	n.file.Runoff = runoff.Model{}
	n.file.WetStep = 86400 // nothing to do at its ends
}

// choose picks the manholes that frames tell of.
func (n *network) choose() error {
	if n.par.Watch == nil {
		n.watched = n.manholes[:min(watchMost, len(n.manholes))]
		if left := len(n.manholes) - len(n.watched); left > 0 {
			n.note("%d manholes are not recorded one by one: name those of interest under watch", left)
		}
		return nil
	}
	for k, id := range n.par.Watch {
		h := find(n.manholes, id, func(h *manhole) string { return h.name })
		if h == nil {
			return engine.Wrong(fmt.Errorf("%s: no manhole of that name is joined to the ground", id), "watch", k)
		}
		n.watched = append(n.watched, h)
	}
	return nil
}
