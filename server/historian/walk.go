package historian

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Kind is what a batch holds.
type Kind byte

// Kinds of batches.
const (
	Readings Kind = Kind(ofReadings)
	Latest   Kind = Kind(ofLatest) // the latest values then, written again
	Events   Kind = Kind(ofEvents)
)

// Batch is one message of the log: what was synced together.
type Batch struct {
	Number   uint64
	Kind     Kind
	Kept     uint64 // number of the first batch that retention had left then; 0: all
	Received time.Time
	Readings []Reading
	Events   []Event
}

func (b *batch) public(number uint64) *Batch {
	return &Batch{Number: number, Kind: Kind(b.kind), Kept: b.kept, Received: b.received, Readings: b.readings, Events: b.events}
}

// Walk gives the batches of a log's directory in their order without opening it:
// it changes nothing, and another process may be writing. Cold days come first; of
// their batches only the readings and events are left. It returns the damage as
// well as the first error that each returns.
func Walk(directory string, each func(*Batch) error) error {
	index, err := readColdIndex(directory)
	if err != nil {
		return err
	}
	cold := uint64(0)
	for k := range index {
		if err := index[k].walk(directory, each); err != nil {
			return err
		}
		cold = index[k].Last
	}
	acknowledged, err := readAcknowledged(directory)
	if err != nil {
		return err
	}
	accepted, err := readAccepted(directory)
	if err != nil {
		return err
	}
	s, err := look(directory, acknowledged, func(number uint64, data []byte) error {
		if number <= cold {
			return nil
		}
		b, err := decode(data)
		if err != nil {
			return fmt.Errorf("batch %d: %w", number, err)
		}
		return each(b.public(number))
	})
	if err != nil {
		return err
	}
	return joinDamage(s.unaccepted(accepted))
}

// Batches gives the batches of an open log from a number on, up to what is in it
// now. The numbers that retention has taken and accepted damage are left out.
func (l *Log) Batches(ctx context.Context, from uint64, each func(*Batch) error) error {
	first, last := l.Numbers()
	return l.batches(ctx, max(from, first), last, func(number uint64, b *batch) error {
		return each(b.public(number))
	})
}

// Changed is closed by the next batch.
func (l *Log) Changed() <-chan struct{} {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.changed
}

// IsDamage tells whether an error is of a log's damage alone.
func IsDamage(err error) bool {
	var damage *DamageError
	return errors.As(err, &damage)
}
