package rainstorm

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// shelf makes a reader of files in memory.
func shelf(files map[string]string) reader {
	return func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, fmt.Errorf("%s: there is no such file", name)
	}
}

// rained runs a rain for 10 minutes on 40 × 20 m with a building and returns the
// model.
func rained(t *testing.T, r Rain, files map[string]string) *Model {
	t.Helper()
	p := walled()
	r.Factor = 1
	p.Rain, p.read, p.start = r, shelf(files), time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC)
	site := plain(40, 20, func(x, _ float64) float64 { return 0.01 * x })
	building := engine.Field{Name: "building", Grid: site.Ground.Grid, Values: make([]float32, site.Ground.Grid.Len())}
	for k := range building.Values {
		c := site.Ground.Grid.Center(k)
		if building.Values[k] = float32(math.NaN()); c[0] > 10 && c[0] < 20 && c[1] > 5 && c[1] < 15 {
			building.Values[k] = 8
		}
	}
	site.Layers = append(site.Layers, building)
	m := newModel(t, site, p)
	steps(t, m, 60, 10*time.Second)
	balanced(t, m)
	return m
}

// However rain is described, its volume on the ground is what it says.
func TestRainOfEveryKind(t *testing.T) {
	const area = 800.0
	steady := "time_min,mm_per_h\n0,60\n5,0\n10,0\n"
	for _, c := range []struct {
		name  string
		r     Rain
		files map[string]string
		want  float64 // [m³]
		off   float64
	}{
		{"none", Rain{}, nil, 0, 0},
		{"file", Rain{File: "r.csv"}, map[string]string{"r.csv": steady}, 0.005 * area, 1e-9},
		{"dates", Rain{File: "r.csv"}, map[string]string{"r.csv": "time,mm_per_h\n2026-07-20T10:02:00Z,60\n2026-07-20T10:04:00Z,0\n2026-07-20T10:06:00Z,0\n"}, 0.002 * area, 1e-9},
		{"gauges", Rain{Gauges: &RainGauges{Power: 2, At: []RainGauge{
			{ID: "A", Position: mgl64.Vec2{-10, 10}, File: "r.csv"}, {ID: "B", Position: mgl64.Vec2{50, 10}, Table: []RainRow{{0, 60}, {5 * time.Minute, 0}}},
		}}}, map[string]string{"r.csv": steady}, 0.005 * area, 1e-5}, // both say the same
		{"flat cell that stands", Rain{StormCell: &StormCell{At: mgl64.Vec2{20, 10}, AlongM: 500, AcrossM: 500, Shape: "flat", PeakMMPerH: 60, Duration: 5 * time.Minute}}, nil, 0.005 * area, 1e-5},
		{"radar", Rain{Radar: &Radar{Coordinates: "site", Nearest: true, Until: 10 * time.Minute, Images: []RadarImage{{0, "a.asc"}, {5 * time.Minute, "b.asc"}}}},
			map[string]string{
				"a.asc": "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 20\n60 30\n",
				"b.asc": "ncols 1\nnrows 1\nxllcorner -100\nyllcorner -100\ncellsize 300\nNODATA_value -9\n0\n",
			}, (0.005 + 0.0025) * area / 2, 1e-5},
	} {
		m := rained(t, c.r, c.files)
		near(t, c.name, m.mass().Rain, c.want, c.off+1e-9)
		near(t, c.name+": mean depth", m.Rained*area, c.want, c.off+1e-9)
	}
}

// A cell that passes rains more on its way than beside it.
func TestStormCellMoves(t *testing.T) {
	m := rained(t, Rain{StormCell: &StormCell{At: mgl64.Vec2{20, -100}, SpeedMPerS: 1, HeadingDeg: 0, AlongM: 30, AcrossM: 8, Shape: "gaussian", PeakMMPerH: 200}}, nil)
	middle, side := 0.0, 0.0
	for _, cell := range []int{20, 21, 22} {
		middle += m.water.DepthAt(cell)
		side += m.water.DepthAt(cell + 17)
	}
	if m.Rained <= 0 || m.Intensity > 1e-3 {
		t.Errorf("rained %v m", m.Rained)
	}
	if middle <= 2*side {
		t.Error("no more rain under its way than beside it")
	}
	t.Logf("under its way %v m, beside %v m", middle/3, side/3)
}

