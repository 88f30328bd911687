package overlay

import "slices"

// pairs calls meet for every two active triangles whose boxes touch. They are
// swept from left to right along the axis on which they spread most.
func (w *work) pairs() {
	list := w.active
	if len(list) == 0 {
		return
	}
	var low, high vec
	for n, t := range list {
		for k := range 3 {
			if tr := &w.tris[t]; n == 0 {
				low[k], high[k] = tr.low[k], tr.high[k]
			} else {
				low[k], high[k] = min(low[k], tr.low[k]), max(high[k], tr.high[k])
			}
		}
	}
	axis := 0
	for k := 1; k < 3; k++ {
		if high[k]-low[k] > high[axis]-low[axis] {
			axis = k
		}
	}
	i, j := (axis+1)%3, (axis+2)%3
	w.sweep = w.sweep[:0]
	for _, t := range list {
		tr := &w.tris[t]
		w.sweep = append(w.sweep, boxed{tr.low, tr.high, t})
	}
	slices.SortFunc(w.sweep, func(a, b boxed) int {
		if s := signOf(a.low[axis] - b.low[axis]); s != 0 {
			return s
		}
		return int(a.t - b.t)
	})
	for n := range w.sweep {
		a := &w.sweep[n]
		end := a.high[axis]
		for m := n + 1; m < len(w.sweep); m++ {
			b := &w.sweep[m]
			if b.low[axis] > end {
				break
			}
			if a.high[i] < b.low[i] || b.high[i] < a.low[i] || a.high[j] < b.low[j] || b.high[j] < a.low[j] {
				continue
			}
			if !w.spend(costPair) {
				return
			}
			w.meet(min(a.t, b.t), max(a.t, b.t))
		}
	}
}

type boxed struct {
	low, high vec
	t         int32
}
