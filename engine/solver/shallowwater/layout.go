package shallowwater

import (
	"fmt"
	"math"
	"slices"
)

// blockAt finds the block of a cell of the Grid and the cell's place in it.
func (s *Solver) blockAt(cell int) (b *block, k int) {
	i, j := s.grid.At(cell)
	b = s.blockOf[j/side*s.tilesX+i/side]
	return b, local((i-b.i0)>>b.res, (j-b.j0)>>b.res)
}

func (s *Solver) openAt(i, j int) bool {
	return i >= 0 && i < s.grid.NX && j >= 0 && j < s.grid.NY && s.conf.open(s.grid.Index(i, j))
}

// layBlocks makes blocks of sizes (see chooseSizes), links them, and puts the
// ground into them. bed and rough are on the Grid.
func (s *Solver) layBlocks(sizes []int) {
	nx, ny := s.grid.NX, s.grid.NY
	s.sizes = sizes
	s.blockOf = make([]*block, s.tilesX*s.tilesY)
	s.blocks, s.mixed = s.blocks[:0], slices.Max(sizes) > 0
	s.shapes = map[shape]*runs{}
	memory := newArena(s.tilesX * s.tilesY * s.wordsPerBlock())
	for ty := range s.tilesY {
		for tx := range s.tilesX {
			if s.blockOf[ty*s.tilesX+tx] != nil {
				continue
			}
			b := &block{res: sizes[ty*s.tilesX+tx], i0: tx * side, j0: ty * side}
			b.cell = s.grid.Cell * float64(int(1)<<b.res)
			b.odd = (tx>>b.res+ty>>b.res)%2 == 1
			b.nx, b.ny = min(side, (nx-b.i0)>>b.res), min(side, (ny-b.j0)>>b.res)
			for y := ty; y < ty+1<<b.res; y++ {
				for x := tx; x < tx+1<<b.res; x++ {
					s.blockOf[y*s.tilesX+x] = b
				}
			}
			s.fillBlock(b, memory)
			if b.open > 0 {
				b.number = len(s.blocks)
				s.blocks = append(s.blocks, b)
			}
		}
	}
	for _, b := range s.blocks {
		s.link(b)
	}
	s.ends = make([]uint64, len(s.blocks))
	s.active, s.unsorted = make([]*block, 0, len(s.blocks)), make([]*block, 0, len(s.blocks))
	s.placeRims()
	s.freshGround = false
}

// fillBlock gives a block its planes; those of a coarse one are means.
func (s *Solver) fillBlock(b *block, memory *arena) {
	b.isOpen = make([]bool, plane)
	for j := range b.ny {
		for i := range b.nx {
			if I, J := b.corner(i, j); s.openAt(I, J) {
				b.isOpen[local(i, j)] = true
				b.open++
			}
		}
	}
	if b.open == 0 {
		return
	}
	b.findRuns(s.order, s.shapes)
	// What lies together is asked for together: see comeTo.
	b.water, b.motion = memory.floats64(s.waterWords()), memory.floats32(motions*plane)
	b.now, b.next = rims{memory.strips(4 * s.deep())}, rims{memory.strips(4 * s.deep())}
	b.stepX, b.stepY = memory.floats32(plane), memory.floats32(plane)
	b.kindOf, b.kinds.table = memory.bytes(plane), memory.soilTable()
	b.soil = memory.floats32(soils * plane)
	b.soaked, b.ground = memory.floats64(plane), memory.floats64(plane)
	if s.conf.Porosity != nil {
		b.porous, b.dryer = make([]float64, plane), make([]float64, plane)
		for k := range b.porous {
			b.porous[k] = 1
		}
	}
	for sd := range b.rim {
		b.rim[sd] = &rim{}
	}
	n := 1 << b.res
	b.eachOpen(func(i, j, k int) {
		I, J := b.corner(i, j)
		z, rough, phi := 0.0, 0.0, 0.0
		for y := J; y < J+n; y++ {
			for x := I; x < I+n; x++ {
				c := s.grid.Index(x, y)
				z += s.bed[c]
				rough += float64(s.rough[c])
				if s.conf.Porosity != nil {
					phi += s.conf.Porosity[c]
				}
			}
		}
		share := 1 / float64(n*n)
		b.ground[k], b.soil[soilRough+k], b.soil[soilRain+k] = s.even(z*share), float32(rough*share), 1
		if s.conf.Porosity != nil {
			b.porous[k] = phi * share
		}
	})
	if b.tight = 1; s.conf.Passage[0] != nil {
		s.fillPassages(b)
	}
}

