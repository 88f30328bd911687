package historian

import (
	"cmp"
	"slices"
	"time"
)

// latestValues are what was said last of every quantity. Who says several instants
// ahead in one message (a rain nowcast) has all of them kept: which one holds
// depends on when it is asked.
type latestValues struct {
	last  map[quantity]Reading
	ahead map[quantity][]Reading // of one message, in its order; only where some lie ahead
}

// mostSteps is how many instants of one message are kept of a quantity.
const mostSteps = 256

func noValues() latestValues {
	return latestValues{map[quantity]Reading{}, map[quantity][]Reading{}}
}

// see takes a reading among the latest if it is newer.
func (v latestValues) see(r *Reading) {
	key := quantity{r.Subject, r.Property}
	before, known := v.last[key]
	if known && before.moment().After(r.moment()) {
		return
	}
	v.last[key] = *r
	if !r.At.After(r.Received) {
		delete(v.ahead, key)
		return
	}
	steps := v.ahead[key]
	if len(steps) > 0 && !steps[0].Received.Equal(r.Received) {
		steps = nil
	}
	if len(steps) == 0 && known && before.Received.Equal(r.Received) {
		steps = append(steps, before) // which holds until the first that lies ahead
	}
	if len(steps) < mostSteps {
		v.ahead[key] = append(steps, *r)
	}
}

// of is what holds of a quantity at an instant: of several that lie ahead the last
// whose instant has come, before all of them the first.
func (v latestValues) of(key quantity, now time.Time) (Reading, bool) {
	r, known := v.last[key]
	steps := v.ahead[key]
	if len(steps) == 0 {
		return r, known
	}
	r = steps[0]
	for _, s := range steps[1:] {
		come, before := !s.At.After(now), !r.At.After(now)
		if come && (!before || !s.At.Before(r.At)) || !come && !before && !s.At.After(r.At) {
			r = s
		}
	}
	return r, true
}

// all is what holds at an instant, by subject and property.
func (v latestValues) all(now time.Time) []Reading {
	out := make([]Reading, 0, len(v.last))
	for key := range v.last {
		r, _ := v.of(key, now)
		out = append(out, r)
	}
	slices.SortFunc(out, byQuantity)
	return out
}

// everything is what has to be seen again to know the same later, in that order.
func (v latestValues) everything() []Reading {
	out := make([]Reading, 0, len(v.last))
	for key, r := range v.last {
		if steps := v.ahead[key]; len(steps) > 0 {
			out = append(out, steps...)
		} else {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, byQuantity) // those of one quantity stay in their order
	return out
}

func byQuantity(a, b Reading) int {
	return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Property, b.Property))
}
