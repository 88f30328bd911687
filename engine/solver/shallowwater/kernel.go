package shallowwater

import "math"

// The inner loops of the package, over rows of a block (see block.go for the
// layout of its planes). Depths are float64, so mass is exact to the last bits.
// All that moves is float32: velocities, waves, fluxes. A flux is rounded once
// and leaves one cell as it enters the other; the difference of two levels is
// that of the depths, rounded, and that of the beds, which are multiples of
// Solver.quantum and therefore not rounded at all: still water is still.
//
// Each loop has a twin in assembly for processors with AVX2
// or AVX-512 (kernel_avx2_amd64.s, kernel_avx512_amd64.s, made by avo/main.go). The twins do the same operations in
// the same order and give the same bits; kernel_test.go compares them. No
// operation is fused, estimated or reordered, and every formula is written so
// that the mirrored edge gives the mirrored flux.

const (
	g32      = float32(Gravity)
	halfG    = float32(0.5 * Gravity)
	quarterG = float32(0.25 * Gravity)
	film32   = float32(Film)
	tiny     = float32(1e-30) // instead of a division by zero
	still    = float32(1e-12) // a speed [m/s] that is none; its square is far from denormal numbers, which are slow
	keep32   = float32(0.999998)
	emptied  = 0.1 // share of a cell's water below which its rest is calmed
)

// run is a row of groups of 8 cells: the first cell's place in a plane, its
// column in the block, and the number of groups. Loops go over the runs of a
// block that have Open cells.
type run struct{ first, column, vecs int }

// ahead is where the loops on vectors ask for memory, some lines of cache a row:
// two stretches of a block that will soon be computed. Its planes are too short
// for the processor to guess what comes. The loops leave it further on.
type ahead [2]uintptr

// loadJob copies the own cells of a block to the bench, and rounds their
// depths, which all loops after it look at many times.
type loadJob struct {
	water    []float64
	motion   []float32
	toWater  []float64
	toMotion []float32
	depth    []float32
}

func loadGo(a *loadJob) {
	for j := range side {
		from := local(0, j)
		for p := 0; p < len(a.water); p += plane {
			copy(a.toWater[p+from:][:side], a.water[p+from:])
		}
		for p := 0; p < motions*plane; p += plane {
			copy(a.toMotion[p+from:][:side], a.motion[p+from:])
		}
		for k := from; k < from+side; k++ {
			a.depth[k] = float32(a.water[k])
		}
	}
}

// edgeJob computes rows of edges. Edge k lies between cells k-back (L, to the
// west or south) and k (R).
type edgeJob struct {
	runs   []run // of edges, by the cells to the east or north of them
	water  []float64
	depth  []float32
	un, ut []float32 // planes of motion: velocity across the edge and along it
	step   []float32 // rise of the bed from L to R [m]
	face   []float32 // second order: faces, see slopeJob; else nil
	out    []float32 // planes of flux
	back   int       // 1 or stride
	fall   float32   // minus the largest fall of the bed at an edge that pulls as a slope does [m]
	grip   float32   // first order: by g n², what the bed's friction holds, see grip
	ahead  ahead
	soil   []float32 // first order
	soilKinds
}

