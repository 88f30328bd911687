package alarm

import (
	"slices"
	"strings"
	"time"
)

// Raised is an alarm that has come up.
type Raised struct {
	At    time.Time
	Point string
	Tier  Tier
	Group string        // of points that one cause raises together: a pit's side, a feed; "": none
	Every time.Duration // between readings of the point; 0: at any time
}

// Flood tells whether more alarms have come up in the last ten minutes than a
// person can follow: more than ten (ISA-18.2; EEMUA 191). It is over below five.
func Flood(before bool, recent []Raised, now time.Time) bool {
	n := 0
	for _, r := range recent {
		if d := now.Sub(r.At); d >= 0 && d < 10*time.Minute {
			n++
		}
	}
	return n > 10 || before && n >= 5
}

// Root is alarms that belong together, told as one.
type Root struct {
	First  Raised // the first of them, of the worst tier among those of its instant
	Others []Raised
	Worst  Tier
}

// Roots puts alarms of one group that came up within a time of the one before
// together, or within two readings of theirs: who is asked every 20 min cannot
// follow sooner. The roots come in the order of their first alarms.
func Roots(all []Raised, within time.Duration) []Root {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b Raised) int {
		switch {
		case !a.At.Equal(b.At):
			return a.At.Compare(b.At)
		case a.Tier != b.Tier:
			return int(b.Tier) - int(a.Tier)
		}
		return strings.Compare(a.Point, b.Point)
	})
	var roots []Root
	open := map[string]int{}
	last := map[string]time.Time{}
	for _, r := range sorted {
		k, ok := open[r.Group]
		if r.Group == "" || !ok || r.At.Sub(last[r.Group]) > max(within, 2*r.Every) {
			open[r.Group] = len(roots)
			roots = append(roots, Root{First: r, Worst: r.Tier})
		} else {
			roots[k].Others = append(roots[k].Others, r)
			roots[k].Worst = max(roots[k].Worst, r.Tier)
		}
		last[r.Group] = r.At
	}
	return roots
}
