package vector

import (
	"math"

	"github.com/paulmach/orb"
)

// WGS 84 [NIMA TR8350.2]. The ellipsoid of CGCS2000 differs by 0.1 mm in the
// minor axis.
const (
	wgs84A   = 6378137.0               // equatorial radius a [m]
	wgs84F   = 1 / 298.257223563       // flattening f
	wgs84B   = wgs84A * (1 - wgs84F)   // polar radius b [m]
	wgs84E2  = wgs84F * (2 - wgs84F)   // e², square of the eccentricity
	wgs84EP2 = wgs84E2 / (1 - wgs84E2) // e'², of the second

	// MeanRadius is that of the ellipsoid, (2a+b)/3 [m], which "haversine"
	// lengths use.
	MeanRadius = 6371008.8
)

// geodesic is the shortest line between two points, on the auxiliary sphere.
type geodesic struct {
	length     float64 // on the ellipsoid [m]
	λ          float64 // difference of longitude on the sphere [rad]
	sinα       float64 // of the azimuth at the equator
	σ          float64 // arc between the points [rad]
	u1, u2     float64 // sines of the reduced latitudes
	cos1, cos2 float64 // cosines of them
}

// inverse finds the geodesic between two points, longitude and latitude [°].
//
// Symbols: U reduced latitude, λ longitude on the auxiliary sphere, σ arc
// between the points, α azimuth at the equator. Source: Vincenty (1975), "Direct
// and inverse solutions of geodesics on the ellipsoid", good to 0.1 mm. Between
// points that are nearly antipodal its iteration does not settle: not ok.
func inverse(p, q orb.Point) (g geodesic, ok bool) {
	L := math.Remainder(radians(q[0]-p[0]), 2*math.Pi)
	sinU1, cosU1 := reduced(p[1])
	sinU2, cosU2 := reduced(q[1])
	g.u1, g.u2, g.cos1, g.cos2 = sinU1, sinU2, cosU1, cosU2

	λ := L
	for range 200 {
		sinλ, cosλ := math.Sincos(λ)
		sinσ := math.Hypot(cosU2*sinλ, cosU1*sinU2-sinU1*cosU2*cosλ)
		if sinσ == 0 {
			return g, λ == 0
		}
		cosσ := sinU1*sinU2 + cosU1*cosU2*cosλ
		σ := math.Atan2(sinσ, cosσ)
		sinα := cosU1 * cosU2 * sinλ / sinσ
		cos2α := 1 - sinα*sinα
		cos2σm := 0.0 // along the equator
		if cos2α > 0 {
			cos2σm = cosσ - 2*sinU1*sinU2/cos2α
		}
		C := wgs84F / 16 * cos2α * (4 + wgs84F*(4-3*cos2α))
		before := λ
		λ = L + (1-C)*wgs84F*sinα*(σ+C*sinσ*(cos2σm+C*cosσ*(2*cos2σm*cos2σm-1)))
		if math.Abs(λ) > math.Pi {
			return g, false
		}
		if math.Abs(λ-before) < 1e-14 {
			u2 := cos2α * wgs84EP2
			A := 1 + u2/16384*(4096+u2*(-768+u2*(320-175*u2)))
			B := u2 / 1024 * (256 + u2*(-128+u2*(74-47*u2)))
			Δσ := B * sinσ * (cos2σm + B/4*(cosσ*(2*cos2σm*cos2σm-1)-
				B/6*cos2σm*(4*sinσ*sinσ-3)*(4*cos2σm*cos2σm-3)))
			g.length, g.λ, g.sinα, g.σ = wgs84B*A*(σ-Δσ), λ, sinα, σ
			return g, true
		}
	}
	return g, false
}