// Bed: hydrostatic reconstruction over a sill z* = min(max(zL,zR), min(ηL,ηR))
// (Chen and Noelle 2017, SIAM J. Numer. Anal. 55) with h* = h - max(z* - z, 0).
// Where the bed falls below the lower water by z - z*, the upper cell is pulled
// by g h (z - z*). Where both sides are wet, the lower one's h - h* is a part of
// the bed's fall that h* does not see under flowing water (Delestre et al. 2012):
// its pull, g/2 (h - h*) (h*L - h*R), is shared by both, as far as the flow is
// ruled from upstream: slower water is pulled by its level, and sheds more. At
// rest all of it is zero. Steps higher than fall count as fall.
//
// First order sees a step of level at an edge also where the bed slopes evenly, and
// lets waves carry water over it. Where friction stops a wave before it has crossed
// a cell there are none: only a part of it, held, goes beyond what the upper cell's
// velocity takes along (after Berthon and Turpault 2011, Numer. Methods Partial
// Differ. Equ. 27). Without this a film as deep as the bed's step is 20 % too thin.
func edgesGo(a *edgeJob) {
	for _, r := range a.runs {
		for k := r.first; k < r.first+8*r.vecs; k++ {
			i := k - a.back
			hL, hR, step := a.depth[i], a.depth[k], a.step[k]
			rise := float32(a.water[k]-a.water[i]) + step // of the surface from L to R
			var ul, ur, tl, tr float32
			if a.face != nil {
				// The L cell's east face and the R cell's west face.
				groundL, groundR := a.face[faceGround+i], a.face[faceGround+k]
				riseL, riseR := a.face[faceRiseEast+i], a.face[faceRiseWest+k]
				hL, hR, step = hL+riseL, hR+riseR, step-(groundL+groundR)
				rise += (riseR - riseL) - (groundL + groundR)
				ul, ur, tl, tr = a.face[faceUnEast+i], a.face[faceUnWest+k], a.face[faceUtEast+i], a.face[faceUtWest+k]
			} else {
				ul, ur, tl, tr = a.un[i], a.un[k], a.ut[i], a.ut[k]
			}
			// The sill above each side's bed; below it where the other's water is.
			eL := min32(max32(step, 0), hL+min32(rise, 0))
			eR := min32(max32(0-step, 0), hR+min32(0-rise, 0))
			hl, hr := hL-max32(eL, 0), hR-max32(eR, 0)
			fallL, fallR := max32(min32(eL, 0), a.fall), max32(min32(eR, 0), a.fall)
			cut := min32((hL-hl)+(hR-hr), 0-a.fall)
			if !(hL > film32 && hR > film32) {
				cut = 0
			}

			wetL, wetR := hl > film32, hr > film32
			if !wetL {
				hl = 0
			}
			if !wetR {
				hr = 0
			}
			if !wetL || !wetR {
				rise = hr - hl
			}
			cl, cr := sqrt32(g32*hl), sqrt32(g32*hr)
			// Beside dry ground the front runs at u ± 2c.
			vl, vr := ul, ur
			if !wetL {
				vl = ur - (cr + cr)
			}
			if !wetR {
				vr = ul + (cl + cl)
			}
			mid, cmid := 0.5*(vl+vr)+(cl-cr), 0.5*(cl+cr)+0.25*(vl-vr)
			sl := min32(min32(vl-cl, mid-cmid), 0)
			sr := max32(max32(vr+cr, mid+cmid), 0)
			spread := sr - sl
			inv, held := 1/max32(spread, tiny), float32(1)
			if a.face == nil {
				deep := max32(hl, hr)
				h2 := deep * deep
				roughL, _, _ := a.soilKinds.at(a.soil, i)
				roughR, _, _ := a.soilKinds.at(a.soil, k)
				drag := h2 + (a.grip*min32(roughL, roughR))*abs32(ul+ur)
				over := 1 / max32(spread*drag, tiny)
				inv, held = over*drag, over*(spread*h2)
			}
			ss := sl * sr
			ql, qr := hl*vl, hr*vr
			dp := halfG * (rise * (hr + hl))
			lag := (quarterG * (rise * cut)) * (abs32(sl+sr) * inv)
			m := (sr*(ql*vl) - sl*(qr*vr)) + ss*(qr-ql)
			mass := ((sr*ql - sl*qr) + ss*rise) * inv
			if a.face == nil {
				taken := max32(ql, 0) + min32(qr, 0)
				mass = taken + held*(mass-taken)
			}
			a.out[k] = mass
			a.out[fluxLeft+k] = (m-sl*dp)*inv + (g32*(hl*fallL) + lag)
			a.out[fluxRight+k] = (m-sr*dp)*inv + (g32*(hr*fallR) - lag)
			carried := abs32(mass)
			a.out[fluxAlong+k] = 0.5 * ((mass+carried)*tl + (mass-carried)*tr)
		}
	}
}

// tallyJob turns the fluxes around cells into what they hold after dt, before
// rain and friction: depth, and discharges in place of velocities.
type tallyJob struct {
	runs               []run // of cells
	water, nextWater   []float64
	motion, nextMotion []float32
	x, y               []float32 // planes of flux: x[k] is west of cell k, y[k] south of it
	pull               []float32 // second order: planes of the slopes' pull within a cell, east and north [m³/s²]
	depth              []float32
	ratio              float64 // dt / dx [s/m]
	flags              int     // out: overdrawn, drained
	ahead              ahead
}

const (
	overdrawn = 1 // some cell gives more than it holds
	drained   = 2 // some cell keeps less than emptied of its water
)