// fillPassages finds how far a block's edges are open. Those at rims are as their cells.
func (s *Solver) fillPassages(b *block) {
	n := 1 << b.res
	for d, back := range [...]int{1, stride} {
		b.passage[d] = make([]float64, plane)
		for j := range side + d {
			for i := range side + 1 - d {
				k, beside := local(i, j), b.porous[local(i, j)]
				I, J := b.corner(i, j)
				sum, edges := 0.0, 0
				for c := range n {
					x, y := I-1, J+c
					if d == 1 {
						x, y = I+c, J-1
					}
					if x >= 0 && y >= 0 && x < s.grid.NX-1+d && y < s.grid.NY-d {
						sum += s.conf.Passage[d][s.grid.Index(x, y)]
						edges++
					}
				}
				if edges == 0 {
					if i == b.nx && d == 0 || j == b.ny && d == 1 { // the far rim
						beside = b.porous[k-back]
					}
					b.passage[d][k] = beside
					continue
				}
				b.passage[d][k] = sum / float64(edges)
				for _, cell := range [...]int{k - back, k} {
					if b.isOpen[cell] {
						b.tight = max(b.tight, b.passage[d][k]/b.porous[cell])
					}
				}
			}
		}
	}
}

func (s *Solver) waterWords() int {
	if s.order == 1 {
		return waterQX
	}
	return waters * plane
}

// wordsPerBlock is the memory of a block's planes, in float64.
func (s *Solver) wordsPerBlock() int {
	return words64(s.waterWords()) + words32(motions*plane) + 8*s.deep()*stripWords + words32(soils*plane) + 2*words32(plane) + 2*words64(plane) + words8(plane) + soilTableWords
}

// link finds the seams of a block.
func (s *Solver) link(b *block) {
	for sd := range b.seams {
		b.seams[sd] = nil
		step := 1 // own cells per look
		for k := 0; k < side; k += step {
			i, j := rimCell(sd, k)
			di, dj := beyondSide(i, j, sd)
			I, J := b.i0+di<<b.res, b.j0+dj<<b.res
			if di < 0 {
				I = b.i0 - 1
			}
			if dj < 0 {
				J = b.j0 - 1
			}
			step = 1
			if I < 0 || I >= s.grid.NX || J < 0 || J >= s.grid.NY {
				continue
			}
			o := s.blockOf[J/side*s.tilesX+I/side]
			if o.open == 0 || o == b {
				continue
			}
			m := seam{other: o, coarser: o.res - b.res, from: k}
			oi, oj := (I-o.i0)>>o.res, (J-o.j0)>>o.res
			m.to = rimIndex(opposite(sd), oi, oj)
			if m.n = side; m.coarser < 0 {
				m.n = side / 2
			}
			for c := m.from; c < m.from+m.n; c++ {
				ci, cj := rimCell(sd, c)
				oi, oj := rimCell(opposite(sd), m.beside(c))
				if k := local(ci, cj); b.isOpen[k] && o.isOpen[local(oi, oj)] {
					m.shared = append(m.shared, pair{uint8(c), uint8(m.beside(c)), int16(k), int16(edgeOf(k, sd))})
				}
			}
			b.seams[sd] = append(b.seams[sd], m)
			step = m.n
		}
	}
}

// fillGround copies the neighbours' ground and soil into the rim of a block.
func (s *Solver) fillGround(b *block) {
	s.eachHalo(b, halo, func(k int, o *block, at, n int) {
		if n == 1 {
			b.ground[k] = o.ground[at]
			if b.porous != nil {
				b.porous[k] = o.porous[at]
			}
			for p := 0; p < len(b.soil); p += plane {
				b.soil[p+k] = o.soil[p+at]
			}
			return
		}
		if b.porous != nil {
			b.porous[k] = 0.25 * ((o.porous[at] + o.porous[at+1]) + (o.porous[at+stride] + o.porous[at+stride+1]))
		}
		b.ground[k] = s.even(0.25 * ((o.ground[at] + o.ground[at+1]) + (o.ground[at+stride] + o.ground[at+stride+1])))
		for p := 0; p < len(b.soil); p += plane {
			b.soil[p+k] = 0.25 * ((o.soil[p+at] + o.soil[p+at+1]) + (o.soil[p+at+stride] + o.soil[p+at+stride+1]))
		}
	})
}