// reduced returns sine and cosine of the reduced latitude: tan U = (1-f) tan φ.
func reduced(degrees float64) (sin, cos float64) {
	s, c := math.Sincos(radians(degrees))
	s *= 1 - wgs84F
	r := math.Hypot(s, c)
	return s / r, c / r
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// GeodesicLength returns the shortest distance [m] between two points given as
// longitude and latitude [°] on the ellipsoid WGS 84. Between points nearly
// antipodal, which no line on a map joins, it is the sphere's, wrong by up to
// 0.6 %.
func GeodesicLength(p, q orb.Point) float64 {
	g, ok := inverse(p, q)
	if !ok {
		return Haversine(p, q)
	}
	return g.length
}

// Haversine returns the distance [m] of two points, longitude and latitude [°],
// on the sphere of MeanRadius.
func Haversine(p, q orb.Point) float64 {
	φ1, φ2 := radians(p[1]), radians(q[1])
	s, t := math.Sin((φ2-φ1)/2), math.Sin(radians(q[0]-p[0])/2)
	return 2 * MeanRadius * math.Asin(math.Sqrt(min(1, s*s+math.Cos(φ1)*math.Cos(φ2)*t*t)))
}

// geodesicArea returns the area [m²] that a ring of longitudes and latitudes [°]
// encloses, anticlockwise positive; its sides are geodesics of the ellipsoid.
func geodesicArea(ring []orb.Point) float64 {
	n := len(ring)
	if n < 3 {
		return 0
	}
	zones, turn := 0.0, 0.0
	for k, p := range ring {
		from := ring[(k+n-1)%n]
		zones += zone(from, p)
		turn += math.Remainder(radians(p[0]-from[0]), 2*math.Pi)
	}
	if math.Abs(turn) < math.Pi {
		return -zones
	}
	// Round a pole, the zones are what the ring leaves of a half sphere.
	area := 2*math.Pi*authalicRadius2 - zones
	if area > 2*math.Pi*authalicRadius2 {
		area -= 4 * math.Pi * authalicRadius2
	}
	return area
}

// authalicRadius2 is the square of the radius of the sphere with the area of
// the ellipsoid [m²].
var authalicRadius2 = wgs84A*wgs84A/2 + wgs84B*wgs84B/2*math.Atanh(math.Sqrt(wgs84E2))/math.Sqrt(wgs84E2)

// zone returns the area [m²] between a side and the equator, positive eastward
// on the northern half. With t = tan(U/2):
//
//	S = c²·E + e²·a²·cos α·sin α·(I4(σ2) - I4(σ1)),  tan(E/2) = tan(λ/2)·(t1 + t2)/(1 + t1·t2)
//	I4(σ) = -∫ (t(e'²) - t(k²sin²σ)) / (e'² - k²sin²σ) · sin σ/2 dσ,  t(x) = x + √(1/x + 1)·arsinh √x,  k = e'·cos α
//
// Source: Karney (2013), "Algorithms for geodesics", eq. 59 to 63; the integral
// here by Gauss's rule of five points instead of its series.
func zone(p, q orb.Point) float64 {
	g, ok := inverse(p, q)
	λ := g.λ
	if !ok {
		λ = math.Remainder(radians(q[0]-p[0]), 2*math.Pi)
	}
	t1, t2 := g.u1/(1+g.cos1), g.u2/(1+g.cos2)
	excess := authalicRadius2 * 2 * math.Atan(math.Tan(λ/2)*(t1+t2)/(1+t1*t2))
	cosα := math.Sqrt(max(0, 1-g.sinα*g.sinα))
	if !ok || cosα == 0 || g.sinα == 0 {
		return excess
	}
	// σ1 from the crossing of the equator: sin U1 = cos α · sin σ1. Its quadrant
	// follows from whether the latitude still rises at p.
	sinσ1 := max(-1, min(1, g.u1/cosα))
	cosσ1 := math.Sqrt(1 - sinσ1*sinσ1)
	if g.u2-g.u1*math.Cos(g.σ) < 0 { // = cos α · cos σ1 · sin σ
		cosσ1 = -cosσ1
	}
	σ1 := math.Atan2(sinσ1, cosσ1)
	k2 := wgs84EP2 * cosα * cosα
	sum := 0.0
	for i, x := range gaussNodes {
		sin := math.Sin(σ1 + g.σ*(1+x)/2)
		s2 := k2 * sin * sin
		slope := 0.0
		if d := wgs84EP2 - s2; d > 1e-9 {
			slope = (karneyT(wgs84EP2) - karneyT(s2)) / d
		} else { // at the pole: the derivative of t there
			const h = 1e-5
			slope = (karneyT(wgs84EP2+h) - karneyT(wgs84EP2-h)) / (2 * h)
		}
		sum += gaussWeights[i] * slope * sin / 2
	}
	return excess - wgs84E2*wgs84A*wgs84A*cosα*g.sinα*sum*g.σ/2
}

// karneyT is t(x) of I4; 1 at 0.
func karneyT(x float64) float64 {
	if x < 1e-20 {
		return 1
	}
	return x + math.Sqrt(1/x+1)*math.Asinh(math.Sqrt(x))
}

// Gauss–Legendre rule of five points on [-1, 1] [Abramowitz & Stegun, table 25.4].
var (
	gaussNodes   = [5]float64{0, 0.5384693101056831, -0.5384693101056831, 0.9061798459386640, -0.9061798459386640}
	gaussWeights = [5]float64{0.5688888888888889, 0.4786286704993665, 0.4786286704993665, 0.2369268850561891, 0.2369268850561891}
)
