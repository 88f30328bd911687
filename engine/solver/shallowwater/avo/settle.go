package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// inverseCubeRoot as in kernel.go.
func inverseCubeRoot(x VecVirtual) VecVirtual {
	bits := vector()
	VCVTDQ2PS(x, bits)
	bits = mul(bits, f32(1.0/3))
	VCVTPS2DQ(bits, bits)
	guess := load(u32(0x54a2fa8c))
	VPSUBD(bits, guess, guess)
	tx := mul(x, f32(1.0/3))
	for range 3 {
		cube := mul(mul(guess, guess), guess)
		guess = mul(guess, sub(load(f32(4.0/3)), mul(tx, cube)))
	}
	return guess
}

func settle(name string, soaks, second, byKind bool) {
	j := begin(name)
	const (
		water, motion, soil, fastest = slice, 2 * slice, 3 * slice, 4 * slice
		soaked, kinds                = 5 * slice, 6 * slice
		rain                         = 7*slice + 8
		dt, sum                      = rain + 8, rain + 20
		lowest, total, taken         = rain + 24, rain + 32, rain + 40
		east, north                  = 0, plane
	)
	w, v, s := j.load(water), j.load(motion), j.soil(soil, kinds, byKind)
	var lost GPVirtual
	if soaks {
		lost = j.load(soaked)
	}
	sumS, lowD, totalD, takenD := gathering(), gathering(), gathering(), zero()
	depths, inv, bend, drags := j.scratch(), j.scratch(), j.scratch(), j.scratch()
	var column GPVirtual
	enough := 0                                   // labels
	j.along(pass{nil, nil, func(k, i GPVirtual) { // rain, infiltration
		var hf, lf, short [2]VecVirtual
		of := s.at(k, 0)
		share, most := of(weight), VecVirtual(nil)
		if soaks {
			most = of(loss)
		}
		for half := range 2 {
			d := mulD(j.broadcastD(rain), widen(share, half))
			d = addD(d, at64(w, k, 0, half))
			gather(VMINPD, d, lowD)
			if soaks {
				want := mulD(j.broadcastD(dt), widen(most, half))
				left := minD(maxD(subD(d, want), f64(0)), d)
				short[half] = maxD(subD(want, d), f64(0))
				take(subD(d, left), takenD)
				hf[half] = narrow(d)
				d = left
			}
			gather(VADDPD, d, totalD)
			VMOVUPD(d, at64(w, k, 0, half))
			lf[half] = narrow(d)
		}
		h := join(lf[0], lf[1])
		depths.store(i, h)
		if soaks {
			enough++
			label := fmt.Sprintf("enough%d", enough)
			unlessAny(into(VORPD, short[0], short[1]), label)
			for half := range 2 {
				VMOVUPD(subD(loadD(at64(lost, k, 0, half)), short[half]), at64(lost, k, 0, half))
			}
			Label(label)
			share := div(h, max_(join(hf[0], hf[1]), f32(1e-30)))
			if !second {
				VMOVUPS(mul(share, at32(v, k, east)), at32(v, k, east))
				VMOVUPS(mul(share, at32(v, k, north)), at32(v, k, north))
				return
			}
			for half := range 2 {
				part := widen(share, half)
				VMOVUPD(mulD(part, at64(w, k, exactQX, half)), at64(w, k, exactQX, half))
				VMOVUPD(mulD(part, at64(w, k, exactQY, half)), at64(w, k, exactQY, half))
			}
		}
	}}, pass{nil, nil, func(k, i GPVirtual) { // resistance of the bed
		deep := max_(depths.load(i), f32(film))
		over := div(load(f32(1)), deep)
		inv.store(i, over)
		step := narrow(j.broadcastD(dt))
		friction := mul(mul(join(step, step), f32(4)), s.at(k, 0)(rough))
		bend.store(i, mul(friction, mul(mul(over, over), inverseCubeRoot(deep))))
	}}, pass{nil, nil, func(k, i GPVirtual) { // friction
		if second {
			for of, q := range [2]int{exactQX, exactQY} {
				VMOVUPS(join(narrow(at64(w, k, q, 0)), narrow(at64(w, k, q, 1))), at32(v, k, of*plane))
			}
		}
		x, y := load(at32(v, k, east)), load(at32(v, k, north))
		drag := mul(bend.load(i), sqrt(add(mul(x, x), mul(y, y))))
		drags.store(i, drag)
		bend.store(i, div(load(f32(1)), add(sqrt(add(drag, f32(1))), f32(1))))
	}}, pass{nil, func() { // as i says, but not in scratch
		column = j.load(fastest)
		SUBQ(j.scratched, column)
	}, func(k, i GPVirtual) { // velocity
		slow, drag := bend.load(i), drags.load(i)
		cut, twice := mul(mul(drag, slow), slow), add(slow, slow)
		slight := compare(less, drag, f32(1))
		velocity := func(of int) VecVirtual {
			q := load(at32(v, k, of))
			return mul(choose(slight, sub(q, mul(q, cut)), mul(q, twice)), inv.of(i))
		}
		if second {
			velocity = func(of int) VecVirtual {
				q := exactQX + of
				var f [2]VecVirtual
				for half := range 2 {
					d := loadD(at64(w, k, q, half))
					d = subD(d, mulD(d, widen(cut, half)))
					VMOVUPD(d, at64(w, k, q, half))
					f[half] = narrow(d)
				}
				return mul(join(f[0], f[1]), inv.of(i))
			}
		}
		u1, v1 := velocity(east), velocity(north)
		h := depths.load(i)
		wet := compare(greater, h, f32(film))
		pace := add(and(u1, abs32()), and(v1, abs32()))
		alive := both(wet, compare(notLess, pace, f32(1e-12)))
		c := sqrt(mul(max_(h, f32(film)), f32(gravity)))
		fast := add(pace, add(c, c))
		if !second { // spared
			perC := mul(c, mul(inv.load(i), f32(1/gravity)))
			spared := func(speed VecVirtual, share float64) VecVirtual {
				slowed := min_(speed, c)
				return mul(mul(slowed, sub(load(f32(2)), mul(slowed, perC))), f32(share))
			}
			along, across := and(u1, abs32()), and(v1, abs32())
			fast = sub(fast, add(spared(max_(along, across), 0.37), spared(min_(along, across), 0.20)))
		}
		fast = where(wet, fast)
		gather(VADDPS, fast, sumS)
		most := Mem{Base: column, Index: i, Scale: 1}
		VMOVUPS(max_(load(most), fast), most)
		VMOVUPS(where(alive, u1), at32(v, k, east))
		VMOVUPS(where(alive, v1), at32(v, k, north))
		if second {
			for half := range 2 {
				for _, q := range [2]int{exactQX, exactQY} {
					VMOVUPD(whereD(alive, half, loadD(at64(w, k, q, half))), at64(w, k, q, half))
				}
			}
		}
	}})
	// Lanes in the order of kernel.go; sum and total are asked only whether they
	// are numbers, or more than nothing.
	sums := gathered(VADDPS, sumS)
	high, four := upperHalf(sums), XMM()
	VADDPS(high, sums.AsX(), four) // 0+4, 1+5, 2+6, 3+7
	swapped := XMM()
	VMOVSHDUP(four, swapped)
	VADDPS(swapped, four, four) // (0+4)+(1+5), ., (2+6)+(3+7)
	VMOVHLPS(four, four, swapped)
	VADDSS(swapped, four, four)
	VMOVSS(four, j.mem(sum))
	pair := func(op func(ops ...Op), a VecVirtual, to int) {
		high, low := upperHalf(a), XMM()
		op(high, a.AsX(), low) // 0+2, 1+3
		VUNPCKHPD(low, low, high)
		op(high, low, low)
		VMOVSD(low, j.mem(to))
	}
	pair(VADDPD, gathered(VADDPD, totalD), total)
	pair(VADDPD, takenD, taken)
	pair(VMINPD, gathered(VMINPD, lowD), lowest)
	VZEROUPPER()
	RET()
}

// take adds what has soaked away to four sums, whatever the length of vectors:
// it is booked.
func take(gone, sums VecVirtual) {
	if lanes == 8 {
		VADDPD(gone, sums, sums)
		return
	}
	VADDPD(gone.AsY(), sums, sums)
	VADDPD(upperHalf(gone), sums, sums)
}
