package historian

import "time"

// By returns options of a log that goes by another clock than ours: where a record
// is kept as if it had been received then. It never goes back.
func (o Options) By(clock func() time.Time) Options {
	o.now = clock
	return o
}
