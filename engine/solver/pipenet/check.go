package pipenet

import (
	"errors"
	"fmt"
	"math"
)

// Check returns all mistakes of a network together, each naming its node or
// link; nil if a Solver can be made of it.
func (n *Network) Check() error {
	var all []error
	say := func(format string, a ...any) { all = append(all, fmt.Errorf(format, a...)) }
	names := map[string]bool{}
	for i := range n.Nodes {
		d := &n.Nodes[i]
		if names[d.Name] {
			say("node %s: the name is used twice", d.Name)
		}
		names[d.Name] = true
		for _, v := range []struct {
			what  string
			value float64
			least float64
		}{{"invert", d.Invert, math.Inf(-1)}, {"maximum depth", d.MaxDepth, 0}, {"initial depth", d.Initial, 0},
			{"surcharge depth", d.Surcharge, 0}, {"ponded area", d.Ponded, 0}, {"stage", d.Stage, math.Inf(-1)}} {
			if !finite(v.value) || v.value < v.least {
				say("node %s: %s %v: must be a number, not less than %v", d.Name, v.what, v.value, v.least)
			}
		}
		if d.Kind == Storage && len(d.Area.X) > 0 {
			if _, err := newBasin(d.Area); err != nil {
				say("node %s: storage curve: %w", d.Name, err)
			}
		}
		if d.Inlet != nil {
			if _, err := newManhole(*d.Inlet, i, 0); err != nil {
				say("node %s: %w", d.Name, err)
			}
		}
	}
	names = map[string]bool{}
	for i := range n.Links {
		l := &n.Links[i]
		if names[l.Name] {
			say("link %s: the name is used twice", l.Name)
		}
		names[l.Name] = true
		if l.From < 0 || l.From >= len(n.Nodes) || l.To < 0 || l.To >= len(n.Nodes) {
			say("link %s: joins nodes %d and %d of %d", l.Name, l.From, l.To, len(n.Nodes))
			continue
		}
		if l.From == l.To {
			say("link %s: both its ends are at node %s", l.Name, n.Nodes[l.From].Name)
		}
		if err := l.check(); err != nil {
			say("link %s: %w", l.Name, err)
		}
	}
	return errors.Join(all...)
}

func (l *Link) check() error {
	kinds := 0
	for _, is := range []bool{l.Conduit != nil, l.Pump != nil, l.Orifice != nil, l.Weir != nil, l.Outlet != nil} {
		if is {
			kinds++
		}
	}
	if kinds != 1 {
		return fmt.Errorf("%d of conduit, pump, orifice, weir, outlet are set: expected one", kinds)
	}
	switch {
	case l.Conduit != nil:
		return l.Conduit.check()
	case l.Pump != nil:
		return l.Pump.check()
	case l.Orifice != nil:
		return l.Orifice.check()
	case l.Weir != nil:
		return l.Weir.check()
	}
	return l.Outlet.check()
}

func (c *Conduit) check() error {
	if c.Section == nil {
		return nil
	}
	if err := positive("length", c.Length); err != nil {
		return err
	}
	if !(c.N > 0) && c.Main == (ForceMain{}) || !finite(c.N) || c.N < 0 {
		return fmt.Errorf("roughness (Manning's n) %v: must be a number > 0", c.N)
	}
	for _, v := range []float64{c.FromOffset, c.ToOffset, c.Entry, c.Exit, c.Along, c.MaxFlow, c.Main.HazenWilliams, c.Main.DarcyWeisbach} {
		if !finite(v) || v < 0 {
			return fmt.Errorf("offset, loss, limit or roughness %v: must be a number >= 0", v)
		}
	}
	if c.Barrels < 0 || !finite(c.Initial) {
		return fmt.Errorf("%d barrels, initial flow %v m³/s: must be >= 0, a number", c.Barrels, c.Initial)
	}
	return nil
}

func (p *Pump) check() error {
	if p.Kind < ByVolume || p.Kind > IdealPump {
		return fmt.Errorf("pump of kind %d: expected 1 to %d", p.Kind, IdealPump)
	}
	if !(p.Startup >= 0 && p.Shutoff >= 0) || p.Startup > 0 && p.Shutoff > p.Startup {
		return fmt.Errorf("starts at %v m, stops at %v m: must be >= 0, and the stop not above the start", p.Startup, p.Shutoff)
	}
	if p.Kind == IdealPump {
		return nil
	}
	if err := p.Curve.Check(); err != nil {
		return fmt.Errorf("pump curve: %w", err)
	}
	for k, q := range p.Curve.Y {
		if q < 0 {
			return fmt.Errorf("pump curve: row %d: flow %v m³/s: must be >= 0", k+1, q)
		}
	}
	if row, yes := p.Curve.rises(); yes && (p.Kind == ByHead || p.Kind == BySpeed) {
		return fmt.Errorf("pump curve: row %d: the flow rises with the head: it must fall", row)
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
