package rainstorm

import (
	"context"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/pipenet"
	"shapan/engine/solver/pipenet/inp"
)

// network is the drainage network of the scenario, in motion.
type network struct {
	par      *SewerParameters
	file     *inp.File
	run      *inp.Simulation
	manholes []*manhole // joined to the ground, in the order of the file
	watched  []*manhole // of which frames tell
	places   []*mgl64.Vec2
	stages   []inp.Stage // of the file; run uses those that no level replaces
	notes    []string
	apart    int       // nodes that are not joined to the ground
	put      []float64 // per node: what pumps gave for the next exchange [m³]

	networkSave
}

// networkSave is the part of the network that changes with time, beside its
// manholes and its solver's state.
type networkSave struct {
	Levels []outfallLevel `json:"levels"` // that replace the file's, in the order of their setting
}

type outfallLevel struct {
	Node  int     `json:"node"`
	Level float64 `json:"level"` // the site's [m]
}

func (n *network) note(format string, a ...any) { n.notes = append(n.notes, fmt.Sprintf(format, a...)) }

// nodeOf finds a node of the file by its name; -1 if there is none.
func (n *network) nodeOf(name string) int {
	for i := range n.file.Network.Nodes {
		if n.file.Network.Nodes[i].Name == name {
			return i
		}
	}
	return -1
}

// Manhole implements Sewer.
func (n *network) Manhole(id string) (node int, at mgl64.Vec2, known bool) {
	node = n.run.Net.NodeIndex(id)
	if node < 0 || n.places[node] == nil {
		return node, at, false
	}
	return node, *n.places[node], true
}

// Put implements Sewer.
func (n *network) Put(node int, volume, _ float64) { n.put[node] += volume }

// pass moves the network by an exchange of dt seconds and lets its manholes ask
// the ground for water.
func (n *network) pass(ctx context.Context, m *Model, dt float64) error {
	expected, exchanged := make([]float64, len(n.manholes)), make([]float64, len(n.manholes))
	for k, h := range n.manholes {
		expected[k] = h.ask(m, n, dt)
	}
	for node, volume := range n.put {
		n.run.SetExtra(node, volume/dt)
	}
	clear(n.put)
	end := n.run.Time() + dt
	for left := dt; left > 1e-9; left = end - n.run.Time() {
		if err := n.run.Advance(ctx, n.part(left)); err != nil {
			return fmt.Errorf("drainage network: %w", err)
		}
		for k, h := range n.manholes {
			v := n.run.Net.Exchange(h.node)
			exchanged[k] += v
			n.run.Net.SetSurface(h.node, h.rim+h.Above, h.Throat+h.credit-math.Max(exchanged[k], 0))
		}
	}
	for k, h := range n.manholes {
		h.pass(m, exchanged[k], expected[k], dt)
	}
	return nil
}

// part is how far [s] the network goes at once: what passes the inlets is known
// of one advance of its solver, and a Simulation makes one of each step of
// routing and of runoff.
func (n *network) part(left float64) float64 {
	t := n.run.Time()
	wet := (math.Floor((t+1e-9)/n.file.WetStep)+1)*n.file.WetStep - t
	part := math.Min(left, math.Min(n.file.Step, wet))
	if left-part < 1e-6 {
		return left
	}
	return part
}

// took books an exchange that ended at t [s].
func (n *network) took(t, dt float64) {
	for _, h := range n.manholes {
		h.took(t, dt, n.run.Net.NodeHead(h.node))
	}
}

// held is the water in throats [m³].
func (n *network) held() (volume float64) {
	for _, h := range n.manholes {
		volume += h.Throat
	}
	return volume
}

// totals are what passed the inlets since the start [m³] and when the first
// water came back [s]; negative: never.
func (n *network) totals() (taken, returned, first float64) {
	first = -1
	for _, h := range n.manholes {
		if h.outfall {
			continue
		}
		taken += h.Taken
		returned += h.Returned
		if h.FirstReturn >= 0 && (first < 0 || h.FirstReturn < first) {
			first = h.FirstReturn
		}
	}
	return taken, returned, first
}

// outflow is what left through outfalls, less what came in [m³]; some lie on the
// ground.
func (n *network) outflow() float64 {
	l := n.run.Net.Ledger()
	net := l.OutfallOut - l.OutfallIn
	for _, h := range n.manholes {
		if h.outfall {
			net += h.Returned - h.Taken
		}
	}
	return net
}

// freeOutfalls makes outfalls that fall freely ones whose level is given, far
// below them: the same, until a level is set.
func (n *network) freeOutfalls() {
	for i := range n.file.Network.Nodes {
		if d := &n.file.Network.Nodes[i]; d.Kind == pipenet.Outfall && d.Level == pipenet.Free {
			d.Level, d.Stage = pipenet.Given, d.Invert-1000
		}
	}
}

// setLevel sets the level before an outfall [m], instead of the file's.
func (n *network) setLevel(id string, level float64) error {
	node, err := n.outfall(id)
	if err != nil {
		return err
	}
	n.Levels = append(n.Levels, outfallLevel{node, level})
	n.applyLevels()
	return nil
}

func (n *network) outfall(id string) (node int, err error) {
	node = n.nodeOf(id)
	if h := find(n.manholes, id, func(h *manhole) string { return h.name }); h != nil && h.outfall {
		return node, fmt.Errorf("%s: it discharges onto the ground, whose water is its level", id)
	}
	if node < 0 || n.file.Network.Nodes[node].Kind != pipenet.Outfall {
		return node, fmt.Errorf("%s: the network has no such outfall", id)
	}
	if n.file.Network.Nodes[node].Level != pipenet.Given {
		return node, fmt.Errorf("%s: its level follows its depth of flow (NORMAL): make it FREE or FIXED", id)
	}
	return node, nil
}

// applyLevels takes the file's own levels of outfalls away where others are set.
func (n *network) applyLevels() {
	last := map[int]float64{}
	kept := n.Levels[:0]
	for _, l := range n.Levels {
		last[l.Node] = l.Level
	}
	for _, l := range n.Levels {
		if level, first := last[l.Node]; first {
			kept = append(kept, outfallLevel{l.Node, level})
			delete(last, l.Node)
			n.run.Net.SetStage(l.Node, level-n.par.LevelOffsetM)
		}
	}
	n.Levels = kept
	n.file.Stages = nil
	for _, s := range n.stages {
		replaced := false
		for _, l := range n.Levels {
			replaced = replaced || l.Node == s.Node
		}
		if !replaced {
			n.file.Stages = append(n.file.Stages, s)
		}
	}
}
