package crs

import (
	"math"
	"math/cmplx"
	"testing"
)

// gaussLegendre returns nodes and weights on [0, 1].
func gaussLegendre(n int) (nodes, weights []float64) {
	for i := range n {
		x := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		var slope float64
		for range 50 {
			p, q := 1.0, 0.0
			for k := range n {
				p, q = ((2*float64(k)+1)*x*p-float64(k)*q)/float64(k+1), p
			}
			slope = float64(n) * (x*p - q) / (x*x - 1)
			step := p / slope
			x -= step
			if math.Abs(step) < 1e-16 {
				break
			}
		}
		nodes, weights = append(nodes, (1+x)/2), append(weights, 1/((1-x*x)*slope*slope))
	}
	return nodes, weights
}

// gaussKruger is the transverse Mercator projection by its definition, with no
// series: the length of the meridian, continued to a complex latitude whose
// isometric latitude is ψ + iλ.
func gaussKruger(e Ellipsoid, lon, lat float64) (x, y float64) {
	e2 := e.e2()
	ecc := complex(math.Sqrt(e2), 0)
	psi := func(phi complex128) complex128 {
		return cmplx.Asinh(cmplx.Tan(phi)) - ecc*cmplx.Atanh(ecc*cmplx.Sin(phi))
	}
	target := psi(complex(lat, 0)) + complex(0, lon)
	phi := complex(lat, lon*math.Cos(lat))
	for range 60 {
		sin := cmplx.Sin(phi)
		slope := complex(1-e2, 0) / ((1 - complex(e2, 0)*sin*sin) * cmplx.Cos(phi))
		step := (target - psi(phi)) / slope
		phi += step
		if cmplx.Abs(step) < 1e-17 {
			break
		}
	}
	nodes, weights := gaussLegendre(60)
	sum := complex(0, 0)
	for k, t := range nodes {
		sin := cmplx.Sin(complex(t, 0) * phi)
		w := 1 - complex(e2, 0)*sin*sin
		sum += complex(weights[k]*e.A*(1-e2), 0) / (w * cmplx.Sqrt(w))
	}
	sum *= phi
	return imag(sum), real(sum)
}

// TestKrugerAgainstIntegration: the series to n⁶ and its inverse against the
// definition, out to 45° from the central meridian. Allowed: 0.1 µm, as the
// comment of transverseMercator says, and 1 µm there and back.
func TestKrugerAgainstIntegration(t *testing.T) {
	for _, e := range []Ellipsoid{tables().datums[4490].Ellipsoid, tables().datums[4214].Ellipsoid, tables().datums[4277].Ellipsoid} {
		m := newTransverseMercator(e, Projection{Scale: 1})
		var off, back worst
		for lat := -80.0; lat <= 80; lat += 5 {
			for _, lon := range []float64{0, 0.001, 1, 1.5, 3, -3, 6, 12, 20, 30, -45} {
				x, y := m.project(radians(lon), radians(lat))
				u, v := gaussKruger(e, radians(lon), radians(lat))
				off.see(math.Hypot(x-u, y-v), e.Name)
				a, b := m.unproject(x, y)
				back.see(e.A*math.Hypot((a-radians(lon))*math.Cos(b), b-radians(lat)), e.Name)
			}
		}
		t.Logf("%s: %.2g m from the integral, %.2g m there and back", e.Name, off.value, back.value)
		if !(off.value < 1e-7) || !(back.value < roundTrip) {
			t.Errorf("%s: allowed 1e-7 m and %g m", e.Name, roundTrip)
		}
	}
}

