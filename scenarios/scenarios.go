// Package scenarios is the list of what can be rehearsed, and the reader of
// scenario files: which site, how long, which models with which parameters,
// and what happens when.
//
// Scenarios never import each other. They are coupled all the same: each model
// sees the frozen frame of the tick before.
package scenarios

import (
	"shapan/engine"
	"shapan/scenarios/crane"
	"shapan/scenarios/rainstorm"
)

// All returns every scenario, one explicit line each.
func All() []engine.Scenario {
	return []engine.Scenario{
		rainstorm.Scenario,
		crane.Scenario,
	}
}

// find returns the scenario of that name, or nil.
func find(name string) *engine.Scenario {
	all := All()
	for k := range all {
		if all[k].Name == name {
			return &all[k]
		}
	}
	return nil
}
