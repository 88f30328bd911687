package shallowwater

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// someWater is planes of depths and velocities with all that can happen: dry
// ground, films, shallow and deep water, steps and cliffs.
func someWater(r *rand.Rand) (water []float64, depth, motion, stepX, stepY, soil []float32) {
	depth = make([]float32, plane)
	water, motion = make([]float64, waters*plane), make([]float32, motions*plane)
	stepX, stepY, soil = make([]float32, plane), make([]float32, plane), make([]float32, soils*plane)
	for k := range plane {
		switch r.IntN(6) {
		case 0:
		case 1:
			water[k] = 2e-6 * r.Float64()
		case 2:
			water[k] = 0.01 * r.Float64()
		default:
			water[k] = 3 * r.Float64()
		}
		for _, step := range [][]float32{stepX, stepY} {
			step[k] = float32(r.NormFloat64())
			if r.IntN(20) == 0 {
				step[k] -= 16
			}
			if r.IntN(3) == 0 && k > 0 {
				step[k] = float32(water[k-1] - water[k])
			}
		}
		depth[k] = float32(water[k])
		if water[k] > Film {
			water[waterQX+k], water[waterQY+k] = water[k]*r.NormFloat64(), water[k]*r.NormFloat64()
			motion[k], motion[motionV+k] = float32(r.NormFloat64()), float32(r.NormFloat64())
		}
		soil[k], soil[soilRain+k], soil[soilLoss+k] = 0.01*r.Float32(), r.Float32(), 1e-3*r.Float32()
	}
	return water, depth, motion, stepX, stepY, soil
}

func differ32(a, b []float32) error {
	for k := range a {
		if math.Float32bits(a[k]) != math.Float32bits(b[k]) && a[k] != b[k] {
			return fmt.Errorf("%d: %g and %g", k, a[k], b[k])
		}
	}
	return nil
}

func differ64(a, b []float64) error {
	for k := range a {
		if a[k] != b[k] {
			return fmt.Errorf("%d: %g and %g", k, a[k], b[k])
		}
	}
	return nil
}

// someRuns are rows of a block, in one piece or in several.
func someRuns(r *rand.Rand, first, rows, vecs int) (runs []run) {
	for j := range rows {
		for v := 0; v < vecs; {
			n := 1 + r.IntN(vecs-v)
			runs = append(runs, run{first + j*stride + 8*v, 8 * v, n})
			v += n + r.IntN(2)
		}
	}
	return runs
}

// someKinds draws a table of soils, and which of them each cell has.
func someKinds(r *rand.Rand, soil []float32, table *soilTable) []uint8 {
	for n := range table[0] {
		for p := range table {
			table[p][n] = soil[p*plane+n]
		}
	}
	kinds := make([]uint8, plane)
	for k := range kinds {
		kinds[k] = uint8(r.IntN(len(table[0])))
	}
	return kinds
}

// The twins give the same bits (apart from the sign of zero).
func TestAssemblyEqualsGo(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	defer func(was *kernels) { inUse = was }(inUse)
	if len(twins()) == 0 {
		t.Skip("this processor has no AVX2")
	}
	for _, inUse = range twins() {
		t.Run(inUse.name, compareWithGo)
	}
}

