package roads

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
)

// Measure is how the length of a segment is found.
type Measure uint8

// The measures.
const (
	Haversine Measure = iota // great circle of a sphere, R = EarthRadius
	Geodesic                 // shortest line on the ellipsoid of WGS 84
	Planar                   // straight, coordinates in metres
)

// EarthRadius is the mean radius (2a + b)/3 of WGS 84 [m].
const EarthRadius = 6371008.8

// WGS 84: half axis [m] and flattening.
const (
	halfAxis   = 6378137.0
	flattening = 1 / 298.257223563
)

// Between returns the length of the segment from a to b [m].
func (m Measure) Between(a, b orb.Point) float64 {
	switch m {
	case Planar:
		return math.Hypot(b[0]-a[0], b[1]-a[1])
	case Geodesic:
		return vincenty(a, b)
	}
	phi1, phi2 := a[1]*math.Pi/180, b[1]*math.Pi/180
	dphi, dlambda := (b[1]-a[1])*math.Pi/180, (b[0]-a[0])*math.Pi/180
	s, t := math.Sin(dphi/2), math.Sin(dlambda/2)
	return 2 * EarthRadius * math.Asin(math.Min(1, math.Sqrt(s*s+math.Cos(phi1)*math.Cos(phi2)*t*t)))
}

// position returns a point in a Cartesian frame in which straight lines are not
// longer than the measure's: on the sphere, on the ellipsoid, in the plane.
func (m Measure) position(p orb.Point) mgl64.Vec3 {
	lambda, phi := p[0]*math.Pi/180, p[1]*math.Pi/180
	n, polar := EarthRadius, 1.0
	switch m {
	case Planar:
		return mgl64.Vec3{p[0], p[1], 0}
	case Geodesic:
		e2 := flattening * (2 - flattening)
		n, polar = halfAxis/math.Sqrt(1-e2*math.Sin(phi)*math.Sin(phi)), 1-e2
	}
	return mgl64.Vec3{n * math.Cos(phi) * math.Cos(lambda), n * math.Cos(phi) * math.Sin(lambda), n * polar * math.Sin(phi)}
}

// vincenty returns the geodesic of WGS 84 to 0.1 mm. Source: Vincenty (1975),
// Direct and inverse solutions of geodesics on the ellipsoid, Survey Review 23.
// The iteration fails for points nearly opposite on the globe; no segment of a
// road is, and for such the great circle is returned.
func vincenty(p, q orb.Point) float64 {
	const a, f = halfAxis, flattening
	const b = a * (1 - f)
	l := (q[0] - p[0]) * math.Pi / 180
	u1, u2 := math.Atan((1-f)*math.Tan(p[1]*math.Pi/180)), math.Atan((1-f)*math.Tan(q[1]*math.Pi/180))
	sin1, cos1 := math.Sincos(u1)
	sin2, cos2 := math.Sincos(u2)
	lambda := l
	for range 100 {
		sinl, cosl := math.Sincos(lambda)
		sinSigma := math.Hypot(cos2*sinl, cos1*sin2-sin1*cos2*cosl)
		if sinSigma == 0 {
			return 0
		}
		cosSigma := sin1*sin2 + cos1*cos2*cosl
		sigma := math.Atan2(sinSigma, cosSigma)
		sinAlpha := cos1 * cos2 * sinl / sinSigma
		cos2Alpha := 1 - sinAlpha*sinAlpha
		cosM := 0.0 // cos 2σm; 0 along the equator
		if cos2Alpha > 1e-15 {
			cosM = cosSigma - 2*sin1*sin2/cos2Alpha
		}
		c := f / 16 * cos2Alpha * (4 + f*(4-3*cos2Alpha))
		next := l + (1-c)*f*sinAlpha*(sigma+c*sinSigma*(cosM+c*cosSigma*(2*cosM*cosM-1)))
		if math.Abs(next-lambda) < 1e-13 {
			v := cos2Alpha * (a*a - b*b) / (b * b)
			bigA := 1 + v/16384*(4096+v*(-768+v*(320-175*v)))
			bigB := v / 1024 * (256 + v*(-128+v*(74-47*v)))
			d := bigB * sinSigma * (cosM + bigB/4*(cosSigma*(2*cosM*cosM-1)-bigB/6*cosM*(4*sinSigma*sinSigma-3)*(4*cosM*cosM-3)))
			return b * bigA * (sigma - d)
		}
		lambda = next
	}
	return Haversine.Between(p, q)
}
