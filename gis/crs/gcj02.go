package crs

import "math"

// GCJ-02 (国测局坐标, 火星坐标) is the displaced longitude and latitude that web
// maps in China must show: 100 to 700 m off, by an unpublished function of the
// place that others have measured and written down. BD-09 is Baidu's further
// displacement of it. Both are for displaying and importing what comes from
// such maps, never for surveying: the function in use is known to metres, and
// only from the outside. The inverses here are exact inverses of it.
//
// The displacement is a series of sines in metres on the Krassowsky ellipsoid.
// Its constants are those of the public transcriptions that circulate since
// 2012 and agree with each other to a centimetre.

const (
	gcjA  = 6378245.0              // semi-major axis [m], Krassowsky 1940
	gcjE2 = 0.00669342162296594323 // first eccentricity squared
)

// OutOfChina tells whether a place [degree] lies outside the rectangle in which
// GCJ-02 displaces. The rectangle also holds parts of the neighbours; maps of
// those and of Hong Kong, Macao and Taiwan mostly are not displaced.
func OutOfChina(lonDegrees, latDegrees float64) bool {
	return !(lonDegrees >= 72.004 && lonDegrees <= 137.8347 && latDegrees >= 0.8293 && latDegrees <= 55.8271)
}

// gcjShift returns the displacement [degree] at a place [degree].
func gcjShift(lon, lat float64) (dLon, dLat float64) {
	x, y := lon-105, lat-35
	waves := func(t float64) float64 { // two waves of a coordinate [m]
		return (20*math.Sin(t*math.Pi) + 40*math.Sin(t*math.Pi/3)) * 2 / 3
	}
	ripple := (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	root := math.Sqrt(math.Abs(x))
	north := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*root + ripple + waves(y) +
		(160*math.Sin(y*math.Pi/12)+320*math.Sin(y*math.Pi/30))*2/3
	east := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*root + ripple + waves(x) +
		(150*math.Sin(x*math.Pi/12)+300*math.Sin(x*math.Pi/30))*2/3
	sin, cos := math.Sincos(radians(lat))
	w := 1 - gcjE2*sin*sin
	return degreesPerRadian * east / (gcjA / math.Sqrt(w) * cos),
		degreesPerRadian * north / (gcjA * (1 - gcjE2) / (w * math.Sqrt(w)))
}

// GCJ02FromWGS84 displaces a place [degree] as web maps in China do. Outside
// China it changes nothing.
func GCJ02FromWGS84(lonDegrees, latDegrees float64) (lon, lat float64) {
	if OutOfChina(lonDegrees, latDegrees) {
		return lonDegrees, latDegrees
	}
	dLon, dLat := gcjShift(lonDegrees, latDegrees)
	return lonDegrees + dLon, latDegrees + dLat
}

// WGS84FromGCJ02 undoes GCJ02FromWGS84, by iteration to less than 1 µm. (One
// step alone, as many do, is up to 2 m off.) Just outside the rectangle where
// displaced and undisplaced places overlap, the undisplaced one is returned.
func WGS84FromGCJ02(lonDegrees, latDegrees float64) (lon, lat float64) {
	lon, lat = undo(gcjShift, lonDegrees, latDegrees)
	if OutOfChina(lon, lat) {
		return lonDegrees, latDegrees
	}
	return lon, lat
}

// undo finds the place that a displacement takes to (lon, lat). The steepest
// slope of either displacement is about 1 %, so each round gains two digits.
func undo(shift func(lon, lat float64) (dLon, dLat float64), lon, lat float64) (float64, float64) {
	u, v := lon, lat
	for range 30 {
		dLon, dLat := shift(u, v)
		a, b := lon-dLon, lat-dLat
		done := math.Abs(a-u) < 1e-12 && math.Abs(b-v) < 1e-12
		if u, v = a, b; done {
			break
		}
	}
	return u, v
}

// bdShift returns Baidu's displacement [degree] of a GCJ-02 place [degree]: a
// ripple and a constant.
func bdShift(lon, lat float64) (dLon, dLat float64) {
	const k = math.Pi * 3000 / 180
	r := math.Hypot(lon, lat) + 0.00002*math.Sin(lat*k)
	theta := math.Atan2(lat, lon) + 0.000003*math.Cos(lon*k)
	sin, cos := math.Sincos(theta)
	return r*cos + 0.0065 - lon, r*sin + 0.006 - lat
}

// BD09FromGCJ02 displaces a place [degree] of GCJ-02 as Baidu's maps do.
func BD09FromGCJ02(lonDegrees, latDegrees float64) (lon, lat float64) {
	dLon, dLat := bdShift(lonDegrees, latDegrees)
	return lonDegrees + dLon, latDegrees + dLat
}

// GCJ02FromBD09 undoes BD09FromGCJ02.
func GCJ02FromBD09(lonDegrees, latDegrees float64) (lon, lat float64) {
	return undo(bdShift, lonDegrees, latDegrees)
}

// BD09FromWGS84 displaces a place [degree] as Baidu's maps do, in and out of China.
func BD09FromWGS84(lonDegrees, latDegrees float64) (lon, lat float64) {
	return BD09FromGCJ02(GCJ02FromWGS84(lonDegrees, latDegrees))
}

// WGS84FromBD09 undoes BD09FromWGS84.
func WGS84FromBD09(lonDegrees, latDegrees float64) (lon, lat float64) {
	return WGS84FromGCJ02(GCJ02FromBD09(lonDegrees, latDegrees))
}
