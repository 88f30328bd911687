package crane

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// Exact solutions and the expected numbers of shared/domain.md §2. Tolerances
// were set before the first run.

const rpm = 2 * math.Pi / 60

func TestPendulumPeriods(t *testing.T) {
	const allowed = 0.005
	for _, c := range []struct{ length, period float64 }{{10, 6.34}, {40, 12.69}} {
		p := Hanging()
		p.Line = mgl64.Vec3{math.Sin(0.01), 0, -math.Cos(0.01)}
		pull := Pull{Length: [2]float64{c.length, c.length}}
		const dt = 0.01
		var crossings []float64
		for n, before := 0, p.Line[0]; len(crossings) < 5; n++ {
			p = p.Advance(&pull, dt)
			if before < 0 && p.Line[0] >= 0 {
				crossings = append(crossings, (float64(n)+before/(before-p.Line[0]))*dt)
			}
			before = p.Line[0]
		}
		period := (crossings[4] - crossings[0]) / 4
		t.Logf("%g m: period %.4f s, expected %g", c.length, period, c.period)
		if e := math.Abs(period/c.period - 1); e > allowed {
			t.Errorf("%g m: period %.4f s, expected %g: off by %.2g, allowed %g", c.length, period, c.period, e, allowed)
		}
	}
}

// A ramp of constant acceleration leaves a swing of (2a/g)|sin(π t_b/T)|; one as
// long as the period leaves none.
func TestResidualSwing(t *testing.T) {
	const allowed, accel = 0.005, 0.05
	for _, length := range []float64{10, 25, 40} {
		period := Period(length)
		for _, share := range []float64{0.2, 0.5, 0.75, 1, 1.3, 1.5} {
			ramp := share * period
			p := Hanging()
			pull := Pull{Length: [2]float64{length, length}}
			pull.Suspension = [2]mgl64.Vec3{{accel, 0, 0}, {accel, 0, 0}}
			p = p.Advance(&pull, ramp)
			found := p.Amplitude(length)
			expected := 2 * accel / Gravity * math.Abs(math.Sin(math.Pi*share))
			if e := math.Abs(found - expected); e > allowed*2*accel/Gravity {
				t.Errorf("%g m, ramp of %g T: %.6f rad, expected %.6f", length, share, found, expected)
			}
		}
	}
}

// Large swings keep their energy, and a conical pendulum its circle: period
// 2π √(L cos φ / g).
func TestLargeSwing(t *testing.T) {
	const length, angle = 20.0, 0.6
	p := Pendulum{Line: mgl64.Vec3{math.Sin(angle), 0, -math.Cos(angle)}}
	p.Rate = mgl64.Vec3{0, math.Sin(angle) * math.Sqrt(Gravity/(length*math.Cos(angle))), 0}
	pull := Pull{Length: [2]float64{length, length}}
	period := 2 * math.Pi * math.Sqrt(length*math.Cos(angle)/Gravity)
	q := p.Advance(&pull, period)
	if d := q.Line.Sub(p.Line).Len(); d > 1e-4 {
		t.Errorf("a conical pendulum is %.2g of its length off after one turn, allowed 1e-4", d)
	}
	p.Rate = mgl64.Vec3{}
	q = p.Advance(&pull, 600)
	if a := q.Amplitude(length); math.Abs(a-angle) > 0.001 {
		t.Errorf("an undamped swing of %g rad is one of %.5f rad after 10 min, allowed ±0.001", angle, a)
	}
}

// Hoisting in at a constant rate swings as Bessel's functions say; for slow
// rates the swing's action stays, so its amplitude in metres goes as L^(1/4).
func TestHoistingKeepsAction(t *testing.T) {
	const from, to, rate, angle = 40.0, 20.0, 0.02, 0.02
	p := Pendulum{Line: mgl64.Vec3{math.Sin(angle), 0, -math.Cos(angle)}}
	const dt = 1.0
	for length := from; length > to; length -= rate * dt {
		pull := Pull{Length: [2]float64{length, length - rate*dt}, Reel: [2]float64{-rate, -rate}}
		p = p.Advance(&pull, dt)
	}
	found := p.Amplitude(to) * to
	expected := angle * from * math.Pow(to/from, 0.25)
	if math.Abs(found/expected-1) > 0.02 {
		t.Errorf("amplitude %.4f m after hoisting from %g to %g m, expected %.4f ±2 %%", found, from, to, expected)
	}
}

