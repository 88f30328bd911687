package solid

import (
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func wallWithOpenings(n int) (*Mesh, []*Mesh) {
	wall := cuboid(0, 0, 0, 3*float64(n), 0.3, 3)
	var cutters []*Mesh
	for k := range n {
		x := 3*float64(k) + 1
		cutters = append(cutters, cuboid(x, 0, 0.9, x+1.2, 0.3, 2.2))
	}
	return wall, cutters
}

func BenchmarkWallWithTenOpenings(b *testing.B) {
	wall, cutters := wallWithOpenings(10)
	turn := mgl64.Translate3D(30, -20, 7).Mul4(mgl64.HomogRotate3DZ(0.7))
	wall = wall.Transformed(turn)
	for k := range cutters {
		cutters[k] = cutters[k].Transformed(turn)
	}
	for b.Loop() {
		if _, err := Subtract(wall, cutters); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "walls/s")
}

func BenchmarkLargeBodyLessBox(b *testing.B) {
	body := ball(100, 51, 2) // 10,000 triangles
	cutter := cuboid(1, -0.3, -0.3, 3, 0.3, 0.3)
	for b.Loop() {
		if _, err := Difference(body, cutter); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "booleans/s")
	b.ReportMetric(float64(len(body.Triangles)), "triangles")
}

func BenchmarkTwoLargeBodies(b *testing.B) {
	one := ball(100, 51, 2)
	two := one.Transformed(mgl64.Translate3D(0.31, 0.17, 0.23).Mul4(mgl64.HomogRotate3DX(0.4)))
	for b.Loop() {
		if _, err := Union(one, two); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "booleans/s")
}