func compareWithGo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		water, depth, motion, stepX, stepY, soil := someWater(r)
		for _, planes := range []int{1, waters} {
			var jobs [2]loadJob
			for k, run := range []func(*loadJob){loadGo, (*loadJob).run} {
				jobs[k] = loadJob{
					water: water[:planes*plane], motion: motion,
					toWater: make([]float64, planes*plane), toMotion: make([]float32, motions*plane), depth: make([]float32, plane),
				}
				run(&jobs[k])
			}
			a, b := jobs[0], jobs[1]
			if err := errors.Join(differ64(a.toWater, b.toWater), differ32(a.toMotion, b.toMotion), differ32(a.depth, b.depth)); err != nil {
				t.Fatalf("load of %d planes: %v", planes, err)
			}
			if k := local(7, 9); a.toWater[k] != water[k] || a.depth[k] != depth[k] || a.toMotion[motionV+k] != motion[motionV+k] {
				t.Fatalf("load of %d planes copies nothing", planes)
			}
		}
		slope := slopeJob{
			water: water, motion: motion, stepX: stepX, stepY: stepY, soil: soil, depth: depth,
			rain: 1e-4, half: 0.1, lambda: 0.05, runs: someRuns(r, local(-4, -1), side+2, stride/8),
		}
		var x, y, pull [2][]float32
		for k := range 2 {
			x[k], y[k], pull[k] = make([]float32, faces*plane), make([]float32, faces*plane), make([]float32, 2*plane)
			slope.x, slope.y, slope.pull = x[k], y[k], pull[k]
			[]func(*slopeJob){slopesGo, (*slopeJob).run}[k](&slope)
		}
		for _, p := range [][2][]float32{x, y, pull} {
			if err := differ32(p[0], p[1]); err != nil {
				t.Fatalf("slopes: %v", err)
			}
		}
		kinds := soilKinds{table: new(soilTable)}
		numbers := someKinds(r, append([]float32(nil), soil...), kinds.table)
		for n := range 3 {
			order := 1 + n/2
			if kinds.kinds = nil; n == 1 { // soil by kinds
				kinds.kinds = numbers
			}
			var fx, fy [2][]float32
			runsX, runsY, runs := someRuns(r, origin, side, side/8+1), someRuns(r, origin, side+1, side/8), someRuns(r, origin, side, side/8)
			for k, run := range []func(*edgeJob){edgesGo, (*edgeJob).run} {
				fx[k], fy[k] = make([]float32, fluxes*plane), make([]float32, fluxes*plane)
				job := edgeJob{water: water, depth: depth, step: stepX, un: motion, ut: motion[motionV:], out: fx[k],
					runs: runsX, back: 1, fall: -0.3, grip: 0.1, soil: soil, soilKinds: kinds}
				jobY := job
				jobY.un, jobY.ut, jobY.step, jobY.out = motion[motionV:], motion, stepY, fy[k]
				jobY.back, jobY.runs = stride, runsY
				if order == 2 {
					job.face, jobY.face = x[0], y[0]
				}
				run(&job)
				run(&jobY)
			}
			if err := differ32(fx[0], fx[1]); err != nil {
				t.Fatalf("order %d, edges x: %v", order, err)
			}
			if err := differ32(fy[0], fy[1]); err != nil {
				t.Fatalf("order %d, edges y: %v", order, err)
			}
			var jobs [2]tallyJob
			for k, run := range []func(*tallyJob){tallyGo, (*tallyJob).run} {
				jobs[k] = tallyJob{
					water: water, nextWater: make([]float64, waters*plane), motion: motion, nextMotion: make([]float32, motions*plane),
					x: fx[0], y: fy[0], depth: depth, ratio: 0.007, runs: runs,
				}
				if order == 2 {
					jobs[k].pull = pull[0]
				}
				run(&jobs[k])
			}
			if err := differ64(jobs[0].nextWater, jobs[1].nextWater); err != nil || jobs[0].flags != jobs[1].flags {
				t.Fatalf("order %d, tally of water: %v, flags %v, %v", order, err, jobs[0].flags, jobs[1].flags)
			}
			if err := differ32(jobs[0].nextMotion, jobs[1].nextMotion); err != nil {
				t.Fatalf("order %d, tally of discharge: %v", order, err)
			}
		}
		kinds.kinds = nil
		for n := range 6 {
			soaks, exact := n%2 == 1, n/2 == 1
			if n == 4 { // soil by kinds
				kinds.kinds = someKinds(r, soil, kinds.table)
			}
			var jobs [2]settleJob
			runs := someRuns(r, origin, side, side/8)
			for k, run := range []func(*settleJob){settleGo, (*settleJob).run} {
				jobs[k] = settleJob{
					water: append([]float64(nil), water...), motion: append([]float32(nil), motion...), soil: soil, soilKinds: kinds, soaked: append([]float64(nil), water[:plane]...), fastest: make([]float32, side),
					rain: 1e-4, dt: 0.3, runs: runs, soaks: soaks, exact: exact,
				}
				run(&jobs[k])
			}
			a, b := jobs[0], jobs[1]
			if err := differ64(a.water, b.water); err != nil {
				t.Fatalf("settle: %v", err)
			}
			if err := differ64(a.soaked, b.soaked); err != nil {
				t.Fatalf("settle soaked: %v", err)
			}
			if err := differ32(a.motion, b.motion); err != nil {
				t.Fatalf("settle motion: %v", err)
			}
			if err := differ32(a.fastest, b.fastest); err != nil {
				t.Fatalf("settle fastest: %v", err)
			}
			if a.lowest != b.lowest || a.taken != b.taken || math.Abs(a.total/b.total-1) > 1e-12 || math.Abs(float64(a.sum/b.sum)-1) > 1e-5 {
				t.Fatalf("settle sums:\n%v %v %v %v\n%v %v %v %v", a.sum, a.lowest, a.total, a.taken, b.sum, b.lowest, b.total, b.taken)
			}
		}
	}
}

