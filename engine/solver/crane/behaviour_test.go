package crane

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func example(kind Kind) *Crane {
	c := &Crane{
		Kind: kind, Foot: mgl64.Vec3{100, 50, 4}, JibHeight: 45, Jib: 60, CounterJib: 16, Head: 7,
		MinRadius: 3, MaxRadius: 60, MaxRope: 60, MastHalf: 1.2, JibHalf: 0.9, CounterHalf: 1.1,
		Slewing:  Drive{Speed: 0.7 * rpm, Accel: 0.0147, Brake: 0.0147, Urgent: 0.04},
		Reaching: Drive{Speed: 1, Accel: 0.4, Brake: 0.4}, Hoisting: Drive{Speed: 1.2, Accel: 0.5, Brake: 0.5},
		Charts: []Chart{{Falls: 2, Points: []ChartPoint{{15, 6000}, {20, 4300}, {30, 2670}, {40, 1880}, {50, 1410}, {60, 1100}}}},
		Hook:   250,
	}
	if kind == Topless {
		c.Head = 0
	}
	if kind == Luffing {
		c.Pivot, c.MaxRadius, c.MinRadius, c.Reaching = 1.5, 58, 8, Drive{Speed: 0.02, Accel: 0.01, Brake: 0.01}
	}
	return c
}

func TestExampleIsSound(t *testing.T) {
	for _, k := range []Kind{Hammerhead, Topless, Luffing} {
		if err := example(k).Check(); err != nil {
			t.Errorf("%v: %v", k, err)
		}
	}
}

func TestMistakesAreNamedTogether(t *testing.T) {
	c := example(Hammerhead)
	c.Jib, c.Slewing.Brake, c.MinRadius = 400, 0, math.NaN()
	c.Charts = append(c.Charts, Chart{Falls: 2, Points: []ChartPoint{{20, 4000}, {18, 4000}, {25, 5000}}})
	err := c.Check()
	if err == nil {
		t.Fatal("nothing is said")
	}
	for _, want := range []string{"jib: 400", "slewing brake: 0", "least radius: NaN", "radius 18 m after 20 m", "5000 kg at 25 m after 4000 kg", "two for 2 falls"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
}

func TestChart(t *testing.T) {
	c := &example(Hammerhead).Charts[0]
	for _, p := range c.Points {
		if got := c.Rated(p.Radius); got != p.Load {
			t.Errorf("rated at %g m: %g kg, the chart says %g", p.Radius, got, p.Load)
		}
		if r, ok := c.Radius(p.Load); !ok || math.Abs(r-p.Radius) > 1e-9 {
			t.Errorf("%g kg reach %g m, the chart says %g", p.Load, r, p.Radius)
		}
	}
	for r := 15.5; r < 60; r++ {
		rated := c.Rated(r)
		back, _ := c.Radius(rated)
		if math.Abs(back-r) > 1e-9 || rated > c.Rated(r-0.5) {
			t.Errorf("at %g m: %g kg, which reach %g m", r, rated, back)
		}
	}
	if c.Rated(5) != 6000 || c.Rated(60.001) != 0 {
		t.Error("inside the first radius its load holds, beyond the last nothing")
	}
}

// Drives never exceed speed, acceleration and range, whatever the levers do.
func TestDrivesKeepTheirLimits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		d := Drive{Speed: 0.1 + r.Float64(), Accel: 0.05 + r.Float64(), Brake: 0.05 + r.Float64()}
		m := Motion{At: 5}
		for range 300 {
			dt := 0.01 + 0.3*r.Float64()
			was := m
			m = d.Between(m, 4*(r.Float64()-0.5), 0, 10, dt, false)
			if m.At < 0 || m.At > 10 || math.Abs(m.Rate) > d.Speed+1e-12 {
				t.Fatalf("%+v after %+v: out of range or too fast for %+v", m, was, d)
			}
			if change := math.Abs(m.Rate - was.Rate); change > max(d.Accel, d.Brake)*dt+1e-9 {
				t.Fatalf("rate changed by %g in %g s, drive %+v (%+v → %+v)", change, dt, d, was, m)
			}
		}
	}
}

// One step or many: drives arrive at the same place.
func TestDriveIsExact(t *testing.T) {
	d := Drive{Speed: 1, Accel: 0.25, Brake: 0.4}
	whole := d.Advance(Motion{Rate: -0.6}, 0.8, 7, false)
	parts := Motion{Rate: -0.6}
	for range 700 {
		parts = d.Advance(parts, 0.8, 0.01, false)
	}
	if math.Abs(whole.At-parts.At) > 1e-9 || math.Abs(whole.Rate-parts.Rate) > 1e-9 {
		t.Errorf("one step %+v, many %+v", whole, parts)
	}
}

// The hook is where the geometry has it, for each kind, and the load's swing
// follows a crane that turns: after slewing stops it hangs and swings about it.
func TestLuffingReach(t *testing.T) {
	c := example(Luffing)
	s := c.NewState(math.Pi/2, 30, 20, 0)
	hook := c.HookAt(&s)
	if math.Abs(hook[1]-(50+30)) > 1e-9 || math.Abs(hook[0]-100) > 1e-9 {
		t.Errorf("hook %v, expected 30 m north of the mast", hook)
	}
	if rise := c.Suspension(&s)[2] - (4 + 45); math.Abs(rise-math.Sqrt(60*60-28.5*28.5)) > 1e-9 {
		t.Errorf("tip %g m above the pivot", rise)
	}
}

func TestMirroredCrane(t *testing.T) {
	c := example(Hammerhead)
	c.Foot = mgl64.Vec3{}
	air := Air{Damping: 0.01}
	a, b := c.NewState(0.3, 40, 25, 0), c.NewState(-0.3, 40, 25, 0)
	a.Load = Load{Mass: 1500, Size: mgl64.Vec3{2, 1, 1}, Sling: 3, Drag: 3}
	b.Load = a.Load
	for k := range 400 {
		order := Order{Slew: 0.07, Reach: -0.5, Rope: 0.4}
		if k > 200 {
			order = Order{Slew: -0.02, Reach: 0.8, Rope: -1}
		}
		mirrored := order
		mirrored.Slew = -order.Slew
		a, b = c.Advance(a, order, air, 0.05, false), c.Advance(b, mirrored, air, 0.05, false)
	}
	ha, hb := c.HookAt(&a), c.HookAt(&b)
	if ha[0] != hb[0] || ha[1] != -hb[1] || ha[2] != hb[2] {
		t.Errorf("hook %v, of the mirrored crane %v", ha, hb)
	}
	if a.Swing.Angle() == 0 {
		t.Error("the load does not swing")
	}
}

// The load ends where the suspension is, whatever has happened, once friction
// has eaten the swing; in wind it hangs to leeward by tan φ = F/mg.
func TestSwingSettles(t *testing.T) {
	c := example(Topless)
	s := c.NewState(0, 20, 30, 0)
	s.Load = Load{Mass: 1000, Size: mgl64.Vec3{4, 2, 2}, Sling: 2, Drag: 12}
	air := Air{To: 0, AtLoad: 10, Damping: 0.05}
	for range 4000 {
		s = c.Advance(s, Order{}, air, 0.1, false)
	}
	force := 0.5 * AirDensity * (12 + 4*HookHalf*HookHalf) * 100
	want := math.Atan(force / (1250 * Gravity))
	if got := s.Swing.Angle(); math.Abs(got-want) > 1e-4 || s.Swing.Line[0] < 0 {
		t.Errorf("hangs at %.5f rad %v, expected %.5f to the east", got, s.Swing.Line, want)
	}
}