func TestMistakesOfRainNameTheirParameter(t *testing.T) {
	table := func(minutes ...int) (rows []RainRow) {
		for _, m := range minutes {
			rows = append(rows, RainRow{time.Duration(m) * time.Minute, 5})
		}
		return rows
	}
	for _, c := range []struct {
		r     Rain
		files map[string]string
		want  string
	}{
		{Rain{Table: table(0, 10, 5)}, nil, "rain.table[2].at: 5m0s is not after 10m0s of the row before"},
		{Rain{File: "r.csv"}, nil, "rain.file: r.csv: there is no such file"},
		{Rain{File: "r.csv"}, map[string]string{"r.csv": "time_min,mm_per_h\n10,1\n5,2\n"}, "rain.file: r.csv:3: time_min: 5: before 10 of the row before"},
		{Rain{Gauges: &RainGauges{At: []RainGauge{{ID: "A", File: "x.csv"}}}}, nil, "rain.gauges.at[0].file: x.csv: there is no such file"},
		{Rain{Radar: &Radar{Images: []RadarImage{{0, "a.asc"}}}}, map[string]string{"a.asc": "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 20\n60 wet\n"}, "rain.radar.images[0].file: a.asc:6: \"wet\": expected a number"},
	} {
		p := walled()
		p.Rain, p.read = c.r, shelf(c.files)
		_, err := New(plain(10, 10, flat), p)
		if err == nil || !contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// Soils fill up: what soaks in falls below the rain, and a fork knows how full
// they are.
func TestSoilFillsUp(t *testing.T) {
	rate := 80.0
	p := walled()
	p.Rain = Rain{ConstantMMPH: &rate, Factor: 1}
	p.Soil = &SoilParameters{Every: 30 * time.Second, MapLayer: "soil", Classes: []SoilClass{
		{Code: 3, GreenAmpt: &GreenAmptClass{ConductivityH: 5, SuctionMM: 100, Deficit: 0.3}},
		{Code: 7, Horton: &HortonClass{FirstMMPerH: 60, LastMMPerH: 10, DecayPerH: 4}},
		{Code: 9, Sealed: true},
	}}
	site := plain(30, 10, flat)
	soil := engine.Field{Name: "soil", Grid: site.Ground.Grid, Values: make([]float32, site.Ground.Grid.Len())}
	for k := range soil.Values {
		soil.Values[k] = []float32{3, 7, 9}[k%30/10]
	}
	site.Layers = append(site.Layers, soil)
	run := newRun(t, site, p, 10*time.Second)
	advance(t, run, 180)
	m := model(t, run)
	balanced(t, m)
	account := m.soil.Account()
	if account.Soaked <= 0 || m.mass().Infiltrated >= m.mass().Rain {
		t.Errorf("%+v of %v m³ rain", account, m.mass().Rain)
	}
	fork, err := run.Fork("f")
	if err != nil {
		t.Fatal(err)
	}
	advance(t, run, 50)
	advance(t, fork, 50)
	a, _ := run.Hash()
	b, _ := fork.Hash()
	if a != b {
		t.Error("a fork went another way")
	}
}

func FuzzASCIIGrid(f *testing.F) {
	f.Add([]byte("ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 20\nNODATA_value -9\n60 -9\n"))
	f.Add([]byte("NCOLS 1e9\nNROWS 1e9\nxllcenter 0\nyllcenter 0\ncellsize 1\n1"))
	f.Add([]byte("ncols 1\r\nnrows 1\r\ncellsize 1\r\nxllcorner 1\r\nyllcorner 2\r\n5\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		g, values, err := readASCIIGrid("f.asc", text)
		if err == nil && (len(values) != g.Cells() || len(values) == 0) {
			t.Errorf("%d values for %+v", len(values), g)
		}
	})
}
