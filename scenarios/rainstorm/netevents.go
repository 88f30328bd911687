package rainstorm

import (
	"fmt"

	"shapan/engine"
)

// settable finds what an event on the network means; try: only check it.
func (n *network) settable(subject string, try bool) func(e engine.Event, t float64) error {
	id := name(subject)
	switch kindOf(subject) {
	case "manhole":
		h := find(n.manholes, id, func(h *manhole) string { return h.name })
		return func(e engine.Event, _ float64) error {
			if h == nil || h.outfall {
				return fmt.Errorf("%s: no manhole of that name is joined to the ground", subject)
			}
			if e.Property != "clogged" {
				return fmt.Errorf("%s.%s: a manhole knows clogged", subject, e.Property)
			}
			share, err := number(e.Value, 0, 1)
			if err == nil && !try {
				h.Clogged = share
				n.run.Net.SetClogging(h.node, share)
			}
			return err
		}
	case "conduit":
		return func(e engine.Event, _ float64) error { return n.setConduit(id, e, try) }
	}
	return func(e engine.Event, _ float64) error { // an outfall
		if e.Property != "level_m" {
			return fmt.Errorf("%s.%s: an outfall knows level_m", subject, e.Property)
		}
		level, err := number(e.Value, -1000, 10000)
		if err != nil {
			return err
		}
		if try {
			_, err = n.outfall(id)
			return err
		}
		return n.setLevel(id, level)
	}
}

// setConduit shuts or opens a link of the network, or sets a gate or pump.
func (n *network) setConduit(id string, e engine.Event, try bool) error {
	link := n.run.Net.LinkIndex(id)
	if link < 0 {
		return fmt.Errorf("%s: the network has no such link", e.Subject)
	}
	setting, pipe := 1.0, n.file.Network.Links[link].Conduit != nil
	switch {
	case e.Property == "state":
		word, _ := e.Value.Text()
		switch word {
		case "blocked", "closed":
			setting = 0
		case "ok", "open":
		default:
			return fmt.Errorf("%s.state: %v: expected ok or blocked", e.Subject, e.Value)
		}
	case e.Property == "setting" && !pipe:
		var err error
		if setting, err = number(e.Value, 0, 1); err != nil {
			return err
		}
	case pipe:
		return fmt.Errorf("%s.%s: a conduit knows state", e.Subject, e.Property)
	default:
		return fmt.Errorf("%s.%s: a pump, weir or orifice of the network knows state, setting", e.Subject, e.Property)
	}
	if !try {
		n.run.Net.SetSetting(link, setting)
	}
	return nil
}
