package rainstorm

import (
	"fmt"
	"math"

	"shapan/engine"
)

// feed is a grid feed or a generator.
type feed struct {
	id        string // "power/F1"
	name      engine.Text
	generator bool
	automatic bool
	backs     string  // the feed that a generator stands in for
	capacity  float64 // [kW]; +Inf: no limit
	delay     float64 // from the call to power [s]
	fuel      float64 // [s]; +Inf: for ever

	left float64 // of its capacity in this tick [kW]
	feedSave
}

// feedSave is the part of a feed that changes with time.
type feedSave struct {
	Out    bool    `json:"out"`    // failed, until set "ok"
	Called bool    `json:"called"` // of a generator: started by hand
	Waited float64 `json:"waited"` // since it was called [s]
	Live   bool    `json:"live"`   // it gives power
	Burned float64 `json:"burned"` // time that a generator has run [s]
	Load   float64 `json:"load"`   // [kW]
}

func newFeed(a engine.Asset) *feed {
	f := &feed{id: a.ID, name: a.Name, capacity: math.Inf(1), fuel: math.Inf(1)}
	kind, _ := a.Properties["kind"].Text()
	f.generator = kind == "generator"
	f.automatic, _ = a.Properties["automatic"].Bool()
	if backs, ok := a.Properties["backs"].Text(); ok {
		f.backs = "power/" + backs
	}
	if v, ok := a.Properties["capacity_kw"].Number(); ok {
		f.capacity = v
	}
	f.delay, _ = a.Properties["start_delay_s"].Number()
	if v, ok := a.Properties["fuel_h"].Number(); ok {
		f.fuel = v * 3600
	}
	f.Live = !f.generator
	return f
}

func (m *Model) feed(id string) *feed {
	for _, f := range m.feeds {
		if f.id == id {
			return f
		}
	}
	return nil
}

// supply finds which feeds give power in a tick of dt seconds.
func (m *Model) supply(dt float64) {
	for _, f := range m.feeds {
		if !f.generator {
			f.Live = !f.Out
		}
		f.left = f.capacity
	}
	for _, f := range m.feeds {
		if !f.generator {
			continue
		}
		mains := m.feed(f.backs)
		asked := f.Called || f.automatic && mains != nil && mains.Out
		switch {
		case f.Out || !asked || f.Burned >= f.fuel:
			f.Live, f.Waited = false, 0
		case f.Waited < f.delay:
			f.Live = false
			f.Waited += dt
		default:
			f.Live = true
			f.Burned += dt
		}
	}
}

// sources calls each for every feed that gives a pump power now.
func (m *Model) sources(p *pump, each func(*feed) (enough bool)) bool {
	for _, f := range m.feeds {
		if f.Live && (f.id == p.feed || f.generator && f.backs == p.feed) && each(f) {
			return true
		}
	}
	return false
}

// powered tells whether any feed of a pump gives power at all.
func (m *Model) powered(p *pump) bool {
	return p.feed == "" || m.sources(p, func(*feed) bool { return true })
}

// grant gives a pump its share of a feed, or says that there is none left.
func (m *Model) grant(p *pump) bool {
	if p.feed == "" {
		return true
	}
	need := p.rated
	if need == 0 && p.efficiency > 0 {
		_, level := p.water(m)
		head := p.crest - level
		need = p.draws(p.curve.Flow(head), head)
	}
	return m.sources(p, func(f *feed) bool {
		if need > f.left {
			return false
		}
		f.left -= need
		return true
	})
}

// meter reads the load of every feed.
func (m *Model) meter() {
	for _, f := range m.feeds {
		f.Load = 0
	}
	for _, p := range m.pumps {
		m.sources(p, func(f *feed) bool { f.Load += p.Load; return true })
	}
}

// set lets an event act on a feed.
func (f *feed) set(e engine.Event) error {
	word, _ := e.Value.Text()
	if e.Property != "state" {
		return fmt.Errorf("%s.%s: a feed knows state", e.Subject, e.Property)
	}
	switch {
	case word == "outage":
		f.Out = true
	case word == "ok":
		f.Out = false
	case word == "start" && f.generator:
		f.Called = true
	case word == "stop" && f.generator:
		f.Called = false
	case f.generator:
		return fmt.Errorf("%s.state: %v: expected start, stop, outage or ok", e.Subject, e.Value)
	default:
		return fmt.Errorf("%s.state: %v: expected outage or ok", e.Subject, e.Value)
	}
	return nil
}
