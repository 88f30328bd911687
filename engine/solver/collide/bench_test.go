package collide

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// tower is a building of slabs, columns and facade panels: 71 storeys of 120
// bodies of 12 triangles, 102,240 in all, 30 m × 24 m in plan.
func tower() *solid.Mesh {
	m := &solid.Mesh{}
	put := func(x, y, z, dx, dy, dz float64) {
		m.Append(block(mgl64.Vec3{x, y, z}, mgl64.Vec3{x + dx, y + dy, z + dz}))
	}
	for storey := range 71 {
		z := 3.5 * float64(storey)
		for k := range 6 {
			put(5*float64(k), 0, z, 5, 24, 0.25)
		}
		for k := range 30 {
			put(5.8*float64(k%6), 5.8*float64(k/6), z+0.25, 0.5, 0.5, 3.25)
		}
		for k := range 84 {
			switch along := float64(k % 21); k / 21 {
			case 0:
				put(30.0/21*along, -0.1, z+0.25, 1.3, 0.08, 3.2)
			case 1:
				put(30.0/21*along, 24.02, z+0.25, 1.3, 0.08, 3.2)
			case 2:
				put(-0.1, 24.0/21*along, z+0.25, 0.08, 1.1, 3.2)
			default:
				put(30.02, 24.0/21*along, z+0.25, 0.08, 1.1, 3.2)
			}
		}
	}
	return m
}

func BenchmarkCapsuleCapsule(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var c [256]Capsule
	for k := range c {
		p := someVec(r, 40)
		c[k] = Capsule{p.out(), p.add(someVec(r, 40)).out(), 1}
	}
	sum := 0.0
	for k := 0; b.Loop(); k++ {
		sum += c[k&255].Distance(&c[(k*7+1)&255])
	}
	sink = sum
}

var sink float64

// medians runs a question at many places and reports the median of its times,
// which are taken one by one: the clock's own 40 ns are in them.
func medians(b *testing.B, n int, ask func(k int)) {
	times := make([]time.Duration, 0, n)
	for b.Loop() {
		times = times[:0]
		for k := range n {
			start := time.Now()
			ask(k)
			times = append(times, time.Since(start))
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[n/2].Nanoseconds()), "ns/median")
	b.ReportMetric(float64(times[n*99/100].Nanoseconds()), "ns/p99")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkLoadToBuilding(b *testing.B) {
	tree := NewTree(tower())
	r := rand.New(rand.NewPCG(2, 2))
	var loads []Box
	for len(loads) < 2000 { // round the building, within the cut-off of it, and above
		at := mgl64.Vec3{-12 + 54*r.Float64(), -12 + 48*r.Float64(), 255 * r.Float64()}
		box := Box{Center: at, Axes: someTurn(r), Half: mgl64.Vec3{3, 0.6, 0.4}}
		if c, ok := tree.NearestBox(&box, 10); ok && c.Distance > 0 && !(at[0] > 0 && at[0] < 30 && at[1] > 0 && at[1] < 24 && at[2] < 248) {
			loads = append(loads, box)
		}
	}
	medians(b, len(loads), func(k int) {
		c, _ := tree.NearestBox(&loads[k], 10)
		sink += c.Distance
	})
}

func BenchmarkJibToBuilding(b *testing.B) {
	tree := NewTree(tower())
	r := rand.New(rand.NewPCG(3, 3))
	var jibs []Capsule
	for len(jibs) < 2000 { // of a crane beside the building, above its present top or beside it
		slew, height := 2*math.Pi*r.Float64(), 200+70*r.Float64()
		from := mgl64.Vec3{-25, 12, height}
		jib := Capsule{from, from.Add(mgl64.Vec3{60 * math.Cos(slew), 60 * math.Sin(slew), 0}), 0.9}
		if c, ok := tree.NearestCapsule(&jib, 10); ok && c.Distance > 0 {
			jibs = append(jibs, jib)
		}
	}
	medians(b, len(jibs), func(k int) {
		c, _ := tree.NearestCapsule(&jibs[k], 10)
		sink += c.Distance
	})
}

func BenchmarkNewTree(b *testing.B) {
	m := tower()
	for b.Loop() {
		NewTree(m)
	}
	b.ReportMetric(float64(len(m.Triangles))*float64(b.N)/b.Elapsed().Seconds(), "triangles/s")
}

func BenchmarkSharedVolume(b *testing.B) {
	for _, n := range []int{8, 24} {
		b.Run(fmt.Sprintf("balls_of_%d", len(ball(mgl64.Vec3{}, 1, n).Triangles)), func(b *testing.B) {
			x, _ := NewBody(NewTree(ball(mgl64.Vec3{}, 1, n)), mgl64.Ident4())
			y, _ := NewBody(x.Tree, mgl64.Translate3D(0.3, 0.4, 0.5))
			for b.Loop() {
				sink += x.SharedVolume(&y)
			}
		})
	}
}