func TestBrakeArc(t *testing.T) {
	rate := 0.7 * rpm
	if v := rate * 60; math.Abs(v-4.40) > 0.005 {
		t.Errorf("tip speed %.3f m/s, expected 4.40", v)
	}
	d := Drive{Speed: rate, Accel: 1, Brake: rate / 6}
	if arc := d.Stopping(rate, 0, false) * 60; math.Abs(arc-13.2) > 0.05 {
		t.Errorf("brake arc %.2f m, expected 13.2", arc)
	}
	m := Motion{Rate: rate}
	for range 100 {
		m = d.Advance(m, 0, 0.1, false)
	}
	if arc := m.At * 60; m.Rate != 0 || math.Abs(arc-d.Stopping(rate, 0, false)*60) > 1e-9 {
		t.Errorf("simulated arc %.6f m, rate %g", arc, m.Rate)
	}
}

func TestWithinIsStoppingsWayBack(t *testing.T) {
	d := Drive{Speed: 1, Accel: 0.02, Brake: 0.03, Urgent: 0.08}
	for _, rate := range []float64{0.001, 0.05, 0.3} {
		for _, reaction := range []float64{0, 0.7} {
			for _, urgent := range []bool{false, true} {
				way := d.Stopping(rate, reaction, urgent)
				if got := d.Within(way, reaction, urgent); math.Abs(got-rate) > 1e-12 {
					t.Errorf("rate %g stops within %g, from which Within makes %g", rate, way, got)
				}
			}
		}
	}
}

// In a steady wind a free crane comes to rest with its jib down the wind, from
// wherever friction lets it go: not from within 0.41 rad of straight against it.
func TestWeathervane(t *testing.T) {
	v := Vane{Jib: 60, Counter: 35, JibArm: 28, CounterArm: 9, Inertia: 2.5e7, Friction: 3e4}
	const windTo, speed = 0.7, 15.0
	for _, from := range []float64{0.8, 2.5, 3.3, -1.9} {
		m := Motion{At: from}
		for range 3600 {
			m = v.Advance(m, windTo, speed, 0.5)
		}
		off := math.Remainder(m.At-windTo, 2*math.Pi)
		// It stays where friction exceeds the torque: sin² of the rest.
		full := v.Torque(0, 0, math.Pi/2, speed)
		dead := math.Asin(math.Sqrt(v.Friction / full))
		if math.Abs(off) > dead+1e-6 || m.Rate != 0 {
			t.Errorf("from %g rad: rests %.3f rad off the wind at %.2g rad/s, friction allows %.3f", from, off, m.Rate, dead)
		}
	}
	if m := v.Advance(Motion{At: windTo + 1}, windTo, 0.5, 60); m.At != windTo+1 || m.Rate != 0 {
		t.Error("a breath of wind turns a crane against its friction")
	}
}

func TestGustsHaveTheirDeviation(t *testing.T) {
	g := NewGusts(12, 7)
	sum, squares, n := 0.0, 0.0, 0
	for s := 0.0; s < 36000; s += 0.5 {
		x := g.At(s)
		sum, squares, n = sum+x, squares+x*x, n+1
	}
	mean := sum / float64(n)
	if d := math.Sqrt(squares/float64(n) - mean*mean); math.Abs(d-1) > 0.05 || math.Abs(mean) > 0.05 {
		t.Errorf("gusts of ten hours: mean %.3f, deviation %.3f; expected 0 and 1 ±0.05", mean, d)
	}
	if *NewGusts(12, 7) != *g || *NewGusts(12, 8) == *g {
		t.Error("gusts do not follow from their seed")
	}
}
