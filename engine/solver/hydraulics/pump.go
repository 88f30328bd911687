package hydraulics

import "fmt"

// PumpPoint is a point of a pump's curve.
type PumpPoint struct {
	Head float64 // H [m]
	Flow float64 // Q [m³/s]
}

// PumpCurve is a head-flow curve: heads rise, flows do not.
type PumpCurve []PumpPoint

// Check tells where a curve is none.
func (c PumpCurve) Check() error {
	if len(c) == 0 {
		return fmt.Errorf("curve: has no points")
	}
	for k := 1; k < len(c); k++ {
		if !(c[k].Head > c[k-1].Head) || c[k].Flow > c[k-1].Flow {
			return fmt.Errorf("curve: point %d: head must rise and flow must not", k+1)
		}
	}
	return nil
}

// Full is the flow against no head [m³/s].
func (c PumpCurve) Full() float64 { return c[0].Flow }

// Flow [m³/s] against a static head [m]: linear between the points of the
// curve, nothing above its last head.
func (c PumpCurve) Flow(head float64) float64 {
	last := c[0]
	if head <= last.Head {
		return last.Flow
	}
	for _, next := range c[1:] {
		if head <= next.Head {
			return last.Flow + (next.Flow-last.Flow)*(head-last.Head)/(next.Head-last.Head)
		}
		last = next
	}
	return 0
}

// waterDensity ρ [kg/m³].
const waterDensity = 1000

// PumpPower is what a pump draws [W] that lifts flow [m³/s] by head [m] with
// efficiency η:  P = ρ g Q H / η.
func PumpPower(flow, head, efficiency float64) float64 {
	return waterDensity * Gravity * flow * max(head, 0) / efficiency
}
