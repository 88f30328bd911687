package rainstorm

import (
	"math"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

func house(id string, x0, y0, x1, y1 float64) engine.Feature {
	return engine.Feature{ID: "building/" + id, Kind: "building", Rings: [][]mgl64.Vec2{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}}
}

// lane is a street of a width between two rows of houses, that falls to the east.
func lane(width, slope float64) *engine.Site {
	const nx, ny = 60, 12
	site := plain(nx, ny, func(x, _ float64) float64 { return slope * (nx - x) })
	north := 4.3 + width
	site.Features = []engine.Feature{house("south", -1, -1, nx+1, 4.3), house("north", -1, north, nx+1, ny+1)}
	roofs := engine.Field{Name: "building", Grid: site.Ground.Grid, Values: make([]float32, site.Ground.Grid.Len())}
	for k := range roofs.Values {
		if roofs.Values[k] = 6; site.Ground.Grid.Center(k)[1] > 4.3 && site.Ground.Grid.Center(k)[1] < north {
			roofs.Values[k] = float32(math.NaN())
		}
	}
	site.Layers = append(site.Layers, roofs)
	return site
}

// What a lane carries goes by its width, not by that of the cells whose middle it
// holds: the depth of 0.5 m³/s that run down it is Manning's for its width.
func TestLaneCarriesByItsWidth(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const slope, flow = 0.005, 0.5
	for _, width := range []float64{2.5, 3.2, 4} {
		p := walled()
		p.Boundaries.East = "open"
		p.Solver.Buildings = "by_share"
		p.Inflows = []Inflow{{ID: "brook", Area: []mgl64.Vec2{{2, 4.3}, {6, 4.3}, {6, 4.3 + width}, {2, 4.3 + width}}, FlowSeries: FlowSeries{FlowM3PerS: level(flow)}}}
		m := newModel(t, lane(width, slope), p)
		steps(t, m, 400, time.Second)
		balanced(t, m)
		want := math.Pow(flow/width*0.02/math.Sqrt(slope), 0.6)
		cell, _ := m.grid.CellAt(30, 6)
		got := m.water.DepthAt(cell)
		t.Logf("%.1f m wide: %.4f m deep, Manning %.4f m", width, got, want)
		near(t, "depth [m]", got, want, 0.05*want) // set before the first run
	}
}

// Rain on roofs and streets, and a pump beside a house: the books close.
func TestBooksCloseBetweenHousesByShare(t *testing.T) {
	p := walled()
	p.Rain.ConstantMMPH = level(90)
	p.Solver.Buildings = "by_share"
	site := lane(2.7, 0.01)
	site.Assets = []engine.Asset{pumpAt("p", 57.5, map[string]any{"discharge": "offsite", "start_depth_m": 0.02, "stop_depth_m": 0.01})}
	m := newModel(t, site, p)
	steps(t, m, 300, time.Second)
	balanced(t, m)
	fell := 0.090 / 12 * 60 * 12 // 5 min on 60 × 12 m
	near(t, "rain on all of the site [m³]", m.mass().Rain, fell, 1e-3*fell)
	if m.OffSite <= 0 {
		t.Error("the pump moved nothing")
	}
}
