package rainstorm

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// breach is how a barrier fails and how far it has: from a point it grows to
// both sides at an even rate while the crest in it falls at an even rate.
type breach struct {
	At       *mgl64.Vec2 `json:"at"`       // where it begins; nil: where it is overtopped first, else the middle
	Width    float64     `json:"width"`    // in the end [m]; 0: the whole barrier
	Time     float64     `json:"time"`     // that it takes [s]
	Residual float64     `json:"residual"` // height over the ground that is left [m]
	By       *float64    `json:"by"`       // water over the crest that makes it fail [m]; nil: none does
	After    float64     `json:"after"`    // for which the water must be so high [s]
	Due      float64     `json:"due"`      // when it fails in any case [s]; negative: never

	Failed float64 `json:"failed"` // when it failed [s]; negative: it stands
	Begin  float64 `json:"begin"`  // where along the line [m]
	Over   float64 `json:"over"`   // for how long the water has been too high [s]
}

func newBreach() breach { return breach{Due: -1, Failed: -1} }

// read takes what the site says of a barrier's failure.
func (f *breach) read(a engine.Asset) {
	number := func(key string) float64 { v, _ := a.Properties[key].Number(); return v }
	f.Width, f.Time, f.Residual, f.After = number("breach_width_m"), number("breach_time_s"), number("residual_m"), number("fails_after_s")
	if v, ok := a.Properties["fails_overtopped_by_m"].Number(); ok {
		f.By = &v
	}
	if v, ok := a.Properties["fails_at_s"].Number(); ok {
		f.Due = v
	}
	if points, ok := a.Properties["breach_at"].Points(); ok && len(points) == 1 {
		at := points[0].Vec2()
		f.At = &at
	}
}

// grown is the share of the breach that is there at t [s].
func (f *breach) grown(t float64) float64 {
	switch {
	case f.Failed < 0 || t < f.Failed:
		return 0
	case f.Time <= 0:
		return 1
	}
	return math.Min(1, (t-f.Failed)/f.Time)
}

// cut returns what is left of a crest [m] over the ground at base [m] at a place
// along a line of a length [m].
func (f *breach) cut(crest, base, along, length, t float64) float64 {
	share := f.grown(t)
	if share == 0 {
		return crest
	}
	half := f.Width / 2
	if f.Width == 0 {
		half = math.Max(f.Begin, length-f.Begin) + 1e-6
	}
	if math.Abs(along-f.Begin) > half*share {
		return crest
	}
	return math.Min(crest, crest-share*(crest-base-f.Residual))
}

// begin starts a failure at t [s].
func (f *breach) begin(t, along float64) { f.Failed, f.Begin, f.Over = t, along, 0 }

// strain watches the barriers in a tick of dt seconds that ends at t, lets
// those fail that must, and tells whether any crest has changed.
func (m *Model) strain(t, dt float64) (changed bool) {
	for k := range m.barriers {
		b := &m.barriers[k]
		f := &b.Breach
		m.trace(b)
		if len(b.edges) == 0 {
			continue
		}
		switch {
		case f.Failed >= 0 && f.Begin < 0: // by an event
			f.Begin = b.weak(b.length / 2)
			changed = true
		case f.Failed >= 0:
			changed = changed || f.grown(t) != f.grown(t-dt)
		case f.Due >= 0 && t >= f.Due:
			f.begin(f.Due, b.weak(b.length/2))
			changed = true
		case f.By != nil:
			over, at := m.overtopped(b, t)
			switch {
			case over < *f.By:
				f.Over = 0
			case f.Over < f.After:
				f.Over += dt
			default:
				f.begin(t-dt, b.weak(at))
				changed = true
			}
		}
	}
	return changed
}

// weak is where a barrier's breach begins [m]: the edge nearest to its point,
// or to the place along the line that is given.
func (b *barrier) weak(place float64) float64 {
	if b.Breach.At != nil {
		line := make([]mgl64.Vec2, len(b.Line))
		for k, p := range b.Line {
			line[k] = p.Vec2()
		}
		place = along(line, *b.Breach.At)
	}
	best, at := math.Inf(1), place
	for _, e := range b.edges {
		if d := math.Abs(e.along - place); d < best {
			best, at = d, e.along
		}
	}
	return at
}

// overtopped returns by how much the water stands over a barrier [m] where it
// is worst, and where that is along it.
func (m *Model) overtopped(b *barrier, t float64) (by, along float64) {
	by = math.Inf(-1)
	for _, e := range b.edges {
		for _, cell := range e.cells {
			if h := m.water.DepthAt(cell); h > shallowwater.Film {
				if over := m.water.BedAt(cell) + h - b.top(e, t); over > by {
					by, along = over, e.along
				}
			}
		}
	}
	return by, along
}

// set lets an event act on how a barrier fails.
func (f *breach) set(e engine.Event, t float64) (known bool, err error) {
	switch e.Property {
	case "state":
		switch word, _ := e.Value.Text(); word {
		case "failed":
			if f.Failed < 0 {
				f.begin(t, -1)
			}
		case "ok": // mended
			f.Failed, f.Over, f.Due = -1, 0, -1
		default:
			return true, fmt.Errorf("%s.state: %v: expected failed or ok", e.Subject, e.Value)
		}
	case "breach_at":
		var p mgl64.Vec3
		if p, err = point(e.Value); err == nil {
			at := p.Vec2()
			f.At = &at
		}
	case "breach_width_m":
		f.Width, err = number(e.Value, 0, 10000)
	case "breach_time_s":
		f.Time, err = number(e.Value, 0, 1e7)
	case "residual_m":
		f.Residual, err = number(e.Value, 0, 100)
	case "fails_overtopped_by_m":
		var by float64
		by, err = number(e.Value, 0, 100)
		f.By = &by
	case "fails_after_s":
		f.After, err = number(e.Value, 0, 1e7)
	default:
		return false, nil
	}
	return true, err
}
