package citygrid

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Rule is which cells belong to an area.
type Rule uint8

// The rules.
const (
	Touching Rule = iota // all that share some area with it
	Centred              // those whose centre lies in it: each cell belongs to one of several areas side by side
)

// maxCells of one area: a city of 6,000 km² has 600,000 cells of 100 m.
const maxCells = 4_000_000

// Within returns the cells of an area, from north to south and in a row from
// west to east. The area is given by rings [m], not closed, outer ones and holes
// (even–odd rule). Where a centre lies on the rim, the area to its east or north
// has it.
func (g Grid) Within(rings [][]mgl64.Vec2, rule Rule) ([]Cell, error) {
	var all []error
	low, high := math.Inf(1), math.Inf(-1)
	west, east := low, high
	for k, ring := range rings {
		if len(ring) < 3 {
			all = append(all, fmt.Errorf("ring %d has %d points: must have at least 3", k, len(ring)))
		}
		for i, p := range ring {
			if _, ok := g.At(p[0], p[1]); !ok {
				all = append(all, fmt.Errorf("ring %d: point %d %v: must be metres within ±2e9", k, i, p))
			}
			low, high, west, east = min(low, p[1]), max(high, p[1]), min(west, p[0]), max(east, p[0])
		}
	}
	if all != nil {
		return nil, errors.Join(all...)
	}
	if rings == nil {
		return nil, nil
	}
	s := float64(g.Size)
	if n := ((high-low)/s + 1) * ((east-west)/s + 1); n > maxCells {
		return nil, fmt.Errorf("the area's box has %.0f cells of %d m: must be at most %d: choose larger cells", n, g.Size, maxCells)
	}
	first, last := g.index(low), g.index(high)
	columns := make([][]int32, int(last-first)+1) // of each row
	g.centred(rings, first, columns)
	if rule == Touching {
		g.touched(rings, first, columns)
	}
	var cells []Cell
	for k := len(columns) - 1; k >= 0; k-- {
		slices.Sort(columns[k])
		for _, col := range slices.Compact(columns[k]) {
			cells = append(cells, Cell{first + int32(k), col})
		}
	}
	return cells, nil
}

// centred finds per row where the line of its centres enters and leaves.
func (g Grid) centred(rings [][]mgl64.Vec2, first int32, columns [][]int32) {
	s := float64(g.Size)
	crossings := make([][]float64, len(columns))
	for _, ring := range rings {
		a := ring[len(ring)-1]
		for _, b := range ring {
			from, to := min(a[1], b[1]), max(a[1], b[1])
			for k := max(0, int(g.index(from-s/2)-first)); k < len(columns); k++ {
				y := (float64(first+int32(k)) + 0.5) * s
				if y > to {
					break
				}
				if (a[1] <= y) != (b[1] <= y) {
					crossings[k] = append(crossings[k], a[0]+(y-a[1])/(b[1]-a[1])*(b[0]-a[0]))
				}
			}
			a = b
		}
	}
	for k, xs := range crossings {
		slices.Sort(xs)
		for i := 0; i+1 < len(xs); i += 2 {
			// Centres c·s + s/2 in [xs[i], xs[i+1]).
			for c := math.Ceil(xs[i]/s - 0.5); (c+0.5)*s < xs[i+1]; c++ {
				columns[k] = append(columns[k], int32(c))
			}
		}
	}
}

// touched adds the cells through whose inside a side of the area runs; any
// other lies wholly within or without, and its centre has decided.
func (g Grid) touched(rings [][]mgl64.Vec2, first int32, columns [][]int32) {
	s := float64(g.Size)
	for _, ring := range rings {
		a := ring[len(ring)-1]
		for _, b := range ring {
			p, q := a, b
			a = b
			if p[1] > q[1] {
				p, q = q, p
			}
			for k := int(g.index(p[1]) - first); k < len(columns); k++ {
				south := float64(first+int32(k)) * s
				if south >= q[1] && !(p[1] == q[1] && p[1] > south) {
					break
				}
				// The part of the side within the row, and its columns.
				x0, x1 := p[0], q[0]
				if d := q[1] - p[1]; d > 0 {
					x0 = p[0] + max(0, (south-p[1])/d)*(q[0]-p[0])
					x1 = p[0] + min(1, (south+s-p[1])/d)*(q[0]-p[0])
				}
				x0, x1 = min(x0, x1), max(x0, x1)
				for c := g.index(x0); float64(c)*s < x1 || c == g.index(x0) && x0 > float64(c)*s; c++ {
					columns[k] = append(columns[k], c)
				}
			}
		}
	}
}

// Units gives cells of one community their 15-digit unit codes: its 12 digits
// (district, street, community) and a sequence from 001, from west to east and
// from north to south.
func Units(community string, cells []Cell) (codes map[Cell]string, err error) {
	digits := len(community) == 12
	for _, r := range community {
		digits = digits && r >= '0' && r <= '9'
	}
	if !digits {
		return nil, fmt.Errorf("community %q: must be 12 digits: 6 of the district, 3 of the street, 3 of the community", community)
	}
	order := slices.Clone(cells)
	slices.SortFunc(order, func(a, b Cell) int { return cmp.Or(cmp.Compare(b.Row, a.Row), cmp.Compare(a.Col, b.Col)) })
	order = slices.Compact(order)
	if len(order) > 999 {
		return nil, fmt.Errorf("community %s has %d cells: at most 999 can be numbered: choose larger cells or divide it", community, len(order))
	}
	codes = make(map[Cell]string, len(order))
	for k, c := range order {
		codes[c] = fmt.Sprintf("%s%03d", community, k+1)
	}
	return codes, nil
}