func tallyGo(a *tallyJob) {
	a.flags = 0
	ratio := float32(a.ratio)
	for _, r := range a.runs {
		for k := r.first; k < r.first+8*r.vecs; k++ {
			e, n := k+1, k+stride
			fw, fe, fs, fn := a.x[k], a.x[e], a.y[k], a.y[n]
			left := a.water[k] - a.ratio*((float64(fe)-float64(fw))+(float64(fn)-float64(fs)))
			mx := (a.x[fluxLeft+e] - a.x[fluxRight+k]) + (a.y[fluxAlong+n] - a.y[fluxAlong+k])
			my := (a.y[fluxLeft+n] - a.y[fluxRight+k]) + (a.x[fluxAlong+e] - a.x[fluxAlong+k])
			if a.pull != nil {
				mx += a.pull[k]
				my += a.pull[plane+k]
			}
			h := a.depth[k]
			a.nextWater[k] = left
			if a.pull != nil {
				a.nextWater[waterQX+k] = a.water[waterQX+k] - float64(ratio*mx)
				a.nextWater[waterQY+k] = a.water[waterQY+k] - float64(ratio*my)
			} else {
				a.nextMotion[k] = h*a.motion[k] - ratio*mx
				a.nextMotion[motionV+k] = h*a.motion[motionV+k] - ratio*my
			}
			out := (max32(fe, 0) - min32(fw, 0)) + (max32(fn, 0) - min32(fs, 0))
			if ratio*out > keep32*h {
				a.flags |= overdrawn
			}
			if float32(left) < emptied*h {
				a.flags |= drained
			}
		}
	}
}

// settleJob ends a step: rain, infiltration, friction, velocity.
//
// Friction: q' = q - dt k |q'| q' with k = g n² h^(-7/3), so with
// a = 4 dt k |q|: q' = 2 q / (1 + √(1+a)) = q (1 - a / (1 + √(1+a))²).
type settleJob struct {
	runs    []run // of cells
	water   []float64
	motion  []float32
	soil    []float32
	fastest []float32 // 32 columns: raised to the largest pace [m/s]
	soaked  []float64 // lowered by what dt × loss is more than the water there [m]
	soilKinds
	rain   float64 // depth at weight 1 in dt [m]
	dt     float64
	soaks  bool
	exact  bool    // second order: discharges are in water
	sum    float32 // out: of the speeds; not a number if any is not
	lowest float64 // out: least depth before infiltration
	total  float64 // out: sum of depths; not a number if any is not
	taken  float64 // out: sum of what soaked away [m]
}

func settleGo(a *settleJob) {
	var sum [8]float32
	var lowest, total, taken [4]float64
	dt4 := 4 * float32(a.dt)
	for _, r := range a.runs {
		for n := range 8 * r.vecs {
			k, i := r.first+n, r.column+n
			rough, weight, loss := a.soilKinds.at(a.soil, k)
			d, qx, qy := a.water[k]+a.rain*float64(weight), a.motion[k], a.motion[motionV+k]
			var ex, ey float64
			if a.exact {
				ex, ey = a.water[waterQX+k], a.water[waterQY+k]
			}
			lowest[i%4] = min64(lowest[i%4], d)
			if a.soaks {
				want := a.dt * float64(loss)
				left := min64(max64(d-want, 0), d)
				taken[i%4] += d - left
				if short := max64(want-d, 0); short > 0 {
					a.soaked[k] -= short
				}
				share := float32(left) / max32(float32(d), tiny)
				d, qx, qy = left, qx*share, qy*share
				ex, ey = ex*float64(share), ey*float64(share)
			}
			if a.exact {
				qx, qy = float32(ex), float32(ey)
			}
			total[i%4] += d
			h := float32(d)
			deep := max32(h, film32)
			inv := 1 / deep
			drag := ((dt4 * rough) * ((inv * inv) * inverseCubeRoot(deep))) * sqrt32(qx*qx+qy*qy)
			w := 1 / (1 + sqrt32(1+drag))
			cut := (drag * w) * w
			u, v := (qx-qx*cut)*inv, (qy-qy*cut)*inv
			if !(drag < 1) { // where that would cancel
				u, v = (qx*(w+w))*inv, (qy*(w+w))*inv
			}
			if a.exact {
				loss := float64(cut)
				ex, ey = ex-ex*loss, ey-ey*loss
				u, v = float32(ex)*inv, float32(ey)*inv
			}
			slow := abs32(u) + abs32(v)
			c := sqrt32(g32 * deep)
			fast := slow + (c + c)
			if !a.exact {
				fast -= spared(abs32(u), abs32(v), c, inv)
			}
			if !(h > film32) {
				fast = 0
			}
			if !(h > film32) || slow < still {
				u, v, ex, ey = 0, 0, 0, 0
			}
			a.water[k] = d
			if a.exact {
				a.water[waterQX+k], a.water[waterQY+k] = ex, ey
			}
			a.motion[k], a.motion[motionV+k] = u, v
			sum[i%8] += fast
			a.fastest[i] = max32(a.fastest[i], fast)
		}
	}
	a.sum = ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]))
	a.lowest = min(lowest[0], lowest[1], lowest[2], lowest[3])
	a.total, a.taken = sum4(&total), sum4(&taken)
}

