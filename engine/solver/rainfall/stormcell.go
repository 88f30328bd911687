package rainfall

import (
	"errors"
	"fmt"
	"math"
)

// Shape is how the rain of a storm cell falls off from its centre.
type Shape int

const (
	Gaussian Shape = iota // exp(-q/2); the half axes are standard deviations
	Flat                  // 1 where q ≤ 1, else 0
)

// StormCell is a cell of rain that moves at a steady speed: at place p and time
// t it rains
//
//	i(p, t) = i0(t) G(q),   q = (p - c - v t)ᵀ M (p - c - v t)
//
//	symbol  variable       unit   what
//	i0      Peak           m/s    intensity at the centre
//	c       X, Y           m      the centre at t = 0
//	v       VX, VY         m/s    its velocity, east and north
//	M       Along, Across  1/m²   ellipse with these half axes, turned by Angle
//	G       Shape          -      Gaussian or Flat
//
// For a Gaussian that passes in a straight line the time integral of G is an
// error function (see MovingCell), so depths are exact for any step.
type StormCell struct {
	X, Y          float64 // [m]
	VX, VY        float64 // [m/s]
	Along, Across float64 // half axes [m]
	Angle         float64 // of the half axis Along, from east to north [rad]
	Shape         Shape
	Peak          Hyetograph // Constant, *Table, or DesignStorm (taken minute by minute)
}

// MovingCell is the Field of a StormCell. With the steady rate i over a step
//
//	∫ G dt = exp(-r²/2) √(π/2α) [erf(s(t)) ]  from t0 to t1,  s(t) = √(α/2) (t - t*)
//
//	α   vᵀ M v      [1/s²]
//	t*  vᵀ M (p-c)/α  [s]  when the cell is nearest to the place
//	r²  q at t*      [-]
type MovingCell struct {
	grid  Grid
	peak  *Table
	shape Shape

	standing bool
	root     float64    // √(α/2) [1/s]
	at       [3]float64 // t* = at[0] + at[1] i + at[2] j [s] in column i, row j

	// By cell. Gaussian: exp(-r²/2) √(π/2α) [s], standing G itself. Flat: half
	// the time it rains [s], standing 1 or 0.
	weight []float32
}

// negligible is the G below which it does not rain: 5 nm of 100 mm.
const negligible = 5e-8

// NewMovingCell works out what every cell will need.
func NewMovingCell(g Grid, s StormCell) (*MovingCell, error) {
	peak, peakErr := asTable(s.Peak)
	if err := errors.Join(g.check(), s.check(), peakErr); err != nil {
		return nil, err
	}
	// M = R diag(1/Along², 1/Across²) Rᵀ
	cos, sin := math.Cos(s.Angle), math.Sin(s.Angle)
	a, b := 1/(s.Along*s.Along), 1/(s.Across*s.Across)
	xx, xy, yy := a*cos*cos+b*sin*sin, (a-b)*cos*sin, a*sin*sin+b*cos*cos
	mvx, mvy := xx*s.VX+xy*s.VY, xy*s.VX+yy*s.VY // M v
	alpha := s.VX*mvx + s.VY*mvy

	f := &MovingCell{grid: g, peak: peak, shape: s.Shape, weight: make([]float32, g.Cells())}
	const day = 86400
	f.standing = math.Sqrt(alpha)*day < 1e-6
	if !f.standing {
		x0, y0 := g.middle(0, 0)
		f.root = math.Sqrt(alpha / 2)
		f.at = [3]float64{(mvx*(x0-s.X) + mvy*(y0-s.Y)) / alpha, mvx * g.Cell / alpha, mvy * g.Cell / alpha}
	}
	for j := range g.NY {
		for i := range g.NX {
			x, y := g.middle(i, j)
			x, y = x-s.X, y-s.Y
			q := xx*x*x + 2*xy*x*y + yy*y*y
			if !f.standing {
				nearest := f.nearest(i, j)
				x, y = x-s.VX*nearest, y-s.VY*nearest
				q = xx*x*x + 2*xy*x*y + yy*y*y
			}
			f.weight[j*g.NX+i] = float32(f.weigh(q, alpha))
		}
	}
	return f, nil
}

