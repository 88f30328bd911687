package terrain

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Breakline is a line that the ground must follow: the top of a wall or kerb, the
// crest of a dyke, the bottom of a ditch.
type Breakline struct {
	Line   []mgl64.Vec2
	Height []float64 // at each point [m]; linear between
	Above  bool      // heights are above the ground under the line
	Down   bool      // a ditch: the ground is lowered to the line instead of raised
}

// Burn gives the cells along breaklines the lines' heights, and returns how many
// it has changed. The cells hang together by their sides, so that water passes
// no line that is higher than it, not even diagonally. A cell that several lines
// cross has the highest (of ditches: the lowest); where a ditch meets a wall,
// later lines win.
func Burn(f *engine.Field, lines ...Breakline) (changed int) {
	was := map[int]float32{}
	for _, l := range lines {
		for cell, z := range l.heights(f, was) {
			now := f.Values[cell]
			if l.Down == (z < now) && z != now && now == now {
				if _, known := was[cell]; !known {
					was[cell] = now
				}
				f.Values[cell] = z
			}
		}
	}
	for cell, z := range was {
		if f.Values[cell] != z {
			changed++
		}
	}
	return changed
}

// heights returns the line's height in each cell that it passes: at the middle
// of its way through the cell; where it passes twice, the one that matters.
func (l *Breakline) heights(f *engine.Field, was map[int]float32) map[int]float32 {
	heights := map[int]float32{}
	for k := range len(l.Line) - 1 {
		a, b := l.Line[k], l.Line[k+1]
		l.pass(f.Grid, a, b, func(cell int, s float64) {
			z := l.Height[k] + s*(l.Height[k+1]-l.Height[k])
			if l.Above {
				base, burnt := was[cell]
				if !burnt {
					base = f.Values[cell]
				}
				z += float64(base)
			}
			value := float32(z)
			if old, known := heights[cell]; known && l.Down == (old < value) {
				return
			}
			heights[cell] = value
		})
	}
	return heights
}

// pass visits the cells of a segment with the fraction of the way at their
// middle. Where it leaves a cell through a corner, the cell beside is visited
// too.
func (l *Breakline) pass(g engine.Grid, a, b mgl64.Vec2, visit func(cell int, s float64)) {
	u, v := (a[0]-g.X0)/g.Cell, (a[1]-g.Y0)/g.Cell
	du, dv := (b[0]-a[0])/g.Cell, (b[1]-a[1])/g.Cell
	i, j := math.Floor(u), math.Floor(v)
	next := func(at, d, cell float64) (s, per float64) { // when the next side of a cell comes
		switch {
		case d > 0:
			return (cell + 1 - at) / d, 1 / d
		case d < 0:
			return (cell - at) / d, -1 / d
		}
		return math.Inf(1), 0
	}
	sx, perX := next(u, du, i)
	sy, perY := next(v, dv, j)
	see := func(s float64) {
		if i >= 0 && j >= 0 && i < float64(g.NX) && j < float64(g.NY) {
			visit(int(j)*g.NX+int(i), math.Min(1, s))
		}
	}
	for s := 0.0; ; {
		leaves := math.Min(1, math.Min(sx, sy))
		see((s + leaves) / 2)
		if leaves >= 1 {
			// an end on a cell's side is in the cell beyond: the next segment starts there
			const rounds = 1 + 1e-9
			if sx <= rounds && du > 0 {
				i++
				see(1)
			}
			if sy <= rounds && dv > 0 {
				j++
				see(1)
			}
			return
		}
		acrossX, acrossY := sx <= sy, sy <= sx
		if acrossX {
			i += math.Copysign(1, du)
			sx += perX
		}
		if acrossX && acrossY { // through a corner: also the cell beside
			see(leaves)
		}
		if acrossY {
			j += math.Copysign(1, dv)
			sy += perY
		}
		s = leaves
	}
}
