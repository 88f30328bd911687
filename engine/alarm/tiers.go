package alarm

import (
	"math"
	"time"
)

// Basis is where limits come from.
type Basis struct {
	Code     string `json:"code"`
	Edition  string `json:"edition,omitempty"`
	Clause   string `json:"clause,omitempty"`
	Item     string `json:"item,omitempty"`
	Source   string `json:"source,omitempty"`
	Verified bool   `json:"verified"`
	// Override is the designer's value that stands in place of the table's: who set it
	// and on what paper.
	Override string `json:"override,omitempty"`
}

// Rule judges one quantity of a point.
type Rule struct {
	Limits   [3]float64    // of Notice, Warning, Danger; NaN: no such tier
	Below    bool          // it is bad to be below, as for a strut's least force
	Both     bool          // it is as bad to the other side: the magnitude is judged
	Rate     time.Duration // the quantity is judged by its change over so long, per day; 0: as it is
	DeadBand float64
	OnDelay  time.Duration // a tier must hold so long before it counts
	OffDelay time.Duration // and be left so long before it is over
	Basis    Basis
}

// Judged is what a rule has come to. It is a value: Next gives the next.
type Judged struct {
	Tier    Tier      `json:"tier"`
	Pending Tier      `json:"pending"` // that would hold, were its delay over
	Since   time.Time `json:"since"`   // of Pending
	Value   float64   `json:"value"`   // judged last: the quantity, or its rate per day
}

// Next judges a reading. history gives the quantity at an earlier instant, for
// rates; ok is false if it is not known.
func (j Judged) Next(r *Rule, at time.Time, value float64, history func(time.Time) (float64, bool)) Judged {
	if r.Rate > 0 {
		before, ok := history(at.Add(-r.Rate))
		if !ok {
			return j
		}
		value = math.Abs(value-before) / (r.Rate.Hours() / 24)
	}
	if r.Both {
		value = math.Abs(value)
	}
	j.Value = value
	tier := r.tier(j.Tier, value)
	if tier == j.Tier {
		j.Pending, j.Since = tier, at
		return j
	}
	if tier != j.Pending {
		// What gets worse while it waits to count has waited already.
		if !(tier > j.Pending && j.Pending > j.Tier) {
			j.Since = at
		}
		j.Pending = tier
	}
	delay := r.OnDelay
	if tier < j.Tier {
		delay = r.OffDelay
	}
	if at.Sub(j.Since) >= delay {
		j.Tier, j.Since = tier, at
	}
	return j
}

// tier of a value, by the tier before: a limit is left only by the dead band.
func (r *Rule) tier(before Tier, value float64) Tier {
	for t := Danger; t >= Notice; t-- {
		limit, band := r.Limits[t-1], 0.0
		if before >= t {
			band = r.DeadBand
		}
		if r.Below && value <= limit+band || !r.Below && value >= limit-band {
			return t
		}
	}
	return Nothing
}

// Worst is the tier of a point: of all its rules, cumulative or rate, the highest.
func Worst(rules ...Judged) Tier {
	worst := Nothing
	for _, j := range rules {
		worst = max(worst, j.Tier)
	}
	return worst
}