func sum4(a *[4]float64) float64 { return (a[0] + a[2]) + (a[1] + a[3]) }

// spared is how much slower than |u|+|v|+2c water of the first order is for the
// step that it allows, given |u|, |v|, c [m/s] and 1/h. Upwind differences are
// stable to dx over the largest eigenvalue of |A|+|B|, the Jacobians across x
// and y with their eigenvalues made positive. Still water needs 2c; what moves
// at U alone U + 1.62c from U = c on, and at U, V ≥ c both ways U + V + 1.41c. This
// is a lower bound of what |u|+|v|+2c has too much; TestPaceIsStable compares.
func spared(u, v, c, inv float32) float32 {
	perC := c * (inv * perG)
	more, less := min32(max32(u, v), c), min32(min32(u, v), c)
	return sparedMore*(more*(2-more*perC)) + sparedLess*(less*(2-less*perC))
}

const (
	sparedMore = float32(0.37)
	sparedLess = float32(0.20)
	perG       = float32(1 / Gravity)
)

// fastestOf is |u|+|v|+2c [m/s].
func fastestOf(h, u, v float32) float32 {
	if !(h > film32) {
		return 0
	}
	c := sqrt32(g32 * h)
	return abs32(u) + abs32(v) + (c + c)
}

// paceOf is what settle finds for the largest step: dx over it is stable.
func paceOf(h, u, v float32, order int) float32 {
	fast := fastestOf(h, u, v)
	if order == 1 && h > film32 {
		fast -= spared(abs32(u), abs32(v), sqrt32(g32*h), 1/h)
	}
	return fast
}

// inverseCubeRoot is x^(-1/3) for normal x > 0 to a relative 3e-7 (tested): a
// guess from the exponent, good to 3.5 %, and three Newton steps
// y ← y (4 - x y³)/3, each of which squares the error and doubles it.
func inverseCubeRoot(x float32) float32 {
	y := math.Float32frombits(uint32(cubeRootGuess - int32(float32(math.Float32bits(x))*third)))
	tx := third * x
	y *= fourThirds - tx*(y*y*y)
	y *= fourThirds - tx*(y*y*y)
	y *= fourThirds - tx*(y*y*y)
	return y
}

const (
	cubeRootGuess = 0x54a2fa8c
	third         = float32(1.0 / 3)
	fourThirds    = float32(4.0 / 3)
)

// slopeJob finds, for the second order, what water does within a cell during
// half a step: limited slopes of level, depth and velocity, and how all of them
// change (MUSCL-Hancock; van Leer 1984, Toro 2001 §14.4). A cell with dry
// ground beside it in one direction is flat in that direction.
type slopeJob struct {
	runs   []run // of cells
	water  []float64
	motion []float32
	stepX  []float32 // rise of the bed from the cell to the west [m]
	stepY  []float32 // from the south
	soil   []float32
	x, y   []float32 // faces; un, ut are u, v in x and v, u in y
	pull   []float32 // see tallyJob
	depth  []float32
	rain   float32 // depth at weight 1 in dt/2 [m]
	half   float32 // dt/2
	lambda float32 // dt/dx
	ahead  ahead
}

// Planes of faces.
const (
	faceRiseEast = iota * plane // depth at the east or north face less that of the cell before the step
	faceRiseWest
	faceGround // ground at the east or north face less that of the cell; minus it at the other
	faceUnEast // velocity across the face
	faceUnWest
	faceUtEast // along it
	faceUtWest
	faces = iota
)