// findSteps finds the rises of the bed from cell to cell. Beyond open rims it
// goes on as it came.
func (b *block) findSteps() {
	for k := stride; k < plane; k++ {
		b.stepX[k], b.stepY[k] = float32(b.ground[k]-b.ground[k-1]), float32(b.ground[k]-b.ground[k-stride])
	}
	for x := range b.brinks {
		b.goOn(b.brinks[x].k, b.brinks[x].side)
	}
	for _, e := range b.echoes {
		if !e.wall {
			b.goOn(e.k, e.side)
		}
	}
	b.eachRigid(func(k, sd int) { // no water stands on what is beyond: the kernels find no flux
		steps, rise := b.stepX, float32(cliff)
		if sd >= south {
			steps = b.stepY
		}
		if sd == west || sd == south {
			rise = -rise
		}
		steps[edgeOf(k, sd)] = rise
	})
	for j := range side {
		b.stepX[local(j, turnedEast)] = b.stepX[local(side, j)]
	}
}

// cliff is how high the ground beyond a rigid edge is taken for [m].
const cliff = 1e6

// goOn lets the bed rise beyond a side of cell k as it did before it.
func (b *block) goOn(k, sd int) {
	steps := b.stepX
	if sd >= south {
		steps = b.stepY
	}
	if sd == west || sd == south {
		steps[k] = steps[k-aside(sd)]
	} else {
		steps[k+aside(sd)] = steps[k]
	}
}

// even rounds a height to a multiple of quantum: then the rise of the bed from
// cell to cell is exact in float32.
func (s *Solver) even(z float64) float64 { return math.RoundToEven(z/s.quantum) * s.quantum }

// findQuantum chooses it so that the whole relief has 24 bits: 2 µm for 16 m.
func (s *Solver) findQuantum() float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for k, z := range s.bed {
		if s.conf.open(k) {
			low, high = min(low, z), max(high, z)
		}
	}
	_, exponent := math.Frexp(max(high-low, 1e-6))
	return math.Ldexp(1, exponent-23)
}

// eachHalo walks the rim of a block, deep cells wide, with the corners if it
// is more than one: k is the rim's cell, at the cell of o that it copies, or
// with n = 2 the south-west one of the four whose mean it is.
func (s *Solver) eachHalo(b *block, deep int, f func(k int, o *block, at, n int)) {
	for sd := range b.seams {
		s.eachBeside(b, sd, deep, f)
	}
	if deep > 1 {
		eachCorner(b, f)
	}
}

// eachBeside is eachHalo for one side.
func (s *Solver) eachBeside(b *block, sd, deep int, f func(k int, o *block, at, n int)) {
	for x := range b.seams[sd] {
		m := &b.seams[sd][x]
		for layer := range deep {
			for c := m.from; c < m.from+m.n; c++ {
				i, j := rimCell(sd, c)
				k := local(i, j) + (layer+1)*aside(sd)
				oi, oj := rimCell(opposite(sd), m.beside(c))
				at, n := local(oi, oj), 1
				switch m.coarser {
				case 0:
					at += layer * aside(sd)
				case 1:
					at += layer / 2 * aside(sd)
				case -1:
					at, n = at+2*layer*aside(sd), 2
					if sd == west || sd == south { // the south-west one of four
						at += aside(sd)
					}
				}
				f(k, m.other, at, n)
			}
		}
	}
}

// eachCorner is eachHalo for the cells across the corners.
func eachCorner(b *block, f func(k int, o *block, at, n int)) {
	for _, c := range [4]struct{ x, y, i, j int }{{west, south, -1, -1}, {east, south, side, -1}, {west, north, -1, side}, {east, north, side, side}} {
		if o := diagonal(b, c.x, c.y); o != nil {
			f(local(c.i, c.j), o, local(wrap(c.i), wrap(c.j)), 1)
		}
	}
}

func wrap(i int) int { return (i + side) % side }

// diagonal is the block of the same size across a corner, if there is one.
func diagonal(b *block, x, y int) *block {
	same := func(b *block, sd int) *block {
		if m := b.seams[sd]; len(m) == 1 && m[0].coarser == 0 {
			return m[0].other
		}
		return nil
	}
	if o := same(b, x); o != nil {
		if d := same(o, y); d != nil {
			return d
		}
	}
	if o := same(b, y); o != nil {
		return same(o, x)
	}
	return nil
}