// TestWhereNoMapIs: projections say NaN, not a number, where they end.
func TestWhereNoMapIs(t *testing.T) {
	for _, c := range []struct {
		code     int
		lon, lat float64
	}{{4549, 30, 10}, {4549, -150, 0}, {4549, 60, 5}, {3857, 100, 90}, {3857, 0, -90}, {3395, 0, 90}, {2154, 3, -90}, {28992, -174.6, -52.15616}, {4549, math.NaN(), 31}, {4549, 120, 91}, {4490, 120, 91}} {
		tr := between(t, epsg(t, c.code).Datum.Code, c.code)
		if x, y, _ := tr.Forward(c.lon, c.lat, 0); !math.IsNaN(x) && !math.IsNaN(y) {
			t.Errorf("EPSG:%d at %g, %g: (%g, %g), must be NaN", c.code, c.lon, c.lat, x, y)
		}
	}
}

// TestPublishedExamples: the worked examples of EPSG Guidance Note 7-2, to the
// digits that it prints.
func TestPublishedExamples(t *testing.T) {
	dms := func(d, m, s float64) float64 { return d + m/60 + s/3600 }
	for _, c := range []struct {
		name     string
		ell      Ellipsoid
		p        Projection
		lon, lat float64
		x, y     float64 // [unit of the example]
		unit     float64
		digit    float64
	}{
		{"Amersfoort / RD New", Ellipsoid{A: 6377397.155, InvF: 299.15281},
			Projection{Method: ObliqueStereographic, Lat0: radians(dms(52, 9, 22.178)), Lon0: radians(dms(5, 23, 15.5)), Scale: 0.9999079, FalseEast: 155000, FalseNorth: 463000},
			6, 53, 196105.283, 557057.739, 1, 2e-3},
		{"OSGB 1936 / British National Grid", Ellipsoid{A: 6377563.396, InvF: 299.32496},
			Projection{Method: TransverseMercator, Lat0: radians(49), Lon0: radians(-2), Scale: 0.9996012717, FalseEast: 400000, FalseNorth: -100000},
			dms(0, 30, 0), dms(50, 30, 0), 577274.99, 69740.50, 1, 1e-2},
		{"NAD27 / Texas South Central", Ellipsoid{A: 6378206.4, InvF: 294.978698213898},
			Projection{Method: LambertConic2SP, Lat0: radians(dms(27, 50, 0)), Lon0: radians(-99), Lat1: radians(dms(28, 23, 0)), Lat2: radians(dms(30, 17, 0)), FalseEast: 2000000 * USSurveyFoot.Scale},
			-96, dms(28, 30, 0), 2963503.91, 254759.80, USSurveyFoot.Scale, 1e-2},
		{"JAD69 / Jamaica National Grid", Ellipsoid{A: 6378206.4, InvF: 294.978698213898},
			Projection{Method: LambertConic1SP, Lat0: radians(18), Lon0: radians(-77), Scale: 1, FalseEast: 250000, FalseNorth: 150000},
			-dms(76, 56, 37.26), dms(17, 55, 55.80), 255966.58, 142493.51, 1, 1e-2},
		{"Makassar / NEIEZ", Ellipsoid{A: 6377397.155, InvF: 299.15281},
			Projection{Method: MercatorA, Lon0: radians(110), Scale: 0.997, FalseEast: 3900000, FalseNorth: 900000},
			120, -3, 5009726.58, 569150.82, 1, 1e-2},
		{"Pulkovo 1942 / Caspian Sea Mercator", Ellipsoid{A: 6378245, InvF: 298.3},
			Projection{Method: MercatorB, Lat1: radians(42), Lon0: radians(51)},
			53, 53, 165704.29, 5171848.07, 1, 1e-2},
		{"WGS 84 / Pseudo-Mercator", Ellipsoid{A: 6378137, InvF: 298.257223563},
			Projection{Method: WebMercator}, -dms(100, 20, 0), dms(24, 22, 54.433), -11169055.58, 2800000, 1, 1e-2},
	} {
		p, err := c.p.projector(c.ell)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		x, y := p.project(radians(c.lon), radians(c.lat))
		if x, y = x/c.unit, y/c.unit; math.Abs(x-c.x) > c.digit || math.Abs(y-c.y) > c.digit {
			t.Errorf("%s: (%.4f, %.4f), published (%.3f, %.3f)", c.name, x, y, c.x, c.y)
		}
	}
}

