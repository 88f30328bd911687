package historian

import (
	"errors"
	"fmt"
)

// ErrInUse tells that another process has the log.
var ErrInUse = errors.New("the log is in use by another process")

// ErrClosed tells that the log was closed.
var ErrClosed = errors.New("the log is closed")

// DamageError tells that batches which were acknowledged cannot be read.
type DamageError struct {
	First, Last uint64 // numbers of the batches
	Why         string
}

func (e *DamageError) Error() string {
	which := fmt.Sprintf("batch %d", e.First)
	if e.First != e.Last {
		which = fmt.Sprintf("batches %d to %d", e.First, e.Last)
	}
	return fmt.Sprintf("the log is damaged: %s: %s: restore it from a backup, or open it with what is left", which, e.Why)
}
