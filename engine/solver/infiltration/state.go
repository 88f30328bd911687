package infiltration

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
)

// stateMagic opens a state: this layout, version 1.
const stateMagic = "infilt01"

// arrays are the parts of the state by cell, in the order of a State.
func (s *Soil) arrays() [4][]float64 { return [...][]float64{s.seen, s.water, s.spent, s.held} }

// State is all that changes after New, little-endian. A Soil of the same Config
// that takes it over goes on bit by bit as this one would.
func (s *Soil) State() []byte {
	b := make([]byte, 0, len(stateMagic)+8*(4+4*len(s.seen)))
	b = append(b, stateMagic...)
	b = binary.LittleEndian.AppendUint64(b, s.identity())
	b = appendFloats(b, s.evapo, s.evaporated, s.drained)
	for _, a := range s.arrays() {
		b = appendFloats(b, a...)
	}
	return b
}

// SetState takes over a State of a Soil with the same Config. After an error
// the Soil is as it was.
func (s *Soil) SetState(state []byte) error {
	if len(state) < len(stateMagic)+8 || string(state[:len(stateMagic)]) != stateMagic {
		return errors.New("infiltration: this is no state of version " + stateMagic)
	}
	rest := state[len(stateMagic):]
	if binary.LittleEndian.Uint64(rest) != s.identity() {
		return errors.New("infiltration: the state belongs to another soil map or other classes")
	}
	rest = rest[8:]
	size := 3
	for _, a := range s.arrays() {
		size += len(a)
	}
	if len(rest) != 8*size {
		return fmt.Errorf("infiltration: the state of %d bytes is cut off or too long", len(state))
	}
	float := func(k int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(rest[8*k:])) }
	for k := range size {
		if x := float(k); !(x >= 0) || !finite(x) {
			return fmt.Errorf("infiltration: value %d of the state is %g: expected ≥ 0", k, x)
		}
	}
	s.evapo, s.evaporated, s.drained = float(0), float(1), float(2)
	next := 3
	for _, a := range s.arrays() {
		for k := range a {
			a[k] = float(next)
			next++
		}
	}
	return nil
}

// identity is a checksum of the Config.
func (s *Soil) identity() uint64 {
	sum := fnv.New64a()
	c := &s.conf
	for _, class := range c.Classes {
		fmt.Fprintf(sum, "%q %T %v %v %v\n", class.Name, class.Law, class.Law, class.Storage, class.Room)
	}
	sum.Write(c.Soil)
	b := appendFloats(nil, c.PavedStorage, float64(len(c.Paved)), float64(len(c.Drain)))
	for _, a := range [...][]float32{c.Paved, c.Drain} {
		for _, x := range a {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	sum.Write(b)
	return sum.Sum64()
}

func appendFloats(b []byte, a ...float64) []byte {
	for _, x := range a {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}
