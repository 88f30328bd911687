package shallowwater

import "math"

// lookJob looks at cells that lie one after the other for what they have not
// seen yet. What seldom happens it leaves to a closer look.
type lookJob struct {
	depth     []float64
	u, v      []float32
	deepest   []float32
	fastest   []float32
	strongest []float32 // depth × speed
	worst     []float32 // class of hazard
	duration  []float32
	bounds    *bounds
	wet       float32                    // depth from which a cell is [m]
	flooded   float32                    // the same; +Inf: never
	dt        float32                    // since the last look [s]
	groups    int32                      // of 8 cells
	seen      [side << mostRes / 8]uint8 // out, by groups: which wet cells are flooded, wet for the first time, or perhaps worse off than ever
}

const mostRes = 5 // of Config.Coarsest

// bounds of depth, speed and their product below which a cell is surely not
// worse off than in its worst class, see Watch.class.
type bounds [3][8]float32

func (w *Watch) bounds() *bounds {
	b := new(bounds)
	for row := range b {
		for class := range b[row] {
			b[row][class] = -1
			if n := len(w.Bands); class == n+1 && n+1 < len(b[row]) {
				b[row][class] = float32(math.Inf(1))
			} else if class > 0 && class <= n {
				band := w.Bands[class-1]
				limit := [...]float64{band.Depth, band.Speed, band.DepthSpeed}[row]
				b[row][class] = float32(limit * (1 - 1e-6)) // which covers what rounding may add
			}
		}
	}
	return b
}

func lookGo(a *lookJob) { a.lookFrom(0, 8*int(a.groups)) }

func (a *lookJob) lookFrom(k, to int) {
	for ; k < to; k++ {
		if k%8 == 0 {
			a.seen[k/8] = 0
		}
		h := float32(a.depth[k])
		a.deepest[k] = max32(h, a.deepest[k])
		if h == 0 || h < a.wet {
			continue
		}
		speed := sqrt32(a.u[k]*a.u[k] + a.v[k]*a.v[k])
		a.fastest[k] = max32(speed, a.fastest[k])
		a.strongest[k] = max32(h*speed, a.strongest[k])
		class := int(a.worst[k]) % len(a.bounds[0]) // what bounds a milder one is bounds enough
		if h > a.bounds[0][class] || speed > a.bounds[1][class] || h*speed > a.bounds[2][class] || a.duration[k] == 0 || h >= a.flooded {
			a.seen[k/8] |= 1 << (k % 8)
		}
		a.duration[k] += a.dt
	}
}
