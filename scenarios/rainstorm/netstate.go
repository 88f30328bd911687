package rainstorm

import "fmt"

// networkState is the network in a saved state.
type networkState struct {
	networkSave
	Manholes []manholeSave `json:"manholes"`
	Solver   []byte        `json:"solver"`
}

func (n *network) state() (*networkState, error) {
	if n == nil {
		return nil, nil
	}
	solver, err := n.run.State()
	s := &networkState{networkSave: n.networkSave, Manholes: make([]manholeSave, len(n.manholes)), Solver: solver}
	for k, h := range n.manholes {
		s.Manholes[k] = h.manholeSave
	}
	return s, err
}

func (n *network) setState(s *networkState) error {
	if (n == nil) != (s == nil) || n != nil && len(s.Manholes) != len(n.manholes) {
		return fmt.Errorf("rainstorm: state: its drainage network is not that of the site and parameters")
	}
	if n == nil {
		return nil
	}
	n.networkSave = s.networkSave
	n.applyLevels()
	for k, h := range n.manholes {
		h.manholeSave = s.Manholes[k]
	}
	clear(n.put)
	return n.run.SetState(s.Solver)
}