// So do those of the looks for extremes, for each of which the state goes on.
func TestLooksEqualGo(t *testing.T) {
	defer func(was *kernels) { inUse = was }(inUse)
	w := Watch{Wet: 0.01, Bands: []Band{{0.3, 5, 0.3}, {0.5, math.Inf(1), 0.6}, {1.2, math.Inf(1), 0.6}, {2, math.Inf(1), 1}}}
	for _, inUse = range twins() {
		r := rand.New(rand.NewPCG(3, 5))
		const n = 64
		var jobs [2]lookJob
		for k := range jobs {
			j := &jobs[k]
			for _, p := range [...]*[]float32{&j.deepest, &j.fastest, &j.strongest, &j.worst, &j.duration} {
				*p = make([]float32, n)
			}
			j.bounds, j.wet, j.flooded, j.dt, j.groups = w.bounds(), 0.01, 2.5, 5, n/8
		}
		for look := range 50 {
			water, _, motion, _, _, _ := someWater(r)
			for k, run := range []func(*lookJob){lookGo, (*lookJob).run} {
				j := &jobs[k]
				j.depth, j.u, j.v = water, motion, motion[motionV:]
				run(j)
				for x := range n { // as lookClosely does
					h, u, v := float32(water[x]), motion[x], motion[motionV+x]
					if speed := sqrt32(u*u + v*v); j.seen[x/8]>>(x%8)&1 != 0 {
						j.worst[x] = max(j.worst[x], w.class(float64(h), float64(speed)))
					}
				}
			}
			a, b := &jobs[0], &jobs[1]
			if a.seen != b.seen {
				t.Fatalf("%s, look %d: seen %v and %v", inUse.name, look, a.seen[:n/8], b.seen[:n/8])
			}
			for name, p := range map[string][2][]float32{"deepest": {a.deepest, b.deepest}, "fastest": {a.fastest, b.fastest}, "strongest": {a.strongest, b.strongest}, "duration": {a.duration, b.duration}} {
				if err := differ32(p[0], p[1]); err != nil {
					t.Fatalf("%s, look %d, %s: %v", inUse.name, look, name, err)
				}
			}
		}
	}
}

func TestInverseCubeRoot(t *testing.T) {
	worst := 0.0
	for x := 1e-6; x < 1e4; x *= 1.001 {
		worst = max(worst, math.Abs(float64(inverseCubeRoot(float32(x)))*math.Cbrt(float64(float32(x)))-1))
	}
	t.Logf("relative error %.2g", worst)
	if worst > 5e-7 {
		t.Errorf("relative error %g, allowed 5e-7", worst)
	}
}

func BenchmarkKernel(b *testing.B) {
	water, depth, motion, stepX, stepY, soil := someWater(rand.New(rand.NewPCG(1, 2)))
	clear(stepX)
	clear(stepY)
	for k := range plane {
		water[k] = 1 + 0.01*float64(k%7)
		motion[k], motion[motionV+k], depth[k] = 0.1, 0.2, float32(water[k])
	}
	full := &block{nx: side, ny: side, isOpen: make([]bool, plane)}
	for k := range full.isOpen {
		full.isOpen[k] = true
	}
	full.findRuns(2, map[shape]*runs{})
	all := full.runs
	defer func(was *kernels) { inUse = was }(inUse)
	x, y := make([]float32, fluxes*plane), make([]float32, fluxes*plane)
	fx, fy, pull := make([]float32, faces*plane), make([]float32, faces*plane), make([]float32, 2*plane)
	for _, order := range []int{1, 2} {
		ex := edgeJob{water: water, depth: depth, step: stepX, un: motion, ut: motion[motionV:], out: x, runs: all.x, back: 1, soil: soil}
		ey := edgeJob{water: water, depth: depth, step: stepY, un: motion[motionV:], ut: motion, out: y, runs: all.y, back: stride, soil: soil}
		ta := tallyJob{water: water, nextWater: make([]float64, waters*plane), motion: motion, nextMotion: make([]float32, motions*plane), x: x, y: y, depth: depth, ratio: 0.01, runs: all.cells}
		se := settleJob{water: append([]float64(nil), water...), motion: append([]float32(nil), motion...), soil: soil, soaked: append([]float64(nil), water[:plane]...), fastest: make([]float32, side), dt: 1e-9, runs: all.cells}
		sl := slopeJob{water: water, motion: motion, stepX: stepX, stepY: stepY, soil: soil, depth: depth, x: fx, y: fy, pull: pull, lambda: 0.05, runs: all.slopes}
		if order == 2 {
			ex.face, ey.face, ta.pull = fx, fy, pull
		}
		run := func(name string, f func()) {
			for _, inUse = range twins() {
				b.Run(fmt.Sprintf("%d/%s/%s", order, name, inUse.name), func(b *testing.B) {
					for range b.N {
						f()
					}
					b.ReportMetric(float64(side*side*b.N)/b.Elapsed().Seconds()/1e6, "Mcell/s")
				})
			}
		}
		if order == 2 {
			run("slopes", sl.run)
		}
		run("edges-x", ex.run)
		run("edges-y", ey.run)
		run("tally", ta.run)
		run("settle", se.run)
		se.soaks = true
		run("settle-soak", se.run)
		run("all", func() {
			if order == 2 {
				sl.run()
			}
			ex.run()
			ey.run()
			ta.run()
			se.run()
		})
	}
}
