package shallowwater

import "sync/atomic"

// A block is side×side cells of one size, with a rim of copies of its
// neighbours' cells around them:
//
//	column 0 1  …  6 7 | 8 … 39    | 40 41
//	               w w | own cells | e e         rows 0, 1 south, 34, 35 north
//
// Rows are stride long: the cells to the east of a row lie in the first columns
// of the next. So own cells begin where vectors do (a vector that lies across
// two lines of cache costs two), and 8 of them fit one everywhere. The first
// order needs a rim of one cell: rows 35 and 36 are then for the edges to the
// east of the block, see turnEast.
const (
	side   = 32
	halo   = 2
	margin = 8 // columns before the first own cell
	stride = 40
	plane  = (side+2*halo+1)*stride + 16 // the last row's east, and whole lines of cache
	origin = halo*stride + margin
)

// Planes of flux through the edges of one direction. The static pressure
// g h²/2 of the cell's own depth at its face is left out of the momentum: over
// the edges of a cell it cancels, so still water is still to the last bit.
const (
	fluxMass  = iota * plane // [m²/s], positive to the east or north
	fluxLeft                 // normal momentum as the cell to the west or south sees it [m³/s²]
	fluxRight                // the same for the cell to the east or north
	fluxAlong                // tangential momentum [m³/s²]
	fluxes    = iota
)

// Planes of water, exact.
const (
	waterH  = iota * plane // depth [m]
	waterQX                // second order: discharge per metre, east [m²/s]
	waterQY                // north
	waters  = iota
)

// Planes of motion, rounded. Between tally and settle they hold discharges per
// metre [m²/s] in first order.
const (
	motionU = iota * plane // velocity, east [m/s]
	motionV                // north
	motions = iota
)

// Planes of rates: those of motion, and depth.
const (
	rateDepth = (motions + iota) * plane // [m/s]
	rates     = motions + 1 + iota
)

// Planes of soil.
const (
	soilRough = iota * plane // g n²
	soilRain                 // weight of rain
	soilLoss                 // capacity of infiltration [m/s]
	soils     = iota
)

// local is the place of cell (i,j) of a block in its planes.
func local(i, j int) int { return origin + j*stride + i }

// The four sides of a block or a cell. opposite(west) == east.
const (
	west = iota
	east
	south
	north
)

func opposite(side int) int { return side ^ 1 }

// sides is a set of them.
type sides uint8

func (s sides) has(sd int) bool { return s>>sd&1 != 0 }

// block steps as one.
type block struct {
	number int     // among Solver.blocks
	res    int     // a cell is 2^res cells of the Grid long
	cell   float64 // its side [m]
	i0, j0 int     // its south-west corner in cells of the Grid
	odd    bool    // as the black fields of a chessboard
	nx, ny int     // own cells that lie on the Grid
	open   int     // Open ones
	isOpen []bool  // plane
	runs   *runs

	ground []float64 // height of the bed [m]
	stepX  []float32 // rise of the bed from the cell to the west [m]
	stepY  []float32 // from the south
	soil   []float32 // planes
	kinds  soilKinds // first order: the same, if they are few
	kindOf []uint8   // plane: of kinds
	soaked []float64 // depth soaked away so far, but for soaking × loss [m]
	porous []float64 // share of a cell that water can fill; nil: all
	dryer  []float64 // porous: soaked before the step

	water  []float64 // planes: of own cells only; during a step the bench has those from before it
	motion []float32

	// What neighbours see: the state before the step, and after it.
	now, next rims

	seams   [4][]seam
	rigid   []rigidEdge // building walls and closed rims, side by side
	rigidTo [4]int      // where those to a side end
	brinks  []brink     // edges beyond which water may go or come from
	beyond  []int       // own cells behind a brink: what comes there is gone
	inner   bool        // some brink is not at the rim of the Grid: own cells lie beyond
	walls   []wallEdge  // walls between Open cells
	gates   []gate      // edges of sections
	echoes  []echo      // second order: what neighbours know about cells in the rim
	sources []int       // indices into Solver.sources

	// Mean fluxes over the step through edges to finer neighbours, as these enter them.
	rim   [4]*rim
	rate  []float32 // second order, planes: how depth, u and v change in rim cells beside finer steps [per s]
	theta []float64 // plane: share of what each cell would give that it can give; valid if limited

	top        float64    // the largest pace of the cells, see paceOf [m/s]
	rimTop     [4]float64 // the same over the row of cells along each side
	levelSpeed float64    // of waves from water outside the domain
	speed      float64    // the largest of all these and the neighbours' rimTop at its sides, see limitOf
	rainWeight float64    // sum of the weights of the Open cells
	maxWeight  float64
	growth     float64 // fastest rise by rain or a source [m/s]

	level   int          // step = macro / 2^level
	began   uint64       // time at which the step began
	flowed  atomic.Int64 // the round in which its budgets were set last: see await
	worker  int          // of the crew, whose turn it is to do it
	idle    bool         // dry, nothing can flow in during this step
	awaits  sides        // where some neighbour is finer: see seam
	gives   bool         // some neighbour is coarser
	limited bool         // some theta < 1
	brisk   bool         // a single edge may ask for more than a cell holds
	late    *[3][]run    // cells which do not yet hold what the step leaves
	totals  totals       // of the others
	moist   bool         // some water for infiltration
	sane    bool         // it holds numbers only, and no negative depth
	touched [4][2]bool   // a finer block beside that half of a side let water in or out

	fastest [3][side]float32 // the largest pace by column, of the south row, the north row and those between
	soaking float64          // time in which it has soaked since that was added last [s]

	rained, drunk float64 // rain and infiltration of the step [m³]
	books         blockBooks

	floodArea, floodVolume float64 // at the last look, see Watch [m²], [m³]

	budget [4][side]float64 // depth [m] that each rim cell may still give to a finer block
}

