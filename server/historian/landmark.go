package historian

import (
	"sort"
	"time"
)

// landmarks are some batches and when they were received, in order. Between two of
// them are so few others that a moment is looked for in one block or two: without
// them each probe of the search would read a block of its own.
type landmarks []landmark

type landmark struct {
	number   uint64
	received int64 // [ns since 1970]
}

// landmarkEvery is how far they are apart at least: a year has 8 MB of them.
const landmarkEvery = time.Minute

// pass takes a batch for a landmark if the last one is far enough away.
func (m *landmarks) pass(number uint64, received time.Time) {
	at := received.UnixNano()
	if n := len(*m); n > 0 && (number <= (*m)[n-1].number || at-(*m)[n-1].received < int64(landmarkEvery)) {
		return
	}
	*m = append(*m, landmark{number, at})
}

// forget leaves out those before a batch.
func (m *landmarks) forget(first uint64) {
	k := sort.Search(len(*m), func(k int) bool { return (*m)[k].number >= first })
	*m = append(landmarks(nil), (*m)[k:]...)
}

// between narrows where the first batch received at or after an instant is looked
// for: not before low, and not after high.
func (m landmarks) between(from time.Time, low, high uint64) (uint64, uint64) {
	at := from.UnixNano()
	k := sort.Search(len(m), func(k int) bool { return m[k].received >= at })
	if k < len(m) {
		high = min(high, m[k].number)
	}
	if k > 0 {
		low = max(low, m[k-1].number+1)
	}
	return min(low, high), high
}