// TestPublishedHelmert: the examples of Guidance Note 7-2 for both conventions.
func TestPublishedHelmert(t *testing.T) {
	h := HelmertFromArcseconds(PositionVector, 0, 0, 4.5, 0, 0, 0.554, 0.219)
	a := h.affine()
	x, y, z := a.apply(3657660.66, 255768.55, 5201382.11)
	if math.Abs(x-3657660.78) > 0.01 || math.Abs(y-255778.43) > 0.01 || math.Abs(z-5201387.75) > 0.01 {
		t.Errorf("position vector: %.2f %.2f %.2f", x, y, z)
	}
	frame := HelmertFromArcseconds(CoordinateFrame, 0, 0, 4.5, 0, 0, -0.554, 0.219)
	if frame.affine() != h.affine() {
		t.Error("a coordinate frame rotation is not the position vector one reversed")
	}
	back := a.inverse()
	if u, v, w := back.apply(x, y, z); math.Hypot(u-3657660.66, math.Hypot(v-255768.55, w-5201382.11)) > 2e-9 {
		t.Errorf("inverse: %v %v %v", u, v, w)
	}
	for _, bad := range []Helmert{{DX: math.NaN()}, {DY: 1e6}, {RX: 1}, {Scale: 0.5}, {Convention: "other"}} {
		if bad.check() == nil {
			t.Errorf("%+v passes", bad)
		}
	}
}

// TestDistortion: scale and convergence of the 3° zone of Shanghai against the
// closed first terms, and of the central meridian.
func TestDistortion(t *testing.T) {
	c := epsg(t, 4549)
	if s, g := c.Distortion(500000, 3456000); math.Abs(s-1) > 1e-9 || math.Abs(g) > 1e-9 {
		t.Errorf("on the central meridian: scale %v, convergence %v", s, g)
	}
	x, y, _ := c.FromGeographic(radians(121.5), radians(31.2), 0)
	s, g := c.Distortion(x, y)
	// 1 + y²/2R² + y⁴/24R⁴ and λ sin φ (1 + λ² cos² φ / 3), good to 1e-7 here.
	e := c.Datum.Ellipsoid
	sin, cos := math.Sincos(radians(31.2))
	r2 := e.A * e.A * (1 - e.e2()) / math.Pow(1-e.e2()*sin*sin, 2)
	q := (x - 500000) * (x - 500000) / r2
	lon := radians(1.5)
	if want := 1 + q/2 + q*q/24; math.Abs(s-want) > 1e-8 {
		t.Errorf("scale %.10f, want %.10f", s, want)
	}
	if want := lon * sin * (1 + lon*lon*cos*cos/3); math.Abs(g-want) > 1e-6 {
		t.Errorf("convergence %.8f, want %.8f", g, want)
	}
}

// TestConformalLatitude: the series against the closed form, in units of the
// Earth's radius. Allowed: 3e-15, 20 nm.
func TestConformalLatitude(t *testing.T) {
	for _, e := range []Ellipsoid{tables().datums[4490].Ellipsoid, {A: 6378137, InvF: 293}, {A: 6371000}} {
		c, ecc := newConformal(e), math.Sqrt(e.e2())
		most, back := 0.0, 0.0
		for lat := -90.0; lat <= 90; lat += 0.37 {
			phi := radians(lat)
			psi := math.Asinh(math.Tan(phi)) - ecc*math.Atanh(ecc*math.Sin(phi))
			chi := c.latitude(phi)
			most = max(most, math.Abs(chi-math.Atan(math.Sinh(psi))))
			sin, cos := math.Sincos(chi)
			back = max(back, math.Abs(c.geodetic(sin, cos)-phi))
		}
		t.Logf("1/f = %g: %.2g from the closed form, %.2g there and back", e.InvF, most, back)
		if most > 3e-15 || back > 3e-15 {
			t.Errorf("1/f = %g: allowed 3e-15", e.InvF)
		}
	}
}