// rim holds fluxes through the edges along one side.
type rim struct{ f, l, r, t [side]float64 }

func (r *rim) get(k int) flux { return flux{r.f[k], r.l[k], r.r[k], r.t[k]} }

func (r *rim) clear(from, n int) {
	clear(r.f[from : from+n])
	clear(r.l[from : from+n])
	clear(r.r[from : from+n])
	clear(r.t[from : from+n])
}

// seam is where a block meets another, along some or all of one side.
type seam struct {
	other   *block
	coarser int    // other.res - res: -1, 0 or 1
	from, n int    // own cells along the side
	to      int    // the other's cell beside from
	shared  []pair // where both sides are Open, along the side
	agrees  bool   // second order: with equal steps both find the same flux
	foreign bool   // only one of the two computes the flux: the finer
	theirs  bool   // foreign, and the other is the finer
}

// pair is two Open cells that meet at a seam.
type pair struct {
	own, other uint8 // which cells along their sides
	k          int16 // the own one in its planes
	edge       int16 // between them, in the planes of flux of its direction
}

// straight is shared without the cells at the ends of the side.
func (m *seam) straight() []pair {
	s := m.shared
	if len(s) > 0 && s[0].own == 0 {
		s = s[1:]
	}
	if len(s) > 0 && s[len(s)-1].own == side-1 {
		s = s[:len(s)-1]
	}
	return s
}

// beside is the other's cell along the seam next to own cell k.
func (m *seam) beside(k int) int {
	switch m.coarser {
	case 1:
		return m.to + (k-m.from)/2
	case -1:
		return m.to + (k-m.from)*2
	}
	return m.to + k - m.from
}

// finer tells whether the block at the other side computes the flux of a
// foreign seam. Where neither is finer it is left to the odd one.
func (m *seam) finer(b *block) bool {
	return m.coarser < 0 || m.coarser == 0 && (m.other.level > b.level || m.other.level == b.level && m.other.odd)
}

// rimCell is the k-th cell along a side, from the west or south.
func rimCell(sd, k int) (i, j int) {
	switch sd {
	case west:
		return 0, k
	case east:
		return side - 1, k
	case south:
		return k, 0
	default:
		return k, side - 1
	}
}

// rimIndex is the inverse of rimCell for a cell on that side.
func rimIndex(sd, i, j int) int {
	if sd == west || sd == east {
		return j
	}
	return i
}

// onRim says whether cell (i,j) lies along a side.
func onRim(sd, i, j int) bool {
	switch sd {
	case west:
		return i == 0
	case east:
		return i == side-1
	case south:
		return j == 0
	default:
		return j == side-1
	}
}

// beyondSide is the cell beside (i,j).
func beyondSide(i, j, sd int) (int, int) {
	switch sd {
	case west:
		return i - 1, j
	case east:
		return i + 1, j
	case south:
		return i, j - 1
	default:
		return i, j + 1
	}
}

// aside is how far beside a cell its neighbour lies in a plane.
func aside(sd int) int { return [4]int{-1, 1, -stride, stride}[sd] }

// edgeOf is the place of a cell's edge in the planes of flux of its direction.
func edgeOf(k, sd int) int {
	switch sd {
	case east:
		return k + 1
	case north:
		return k + stride
	}
	return k
}

// bench is what a goroutine works with on one block.
type bench struct {
	water        []float64 // planes: the block and its rim before the step
	motion       []float32
	depth        []float32 // plane: of the block and its rim, rounded [m]
	x, y         []float32 // planes of flux
	faceX, faceY []float32 // second order
	pull         []float32
	leaving      [4][side]float64 // cells beside seams to other steps [m²/s]
	load         loadJob
	edges        edgeJob
	tally        tallyJob
	settle       settleJob
	slopes       slopeJob
	look         lookJob
	ahead        ahead
	aheadSoil    uintptr // as ahead, for tally
}

func newBench(order int) *bench {
	w := &bench{water: make([]float64, plane), motion: make([]float32, motions*plane), depth: make([]float32, plane), x: make([]float32, fluxes*plane), y: make([]float32, fluxes*plane)}
	if order == 2 {
		w.water = make([]float64, waters*plane)
		w.faceX, w.faceY, w.pull = make([]float32, faces*plane), make([]float32, faces*plane), make([]float32, 2*plane)
	}
	return w
}

// take puts a block on the bench, without its rim.
func (w *bench) take(b *block) {
	w.load = loadJob{water: b.water, motion: b.motion, toWater: w.water, toMotion: w.motion, depth: w.depth}
	w.load.run()
}

// through is the planes of flux to which the edges of a side belong.
func (w *bench) through(sd int) []float32 {
	if sd == west || sd == east {
		return w.x
	}
	return w.y
}

func fluxAt(p []float32, k int) flux {
	return flux{float64(p[k]), float64(p[fluxLeft+k]), float64(p[fluxRight+k]), float64(p[fluxAlong+k])}
}

func setFlux(p []float32, k int, q flux) {
	p[k], p[fluxLeft+k], p[fluxRight+k], p[fluxAlong+k] = float32(q.f), float32(q.l), float32(q.r), float32(q.t)
}

// eachOpen calls f with every Open cell of the block.
func (b *block) eachOpen(f func(i, j, k int)) {
	for j := range b.ny {
		for i := range b.nx {
			if k := local(i, j); b.isOpen[k] {
				f(i, j, k)
			}
		}
	}
}

// corner is the south-west cell of the Grid within own cell (i,j).
func (b *block) corner(i, j int) (int, int) { return b.i0 + i<<b.res, b.j0 + j<<b.res }
