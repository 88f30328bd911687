package infiltration

import (
	"errors"
	"fmt"
	"math"
)

// NoSoil is the class of cells that take nothing and lose nothing, such as
// buildings and what lies outside.
const NoSoil = 255

// Class is a kind of ground.
type Class struct {
	Name string
	Law  Law
	// Storage is what plants and hollows hold back before the soil gets any
	// (initial abstraction, depression storage) [m of water].
	Storage float64
	// Room is the most water that the soil can take, up to the water table or
	// bedrock [m of water]; 0 means no limit.
	Room float64
}

// Config is the ground of a site. Soil keeps what it is given.
type Config struct {
	Classes []Class
	Soil    []uint8 // of each cell: index into Classes, or NoSoil

	Paved        []float32 // share of each cell under pavement, 0 to 1; nil: none
	PavedStorage float64   // what pavement holds back [m of water]

	// Drain is what gullies take from each cell to the sewers [m/s]; nil: none.
	Drain []float32
}

// Soil is the state of the ground. It belongs to one model.
type Soil struct {
	conf  Config
	runs  []run
	evapo float64 // [m/s]

	// By cell. What ground never needs is nil.
	seen  []float64 // soaked in when last booked [m]
	water []float64 // in the soil, per area of open soil [m]
	spent []float64 // Horton's share [-]
	held  []float64 // in storage [m]

	evaporated, drained float64 // sums over cells [m]

	depth, thirst [chunk]float64 // no state: room to work in
}

// run is neighbouring cells of one class.
type run struct {
	start, n int
	class    uint8
}

// chunk is how many cells are worked on at once: they stay in the cache.
const chunk = 256

// New makes dry ground of a Config.
func New(c Config) (*Soil, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("infiltration: %w", err)
	}
	n := len(c.Soil)
	s := &Soil{conf: c, seen: make([]float64, n), water: make([]float64, n)}
	stores := c.PavedStorage > 0 && c.Paved != nil
	for _, class := range c.Classes {
		if _, ok := class.Law.(Horton); ok && s.spent == nil {
			s.spent = make([]float64, n)
		}
		_, sealed := class.Law.(Sealed)
		stores = stores || class.Storage > 0 || sealed
	}
	if stores || c.Paved != nil {
		s.held = make([]float64, n)
	}
	for k := 0; k < n; {
		from := k
		for k < n && c.Soil[k] == c.Soil[from] && k-from < chunk {
			k++
		}
		s.runs = append(s.runs, run{from, k - from, c.Soil[from]})
	}
	return s, nil
}

func (c Config) check() error {
	const most = 20 // cells named
	var errs []error
	if len(c.Classes) > NoSoil {
		errs = append(errs, fmt.Errorf("%d classes: expected at most %d", len(c.Classes), NoSoil))
	}
	for k, class := range c.Classes {
		name := fmt.Sprintf("class %d %q", k, class.Name)
		if class.Law == nil {
			errs = append(errs, fmt.Errorf("%s: no law: expected GreenAmpt, Horton, ConstantLoss or Sealed", name))
		} else if err := class.Law.check(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
		if !(class.Storage >= 0) || !finite(class.Storage) {
			errs = append(errs, fmt.Errorf("%s: storage %g m: expected ≥ 0", name, class.Storage))
		}
		if !(class.Room >= 0) || !finite(class.Room) {
			errs = append(errs, fmt.Errorf("%s: room %g m: expected > 0, or 0 for no limit", name, class.Room))
		}
	}
	if !(c.PavedStorage >= 0) || !finite(c.PavedStorage) {
		errs = append(errs, fmt.Errorf("paved storage %g m: expected ≥ 0", c.PavedStorage))
	}
	wrong := 0
	cell := func(k int, format string, args ...any) {
		if wrong++; wrong <= most {
			errs = append(errs, fmt.Errorf("cell %d: %w", k, fmt.Errorf(format, args...)))
		}
	}
	for k, class := range c.Soil {
		if class != NoSoil && int(class) >= len(c.Classes) {
			cell(k, "class %d: expected one of %d classes, or %d for no soil", class, len(c.Classes), NoSoil)
		}
	}
	errs = append(errs, c.checkRasters(cell)...)
	if wrong > most {
		errs = append(errs, fmt.Errorf("and %d more cells", wrong-most))
	}
	return errors.Join(errs...)
}

func (c Config) checkRasters(cell func(k int, format string, args ...any)) []error {
	var errs []error
	if c.Paved != nil && len(c.Paved) != len(c.Soil) {
		errs = append(errs, fmt.Errorf("paved share has %d values for %d cells", len(c.Paved), len(c.Soil)))
	} else {
		for k, x := range c.Paved {
			if !(x >= 0 && x <= 1) && c.Soil[k] != NoSoil {
				cell(k, "paved share %g: expected 0 to 1", x)
			}
		}
	}
	if c.Drain != nil && len(c.Drain) != len(c.Soil) {
		errs = append(errs, fmt.Errorf("drain has %d values for %d cells", len(c.Drain), len(c.Soil)))
	} else {
		for k, x := range c.Drain {
			if (!(x >= 0) || math.IsInf(float64(x), 0)) && c.Soil[k] != NoSoil {
				cell(k, "drain %g m/s: expected ≥ 0", x)
			}
		}
	}
	return errs
}

// SetEvaporation sets the rate [m/s] from now on; 0, as at first, is none. What
// evaporates comes from standing water, then from storage, then from what the
// soil has taken up since the start; there is none from ground that is dry.
func (s *Soil) SetEvaporation(rate float64) error {
	if !(rate >= 0) || !finite(rate) {
		return fmt.Errorf("infiltration: evaporation %g m/s: expected ≥ 0, e.g. 5.8e-8 for 5 mm/day", rate)
	}
	s.evapo = rate
	return nil
}

// storage returns what a cell can hold back [m].
func (s *Soil) storage(class *Class, paved float64) float64 {
	return class.Storage*(1-paved) + s.conf.PavedStorage*paved
}

// paved returns the share of a cell under pavement.
func (s *Soil) paved(cell int) float64 {
	if s.conf.Paved == nil {
		return 0
	}
	return float64(s.conf.Paved[cell])
}

// drain returns what the gullies take from a cell [m/s].
func (s *Soil) drain(cell int) float64 {
	if s.conf.Drain == nil {
		return 0
	}
	return float64(s.conf.Drain[cell])
}

// Water returns what is in the soil of each cell, per area of open soil [m], a
// read-only view.
func (s *Soil) Water() []float64 { return s.water }

// Account is where the water is that soaked in: sums over cells [m]; times a
// cell's area they are volumes.
type Account struct {
	Soaked     float64 // = Soil + Held + Evaporated + Drained
	Soil       float64
	Held       float64
	Evaporated float64
	Drained    float64
}

// Account sums up, as of the last Book.
func (s *Soil) Account() Account {
	a := Account{Evaporated: s.evaporated, Drained: s.drained}
	for k, x := range s.seen {
		a.Soaked += x
		a.Soil += s.water[k] * (1 - s.paved(k))
		if s.held != nil {
			a.Held += s.held[k]
		}
	}
	return a
}
