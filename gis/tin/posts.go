package tin

import "slices"

// post is the upright line over a point where walls stand. The walls divide the
// triangles round the point into sectors, each with a height of its own.
//
// Where more than two heights meet (a third wall ends there, or walls of
// different depth cross), a wall between the highest and the lowest has the
// others' corners in its upright side: else it would touch two walls on its
// other side with no side of either. And where high and low sectors alternate
// (two pits that touch in a corner), the posts between them have one corner for
// each high sector, so that every upright side belongs to two walls, not four.
// Both follow from one rule: a corner of a post is a height and a run of
// neighbouring sectors that are all at least as high.
type post struct {
	heights []float64 // of the sectors, anticlockwise [m]
	ring    bool      // the last sector is the first's neighbour; not so on the tile's border
	levels  []float64 // the heights, rising, each once
	number  map[stand]uint32
}

// stand is a corner of a post: an index of levels, and the first sector of a run
// that is at least as high; 0 where all are.
type stand struct{ level, sector int }

// same is how little two heights of a post may differ and still be one [m]: a
// thousand times what rounding leaves of them.
const same = 1e-9

func newPost(heights []float64, ring bool) *post {
	p := &post{heights: heights, ring: ring, number: map[stand]uint32{}}
	rising := slices.Sorted(slices.Values(heights))
	for _, z := range rising {
		if n := len(p.levels); n == 0 || z-p.levels[n-1] > same {
			p.levels = append(p.levels, z)
		}
	}
	for k, z := range heights {
		p.heights[k] = p.levels[p.level(z)]
	}
	return p
}

// level returns the index of the level that a height was taken into.
func (p *post) level(z float64) int {
	k, exact := slices.BinarySearch(p.levels, z)
	if !exact {
		k--
	}
	return k
}

// top returns the corner of a sector's triangles.
func (p *post) top(sector int) stand {
	return p.at(p.level(p.heights[sector]), sector)
}

// at returns the corner at a level that the sector reaches.
func (p *post) at(level, sector int) stand {
	first := sector
	for range p.heights {
		before := first - 1
		if before < 0 {
			if !p.ring {
				break
			}
			before = len(p.heights) - 1
		}
		if p.heights[before] < p.levels[level] {
			return stand{level, first}
		}
		first = before
	}
	return stand{level, 0} // the run goes all round, or begins at the border
}

// climb returns the corners from the height of one sector to that of its
// neighbour, both included.
func (p *post) climb(from, to int) []stand {
	a, b := p.level(p.heights[from]), p.level(p.heights[to])
	if a > b {
		down := p.climb(to, from)
		slices.Reverse(down)
		return down
	}
	way := []stand{p.top(from)}
	for level := a + 1; level <= b; level++ {
		way = append(way, p.at(level, to))
	}
	return way
}
