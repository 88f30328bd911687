package shallowwater

// The four sides of a tile or a cell. opposite(west) == east.
const (
	west = iota
	east
	south
	north
)

func opposite(side int) int { return side ^ 1 }

// edges are fluxes through a set of edges of one axis, positive to the east or
// north. The static pressure g h²/2 of the reconstructed depth's own cell is
// left out of l and r: over the four edges of a cell it cancels, so still water
// is still to the last bit.
type edges struct {
	f []float64 // mass [m²/s]
	l []float64 // normal momentum as the cell to the west or south sees it [m³/s²]
	r []float64 // the same for the cell to the east or north
	t []float64 // tangential momentum [m³/s²]
}

func makeEdges(n int) edges {
	a := make([]float64, 4*n)
	return edges{f: a[:n:n], l: a[n : 2*n : 2*n], r: a[2*n : 3*n : 3*n], t: a[3*n:]}
}

func (e *edges) zero() {
	clear(e.f)
	clear(e.l)
	clear(e.r)
	clear(e.t)
}

func (e *edges) set(at int, q flux) { e.f[at], e.l[at], e.r[at], e.t[at] = q.f, q.l, q.r, q.t }
func (e *edges) get(at int) flux    { return flux{e.f[at], e.l[at], e.r[at], e.t[at]} }

// bench holds the edges of the tile that a goroutine is working on:
// edge j*(nx+1)+i of x is west of local cell (i,j), edge j*nx+i of y south of it.
type bench struct{ x, y edges }

func newBench(side int) *bench {
	return &bench{makeEdges((side + 1) * side), makeEdges((side + 1) * side)}
}

// edgeRun is a row of n edges between Open cells: edge at+k lies between
// cells left+k and right+k.
type edgeRun struct{ at, left, right, n int }

// cellRun is a row of n Open cells from cell, local column i and row j.
type cellRun struct{ cell, i, j, n int }

// tile is a block of at most side×side cells that steps as one.
type tile struct {
	i0, j0, nx, ny int
	open           int      // Open cells
	next           [4]*tile // nil beyond the rim and where nothing is Open

	xruns, yruns []edgeRun
	cruns        []cellRun
	shared       [4][]int       // rim cells with an Open neighbour in next
	rigid        [4][]rigidEdge // building walls and closed rims to that side of a cell
	brinks       []brink        // edges beyond which water may go or come from
	walls        []wallEdge     // walls between Open cells
	sources      []int          // indices into Solver.sources

	// What the step adds to each cell, without the rims: [m], [m²/s], [m²/s].
	dh, dqx, dqy []float64
	// Mean fluxes over the step to neighbours with other steps: own ones to a
	// coarser tile, and what finer tiles have entered here.
	rim [4]edges

	theta  []float64    // share of what each cell would give that it can give; valid if limited
	budget [4][]float64 // depth [m] that each rim cell may still give to a finer tile

	speed      float64    // max of |u|+|v|+2c over the cells [m/s]
	rimSpeed   [4]float64 // the same over the row of cells along each side
	levelSpeed float64    // 2c of water bodies outside at a fixed level
	rainWeight float64    // sum of the weights of the Open cells
	maxWeight  float64
	growth     float64 // fastest rise by rain or a source [m/s]

	level   int     // step = macro / 2^level
	end     uint64  // time at which the step ends
	idle    bool    // dry, nothing can flow in during this step
	limited bool    // some theta < 1
	clean   bool    // dh, dqx, dqy are zero
	moist   bool    // some water for infiltration
	touched [4]bool // a finer tile there let water in or out
	books   tileBooks
}

// rigidEdge is an edge with a wall that nothing overtops: only the pressure on
// the cell that faces it is computed.
type rigidEdge struct{ at, cell int }

// edgeOf finds the edge of local cell (i,j) to a side.
func (b *bench) edgeOf(t *tile, i, j, side int) (e *edges, at int) {
	if side == west || side == east {
		return &b.x, t.edgeNumber(i, j, side)
	}
	return &b.y, t.edgeNumber(i, j, side)
}

func (t *tile) edgeNumber(i, j, side int) int {
	switch side {
	case west:
		return j*(t.nx+1) + i
	case east:
		return j*(t.nx+1) + i + 1
	case south:
		return j*t.nx + i
	default:
		return (j+1)*t.nx + i
	}
}

