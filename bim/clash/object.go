package clash

import (
	"slices"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// Object is an element of a model with its body.
type Object struct {
	GUID, Type, Name string
	Model            string      // name of the file that it is from
	Mesh             *solid.Mesh // may be shared by any number of objects [m]
	Transform        mgl64.Mat4  // world from mesh
	// Hosts are the GUIDs of what it fills, hosts it, or it is cut into.
	Hosts []string
	// Assembly is the GUID of the outermost whole that it is a part of; a whole that
	// has parts names itself.
	Assembly string
	// Joined are the GUIDs of elements whose ports are connected with its own.
	Joined []string
	// Stands is when it is there, in order; nil for always.
	Stands []Interval
}

// Interval is a stretch of time that begins with From and ends just before To. A
// zero From reaches back for ever, a zero To on for ever.
type Interval struct{ From, To time.Time }

// immaterial are the types that take no room: what others are cut from, and what
// is there to bound, to name or to place.
var immaterial = []string{
	"IfcAlignment", "IfcAnnotation", "IfcBridge", "IfcBridgePart", "IfcBuilding", "IfcBuildingStorey",
	"IfcDistributionPort", "IfcExternalSpatialElement", "IfcFacility", "IfcFacilityPart",
	"IfcFacilityPartCommon", "IfcGrid", "IfcMarineFacility", "IfcMarinePart", "IfcOpeningElement",
	"IfcOpeningStandardCase", "IfcPort", "IfcPositioningElement", "IfcProject", "IfcRailway", "IfcRailwayPart",
	"IfcReferent", "IfcRoad", "IfcRoadPart", "IfcSite", "IfcSpace", "IfcSpatialZone",
	"IfcStructuralCurveAction", "IfcStructuralCurveMember", "IfcStructuralPointConnection",
	"IfcStructuralSurfaceMember", "IfcVirtualElement", "IfcVoidingFeature",
}

// material tells whether an element takes room that nothing else may take.
func material(o *Object) bool {
	_, found := slices.BinarySearch(immaterial, o.Type)
	return !found && o.Mesh != nil && len(o.Mesh.Triangles) > 0
}

// mayMeet tells whether two elements are allowed to be in one place.
func mayMeet(a, b *Object) bool {
	return a.GUID != "" && a.GUID == b.GUID ||
		a.Assembly != "" && a.Assembly == b.Assembly ||
		slices.Contains(a.Hosts, b.GUID) || slices.Contains(b.Hosts, a.GUID) ||
		slices.Contains(a.Joined, b.GUID) || slices.Contains(b.Joined, a.GUID)
}

// together is the first stretch of time in which both stand; ok is false if they
// never do.
func together(a, b *Object) (both Interval, ok bool) {
	if a.Stands == nil && b.Stands == nil {
		return both, true
	}
	always := []Interval{{}}
	as, bs := a.Stands, b.Stands
	if as == nil {
		as = always
	}
	if bs == nil {
		bs = always
	}
	for i, j := 0, 0; i < len(as) && j < len(bs); {
		from, to := later(as[i].From, bs[j].From), earlier(as[i].To, bs[j].To)
		if to.IsZero() || from.Before(to) {
			return Interval{from, to}, true
		}
		if !as[i].To.IsZero() && as[i].To.Equal(to) {
			i++
		} else {
			j++
		}
	}
	return both, false
}

// later is the later beginning; earlier the earlier end, zero being never.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
