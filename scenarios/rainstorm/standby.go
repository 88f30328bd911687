package rainstorm

import (
	"sort"

	"shapan/engine"
)

// duty says how pumps stand in for each other. A pump without standby is always
// called. A standby pump of a group is called when more of the group's duty
// pumps cannot run than standby pumps before it can; or when the water reaches
// its assist depth, because the others cannot hold it.
type duty struct {
	group    string
	standby  bool
	priority int
	assist   float64 // [m]; 0: never
}

func newDuty(a engine.Asset) duty {
	d := duty{priority: 1}
	d.group, _ = a.Properties["group"].Text()
	d.standby, _ = a.Properties["standby"].Bool()
	if n, ok := a.Properties["priority"].Number(); ok {
		d.priority = int(n)
	}
	d.assist, _ = a.Properties["assist_depth_m"].Number()
	return d
}

// startAt is the depth at which a pump starts: an assisting one may start
// below its own start depth.
func (p *pump) startAt() float64 {
	if p.standby && p.assist > 0 && p.assist < p.start {
		return p.assist
	}
	return p.start
}

// rankPumps puts pumps into the order in which they are called and share
// power: by priority, duty before standby, then by ID, which is their order in
// the site.
func (m *Model) rankPumps() {
	m.ranked = append(m.ranked[:0], m.pumps...)
	sort.SliceStable(m.ranked, func(a, b int) bool {
		p, q := m.ranked[a], m.ranked[b]
		if p.standby != q.standby {
			return !p.standby
		}
		return p.priority < q.priority
	})
}

// command decides for every pump whether it runs in this tick of dt seconds.
func (m *Model) command(dt float64) {
	m.supply(dt)
	short, ready := map[string]int{}, map[string]int{} // per group: duty pumps that cannot, standby pumps that can
	for _, p := range m.ranked {
		able := p.sound() && m.powered(p)
		depth, _ := p.water(m)
		called := !p.standby
		if p.standby {
			called = short[p.group] > ready[p.group] || p.assist > 0 && depth >= p.assist
		}
		p.decide(depth, called, dt, m.grant)
		switch able = able && !p.Dark; {
		case !p.standby && !able:
			short[p.group]++
		case p.standby && able:
			ready[p.group]++
		}
	}
}
