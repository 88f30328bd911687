package engine

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

func TestOriginRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		o := Origin{Easting: 503400, Northing: 5_600_000 * r.Float64(), Height: 500 * r.Float64(), Rotation: 2 * math.Pi * (r.Float64() - 0.5)}
		p := mgl64.Vec3{2000 * (r.Float64() - 0.5), 2000 * (r.Float64() - 0.5), 100 * r.Float64()}
		back := o.SiteFromMap(o.MapFromSite(p))
		if d := back.Sub(p).Len(); d > 1e-8 { // a northing has 1e-9 m in float64
			t.Fatalf("%+v: %v comes back %g m away", o, p, d)
		}
	}
}

func TestOriginTurnsAnticlockwise(t *testing.T) {
	o := Origin{Easting: 1000, Northing: 2000, Height: 10, Rotation: math.Pi / 2} // local x points north
	e, n, h := o.MapFromSite(mgl64.Vec3{5, 0, 1})
	if math.Hypot(e-1000, n-2005) > 1e-12 || h != 11 {
		t.Errorf("5 m along x lies at %v, %v, %v; want 1000, 2005, 11", e, n, h)
	}
}

func TestSiteFindsByName(t *testing.T) {
	s := Site{Layers: []Field{{Name: "manning"}}, Assets: []Asset{{ID: "pump/P1"}}}
	if s.Layer("manning") != &s.Layers[0] || s.Layer("x") != nil || s.Asset("pump/P1") != &s.Assets[0] || s.Asset("x") != nil {
		t.Error("Layer or Asset finds something else")
	}
}

// Ticks are counted, so a tenth of a second does not add up to something else.
func TestTickDoesNotDrift(t *testing.T) {
	tick := Tick{Step: 100 * time.Millisecond, Start: toyStart}
	for range 36000 {
		tick = tick.Next()
	}
	if tick.Seconds() != 3600 || !tick.Time().Equal(toyStart.Add(time.Hour)) {
		t.Errorf("after an hour it is %v s, %v", tick.Seconds(), tick.Time())
	}
}

func TestAlarmLevelNames(t *testing.T) {
	if got := NoAlarm.String() + PreWarning.String() + AlarmReached.String(); got != "noneprewarningalarm" {
		t.Error(got)
	}
}
