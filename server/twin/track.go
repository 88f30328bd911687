package twin

import (
	"slices"
	"time"

	"shapan/engine/forecast"
)

// Sample is a value at an instant.
type Sample struct {
	At    time.Time `json:"at"`
	Value float64   `json:"value"`
}

// Track is what a point has done, in memory: the last day closely, three months
// by the hour. The log has the rest.
type Track struct {
	Fine   []Sample
	Coarse []Sample
}

// The distances of samples and how long they are kept.
const (
	fineStep   = 2 * time.Minute
	fineSpan   = 25 * time.Hour
	coarseStep = time.Hour
	coarseMost = 2200
)

func (t *Track) add(s Sample) {
	t.Fine = thinned(t.Fine, s, fineStep)
	k := 0
	for k < len(t.Fine) && s.At.Sub(t.Fine[k].At) > fineSpan {
		k++
	}
	if k > len(t.Fine)/4 { // in slices, so that it costs little
		t.Fine = slices.Delete(t.Fine, 0, k)
	}
	t.Coarse = thinned(t.Coarse, s, coarseStep)
	if len(t.Coarse) > coarseMost {
		t.Coarse = slices.Delete(t.Coarse, 0, coarseMost/10)
	}
}

func thinned(list []Sample, s Sample, step time.Duration) []Sample {
	if n := len(list); n > 0 && s.At.Sub(list[n-1].At) < step {
		return list
	}
	return append(list, s)
}

// at is the value at an instant: the newest known then, unless it is older by more
// than a tolerance.
func (t *Track) at(when time.Time, tolerance time.Duration) (float64, bool) {
	for _, list := range [][]Sample{t.Fine, t.Coarse} {
		k, found := slices.BinarySearchFunc(list, when, func(s Sample, w time.Time) int { return s.At.Compare(w) })
		if !found {
			k--
		}
		if k >= 0 && when.Sub(list[k].At) <= tolerance {
			return list[k].Value, true
		}
	}
	return 0, false
}

// merged is the whole track, the hours first and then what is finer.
func (t *Track) merged() []Sample {
	if len(t.Fine) == 0 {
		return slices.Clone(t.Coarse)
	}
	k := 0
	for k < len(t.Coarse) && t.Coarse[k].At.Before(t.Fine[0].At) {
		k++
	}
	return append(slices.Clone(t.Coarse[:k]), t.Fine...)
}

// series is the track for forecasts: no more than so many samples of the last span.
func (t *Track) series(span time.Duration, most int) forecast.Series {
	all := t.merged()
	if len(all) == 0 {
		return forecast.Series{}
	}
	end := all[len(all)-1].At
	k := 0
	for k < len(all) && end.Sub(all[k].At) > span {
		k++
	}
	all = all[k:]
	step := span / time.Duration(most)
	var out forecast.Series
	var last time.Time
	for i, s := range all {
		if i > 0 && i < len(all)-1 && s.At.Sub(last) < step {
			continue
		}
		last = s.At
		out.T = append(out.T, seconds(s.At))
		out.Y = append(out.Y, s.Value)
	}
	return out
}

func seconds(t time.Time) float64 { return float64(t.UnixNano()) / 1e9 }

func instant(s float64) time.Time { return time.Unix(0, int64(s*1e9)).UTC() }