// chooseSizes gives every 32×32 cells of the Grid the size of their block: 0
// fine, n for cells 2^n times as long. See Config.Coarsest.
func (s *Solver) chooseSizes() []int {
	sizes := make([]int, s.tilesX*s.tilesY)
	if s.conf.Coarsest == 0 {
		return sizes
	}
	may := make([]int, len(sizes)) // how coarse each 32×32 cells may be
	for ty := range s.tilesY {
		for tx := range s.tilesX {
			at := ty*s.tilesX + tx
			if may[at] = s.coarsest(tx, ty); s.sizes != nil { // never coarser than before
				may[at] = min(may[at], s.sizes[at])
			}
		}
	}
	for res := 1; res <= s.conf.Coarsest; res++ {
		n := 1 << res
		for ty := 0; ty+n <= s.tilesY; ty += n {
			for tx := 0; tx+n <= s.tilesX; tx += n {
				ok := true
				for y := ty; y < ty+n; y++ {
					for x := tx; x < tx+n; x++ {
						at := y*s.tilesX + x
						ok = ok && may[at] >= res && sizes[at] == res-1
					}
				}
				// Neighbours differ by one size at most, also across corners.
				for y := ty - 1; ok && y <= ty+n; y++ {
					for x := tx - 1; ok && x <= tx+n; x++ {
						if x >= 0 && x < s.tilesX && y >= 0 && y < s.tilesY {
							at := y*s.tilesX + x
							ok = min(may[at], sizes[at]) >= res-1
						}
					}
				}
				if !ok {
					continue
				}
				for y := ty; y < ty+n; y++ {
					for x := tx; x < tx+n; x++ {
						sizes[y*s.tilesX+x] = res
					}
				}
			}
		}
	}
	return sizes
}

// coarsest is how coarse 32×32 cells may be: all of them and those around
// Open and not to be kept fine, and the ground within rough of their means.
func (s *Solver) coarsest(tx, ty int) int {
	i0, j0 := tx*side, ty*side
	if i0+side > s.grid.NX || j0+side > s.grid.NY {
		return 0
	}
	for j := j0 - 1; j <= j0+side; j++ {
		for i := i0 - 1; i <= i0+side; i++ {
			inside := i >= 0 && i < s.grid.NX && j >= 0 && j < s.grid.NY
			if !inside {
				continue
			}
			c := s.grid.Index(i, j)
			if !s.conf.open(c) || s.pinned[c] {
				return 0
			}
		}
	}
	if len(s.segments) > 0 && (tx == 0 || ty == 0 || i0+side == s.grid.NX || j0+side == s.grid.NY) {
		return 0
	}
	for res := s.conf.Coarsest; res > 0; res-- {
		if s.smooth(i0, j0, 1<<res) {
			return res
		}
	}
	return 0
}

// smooth tells whether the ground of 32×32 cells differs from a plane through
// each n×n of them by at most Config.CoarseWithin.
func (s *Solver) smooth(i0, j0, n int) bool {
	for j := j0; j < j0+side; j += n {
		for i := i0; i < i0+side; i += n {
			// The plane through the means of the halves.
			var mean, dx, dy float64
			mid := float64(n-1) / 2
			for y := range n {
				for x := range n {
					z := s.bed[s.grid.Index(i+x, j+y)]
					mean += z
					dx += z * (float64(x) - mid)
					dy += z * (float64(y) - mid)
				}
			}
			count := float64(n * n)
			spread := count * (count - 1) / 12 // sum of (x - mid)²
			mean, dx, dy = mean/count, dx/spread, dy/spread
			for y := range n {
				for x := range n {
					z := mean + dx*(float64(x)-mid) + dy*(float64(y)-mid)
					if math.Abs(s.bed[s.grid.Index(i+x, j+y)]-z) > s.conf.CoarseWithin {
						return false
					}
				}
			}
		}
	}
	return true
}

func (s *Solver) checkSizes(sizes []int) error {
	for at, res := range sizes {
		x, y := at%s.tilesX, at/s.tilesX
		n := 1 << min(res, 8)
		if res < 0 || res > s.conf.Coarsest || (x/n+1)*n > s.tilesX && res > 0 || (y/n+1)*n > s.tilesY && res > 0 {
			return fmt.Errorf("size 2^%d of 32×32 cells (%d, %d) does not fit", res, x, y)
		}
		for c := range n * n { // all of its block
			if sizes[(y/n*n+c/n)*s.tilesX+x/n*n+c%n] != res {
				return fmt.Errorf("size 2^%d of 32×32 cells (%d, %d): only a part of a block has it", res, x, y)
			}
		}
		for _, o := range [...]int{at - 1, at - s.tilesX, at - s.tilesX - 1, at - s.tilesX + 1} {
			if o < 0 || max(o%s.tilesX-x, x-o%s.tilesX) > 1 {
				continue
			}
			if max(sizes[o]-res, res-sizes[o]) > 1 {
				return fmt.Errorf("sizes 2^%d and 2^%d meet at 32×32 cells (%d, %d)", res, sizes[o], x, y)
			}
		}
		for j := y * side; res > 0 && j < (y+1)*side; j++ {
			for i := x * side; i < (x+1)*side; i++ {
				if !s.openAt(i, j) {
					return fmt.Errorf("size 2^%d of 32×32 cells (%d, %d): not all are Open", res, x, y)
				}
			}
		}
	}
	return nil
}
