package solid

import (
	"errors"
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// edges makes the points of a body's edges, each edge once for all its faces.
type edges struct{ mesh *Mesh }

func (e edges) point(p mgl64.Vec3) uint32 {
	e.mesh.Points = append(e.mesh.Points, p)
	return uint32(len(e.mesh.Points) - 1)
}

// arc is the places of a surface along u or v, without the last.
func (e edges) arc(n int, at func(part float64) mgl64.Vec3) []uint32 {
	var out []uint32
	for k := range n {
		out = append(out, e.point(at(float64(k)/float64(n))))
	}
	return out
}

func (e edges) ring(s Surface, v float64, tol Tolerance) []uint32 {
	us, _ := s.Lines(mgl64.Vec2{0, v}, mgl64.Vec2{2 * math.Pi, v + 1e-3}, tol)
	return e.arc(len(us)-1, func(part float64) mgl64.Vec3 { return s.At(2*math.Pi*part, v) })
}

func backwards(l []uint32) []uint32 {
	out := make([]uint32, len(l))
	for k, p := range l {
		out[len(l)-1-k] = p
	}
	return out
}

// checkOnSurface fails if a corner, a middle of an edge or of a triangle from the
// given one on lies further from the surface than the tolerance.
func checkOnSurface(t *testing.T, name string, m *Mesh, from int, s Surface, tol Tolerance) {
	t.Helper()
	worst := 0.0
	every := 1 + len(m.Triangles[from:])/400
	for k := from; k < len(m.Triangles); k += every {
		c := m.Triangles[k]
		a, b, d := m.Points[c[0]], m.Points[c[1]], m.Points[c[2]]
		for _, p := range []mgl64.Vec3{a, b, d, a.Add(b).Mul(0.5), b.Add(d).Mul(0.5), d.Add(a).Mul(0.5), a.Add(b).Add(d).Mul(1.0 / 3)} {
			u, v := s.Locate(p)
			worst = max(worst, s.At(u, v).Sub(p).Len())
		}
	}
	t.Logf("%s: triangles lie up to %.3g m off the surface, allowed %.3g", name, worst, tol.Chord)
	if worst > tol.Chord*(1+1e-6) {
		t.Errorf("%s: too far off the surface", name)
	}
}

var somewhere = mgl64.Translate3D(40, -3, 2).Mul4(mgl64.HomogRotate3D(0.7, mgl64.Vec3{1, 2, 3}.Normalize()))

func TestCylinderOfFaces(t *testing.T) {
	s := CylinderSurface(somewhere, 2)
	want := math.Pi * 4 * 3
	build := func(side func(e edges, bottom, top []uint32) error) (*Mesh, error) {
		m := &Mesh{}
		e := edges{m}
		bottom, top := e.ring(s, 0, Default), e.ring(s, 3, Default)
		if err := m.AddFace(backwards(bottom)); err != nil {
			return nil, err
		}
		if err := m.AddFace(top); err != nil {
			return nil, err
		}
		caps := len(m.Triangles)
		err := side(e, bottom, top)
		checkOnSurface(t, "side", m, caps, s, Default)
		return m, err
	}
	// Chords of 1 mm or 11° leave an area short by at most δ²/6.
	part := math.Pow(math.Pi/16, 2) / 6
	m, err := build(func(e edges, bottom, top []uint32) error {
		return e.mesh.AddCurvedFace(s, [][]uint32{bottom, backwards(top)}, true, Default)
	})
	checkBody(t, "two circles", m, err, want, part)
	m, err = build(func(e edges, bottom, top []uint32) error {
		// Along the seam, round the top, back down the seam, round the bottom.
		loop := append([]uint32{}, bottom...)
		loop = append(loop, bottom[0], top[0])
		loop = append(loop, backwards(top)...)
		return e.mesh.AddCurvedFace(s, [][]uint32{loop}, true, Default)
	})
	checkBody(t, "with a seam", m, err, want, part)
	m, err = build(func(e edges, bottom, top []uint32) error {
		n := len(bottom)
		half := func(from, to int) [][]uint32 {
			var loop []uint32
			for k := from; k <= to; k++ {
				loop = append(loop, bottom[k%n])
			}
			for k := to; k >= from; k-- {
				loop = append(loop, top[k%n])
			}
			return [][]uint32{loop}
		}
		if err := e.mesh.AddCurvedFace(s, half(0, n/3), true, Default); err != nil {
			return err
		}
		return e.mesh.AddCurvedFace(s, half(n/3, n), true, Default)
	})
	checkBody(t, "two parts", m, err, want, part)
}

// A pipe's inside faces its axis: the surface's normal points out of the hole
// into the body.
func TestPipeOfFaces(t *testing.T) {
	out, in := CylinderSurface(somewhere, 0.1), CylinderSurface(somewhere, 0.08)
	m := &Mesh{}
	e := edges{m}
	a, b := e.ring(out, 0, Default), e.ring(out, 5, Default)
	c, d := e.ring(in, 0, Default), e.ring(in, 5, Default)
	err := errors.Join(
		m.AddFace(backwards(a), c), m.AddFace(b, d),
		m.AddCurvedFace(out, [][]uint32{a, backwards(b)}, true, Default),
		m.AddCurvedFace(in, [][]uint32{backwards(c), d}, false, Default))
	checkBody(t, "pipe", m, err, math.Pi*(0.01-0.0064)*5, math.Pow(math.Pi/16, 2)/6)
}

func TestWindowInACurvedWall(t *testing.T) {
	// A hole through a cylinder's side, cut by four edges, across the seam.
	s := CylinderSurface(somewhere, 5)
	m := &Mesh{}
	e := edges{m}
	bottom, top := e.ring(s, 0, Default), e.ring(s, 3, Default)
	var window []uint32
	for _, side := range [][4]float64{{-0.2, 1, 0.2, 1}, {0.2, 1, 0.2, 2}, {0.2, 2, -0.2, 2}, {-0.2, 2, -0.2, 1}} {
		window = append(window, e.arc(20, func(part float64) mgl64.Vec3 {
			return s.At(side[0]+(side[2]-side[0])*part, side[1]+(side[3]-side[1])*part)
		})...)
	}
	if err := m.AddCurvedFace(s, [][]uint32{bottom, backwards(top), backwards(window)}, true, Default); err != nil {
		t.Fatal(err)
	}
	checkOnSurface(t, "wall", m, 0, s, Default)
	if want, got := 2*math.Pi*5*3-0.4*5, m.Area(); math.Abs(got-want) > 1e-3*want {
		t.Errorf("area %v, want %v", got, want)
	}
	if n := m.OpenEdges(); n != len(bottom)+len(top)+len(window) {
		t.Errorf("%d open edges, want %d: those of the loops", n, len(bottom)+len(top)+len(window))
	}
}

func TestConesOfFaces(t *testing.T) {
	s := ConeSurface(somewhere, 2, -math.Atan(0.5)) // the tip is 4 above
	part := math.Pow(math.Pi/16, 2) / 6
	for name, side := range map[string]func(m *Mesh, e edges, base []uint32) error{
		"one circle": func(m *Mesh, e edges, base []uint32) error {
			return m.AddCurvedFace(s, [][]uint32{base}, true, Default)
		},
		"with a seam": func(m *Mesh, e edges, base []uint32) error {
			loop := append(append([]uint32{}, base...), base[0], e.point(s.At(0, 4)))
			return m.AddCurvedFace(s, [][]uint32{loop}, true, Default)
		},
		"two parts": func(m *Mesh, e edges, base []uint32) error {
			tip, n := e.point(s.At(0, 4)), len(base)
			return errors.Join(
				m.AddCurvedFace(s, [][]uint32{append(append([]uint32{}, base[:n/3+1]...), tip)}, true, Default),
				m.AddCurvedFace(s, [][]uint32{append(append([]uint32{}, base[n/3:]...), base[0], tip)}, true, Default))
		},
	} {
		m := &Mesh{}
		e := edges{m}
		base := e.ring(s, 0, Default)
		err := errors.Join(m.AddFace(backwards(base)), side(m, e, base))
		checkBody(t, name, m, err, math.Pi*4*4/3, part)
	}
}

func TestSpheresAndTori(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	ball, ringed := SphereSurface(somewhere, 1.5), TorusSurface(somewhere, 2, 0.5)
	volume := 4.0 / 3 * math.Pi * 1.5 * 1.5 * 1.5
	part := math.Pow(math.Pi/16, 2) / 2
	m := &Mesh{}
	err := m.AddCurvedFace(ball, nil, true, Default)
	checkBody(t, "whole ball", m, err, volume, part)
	checkOnSurface(t, "whole ball", m, 0, ball, Default)
	m = &Mesh{}
	err = m.AddCurvedFace(ringed, nil, true, Default)
	checkBody(t, "whole torus", m, err, 2*math.Pi*math.Pi*2*0.25, part)
	checkOnSurface(t, "whole torus", m, 0, ringed, Default)
	m = &Mesh{}
	err = m.AddCurvedFace(ball, nil, false, Default)
	m.Flip()
	checkBody(t, "hollow", m, err, volume, part)

	meridian := func(e edges, south, north uint32, u float64) []uint32 {
		inner := e.arc(30, func(part float64) mgl64.Vec3 { return ball.At(u, math.Pi*(part-0.5)) })
		return append(append([]uint32{south}, inner[1:]...), north)
	}
	between := func(up, down []uint32) [][]uint32 {
		loop := append([]uint32{}, up...)
		back := backwards(down)
		return [][]uint32{append(loop, back[1:len(back)-1]...)}
	}
	m = &Mesh{}
	e := edges{m}
	south, north := e.point(ball.At(0, -math.Pi/2)), e.point(ball.At(0, math.Pi/2))
	a, b := meridian(e, south, north, 1), meridian(e, south, north, 1+math.Pi)
	err = errors.Join(m.AddCurvedFace(ball, between(b, a), true, Default), m.AddCurvedFace(ball, between(a, b), true, Default))
	checkBody(t, "two halves", m, err, volume, part)
	m = &Mesh{}
	e = edges{m}
	south, north = e.point(ball.At(0, -math.Pi/2)), e.point(ball.At(0, math.Pi/2))
	a = meridian(e, south, north, 2)
	err = m.AddCurvedFace(ball, between(a, a), true, Default)
	checkBody(t, "one face with a seam", m, err, volume, part)

	for _, v := range []float64{0.3, -0.9} {
		m = &Mesh{}
		e = edges{m}
		rim := e.ring(ball, v, Default)
		err = errors.Join(m.AddFace(backwards(rim)), m.AddCurvedFace(ball, [][]uint32{rim}, true, Default))
		h := 1.5 * (1 - math.Sin(v))
		checkBody(t, "upper cap", m, err, math.Pi*h*h*(3*1.5-h)/3, part)
		m = &Mesh{}
		e = edges{m}
		rim = e.ring(ball, v, Default)
		err = errors.Join(m.AddFace(rim), m.AddCurvedFace(ball, [][]uint32{backwards(rim)}, true, Default))
		h = 3 - h
		checkBody(t, "lower cap", m, err, math.Pi*h*h*(3*1.5-h)/3, part)
	}
}

// A quarter bend of a pipe: a torus between two circles.
func TestBendOfFaces(t *testing.T) {
	s := TorusSurface(somewhere, 2, 0.5)
	for name, seam := range map[string]bool{"two circles": false, "with a seam": true} {
		m := &Mesh{}
		e := edges{m}
		circle := func(u float64) []uint32 {
			return e.arc(40, func(part float64) mgl64.Vec3 { return s.At(u, 2*math.Pi*part) })
		}
		start, end := circle(0), circle(math.Pi/2)
		err := errors.Join(m.AddFace(start), m.AddFace(backwards(end)))
		if seam {
			along := e.arc(20, func(part float64) mgl64.Vec3 { return s.At(math.Pi/2*part, 0) })
			loop := append([]uint32{start[0]}, along[1:]...)
			loop = append(loop, end[0])
			loop = append(loop, end[1:]...)
			loop = append(loop, end[0])
			loop = append(loop, backwards(along[1:])...)
			loop = append(loop, start[0])
			loop = append(loop, backwards(start[1:])...)
			err = errors.Join(err, m.AddCurvedFace(s, [][]uint32{loop}, true, Default))
		} else {
			err = errors.Join(err, m.AddCurvedFace(s, [][]uint32{backwards(start), end}, true, Default))
		}
		checkBody(t, name, m, err, math.Pi*math.Pi/2*2*0.25, math.Pow(math.Pi/16, 2)/2)
	}
}

// straight and round are curves for surfaces made of them.
type straight struct{ from, to mgl64.Vec3 }

func (s straight) At(u float64) mgl64.Vec3                  { return s.from.Add(s.to.Sub(s.from).Mul(u)) }
func (s straight) Domain() (float64, float64)               { return 0, 1 }
func (s straight) Period() float64                          { return 0 }
func (s straight) Cuts(a, b float64, _ Tolerance) []float64 { return []float64{a, b} }
func (s straight) Nearest(p mgl64.Vec3) float64 {
	d := s.to.Sub(s.from)
	return p.Sub(s.from).Dot(d) / d.Dot(d)
}

type round struct {
	axes
	radius, period float64
}

func (r round) At(u float64) mgl64.Vec3 {
	s, c := math.Sincos(u)
	return r.place(r.radius*c, r.radius*s, 0)
}
func (r round) Domain() (float64, float64) { return 0, 2 * math.Pi }
func (r round) Period() float64            { return r.period }
func (r round) Cuts(a, b float64, tol Tolerance) []float64 {
	return evenly(a, b, tol.Chords(r.radius, b-a))
}
func (r round) Nearest(p mgl64.Vec3) float64 {
	x, y, _ := r.local(p)
	u := math.Atan2(y, x)
	if u < 0 {
		u += 2 * math.Pi
	}
	return u
}

func TestSweptSurfaces(t *testing.T) {
	up := somewhere.Col(2).Vec3()
	for _, period := range []float64{0, 2 * math.Pi} { // a circle that does not say that it is closed is one too
		s := ExtrudedSurface(round{axesOf(somewhere), 1, period}, up.Mul(7))
		m := &Mesh{}
		e := edges{m}
		bottom, top := e.ring(s, 0, Default), e.ring(s, 2, Default)
		err := errors.Join(m.AddFace(backwards(bottom)), m.AddFace(top), m.AddCurvedFace(s, [][]uint32{bottom, backwards(top)}, true, Default))
		checkBody(t, "extruded circle", m, err, 2*math.Pi, math.Pow(math.Pi/16, 2)/6)
	}
	// A curve that is not square to the direction.
	leaning := up.Add(somewhere.Col(0).Vec3()).Normalize()
	s := ExtrudedSurface(round{axesOf(somewhere), 1, 2 * math.Pi}, leaning)
	for _, at := range []mgl64.Vec2{{1, 2}, {3, -1}, {6, 0}} {
		if u, v := s.Locate(s.At(at[0], at[1])); s.At(u, v).Sub(s.At(at[0], at[1])).Len() > 1e-9 {
			t.Errorf("leaning cylinder: %v found at %v %v", at, u, v)
		}
	}
	// A frustum as a line that revolves.
	axis := axesOf(somewhere)
	r := RevolvedSurface(straight{axis.place(2, 0, 0), axis.place(1, 0, 3)}, axis.origin, axis.z)
	m := &Mesh{}
	e := edges{m}
	bottom, top := e.ring(r, 0, Default), e.ring(r, 1, Default)
	err := errors.Join(m.AddFace(backwards(bottom)), m.AddFace(top), m.AddCurvedFace(r, [][]uint32{bottom, backwards(top)}, true, Default))
	checkBody(t, "frustum", m, err, math.Pi*(4+2+1), math.Pow(math.Pi/16, 2)/6)
	// A cone whose tip is the end of the line.
	r = RevolvedSurface(straight{axis.place(2, 0, 0), axis.place(0, 0, 3)}, axis.origin, axis.z)
	m = &Mesh{}
	e = edges{m}
	bottom = e.ring(r, 0, Default)
	err = errors.Join(m.AddFace(backwards(bottom)), m.AddCurvedFace(r, [][]uint32{bottom}, true, Default))
	checkBody(t, "cone", m, err, math.Pi*4, math.Pow(math.Pi/16, 2)/6)
}

// Half a pipe whose surface is said to be elsewhere is found out, and made from
// its border: the ruled surface between its arcs has the least angles, though two
// half disks and a rectangle have less area.
func TestFaceWhoseSurfaceIsElsewhere(t *testing.T) {
	s := CylinderSurface(somewhere, 1)
	m := &Mesh{}
	e := edges{m}
	arc := func(v float64) []uint32 {
		return append(e.arc(20, func(part float64) mgl64.Vec3 { return s.At(math.Pi*part, v) }), e.point(s.At(math.Pi, v)))
	}
	loop := append(arc(0), backwards(arc(3))...)
	if err := m.AddCurvedFace(CylinderSurface(mgl64.Ident4(), 1), [][]uint32{loop}, true, Default); !errors.Is(err, ErrOffSurface) {
		t.Fatalf("elsewhere: %v", err)
	}
	if err := m.AddFace(loop); err != nil {
		t.Fatal(err)
	}
	if want, got := 3*20*2*math.Sin(math.Pi/40), m.Area(); math.Abs(got-want) > 1e-9*want {
		t.Errorf("area %v, want %v", got, want)
	}
	if n := m.OpenEdges(); n != len(loop) || len(m.Triangles) != len(loop)-2 {
		t.Errorf("%d open edges, %d triangles", n, len(m.Triangles))
	}
}

func TestCurvedFacesThatAreNone(t *testing.T) {
	s := CylinderSurface(somewhere, 2)
	m := &Mesh{}
	e := edges{m}
	ring := e.ring(s, 0, Default)
	nan := e.point(mgl64.Vec3{math.NaN(), 0, 0})
	points := len(m.Points)
	for name, loops := range map[string][][]uint32{
		"no loops":       nil,
		"one circle":     {ring},
		"three circles":  {ring, ring, ring},
		"a line":         {{ring[0], ring[1]}},
		"there and back": {{ring[0], ring[1], ring[2], ring[1]}},
		"no number":      {{ring[0], ring[1], nan}},
	} {
		if err := m.AddCurvedFace(s, loops, true, Default); err == nil {
			t.Errorf("%s: no error", name)
		}
		if len(m.Points) != points || len(m.Triangles) != 0 {
			t.Fatalf("%s: something is left", name)
		}
	}
}

func BenchmarkCurvedFace(b *testing.B) {
	s := CylinderSurface(somewhere, 0.1)
	m := &Mesh{}
	e := edges{m}
	bottom, top := e.ring(s, 0, Default), e.ring(s, 3, Default)
	loops := [][]uint32{bottom, backwards(top)}
	points, triangles := len(m.Points), 0
	for b.Loop() {
		m.Points, m.Triangles = m.Points[:points], m.Triangles[:0]
		if err := m.AddCurvedFace(s, loops, true, Default); err != nil {
			b.Fatal(err)
		}
		triangles += len(m.Triangles)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "faces/s")
	b.ReportMetric(float64(triangles)/b.Elapsed().Seconds(), "triangles/s")
}
