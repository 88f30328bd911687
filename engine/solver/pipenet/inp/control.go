package inp

import (
	"math"
	"time"
)

// control looks at all rules and sets the links that they ask for; dt is the step
// that follows [s].
func (s *Simulation) control(dt float64) {
	if len(s.File.Rules) == 0 || s.Time() < s.looked-1e-6 {
		return
	}
	s.looked = s.Time() + s.File.ruleStep
	asked := map[int]float64{}
	rank := map[int]float64{}
	order := make([]int, 0, 8)
	for k := range s.File.Rules {
		r := &s.File.Rules[k]
		holds, point, value := s.holds(r, dt)
		actions := r.Else
		if holds {
			actions = r.Then
		}
		for j := range actions {
			a := &actions[j]
			v := s.wanted(a, point, value, max(dt, s.File.ruleStep))
			if old, is := rank[a.link]; is && r.Priority <= old {
				continue
			} else if !is {
				order = append(order, a.link)
			}
			asked[a.link], rank[a.link] = v, r.Priority
		}
	}
	for _, link := range order {
		if v := asked[link]; v != s.Net.Target(link) {
			if (v > 0) != (s.Net.Target(link) > 0) {
				s.turned[link] = s.Time()
			}
			s.Net.Command(link, v)
		}
	}
}

// holds says whether the premises of a rule hold, and the set point and the value
// that were compared last.
func (s *Simulation) holds(r *Rule, dt float64) (holds bool, point, value float64) {
	holds = true
	for k := range r.If {
		p := &r.If[k]
		if p.or == holds { // a true one before OR, a false one before AND
			if p.or {
				continue
			}
			return false, point, value
		}
		left, ok1 := s.quantity(&p.left)
		right, ok2 := s.quantity(&p.right)
		if !ok1 || !ok2 {
			holds = false
			continue
		}
		point, value = right, left
		slack := 0.0
		if p.left.what == "TIME" || p.left.what == "CLOCKTIME" {
			slack = dt / 3600 / 2
		}
		equal := left == right
		if slack > 0 { // an instant between two steps is met by the nearer
			equal = left >= right-slack && left < right+slack
		}
		switch p.relation {
		case "=":
			holds = equal
		case "<>":
			holds = !equal
		case "<":
			holds = left < right
		case "<=":
			holds = left <= right
		case ">":
			holds = left > right
		case ">=":
			holds = left >= right
		}
	}
	return holds, point, value
}

// quantity returns what a quantity is now; false where it has no value, as the
// time for which a closed gate has been open.
func (s *Simulation) quantity(q *quantity) (float64, bool) {
	u, net := s.units, s.Net
	switch q.of {
	case ofNode:
		switch q.what {
		case "DEPTH":
			return net.NodeDepth(q.index) / u.length, true
		case "HEAD":
			return net.NodeHead(q.index) / u.length, true
		case "VOLUME":
			return net.NodeStorage(q.index) / (u.length * u.length * u.length), true
		case "INFLOW":
			return net.NodeInflow(q.index) / u.flow, true
		}
	case ofLink:
		switch q.what {
		case "FLOW":
			return net.LinkFlow(q.index) / u.flow, true
		case "DEPTH":
			return net.LinkDepth(q.index) / u.length, true
		case "VELOCITY":
			return net.LinkVelocity(q.index) / u.length, true
		case "STATUS", "SETTING":
			return net.Setting(q.index), true
		case "TIMEOPEN":
			return (s.Time() - s.turned[q.index]) / 3600, net.Setting(q.index) > 0
		case "TIMECLOSED":
			return (s.Time() - s.turned[q.index]) / 3600, net.Setting(q.index) <= 0
		}
	case ofGage:
		g := &s.File.Runoff.Gages[q.index]
		if q.hours > 0 {
			return g.Fallen(s.Time()-q.hours*3600, s.Time()) / u.rain, true
		}
		return g.Rate(s.Time()) / u.rate, true
	case ofRun:
		now := s.Now()
		midnight := now.Truncate(24 * time.Hour)
		switch q.what {
		case "TIME":
			return s.Time() / 3600, true
		case "CLOCKTIME":
			return now.Sub(midnight).Hours(), true
		case "DATE":
			return dayOf(now), true
		case "DAY":
			return float64(now.Weekday()) + 1, true
		case "MONTH":
			return float64(now.Month()), true
		case "DAYOFYEAR":
			return float64(now.YearDay()), true
		}
	}
	return q.value, q.of == constant
}

// wanted returns the setting that an action asks for.
func (s *Simulation) wanted(a *action, point, value, dt float64) float64 {
	switch {
	case a.curve != nil:
		return max(a.curve.At(value), 0)
	case a.series != nil:
		return max(a.series.hold(s.Time()), 0)
	case a.pid != nil:
		return s.steer(a, point, value, dt)
	}
	return a.value
}

// steer moves the setting of a link so that value comes to point:
//
//	change = gain (e - e1 + e dt/Ti + Td (e - 2 e1 + e2)/dt)
//
// with e the relative error, e1 and e2 those of the two looks before, times in
// minutes. Source: SWMM User's Manual 5.2, section 3.3.10.
func (s *Simulation) steer(a *action, point, value, dt float64) float64 {
	const least = 1e-4 // of an error or a change that counts
	c, minutes := a.pid, dt/60
	e1, e2 := &s.errors[2*c.place], &s.errors[2*c.place+1]
	e := point - value
	if e != 0 {
		if point != 0 {
			e /= point
		} else {
			e /= value
		}
	}
	if math.Abs(e-*e1) < least {
		*e1, *e2 = 0, 0
	}
	change := e - *e1 + c.derivative*(e-2**e1+*e2)/minutes
	if c.integral != 0 {
		change += e * minutes / c.integral
	}
	if change *= c.gain; math.Abs(change) < least {
		change = 0
	}
	*e1, *e2 = e, *e1
	v := max(s.Net.Target(a.link)+change, 0)
	if s.File.Network.Links[a.link].Pump == nil {
		v = min(v, 1)
	}
	return v
}