// shallow is the depth [m] below which a cell is flat.
const shallow = float32(1e-4)

func slopesGo(a *slopeJob) {
	for _, r := range a.runs {
		for k := r.first; k < r.first+8*r.vecs; k++ {
			h, u, v := a.depth[k], a.motion[k], a.motion[motionV+k]
			ex, hx, ux, vx := slopesOf(a, a.stepX, k, 1)
			ey, hy, uy, vy := slopesOf(a, a.stepY, k, stride)
			deep := max32(h, film32)
			rise := a.rain*a.soil[soilRain+k] - a.lambda*((u*hx+h*ux)+(v*hy+h*vy))
			rise = max32(rise, max32(abs32(hx), abs32(hy))-h)
			y := inverseCubeRoot(deep)
			y *= y
			fall := a.rain * a.soil[soilRain+k]
			slow := 1 / ((1 + fall/deep) + (a.half*a.soil[k])*(y*y)*sqrt32(u*u+v*v)) // still rain, friction
			uh := (u - a.lambda*((u*ux+v*uy)+g32*ex)) * slow
			vh := (v - a.lambda*((v*vy+u*vx)+g32*ey)) * slow
			if !(h > shallow) {
				rise, uh, vh = 0, u, v
			}
			a.x[faceRiseEast+k], a.x[faceRiseWest+k], a.x[faceGround+k] = rise+hx, rise-hx, ex-hx
			a.x[faceUnEast+k], a.x[faceUnWest+k] = uh+ux, uh-ux
			a.x[faceUtEast+k], a.x[faceUtWest+k] = vh+vx, vh-vx
			a.y[faceRiseEast+k], a.y[faceRiseWest+k], a.y[faceGround+k] = rise+hy, rise-hy, ey-hy
			a.y[faceUnEast+k], a.y[faceUnWest+k] = vh+vy, vh-vy
			a.y[faceUtEast+k], a.y[faceUtWest+k] = uh+uy, uh-uy
			pull := (g32 + g32) * (h + rise)
			a.pull[k], a.pull[plane+k] = pull*ex, pull*ey
		}
	}
}

// slopesOf are half the limited differences across cell k, of level, depth, u and v.
func slopesOf(a *slopeJob, bed []float32, k, step int) (e, h, u, v float32) {
	w, o := k-step, k+step
	depth, su, sv := a.depth, a.motion, a.motion[motionV:]
	if !(min32(min32(depth[w], depth[o]), depth[k]) > shallow) {
		return 0, 0, 0, 0
	}
	hw, ho := float32(a.water[k]-a.water[w]), float32(a.water[o]-a.water[k])
	e, h = limited(hw+bed[k], ho+bed[o]), limited(hw, ho)
	ground := limited(bed[k], bed[o])
	h = e - max32(min32(e-h, max32(ground, 0)+slack), min32(ground, 0)-slack)
	h = max32(min32(h, depth[k]), 0-depth[k])
	return e, h, limited(su[k]-su[w], su[o]-su[k]), limited(sv[k]-sv[w], sv[o]-sv[k])
}

// slack is how much more than the bed around it the ground within a cell may
// rise or fall to its face [m]. Level and depth are limited each by itself;
// beside a fall the ground, which is their difference, would hold back water
// with a slope that is not there. Depth gives way: a level beyond its neighbours'
// would climb.
const slack = float32(1e-5)

// limited is half the monotonized central difference (van Leer 1977).
func limited(a, b float32) float32 {
	if !(a*b > 0) {
		return 0
	}
	mean := 0.25 * (a + b)
	least := min32(min32(abs32(a), abs32(b)), abs32(mean))
	if mean < 0 {
		return -least
	}
	return least
}

// The order of arguments matters where one is not a number: these are what the
// processor's instructions do.
func min32(a, b float32) float32 {
	if a < b {
		return a
	}
	return b
}

func max32(a, b float32) float32 {
	if a > b {
		return a
	}
	return b
}

func min64(a, b float64) float64 {
	if a < b {
		return a
	}
	return b
}

func max64(a, b float64) float64 {
	if a > b {
		return a
	}
	return b
}

func abs32(a float32) float32  { return math.Float32frombits(math.Float32bits(a) &^ (1 << 31)) }
func sqrt32(a float32) float32 { return float32(math.Sqrt(float64(a))) }