// rimIndex is the inverse of rimCell for a cell on that side.
func rimIndex(side, i, j int) int {
	if side == west || side == east {
		return j
	}
	return i
}

// onRim says whether local cell (i,j) lies along a side.
func (t *tile) onRim(side, i, j int) bool {
	switch side {
	case west:
		return i == 0
	case east:
		return i == t.nx-1
	case south:
		return j == 0
	default:
		return j == t.ny-1
	}
}

// rimCell is the k-th cell along a side, from the west or south.
func (t *tile) rimCell(side, k int) (i, j int) {
	switch side {
	case west:
		return 0, k
	case east:
		return t.nx - 1, k
	case south:
		return k, 0
	default:
		return k, t.ny - 1
	}
}

// beyondSide is the cell beside (i,j).
func beyondSide(i, j, side int) (int, int) {
	switch side {
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

func (s *Solver) layTiles() {
	nx, ny, side := s.grid.NX, s.grid.NY, s.side
	s.tilesX = (nx + side - 1) / side
	tilesY := (ny + side - 1) / side
	s.tiles = make([]tile, s.tilesX*tilesY)
	for k := range s.tiles {
		t := &s.tiles[k]
		t.i0, t.j0 = k%s.tilesX*side, k/s.tilesX*side
		t.nx, t.ny = min(side, nx-t.i0), min(side, ny-t.j0)
		s.findRuns(t)
	}
	for k := range s.tiles {
		t := &s.tiles[k]
		link := func(ok bool, other, side int) {
			if ok && s.tiles[other].open > 0 {
				t.next[side] = &s.tiles[other]
			}
		}
		link(k%s.tilesX > 0, k-1, west)
		link(k%s.tilesX < s.tilesX-1, k+1, east)
		link(k >= s.tilesX, k-s.tilesX, south)
		link(k+s.tilesX < len(s.tiles), k+s.tilesX, north)
	}
	s.active = make([]*tile, 0, len(s.tiles))
	s.placeRims()
	s.weighRain()
	s.rescan()
}

// findRuns lists the rows of Open cells and of edges between them.
func (s *Solver) findRuns(t *tile) {
	open := func(i, j int) bool { // local cell, also just beyond the tile
		i, j = i+t.i0, j+t.j0
		return i >= 0 && i < s.grid.NX && j >= 0 && j < s.grid.NY && s.conf.open(s.grid.Index(i, j))
	}
	for j := range t.ny {
		for i := 0; i < t.nx; i++ {
			n := 0
			for ; i+n < t.nx && open(i+n, j); n++ {
			}
			if n > 0 {
				t.cruns = append(t.cruns, cellRun{s.grid.Index(t.i0+i, t.j0+j), i, j, n})
				t.open += n
				i += n
			}
		}
	}
	if t.open == 0 {
		return
	}
	for j := range t.ny {
		for i := 0; i <= t.nx; i++ {
			n := 0
			for ; i+n <= t.nx && open(i+n-1, j) && open(i+n, j); n++ {
			}
			if n > 0 {
				right := s.grid.Index(t.i0+i, t.j0+j)
				t.xruns = append(t.xruns, edgeRun{j*(t.nx+1) + i, right - 1, right, n})
				i += n
			}
		}
	}
	for j := 0; j <= t.ny; j++ {
		for i := 0; i < t.nx; i++ {
			n := 0
			for ; i+n < t.nx && open(i+n, j-1) && open(i+n, j); n++ {
			}
			if n > 0 {
				right := s.grid.Index(t.i0+i, t.j0+j)
				t.yruns = append(t.yruns, edgeRun{j*t.nx + i, right - s.grid.NX, right, n})
				i += n
			}
		}
	}
	n := t.nx * t.ny
	a := make([]float64, 4*n)
	t.dh, t.dqx, t.dqy, t.theta = a[:n:n], a[n:2*n:2*n], a[2*n:3*n:3*n], a[3*n:]
	for side := range t.budget {
		n := t.ny
		if side >= south {
			n = t.nx
		}
		t.budget[side], t.rim[side] = make([]float64, n), makeEdges(n)
		for k := range n {
			i, j := t.rimCell(side, k)
			if di, dj := beyondSide(i, j, side); open(i, j) && open(di, dj) {
				t.shared[side] = append(t.shared[side], k)
			}
		}
	}
	t.clean = true
}
