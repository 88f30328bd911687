package crs

import "math"

// Numbers of GeoKeys: OGC 19-008r4, annex B; 2062 is GDAL's.
const (
	gtModelType          = 1024
	gtCitation           = 1026
	geodeticCRS          = 2048
	geodeticCitation     = 2049
	geodeticDatum        = 2050
	geogLinearUnits      = 2052
	geogAngularUnits     = 2054
	geogAngularUnitSize  = 2055
	ellipsoidKey         = 2056
	ellipsoidSemiMajor   = 2057
	ellipsoidSemiMinor   = 2058
	ellipsoidInvFlat     = 2059
	primeMeridianLong    = 2061
	geogTOWGS84          = 2062
	projectedCRS         = 3072
	projectedCitation    = 3073
	projectionKey        = 3074
	projMethod           = 3075
	projLinearUnits      = 3076
	projLinearUnitSize   = 3077
	projStdParallel1     = 3078
	projStdParallel2     = 3079
	projNatOriginLong    = 3080
	projNatOriginLat     = 3081
	projFalseEasting     = 3082
	projFalseNorthing    = 3083
	projFalseOriginLong  = 3084
	projFalseOriginLat   = 3085
	projFalseOriginEast  = 3086
	projFalseOriginNorth = 3087
	projCenterLong       = 3088
	projCenterLat        = 3089
	projScaleAtNatOrigin = 3092
	projScaleAtCenter    = 3093
	verticalCRS          = 4096
	verticalUnits        = 4099

	geoUserDefined = 32767
)

// geoMethods are the values of ProjMethodGeoKey (ProjCoordTransGeoKey).
var geoMethods = map[int]Method{1: TransverseMercator, 7: MercatorA, 8: LambertConic2SP, 9: LambertConic1SP, 11: AlbersEqualArea, 16: ObliqueStereographic}

// geoUnits are units of measure by EPSG code.
var geoUnits = map[int]Unit{9001: Metre, 9002: Foot, 9003: USSurveyFoot, 9036: {"kilometre", 1000}, 9102: Degree, 9122: Degree,
	9101: {"radian", 1}, 9105: {"grad", math.Pi / 200}}
