package record

import "time"

// rate tells when something is to be recorded again: at the first tick that it
// sees, and at the first tick of every interval of simulated time.
type rate struct {
	every time.Duration
	next  time.Duration
}

func (r *rate) due(elapsed time.Duration) bool {
	if elapsed < r.next {
		return false
	}
	r.next = elapsed - elapsed%r.every + r.every
	return true
}

// hasten shortens the interval, if it is longer, from the last time that was due.
func (r *rate) hasten(every time.Duration) {
	if every < r.every {
		r.next += every - r.every
		r.every = every
	}
}

// orDefault returns the interval, or the usual one when none is given.
func orDefault(given, usual time.Duration) time.Duration {
	if given <= 0 {
		return usual
	}
	return given
}