func (s StormCell) check() error {
	var errs []error
	if !finite(s.X, s.Y, s.VX, s.VY, s.Angle) {
		errs = append(errs, fmt.Errorf("storm cell at (%g, %g) m with (%g, %g) m/s, turned by %g: expected numbers", s.X, s.Y, s.VX, s.VY, s.Angle))
	}
	if !(s.Along > 0) || !(s.Across > 0) || !finite(s.Along, s.Across) {
		errs = append(errs, fmt.Errorf("storm cell with half axes %g m and %g m: expected both > 0", s.Along, s.Across))
	}
	if s.Shape != Gaussian && s.Shape != Flat {
		errs = append(errs, fmt.Errorf("storm cell of shape %d: expected Gaussian or Flat", s.Shape))
	}
	return errors.Join(errs...)
}

// asTable returns a hyetograph as rates that hold: what has such rates as it
// is, a design storm by the mean of every minute.
func asTable(h Hyetograph) (*Table, error) {
	switch h := h.(type) {
	case *Table:
		return h, nil
	case Constant:
		if h.Duration > 0 {
			return NewTable([]float64{0, h.Duration}, []float64{h.Rate, 0})
		}
		return NewTable([]float64{0}, []float64{h.Rate})
	case DesignStorm:
		return Sample(h, h.Duration, 60)
	}
	return nil, fmt.Errorf("peak of type %T: expected Constant, *Table or DesignStorm (others through Sample)", h)
}

// nearest returns t* of a cell.
func (f *MovingCell) nearest(i, j int) float64 {
	return f.at[0] + f.at[1]*float64(i) + f.at[2]*float64(j)
}

func (f *MovingCell) weigh(q, alpha float64) float64 {
	if f.shape == Flat {
		switch {
		case q >= 1:
			return 0
		case f.standing:
			return 1
		}
		return math.Sqrt((1 - q) / alpha)
	}
	g := math.Exp(-q / 2)
	switch {
	case g < negligible:
		return 0
	case f.standing:
		return g
	}
	return g * math.Sqrt(math.Pi/(2*alpha))
}

// Uniform implements Field.
func (f *MovingCell) Uniform() (Hyetograph, bool) { return nil, false }

// Depths implements Field.
func (f *MovingCell) Depths(t0, t1 float64, into []float32) {
	clear(into)
	f.addDepths(t0, t1, into)
}

func (f *MovingCell) addDepths(t0, t1 float64, into []float32) {
	f.peak.spans(t0, t1, func(from, to, rate float64) {
		switch {
		case f.standing:
			f.addStanding(float32(rate*(to-from)), into)
		case f.shape == Flat:
			f.addFlat(from, to, rate, into)
		default:
			f.addGaussian(from, to, rate, into)
		}
	})
}

func (f *MovingCell) addStanding(depth float32, into []float32) {
	for c, w := range f.weight {
		into[c] += depth * w
	}
}

func (f *MovingCell) addFlat(t0, t1, rate float64, into []float32) {
	for j := range f.grid.NY {
		row := j * f.grid.NX
		for i := range f.grid.NX {
			half := float64(f.weight[row+i])
			if half == 0 {
				continue
			}
			nearest := f.nearest(i, j)
			if rained := min(t1, nearest+half) - max(t0, nearest-half); rained > 0 {
				into[row+i] += float32(rate * rained)
			}
		}
	}
}

// far is where erf is 1 to the last bit.
const far = 6

func (f *MovingCell) addGaussian(t0, t1, rate float64, into []float32) {
	step := f.root * f.at[1]
	for j := range f.grid.NY {
		weight := f.weight[j*f.grid.NX:][:f.grid.NX]
		row := into[j*f.grid.NX:][:f.grid.NX]
		s := f.root * f.nearest(0, j)
		a, b := f.root*t0-s, f.root*t1-s
		for i, w := range weight {
			shift := step * float64(i)
			lo, hi := a-shift, b-shift
			if w == 0 || lo >= far || hi <= -far {
				continue
			}
			row[i] += w * float32(rate*(erf(hi)-erf(lo)))
		}
	}
}
