package schedule

import "time"

// A Stage is one time that an element is there, for those who draw it on dates
// of their own choice.
type Stage struct {
	From      time.Time // work on it begins; zero: it was there before all
	Built     time.Time // work on it ends; a temporary thing stands from From on
	Leaves    time.Time // its removal begins; zero: it is not removed
	Gone      time.Time // zero: it stays
	Temporary bool
	Builders  []int // tasks
	Removers  []int
}

// Lives are the stages of every element, in their order; none where no task says
// anything of it. On tells of one date what these tell of all.
func (t *Timeline) Lives() [][]Stage {
	out := make([][]Stage, len(t.lives))
	for e, life := range t.lives {
		for k := range life {
			s := &life[k]
			one := Stage{Temporary: s.temporary, Gone: s.gone(), Builders: s.builders, Removers: s.removers}
			if !s.existing {
				one.From, one.Built = s.build.Start, s.build.Finish
			}
			if s.temporary {
				one.Built = s.build.Start
			}
			if len(s.removers) > 0 {
				one.Leaves = s.removal.Start
			}
			out[e] = append(out[e], one)
		}
	}
	return out
}

// Dates are those by which the timeline goes, of each task.
func (t *Timeline) Dates() []Span { return t.dates }
