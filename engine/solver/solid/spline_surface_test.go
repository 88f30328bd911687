package solid

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// roundSpline is a revolved row of poles as a rational B-spline of degree 2 in u,
// which is exact for circles (Piegl and Tiller, section 7.5).
func roundSpline(profile []mgl64.Vec2, degree int, knots []float64, weights []float64) SplineSurface {
	half := math.Sqrt2 / 2
	s := SplineSurface{DegreeU: 2, DegreeV: degree, KnotsU: []float64{0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4}, KnotsV: knots}
	for k := range 9 {
		sin, cos := math.Sincos(math.Pi / 4 * float64(k))
		w := 1.0
		if k%2 == 1 {
			w, sin, cos = half, sin/half, cos/half
		}
		var row []mgl64.Vec3
		var rowWeights []float64
		for i, p := range profile {
			row = append(row, mgl64.Vec3{p[0] * cos, p[0] * sin, p[1]})
			rowWeights = append(rowWeights, w*weights[i])
		}
		s.Poles, s.Weights = append(s.Poles, row), append(s.Weights, rowWeights)
	}
	return s
}

func mustSpline(t *testing.T, s SplineSurface) Surface {
	t.Helper()
	out, err := NewSplineSurface(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSplineCylinder(t *testing.T) {
	s := mustSpline(t, roundSpline([]mgl64.Vec2{{2, 0}, {2, 3}}, 1, []float64{0, 0, 1, 1}, []float64{1, 1}))
	if p := s.Domain().Period; p != (mgl64.Vec2{4, 0}) {
		t.Fatalf("periods %v, want 4 and none", p)
	}
	for k := range 100 {
		if r := s.At(0.04*float64(k), 0.3).Vec2().Len(); math.Abs(r-2) > 1e-12 {
			t.Fatalf("radius %v at u = %v", r, 0.04*float64(k))
		}
	}
	m := &Mesh{}
	e := edges{m}
	circle := func(z float64) []uint32 {
		return e.arc(64, func(part float64) mgl64.Vec3 {
			sin, cos := math.Sincos(2 * math.Pi * part)
			return mgl64.Vec3{2 * cos, 2 * sin, z}
		})
	}
	bottom, top := circle(0), circle(3)
	err := errors.Join(m.AddFace(backwards(bottom)), m.AddFace(top))
	caps := len(m.Triangles)
	err = errors.Join(err, m.AddCurvedFace(s, [][]uint32{bottom, backwards(top)}, true, Default))
	checkBody(t, "cylinder", m, err, 12*math.Pi, math.Pow(2*math.Pi/64, 2)/6)
	checkOnSurface(t, "cylinder", m, caps, s, Tolerance{Chord: 2 * (1 - math.Cos(math.Pi/64))})
	// The same with the seam as an edge.
	m = &Mesh{}
	e = edges{m}
	bottom, top = circle(0), circle(3)
	loop := append(append([]uint32{}, bottom...), bottom[0], top[0])
	loop = append(loop, backwards(top)...)
	err = errors.Join(m.AddFace(backwards(bottom)), m.AddFace(top), m.AddCurvedFace(s, [][]uint32{loop}, true, Default))
	checkBody(t, "cylinder with a seam", m, err, 12*math.Pi, math.Pow(2*math.Pi/64, 2)/6)
}

// Half a ball whose pole is a row of poles in one place.
func TestSplineDome(t *testing.T) {
	half := math.Sqrt2 / 2
	s := mustSpline(t, roundSpline([]mgl64.Vec2{{2, 0}, {2, 2}, {0, 2}}, 2, []float64{0, 0, 0, 1, 1, 1}, []float64{1, half, 1}))
	m := &Mesh{}
	e := edges{m}
	rim := e.arc(80, func(part float64) mgl64.Vec3 {
		sin, cos := math.Sincos(2 * math.Pi * part)
		return mgl64.Vec3{2 * cos, 2 * sin, 0}
	})
	err := m.AddFace(backwards(rim))
	base := len(m.Triangles)
	err = errors.Join(err, m.AddCurvedFace(s, [][]uint32{rim}, true, Default))
	checkBody(t, "dome", m, err, 2.0/3*math.Pi*8, math.Pow(math.Pi/16, 2)/2)
	checkOnSurface(t, "dome", m, base, s, Tolerance{Chord: 2 * (1 - math.Cos(math.Pi/80))})
}

// A wavy patch between four straight sides above a plane.
func TestSplinePatch(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	knots := []float64{0, 0, 0, 0, 0.4, 1, 1, 1, 1}
	s := SplineSurface{DegreeU: 3, DegreeV: 3, KnotsU: knots, KnotsV: knots}
	greville := []float64{0, 0.4 / 3, 1.4 / 3, 2.4 / 3, 1}
	for i := range 5 {
		var row []mgl64.Vec3
		for j := range 5 {
			z := 1.0
			if i > 0 && i < 4 && j > 0 && j < 4 {
				z = 1 + 0.5*float64((i+j)%3)
			}
			row = append(row, mgl64.Vec3{4 * greville[i], 4 * greville[j], z})
		}
		s.Poles = append(s.Poles, row)
	}
	patch := mustSpline(t, s)
	// x = 4u and y = 4v at Greville's abscissae; the volume below is the integral
	// of z, which is the poles' mean weighted by the widths of their bases.
	volume := 0.0
	for i := range 5 {
		for j := range 5 {
			volume += s.Poles[i][j][2] * (knots[i+4] - knots[i]) / 4 * (knots[j+4] - knots[j]) / 4 * 16
		}
	}
	m := &Mesh{Points: []mgl64.Vec3{{0, 0, 0}, {4, 0, 0}, {4, 4, 0}, {0, 4, 0}}}
	e := edges{m}
	corners := []mgl64.Vec3{{0, 0, 1}, {4, 0, 1}, {4, 4, 1}, {0, 4, 1}}
	err := m.AddFace([]uint32{3, 2, 1, 0})
	// The upper edges are straight, but the surface beside them is not, so they
	// are cut as finely as the surface.
	var upper [5][]uint32
	for k, p := range corners {
		upper[k] = e.arc(60, func(part float64) mgl64.Vec3 { return p.Add(corners[(k+1)%4].Sub(p).Mul(part)) })
	}
	upper[4] = upper[0]
	var rim []uint32
	for k := range uint32(4) {
		side := append([]uint32{(k + 1) % 4, upper[k+1][0]}, backwards(upper[k])...)
		err = errors.Join(err, m.AddFace(append(side, k)))
		rim = append(rim, upper[k]...)
	}
	sides := len(m.Triangles)
	err = errors.Join(err, m.AddCurvedFace(patch, [][]uint32{rim}, true, Default))
	checkBody(t, "patch", m, err, volume, 1e-3)
	checkOnSurface(t, "patch", m, sides, patch, Default)

	rng := rand.New(rand.NewPCG(5, 3))
	for range 200 {
		p := patch.At(rng.Float64(), rng.Float64())
		u, v := patch.Locate(p)
		if gap := patch.At(u, v).Sub(p).Len(); gap > 1e-9 {
			t.Fatalf("%v is found %g m away", p, gap)
		}
	}
}

// A twisted square whose lines of parameters are all straight (a hyperbolic
// paraboloid, z = xy/2).
func TestSplineTwist(t *testing.T) {
	s := SplineSurface{DegreeU: 1, DegreeV: 1, KnotsU: []float64{0, 0, 1, 1}, KnotsV: []float64{0, 0, 1, 1},
		Poles: [][]mgl64.Vec3{{{0, 0, 0}, {0, 2, 0}}, {{2, 0, 0}, {2, 2, 2}}}}
	saddle := mustSpline(t, s)
	m := &Mesh{}
	e := edges{m}
	var rim []uint32
	corners := []mgl64.Vec3{{0, 0, 0}, {2, 0, 0}, {2, 2, 2}, {0, 2, 0}}
	for k, p := range corners {
		rim = append(rim, e.arc(40, func(part float64) mgl64.Vec3 { return p.Add(corners[(k+1)%4].Sub(p).Mul(part)) })...)
	}
	if err := m.AddCurvedFace(saddle, [][]uint32{rim}, true, Default); err != nil {
		t.Fatal(err)
	}
	checkOnSurface(t, "saddle", m, 0, saddle, Default)
	if n := m.OpenEdges(); n != len(rim) {
		t.Errorf("%d open edges, want the rim's %d", n, len(rim))
	}
}

func TestSplinesThatAreNone(t *testing.T) {
	good := func() SplineSurface {
		return SplineSurface{DegreeU: 1, DegreeV: 1, KnotsU: []float64{0, 0, 1, 1}, KnotsV: []float64{0, 0, 1, 1},
			Poles: [][]mgl64.Vec3{{{0, 0, 0}, {0, 1, 0}}, {{1, 0, 0}, {1, 1, 1}}}}
	}
	mustSpline(t, good())
	for name, spoil := range map[string]func(s *SplineSurface){
		"no poles":        func(s *SplineSurface) { s.Poles = nil },
		"ragged":          func(s *SplineSurface) { s.Poles[1] = s.Poles[1][:1] },
		"degree":          func(s *SplineSurface) { s.DegreeU = 2 },
		"degree 0":        func(s *SplineSurface) { s.DegreeU = 0 },
		"degree enormous": func(s *SplineSurface) { s.DegreeV = 1 << 40 },
		"few knots":       func(s *SplineSurface) { s.KnotsU = s.KnotsU[1:] },
		"falling knots":   func(s *SplineSurface) { s.KnotsV[1] = 2 },
		"no span":         func(s *SplineSurface) { s.KnotsV = make([]float64, 4) },
		"knot":            func(s *SplineSurface) { s.KnotsV[1] = math.NaN() },
		"pole":            func(s *SplineSurface) { s.Poles[0][0][1] = math.Inf(1) },
		"weight":          func(s *SplineSurface) { s.Weights = [][]float64{{1, 1}, {1, 0}} },
		"few weights":     func(s *SplineSurface) { s.Weights = [][]float64{{1, 1}} },
	} {
		s := good()
		spoil(&s)
		if _, err := NewSplineSurface(s); !errors.Is(err, ErrSpline) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzSplineFace(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 9, 18, 27})
	f.Fuzz(func(t *testing.T, data []byte) {
		next := func() float64 {
			if len(data) == 0 {
				return 0
			}
			v := coordinate(data[0])
			data = data[1:]
			return v
		}
		s := SplineSurface{DegreeU: 1 + int(math.Abs(next()))%3, DegreeV: 1 + int(math.Abs(next()))%3}
		nu, nv := s.DegreeU+1+int(math.Abs(next()))%2, s.DegreeV+1
		rising := func(n int) (out []float64) {
			sum := 0.0
			for range n {
				out = append(out, sum)
				sum += math.Abs(next())
			}
			return out
		}
		s.KnotsU, s.KnotsV = rising(nu+s.DegreeU+1), rising(nv+s.DegreeV+1)
		for range nu {
			var row []mgl64.Vec3
			for range nv {
				row = append(row, mgl64.Vec3{next(), next(), next()})
			}
			s.Poles = append(s.Poles, row)
		}
		surface, err := NewSplineSurface(s)
		if err != nil {
			return
		}
		m := &Mesh{}
		var loop []uint32
		d := surface.Domain()
		for len(data) > 1 && len(loop) < 12 {
			u, v := next(), next()
			loop = append(loop, uint32(len(m.Points)))
			m.Points = append(m.Points, surface.At(d.Low[0]+u*(d.High[0]-d.Low[0])/16, d.Low[1]+v*(d.High[1]-d.Low[1])/16))
		}
		coarse := Tolerance{Chord: 0.5, Turn: 1}
		if err := m.AddCurvedFace(surface, [][]uint32{loop}, true, coarse); err != nil {
			return
		}
		for _, c := range m.Triangles {
			for _, k := range c {
				if p := m.Points[k]; !finite(p[0]) || !finite(p[1]) || !finite(p[2]) {
					t.Fatalf("a corner at %v", p)
				}
			}
		}
	})
}

func BenchmarkSplineFace(b *testing.B) {
	half := math.Sqrt2 / 2
	s, err := NewSplineSurface(roundSpline([]mgl64.Vec2{{2, 0}, {2, 2}, {0, 2}}, 2, []float64{0, 0, 0, 1, 1, 1}, []float64{1, half, 1}))
	if err != nil {
		b.Fatal(err)
	}
	m := &Mesh{}
	e := edges{m}
	rim := e.arc(64, func(part float64) mgl64.Vec3 {
		sin, cos := math.Sincos(2 * math.Pi * part)
		return mgl64.Vec3{2 * cos, 2 * sin, 0}
	})
	triangles := 0
	for b.Loop() {
		m.Points, m.Triangles = m.Points[:len(rim)], m.Triangles[:0]
		if err := m.AddCurvedFace(s, [][]uint32{rim}, true, Default); err != nil {
			b.Fatal(err)
		}
		triangles += len(m.Triangles)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "faces/s")
	b.ReportMetric(float64(triangles)/b.Elapsed().Seconds(), "triangles/s")
}
